"""Writing the folder of a new generation, from a copy of the one before where little has changed."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.disk import copy_folder
from bot.errors import StorageError
from bot.library import Library, article_of
from bot.passages import header_of
from bot.retrieval.generations import LEXICAL, IndexFolder
from bot.retrieval.index import Vectors, VectorsDamagedError
from bot.retrieval.lexical import day_words, words, write_lexical
from bot.retrieval.locks import wait_for_lock
from bot.retrieval.plan import Plan, Previous
from bot.retrieval.sums import CHROMA

REBUILD_SHARE = 0.5  # above this share of dead nodes a graph made anew is smaller and answers faster
STORED_AT_ONCE = 5000  # Chroma writes its whole graph to disk once for each
COPY_SECONDS = 120.0
Vector = NDArray[np.float32]


def copy_vectors(index: IndexFolder, number: int, target: Path) -> None:
    """
    Copy Chroma's folder of a generation at a moment at which no reader opens it.

    Raises:
        StorageError: readers open it without end.
    """
    lock = wait_for_lock(index.opening(number), shared=False, wait_seconds=COPY_SECONDS)
    if lock is None:
        raise StorageError(f"The index at {index.path} is being opened for too long; run the command again.")
    try:
        copy_folder(index.generation(number) / CHROMA, target)
    finally:
        lock.release()


def dead_nodes(plan: Plan, previous: Previous) -> int:
    """Return how many nodes of the copied graph would stand for nothing any more."""
    return previous.manifest.replaced + len(plan.dead)


def must_rebuild(plan: Plan, previous: Previous) -> bool:
    """Tell whether the graph is better made anew than changed."""
    return dead_nodes(plan, previous) > REBUILD_SHARE * max(len(plan.table), 1)


def write_vectors(
    building: Path,
    plan: Plan,
    missing: Mapping[bytes, Vector],
    previous: Previous | None,
    progress: Callable[[int, int], None],
) -> None:
    """
    Bring the copy in *building* to what the plan says, or make a new folder where there is no generation before.

    *progress* gets the vectors written and those there are to write.

    Raises:
        VectorsDamagedError: the copy is not what its generation says.
    """
    new = {passage: missing[digest] for passage, digest in plan.missing.items()}
    folder = building / CHROMA
    if previous is not None and not must_rebuild(plan, previous):
        with closing(Vectors(folder)) as vectors:
            moved = _moved(vectors, plan.moved)
            vectors.delete(plan.dead)  # first: to add a vector takes 0.3 ms, to write over one 4 ms
            _write(vectors, [moved, new], len(moved) + len(new), progress)
            _check_count(vectors, plan)
        return
    before = folder.rename(building / "before") if previous is not None else None
    folder.mkdir()
    with closing(Vectors(folder, create=True)) as vectors:
        _write(vectors, chain(_taken_over(before, plan), [new]), len(plan.table), progress)
        _check_count(vectors, plan)
    if before is not None:
        shutil.rmtree(before)


def _write(
    vectors: Vectors, parts: Iterable[Mapping[str, Vector]], total: int, progress: Callable[[int, int], None]
) -> None:
    done = 0
    for part in parts:
        ids = list(part)
        for at in range(0, len(ids), STORED_AT_ONCE):
            batch = ids[at : at + STORED_AT_ONCE]
            vectors.write({passage: part[passage] for passage in batch})
            done += len(batch)
            progress(done, total)


def _taken_over(before: Path | None, plan: Plan) -> Iterator[Mapping[str, Vector]]:
    if before is None:
        return
    old_ids = [*plan.kept, *plan.moved.values()]
    new_ids = [*plan.kept, *plan.moved]
    with closing(Vectors(before)) as source:
        for at in range(0, len(new_ids), STORED_AT_ONCE):
            part = slice(at, at + STORED_AT_ONCE)
            yield _moved(source, dict(zip(new_ids[part], old_ids[part], strict=True)))


def _moved(source: Vectors, places: Mapping[str, str]) -> Mapping[str, Vector]:
    """Read the vector of each value and give it the key as its id."""
    found = source.read(sorted(set(places.values())))
    missing = [old for old in places.values() if old not in found]
    if missing:
        raise VectorsDamagedError(f"{source.folder}: no vector of {missing[0]}")
    return {new: found[old] for new, old in places.items()}


def _check_count(vectors: Vectors, plan: Plan) -> None:
    if vectors.count() != len(plan.table):
        raise VectorsDamagedError(f"{vectors.folder}: {vectors.count()} vectors of {len(plan.table)} passages")


def write_words(building: Path, plan: Plan, library: Library) -> None:
    """Write the BM25 index of the plan's passages, and the plan's table."""
    plan.table.save(building)
    write_lexical(building / LEXICAL, [passage for article in _words_of(plan, library) for passage in article])


def _words_of(plan: Plan, library: Library) -> Iterator[list[list[str]]]:
    for index, entry in enumerate(plan.entries):
        article = article_of(entry, library.text(entry.digest))
        header = words(header_of(article))
        rows = plan.table.rows_of(index)
        yield [
            header + words(article.text[start:end]) + day_words(day.day for day in plan.table.days_in(row))
            for row, (start, end) in enumerate(plan.table.spans[rows, 2:].tolist(), rows.start)
        ]
