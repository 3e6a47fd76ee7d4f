"""Which words of a text are denied, or said with reserve, and which of them a statement says otherwise."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.reading.english.modality import DENIALS, HEDGES
from bot.reading.english.words import TermsOf

PIECE = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[.,;:!?]")
DENIED = 5  # words behind a denial that it reaches, within its clause
RESERVED = 8  # words behind a hedge that it reaches, within its sentence


@dataclass(frozen=True, slots=True)
class _Said:
    """A word, as its term, and how it is said."""

    term: str
    denied: bool
    reserved: bool


def turned_denials(statement: str, text: str, terms_of: TermsOf) -> int:
    """
    Return how many words of both are denied in the one and not in the other.

    >>> turned_denials("Banks must close.", "Banks need not close.", lambda text: [text.lower().strip(".")])
    1
    """
    said, told = _by_term(statement, terms_of), _by_term(text, terms_of)
    shared = said.keys() & told.keys()
    return sum({one.denied for one in said[term]}.isdisjoint(one.denied for one in told[term]) for term in shared)


def lost_hedges(statement: str, text: str, terms_of: TermsOf) -> int:
    """
    Return how many words of both are said with reserve in the text, and plainly in the statement.

    >>> lost_hedges("Russia buys shells.", "Russia may buy shells.", lambda text: [text.lower().rstrip("s.")])
    2
    """
    said, told = _by_term(statement, terms_of), _by_term(text, terms_of)
    return sum(
        all(one.reserved for one in told[term]) and not any(one.reserved for one in said[term])
        for term in said.keys() & told.keys()
    )


def _by_term(text: str, terms_of: TermsOf) -> dict[str, list[_Said]]:
    found: dict[str, list[_Said]] = {}
    for said in _said_in(text, terms_of):
        found.setdefault(said.term, []).append(said)
    return found


def _said_in(text: str, terms_of: TermsOf) -> Iterator[_Said]:
    denials = {found.end() for found in DENIALS.finditer(text)}
    hedges = {found.end() for found in HEDGES.finditer(text)}
    denied = reserved = 0  # words yet that the last denial, and the last hedge, reach
    for piece in PIECE.finditer(text):
        if not piece.group()[0].isalnum():
            denied = 0
            reserved = reserved if piece.group() == "," else 0
            continue
        for term in terms_of(piece.group())[:1]:
            yield _Said(term, denied > 0, reserved > 0)
        ends = range(piece.start() + 1, piece.end() + 1)
        denied = DENIED if denials.intersection(ends) else max(denied - 1, 0)
        reserved = RESERVED if hedges.intersection(ends) else max(reserved - 1, 0)
