"""
Retrieval on RealTime QA 2024: answer-recall of each ranking, and the time of a question as the index grows.

Run `python -m benchmarks.retrieval`. An answer is recalled at k if one of its strings occurs, at word boundaries and
without regard to case, in one of the first k passages; quotation marks around an answer are not part of it. The larger
indexes hold the same passages several times over, under other names and with vectors moved a little.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
from langchain_core.documents import Document
from numpy.typing import NDArray

from benchmarks.realtimeqa import is_answered_by, read_articles, read_questions, require_data
from benchmarks.timing import machine
from bot.indexing import days_of_article
from bot.ingestion.chunking import chunk
from bot.library import Catalogue, Library, add_entries
from bot.models.encoder import Encoder
from bot.retrieval.generations import IndexSettings
from bot.retrieval.ranking import Mode, rank
from bot.retrieval.snapshot import Snapshot, open_index
from bot.retrieval.update import UpdateReport, update_index
from bot.types import Article, Filters, GoldQuestion

MODES: tuple[Mode, ...] = ("dense", "bm25", "hybrid")
CUTOFFS = (1, 5, 10)
CHUNK_TOKENS = 200
NOISE = 0.02  # per number of a vector of length 1 with 384 of them: cosine about 0.93 with where it was
SINCE = Filters(since=date(2023, 1, 1))
SPEED = (
    "passages",
    "indexing, s",
    "one article more, s",
    "open, ms",
    "embed a question, ms",
    "rank, p50 ms",
    "p95",
    "embed and rank, p50 ms",
    "p95",
    "rank since a date, p50 ms",
)
SPEED_HEAD = "| " + " | ".join(SPEED) + " |\n" + "|---" * len(SPEED) + "|"
Vector = NDArray[np.float32]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 3, 10], help="how many times over to index")
    parser.add_argument("--home", type=Path, help="keep the indexes here, for another run")
    arguments = parser.parse_args()
    require_data()
    with tempfile.TemporaryDirectory() as temporary:
        measure(arguments.home or Path(temporary), arguments.times)


def measure(home: Path, times: Sequence[int]) -> None:
    """Index, measure and print."""
    encoder = CachingEncoder(Encoder())
    articles = read_articles()
    questions = read_questions()
    for count in times:
        folder = home / str(count)
        indexed = index(folder, [*copies_of(articles, count)], encoder)
        more = one_more(folder, encoder)
        with open_index(folder, settings_of(encoder)) as snapshot:
            if count == times[0]:
                print(f"{machine()}; {len(articles)} articles, {indexed.passages} passages\n")
                print(recall_table(snapshot, questions, encoder), "\n")
                print(SPEED_HEAD)
            print(speed_row(folder, snapshot, questions, encoder, (indexed, more)), flush=True)


def copies_of(articles: Sequence[Article], count: int) -> Iterator[Article]:
    """Yield the articles *count* times, each copy under another id and with another last line."""
    yield from articles
    for number in range(1, count):
        for article in articles:
            yield replace(article, id=f"{article.id}.{number}", text=f"{article.text}\nCopy {number}.")


class CachingEncoder:
    """Embeds a text once; what it has embedded already comes back moved a little, as a copy's passage."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self._known: dict[str, Vector] = {}
        self._chance = np.random.default_rng(0)

    def encode(self, texts: Sequence[str]) -> Vector:
        """Return one row per text."""
        names = [text.split("\nCopy ")[0] for text in texts]
        new = [name for name in dict.fromkeys(names) if name not in self._known]
        old = np.array([name in self._known for name in names])
        self._known.update(zip(new, self.encoder.encode(new), strict=True))
        rows = np.stack([self._known[name] for name in names])
        noise = self._chance.normal(scale=NOISE, size=rows.shape).astype(np.float32)
        moved: Vector = rows + noise * old[:, None]
        return moved

    def encode_question(self, question: str) -> Vector:
        """Return the vector of a question, computed anew."""
        return self.encoder.encode([question])

    def chunk(self, article: Article) -> list[tuple[int, int]]:
        """Cut into passages as `ask index` does."""
        return chunk(article, self.encoder.count_tokens, limit=CHUNK_TOKENS)


def settings_of(encoder: CachingEncoder) -> IndexSettings:
    """Return the settings of the index."""
    return IndexSettings(encoder.encoder.name, CHUNK_TOKENS)


def index(home: Path, articles: Sequence[Article], encoder: CachingEncoder) -> UpdateReport:
    """Index *articles*."""

    def change(library: Library, catalogue: Catalogue) -> Catalogue:
        return add_entries(catalogue, [library.put(article) for article in articles])

    return update_index(
        home, settings_of(encoder), change, embed=encoder.encode, chunk=encoder.chunk, find_days=days_of_article
    )


def one_more(home: Path, encoder: CachingEncoder) -> UpdateReport:
    """Index one short article more."""
    text = f"A short article of {time.time_ns()}."
    return index(home, [Article("one-more", "One more", text)], encoder)


def recall_table(snapshot: Snapshot, questions: Sequence[GoldQuestion], encoder: CachingEncoder) -> str:
    """Return answer-recall by ranking, the supported questions and the others apart."""
    supported = [question for question in questions if question.apart is None]
    others = [question for question in questions if question.apart]
    head = " | ".join(f"@{k}" for k in CUTOFFS)
    rows = [
        f"| answer-recall | {head}, supported (n={len(supported)}) | {head}, others (n={len(others)}) |",
        "|---" * 7 + "|",
    ]
    for mode in MODES:
        figures = [recall(snapshot, group, mode, encoder) for group in (supported, others)]
        rows.append(f"| {mode} | " + " | ".join(f"{figure:.3f}" for group in figures for figure in group) + " |")
    return "\n".join(rows)


def recall(snapshot: Snapshot, questions: Sequence[GoldQuestion], mode: Mode, encoder: CachingEncoder) -> list[float]:
    """Return the share of the questions that are answered within each cut-off."""
    first = [first_rank(question, ranked_for(snapshot, question, mode, encoder)) for question in questions]
    return [statistics.mean(rank <= k for rank in first) for k in CUTOFFS]


def ranked_for(snapshot: Snapshot, question: GoldQuestion, mode: Mode, encoder: CachingEncoder) -> list[Document]:
    """Return the passages of a question."""
    return rank(snapshot, question.question, embed=encoder.encode_question, k=max(CUTOFFS), mode=mode)


def first_rank(question: GoldQuestion, passages: Sequence[Document]) -> float:
    """Return the rank, from 1, of the first passage that answers."""
    ranks = (n for n, passage in enumerate(passages, start=1) if is_answered_by(question, passage.page_content))
    return next(ranks, float("inf"))


def speed_row(
    home: Path,
    snapshot: Snapshot,
    questions: Sequence[GoldQuestion],
    encoder: CachingEncoder,
    reports: tuple[UpdateReport, UpdateReport],
) -> str:
    """Return one row: what opening and asking cost at this size."""
    indexed, more = reports
    texts = [question.question for question in questions]
    vectors = {text: encoder.encode_question(text) for text in texts}

    def ranked(text: str, filters: Filters = Filters()) -> object:  # noqa: B008  # frozen
        return rank(snapshot, text, embed=lambda asked: vectors[asked], k=8, filters=filters)

    opening = milliseconds(lambda _: open_index(home, settings_of(encoder)).close(), texts[:5])
    embedding = milliseconds(encoder.encode_question, texts)
    ranking = milliseconds(ranked, texts)
    whole = milliseconds(lambda text: rank(snapshot, text, embed=encoder.encode_question, k=8), texts)
    filtered = milliseconds(lambda text: ranked(text, SINCE), texts[:50])
    figures = [
        f"{indexed.passages:,}", f"{indexed.seconds:.1f}", f"{more.seconds:.2f}", f"{percentile(opening, 50):.0f}",
        f"{percentile(embedding, 50):.1f}", f"{percentile(ranking, 50):.1f}", f"{percentile(ranking, 95):.1f}",
        f"{percentile(whole, 50):.1f}", f"{percentile(whole, 95):.1f}", f"{percentile(filtered, 50):.1f}",
    ]  # fmt: skip
    return "| " + " | ".join(figures) + " |"


def milliseconds(run: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Return how long each call took, after one that is not timed."""
    run(texts[0])
    taken = []
    for text in texts:
        started = time.perf_counter()
        run(text)
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value that *percent* of the values do not exceed."""
    return float(np.percentile(values, percent))


if __name__ == "__main__":
    main()
