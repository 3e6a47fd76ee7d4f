"""Dates as far as a text tells them: a day without its year, a year alone, a weekday, an hour."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from bot.reading.english.plurals import is_plural
from bot.reading.english.short import MONTH, WEEKDAY
from bot.reading.english.units import MEASURE

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_YEAR = r"(?:1[0-9]|20)\d\d(?![\d%]|[.,:]\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b(?![.,:/]\d|%)"
_DAYS = rf"{_DAY}(?:\s?[-–]\s?{_DAY})?"
_WEEKDAY = rf"(?:{WEEKDAY}|(?:Mon|Tues?|Wed|Thu(?:rs)?|Fri|Sat|Sun)\.?(?=,? (?:\d|{MONTH})))"
FORMS = re.compile(
    r"(?<![\w/.,:-])(?:"
    r"(?P<iso>\d{4}-\d\d-\d\d)(?!\d)"
    r"|(?P<numeric>\d\d?([./])\d\d?\3\d{4})(?!\d)"
    rf"|(?P<month_first>(?:{_WEEKDAY},? )?{MONTH} {_DAYS}(?:,? {_YEAR})?)"
    rf"|(?P<day_first>(?:{_WEEKDAY},? )?(?:the )?{_DAYS} (?:of )?{MONTH}(?!\w)(?:,? {_YEAR})?)"
    rf"|(?P<month>{MONTH}(?!\w)(?:,? (?:of )?{_YEAR})?)"
    rf"|(?P<weekday>{WEEKDAY})\b"
    r"|(?P<decade>(?:1[5-9]|20)\d0|['’]\d0)['’]?s\b"
    rf"|(?P<year>(?!1[0-4]){_YEAR})(?![\w$€£])(?!-\w)"
    r"|(?P<clock>\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.m\.|[ap]m\b)|\d{1,2}:\d\d(?![:\d])|(?:noon|midnight)\b))",
    re.IGNORECASE,
)
AMBIGUOUS = re.compile(r"(?:may|march|mar\.?|sept?|dec|jan|sun|sat|oct)\Z", re.IGNORECASE)
VERB = re.compile(r"(?:may|march) ")  # "they may 5 times"
BEFORE_MONTH = re.compile(r"\b(?:in|of|since|by|until|till|from|during|last|next|this|early|late|mid|and|to)[ -]\Z")
BEFORE_YEAR = re.compile(
    r"\b(?:in|of|since|by|until|till|from|during|before|after|early|late|mid|year|circa|through)[ -]\Z", re.IGNORECASE
)
NOT_A_YEAR = re.compile(r"(?:[$€£¥#~]|\b(?:about|over|than|some|around|nearly|almost|least|most|to|No\.|of)) ?\Z")
FOLLOWING = re.compile(r"[\s-](?:[^\W\d_]+ ){0,2}?(?P<noun>[^\W\d_]+)")
SCALE = re.compile(r"[\s-](?:hundred|thousand|million|billion|trillion|per cent)\b", re.IGNORECASE)
LOOK = 12


@dataclass(frozen=True, slots=True)
class PartialDate:
    """What a text tells of a day and hour; None where it does not."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    """0 is Monday."""
    decade: int | None = None
    """Its last two digits where only these are told: 90."""
    minute: int | None = None
    """Of the day."""
    hours: int = 24
    """After how many the hour may be meant again: 12 for "6:59", which may be of the evening."""
    text: str = field(default="", compare=False)
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)
    """The half-open span of code points."""

    @property
    def whole(self) -> date | None:
        """The day, if year, month and day are told and there is one."""
        if self.year is None or self.month is None or self.day is None:
            return None
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None


def dates_in(text: str) -> Iterator[PartialDate]:
    """
    Yield the dates of *text* in order.

    >>> [(d.year, d.month, d.day) for d in dates_in("from Sept. 13 to the 16th of September, 2023, with 2000 men")]
    [(None, 9, 13), (2023, 9, 16)]
    """
    for found in FORMS.finditer(text):
        form = found.lastgroup or ""
        if (
            VERB.match(found.group())
            or (form == "month" and not _is_month(text, found))
            or (form == "year" and not _is_year(text, found))
        ):
            continue
        parts = _parts_of(form, found.group())
        if parts:
            yield PartialDate(**parts, text=found.group(), start=found.start(), end=found.end())


def _is_date(form: str, text: str, found: re.Match[str]) -> bool:
    if form == "year":
        return _is_year(text, found)
    return not VERB.match(found.group()) and (form != "month" or _is_month(text, found))


def _is_month(text: str, found: re.Match[str]) -> bool:
    """Whether a month stands alone: "May" and "March" are words as well."""
    if not found.group()[0].isupper():
        return False
    alone = found.end() - found.start() == len(text)
    before = text[max(0, found.start() - LOOK) : found.start()]
    return alone or not AMBIGUOUS.match(found.group()) or bool(BEFORE_MONTH.search(before))


def _is_year(text: str, found: re.Match[str]) -> bool:
    """Whether four digits are a year and not a number of things."""
    before = text[max(0, found.start() - LOOK) : found.start()]
    behind = text[found.end() : found.end() + 60]
    if MEASURE.match(behind) or SCALE.match(behind):
        return False
    if BEFORE_YEAR.search(before):
        return True
    following = FOLLOWING.match(behind)
    counts = following is not None and any(is_plural(word) for word in following.group().split())
    return not counts and not NOT_A_YEAR.search(before)


def _parts_of(form: str, text: str) -> dict[str, int]:
    lowered = text.lower()
    if form == "iso":
        return _named(*(int(part) for part in text.split("-")))
    if form == "numeric":
        return _numeric(*(int(part) for part in re.split(r"[./]", text)))
    if form == "clock":
        return _clock(lowered)
    if form == "decade":
        digits = re.sub(r"\D", "", text)
        return {"decade": int(digits)}
    parts: dict[str, int] = {}
    year = re.search(r"\d{4}", text)
    if year:
        parts["year"] = int(year.group())
    if form == "year":
        return parts
    weekday = re.match(_WEEKDAY, text, re.IGNORECASE) if form != "month" else None
    if weekday:
        parts["weekday"] = WEEKDAYS.index(lowered[:3])
    month = re.search(rf"\b{MONTH}", text[weekday.end() if weekday else 0 :], re.IGNORECASE)
    if month and form != "weekday":
        parts["month"] = MONTHS.index(month.group()[:3].lower()) + 1
    days = re.findall(r"(?<!\d)\d{1,2}(?!\d)", text)
    if len(days) == 1:  # of "13-16 September" only the month is sure
        parts["day"] = int(days[0])
    return parts


def _named(year: int, month: int, day: int) -> dict[str, int]:
    return {"year": year, "month": month, "day": day} if 1 <= month <= 12 and 1 <= day <= 31 else {}


def _numeric(first: int, second: int, year: int) -> dict[str, int]:
    """Return the parts of "03/04/2023" that are sure: only the year."""
    if first > 12 or first == second:
        return _named(year, second, first)
    return _named(year, first, second) if second > 12 else {"year": year}


def _clock(text: str) -> dict[str, int]:
    if text in ("noon", "midnight"):
        return {"minute": 720 if text == "noon" else 0}
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    hour, minute = numbers[0], numbers[1] if len(numbers) > 1 else 0
    half = re.search(r"[ap](?=\.?m)", text)
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half.group() == "p" else 0)
    told = bool(half) or hour == 0 or hour > 12 or text.startswith("0")
    return {"minute": 60 * hour + minute, "hours": 24 if told else 12} if hour < 24 and minute < 60 else {}


def dates_agree(one: PartialDate, other: PartialDate) -> bool:
    """
    Tell whether two dates may be the same: what one leaves out contradicts nothing.

    >>> def agree(one, other):
    ...     return dates_agree(next(dates_in(one)), next(dates_in(other)))
    >>> agree("Sept 16", "16 September 2023"), agree("Sept 16", "Sept 17"), agree("Sunday", "Sept 17, 2023")
    (True, False, True)
    """
    parts = (
        (one.year, other.year),
        (one.month, other.month),
        (one.day, other.day),
        (_weekday_of(one), _weekday_of(other)),
    )
    told = all(first == second for first, second in parts if first is not None and second is not None)
    return told and _hours_agree(one, other) and _decades_agree(one, other) and _decades_agree(other, one)


def _hours_agree(one: PartialDate, other: PartialDate) -> bool:
    if one.minute is None or other.minute is None:
        return True
    return (one.minute - other.minute) % (60 * min(one.hours, other.hours)) == 0


def _weekday_of(day: PartialDate) -> int | None:
    return day.whole.weekday() if day.whole else day.weekday


def _decades_agree(one: PartialDate, other: PartialDate) -> bool:
    """Whether the year or decade of *other* lies in the decade of *one*, of which the century may not be told."""
    told = other.year if other.year is not None else other.decade
    if one.decade is None or told is None:
        return True
    century = one.decade < 100 or told < 100
    return (told % 100 if century else told) // 10 == (one.decade % 100 if century else one.decade) // 10
