"""
RealTime QA (Kasai et al., NeurIPS 2023): weekly news quizzes and the articles as crawled.

A folder of `questions.jsonl`, `articles.jsonl` and, where there is one, `unanswerable.jsonl`, each of which may be
gzipped. Whichever of them is named, those beside it are read too.
"""

from collections.abc import Collection, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from bot.evaluation.rows import Row, check_once, read_rows
from bot.evaluation.sets.material import Material, beside, found_beside, id_in, question_in, text_in, title_in
from bot.ingestion.dating import parse_date
from bot.ingestion.naming import given_id
from bot.types import Article, GoldQuestion

KEYS = frozenset({"question_id", "choices", "answer_idx", "gcs_docs_with_answer", "nearest_days", "supported"})
WEAK = "weakly supported"
QUOTATION_MARKS = "\"'“”‘’"  # around the title of a film; no part of the answer


def read(paths: Sequence[Path]) -> Material:
    """
    Read the set in whose folder the first of *paths* lies.

    Questions that no article of about their time answers are apart, as "weakly supported".

    Raises:
        UsageError: a file is missing or damaged.
    """
    rows = list(read_rows(beside(paths[0], "articles.jsonl", "articles")))
    check_once(rows, "doc_id")
    articles = [_article(row) for row in rows]
    ids = {article.id for article in articles}
    asked = list(read_rows(beside(paths[0], "questions.jsonl", "answerable questions")))
    unanswerable = found_beside(paths[0], "unanswerable.jsonl")
    others = list(read_rows(unanswerable)) if unanswerable else []
    check_once([*asked, *others], "question_id")
    return Material([*(_question(row, ids) for row in asked), *(_unanswerable(row) for row in others)], articles)


def _article(row: Row) -> Article:
    url = row.text_or_none("url")
    return Article(
        id=id_in(row, "doc_id"),
        title=title_in(row, "title"),
        text=text_in(row, "text"),
        publisher=_host(url or "") or None,
        published=parse_date(row.text_or_none("publish_date") or ""),
        url=url,
    )


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.removeprefix("www.")
    except ValueError:  # such as of a broken IPv6 address
        return ""


def _question(row: Row, ids: Collection[str]) -> GoldQuestion:
    supported = bool(row.get("supported", bool))
    answers = tuple(answer.strip(QUOTATION_MARKS) or answer for answer in row.texts("answers"))
    if not answers:
        raise row.error("'answers' is empty; write the strings of which any one answers the question.")
    named = [given_id(name) for name in row.texts("gcs_docs_with_answer")]
    choices = tuple(row.items("choices", str))
    return GoldQuestion(
        id=row.text("question_id"),
        question=question_in(row, "question"),
        answerable=True,
        kind="supported" if supported else WEAK,
        answers=(answers,),
        articles=tuple(name for name in dict.fromkeys(named) if name in ids),
        choices=choices,
        right_choices=_right_choices(row, len(choices)),
        apart=None if supported else WEAK,
    )


def _right_choices(row: Row, count: int) -> tuple[int, ...]:
    numbers = row.items("answer_idx", int)
    if not all(0 <= number < count for number in numbers):
        raise row.error(f"'answer_idx' names a choice that is not there; there are {count}, counted from 0.")
    return tuple(numbers)


def _unanswerable(row: Row) -> GoldQuestion:
    return GoldQuestion(row.text("question_id"), question_in(row, "question"), answerable=False, kind="unanswerable")
