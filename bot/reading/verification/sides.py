"""Tells a statement with "before" where its text has "after" of the same thing, "more than" where "fewer than", ..."""

import re
from collections.abc import Iterator
from typing import Literal

from bot.reading.english.words import FUNCTION_WORDS

Kind = Literal["date", "denial", "number"]

SIDES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("date", re.compile(r"\b(?:(?P<one>before|ahead of|prior to)|(?P<other>after|following|since))\b", re.IGNORECASE)),
    ("date", re.compile(r"\b(?:(?P<one>early|earlier)|(?P<other>late|later))\b", re.IGNORECASE)),
    ("denial", re.compile(r"\b(?:(?P<one>with)|(?P<other>without))\b", re.IGNORECASE)),
    ("number", re.compile(r"\b(?:(?P<one>more)|(?P<other>fewer|less)) than(?= a | half)", re.IGNORECASE)),
)
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[.,;:]")
REACH = 4  # words behind, among which the thing is named


def turned_words(statement: str, text: str) -> Iterator[tuple[Kind, str]]:
    """
    Yield the words of *statement* that stand at a thing at which *text* has their opposite, and never they.

    And what each turns round.

    >>> list(turned_words("They met before the forum.", "They met after the economic forum.")), list(
    ...     turned_words("They met after the forum.", "After the forum they met before dinner.")
    ... )
    ([('date', 'before')], [])
    """
    for kind, sides in SIDES:
        said, told = list(_placed(sides, statement)), list(_placed(sides, text))
        for word, side, thing in said:
            others = {other for _, other, named in told if named & thing}
            if others and side not in others:
                yield kind, word


def _placed(sides: re.Pattern[str], text: str) -> Iterator[tuple[str, str | None, frozenset[str]]]:
    """Yield each word, its side, and the words of what it stands at."""
    for found in sides.finditer(text):
        words = []
        for word in WORD.findall(text[found.end() :].lower())[:REACH]:
            if not word[0].isalnum():
                break
            words.append(word)
        yield found.group(), found.lastgroup, frozenset(words) - FUNCTION_WORDS
