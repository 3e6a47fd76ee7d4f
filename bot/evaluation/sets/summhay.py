"""
SummHay (Laban et al., EMNLP 2024): synthetic news in topics of a hundred articles, and which of them answer a query.

The published figures rank the articles of the query's own topic by the query followed by its subtopic, as one string
(SEE: populate_retriever_scores.py in salesforce/summary-of-a-haystack); so do these questions.

A file of queries; whichever is named, the articles are read from `docs.jsonl` or `docs.jsonl.gz` beside it.
"""

from collections.abc import Sequence
from pathlib import Path

from bot.evaluation.rows import Row, check_once, read_rows
from bot.evaluation.sets.material import Material, beside, id_in, question_in, text_in
from bot.ingestion.naming import given_id
from bot.types import Article, GoldQuestion

KEYS = frozenset({"query_id", "query", "subtopic", "insights", "relevant_doc_ids", "topic_title"})


def read(paths: Sequence[Path]) -> Material:
    """
    Read a file of queries, and `docs.jsonl` or `docs.jsonl.gz` beside it.

    Raises:
        UsageError: a file is missing or damaged.
    """
    docs = list(read_rows(beside(paths[0], "docs.jsonl", "articles")))
    check_once(docs, "doc_id")
    topics: dict[str, list[str]] = {}
    for row in docs:
        topics.setdefault(row.text("topic"), []).append(id_in(row, "doc_id"))
    articles = [
        Article(id_in(row, "doc_id"), "", text_in(row, "text"), publisher=row.text_or_none("source")) for row in docs
    ]
    queries = [row for path in paths for row in read_rows(path)]
    check_once(queries, "query_id")
    return Material([_question(row, topics) for row in queries], articles)


def _question(row: Row, topics: dict[str, list[str]]) -> GoldQuestion:
    topic = row.text("topic")
    relevant = tuple(given_id(name) for name in row.texts("relevant_doc_ids"))
    strays = sorted(set(relevant) - set(topics.get(topic, ())))
    if strays or not relevant:
        problem = f"the article {strays[0]!r} is not of the topic {topic!r}" if strays else "no article is relevant"
        raise row.error(f"{problem}; mend 'relevant_doc_ids' or the file of articles.")
    return GoldQuestion(
        id=row.text("query_id"),
        question=f"{question_in(row, 'query')} {row.text('subtopic')}",
        answerable=True,
        kind=topic,
        articles=relevant,
        note=row.text_or_none("topic_title") or "",
        within=tuple(topics[topic]),
    )
