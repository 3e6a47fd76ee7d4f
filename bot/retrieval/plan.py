"""What an update has to index: the passages of every article, and which of them the generation before has."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.library import Entry, Library, article_of, distinct_entries
from bot.passages import embedded_text, header_of
from bot.retrieval.generations import Manifest
from bot.retrieval.table import PassageTable, days_to_array, digest_of_embedded, marks_to_array
from bot.types import Article, Day

Spans = Sequence[tuple[int, int]]
Chunk = Callable[[Article], Spans]
FindDays = Callable[[Article], Sequence[Day]]


@dataclass(frozen=True)
class Previous:
    """The generation that an update starts from."""

    manifest: Manifest
    entries: tuple[Entry, ...]
    """Those that were indexed: distinct ones."""
    table: PassageTable


@dataclass(frozen=True)
class Changes:
    """How many articles an update adds, changes and removes."""

    added: int
    changed: int
    removed: int
    unchanged: int


@dataclass(frozen=True)
class Plan:
    """The passages to index, and which of their vectors the generation before has."""

    entries: tuple[Entry, ...]
    table: PassageTable
    changes: Changes
    kept: dict[str, bytes]
    """Passages that have their vector already, under the same id; digest by id."""
    moved: dict[str, str]
    """Passages whose vector another id has; that id by theirs."""
    missing: dict[str, bytes]
    """Passages with no vector yet; digest by id."""
    dead: list[str]
    """Passages of the generation before whose vector stands for nothing any more."""


def make_plan(
    entries: Iterable[Entry], library: Library, previous: Previous | None, chunk: Chunk, find_days: FindDays
) -> Plan:
    """Compare *entries* with the generation before, and read what is new or changed: its passages, its days."""
    distinct = distinct_entries(entries)
    table = PassageTable.build(_passages_of(distinct, library, previous, chunk, find_days))
    new = dict(zip(table.ids(), table.marks(), strict=True))
    old = dict(zip(previous.table.ids(), previous.table.marks(), strict=True)) if previous else {}
    by_digest = {digest: passage for passage, digest in old.items()}
    kept = {passage: digest for passage, digest in new.items() if old.get(passage) == digest}
    rest = {passage: digest for passage, digest in new.items() if passage not in kept}
    return Plan(
        entries=distinct,
        table=table,
        changes=_changes(distinct, previous.entries if previous else ()),
        kept=kept,
        moved={passage: by_digest[digest] for passage, digest in rest.items() if digest in by_digest},
        missing={passage: digest for passage, digest in rest.items() if digest not in by_digest},
        dead=[passage for passage in old if passage not in kept],
    )


def _passages_of(
    entries: Sequence[Entry], library: Library, previous: Previous | None, chunk: Chunk, find_days: FindDays
) -> Iterator[tuple[str, NDArray[np.int32], NDArray[np.uint8], NDArray[np.int32]]]:
    known = {entry.id: entry for entry in previous.entries} if previous else {}
    for entry in entries:
        old = known.get(entry.id)
        if previous is not None and old is not None and _shaped_alike(old, entry):
            table, index = previous.table, previous.table.index_of[entry.id]
            rows = table.rows_of(index)
            yield entry.id, table.spans[rows, 2:], table.digests[rows], table.days_of(index)
        else:
            article = article_of(entry, library.text(entry.digest))
            spans = chunk(article)
            marks = [digest_of_embedded(embedded_text(article, start, end)) for start, end in spans]
            places, days = np.array(spans, np.int32).reshape(-1, 2), days_to_array(find_days(article))
            yield entry.id, places, marks_to_array(marks), days


def _shaped_alike(old: Entry, new: Entry) -> bool:
    """
    Tell whether both are cut and embedded alike: by their text and by the header that goes before each passage.

    The header tells the day of publication too, from which "Wednesday" is counted.
    """
    return old.digest == new.digest and header_of(article_of(old, "")) == header_of(article_of(new, ""))


def _changes(new: Sequence[Entry], old: Sequence[Entry]) -> Changes:
    before = {entry.id: entry for entry in old}
    common = [(before[entry.id], entry) for entry in new if entry.id in before]
    changed = sum(_facts(one) != _facts(other) for one, other in common)
    return Changes(
        added=len(new) - len(common),
        changed=changed,
        removed=len(old) - len(common),
        unchanged=len(common) - changed,
    )


def _facts(entry: Entry) -> tuple[object, ...]:
    return entry.digest, entry.title, entry.publisher, entry.published, entry.url
