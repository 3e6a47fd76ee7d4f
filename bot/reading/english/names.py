"""Names in a text, and whether two of them can be of the same person, place or body."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.reading.english.plurals import is_plural, word_set
from bot.reading.english.short import OPENERS

_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_DOTTED = rf"(?:{_CAPITAL}\.){{2,}}(?:{_CAPITAL}(?!\w))?"
_WORD = rf"(?:{_DOTTED}|{_CAPITAL}[\w'’]*(?:[-‐‑&.][\w'’]+)*|(?:al|el|an|bin)-{_CAPITAL}\w*)"
_SMALL = r"(?:of(?: the)?|de|del|da|du|di|la|von|van|der|den|bin|ibn|al|el|e|y)"
NAME = re.compile(rf"(?<!\w){_WORD}\.?(?:[ \xa0](?:{_SMALL} )?{_WORD})*")
# What is said of someone and is no part of the name.
TITLES = word_set(
    """
    mr mrs ms miss mx dr prof professor sir dame lord lady king queen prince princess president vice prime minister
    premier chancellor chairman chairwoman secretary foreign defence defense finance interior general gen lt col colonel
    maj major capt captain sgt sergeant adm admiral marshal commander chief leader senator sen rep congressman governor
    gov mayor ambassador judge justice pope cardinal bishop rev reverend pastor deputy spokesman spokeswoman director
    coach ceo cfo jr sr supreme state comrade brig brigadier lieutenant cmdr commodore corporal cpl rear speaker first
    """
)
NO_NAMES = OPENERS | word_set(
    """
    about according almost although am any approximately are around because between both can could did do does each
    either every few he how i im is ive least more most mostly nearly neither nor nothing only over roughly several she
    such than today tomorrow under unlike until up was were what which whose why will would yes yesterday you your
    """
)
# Other names of one and the same.
_ALIASES = """
united states: us, usa, united states of america, america
united kingdom: uk, britain, great britain
united nations: un
european union: eu
united arab emirates: uae
north korea: dprk, democratic peoples republic of korea
south korea: rok, republic of korea
china: prc, peoples republic of china
russia: russian federation
soviet union: ussr
czech republic: czechia
ivory coast: cote divoire
turkey: turkiye
kyiv: kiev
burma: myanmar
"""
_NATIONS = word_set(
    """
    afghanistan africa albania algeria america angola antarctica argentina armenia asia australia austria azerbaijan
    bahrain bangladesh belarus belgium bolivia bosnia botswana brazil bulgaria burma cambodia cameroon canada chad chile
    china colombia congo croatia cuba cyprus denmark ecuador egypt england eritrea estonia ethiopia europe fiji finland
    france gabon georgia germany ghana greece guatemala guinea guyana haiti honduras hungary iceland india indonesia
    iran iraq ireland israel italy jamaica japan jordan kazakhstan kenya korea kosovo kuwait kyrgyzstan laos latvia
    lebanon liberia libya lithuania luxembourg madagascar malawi malaysia mali malta mauritania mauritius mexico moldova
    mongolia montenegro morocco mozambique namibia nepal netherlands nicaragua niger nigeria norway oman pakistan
    palestine panama paraguay peru philippines poland portugal qatar romania russia rwanda scotland senegal serbia
    singapore slovakia slovenia somalia spain sudan sweden switzerland syria taiwan tajikistan tanzania thailand togo
    tunisia turkey turkmenistan uganda ukraine uruguay uzbekistan venezuela vietnam wales yemen zambia zimbabwe
    """
)
REGIONS = word_set(
    "arab central east eastern emirates kingdom new north northern south southern states united west western"
)
NO_PERSON = re.compile(r"(?:..(?:ian|ean|ish|ese|can|ing|tion|sion|ism|nes|itie?|logi|ment|ical|ial|ic|ure))\Z")
LONGEST = 12  # words of a name
SMALL = word_set("of the de del da du di la von van der den bin ibn al el an e y and")


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words; names that differ in accents, points and hyphens alone are equal."""

    words: tuple[str, ...]
    text: str = field(compare=False)
    start: int = field(compare=False)
    end: int = field(compare=False)
    """The half-open span of code points, titles included."""


def names_in(text: str) -> Iterator[Name]:
    """
    Yield the names of *text* in order; a capital at its very beginning counts.

    >>> [name.words for name in names_in("The leader, Mr. Kim Jong-un, met Russia's Sergei Shoigu in the U.S.")]
    [('kim', 'jong', 'un'), ('rusia',), ('sergei', 'shoigu'), ('united', 'states')]
    """
    for found in NAME.finditer(text):
        for start, end in _parts(found):
            words = _normalised(text[start:end])
            if words:
                yield Name(words, text[start:end], start, end)


def _parts(found: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Yield the spans of the names in a run of capitals: a possessive ends one, words like "The" open none."""
    start: int | None = None
    end = 0
    for word in re.finditer(r"[^\s]+", found.group()):
        bare = re.sub(r"['’]s$", "", word.group())
        if (start is None and bare.lower().strip(".'’") in NO_NAMES and not bare.isupper()) or bare in ("A", "I"):
            continue
        start = word.start() if start is None else start
        end = word.start() + len(bare)
        if bare != word.group():
            yield found.start() + start, found.start() + end
            start = None
    if start is not None:
        yield found.start() + start, found.start() + end


def _opens_only(word: str) -> bool:
    """Whether a capital tells only that a sentence begins."""
    known = word.lower().strip(".'’") in NO_NAMES
    return word in ("A", "I") or (known and not word.isupper())


def _normalised(name: str) -> tuple[str, ...]:
    """
    Return the words of a name without titles, accents and points, and spellings of one sound written alike.

    >>> _normalised("Defence Minister Sergey Shoygu"), _normalised("Yuriy"), _normalised("U.S.")
    (('sergei', 'shoigu'), ('iuri',), ('united', 'states'))
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    plain = re.sub(r"[.'’]", "", plain)
    found = [folded for word in re.findall(r"[^\W_]+", plain) if word not in TITLES and (folded := _folded(word))]
    while found and found[0] in SMALL:
        found.pop(0)
    return ALIASES.get(" ".join(found), tuple(found))


def folded_words(text: str) -> frozenset[str]:
    """
    Return the words of a text, each as `names_in` writes those of names, without the ending of the possessive.

    >>> sorted(folded_words("Sergey Shoygu's ships"))
    ['sergei', 'ships', 'shoigu']
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    plain = re.sub(r"[.'’]", "", re.sub(r"['’]s?\b", "", plain))
    return frozenset(_folded(word) for word in re.findall(r"[^\W_]+", plain))


def _folded(word: str) -> str:
    """Return a word with what transcriptions write in several ways written in one: y, j and doubled letters."""
    same = word.replace("y", "i")
    return re.sub(r"(.)\1+", r"\1", same.replace("j", "i")) if len(word) > 4 else same


def _read_aliases() -> dict[str, tuple[str, ...]]:
    aliases: dict[str, tuple[str, ...]] = {}
    for line in _ALIASES.strip().splitlines():
        name, others = line.split(": ")
        words = tuple(map(_folded, name.split()))
        aliases |= {" ".join(map(_folded, other.split())): words for other in others.split(", ")}
    return aliases


ALIASES = _read_aliases()
NATIONS = frozenset(map(_folded, _NATIONS))


def names_agree(one: Name, other: Name) -> bool:
    """
    Tell whether two names can be of the same: one has the words of the other, or stands for their initials.

    >>> def agree(one, other):
    ...     return names_agree(next(names_in(one)), next(names_in(other)))
    >>> agree("Mr. Kim", "Kim Jong Un"), agree("Kim Yo Jong", "Kim Jong Un"), agree("WHO", "World Health Organization")
    (True, False, True)
    """
    short, long = sorted((one, other), key=lambda name: (len(name.words), name.words))
    if len(long.words) > LONGEST:
        return one == other
    if _are_initials(short, long) or _are_initials(long, short):
        return True
    may_be_initial = len(short.words) > 1
    return all(word in long.words or (may_be_initial and _has_initial(word, long)) for word in short.words)


def _has_initial(word: str, name: Name) -> bool:
    """Whether *word* is the initial of a word of *name*, or the other way round: "J. Kennedy"."""
    return any(1 in (len(word), len(other)) and word[0] == other[0] for other in name.words)


def _are_initials(short: Name, long: Name) -> bool:
    if len(short.words) != 1 or len(long.words) < 2 or not re.sub(r"\W", "", short.text).isupper():
        return False
    letters = [word[0] for word in long.words]
    return _folded(short.text.replace(".", "").casefold()) in (
        _folded("".join(letters)),
        _folded("".join(word[0] for word in long.words if word not in SMALL)),
    )


def names_exclude(one: Name, other: Name) -> bool:
    """
    Tell whether two names can hardly be of the same.

    Rather not: a word at the beginning of an answer may be no name, a country holds cities, an initial word or a model
    number stands for much, and every language spells names of others its own way.

    >>> def exclude(one, other):
    ...     return names_exclude(next(names_in(one)), next(names_in(other)))
    >>> exclude("Sergei Shoigu", "Sergei Lavrov"), exclude("Moscow", "Russia"), exclude("France", "Russia")
    (True, False, True)
    """
    if names_agree(one, other) or _are_spellings(one, other) or _is_nation(one) != _is_nation(other):
        return False
    alike = (len(one.words) == 1) == (len(other.words) == 1) or _is_nation(one)
    return alike and _is_surely_name(one) and _is_surely_name(other)


def _is_nation(name: Name) -> bool:
    return any(word in NATIONS for word in name.words) or all(word in REGIONS for word in name.words)


def _is_surely_name(name: Name) -> bool:
    """Whether the words are hardly common nouns, adjectives or model numbers, and of Latin letters."""
    plain = "".join(name.words)
    if not (plain.isascii() and plain.isalpha()) or NO_PERSON.search(name.words[-1]):
        return False
    return len(name.words) > 1 or _is_nation(name) or not (is_plural(name.words[0]) or name.text.isupper())


def _are_spellings(one: Name, other: Name) -> bool:
    """Whether one name may be part of the other but for vowels and how a language writes consonants."""
    short, long = sorted(({_skeleton(word.removesuffix("s")) for word in name.words} for name in (one, other)), key=len)
    return short <= long


def _skeleton(word: str) -> str:
    """
    Return the consonants of a word as they sound.

    >>> _skeleton("shaposhnikov"), _skeleton("schaposchnikow")
    ('spsnkv', 'spsnkv')
    """
    sounds = re.sub("sch|tch|sh|ch|zh|z", "s", word.replace("w", "v"))
    return re.sub(r"(.)\1+", r"\1", re.sub("[aeiouh]", "", sounds.replace("c", "k").replace("q", "k"))) or word
