"""SQuAD 1.1 and 2.0 (Rajpurkar et al., 2016 and 2018): one JSON object; each of its paragraphs is an article."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.evaluation.rows import Row, check_once, parse_json, read_file
from bot.evaluation.sets.material import Material, question_in, text_in, title_in
from bot.evaluation.sets.reading import alternatives_in
from bot.ingestion.naming import slug_of
from bot.types import Article, GoldQuestion


def read(paths: Sequence[Path]) -> Material:
    """
    Read one file.

    Raises:
        UsageError: something in it is missing or of a wrong type.
    """
    path = paths[0]
    value = parse_json(str(path), read_file(path).removeprefix(b"\xef\xbb\xbf"))
    paragraphs = list(_paragraphs(Row(str(path), value if isinstance(value, dict) else {})))
    asked = [(question, article.id, row) for article, row in paragraphs for question in row.rows("qas")]
    check_once([row for row, _, _ in asked], "id")
    return Material(
        [_question(row, article_id, paragraph.text("context")) for row, article_id, paragraph in asked],
        [article for article, _ in paragraphs],
        {row.text("id"): (article_id,) for row, article_id, _ in asked},
    )


def _paragraphs(file: Row) -> Iterator[tuple[Article, Row]]:
    """Yield each paragraph as an article and as a row; the articles' ids number the paragraphs of the whole file."""
    n = 0
    for entry in file.rows("data"):
        title = title_in(entry, "title")
        for row in entry.rows("paragraphs"):
            n += 1
            yield Article(f"{slug_of(title) or 'paragraph'}-{n}", title, text_in(row, "context")), row


def _question(row: Row, article_id: str, context: str) -> GoldQuestion:
    # SQuAD 1.1 has no such key, and all of its questions can be answered.
    answerable = "is_impossible" not in row.values or not row.get("is_impossible", bool)
    return GoldQuestion(
        id=row.text("id"),
        question=question_in(row, "question"),
        answerable=answerable,
        kind="answerable" if answerable else "unanswerable",
        answers=(alternatives_in(row, context),) if answerable else (),
        articles=(article_id,) if answerable else (),
    )
