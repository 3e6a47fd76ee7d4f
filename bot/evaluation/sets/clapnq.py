"""CLAPnq (IBM): real questions, each with its passage and, of those that it answers, the sentences that do."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.evaluation.rows import Row, check_once, read_rows
from bot.evaluation.sets.material import Material, id_in, question_in, text_in, title_in
from bot.ingestion.canonical import canonical
from bot.types import Article, GoldQuestion

KEYS = frozenset({"input", "passages", "output"})


def read(paths: Sequence[Path]) -> Material:
    """
    Read one file or several; every passage is an article, known by the id of its question.

    Raises:
        UsageError: a row is damaged.
    """
    questions, articles, own = [], [], {}
    rows = [row for path in paths for row in read_rows(path)]
    check_once(rows, "id")
    for row in rows:
        article = _article(row)
        question = _question(row, article)
        questions.append(question)
        articles.append(article)
        own[question.id] = (article.id,)
    return Material(questions, articles, own)


def _article(row: Row) -> Article:
    passages = row.rows("passages")
    if len(passages) != 1:
        raise row.error(f"'passages' holds {len(passages)}; a question has one.")
    return Article(id_in(row, "id"), title_in(passages[0], "title"), text_in(passages[0], "text"))


def _question(row: Row, article: Article) -> GoldQuestion:
    outputs = row.rows("output")
    answerable = any(output.text_or_none("answer") for output in outputs)
    evidence = tuple(dict.fromkeys(sentence for output in outputs for sentence in _sentences(output, article)))
    return GoldQuestion(
        id=row.text("id"),
        question=question_in(row, "input"),
        answerable=answerable,
        kind="answerable" if answerable else "unanswerable",
        articles=(article.id,) if answerable else (),
        evidence=evidence if answerable else (),
        evidence_complete=answerable and bool(evidence),
    )


def _sentences(output: Row, article: Article) -> Iterator[str]:
    for sentence in output.texts("selected_sentences"):
        standing = canonical(sentence)
        if standing not in article.text:
            raise output.error(f"the selected sentence {standing[:40]!r} does not stand in the passage; mend either.")
        yield standing
