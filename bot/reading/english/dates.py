"""Dates as a conversation steps from one to another: "the next day" after "15 September" is "16 September"."""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

MONTHS = [name for name in calendar.month_name if name]
WEEKDAYS = list(calendar.day_name)
NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10}
MONTH = "|".join(rf"{name}|{name[:3]}\.?" if name != "May" else name for name in MONTHS) + r"|Sept\.?"
WEEKDAY = "|".join(WEEKDAYS)
DATE = re.compile(
    rf"(?:\b(?:{WEEKDAY}),? )?\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{MONTH})|"
    rf"(?P<month_first>{MONTH}) (?P<day_last>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d))(?:,? (?P<year>\d{{4}}))?(?!\w)|"
    rf"\b(?P<month_only>{MONTH}),?(?: (?P<month_year>\d{{4}}))?(?!\w)|"
    rf"\b(?P<weekday>{WEEKDAY})\b|\b(?P<year_only>(?:1[89]|20)\d\d)\b",
)
UNIT = "day|week|month|year"
STEP = re.compile(
    rf"\b(?:on |in )?(?:(?:the )?(?P<next>next|following|previous|preceding) (?P<unit>{UNIT})|"
    rf"the (?P<unit_first>{UNIT}) (?P<side>after|before)(?: (?:that|this|then))?|"
    rf"(?P<count>{'|'.join(NUMBERS)}|\d{{1,2}}) (?P<units>{UNIT})s? (?P<later>later|earlier|after|before)(?: that)?)"
    r"(?=[\s,?.!]|$)",
    re.IGNORECASE,
)
BACK = {"previous", "preceding", "before", "earlier"}
LEAP_YEAR = 2000  # a date without a year may be 29 February


def dates_of(text: str) -> list[re.Match[str]]:
    """
    Return the dates of a text; a lone "May" is one only behind a preposition.

    >>> [found.group() for found in dates_of("Did May resign on Friday, 24 May 2019, or in June?")]
    ['Friday, 24 May 2019', 'June']
    """
    return [found for found in DATE.finditer(text) if found.group() != "May" or _dated(text[: found.start()])]


def stepped(told: str, step: str) -> str | None:
    """
    Return the date that lies a step from the one told, as precise as that; None where it cannot be counted.

    >>> stepped("15 September 2023", "the next day"), stepped("Friday", "the day before")
    ('16 September 2023', 'Thursday')
    >>> stepped("2019", "the next day")
    """
    start, asked = DATE.fullmatch(told), STEP.fullmatch(step)
    if start is None or asked is None:
        return None
    unit = (asked["unit"] or asked["unit_first"] or asked["units"]).lower()
    many = (asked["count"] or "one").lower()
    back = (asked["next"] or asked["side"] or asked["later"]).lower() in BACK
    count = (NUMBERS.get(many) or int(many)) * (-1 if back else 1)
    try:
        return _counted(start, unit, count)
    except (ValueError, OverflowError):  # there is no 31 February, and no year 10000
        return None


def distance(step: re.Match[str]) -> str:
    """
    Return how far a step goes from what happened, as it stands before that.

    >>> [distance(found) for found in STEP.finditer("the next day, or two weeks earlier")]
    ['the day after', 'two weeks before']
    """
    side = "before" if (step["next"] or step["side"] or step["later"]).lower() in BACK else "after"
    if step["count"] is None:
        return f"the {(step['unit'] or step['unit_first']).lower()} {side}"
    plural = "" if NUMBERS.get(step["count"].lower()) == 1 or step["count"] == "1" else "s"
    return f"{step['count'].lower()} {step['units'].lower()}{plural} {side}"


def _counted(start: re.Match[str], unit: str, count: int) -> str | None:
    if start["year_only"]:
        return str(int(start["year_only"]) + count) if unit == "year" else None
    if start["weekday"]:
        return WEEKDAYS[(WEEKDAYS.index(start["weekday"]) + count) % 7] if unit == "day" else None
    if start["month_only"]:
        return _of_month(start["month_only"], start["month_year"], unit, count)
    return _of_day(start, unit, count)


def _of_month(month: str, year: str | None, unit: str, count: int) -> str | None:
    if unit not in {"month", "year"} or (unit == "year" and year is None):
        return None
    months = int(year or LEAP_YEAR) * 12 + _number(month) - 1 + count * (12 if unit == "year" else 1)
    return MONTHS[months % 12] + (f" {months // 12}" if year else "")


def _of_day(start: re.Match[str], unit: str, count: int) -> str | None:
    year = start["year"]
    then = date(
        int(year or LEAP_YEAR), _number(start["month"] or start["month_first"]), int(start["day"] or start["day_last"])
    )
    if unit == "year" and year is None:
        return None
    move: dict[str, Callable[[], date]] = {
        "day": lambda: then + timedelta(days=count),
        "week": lambda: then + timedelta(weeks=count),
        "month": lambda: _months_on(then, count),
        "year": lambda: then.replace(year=then.year + count),
    }
    moved = move[unit]()
    told = f"{moved.day} {MONTHS[moved.month - 1]}" if start["day"] else f"{MONTHS[moved.month - 1]} {moved.day}"
    return told + (f"{',' if start['day_last'] else ''} {moved.year}" if year else "")


def _months_on(then: date, count: int) -> date:
    months = then.year * 12 + then.month - 1 + count
    return then.replace(year=months // 12, month=months % 12 + 1)


def _number(month: str) -> int:
    return next(n for n, name in enumerate(MONTHS, 1) if name[:3] == month[:3])


def _dated(before: str) -> bool:
    return (
        re.search(
            r"\b(?:in|since|until|of|by|last|next|during|from|before|after|late|early|mid) $", before, re.IGNORECASE
        )
        is not None
    )
