"""
The short answer inside a sentence, by the shape that the question asks for: a date, an amount, a name, a place.

A question of another shape has no short answer here: a whole sentence is better than a wrong half of one.
"""

import re
from collections.abc import Iterator
from typing import Literal

Shape = Literal["date", "amount", "person", "place"]

MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
DATE = re.compile(
    rf"\b(?:{MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?|\d{{1,2}}(?:st|nd|rd|th)? {MONTH}(?:,? \d{{4}})?|"
    rf"{MONTH},? \d{{4}}|{WEEKDAY}|(?:19|20)\d\d|yesterday|today|tomorrow)\b"
)
SPELLED = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|thirty|"
    r"forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|tens|dozens?|twice|once|half)"
)
NUMBER = (
    r"(?:[$€£¥]\s?)?\d[\d,.]*\d?%?(?: (?:hundred|thousand|million|billion|trillion))?|"
    rf"\b{SPELLED}(?:[ -]{SPELLED}| of)*\b"
)
AMOUNT = re.compile(rf"(?:{NUMBER})(?:[ -][a-z]+)?", re.IGNORECASE)
NAME = re.compile(r"[^\W\d_a-z][\w'’.-]*(?: (?:(?:of|the|de|von|van|al|bin) )?[^\W\d_a-z][\w'’-]*)*")
SHAPES: tuple[tuple[Shape, re.Pattern[str]], ...] = (
    ("date", re.compile(r"\b(?:when|what (?:date|day|year|month)|which (?:date|day|year|month))\b", re.IGNORECASE)),
    ("amount", re.compile(r"\bhow (?:many|much|far|long|old|fast|tall|high|big|large|often)\b", re.IGNORECASE)),
    ("amount", re.compile(r"\bwhat (?:number|percentage|share|distance|range|price|amount)\b", re.IGNORECASE)),
    ("person", re.compile(r"\b(?:who|whom|whose)\b", re.IGNORECASE)),
    ("place", re.compile(r"\b(?:where|(?:what|which) (?:city|country|state|place|town|region))\b", re.IGNORECASE)),
)
BEFORE_PLACE = re.compile(r"\b(?:in|at|to|near|from|of|outside|on|through|towards?)\s+(?:the\s+)?$", re.IGNORECASE)


def shape_of(question: str) -> Shape | None:
    """
    Return what the question asks for, or None where its words do not tell.

    >>> shape_of("How far is Vostochny from Moscow?")
    'amount'
    """
    return next((shape for shape, pattern in SHAPES if pattern.search(question)), None)


def short_span(question: str, sentence: str) -> tuple[int, int] | None:
    """
    Return the half-open span of code points of the short answer in *sentence*, or None.

    >>> sentence = "Vostochny lies 8,000 kilometres from Moscow."
    >>> start, end = short_span("How far is Vostochny from Moscow?", sentence)
    >>> sentence[start:end]
    '8,000 kilometres'
    """
    shape = shape_of(question)
    if shape is None:
        return None
    asked = set(re.findall(r"\w+", question.lower()))
    return next((span for span in _spans(shape, sentence) if not _told(sentence[slice(*span)], asked)), None)


def _spans(shape: Shape, sentence: str) -> Iterator[tuple[int, int]]:
    pattern = {"date": DATE, "amount": AMOUNT, "person": NAME, "place": NAME}[shape]
    for match in pattern.finditer(sentence):
        if shape == "place" and not BEFORE_PLACE.search(sentence[: match.start()]):
            continue
        if shape == "person" and _opens_without_naming(sentence, match):
            continue
        yield match.start(), match.start() + len(match.group().rstrip(" .,'’-"))


def _opens_without_naming(sentence: str, match: re.Match[str]) -> bool:
    """Whether a capital is due to the sentence's beginning alone: one word, which stands there in small letters too."""
    opening = not sentence[: match.start()].strip(" \"'“”‘’(")
    return opening and " " not in match.group()


def _told(span: str, asked: set[str]) -> bool:
    """Whether the question itself has every word of the span, so that it cannot be what is asked for."""
    return set(re.findall(r"\w+", span.lower())) <= asked
