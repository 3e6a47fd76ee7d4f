"""
A passage is a LangChain `Document`; this is the only module that knows the keys of its metadata.

A passage's id is `<article>#<n>`, n counting from 0 in the order of the article's text.
"""

from collections.abc import Sequence
from datetime import date

from langchain_core.documents import Document

from bot.types import Article, Day


def make_passage(article: Article, n: int, start: int, end: int, *, days: Sequence[Day] = ()) -> Document:
    """
    Cut passage number *n*, the span [start, end) of the article's text, and describe where it comes from.

    *days* are those that the passage names.
    """
    metadata = {
        "article": article.id,
        "n": n,
        "start": start,
        "end": end,
        "title": article.title,
        "publisher": article.publisher,
        "published": article.published.isoformat() if article.published else None,
        "url": article.url,
        "days": [[day.start, day.end, day.day.isoformat()] for day in days],
    }
    return Document(id=f"{article.id}#{n}", page_content=article.text[start:end], metadata=metadata)


def with_scores(passage: Document, *, score: float, cosine: float, bm25: float) -> Document:
    """Return the passage as it was ranked: *score* orders, no more; *cosine* and *bm25* are its raw scores."""
    scores = {"score": score, "cosine": cosine, "bm25": bm25}
    return Document(id=passage.id, page_content=passage.page_content, metadata={**passage.metadata, **scores})


def cut_passage(passage: Document, length: int) -> Document:
    """Return the first *length* code points of the passage, which keeps its id, and the days that they name."""
    start, _ = span_of(passage)
    end = start + length
    days = [day for day in passage.metadata["days"] if day[1] <= end]
    metadata = {**passage.metadata, "end": end, "days": days}
    return Document(id=passage.id, page_content=passage.page_content[:length], metadata=metadata)


def article_of(passage: Document) -> str:
    """Return the id of the article that the passage is cut from."""
    return str(passage.metadata["article"])


def title_of(passage: Document) -> str:
    """Return the title of the passage's article."""
    return str(passage.metadata["title"])


def publisher_of(passage: Document) -> str | None:
    """Return the publisher of the passage's article."""
    publisher: str | None = passage.metadata["publisher"]
    return publisher


def published_of(passage: Document) -> date | None:
    """Return the day on which the passage's article was published."""
    published: str | None = passage.metadata["published"]
    return date.fromisoformat(published) if published else None


def url_of(passage: Document) -> str | None:
    """Return the address of the passage's article."""
    url: str | None = passage.metadata["url"]
    return url


def score_of(passage: Document) -> float:
    """Return what a ranked passage was ordered by; comparable only within one ranking."""
    return float(passage.metadata["score"])


def cosine_of(passage: Document) -> float:
    """Return the cosine, in [-1, 1], between the question and a ranked passage."""
    return float(passage.metadata["cosine"])


def bm25_of(passage: Document) -> float:
    """Return the BM25 score, 0 or more, of a ranked passage for the question."""
    return float(passage.metadata["bm25"])


def span_of(passage: Document) -> tuple[int, int]:
    """Return the half-open span of code points that the passage occupies in its article's text."""
    return passage.metadata["start"], passage.metadata["end"]


def days_of(passage: Document) -> tuple[Day, ...]:
    """Return the days that the passage names, in the order of its text; their spans are in its article's text."""
    return tuple(Day(start, end, date.fromisoformat(day)) for start, end, day in passage.metadata["days"])


def header_of(article: Article) -> str:
    """
    Return what is put before a passage when it is embedded: title · publisher · date, what is unknown left out.

    >>> from datetime import date
    >>> header_of(Article("a", "Rain in Rome", "It rained.", "The Post", date(2023, 9, 16)))
    'Rain in Rome · The Post · 16 September 2023'
    """
    return _header(article.title, article.publisher, article.published)


def header_of_passage(passage: Document) -> str:
    """Return what is put before the passage when it is embedded or read."""
    return _header(title_of(passage), publisher_of(passage), published_of(passage))


def _header(title: str, publisher: str | None, published: date | None) -> str:
    day = f"{published.day} {published:%B %Y}" if published else None
    return " · ".join(part for part in (title, publisher, day) if part)


def embedded_text(article: Article, start: int, end: int) -> str:
    """Return the text that is embedded for the span [start, end): the header, a line break, the span."""
    return f"{header_of(article)}\n{article.text[start:end]}"
