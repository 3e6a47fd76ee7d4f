"""The statements that support is measured by: what they claim to rest on is there, and they are no quotes."""

from collections import Counter
from pathlib import Path

from benchmarks.support import KINDS, read_statements
from bot.evaluation.question_sets import read_question_set
from bot.types import Article

STATEMENTS = read_statements()


def check(name: str, articles: tuple[Article, ...]) -> None:
    texts = {article.id: article.text for article in articles}
    some = [statement for statement in STATEMENTS if statement.set == name]
    assert len(some) > 200
    for one in some:
        span = texts[one.article][one.start : one.end]
        assert span
        assert span == span.strip()
        assert one.statement not in span


def test_statements_on_the_articles_that_ship_rest_on_spans_of_them() -> None:
    check("own", read_question_set(None).articles)


def test_statements_on_realtimeqa_rest_on_spans_of_it(shared: Path) -> None:
    check("realtimeqa", read_question_set(shared / "dev" / "realtimeqa-24").articles)


def test_half_of_them_are_corrupted_and_every_kind_comes_about_equally_often() -> None:
    kinds = Counter(one.kind for one in STATEMENTS if not one.supported)

    assert set(kinds) == set(KINDS)
    assert min(kinds.values()) > 30
    assert all(one.supported == (one.kind == "") for one in STATEMENTS)
    assert abs(2 * sum(kinds.values()) - len(STATEMENTS)) < 20
