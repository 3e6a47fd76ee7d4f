"""Numbers with what they count, and whether two of them can be the same."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import merge
from math import inf
from typing import Literal

from bot.reading.english.numerals import DIGITS, ONES, SCALED, SPELLED, SUFFIXES, VAGUELY, read_number, read_vague
from bot.reading.english.units import CURRENCY, UNITS, Unit, unit_behind

Bound = Literal["", "about", "over", "under", "nearly", "exactly"]

_NUMBER = rf"(?:(?:{DIGITS}){SCALED}|(?:{SPELLED})\b)"
NUMBER = re.compile(
    rf"(?<!\w)(?<!\w[-./,'’])(?P<currency>{CURRENCY})?"
    rf"(?:(?P<vague>{VAGUELY})\b|(?P<low>{_NUMBER})(?P<suffix>(?:bn|mn|tn|[kKmMbB])\b(?!-))?"
    rf"(?:(?:\s?[-–]\s?|\s(?:to|or)\s){CURRENCY[:-3]}?(?P<high>{_NUMBER})(?P<suffix_high>(?:bn|mn|tn|[kKmMbB])\b(?!-))?)?)",
    re.IGNORECASE,
)
TIMES = {"once": 1.0, "twice": 2.0, "thrice": 3.0}
_PERIOD = r"(?:minute|hour|day|week|month|year|decade|century)"
_PART = rf"(?:{'|'.join(ONES)}|\d\d?)"
OTHERS = re.compile(
    r"\b(?P<times>once|twice|thrice)\b"
    rf"|\bhalf(?: an?)?[ -](?P<half_of>{_PERIOD})\b|\b(?:an?|one) (?P<and_half>{_PERIOD}) and a half\b"
    rf"|\b(?P<part>{_PART}) (?:in|out of) (?:every )?(?P<whole>two|three|four|five|six|eight|ten|10|100)\b"
    rf"(?! {_PERIOD}s?\b)"
    r"|\b(?P<half>half)\b(?! a\b|-)|\b(?P<share>an?) (?:third|quarter|fifth|tenth)\b"
    r"|\b(?:[Aa]ged?) (?P<age>\d{1,3})\b|(?<!\w)(?P<ordinal>\d+)(?:st|nd|rd|th)\b"
    r"|\b(?P<word>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b(?=[ -](?!of\b)\w|\W*\Z)",
    re.IGNORECASE,
)
ORDINALS = {
    word: float(n)
    for n, word in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"), 1
    )
}
BOUNDS: tuple[tuple[Bound, str], ...] = (
    (
        "over",
        r"more than|over|above|at least|upwards? of|no (?:less|fewer) than|exceeding|beyond|>",
    ),
    ("under", r"(?:less|fewer) than|under|below|at most|up to|no more than|a maximum of|within|<"),
    ("nearly", r"nearly|almost|close to|just (?:under|below|short of)|not quite"),
    (
        "about",
        r"about|around|some|approximately|approx\.?|roughly|(?:an )?estimated|circa|ca?\.|~|≈|just over",
    ),
    ("exactly", r"exactly|precisely"),
)
BEFORE = re.compile(
    "(?:" + "|".join(rf"(?P<{bound}>(?<!\w)(?:{words}))" for bound, words in reversed(BOUNDS)) + r")\s*(?:an? )?\Z",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"\bbetween\s\Z", re.IGNORECASE)
AND_UP_TO = re.compile(rf"\sand\s{CURRENCY[:-3]}?(?P<high>{_NUMBER})", re.IGNORECASE)
MORE = re.compile(r"\+|\s+or (?:more|so)\b")
POINT_OR_COMMA = re.compile(r"(?<![\d.])\d{1,3}\.\d{3}(?!\d)")  # "8.000" is eight, or eight thousand
MINUS = re.compile(r"(?<!\S)[-−]\Z")
NO_NUMBER = re.compile(r"\b(?:no|any|every|some) \Z", re.IGNORECASE)  # "no one"
LOOK = 24  # characters before a number that may bound it
OPPOSED = ({"over", "under"}, {"over", "nearly"})
LOOSER = 0.1  # how far a bound may lie from another that it stands for: "more than 4,000" for "over 4,040"
SAME = 0.02  # how far two measures may lie apart, if they were converted or rounded


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, or a range of them, with what it counts; equal ones are written alike but for spelling."""

    low: float
    high: float
    bound: Bound
    unit: Unit
    text: str = field(compare=False)
    start: int = field(compare=False)
    end: int = field(compare=False)
    """The half-open span of code points, unit included."""


def quantities_in(text: str) -> Iterator[Quantity]:
    """
    Yield the quantities of *text* in order.

    >>> [(q.low, q.bound, q.unit.name) for q in quantities_in("more than 6,500 kilometres, 40 people, $1.5 billion")]
    [(6500.0, 'over', 'kilometre'), (40.0, '', 'person'), (1500000000.0, '', 'dollar')]
    >>> [(q.low, q.unit.name) for q in quantities_in("Nine in ten stayed for half an hour, one for a year and a half.")]
    [(0.9, 'share'), (0.5, 'hour'), (1.0, ''), (1.5, 'year')]
    """
    at = 0
    for found in merge(OTHERS.finditer(text), NUMBER.finditer(text), key=re.Match.start):
        quantity = (_numbered(text, found) if found.re is NUMBER else _worded(found)) if found.start() >= at else None
        if quantity is not None:
            yield quantity
            at = quantity.end


def _numbered(text: str, found: re.Match[str]) -> Quantity | None:
    end = found.end()
    if found["suffix"] == "m" and not found["currency"] and not found["high"]:
        end -= 1  # "100m" are metres, "$100m" are millions
    if found["vague"] and text.startswith(" of ", end):  # "hundreds of people"
        end += len(" of")
    numbers = _range_of(found)
    if numbers is None or NO_NUMBER.search(text[max(0, found.start() - 4) : found.start()]):
        return None
    low, high = numbers
    further = AND_UP_TO.match(text, end) if BETWEEN.search(text[max(0, found.start() - LOOK) : found.start()]) else None
    most = read_number(further["high"]) if further else None
    if further and most is not None and most > low:
        (low, high), end = _scaled_alike(low, most), further.end()
    unit, last = UNITS[found["currency"].strip().lower()] if found["currency"] else None, end
    if unit is None:
        unit, last = unit_behind(text, end, single=low == high == 1)
    return _bounded(text, found.start(), (end, last), (low, high), unit)


def _bounded(text: str, start: int, ends: tuple[int, int], numbers: tuple[float, float], unit: Unit) -> Quantity:
    """Return the quantity with the words before it, and behind its number or its unit, that bound it."""
    before = BEFORE.search(text[max(0, start - LOOK) : start])
    bound: Bound = next((b for b, _ in BOUNDS if before and before[b]), "")
    more = MORE.match(text, ends[0]) or MORE.match(text, ends[1])
    if more:
        bound = "about" if more.group().endswith("so") else "over"
    low, high = numbers
    if (
        text[start].isdigit()
        and text[start - 1 : start] in ("-", "−")
        and not text[max(0, start - 2) : start - 1].strip()
    ):
        low, high = -high, -low
    end = max(ends[1], more.end() if more else 0)
    start -= len(before.group()) if before else 0
    return Quantity(low, high, bound, unit, text[start:end], start, end)


def _range_of(found: re.Match[str]) -> tuple[float, float] | None:
    if found["vague"]:
        return read_vague(found["vague"])
    low = _scaled(found["low"], found["suffix"], is_money=bool(found["currency"]))
    if low is None or not found["high"]:
        return None if low is None else (low, low)
    high = _scaled(found["high"], found["suffix_high"], is_money=bool(found["currency"]))
    return _scaled_alike(low, high) if high is not None and high > low else None  # 3-2 is a score


def _scaled(number: str, suffix: str | None, *, is_money: bool) -> float | None:
    value = read_number(number)
    if value is None or not suffix or (suffix == "m" and not is_money):
        return value
    return value * SUFFIXES.get(suffix, SUFFIXES.get(suffix.lower(), 1.0))


def _scaled_alike(low: float, high: float) -> tuple[float, float]:
    """Return the range that "2 to 3 million" is: the scale is told once."""
    scale = next((scale for scale in (1e12, 1e9, 1e6, 1e3) if high >= scale and high % (scale / 10) == 0), 1.0)
    return (low * scale if 0 < low < 1000 <= scale and low * scale < high else low), high


def _worded(found: re.Match[str]) -> Quantity:
    kind = found.lastgroup
    word = found[kind or 0].lower()
    if kind == "times":
        number, unit = TIMES[word], Unit("time")
    elif kind in ("half_of", "and_half"):
        number, unit = 0.5 if kind == "half_of" else 1.5, UNITS[word]
    elif kind == "whole":
        number, unit = (read_number(found["part"]) or 0.0) / (read_number(found["whole"]) or 1.0), UNITS["share"]
    elif kind in ("half", "share"):
        name = found.group().lower().split()[-1]
        number, unit = UNITS[name].factor, UNITS["share"]
    elif kind == "age":
        number, unit = float(word), UNITS["year old"]
    else:
        number, unit = float(ORDINALS.get(word) or word), Unit("ordinal", "ordinal")
    return Quantity(number, number, "", unit, found.group(), found.start(), found.end())


def may_be_same(one: Quantity, other: Quantity) -> bool:
    """
    Tell whether two quantities can be one and the same, told by two people: rounded, bounded, or in other units.

    >>> def alike(one, other):
    ...     return may_be_same(next(quantities_in(one)), next(quantities_in(other)))
    >>> alike("8,000 km", "5,000 miles"), alike("about 40", "42"), alike("two", "twice"), alike("two", "three")
    (True, True, True, False)
    >>> alike("more than 40", "less than 40"), alike("more than 40", "less than 50")
    (False, True)
    """
    scales = _common_scale(one, other)
    if scales is None:
        return False
    if not _opposed(one, other) and _is_rounded(one, other, scales):
        return True
    return _meet(_likely(one, scales[0]), _likely(other, scales[1]), slack=_slack(one, other))


def is_borne_out(asked: Quantity, told: Quantity) -> bool:
    """
    Tell whether one who tells *told* tells *asked* as well: rounded, in other units, or a little looser.

    >>> def tells(told, asked):
    ...     return is_borne_out(next(quantities_in(asked)), next(quantities_in(told)))
    >>> tells("42", "about 40"), tells("over 6,512 km", "over 6,500 km"), tells("over 6,500 km", "over 4,000 miles")
    (True, True, True)
    >>> tells("over 6,500 km", "over 5,600 km"), tells("over 18 months", "20 months"), tells("15 to 60", "at least 60")
    (False, False, False)
    """
    scales = _common_scale(asked, told)
    if scales is None or not may_be_same(asked, told):
        return False
    (low, high), (least, most) = (
        (each.low * by, each.high * by) for each, by in zip((asked, told), scales, strict=True)
    )
    room = SAME * max(abs(least), abs(most))
    if (asked.bound == "over" and least < low - room) or (asked.bound == "under" and most > high + room):
        return False
    if told.bound in ("", "exactly") or asked.low < asked.high or _opposed(asked, told):
        return True
    # Of a bound alone nobody knows how far the number is from it, nor may another give a bound of their own.
    near = LOOSER * max(abs(least), abs(most)) if asked.bound else room
    return abs(low - least) <= near and abs(high - most) <= near


def cannot_be_same(one: Quantity, other: Quantity) -> bool:
    """
    Tell whether two quantities of one unit exclude each other, at the widest that their words allow.

    >>> def exclude(one, other):
    ...     return cannot_be_same(next(quantities_in(one)), next(quantities_in(other)))
    >>> exclude("40 people", "50 people"), exclude("more than 40", "50"), exclude("8,000 km", "two hours")
    (True, False, False)
    """
    scales = _common_scale(one, other)
    if scales is None or one.unit.of != other.unit.of or may_be_same(one, other):
        return False
    if any(POINT_OR_COMMA.search(quantity.text) for quantity in (one, other)):
        return False
    if not (one.unit.name and other.unit.name) and (one.unit.dimension or other.unit.dimension):
        return False  # "8,000" may be kilometres, or not
    return not _meet(_possible(one, scales[0]), _possible(other, scales[1]), slack=_slack(one, other))


def _common_scale(one: Quantity, other: Quantity) -> tuple[float, float] | None:
    """Return what to multiply each with to compare them, None where they cannot be compared."""
    if {one.unit.name, other.unit.name} == {"pound", "pound sterling"} or one.unit.name == other.unit.name:
        return (1.0, 1.0) if _one_in_other(one.unit.of, other.unit.of) else None
    if not (one.unit.name and other.unit.name):
        return None if "ordinal" in (one.unit.name, other.unit.name) else (1.0, 1.0)
    if one.unit.dimension and one.unit.dimension == other.unit.dimension:
        return one.unit.factor, other.unit.factor
    return None


def _one_in_other(one: frozenset[str], other: frozenset[str]) -> bool:
    return one <= other or other <= one


def _slack(one: Quantity, other: Quantity) -> float:
    room = SAME if one.unit.name != other.unit.name and one.unit.name and other.unit.name else 1e-9
    return -room if _opposed(one, other) else room


def _opposed(one: Quantity, other: Quantity) -> bool:
    """Whether one is more and the other less than what they tell: where both tell the same, they only touch."""
    return {one.bound, other.bound} in OPPOSED


def _is_rounded(one: Quantity, other: Quantity, scales: tuple[float, float]) -> bool:
    """Whether one number is the other, rounded: 8,012 and 8,000, but not 99 and 100."""
    values = one.low * scales[0], other.low * scales[1]
    small = max(map(abs, values)) < 1000 and all(value.is_integer() for value in values)
    if one.low != one.high or other.low != other.high or small:
        return False
    near = abs(values[0] - values[1]) <= SAME * max(map(abs, values))
    return near and _digits(values[0]) != _digits(values[1])


def _digits(value: float) -> int:
    return len(f"{abs(value):.12e}".split("e")[0].replace(".", "").rstrip("0"))


def _meet(one: tuple[float, float], other: tuple[float, float], *, slack: float) -> bool:
    room = slack * max((abs(edge) for edge in (*one, *other) if abs(edge) != inf), default=0.0)
    return one[0] <= other[1] + room and other[0] <= one[1] + room


def _likely(quantity: Quantity, scale: float) -> tuple[float, float]:
    """Return between which numbers the quantity lies, as its words are mostly meant."""
    spread = {"about": (0.9, 1.1), "over": (1.0, 1.5), "under": (0.6, 1.0), "nearly": (0.9, 1.0)}
    return _spread(quantity, scale, spread.get(quantity.bound, (1.0, 1.0)))


def _possible(quantity: Quantity, scale: float) -> tuple[float, float]:
    """Return between which numbers the quantity lies, as its words allow at most."""
    spread = {"about": (0.8, 1.2), "over": (1.0, inf), "under": (-inf, 1.0), "nearly": (0.8, 1.0)}
    return _spread(quantity, scale, spread.get(quantity.bound, (1.0, 1.0)))


def _spread(quantity: Quantity, scale: float, spread: tuple[float, float]) -> tuple[float, float]:
    low, high = quantity.low * scale, quantity.high * scale
    least = -inf if spread[0] == -inf else min(low, low - abs(low) * (1 - spread[0]))
    return least, inf if spread[1] == inf else max(high, high + abs(high) * (spread[1] - 1))
