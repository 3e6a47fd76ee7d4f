"""How well articles are ranked: ir-measures' figures for each question, never formulas of our own."""

from collections.abc import Sequence

from bot.evaluation.run import Outcome
from bot.types import GoldQuestion, RankedPassage


def score_rankings(pairs: Sequence[tuple[GoldQuestion, Outcome]]) -> list[dict[str, float]]:
    """
    Return the article metrics of each question, one dict per pair, in order; empty where no article is known to answer.

    An article ranks where its first passage does. A ranking of nothing scores 0.
    """
    import ir_measures
    from ir_measures import RR, P, R, Success, nDCG

    measures = {
        **{Success @ depth: f"hit@{depth}" for depth in (1, 5, 10)},
        RR @ 10: "mrr@10",
        nDCG @ 10: "ndcg@10",
        R @ 10: "recall@10",
        P @ 10: "p@10",
    }
    asked = {str(n): pair for n, pair in enumerate(pairs) if pair[0].answerable and pair[0].articles}
    relevant = {n: dict.fromkeys(gold.articles, 1) for n, (gold, _) in asked.items()}
    ranked = {n: _descending(articles_of(outcome.ranking)) for n, (_, outcome) in asked.items()}
    scores: list[dict[str, float]] = [{} for _ in pairs]
    if asked:
        for found in ir_measures.iter_calc(list(measures), relevant, ranked):
            scores[int(found.query_id)][measures[found.measure]] = float(found.value)
    return [{name: row[name] for name in measures.values() if name in row} for row in scores]


def articles_of(ranking: Sequence[RankedPassage]) -> list[str]:
    """Return the articles of ranked passages, each once, best first."""
    return list(dict.fromkeys(passage.article for passage in ranking))


def _descending(articles: Sequence[str]) -> dict[str, float]:
    """Give each article a score that says its place: the passages' own may tie, and do not order articles."""
    return {article: float(len(articles) - place) for place, article in enumerate(articles)}
