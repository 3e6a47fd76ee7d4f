"""
The days that an article's text names, whether as a date, as a weekday or from today.

A weekday is the nearest such day in the direction of its verb's tense, seen from the day on which the article was
published. "Yesterday" in somebody's words is another day than in the article's, and stays unknown.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import Self

from bot.days import WrittenDay, nearest_date, written_days
from bot.ingestion.tense import Tense, Verbs, tense_at, verbs_of
from bot.ingestion.weekdays import LOOK_BACK, Weekday, are_joined, are_ranged, weekdays_in
from bot.sentences import sentence_spans
from bot.types import Day

FAR = timedelta(days=60)  # "the Jan. 6 riot" of another year is told by its day alone
WEEKS = {"last": -7, "this": 0, "next": 7}

_FROM_TODAY = re.compile(
    r"(?<![\w'’-])(?:(?P<now>[Tt]oday)|(?P<here>[Tt]onight|[Tt]his (?:morning|afternoon|evening))"
    r"|(?P<before>[Yy]esterday|[Ll]ast night)|[Tt]omorrow)\b"
)
_TIMELESS = re.compile(r"\b(?:still|even|(?:to|until|than|of|from|as|and|ago) \Z|(?:than|as) )", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"\w[\w.]* \Z")
_YEARS = re.compile(r"\b(?:19|20)\d\d\b")
_QUOTED = re.compile(r"“[^”\n]*|\"[^\"\n]*\"?")
_PAST_EVENT = re.compile(r" (?:terror|attack|insurrection|riot|hijack|committee|defendant|commission|massacre)")
_OPEN = re.compile(r"\b(?:open|opens|opened|closed|work|works|hours)(?:,? from|:)? \Z", re.IGNORECASE)
_BESIDE_DATE = re.compile(r",? ?\(?(?:an? )?")


@dataclass(frozen=True)
class _Tenses:
    """The tenses in a text, each sentence read once and only where it is asked for."""

    text: str
    spans: Sequence[tuple[int, int]]
    starts: Sequence[int]
    read: dict[int, Verbs] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> Self:
        spans = sentence_spans(text)
        return cls(text, spans, [start for start, _ in spans])

    def sentence(self, at: int) -> int:
        """Return the number of the sentence that holds the character *at*."""
        return bisect_right(self.starts, at) - 1

    def at(self, start: int, end: int) -> Tense | None:
        """Return the tense of what is told of the expression at [start, end)."""
        n = self.sentence(start)
        first, last = self.spans[n]
        verbs = self.read.get(n) or self.read.setdefault(n, verbs_of(self.text[first:last]))
        return tense_at(verbs, start - first, end - first)


def find_days(text: str, published: date | None) -> list[Day]:
    """
    Return the days that *text* names, in order, spans apart; without *published* only dates with their year.

    >>> text = "Kim met Putin on Wednesday and will fly home on Sunday."
    >>> [(text[day.start : day.end], day.day.isoformat()) for day in find_days(text, date(2023, 9, 16))]
    [('Wednesday', '2023-09-13'), ('Sunday', '2023-09-17')]
    """
    written = _years_shared(text, written_days(text))
    if published is None:
        return [day for expression in written for day in _as_days(expression, expression.within(()))]
    tenses = _Tenses.of(text)
    days = [day for expression in written for day in _as_days(expression, _dates_of(expression, tenses, published))]
    days += _from_today(text, tenses, published)
    days += _of_weekdays(text, written, tenses, published)
    return sorted(days, key=lambda day: day.start)


def _as_days(expression: WrittenDay, dates: Iterable[date]) -> Iterator[Day]:
    yield from (Day(expression.start, expression.end, day) for day in dates)


def _years_shared(text: str, written: Sequence[WrittenDay]) -> list[WrittenDay]:
    """Give the start of a range the year that stands at its end: "May 10 – May 24, 1775"."""
    shared: list[WrittenDay] = []
    for day in reversed(written):
        following = shared[-1] if shared else None
        if day.year is None and following and following.year and are_ranged(text[day.end : following.start]):
            shared.append(replace(day, year=following.year, weekday=None))
        else:
            shared.append(day)
    return shared[::-1]


def _dates_of(expression: WrittenDay, tenses: _Tenses, published: date) -> set[date]:
    """
    Return the one day that is written, or none.

    Without a year it is the nearest, and where that is months away, the nearest in the direction of the tense.
    """
    if expression.year is not None:
        return expression.within(())
    day = nearest_date(expression, published)
    if day is None or abs(day - published) <= FAR:
        return {day} if day else set()
    if _PAST_EVENT.match(tenses.text, expression.end) or _is_of_another_year(expression, tenses, day):
        return set()
    tense = tenses.at(expression.start, expression.end)
    if (tense == "future" and day < published) or (tense == "past" and day > published):
        return expression.within([day.year + (1 if tense == "future" else -1)])
    return {day}


def _is_of_another_year(expression: WrittenDay, tenses: _Tenses, day: date) -> bool:
    """Tell whether its sentence begins in another year: "In 2016 he spoke on Oct. 4"."""
    first, _ = tenses.spans[tenses.sentence(expression.start)]
    before = tenses.text[max(first, expression.start - 3 * LOOK_BACK) : expression.start]
    return any(int(year) != day.year for year in _YEARS.findall(before))


def _from_today(text: str, tenses: _Tenses, published: date) -> Iterator[Day]:
    """Yield today, yesterday and tomorrow, but for those in quotation marks and in names such as USA Today."""
    quotes = [match.span() for match in _QUOTED.finditer(text)]
    starts = [start for start, _ in quotes]
    for match in _FROM_TODAY.finditer(text):
        quote = bisect_right(starts, match.start()) - 1
        if (quote >= 0 and match.start() < quotes[quote][1]) or _is_name(text, match):
            continue
        if match["now"] and not _is_one_day(match, tenses):
            continue
        shift = 0 if match["now"] or match["here"] else -1 if match["before"] else 1
        if day := _moved(published, shift):
            yield Day(match.start(), match.end(), day)


def _is_name(text: str, match: re.Match[str]) -> bool:
    before = text[max(match.start() - LOOK_BACK, 0) : match.start()]
    return match.group()[0].isupper() and _WORD_BEFORE.search(before) is not None


def _is_one_day(match: re.Match[str], tenses: _Tenses) -> bool:
    """Tell the day of publication ("he said today") from our times ("today he lives in Rome", "still in use today")."""
    text, start, end = tenses.text, *match.span()
    first, _ = tenses.spans[tenses.sentence(start)]
    timeless = _TIMELESS.search(text[max(first, start - LOOK_BACK) : start]) or text.startswith(("'s", "’s"), end)
    return not timeless and tenses.at(start, end) in {"past", "future"}


def _of_weekdays(text: str, written: Sequence[WrittenDay], tenses: _Tenses, published: date) -> Iterator[Day]:
    apart = _without_dates(text, weekdays_in(text), written)
    for _, weekdays in groupby(apart, key=lambda weekday: tenses.sentence(weekday.start)):
        for told in _lists(text, list(weekdays)):
            yield from _of_list(text, told, tenses.at(told[0].start, told[0].end), published)


def _without_dates(text: str, weekdays: Iterator[Weekday], written: Sequence[WrittenDay]) -> Iterator[Weekday]:
    """Leave out the weekdays that stand in a date or right behind one."""
    starts = [day.start for day in written]
    for weekday in weekdays:
        n = bisect_right(starts, weekday.end) - 1
        if n < 0 or not _belongs(text, weekday, written[n]):
            yield weekday


def _belongs(text: str, weekday: Weekday, written: WrittenDay) -> bool:
    gap = text[written.end : weekday.start] if weekday.start - written.end < LOOK_BACK else "far"
    return weekday.start < written.end or _BESIDE_DATE.fullmatch(gap) is not None


def _of_list(text: str, told: Sequence[Weekday], tense: Tense | None, published: date) -> Iterator[Day]:
    """Yield the days of weekdays of which one verb tells."""
    days = [_resolved(weekday, tense, published) for weekday in told]
    if any(are_ranged(text[one.end : other.start]) for one, other in pairwise(told)):
        is_habit = _OPEN.search(text[max(told[0].start - LOOK_BACK, 0) : told[0].start])
        days = _in_order(days, None if is_habit else tense)
    yield from (Day(weekday.start, weekday.end, day) for weekday, day in zip(told, days, strict=True) if day)


def _lists(text: str, weekdays: Sequence[Weekday]) -> list[list[Weekday]]:
    """Put together the weekdays of which one verb tells: "on Tuesday and Wednesday", "from Friday to Sunday"."""
    lists = [[weekdays[0]]]
    for before, weekday in pairwise(weekdays):
        between = text[before.end : weekday.start]
        is_owner = text.startswith(("'s", "’s"), weekday.end)
        if (are_joined(between) and not is_owner) or are_ranged(between):
            lists[-1].append(weekday)
        else:
            lists.append([weekday])
    return lists


def _in_order(days: Sequence[date | None], tense: Tense | None) -> list[date | None]:
    """Return the ends of a range, the second after the first; without a tense it is a habit: "Monday to Friday"."""
    first, last = days[0], days[-1]
    if len(days) != 2 or first is None or last is None or tense not in {"past", "future"}:
        return [None] * len(days)
    if first < last:
        return [first, last]
    return [_moved(first, -7), last] if tense == "past" else [first, _moved(last, 7)]


def _resolved(weekday: Weekday, tense: Tense | None, published: date) -> date | None:
    """Return the nearest such day in the direction of the tense; of the day of publication itself, that day."""
    if weekday.week is not None:
        return _moved(published, weekday.number - published.weekday() + WEEKS[weekday.week])
    ahead = (weekday.number - published.weekday()) % 7
    if weekday.shift == "next" or (weekday.shift is None and tense == "future"):
        return _moved(published, ahead or (7 if weekday.shift else 0))
    if weekday.shift == "this" and tense != "past":
        return _moved(published, ahead)
    return _moved(published, ahead - 7 if ahead or weekday.shift == "last" else 0)


def _moved(day: date, shift: int) -> date | None:
    try:
        return day + timedelta(days=shift)
    except OverflowError:  # beyond what a calendar of four digits tells
        return None
