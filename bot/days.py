"""
Days as they are written: with a year, without one, in figures; the calendar's words, in English only.

Shared by what dates an article, what dates the events in it, and what reads the day that a question names. Nothing is
guessed here: whoever calls has to say which year a day without one belongs to.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

NEAREST_YEARS = range(1600, 2101)
NEIGHBOURS = range(-4, 5)  # years: 29 February is at most four away, but for 1900 and 2100

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\.?"
DAY = r"\d{1,2}(?:st|nd|rd|th|\.)?"
YEAR = r"(?:1[6-9]|20)\d\d(?!\d)"
_FULL_DATES = re.compile(
    rf"(?<![\d./-])(?P<iso>{YEAR[:-6]}([-/.])\d\d?\2\d\d?)(?!\d)"
    rf"|(?<!\d)(?P<numeric>\d\d?([./-])\d\d?\4{YEAR})"
    rf"|\b(?P<stamp>{MONTH} +\d\d? \d\d:\d\d:\d\d (?:\S{{1,6}} )?{YEAR})"
    rf"|(?<![\d.])(?P<day_first>{DAY}[ -]?(?:of )?{MONTH},?[ -]{YEAR})"
    rf"|\b(?P<month_first>{MONTH}[ -]{DAY},?[ -]{YEAR})",
    re.IGNORECASE,
)
_ORDINAL = r"\d{1,2}(?:st|nd|rd|th)?"
_RANGE = r" ?[-–—] ?| (?:and|to|or|through|until) (?:the )?"
# What may follow the second of two days: "Sept. 13 and 20 people" names one.
_AFTER_RANGE = (
    r"(?=[^\w\s:.,]|[:.,](?!\d)|,? \d{4}|\n|\Z"
    r"| (?:a[st]|in|and|of|with|for|on|from|to|by|the|when|before|after|but)\b)"
)
# Wednesday, Sept. 13, 2023 · Wednesday (Sep 13) · 13 and 14 September · Sept 13-14, 2023 · the 13th of September
_IN_WORDS = re.compile(
    rf"(?:\b(?P<weekday>{WEEKDAY})(?:,? (?:the )?(?P<bracket>\()?))?"
    rf"(?:(?<![\d.,:/$£€-])(?:(?P<early>{_ORDINAL})(?:{_RANGE}))?(?P<day>{_ORDINAL})(?: of)? (?P<month>{MONTH})"
    rf"(?:,? (?P<year>{YEAR}))?(?!\w)"
    rf"|(?<!\w)(?P<month2>{MONTH}) (?P<day2>{_ORDINAL})(?:(?:{_RANGE})(?P<late>{_ORDINAL}){_AFTER_RANGE})?"
    rf"(?!\w|[:.]\d|,\d)(?:,? (?P<year2>{YEAR}))?)"
    r"(?(bracket)\)?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FullDate:
    """A date with its year, at the span [start, end)."""

    date: date
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day as written at the span [start, end): the weekday beside it counts from Monday, 0."""

    start: int
    end: int
    month: int
    day: int
    year: int | None = None
    weekday: int | None = None

    def within(self, years: Collection[int]) -> set[date]:
        """Return the days that it can be: that of its own year, or those of *years* that fit its weekday."""
        if self.year is not None:
            days = {calendar_date(self.year, self.month, self.day)}
        else:
            days = {calendar_date(year, self.month, self.day) for year in years}
            days = {day for day in days if day and self.weekday in (None, day.weekday())}
        return {day for day in days if day}


def full_dates(text: str) -> Iterator[FullDate]:
    """Yield the dates of *text* that tell their year, but for those that could mean two days: 03/04/2023."""
    for match in _FULL_DATES.finditer(text):
        if day := _read(match.lastgroup or "", match.group()):
            yield FullDate(day, match.start(), match.end())


def written_days(text: str, *, any_case: bool = False) -> list[WrittenDay]:
    """
    Return the days of the calendar that *text* names, in order, spans apart; names of months need their capital letter.

    *any_case* reads "september 13" too, as people write in a question.

    >>> [(day.year, day.month, day.day, day.weekday) for day in written_days("Wednesday (Sep 13), 2023-09-14, 5-6 May")]
    [(None, 9, 13, 2), (2023, 9, 14, None), (None, 5, 5, None), (None, 5, 6, None)]
    """
    in_figures = (
        WrittenDay(found.start, found.end, found.date.month, found.date.day, found.date.year)
        for found in full_dates(text)
        if not any(character.isalpha() for character in text[found.start : found.end])
    )
    days = sorted(chain(in_figures, _in_words(text, any_case=any_case)), key=lambda day: day.start)
    apart: list[WrittenDay] = []
    for day in days:
        if not apart or day.start >= apart[-1].end:
            apart.append(day)
    return apart


def days_named(question: str, years: Collection[int]) -> set[date]:
    """
    Return the days that a question names; one without a year is that day in each of *years*.

    >>> sorted(days_named("Who met on september 13?", {2022, 2023}))
    [datetime.date(2022, 9, 13), datetime.date(2023, 9, 13)]
    """
    return {day for written in written_days(question, any_case=True) for day in written.within(years)}


def nearest_date(written: WrittenDay, published: date) -> date | None:
    """
    Return the day nearest to *published* that was written without a year; the weekday beside it has to fit.

    >>> nearest_date(WrittenDay(0, 7, month=12, day=30), date(2024, 1, 2))
    datetime.date(2023, 12, 30)
    """
    year = published.year
    days = written.within([year - 1, year, year + 1]) or (
        written.within([year + shift for shift in NEIGHBOURS]) if (written.month, written.day) == (2, 29) else set()
    )
    return min(days, key=lambda day: (abs(day - published), day), default=None)


def month_of(text: str) -> int:
    """Return the first month that *text* names, from 1; 0 where it names none."""
    match = re.search(MONTH, text, re.IGNORECASE)
    return MONTHS.index(match.group()[:3].lower()) + 1 if match else 0


def weekday_of(name: str) -> int:
    """
    Return the number of a weekday by its name, whole or short, from Monday, 0.

    >>> weekday_of("Wed."), weekday_of("sunday")
    (2, 6)
    """
    return WEEKDAYS.index(name[:3].lower())


def calendar_date(year: int, month: int, day: int) -> date | None:
    """Return that day of the calendar; None where there is none, or none of a time that newspapers tell of."""
    try:
        return date(year, month, day) if year in NEAREST_YEARS else None
    except ValueError:
        return None


def _read(form: str, text: str) -> date | None:
    """Return the date that *text*, which matched the group *form*, names."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if form == "iso":
        return calendar_date(*numbers)
    if form == "numeric":
        return _unambiguous(*numbers)
    year, day = numbers[-1], numbers[0]
    return calendar_date(year, month_of(text), day)


def _unambiguous(first: int, second: int, year: int) -> date | None:
    orders = {calendar_date(year, first, second), calendar_date(year, second, first)} - {None}
    return orders.pop() if len(orders) == 1 else None


def _in_words(text: str, *, any_case: bool) -> Iterator[WrittenDay]:
    for match in _IN_WORDS.finditer(text):
        name = "month" if match["month"] else "month2"
        if any_case or match[name][0].isupper():
            yield from _days_of(match, name)


def _days_of(match: re.Match[str], name: str) -> Iterator[WrittenDay]:
    """Yield the one day of *match*, or both of two: the first has the words up to the second's number."""
    month = month_of(match[name])
    year = int(match["year"] or match["year2"] or 0) or None
    weekday = weekday_of(match["weekday"]) if match["weekday"] else None
    ends = ("early", "day") if name == "month" else ("day2", "late")
    first, second = (_number(match[group]) for group in ends)
    end = match.end() - match.group().endswith(".")  # the full stop may be the sentence's
    if first is not None and second is not None and first < second:
        yield WrittenDay(match.start(), match.end(ends[0]), month, first, year, weekday)
        yield WrittenDay(match.start(ends[1]), end, month, second, year)
    elif first is not None and second is not None and name == "month":  # "from 30 to 5 May": the first is no day of May
        yield WrittenDay(match.start("day"), end, month, second, year)
    else:
        yield WrittenDay(match.start(), end, month, first or second or 0, year, weekday)


def _number(ordinal: str | None) -> int | None:
    return int(re.sub(r"\D", "", ordinal)) if ordinal else None
