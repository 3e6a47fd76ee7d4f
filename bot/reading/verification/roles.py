"""Whether a statement changes who does what to whom: "Kim invited Putin" against "Putin invited Kim"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.reading.english.names import names_in
from bot.reading.english.peoples import NATIONS_BY_NAME
from bot.reading.english.words import TermsOf

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being)(?: \w+ly)?\Z", re.IGNORECASE)
BY = re.compile(r"\bby\b", re.IGNORECASE)
REACH = 90  # characters from a word to those it is about


@dataclass(frozen=True, slots=True)
class _Deed:
    """A word between the names of two: before it the one, behind it the other."""

    word: str
    first: str
    second: str
    passive: bool


def roles_turned(statement: str, text: str, terms_of: TermsOf) -> bool:
    """
    Tell whether *statement* and *text* have the same word between the same two, but turned round.

    >>> def terms(text):
    ...     return text.lower().split()
    >>> roles_turned("Kim invited Putin.", "Putin invited Kim.", terms)
    True
    >>> roles_turned("Kim was invited by Putin.", "Putin invited Kim.", terms)
    False
    """
    told = set(_deeds(text, terms_of))
    turned = same = False
    for deed in _deeds(statement, terms_of):
        for passive in (False, True):
            turned |= _Deed(deed.word, deed.second, deed.first, passive) in told and passive == deed.passive
            same |= _Deed(deed.word, deed.first, deed.second, passive) in told and passive == deed.passive
            same |= _Deed(deed.word, deed.second, deed.first, passive) in told and passive != deed.passive
    return turned and not same


def moved_words(statement: str, text: str, terms_of: TermsOf) -> float:
    """
    Return the share of the words of both that stand nearest another name there; 0 with fewer than two names of both.

    >>> def terms(text):
    ...     return text.lower().split()
    >>> moved_words("Ann sat near the door, Bo at the desk.", "Bo sat near the door, Ann at the desk.", terms) > 0.5
    True
    """
    (said, speakers), (told, others) = _nearest_names(statement, terms_of), _nearest_names(text, terms_of)
    names = speakers & others
    words = [word for word in said.keys() & told.keys() if said[word] <= names and told[word] & names]
    if len(names) < 2 or not words:
        return 0.0
    return sum(said[word].isdisjoint(told[word]) for word in words) / len(words)


def _nearest_names(text: str, terms_of: TermsOf) -> tuple[dict[str, set[str]], set[str]]:
    """Return by word the names that it stands nearest, and all names."""
    ones = list(_ones_in(text))
    nearest: dict[str, set[str]] = {}
    for found in WORD.finditer(text):
        at = found.start()
        if not ones or any(start <= at < end for start, end, _ in ones):
            continue
        name = min(ones, key=lambda one: min(abs(at - one[1]), abs(one[0] - at)))[2]
        for term in terms_of(found.group())[:1]:
            nearest.setdefault(term, set()).add(name)
    return nearest, {name for *_, name in ones}


def _deeds(text: str, terms_of: TermsOf) -> Iterator[_Deed]:
    ones = list(_ones_in(text))
    taken = [(start, end) for start, end, _ in ones]
    for found in WORD.finditer(text):
        if any(start <= found.start() < end for start, end in taken):
            continue
        before = [name for _, end, name in ones if found.start() - REACH <= end <= found.start()]
        behind = [(start, name) for start, _, name in ones if found.end() <= start <= found.end() + REACH]
        terms = terms_of(found.group())
        if not (before and behind and terms):
            continue
        passive = bool(PASSIVE.search(text[: found.start()].rstrip())) and bool(
            BY.search(text[found.end() : behind[0][0]])
        )
        if before[-1] != behind[0][1]:
            yield _Deed(terms[0], before[-1], behind[0][1], passive)


def _ones_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the span of everyone named, and one name for each however it is written."""
    for name in names_in(text):
        plain = re.sub(r"['’]s?\b", "", name.text).casefold().strip(" .")
        nation = NATIONS_BY_NAME.get(plain) or NATIONS_BY_NAME.get(plain.removesuffix("s"))
        yield name.start, name.end, nation or name.words[-1] if len(name.words) < 2 or nation else name.words[0]
