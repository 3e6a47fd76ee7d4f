"""
A passage is a LangChain `Document`; this is the only module that knows the keys of its metadata.

A passage's id is `<article>#<n>`, n counting from 0 in the order of the article's text.
"""

from langchain_core.documents import Document

from bot.types import Article


def make_passage(article: Article, n: int, start: int, end: int) -> Document:
    """Cut passage number *n*, the span [start, end) of the article's text, and describe where it comes from."""
    metadata = {
        "article": article.id,
        "n": n,
        "start": start,
        "end": end,
        "title": article.title,
        "publisher": article.publisher,
        "published": article.published.isoformat() if article.published else None,
        "url": article.url,
    }
    return Document(id=f"{article.id}#{n}", page_content=article.text[start:end], metadata=metadata)


def span_of(passage: Document) -> tuple[int, int]:
    """Return the half-open span of code points that the passage occupies in its article's text."""
    return passage.metadata["start"], passage.metadata["end"]


def header_of(article: Article) -> str:
    """
    Return what is put before a passage when it is embedded: title · publisher · date, what is unknown left out.

    >>> from datetime import date
    >>> header_of(Article("a", "Rain in Rome", "It rained.", "The Post", date(2023, 9, 16)))
    'Rain in Rome · The Post · 16 September 2023'
    """
    published = f"{article.published.day} {article.published:%B %Y}" if article.published else None
    return " · ".join(part for part in (article.title, article.publisher, published) if part)


def embedded_text(article: Article, start: int, end: int) -> str:
    """Return the text that is embedded for the span [start, end): the header, a line break, the span."""
    return f"{header_of(article)}\n{article.text[start:end]}"
