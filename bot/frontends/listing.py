"""`ask articles` and `ask show`: what the index holds, and the very text that citations refer to."""

import re
import sys
from dataclasses import asdict
from typing import Any

from bot.errors import ExitCode, UsageError
from bot.frontends.questions import open_pipeline
from bot.frontends.render import SCHEMA, told_date
from bot.frontends.terminal import print_json, print_listing, printable, warn
from bot.library import Entry
from bot.types import Article

SPAN = re.compile(r"([0-9]{1,12}):([0-9]{1,12})")


def list_articles(*, as_json: bool) -> int:
    """List the articles: id, date, publisher, title."""
    with open_pipeline(writing="unused") as pipeline:
        entries, generation = pipeline.entries, pipeline.generation
    if as_json:
        print_json({"schema": SCHEMA, "generation": generation, "articles": [_facts(entry) for entry in entries]})
        return ExitCode.DONE
    undated = "unknown" if sys.stdout.isatty() else ""
    rows = (
        (entry.id, entry.published.isoformat() if entry.published else undated, entry.publisher or "", entry.title)
        for entry in entries
    )
    print_listing(("id", "published", "publisher", "title"), rows)
    return ExitCode.DONE


def show_article(article_id: str, *, span: str | None, as_json: bool) -> int:
    """Print an article's text and nothing else to standard output, what is known of it to standard error."""
    with open_pipeline(writing="unused") as pipeline:
        article = pipeline.article(article_id)
    start, end = _parse_span(span, article)
    if as_json:
        facts = {**_facts(article), "text": article.text}
        quote = {"start": start, "end": end, "quote": article.text[start:end]} if span else None
        print_json({"schema": SCHEMA, **facts, "span": quote})
        return ExitCode.DONE
    parts = (article.title, article.publisher, told_date(article.published), article.url)
    warn(" · ".join(part for part in parts if part))
    sys.stdout.write(printable(article.text[start:end]) + "\n")
    return ExitCode.DONE


def _facts(entry: Entry | Article) -> dict[str, Any]:
    facts = asdict(entry)
    published = entry.published.isoformat() if entry.published else None
    names = ("id", "title", "publisher", "url", "found", "path")
    return {**{name: facts[name] for name in names}, "published": published, "also_named": list(entry.also_named)}


def _parse_span(span: str | None, article: Article) -> tuple[int, int]:
    if span is None:
        return 0, len(article.text)
    match = SPAN.fullmatch(span)
    if match is None:
        raise UsageError(f"--span takes START:END, such as 120:245, not {span!r}.")
    start, end = int(match[1]), int(match[2])
    if not 0 <= start < end <= len(article.text):
        raise UsageError(f"The span {span} does not lie in {article.id!r}, which has {len(article.text)} characters.")
    return start, end
