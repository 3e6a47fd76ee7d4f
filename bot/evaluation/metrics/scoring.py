"""Scores a pipeline's outcomes: rows, then the figures of each group and each class of question."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.evaluation.metrics.abstention import Judged, abstention_statistics, judge, reliability, risk_coverage
from bot.evaluation.metrics.intervals import Statistic, estimate_all, mean_of, quantile_of, ratio_of
from bot.evaluation.metrics.measures import METRICS
from bot.evaluation.metrics.per_question import score
from bot.evaluation.metrics.rankings import score_rankings
from bot.evaluation.run import ALL, Estimate, Outcome, PipelineRun, QuestionSet, Scored, Summary

STAGES = ("retrieve", "read", "total")
QUANTILES = {"p50": 0.5, "p95": 0.95}


def score_pipeline(
    name: str,
    outcomes: Sequence[Outcome],
    questions: QuestionSet,
    *,
    model: str | None = None,
    peak_mib: float | None = None,
) -> PipelineRun:
    """
    Score the outcomes of one pipeline, whose answers a chat *model* may have written; those without one are left out.

    Rows are in the questions' order, and no figure depends on that order.
    """
    rows = score_rows(outcomes, questions)
    members = {ALL: [row for row in rows if row.gold.apart is None]}
    for row in rows:
        if row.gold.apart is not None:
            members.setdefault(row.gold.apart, []).append(row)
    judged = {key: one for group in members.values() for key, one in judge(group).items()}
    classes = {kind: [row for row in rows if row.gold.kind == kind] for kind in dict.fromkeys(_kinds(rows))}
    groups = {group: summarise(its, judged) for group, its in members.items()}
    if peak_mib is not None:
        groups[ALL] = {**groups[ALL], "peak-memory": Estimate(peak_mib, 1, peak_mib, peak_mib)}
    return PipelineRun(
        name=name,
        rows=tuple(rows),
        groups=groups,
        classes={kind: summarise(its, judged) for kind, its in classes.items()},
        risk_coverage=risk_coverage(members[ALL]),
        reliability=reliability(members[ALL]),
        model=model,
    )


def score_rows(outcomes: Sequence[Outcome], questions: QuestionSet) -> list[Scored]:
    """Return each question beside its outcome and scores, in the questions' order."""
    articles = {article.id: article for article in questions.articles}
    by_id = {outcome.question: outcome for outcome in outcomes}
    pairs = [(gold, by_id[gold.id]) for gold in questions.questions if gold.id in by_id]
    rows = []
    for (gold, outcome), ranked in zip(pairs, score_rankings(pairs), strict=True):
        scores, verdict = score(gold, outcome, articles)
        rows.append(Scored(gold, outcome, scores | ranked, verdict))
    return rows


def summarise(rows: Sequence[Scored], judged: Mapping[str, Judged]) -> Summary:
    """Return the estimates of a group, in the registry's order; *judged* may know of more questions than these."""
    return estimate_all(statistics_of(rows, judged), len(rows))


def statistics_of(rows: Sequence[Scored], judged: Mapping[str, Judged]) -> dict[str, Statistic]:
    """
    Return the figures of a group, in the registry's order; one weight per row, the rows ordered by id.

    The order of ids makes a resample the same whatever order the questions came in.
    """
    ordered = sorted(rows, key=lambda row: row.gold.id)
    known = [n for n, row in enumerate(ordered) if row.gold.id in judged]
    whole = abstention_statistics([judged[ordered[n].gold.id] for n in known]) if known else {}
    found = {**_means(ordered), **{name: _over(known, one) for name, one in whole.items()}, **_speed(ordered)}
    return {metric.name: found[metric.name] for metric in METRICS if metric.name in found}


def _over(columns: Sequence[int], statistic: Statistic) -> Statistic:
    """Have a figure see the weights of these questions alone."""
    chosen = list(columns)
    return replace(statistic, of=lambda weights: statistic.of(weights[:, chosen]))


def _means(rows: Sequence[Scored]) -> dict[str, Statistic]:
    names = dict.fromkeys(name for row in rows for name in row.scores)
    return {name: mean_of([row.scores.get(name) for row in rows]) for name in names}


def _speed(rows: Sequence[Scored]) -> dict[str, Statistic]:
    if not rows:
        return {}
    times = {stage: [getattr(row.outcome.answer.milliseconds, stage) for row in rows] for stage in STAGES}
    quantiles = {
        f"{stage}-{name}": quantile_of(values, share)
        for stage, values in times.items()
        for name, share in QUANTILES.items()
    }
    seconds = [value / 1000 for value in times["total"]]
    return {**quantiles, "questions-per-second": ratio_of([1.0] * len(rows), seconds, n=len(rows))}


def _kinds(rows: Sequence[Scored]) -> list[str]:
    return [row.gold.kind for row in rows]
