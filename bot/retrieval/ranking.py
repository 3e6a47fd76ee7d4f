"""A question's passages, best first: dense and BM25, fused by rank, within what the filters allow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from langchain_core.documents import Document
from numpy.typing import NDArray

from bot.days import days_named
from bot.errors import ModelError, UsageError
from bot.library import Entry, article_of
from bot.passages import make_passage, with_scores
from bot.retrieval.embedding import unit_rows
from bot.retrieval.fusion import fuse
from bot.retrieval.lexical import day_words, words
from bot.retrieval.snapshot import Snapshot
from bot.types import Filters

Mode = Literal["hybrid", "dense", "bm25"]
DEPTH = 100  # candidates of each ranking; 200 found no more on the development set, 50 one answer less of 106
WORDS_OF_DATE = 3  # a day counts as much as its day, month and year, which passages of other days have too
WIDER = 4  # times as many candidates as are needed, before a filter
NO_FILTERS = Filters()
MOST_LISTED = 10  # publishers that are named where one is wrong


@dataclass(frozen=True, slots=True)
class Allowed:
    """The articles that the filters let through."""

    articles: frozenset[str]
    undated: int
    """Articles that were left out only because it is not known when they were published."""


def allowed_articles(entries: Sequence[Entry], filters: Filters) -> Allowed:
    """
    Return which articles the filters let through.

    Raises:
        UsageError: a filter names an article, or a publisher, that is not there.
    """
    known = {name for entry in entries for name in (entry.id, *entry.also_named)}
    unknown = [article for article in filters.articles if article not in known]
    if unknown:
        raise UsageError(f"There is no article {unknown[0]!r}; `ask articles` lists those there are.")
    if filters.publishers and not any(_is_published_by(entry, filters.publishers) for entry in entries):
        publisher = " or ".join(filters.publishers)
        there_are = _listed(sorted({entry.publisher for entry in entries if entry.publisher}, key=str.casefold))
        told = f"There is no publisher {publisher!r}; there are {there_are or 'none'}."
        raise UsageError(told, kind="unknown_publisher", publisher=publisher, publishers=there_are or "–")
    named = [entry for entry in entries if _named(entry, filters)]
    dated = bool(filters.since or filters.until)
    return Allowed(
        articles=frozenset(entry.id for entry in named if _in_time(entry, filters)),
        undated=sum(entry.published is None for entry in named) if dated else 0,
    )


def _listed(names: Sequence[str]) -> str:
    """
    Return names on one line, the first of them where they are many.

    >>> _listed(["AFP", "AP"]), _listed([str(n) for n in range(14)])
    ('AFP, AP', '0, 1, 2, 3, 4, 5, 6, 7, 8, 9 …')
    """
    return ", ".join(names[:MOST_LISTED]) + (" …" if len(names) > MOST_LISTED else "")


def _named(entry: Entry, filters: Filters) -> bool:
    names = {entry.id, *entry.also_named}
    return (not filters.publishers or _is_published_by(entry, filters.publishers)) and (
        not filters.articles or not names.isdisjoint(filters.articles)
    )


def _is_published_by(entry: Entry, names: Sequence[str]) -> bool:
    publisher = (entry.publisher or "").casefold()
    return any(name.casefold() in publisher for name in names)


def _in_time(entry: Entry, filters: Filters) -> bool:
    if not (filters.since or filters.until):
        return True
    if entry.published is None:
        return False
    return (not filters.since or entry.published >= filters.since) and (
        not filters.until or entry.published <= filters.until
    )


def rank(
    snapshot: Snapshot,
    question: str,
    *,
    embed: Callable[[str], object] | None,
    k: int,
    filters: Filters = NO_FILTERS,
    mode: Mode = "hybrid",
) -> list[Document]:
    """
    Return the *k* best passages, or as many as there are, each with its score, cosine and BM25 score.

    *embed* gives the question's vector; the mode "bm25" can do without, and then every cosine is NaN.

    Raises:
        UsageError: a filter names an article that is not there.
        CorpusError: the index or a text is damaged.
        ModelError: the question's vector is not of the index's kind.
    """
    allowed = allowed_articles(snapshot.entries, filters).articles if filters else None
    if not snapshot.manifest.passages or (allowed is not None and not allowed):
        return []
    vector = None if embed is None else _vector_of(question, embed, snapshot.manifest.dimension)
    named = day_words(days_named(question, snapshot.table.years))
    bm25 = snapshot.lexical.scores(words(question) + WORDS_OF_DATE * named)
    rankings: list[list[int]] = []
    cosines: dict[int, float] = {}
    if vector is not None and mode != "bm25":
        cosines = _dense(snapshot, vector, max(k, DEPTH), allowed)
        rankings.append(list(cosines))
    if mode != "dense":
        rankings.append(_best(bm25, max(k, DEPTH), _mask(snapshot, allowed)))
    if mode == "hybrid" and named:  # no vector knows which day "Wednesday" is, so the day has a ranking of its own
        on_day = np.where(snapshot.lexical.scores(named) > 0, bm25, np.float32(0))
        rankings.append(_best(on_day, max(k, DEPTH), _mask(snapshot, allowed)))
    best = fuse(rankings)[:k]
    cosines |= _missing_cosines(snapshot, vector, [row for row, _ in best if row not in cosines])
    return [
        with_scores(_passage(snapshot, row), score=score, cosine=cosines[row], bm25=float(bm25[row]))
        for row, score in best
    ]


def _vector_of(question: str, embed: Callable[[str], object], dimension: int) -> NDArray[np.float32]:
    vector: NDArray[np.float32] = unit_rows(embed(question))[0]
    if len(vector) != dimension:
        raise ModelError("The encoder's vectors changed their length; run `ask index --reset` to embed all anew.")
    return vector


def _dense(
    snapshot: Snapshot, vector: NDArray[np.float32], depth: int, allowed: frozenset[str] | None
) -> dict[int, float]:
    nearest = snapshot.nearest(vector, depth) if allowed is None else _nearest_allowed(snapshot, vector, depth, allowed)
    return {snapshot.table.row_of(passage): cosine for passage, cosine in nearest}


def _nearest_allowed(
    snapshot: Snapshot, vector: NDArray[np.float32], depth: int, allowed: frozenset[str]
) -> list[tuple[str, float]]:
    """Look among the nearest of all first: Chroma's own filter takes 150 ms for half of 6,000 articles."""
    widely = snapshot.nearest(vector, WIDER * depth)
    nearest = [(passage, cosine) for passage, cosine in widely if passage.rpartition("#")[0] in allowed]
    return nearest[:depth] if len(nearest) >= depth else snapshot.nearest(vector, depth, sorted(allowed))


def _mask(snapshot: Snapshot, allowed: frozenset[str] | None) -> NDArray[np.bool_] | None:
    if allowed is None:
        return None
    articles = np.array([article in allowed for article in snapshot.table.articles], np.bool_)
    mask: NDArray[np.bool_] = articles[snapshot.table.spans[:, 0]]
    return mask


def _best(scores: NDArray[np.float32], depth: int, mask: NDArray[np.bool_] | None) -> list[int]:
    """Return the rows with the highest scores above 0, best first; equal ones in the order of the articles."""
    found = np.flatnonzero(scores > 0 if mask is None else (scores > 0) & mask)
    if len(found) > depth:
        threshold = np.partition(scores[found], -depth)[-depth]
        found = found[scores[found] >= threshold]
    ordered: list[int] = found[np.argsort(-scores[found], kind="stable")][:depth].tolist()
    return ordered


def _missing_cosines(snapshot: Snapshot, vector: NDArray[np.float32] | None, rows: Sequence[int]) -> dict[int, float]:
    if vector is None:
        return dict.fromkeys(rows, float("nan"))
    vectors = snapshot.read_vectors([snapshot.table.id_of(row) for row in rows])
    return {row: float(vectors[snapshot.table.id_of(row)] @ vector) for row in rows}


def _passage(snapshot: Snapshot, row: int) -> Document:
    article, n, start, end = snapshot.table.spans[row].tolist()
    entry = snapshot.entries[article]
    days = snapshot.table.days_in(row)
    return make_passage(article_of(entry, snapshot.article_text(entry.id)), n, start, end, days=days)
