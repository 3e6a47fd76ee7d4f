"""Whom and what a text names, so that a pronoun can stand for it: names and noun phrases, by word lists and shapes."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.reading.english.clauses import bare, is_name
from bot.reading.english.dates import dates_of
from bot.reading.english.partial_dates import SCALE
from bot.reading.english.short import OPENERS
from bot.reading.english.units import MEASURE
from bot.reading.english.verbs import bases, forms, participles
from bot.reading.english.words import (
    ADJECTIVES,
    COMPANIES,
    DETERMINERS,
    MEN,
    PEOPLE,
    PERSONAL,
    PLACE_NOUNS,
    PLACES,
    PREPOSITIONS,
    SMALL,
    STOPS,
    TITLES,
    WH,
    WOMEN,
)

Kind = Literal["person", "place", "thing", "group"]
"""A group is what "they" stands for."""
TOKEN = re.compile(r"[^\s,;:?!()\"“”]+|[,;:?!()\"“”]")
NAME = r"[^\W\d_a-z][\w.-]*(?: (?:[^\W\d_a-z]|of [^\W\d_a-z])[\w.-]*)*"
INNER = re.compile(rf"(?P<owner>{NAME})['’]s? |\bof (?P<whole>{NAME})$")
NOUNS_IN_LY = frozenset(
    {"ally", "assembly", "family", "monopoly", "rally", "reply", "supply", "early", "daily", "weekly"}
)
POSSESSIVE = ("'s", "’s", "s'", "s’")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name or a noun phrase, and where it stands: a half-open range of code points."""

    text: str
    kind: Kind
    start: int
    end: int
    named: bool
    """Whether a name is in it, and not common nouns alone."""

    @property
    def head(self) -> str:
        """Its last word, before an "of"."""
        return bare(self.text.split(" of ")[0].split()[-1])

    def moved(self, by: int) -> "Mention":
        """Return it as it stands in a text that is that much longer ahead of it."""
        return replace(self, start=self.start + by, end=self.end + by)

    @property
    def female(self) -> bool | None:
        """Whether it is a woman; None where its words do not tell."""
        words = {bare(word) for word in self.text.split(" of ")[0].split()}
        if words & WOMEN:
            return True
        return False if words & MEN else None


def mentions_of(text: str) -> list[Mention]:
    """
    Return what a text mentions, in its order; "A and B" comes as A, B, and both.

    >>> [(m.text, m.kind) for m in mentions_of("What did Ann Lee and the mayor of Rome see at the harbour in Oslo?")]
    [('Ann Lee and the mayor of Rome', 'group'), ('Ann Lee', 'person'), ('the mayor of Rome', 'person'), \
('Rome', 'place'), ('the harbour', 'place'), ('Oslo', 'place')]
    """
    dated = [found.span() for found in dates_of(text)]
    found = [m for m in _single(text) if not any(start <= m.start < end for start, end in dated)]
    return sorted([*found, *_joined(text, found)], key=lambda m: (m.start, -m.end))


def _single(text: str) -> Iterator[Mention]:
    tokens = list(TOKEN.finditer(text))
    words = [token.group() for token in tokens]
    n = 0
    while n < len(words):
        end = _phrase_end(words, n)
        if end > n:
            start = n + _unsaid(words[n:end])
            told = text[tokens[start].start() : tokens[end - 1].end()].rstrip(".'’") if start < end else ""
            if told and told.endswith(("'s", "’s")):
                told = told[:-2]
            before = words[start - 1] if start else ""
            if told:
                yield _mention(told, tokens[start].start(), before)
            for inner in INNER.finditer(told):
                name = inner["owner"] or inner["whole"]
                if name != told:
                    yield _mention(
                        name, tokens[start].start() + inner.start("owner" if inner["owner"] else "whole"), before
                    )
        n = max(end, n + 1)


def _phrase_end(words: Sequence[str], n: int) -> int:
    """Return where the phrase that begins at a word ends; its own place where none begins."""
    first = bare(words[n])
    opens = first in DETERMINERS - {"that", "this", "these", "those", "whose", "his", "her", "its", "their"}
    many = first == "how" and n + 1 < len(words) and bare(words[n + 1]) == "many"
    if not opens and not many and not _names(words, n) and not _plural(words[n]):
        return n
    end = n + 2 if many else n + 1
    while end < len(words) and _goes_on(words, n, end):
        end += 1
    return n if (opens or many) and end == n + (2 if many else 1) else end


def _goes_on(words: Sequence[str], start: int, n: int) -> bool:
    word, before = words[n], words[n - 1]
    plain = bare(word)
    if not word[0].isalnum() or _unnamed(word) or (before.endswith((",", ".")) and len(before) > 4):
        return False
    if plain.endswith("ly") and plain not in NOUNS_IN_LY and not is_name(word):
        return False
    called = bare(before) in PEOPLE | TITLES | SMALL | DETERMINERS
    if word[0].isdigit() and n + 1 < len(words) and _measures(words[n + 1 : n + 3]):
        return False  # "pay Corvane 350 million dollars"
    if is_name(word) and before.islower() and n - 1 > start and not called:
        return False  # "the missile Kim saw"
    return _belongs(words, start, n)


def _measures(behind: Sequence[str]) -> bool:
    """Whether the words behind a number tell what it measures."""
    text = f" {' '.join(behind)}"
    return bare(behind[0]) not in PREPOSITIONS - {"per"} and bool(MEASURE.match(text) or SCALE.match(text))


def _belongs(words: Sequence[str], start: int, n: int) -> bool:
    word, before = words[n], words[n - 1]
    plain = bare(word)
    if plain == "of":
        return n + 1 < len(words) and (bare(words[n + 1]) in {"the", "a"} or is_name(words[n + 1]))
    if is_name(word) or before.endswith(POSSESSIVE) or bare(before) in DETERMINERS | {"of", "many"}:
        return not (plain in DETERMINERS - ADJECTIVES and bare(before) not in {"of", "all", "both"})
    if plain in SMALL | DETERMINERS:
        return plain in SMALL - {"the"} and n + 1 < len(words) and is_name(words[n + 1])
    if bare(words[start]) not in DETERMINERS | {"how"} and not any(w.endswith(POSSESSIVE) for w in words[start:n]):
        return _adjective(before) and not _verb(plain)  # "Russian officials", but not "Kim botched"
    return not _verb(plain)


def _unnamed(word: str) -> bool:
    """Whether a word is in no name: "us" is in none, "US" is one."""
    plain = bare(word).removesuffix("'s").removesuffix("’s")
    return plain in STOPS or (plain in PERSONAL and not (word.isupper() and len(word) > 1))


def _verb(plain: str) -> bool:
    return plain in forms() or plain in bases() or plain in participles()


def _adjective(word: str) -> bool:
    return is_name(word) and bare(word).endswith(("ian", "an", "ese", "ish", "i", "ch"))


def _names(words: Sequence[str], n: int) -> bool:
    word = words[n]
    if not word[0].isupper() or bare(word) in DETERMINERS or _unnamed(word):
        return False
    opens = n == 0 or words[n - 1] in {".", "?", "!"} or words[n - 1].endswith((".", "?"))
    if opens and bare(word) in OPENERS:
        return False  # "Later Kim met …" names no Later Kim
    return (
        not opens
        or (n + 1 < len(words) and words[n + 1][0].isupper())
        or word.endswith(POSSESSIVE)
        or not word.istitle()
    )


def _plural(word: str) -> bool:
    return (
        word.islower() and len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is", "ous", "as"))
    )


def _unsaid(words: Sequence[str]) -> int:
    """Return how many of the first words are not said again: "how many soldiers" goes on as "soldiers"."""
    if bare(words[0]) == "how":
        return 2
    return 1 if bare(words[0]) in WH | {"any", "some", "no", "every", "each", "all", "another", "other"} else 0


def _mention(told: str, start: int, before: str) -> Mention:
    words = told.split(" of ", maxsplit=1)[0].split()
    named = any(is_name(word) and word[0].isalpha() for word in told.split())
    text = (
        f"the{told[1:]}"
        if told.lower().startswith("a ")
        else f"the{told[2:]}"
        if told.lower().startswith("an ")
        else told
    )
    text = f"the {text[4:]}" if text.startswith("The ") else text
    return Mention(text, _kind(words, bare(before)), start, start + len(told), named)


def _kind(words: Sequence[str], before: str) -> Kind:
    plain = [bare(word) for word in words]
    head, first = plain[-1].removesuffix("'s"), plain[0]
    if head in {"people", "children", "men", "women"} or (words[-1].islower() and _plural(words[-1])):
        return "group"
    if head in PEOPLE or before in TITLES or first in TITLES:
        return "person"
    if head in PLACES | PLACE_NOUNS:
        return "place"
    if head in COMPANIES or not is_name(words[-1]) or first in DETERMINERS or (len(head) > 1 and words[-1].isupper()):
        return "thing"
    if before in {"in", "at", "near", "outside", "into"} and not set(plain) & (WOMEN | MEN):
        return "place"
    return "thing" if any(c.isdigit() for c in words[-1]) else "person"


def _joined(text: str, found: Sequence[Mention]) -> Iterator[Mention]:
    for one, other in itertools.pairwise(found):
        if text[one.end : other.start] == " and ":
            both = f"{one.text} and {other.text}"
            yield replace(one, text=both, kind="group", end=other.end, named=one.named or other.named)
