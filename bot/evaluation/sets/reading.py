"""Data for extractive readers: each line a question, the context that it is asked of, and spans that answer it."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from bot.evaluation.rows import Row, check_once, read_rows, shown
from bot.evaluation.sets.material import Material, question_in, text_in
from bot.types import Article, GoldQuestion

KEYS = frozenset({"context", "is_impossible"})
HASH_LENGTH = 16  # hexadecimal digits of a context's hash


def read(paths: Sequence[Path]) -> Material:
    """
    Read a file; each distinct context is an article, and its questions are asked of it alone.

    Raises:
        UsageError: a row is damaged.
    """
    questions, own = [], {}
    articles: dict[str, Article] = {}
    rows = [row for path in paths for row in read_rows(path)]
    check_once(rows, "id")
    for row in rows:
        text = text_in(row, "context")
        article_id = f"context-{hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]}"
        articles.setdefault(article_id, Article(article_id, "", text))
        question = _question(row, article_id)
        questions.append(question)
        own[question.id] = (article_id,)
    return Material(questions, list(articles.values()), own)


def _question(row: Row, article_id: str) -> GoldQuestion:
    answerable = not row.get("is_impossible", bool)
    answers = alternatives_in(row, row.text("context")) if answerable else ()
    return GoldQuestion(
        id=row.text("id"),
        question=question_in(row, "question"),
        answerable=answerable,
        kind=row.text("source"),
        answers=(answers,) if answers else (),
        articles=(article_id,) if answerable else (),
        within=(article_id,),
    )


def alternatives_in(row: Row, context: str) -> tuple[str, ...]:
    """
    Return the answers of an answerable question, each once.

    Raises:
        UsageError: there is none, one is damaged, or does not stand where it says that it does in *context*.
    """
    answers = tuple(dict.fromkeys(_answer(answer, context) for answer in row.rows("answers")))
    if not answers:
        raise row.error("'answers' is empty; write an answer, or set 'is_impossible' to true.")
    return answers


def _answer(row: Row, context: str) -> str:
    text = row.text("text")
    if row.values.get("answer_start") is None:
        return text
    start = row.get("answer_start", int)
    if start < 0 or not context.startswith(text, start):
        raise row.error(f"'answer_start' is {start}, where {shown(text)} does not stand; mend it, or leave it out.")
    return text
