"""What is typed with a question, turned into values: the words, the dates, the filters."""

import re
import sys
from collections.abc import Sequence
from datetime import date
from typing import Literal, TypedDict

from bot.errors import UsageError
from bot.types import Filters

GERMAN_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", re.ASCII)
INPUT_LIMIT_BYTES = 1_000_000  # of a question on standard input; the pipeline's own limit is far below


class QuestionOptions(TypedDict):
    """The options that narrow a question, and those of every output, as click hands them over."""

    as_json: bool
    since: str | None
    until: str | None
    publisher: tuple[str, ...]
    article: tuple[str, ...]
    passages: int | None
    no_color: bool


class AskOptions(QuestionOptions):
    """Those, and the ones of a question that is answered at once or in a chat."""

    continues: bool
    no_log: bool
    no_stream: bool


class EvaluationOptions(TypedDict):
    """The options of `ask eval`, as click hands them over."""

    gold: str | None
    corpus: tuple[str, ...]
    pipeline: tuple[str, ...]
    split: Literal["dev", "test"] | None
    limit: int | None
    given: bool
    save: str | None
    compare: str | None
    fail_under: tuple[str, ...]
    html: str | None
    as_json: bool
    no_color: bool


def filters_of(options: QuestionOptions) -> Filters:
    """
    Return what narrows the question.

    Raises:
        UsageError: a date is not written as one, or the span of dates is empty.
    """
    return filters_between(
        options["since"], options["until"], publishers=options["publisher"], articles=options["article"], sign="--"
    )


def filters_between(
    since: str | None,
    until: str | None,
    *,
    publishers: tuple[str, ...] = (),
    articles: tuple[str, ...] = (),
    sign: str = "",
) -> Filters:
    """
    Return what narrows a question, the dates as they were typed; *sign* stands before the names of options.

    Raises:
        UsageError: a date is not written as one, or the span of dates is empty.
    """
    first, last = _date("since", since, sign), _date("until", until, sign)
    if first and last and first > last:
        told = f"{sign}since {first} lies after {sign}until {last}; swap them."
        raise UsageError(told, kind="dates_swapped", since=first, until=last)
    return Filters(since=first, until=last, publishers=publishers, articles=articles)


def parse_day(value: str, *, option: str, sign: str = "") -> date:
    """
    Return the day typed for an option.

    Raises:
        UsageError: it is written neither YYYY-MM-DD nor, as in German, D.M.YYYY.

    >>> parse_day("2023-09-06", option="since") == parse_day("6.9.2023", option="since")
    True
    """
    german = GERMAN_DAY.fullmatch(value.strip())
    try:
        return date(*map(int, reversed(german.groups()))) if german else date.fromisoformat(value)
    except ValueError:
        told = f"{sign}{option} takes a date such as 2023-09-16, not {value!r}."
        raise UsageError(told, kind="not_a_day", option=option, value=value) from None


def color_of(options: QuestionOptions) -> bool | None:
    """Return False for --no-color, else None: colour where there is a terminal and NO_COLOR is not set."""
    return False if options["no_color"] else None


def words_of(words: Sequence[str]) -> str | None:
    """Return the question typed, or that on standard input for `-` or where it is no terminal; None for neither."""
    if list(words) == ["-"] or (not words and not sys.stdin.isatty()):
        return sys.stdin.buffer.read(INPUT_LIMIT_BYTES).decode("utf-8", errors="replace")
    return " ".join(words) if words else None


def _date(option: str, value: str | None, sign: str) -> date | None:
    return None if value is None else parse_day(value, option=option, sign=sign)
