"""
Reads our own corpora, a year of invented news each, as the reader is trained on them: in the product's passages.

The years up to 2020 are for training, an eighth of their articles for development; by 2021 the whole is measured, and
the later ones are what `training.reader.fit` fits by.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.evaluation.question_sets import read_question_set
from bot.indexing import CHUNK_TOKENS
from bot.ingestion.chunking import chunk
from bot.passages import header_of
from bot.retrieval.lexical import content_words
from bot.types import Article, GoldQuestion
from training.question_sets import CORPORA, TO_MEASURE
from training.reader.asked import Asked, Part, Spans, is_held_out

COLLECTION = "daily"
LIST, POLAR = "list", "yes or no"


@dataclass(frozen=True, slots=True)
class Cut:
    """A passage of an article, with its header."""

    text: str
    header: str


def read_corpora(part: Part, count_tokens: Callable[[str], int], folder: Path = CORPORA) -> list[Asked]:
    """Return the questions of a part, each with the passage that answers it, or else the nearest."""
    years = [year for year in sorted(folder.iterdir()) if year.is_dir() and year.name < TO_MEASURE]
    return [asked for year in years for asked in _read_year(year, part, count_tokens)]


def _read_year(year: Path, part: Part, count_tokens: Callable[[str], int]) -> Iterator[Asked]:
    questions = read_question_set(year / "questions.jsonl", [str(year / "news")])
    cuts = {article.id: _cut(article, count_tokens) for article in questions.articles}
    for question in questions.questions:
        names = question.articles or _named_in(question)
        if names and is_held_out(f"{year.name}/{names[0]}") == (part == "dev"):
            yield from _asked_of(question, f"{year.name}-{question.id}", cuts[names[0]])


def _named_in(question: GoldQuestion) -> tuple[str, ...]:
    """Return the article that a question without an answer is about, which its note names."""
    return (question.note,) if question.note else ()


def _cut(article: Article, count_tokens: Callable[[str], int]) -> list[Cut]:
    spans = chunk(article, count_tokens, limit=CHUNK_TOKENS)
    return [Cut(article.text[start:end], header_of(article)) for start, end in spans]


def _asked_of(question: GoldQuestion, name: str, cuts: Sequence[Cut]) -> Iterator[Asked]:
    if not question.answerable:
        terms = set(content_words(question.question))
        near = max(cuts, key=lambda cut: len(terms & set(content_words(cut.text))))
        yield Asked(name, question.question, near.text, (), COLLECTION, near.header)
        return
    best = max(cuts, key=lambda cut: len(_spans_in(cut.text, question)))
    spans = _spans_in(best.text, question)
    if spans:
        yield Asked(
            name,
            question.question,
            best.text,
            spans,
            COLLECTION,
            best.header,
            together=question.kind == LIST,
            polarity=question.note == "yes" if question.kind == POLAR else None,
        )


def _spans_in(text: str, question: GoldQuestion) -> Spans:
    """Return where the answers stand in the sentences of the evidence, as far as *text* has them."""
    found = []
    for quote in question.evidence:
        at = re.search(r"\s+".join(map(re.escape, quote.split())), text)
        for answer in (one for group in question.answers for one in group):
            inside = re.search(r"\s+".join(map(re.escape, answer.split())), at.group()) if at else None
            if at and inside:
                found.append((at.start() + inside.start(), at.start() + inside.end()))
    return tuple(sorted(dict.fromkeys(found)))
