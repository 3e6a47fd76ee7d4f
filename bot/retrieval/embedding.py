"""Vectors for the passages that have none yet: from the journal of an earlier run, or computed and written into it."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.errors import ModelError
from bot.library import Library, article_of
from bot.passages import embedded_text
from bot.retrieval.journal import append_vectors, read_vectors
from bot.retrieval.plan import Plan
from bot.types import Article

EMBED_BATCH = 128  # passages a call: few enough for progress and the journal, many enough to sort by length
Vector = NDArray[np.float32]


def unit_rows(vectors: object) -> Vector:
    """
    Return vectors at length 1, one a row, so that their dot product is their cosine.

    Raises:
        ModelError: they are not finite rows of numbers.
    """
    rows: Vector = np.atleast_2d(np.asarray(vectors, np.float32))
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    if rows.ndim != 2 or not np.all(np.isfinite(norms)) or not np.all(norms):
        raise ModelError("The encoder gave vectors that cannot be compared; run `ask doctor` to see which it is.")
    unit: Vector = rows / norms
    return unit


def embed_missing(
    plan: Plan,
    library: Library,
    journal: Path,
    embed: Callable[[Sequence[str]], Vector],
    progress: Callable[[int, int], None],
) -> tuple[Mapping[bytes, Vector], int]:
    """
    Return a vector for every digest among the plan's missing ones, and how many were computed now.

    *progress* gets the passages done and those there are.

    Raises:
        BotError: what *embed* raises; what was computed before it stays in the journal.
    """
    wanted = set(plan.missing.values())
    known = {digest: vector for digest, vector in read_vectors(journal).items() if digest in wanted}
    total = len(wanted) - len(known)
    done = 0
    progress(done, total)
    for batch in _batches(_texts(plan, library, wanted - known.keys())):
        digests = [digest for digest, _ in batch]
        vectors = unit_rows(embed([text for _, text in batch]))
        append_vectors(journal, digests, vectors)
        known.update(zip(digests, vectors, strict=True))
        done += len(batch)
        progress(done, total)
    return known, done


def _texts(plan: Plan, library: Library, wanted: set[bytes]) -> Iterator[tuple[bytes, str]]:
    """Yield every wanted digest once with the text to embed, in the order of the articles."""
    left = set(wanted)
    for index, entry in enumerate(plan.entries):
        rows = plan.table.rows_of(index)
        spans = plan.table.spans[rows, 2:].tolist()
        article: Article | None = None
        for (start, end), digest in zip(spans, plan.table.marks(rows), strict=True):
            if digest in left:
                left.remove(digest)
                article = article or article_of(entry, library.text(entry.digest))
                yield digest, embedded_text(article, start, end)


def _batches(texts: Iterator[tuple[bytes, str]]) -> Iterator[list[tuple[bytes, str]]]:
    while batch := list(itertools.islice(texts, EMBED_BATCH)):
        yield batch
