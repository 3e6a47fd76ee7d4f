"""The head of a report: what was asked, how often each pipeline was right, and its figures beside the others'."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.evaluation.metrics.measures import METRICS, Metric
from bot.evaluation.report import to_figure
from bot.evaluation.run import ALL, Estimate, PipelineRun, Run
from bot.types import GoldQuestion


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of one pipeline as it is shown; *share* is value, low and high in percent, of a metric in [0, 1]."""

    value: str
    interval: str
    n: int
    best: bool
    share: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True)
class Row:
    """A metric across pipelines; *n* where it is the same for all."""

    metric: Metric
    n: int | None
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """The metrics of one kind; *note* is what must be known to read them, "" for nothing."""

    name: str
    rows: tuple[Row, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The metrics of one group of questions, by kind."""

    group: str
    questions: int
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many questions got which verdict, of those that are not scored apart."""

    name: str
    counts: tuple[tuple[str, int], ...]
    n: int


THRESHOLDS = (
    "The threshold behind coverage and wrong is chosen on four fifths of the questions and judged on the other fifth, "
    "so that the share of wrong answers may miss its aim, most of all on few questions."
)
VERDICTS = {
    "right": "answered rightly, or rightly abstained from",
    "wrong": "answered, but not rightly",
    "withheld": "not answered, though the articles hold the answer",
    "unfounded": "answered, though the articles do not hold the answer",
    "unscored": "the set cannot tell",
}
"""What each verdict means, in the order they are counted."""


def gold_of(run: Run) -> list[GoldQuestion]:
    """Return the questions of the run, each once, in the order asked."""
    rows = (row for pipeline in run.pipelines for row in pipeline.rows)
    return list({row.gold.id: row.gold for row in rows}.values())


def figures_of(run: Run) -> list[Figures]:
    """Return the group of all, then those scored apart; metrics that no pipeline has are left out."""
    names = dict.fromkeys([ALL, *(name for pipeline in run.pipelines for name in pipeline.groups)])
    apart = Counter(gold.apart or ALL for gold in gold_of(run))
    made = [Figures(name, apart[name], _kinds(run, name)) for name in names]
    return [figures for figures in made if figures.kinds]


def tallies(run: Run) -> list[Tally]:
    """Count the verdicts of each pipeline."""
    return [_tally(pipeline) for pipeline in run.pipelines]


def _tally(pipeline: PipelineRun) -> Tally:
    counted = Counter[str](row.verdict or "unscored" for row in pipeline.rows if row.gold.apart is None)
    counts = tuple((verdict, counted[verdict]) for verdict in VERDICTS if counted[verdict] or verdict != "unscored")
    return Tally(pipeline.title, counts, counted.total())


def _kinds(run: Run, group: str) -> tuple[Kind, ...]:
    summaries = [pipeline.groups.get(group, {}) for pipeline in run.pipelines]
    kinds: dict[str, list[Row]] = {}
    for metric in METRICS:
        estimates = [_told(summary.get(metric.name)) for summary in summaries]
        if any(estimates):
            kinds.setdefault(metric.group, []).append(_row(metric, estimates))
    return tuple(Kind(name, tuple(rows), _note(rows)) for name, rows in kinds.items())


def _note(rows: Sequence[Row]) -> str:
    return THRESHOLDS if any(row.metric.name.startswith(("coverage@", "wrong@")) for row in rows) else ""


def _told(estimate: Estimate | None) -> Estimate | None:
    return estimate if estimate and estimate.n and math.isfinite(estimate.value) else None


def _row(metric: Metric, estimates: Sequence[Estimate | None]) -> Row:
    told = [estimate for estimate in estimates if estimate]
    best = _best(metric, told)
    counts = {estimate.n for estimate in told}
    return Row(metric, counts.pop() if len(counts) == 1 else None, tuple(_cell(metric, e, best) for e in estimates))


def _best(metric: Metric, told: Sequence[Estimate]) -> str | None:
    """Return the best figure as it is shown; None where all are equal, or there is nothing to compare."""
    if metric.group == "speed":
        return None  # what else the machine did in this one run weighs too much
    if len({to_figure(metric, estimate.value) for estimate in told}) < 2:
        return None
    values = [estimate.value for estimate in told]
    return to_figure(metric, max(values) if metric.better == "higher" else min(values))


def _cell(metric: Metric, estimate: Estimate | None, best: str | None) -> Cell | None:
    if estimate is None:
        return None
    value = to_figure(metric, estimate.value)
    interval = f"{to_figure(metric, estimate.low)}–{to_figure(metric, estimate.high)}"
    share = tuple(round(100 * min(1.0, max(0.0, v)), 1) for v in (estimate.value, estimate.low, estimate.high))
    in_percent = (share[0], share[1], share[2]) if metric.share and all(map(math.isfinite, share)) else None
    return Cell(value, interval, estimate.n, value == best, in_percent)
