"""
Values in a text - numbers, dates, names - and whether two short answers tell the same or contradict each other.

Between the two lies much: "Moscow" and "a rifle" are neither the same nor a contradiction.
"""

import re
from collections.abc import Callable, Sequence

from bot.reading.english.names import TITLES as NAME_TITLES
from bot.reading.english.names import Name, names_agree, names_exclude, names_in
from bot.reading.english.partial_dates import PartialDate, dates_agree, dates_in
from bot.reading.english.plurals import word_set
from bot.reading.english.quantities import Quantity, cannot_be_same, may_be_same, quantities_in
from bot.reading.english.units import singular

Value = Quantity | PartialDate | Name
KINDS: tuple[type[Value], ...] = (Quantity, PartialDate, Name)
FUNCTION_WORDS = word_set(
    """
    a about after also an and approximately are around as at be been before by early during exactly first for from had
    has have he her his in into is it its just last late local mid now of off on only or over roughly she some than that
    the their them then there these they this those time to total under until up was were which who will with years
    """
).union(NAME_TITLES)
DENIAL = re.compile(r"\b(?:not|no|never|none|nobody|nothing|without|neither|nor|cannot|\w+n['’]t)\b", re.IGNORECASE)
WORD = re.compile(r"(?:(?<!\S)[-−])?[$€£¥]?\d+(?:[.,:/–-]\d+)*[%°]?|[\w$€£¥%°+<>~]+")
SPACE_IN_WORDS = re.compile(r"(?<=[^\W\d]) (?=[^\W\d])")
LONGEST = 400  # characters of a short answer
MOST = 12  # values in one


def values_of(text: str) -> list[Value]:
    """
    Return the numbers, dates and names of *text* in order; a value written in two ways is equal.

    >>> [value.text for value in values_of("On Sept 16, Kim Jong-un saw two missiles with a range of 8,000 km.")]
    ['Sept 16', 'Kim Jong-un', 'two missiles', '8,000 km']
    >>> values_of("8,000 km") == values_of("eight thousand kilometers"), values_of("U.S.") == values_of("United States")
    (True, True)
    """
    dates = list(dates_in(text))
    left = _without(text, dates)
    quantities = list(quantities_in(left))
    names = list(names_in(_without(left, quantities)))
    values: list[Value] = [*dates, *quantities, *names]
    return sorted(values, key=lambda value: value.start)


def quantities_of(text: str) -> list[Quantity]:
    """
    Return the quantities of *text* in order, those that are no part of a date.

    >>> [quantity.text for quantity in quantities_of("On 16 September 2023 Kim saw two missiles.")]
    ['two missiles']
    """
    return list(quantities_in(_without(text, list(dates_in(text)))))


def _without(text: str, values: Sequence[Value]) -> str:
    """Return *text* of the same length with a mark in place of each of *values*."""
    pieces: list[str] = []
    at = 0
    for value in values:
        pieces += [text[at : value.start], ";" * (value.end - value.start)]
        at = value.end
    return "".join((*pieces, text[at:]))


def compatible(one: str, other: str) -> bool:
    """
    Tell whether two short answers to one question tell the same, as far as each goes.

    >>> compatible("8,000 km", "5,000 miles"), compatible("Sept 16", "16 September 2023"), compatible("two", "three")
    (True, True, False)
    >>> compatible("a rifle", "a Russian-made rifle"), compatible("a rifle", "a space suit")
    (True, False)
    """
    if SPACE_IN_WORDS.sub("", _plain(one)) == SPACE_IN_WORDS.sub("", _plain(other)):
        return True
    if max(len(one), len(other)) > LONGEST or bool(DENIAL.search(one)) != bool(DENIAL.search(other)):
        return False
    values, others = values_of(one), values_of(other)
    if max(len(values), len(others)) > MOST:
        return False
    shared = [kind for kind in KINDS if _of(kind, values) and _of(kind, others)]
    words, other_words = _words_beside(one, values), _words_beside(other, others)
    if not (words <= other_words or other_words <= words):
        return False
    if not shared:
        return _contains(one, other) or _contains(other, one)
    return all(_all_agree(_of(kind, values), _of(kind, others)) for kind in shared)


def differ(one: str, other: str) -> bool:
    """
    Tell whether two short answers are values of one kind that contradict each other; prose never does.

    >>> differ("40 people", "50 people"), differ("Sept 16", "Sept 17, 2023"), differ("Kim Jong Un", "Vladimir Putin")
    (True, True, True)
    >>> differ("8,000 km", "5,000 miles"), differ("40", "two hours"), differ("a rifle", "a glove")
    (False, False, False)
    """
    if max(len(one), len(other)) > LONGEST or compatible(one, other):
        return False
    if DENIAL.search(one) or DENIAL.search(other):
        return False
    values, others = values_of(one), values_of(other)
    if _words_beside(one, values) or _words_beside(other, others) or max(len(values), len(others)) > MOST:
        return False
    kinds, other_kinds = {type(value) for value in values}, {type(value) for value in others}
    if len(kinds) != 1 or kinds != other_kinds:
        return False
    if kinds == {Name} and max(len(values), len(others)) > 1:
        return False  # lists of names may both be true
    return all(_excludes(value, another) for value in values for another in others)


def _of(kind: type[Value], values: Sequence[Value]) -> list[Value]:
    return [value for value in values if isinstance(value, kind)]


def _all_agree(values: Sequence[Value], others: Sequence[Value]) -> bool:
    """Whether each value of the answer that has fewer of them agrees with one of the other answer."""

    def within(few: Sequence[Value], many: Sequence[Value]) -> bool:
        return all(any(_agrees(value, another) for another in many) for value in few)

    if len(values) == len(others):
        return within(values, others) or within(others, values)
    return within(*sorted((values, others), key=len))


def _agrees(one: Value, other: Value) -> bool:
    return _held(one, other, may_be_same, dates_agree, names_agree)


def _excludes(one: Value, other: Value) -> bool:
    return _held(one, other, cannot_be_same, lambda day, another: not dates_agree(day, another), names_exclude)


def _held(
    one: Value,
    other: Value,
    quantities: Callable[[Quantity, Quantity], bool],
    dates: Callable[[PartialDate, PartialDate], bool],
    names: Callable[[Name, Name], bool],
) -> bool:
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        return quantities(one, other)
    if isinstance(one, PartialDate) and isinstance(other, PartialDate):
        return (one.minute is None) == (other.minute is None) and dates(one, other)
    return isinstance(one, Name) and isinstance(other, Name) and names(one, other)


def _words_beside(text: str, values: Sequence[Value]) -> frozenset[str]:
    """Return the words of *text* that carry meaning and belong to none of its values."""
    words = frozenset(re.findall(r"[^\W_]+", _without(text, values).lower())) - FUNCTION_WORDS
    return frozenset(map(singular, words))


def _plain(text: str) -> str:
    """
    Return the words of a text without case, articles, endings of the plural and marks; without words, as it is.

    >>> _plain("The MiG-31 fighters.")
    'mig31 fighter'
    """
    words = WORD.findall(re.sub(r"(?<=[^\W\d])[-‐‑](?=\w)", "", text.casefold()))
    return " ".join(singular(word) for word in words if word not in ("a", "an", "the")) or text.strip()


def _contains(one: str, other: str) -> bool:
    return bool(re.search(r"\w", other)) and f" {_plain(other)} " in f" {_plain(one)} "
