"""
Weekdays as prose names them, and which of them mean one day.

A habit ("on Wednesdays"), a name ("Good Friday") and a day counted from one that the article tells of ("the following
Monday") mean none that is known.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.days import weekday_of

LOOK_BACK = 40  # characters before a weekday that tell what it means
Shift = Literal["last", "this", "next"]

_NAME = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_SHORT = r"(?:Mon|Tues?|Wed|Thurs?|Thu|Fri|Sat|Sun)"
_WEEKDAY = re.compile(
    rf"\b(?:(?P<shift>last|next|this past|this coming|this|past|coming) )?(?-i:(?P<name>{_NAME}))\b"
    rf"|\b(?:(?P<shift2>last|next|this)|on|since|until|by) (?-i:(?P<short>{_SHORT}))\.(?!\w)",
    re.IGNORECASE,
)
_SHIFTS: dict[str, Shift] = {
    "last": "last",
    "past": "last",
    "this past": "last",
    "this": "this",
    "next": "next",
    "coming": "next",
    "this coming": "next",
}
_NAMED_BEFORE = re.compile(
    r"\b(?:Black|Good|Holy|Bloody|Ash|Palm|Easter|Super|Super Bowl|Fat|Cyber|Ruby|Whit|Maundy|Shrove|Giving|Girl|Man"
    r"|Sheffield|Pancake|Freaky|Manic|Taco|Throwback|Casual|Blue|Big|Clean|Plough|Any Given|Mail on|Joe|Happy"
    r"|Small Business|Back|Spy|Red|Low|Gray|Grey|Taking Back) \Z"
)
_NAMED_AFTER = re.compile(
    r" (?:Night (?:Live|Football|Lights|Baseball|Smackdown|Raw|Fever|Fights)|Times|Mirror|Telegraph|Mail|Express"
    r"|Post|World|Herald|Business|Morning Herald|Mercury|Sun|Star|People|Addams|School|Brunch|Politics|Show"
    r"|Ticket)\b"
)
_PART = r"(?: (?:morning|afternoon|evening|night))?"
_MOODS = (
    r"(?:sunny|rainy|cold|hot|warm|cool|busy|quiet|chilly|blustery|typical|normal|random|recent|snowy|wet|windy|foggy"
    r"|grey|gray|cloudy|calm|lazy|perfect|beautiful|gorgeous|long|historic|single|given|regular|ordinary|summer|winter"
    r"|spring|autumn|fall|football)"
)
_ANY = re.compile(
    r"(?:\b(?:every|each|one|another|any|most|some|alternate|other|(?:on|of|since|by|from|for) that"
    r"|(?:the|that|a|its) (?:following|previous|preceding|subsequent|same|first|second|third|fourth|fifth|final|very)"
    r"|(?:weeks?|months?|years?|days?) (?:from|ago|after|later|earlier|before),?(?: on)?)"
    rf"|\ban? (?:[a-z]+,? ){{0,2}}{_MOODS}) \Z",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\ban? \Z", re.IGNORECASE)
# "a Sunday night news conference" is that of Sunday, "a Sunday in May" is any.
_WITH_NOUN = re.compile(rf"{_PART}(?:, [A-Z][a-z]+\.? \d\d?,?)? (?!(?:in|when|of|that|and|or|at|with|as|by|to)\b)[a-z]")
_THE = re.compile(r"\bthe \Z", re.IGNORECASE)
_COUNTED = re.compile(rf"{_PART} (?:before|after|following|of|in|that|when|prior)\b")
_WEEK_AFTER = re.compile(rf"{_PART}(?:,| of)? (last|this|next) week\b")
_WEEK_BEFORE = re.compile(r"\b(last|next) week,?(?: on)? \Z", re.IGNORECASE)
_JOINED = re.compile(rf"{_PART}(?:, (?:and |or )?| (?:and|or|&) )(?:on )?")
_RANGED = re.compile(rf"{_PART}(?: ?[-–—] ?| (?:to|through|until|thru) )")


@dataclass(frozen=True, slots=True)
class Weekday:
    """A weekday that means one day, at the span [start, end); Monday is 0."""

    start: int
    end: int
    number: int
    shift: Shift | None
    """What stands before it."""
    week: Shift | None
    """The week that is named beside it: "Friday of last week"."""


def weekdays_in(text: str) -> Iterator[Weekday]:
    """
    Yield the weekdays of *text* that mean one day.

    >>> text = "Open on Mondays and every Tuesday, but not last Friday; the band played Bloody Sunday."
    >>> [text[weekday.start : weekday.end] for weekday in weekdays_in(text)]
    ['last Friday']
    """
    vague_end = -LOOK_BACK
    for match in _WEEKDAY.finditer(text):
        name = match["name"] or match["short"]
        end = match.end("name" if match["name"] else "short")
        shift = match["shift"] or match["shift2"]
        start = match.start() if shift else end - len(name)
        between = text[vague_end:start] if start - vague_end < LOOK_BACK else "far"
        if is_vague(text, start, end, shifted=shift is not None) or are_joined(between) or are_ranged(between):
            vague_end = end  # "every Friday and Saturday": the second is no more one day than the first
            continue
        yield Weekday(start, end, weekday_of(name), _SHIFTS[shift.lower()] if shift else None, _week(text, start, end))


def is_vague(text: str, start: int, end: int, *, shifted: bool) -> bool:
    """Tell whether the weekday at [start, end) means no one day, or none that is known."""
    before = text[max(start - LOOK_BACK, 0) : start]
    if _NAMED_BEFORE.search(before) or _NAMED_AFTER.match(text, end) or _ANY.search(before):
        return True
    if _ARTICLE.search(before):
        return not _WITH_NOUN.match(text, end)
    return _THE.search(before) is not None and (shifted or _COUNTED.match(text, end) is not None)


def _week(text: str, start: int, end: int) -> Shift | None:
    found = _WEEK_AFTER.match(text, end) or _WEEK_BEFORE.search(text[max(start - LOOK_BACK, 0) : start])
    return _SHIFTS[found[1].lower()] if found else None


def are_joined(between: str) -> bool:
    """
    Tell whether what stands between two weekdays lists them: what is told of the first is told of the second.

    >>> are_joined(" morning and "), are_joined(" he said on ")
    (True, False)
    """
    return _JOINED.fullmatch(between) is not None


def are_ranged(between: str) -> bool:
    """
    Tell whether what stands between two weekdays makes them the ends of a range.

    >>> are_ranged(" through "), are_ranged("-"), are_ranged(" and ")
    (True, True, False)
    """
    return _RANGED.fullmatch(between) is not None
