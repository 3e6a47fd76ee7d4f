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
COUNTED = re.compile(r"\bhow many (?:[a-z]+ly )?(\w{3,})", re.IGNORECASE)
POSSESSIVE = re.compile(r"['’]s$")
OPENERS = frozenset(
    [
        *("a", "after", "again", "all", "also", "an", "and", "as", "at", "before", "but", "by", "during", "earlier"),
        *("for", "from", "he", "her", "here", "his", "if", "in", "it", "its", "later", "meanwhile", "my", "no", "not"),
        *("now", "of", "on", "or", "our", "over", "she", "since", "so", "some", "that", "the", "their", "then"),
        *("there", "these", "they", "this", "those", "through", "to", "under", "until", "we", "when", "where"),
        *("while", "who", "with"),
    ]
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
    spans = [span for span in _spans(shape, sentence) if not _told(sentence[slice(*span)], asked)]
    counted = COUNTED.search(question)
    if counted is not None:  # "how many times": rather "seven times" than "12 years"
        spans = [span for span in spans if counted[1].lower()[:4] in sentence[slice(*span)].lower()] or spans[:1]
    return spans[0] if spans else None


def _spans(shape: Shape, sentence: str) -> Iterator[tuple[int, int]]:
    pattern = {"date": DATE, "amount": AMOUNT, "person": NAME, "place": NAME}[shape]
    for match in pattern.finditer(sentence):
        if shape == "place" and not BEFORE_PLACE.search(sentence[: match.start()]):
            continue
        if shape == "person" and not _names(sentence, match):
            continue
        if shape == "amount" and any(_overlap(match, date) for date in DATE.finditer(sentence)):
            continue
        name = POSSESSIVE.sub("", match.group().rstrip(" .,'’-"))
        yield match.start(), match.start() + len(name)


def _overlap(one: re.Match[str], other: re.Match[str]) -> bool:
    return one.start() < other.end() and other.start() < one.end()


def _names(sentence: str, match: re.Match[str]) -> bool:
    """Whether capitals are more than a sentence's beginning: two words, the first of which does not only open it."""
    if sentence[: match.start()].strip(" \"'“”‘’("):
        return True
    first, _, rest = match.group().partition(" ")
    return bool(rest) and first.lower() not in OPENERS


def _told(span: str, asked: set[str]) -> bool:
    """Whether the question itself has every word of the span, so that it cannot be what is asked for."""
    return set(re.findall(r"\w+", span.lower())) <= asked
