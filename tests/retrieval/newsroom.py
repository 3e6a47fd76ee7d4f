"""Articles whose every line tells its version, and an encoder and a chunker that cost nothing."""

import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.ingestion.event_dates import find_days
from bot.library import Catalogue, Library, add_entries
from bot.retrieval.generations import IndexSettings
from bot.retrieval.update import Progress, UpdateReport, update_index
from bot.types import Article

SETTINGS = IndexSettings("fake-encoder", 200)
DIMENSIONS = 64
TOPICS = ("harvest", "election", "bridge", "museum", "railway", "storm", "budget", "festival", "harbour", "school")


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """Count words into 64 bins: texts that share words are near."""
    vectors = np.full((len(texts), DIMENSIONS), 0.01, np.float32)
    for row, text in enumerate(texts):
        for word in text.lower().split():
            vectors[row, zlib.crc32(word.encode()) % DIMENSIONS] += 1
    return vectors


def embed_question(question: str) -> NDArray[np.float32]:
    return embed([question])[0]


def embed_slowly(texts: Sequence[str]) -> NDArray[np.float32]:
    time.sleep(0.02)
    return embed(texts)


def chunk(article: Article) -> list[tuple[int, int]]:
    """One passage a line."""
    spans, start = [], 0
    for line in article.text.split("\n"):
        spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans


def make_articles(count: int, *, version: int = 0, lines: int = 8, changing: int | None = None) -> list[Article]:
    """Make articles whose every line tells *version*; only the first *changing* do, the others tell version 0."""
    changing = count if changing is None else changing
    return [make_article(number, version if number < changing else 0, lines) for number in range(count)]


def make_article(number: int, version: int, lines: int) -> Article:
    topic = TOPICS[number % len(TOPICS)]
    text = "\n".join(f"Version {version} of report {number} on the {topic}, line {line}." for line in range(lines))
    return Article(f"report-{number}", f"Report {number}: {topic}", text, path=f"/news/report-{number}.txt")


def adding(articles: Sequence[Article]) -> Callable[[Library, Catalogue], Catalogue]:
    return lambda library, catalogue: add_entries(catalogue, [library.put(article) for article in articles])


def update(
    home: Path,
    change: Callable[[Library, Catalogue], Catalogue],
    *,
    progress: Callable[[Progress], None] = lambda _: None,
    embed: Callable[[Sequence[str]], NDArray[np.float32]] = embed,
    settings: IndexSettings = SETTINGS,
    fresh: bool = False,
    wait_seconds: float | None = 60,
) -> UpdateReport:
    return update_index(
        home,
        settings,
        change,
        embed=embed,
        chunk=chunk,
        find_days=lambda article: find_days(article.text, article.published),
        progress=progress,
        fresh=fresh,
        wait_seconds=wait_seconds,
    )
