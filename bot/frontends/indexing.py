"""`ask index` and `ask remove`: what changed, what could not be read and why, and an exit code that says so."""

import re
import sys
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from bot.errors import ExitCode
from bot.frontends.render import SCHEMA
from bot.frontends.terminal import print_json, printable, progress_bar, warn
from bot.indexing import Indexer, IndexReport, NothingReadError, make_indexer
from bot.models.encoder import Encoder
from bot.retrieval.update import UpdateReport
from bot.settings import load_settings
from bot.types import Unreadable

RECORD = re.compile(r":(?: record )?\d+$")  # where in its file a record stands
ALIKE = 3  # failures of one file for one reason that are told one by one


def index_paths(paths: Sequence[str], *, prune: bool, reset: bool, as_json: bool) -> int:
    """Take in the articles of *paths*; exit 6 where some could not be read."""
    with progress_bar() as bar:
        loaded = load_settings()
        indexer = make_indexer(loaded, Encoder(threads=loaded.settings.threads), progress=bar.show)
        try:
            report = indexer.index(paths, prune=prune, reset=reset, stdin=sys.stdin.buffer)
        except NothingReadError as error:
            if len(error.unreadable) > 1:
                _warn_of_unreadable(error.unreadable)
            raise
    _warn_of(indexer, report)
    if as_json:
        print_json(_to_json(report))
    else:
        sys.stdout.write(_summary(report.update) + "\n")
    return ExitCode.PARTLY if report.unreadable else ExitCode.DONE


def remove_articles(articles: Sequence[str]) -> int:
    """Take articles out; exit 6 where some are not there."""
    with progress_bar() as bar:
        loaded = load_settings()
        report = make_indexer(loaded, Encoder(threads=loaded.settings.threads), progress=bar.show).remove(articles)
    for article in report.unknown:
        warn(f"ask: there is no article {article!r}; `ask articles` lists those there are.")
    sys.stdout.write(f"Removed {printable(', '.join(report.removed))}. {_summary(report.update)}\n")
    return ExitCode.PARTLY if report.unknown else ExitCode.DONE


def _warn_of(indexer: Indexer, report: IndexReport) -> None:
    for notice in indexer.embedder.notices:
        warn(f"ask: {notice}")
    for first, *others in report.update.same_text:
        warn(f"ask: {', '.join(others)} and {first} are the same text, which is stored once, as {first}.")
    _warn_of_unreadable(report.unreadable)


def _warn_of_unreadable(unreadable: Sequence[Unreadable]) -> None:
    """Name what could not be read; of a file whose records fail alike, the first few and how many more."""
    for (name, reason), group in groupby(unreadable, key=lambda item: (RECORD.sub("", item.name), item.reason)):
        items = list(group)
        shown = items if len(items) <= ALIKE + 1 else items[:ALIKE]
        for item in shown:
            warn(f"ask: not read: {item.name}: {reason}")
        if len(items) > len(shown):
            warn(f"ask: not read: {len(items) - len(shown)} more of {name} for the same reason")


def _summary(update: UpdateReport) -> str:
    parts = [f"{getattr(update, name)} {name}" for name in ("added", "changed", "removed", "unchanged")]
    passages = f"{update.passages} passages ({update.embedded} embedded, {update.reused} kept)"
    return f"Articles: {', '.join(parts)}. Index: {passages}, generation {update.generation}, {update.seconds:.1f} s."


def _to_json(report: IndexReport) -> dict[str, Any]:
    unreadable = [{"name": item.name, "reason": item.reason} for item in report.unreadable]
    return {"schema": SCHEMA, "read": report.read, **asdict(report.update), "unreadable": unreadable}
