"""
Finds the date on which an article was published, in its text or in a value that names it.

It refuses to guess: no year is supplied, today and the file's date never count, a date in running prose is an event.
Months are read in English only.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from bot.days import DAY, MONTH, WEEKDAY, YEAR, calendar_date, full_dates, month_of, weekday_of
from bot.ingestion.boilerplate import Kind, kind_of
from bot.ingestion.canonical import canonical
from bot.ingestion.cleaning import clean

LONGEST_VALUE = 200  # characters of a field that names a date
LONGEST_LINE = 160  # characters of a line that gives the date of its article
MOST_DATELINES = 20  # an article has one
LEAD_PARAGRAPHS = 3  # a dateline opens one of them
NEAR = timedelta(days=10)  # a full date lends its year to a dateline that is at most so far away
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?=T|\b)(?!\d)")
_PHOTO_CODES = re.compile(r"[A-Z]{2,6}(\d\d)_(\d\d)_((?:19|20)\d\d)_")
_DAY_AND_MONTH = rf"(?:{MONTH} {DAY}|{DAY} {MONTH})(?!\d|:\d)"
_PLACE_WORD = r"(?:[^\W\d_a-z][\w.'’-]*|de|del|la|las|el|al|of|the|am|an der)"
# Seoul, Sep 17: … · PORT ELDEN, June 7 (Northwire) - … · HOLLIN, Jan. 5 /PR Wire/ -- … · (Northwire) HOLLIN, Jan. 5 - …
_DATELINE = re.compile(
    r"(?:\([A-Z][\w .&/-]{1,40}\) )?"
    rf"\(?(?!(?:On|In|By|From|Until|Since|Last)\b){_PLACE_WORD}(?:,? {_PLACE_WORD}){{0,5}},"
    rf" (?P<date>(?i:{_DAY_AND_MONTH})),?(?P<year> {YEAR})?"
    r" ?(?:[(/][\w .&/-]{1,40}[)/])? ?(?::|[–—]|--?(?= )|$)"
)
# … on Wednesday (Sep 13) …
_WEEKDAY_DATE = re.compile(rf"\b(?P<weekday>{WEEKDAY}) \((?P<date>{_DAY_AND_MONTH})\)", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"(?:^|[|•·(] ?)(?:(?:first|originally) )?(?:published|posted|issued|publication date|date published|date"
    r"|stand)\b(?: on| at|:)*",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"\b(?:last |was )?(?:updated|modified|edited|revised|amended|as of)\b(?: on| at|:)*", re.IGNORECASE
)
_CLOCK = re.compile(
    r"\bT?\d\d?[:.]\d\d(?::\d\d)?(?:\.\d+)?Z?(?: ?[ap]\.?m\b\.?)?|\b\d\d? ?[ap]\.?m\b\.?|[+-]\d\d:?\d\d\b"
    r"|\b(?-i:GMT|UTC|BST|[CE]E?S?T|[ECMP][SD]T|IST|JST|AE[SD]T|SGT|HKT|WIB|Uhr|[TZ])(?:[+-]\d+)?\b"
    rf"|\b{WEEKDAY}(?!\w)|\b(?:at|on|the)\b",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"^by [^\d]{3,80}$", re.IGNORECASE)
_SOURCED = re.compile(r"[^\W\d_][\w .,'’-]{0,40}\([A-Z][\w .&/-]{0,30}\)[\s,]*")


def parse_date(text: str) -> date | None:
    """
    Return the one date that *text*, the value of a field, names; None where there is none, or more, or it is ambiguous.

    The date is taken as written, whatever its time zone.

    >>> parse_date("Sat, 16 Sep 2023 22:15:00 +0800"), parse_date("Sept 16, 2023"), parse_date("03/04/2023")
    (datetime.date(2023, 9, 16), datetime.date(2023, 9, 16), None)
    """
    text = canonical(text[:LONGEST_VALUE])
    dates = {found.date for found in full_dates(text)}
    compact = (calendar_date(int(year), int(month), int(day)) for year, month, day in _COMPACT.findall(text))
    dates.update(day for day in compact if day)
    return dates.pop() if len(dates) == 1 else None


def date_of(page: str, cleaned: str | None = None) -> date | None:
    r"""
    Return the date on which the article on *page* was published as its text tells it, None where it does not.

    A line that says "published" comes first, then a line that is a date, then a dateline whose year may stand
    elsewhere on the page, and last a line that says "updated". Only the article's own lines are read for these:
    today's date in the head of a site and the dates of other stories are none of its own. *cleaned* is the cleaned
    page, where it is at hand.

    >>> date_of("Floods\nHollin, Sep 17: It rained.\n(Photo of the old mill, Saturday, Sept. 16, 2023)")
    datetime.date(2023, 9, 17)
    """
    lines = (clean(page) if cleaned is None else cleaned).split("\n")
    lead = _lead(lines)
    for candidates in (_published(lines), _date_lines(lead), _datelines(lead, page), _updated(lines)):
        if day := next(candidates, None):
            return day
    return None


def _lead(lines: Sequence[str]) -> list[str]:
    """Return the lines up to the last of the lead paragraphs."""
    paragraphs = [n for n, line in enumerate(lines) if kind_of(line) is Kind.PARAGRAPH and not is_date_line(line)]
    return list(lines[: paragraphs[LEAD_PARAGRAPHS - 1] + 1] if len(paragraphs) >= LEAD_PARAGRAPHS else lines)


def _published(lines: Sequence[str]) -> Iterator[date]:
    """Yield the dates that lines label as those of publication; the label may have a line of its own."""
    following = [*lines[1:], ""]
    for line, next_line in zip(lines, following, strict=True):
        label = _PUBLISHED.search(line) if len(line) <= LONGEST_LINE else None
        if label is None:
            continue
        value = line[label.end() :] or next_line
        first = next(full_dates(value), None)
        if first and not _left_over(value[: first.start]):
            yield first.date


def _updated(lines: Sequence[str]) -> Iterator[date]:
    for line in lines:
        label = _UPDATED.match(line) if len(line) <= LONGEST_LINE else None
        first = next(full_dates(line[label.end() :]), None) if label else None
        if first and label and not _left_over(line[label.end() :][: first.start]):
            yield first.date


def _date_lines(lead: Sequence[str]) -> Iterator[date]:
    """Yield the dates of lines that are nothing but a date: the last above the first paragraph, then those below."""
    body = next((n for n, line in enumerate(lead) if kind_of(line) is Kind.PARAGRAPH and not is_date_line(line)), 0)
    for line in (*reversed(lead[:body]), *lead[body:]):
        if is_date_line(line):
            yield next(full_dates(_not_updated(line))).date


def is_date_line(line: str) -> bool:
    """
    Tell whether *line* is a date, with no more than time, place, agency or byline beside it.

    >>> is_date_line("Hollin, Sept 16 (HPA) Sep 16, 2023"), is_date_line("What happened on 16 September 2023")
    (True, False)
    """
    if len(line) > LONGEST_LINE:
        return False
    told = _not_updated(line)
    dates = list(full_dates(told))
    if not dates:
        return False
    rest = told
    for found in reversed(dates):
        rest = rest[: found.start] + rest[found.end :]
    rest = _left_over(rest)
    return not rest or _BYLINE.match(rest) is not None or _SOURCED.fullmatch(rest) is not None


def _not_updated(line: str) -> str:
    """Return *line* up to where it tells when the article was updated."""
    label = _UPDATED.search(line)
    return line[: label.start()] if label else line


def _left_over(text: str) -> str:
    """Return what *text* says beside times, weekdays and dates without a year."""
    text = re.sub(_DAY_AND_MONTH, "", _CLOCK.sub("", text), flags=re.IGNORECASE)
    return " ".join(text.split()).strip(" ,;:|•·–—-/.")


def _datelines(lead: Sequence[str], page: str) -> Iterator[date]:
    partial = [*_partial_dates(lead)][:MOST_DATELINES]
    evidence = set(_evidence(canonical(page))) if partial else set()
    for text, year, weekday in partial:
        day, month = int("".join(re.findall(r"\d+", text))), month_of(text)
        years = {year} if year else {near.year + shift for near in evidence for shift in (-1, 0, 1)}
        told = {told for candidate in years if (told := calendar_date(candidate, month, day))}
        if not year:
            told = {day for day in told if any(abs(day - known) <= NEAR for known in evidence)}
        if len(told) == 1 and (only := told.pop()) and weekday in (None, only.weekday()):
            yield only


def _partial_dates(lead: Sequence[str]) -> Iterator[tuple[str, int | None, int | None]]:
    """Yield day and month as written, the year and the weekday where they are told, datelines first."""
    for line in lead:
        if match := _DATELINE.match(line[:LONGEST_LINE]):
            yield match["date"], int(match["year"]) if match["year"] else None, None
    for line in lead:
        if match := _WEEKDAY_DATE.search(line):
            yield match["date"], None, weekday_of(match["weekday"])


def _evidence(page: str) -> Iterator[date]:
    """Yield the full dates that *page* names anywhere, in words or in the code of a photo."""
    yield from (found.date for found in full_dates(page))
    for month, day, year in _PHOTO_CODES.findall(page):
        if known := calendar_date(int(year), int(month), int(day)):
            yield known
