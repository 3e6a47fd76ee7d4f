"""
Puts another name, number or date in place of one: the question, or the statement, that a passage no longer bears out.

A value is replaced by one of the same shape from elsewhere, never by one of which a word stands in the passage.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np


def _words(text: str) -> list[str]:
    return text.split()


MONTHS = _words("January February March April May June July August September October November December")
COUNTS = _words("two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty")
WEEKDAYS = _words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
VALUE = re.compile(
    r"(?P<year>\b(?:1[1-9]|20)\d\d\b(?!,\d))"
    r"|(?P<number>(?<![\w.,])[$£€]?\d+(?:[.,]\d+)*(?:%|(?![\w])))"
    rf"|(?P<month>\b(?:{'|'.join(MONTHS)})\b)"
    rf"|(?P<weekday>\b(?:{'|'.join(WEEKDAYS)})\b)"
    rf"|(?P<count>\b(?:{'|'.join(COUNTS)})\b)"
    r"|(?P<name>(?<=[a-z,;] )[A-Z][\w’'.-]*[a-z](?: [A-Z][\w’'.-]*[a-z])*)"
)
# They begin with a capital and name nobody.
NO_NAMES = frozenset(_words("I The A An In On At Who What When Where Why How Which Mr Mrs Ms Dr"))
POSSESSIVE = re.compile(r"['’]s$")
WORD = re.compile(r"\w+")
TRIES = 12

Pool = Mapping[str, Sequence[str]]
"""Values by their shape."""


@dataclass(frozen=True, slots=True)
class Value:
    """A name, number or date in a text."""

    start: int
    end: int
    text: str
    shape: str
    """What another value needs to have in common to stand in its place."""


def values_in(text: str) -> list[Value]:
    """
    Return the values of *text* in order; a name at its very beginning is not told from any first word.

    >>> [(value.text, value.shape) for value in values_in("When did the mayor of Port Lowen resign in May 1998?")]
    [('Port Lowen', 'name 2'), ('May', 'month'), ('1998', 'year')]
    """
    return [value for found in VALUE.finditer(text) if (value := _value_of(found)).text not in NO_NAMES]


def _value_of(found: re.Match[str]) -> Value:
    text = POSSESSIVE.sub("", found[0]).rstrip(".")
    return Value(found.start(), found.start() + len(text), text, _shape_of(str(found.lastgroup), text))


def _shape_of(kind: str, text: str) -> str:
    if kind == "name":
        return f"name {len(text.split())}"
    if kind == "number":
        return f"number {re.sub('[0-9]+', '9', text)} {len(text)}"
    return kind


def pool_values(texts: Iterable[str]) -> Pool:
    """Return the values of *texts* by shape, each once, in their order; all months, weekdays and small numbers."""
    some = list(texts)
    common = {word for text in some for word in WORD.findall(text) if word.islower()}
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for value in (value for text in some for value in values_in(text)):
        # "Apples" stands in a headline; a name is never written small.
        if not (value.shape.startswith("name") and value.text.split()[0].lower() in common):
            found[value.shape][value.text] = None
    always = {"month": MONTHS, "weekday": WEEKDAYS, "count": COUNTS}
    return {shape: list(values) for shape, values in found.items()} | always


def swap_value(text: str, passage: str, pool: Pool, draw: np.random.Generator) -> tuple[str, str] | None:
    """
    Return *text* with one of its values replaced by another, and that other; None where none can be.

    Only a value that stands in the passage is replaced, so that the text was about the passage, and no word of what
    takes its place stands there.

    >>> swap_value("Who won in 1998?", "Ann won in 1998.", {"year": ["1998", "1954"]}, np.random.default_rng(1))
    ('Who won in 1954?', '1954')
    """
    known = words_of(passage)
    values = [value for value in values_in(text) if words_of(value.text) <= known]
    for value in (values[i] for i in draw.permutation(len(values))):
        other = _another(value, known, pool, draw)
        if other is not None:
            return text[: value.start] + other + text[value.end :], other
    return None


def another_value(text: str, passage: str, pool: Pool, draw: np.random.Generator) -> str | None:
    """Return a value of the shape of *text* of which no word stands in the passage; None where it is no value."""
    whole = VALUE.fullmatch(f"a {text}", 2)  # a name is told by what stands before it
    return _another(_value_of(whole), words_of(passage), pool, draw) if whole else None


def words_of(text: str) -> frozenset[str]:
    """Return the words of *text* in lower case, digits included."""
    return frozenset(WORD.findall(text.casefold()))


def _another(value: Value, known: frozenset[str], pool: Pool, draw: np.random.Generator) -> str | None:
    others = pool.get(value.shape, ())
    for _ in range(TRIES if others else 0):
        other = others[int(draw.integers(len(others)))]
        if not words_of(other) & known:
            return other
    return None
