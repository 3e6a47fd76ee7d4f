"""Tells a statement with "before" in place of "after", or "early" in place of "late", of one and the same thing."""

import re
from collections.abc import Iterator

from bot.reading.english.words import AUXILIARIES, DETERMINERS, PREPOSITIONS, PRONOUNS

TURNS = (
    re.compile(r"\b(?:(?P<one>before|ahead of|prior to)|(?P<other>after|following|since))\b", re.IGNORECASE),
    re.compile(r"\b(?:(?P<one>early|earlier)|(?P<other>late|later))\b", re.IGNORECASE),
    re.compile(r"\b(?:(?P<one>with)|(?P<other>without))\b", re.IGNORECASE),
)
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[.,;:]")
PLAIN = PREPOSITIONS | DETERMINERS | AUXILIARIES | PRONOUNS | {"and", "or"}
REACH = 4  # words behind, among which the thing is named


def turned_words(statement: str, text: str) -> Iterator[str]:
    """
    Yield the words of *statement* that stand at a thing at which *text* has their opposite, and never they.

    >>> list(turned_words("They met before the forum.", "They met after the economic forum.")), list(
    ...     turned_words("They met after the forum.", "After the forum they met before dinner.")
    ... )
    (['before'], [])
    """
    for turn in TURNS:
        said, told = list(_placed(turn, statement)), list(_placed(turn, text))
        for word, side, thing in said:
            sides = {other for _, other, named in told if named & thing}
            if sides and side not in sides:
                yield word


def _placed(turn: re.Pattern[str], text: str) -> Iterator[tuple[str, str | None, frozenset[str]]]:
    """Yield each word, its side, and the words of what it stands at."""
    for found in turn.finditer(text):
        words = []
        for word in WORD.findall(text[found.end() :].lower())[:REACH]:
            if not word[0].isalnum():
                break
            words.append(word)
        yield found.group(), found.lastgroup, frozenset(words) - PLAIN
