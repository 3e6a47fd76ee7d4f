"""
Mends a question's misspelt words by the words of the articles.

Only a word that neither the articles nor the encoder's vocabulary know is looked at, and only a word that asks, the
nearest of the articles, or a plain one with two letters exchanged takes its place: a question in plain English about
something else stays as it is.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile

from langchain_core.documents import Document

from bot.passages import title_of
from bot.retrieval.lexical import WORD, content_words, folded, stem_of
from bot.retrieval.snapshot import Snapshot

IsWord = Callable[[str], bool]
ASKING = (
    *("what", "which", "when", "where", "whose", "whom", "many", "much"),
    *("did", "does", "with", "from", "about", "before", "after", "first"),
)
ENDINGS = ("", "e", "s", "es", "ed", "ing")
INFLECTIONS = frozenset(("d", "ed", "en", "er", "ers", "es", "ing", "n", "r", "rs", "s"))
PREFIXES = (
    *("counter", "under", "inter", "super", "over", "anti", "back", "down", "fore", "post", "semi"),
    *("dis", "mid", "mis", "non", "out", "pre", "sub", "co", "de", "re", "un", "up"),
)
SHORTEST = 4  # letters: shorter words have too many neighbours
LONG = 10  # letters from which two slips are allowed
SHORTEST_NAME = 6  # letters of a word with a capital: whoever typed that one had an eye on it
LONGEST_JOINING = 5  # letters of a word that only joins, up to which it is never meant: "according" may be
LONGEST = 40  # what is longer is no word
SOUND_ALIKE = frozenset("ck")  # first letters of one sound: "corea"


def respelled(question: str, snapshot: Snapshot, passages: Sequence[Document], *, is_word: IsWord) -> str | None:
    """
    Return the question with its misspelt words mended, or None where there are none.

    The words of *passages*, found with the question as it stands, are preferred to those of all articles. *is_word*
    tells which words in lower case are plain English.
    """
    unknown = [found for found in WORD.finditer(question) if _is_unknown(found[0], snapshot, is_word)]
    if not unknown:
        return None
    nearby = _forms(f"{title_of(passage)}\n{passage.page_content}" for passage in passages)
    mended, end = [], 0
    for found in unknown:
        mended += [question[end : found.start()], _mended(found[0], nearby, snapshot, is_word)]
        end = found.end()
    changed = "".join([*mended, question[end:]])
    return changed if changed != question else None


def _is_unknown(word: str, snapshot: Snapshot, is_word: IsWord) -> bool:
    plain = folded(word)
    shortest = SHORTEST_NAME if word[0].isupper() else SHORTEST
    if not shortest <= len(plain) <= LONGEST or not plain.isalpha():
        return False
    stem = stem_of(plain)
    return bool(stem) and not (_is_plain(plain, stem, is_word) or snapshot.lexical.knows(stem))


def _is_plain(word: str, stem: str, is_word: IsWord) -> bool:
    """Whether a word is ordinary, as one of its forms is: "detain", "lenders"."""
    bases = [base for base in (word, stem, stem.removesuffix("er")) if len(base) >= SHORTEST]
    return any(is_word(base + ending) for base in (word, stem, *bases) for ending in ENDINGS)


def _is_made_of_words(word: str, is_word: IsWord) -> bool:
    """Whether a word is put together of ordinary ones, "spokeswomen", as "refree" for "referee" may seem to be."""
    rest = next((word.removeprefix(prefix) for prefix in PREFIXES if word.startswith(prefix)), "")
    if len(rest) >= SHORTEST and (is_word(rest) or is_word(stem_of(rest))):
        return True
    joints = [(word[:n], word[n:]) for n in range(SHORTEST, len(word) - SHORTEST + 1)]
    return any(is_word(rear) and (is_word(front) or is_word(front.removesuffix("s"))) for front, rear in joints)


def _mended(word: str, nearby: Sequence[str], snapshot: Snapshot, is_word: IsWord) -> str:
    """Return the word as it was meant, or as it stands where that is not clear."""
    slips = 2 if len(word) >= LONG else 1
    if _is_made_of_words(folded(word), is_word):
        # A letter that is missing may be meant; one for another is another form, as "spokeswoman" is.
        return _nearest(word, [form for form in nearby if len(form) != len(word)], 1) or word
    form = (
        _nearest(word, ASKING, 1)
        or _nearest(word, nearby, slips)
        or _nearest(word, _forms_in_articles(stem_of(folded(word)), slips, snapshot), slips)
        or _plain_word(word, is_word)
        or word
    )
    return form.lower() if word.islower() and is_word(folded(form)) else form


def _plain_word(word: str, is_word: IsWord) -> str | None:
    """Return the one plain word that two letters exchanged, or one doubled, make of *word*: "guilty" of "gulity"."""
    if not (word.islower() and word.isascii()):
        return None
    pairs = range(1, len(word) - 1)
    exchanged = {word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in pairs}
    single = {word[:n] + word[n + 1 :] for n in range(len(word) - 1) if word[n] == word[n + 1]}
    found = [form for form in exchanged | single if form != word and is_word(form)]
    return found[0] if len(found) == 1 else None


def _nearest(word: str, forms: Sequence[str], slips: int) -> str | None:
    """Return the form that the fewest slips lead to, if there are at most so many."""
    from rapidfuzz.distance import OSA, Indel

    plain = folded(word)
    apart = {
        form: (OSA.distance(plain, folded(form)), Indel.distance(plain, folded(form)))
        for form in forms
        if _may_be(word, plain, form, folded(form))
    }
    best = min(apart, key=apart.__getitem__, default=None)
    return best if best is not None and apart[best][0] <= slips else None


def _may_be(word: str, plain: str, form: str, other: str) -> bool:
    """
    Tell whether a word may be meant for another, whatever the slips between them.

    Few slip in the first letter; a word with a letter more at its end is another form or another name, Yemeni and
    Yemen, and so is one that only ends otherwise, "foreseen" and "foresees"; and a name in capitals is no other word's
    misspelling.
    """
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(plain, other, strict=False)))
    if plain[-2:] == 2 * plain[-1] and plain[:-1] == other:
        return True  # "cupp"
    return (
        (plain[0] == other[0] or {plain[0], other[0]} == SOUND_ALIKE)
        and not (common >= SHORTEST and {plain[common:], other[common:]} <= INFLECTIONS)
        and not plain.startswith(other)
        and not other.startswith(plain)
        and (form[0].isupper() or not word[0].isupper())
    )


def _forms(texts: Iterable[str]) -> list[str]:
    """Return the words of *texts* as they are written, each once, without those that say nothing."""
    return [form for form in dict.fromkeys(f for text in texts for f in WORD.findall(text)) if _may_be_meant(form)]


def _may_be_meant(form: str) -> bool:
    """Whether anybody may have slipped over it: short words that only join are near too many, "botch" near "both"."""
    return bool(stem_of(folded(form))) and (len(form) > LONGEST_JOINING or bool(content_words(form)))


def _forms_in_articles(stem: str, slips: int, snapshot: Snapshot) -> list[str]:
    """Return how the articles write the words whose stems are near, each by the passage that has it most."""
    near = snapshot.lexical.near(stem, slips)
    forms = [form for word in near for form in _forms([_text_with(word, snapshot)]) if stem_of(folded(form)) == word]
    return list(dict.fromkeys(forms))


def _text_with(word: str, snapshot: Snapshot) -> str:
    article, _, start, end = snapshot.table.spans[int(snapshot.lexical.scores([word]).argmax())].tolist()
    entry = snapshot.entries[article]
    return f"{entry.title}\n{snapshot.article_text(entry.id)[start:end]}"
