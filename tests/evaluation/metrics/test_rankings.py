import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
from outcomes import asked, withheld

from bot.evaluation.metrics.rankings import articles_of, score_rankings
from bot.evaluation.run import Outcome
from bot.types import RankedPassage


def ranked(*articles: str) -> Outcome:
    """A ranking of passages whose scores do not fall, as those of a fusion may not between articles."""
    return withheld(ranking=[RankedPassage(article, n, n + 1, 0.5) for n, article in enumerate(articles)])


def scores(relevant: Sequence[str], *articles: str) -> dict[str, float]:
    return score_rankings([(asked(articles=tuple(relevant)), ranked(*articles))])[0]


def test_figures_are_those_worked_out_by_hand() -> None:
    # The relevant ones are second and fourth; a third one is not found.
    found = scores(["b", "d", "z"], "a", "b", "c", "d")

    gained, ideal = 1 / math.log2(3) + 1 / math.log2(5), 1 + 1 / math.log2(3) + 1 / math.log2(4)
    assert found == pytest.approx(
        {
            "hit@1": 0,
            "hit@5": 1,
            "hit@10": 1,
            "mrr@10": 1 / 2,
            "ndcg@10": gained / ideal,
            "recall@10": 2 / 3,
            "p@10": 2 / 10,
        }
    )


def test_an_article_ranks_where_its_first_passage_does() -> None:
    found = scores(["b"], "a", "a", "a", "b", "a", "b")

    assert (found["mrr@10"], found["hit@1"], found["recall@10"]) == (1 / 2, 0, 1)
    assert articles_of(ranked("a", "a", "b", "a").ranking) == ["a", "b"]


def test_the_tenth_article_counts_and_the_eleventh_does_not() -> None:
    others = [f"x{n}" for n in range(20)]

    assert scores(["b"], *others[:9], "b")["mrr@10"] == pytest.approx(1 / 10)
    assert scores(["b"], *others[:10], "b")["mrr@10"] == 0
    assert scores(["b"], *others[:10], "b")["hit@10"] == 0
    assert scores(["b"], *others[:5], "b")["hit@5"] == 0


def test_nothing_ranked_scores_nothing() -> None:
    assert scores(["b"]) == dict.fromkeys(scores(["b"], "b"), 0)
    assert len(scores(["b"])) == 7


def test_questions_keep_their_own_figures_and_those_without_articles_have_none() -> None:
    pairs = [
        (asked("same"), ranked("bridge")),
        (asked("same", articles=()), ranked("bridge")),
        (asked("same", answerable=False), ranked("bridge")),
        (asked("same"), ranked("market", "bridge")),
    ]

    assert [row.get("mrr@10") for row in score_rankings(pairs)] == [1, None, None, 0.5]
    assert score_rankings([]) == []
    assert score_rankings(pairs[1:2]) == [{}]


def test_the_passages_scores_do_not_reorder_them() -> None:
    outcome = ranked("a", "b")
    rising = replace(outcome, ranking=tuple(replace(p, score=float(n)) for n, p in enumerate(outcome.ranking)))

    assert score_rankings([(asked(articles=("a",)), rising)])[0]["hit@1"] == 1
