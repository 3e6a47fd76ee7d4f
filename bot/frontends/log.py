"""`ask log`: the past questions, one of them with its answer as it was shown, and their deletion."""

import re
import sys
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

import click

from bot.disk import disk_refusals_told
from bot.errors import ExitCode, UsageError
from bot.frontends.grammar import quote_the_question
from bot.frontends.recording import CHAT_HISTORY, answer_of, records_of
from bot.frontends.render import SCHEMA
from bot.frontends.showing import show_answer
from bot.frontends.terminal import print_json, print_listing, warn
from bot.records.questions import Record, Records
from bot.settings import load_settings

HEADING = ("number", "asked", "answered", "question")
NUMBER = re.compile(r"[0-9]{1,18}")


def show_log(number: str | None, *, clear: bool, yes: bool, as_json: bool) -> int:
    """List the past questions, the newest last, or show one, or delete all."""
    if number is not None and not NUMBER.fullmatch(number):
        problem = f"`ask log` takes the number of a question, not {number!r}"
        raise UsageError(quote_the_question(problem, "log", [number]))
    if (clear and number is not None) or (yes and not clear):
        raise UsageError("--clear deletes all past questions and takes no number; --yes goes with it alone.")
    loaded = load_settings()
    records = records_of(loaded)
    if clear:
        return _clear(records, loaded.settings.home, yes=yes, as_json=as_json)
    if number is not None:
        return _show(records.record(int(number)), as_json=as_json)
    return _list(records.past(), as_json=as_json)


def _list(past: Iterator[Record], *, as_json: bool) -> int:
    if as_json:
        for record in past:
            print_json(_to_json(record))
        return ExitCode.DONE
    first = next(past, None)
    if first is not None:
        print_listing(HEADING, map(_cells, chain((first,), past)))
    else:
        warn("There are no past questions yet.")
    return ExitCode.DONE


def _show(record: Record, *, as_json: bool) -> int:
    if as_json:
        print_json(_to_json(record))
        return ExitCode.DONE
    answer = answer_of(record)
    warn(f"{record.number} · {told_time(record.asked)} · {record.question}")
    show_answer(answer)
    return ExitCode.DONE


def _clear(records: Records, home: Path, *, yes: bool, as_json: bool) -> int:
    if not yes and not agreed("Delete all past questions and their answers?"):
        return ExitCode.DONE
    deleted = records.clear()
    history = home / CHAT_HISTORY
    with disk_refusals_told(history):
        if history.is_file():
            history.unlink()  # the questions stand there too
    if as_json:
        print_json({"schema": SCHEMA, "deleted": deleted})
    else:
        sys.stdout.write(f"Deleted {deleted} past {'question' if deleted == 1 else 'questions'}.\n")
    return ExitCode.DONE


def agreed(question: str) -> bool:
    """
    Ask whether to delete, and say so where nothing is deleted.

    Raises:
        UsageError: there is no terminal to ask on.
    """
    if not sys.stdin.isatty():
        raise UsageError("--clear asks before it deletes, and there is no terminal to ask on; add --yes.")
    if not click.confirm(question, err=True):
        warn("Nothing was deleted.")
        return False
    return True


def told_time(time: datetime) -> str:
    """Return a time as it was on the clock of this place, to the minute."""
    return f"{time.astimezone():%Y-%m-%d %H:%M}"


def _cells(record: Record) -> tuple[str, str, str, str]:
    return str(record.number), told_time(record.asked), "yes" if _answered(record) else "no", record.question


def _answered(record: Record) -> bool:
    return not record.answer.get("abstained", True)


def _to_json(record: Record) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "number": record.number,
        "asked": record.asked.isoformat(timespec="milliseconds"),
        "surface": record.surface,
        "conversation": record.conversation,
        "user": record.user,
        "question": record.question,
        "understood_as": record.understood_as,
        "answered": _answered(record),
        "answer": record.answer,
    }
