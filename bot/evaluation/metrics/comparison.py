"""Two runs of a pipeline on the same questions: what turned, and which differences are more than chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from bot.errors import UsageError
from bot.evaluation.metrics.abstention import judge
from bot.evaluation.metrics.intervals import Numbers, Statistic, draw, interval_of, value_of
from bot.evaluation.metrics.measures import BY_NAME
from bot.evaluation.metrics.scoring import statistics_of
from bot.evaluation.run import PipelineRun, Scored, Verdict

SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Turned:
    """A question whose verdict turned."""

    id: str
    question: str
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True)
class Difference:
    """A metric over the questions of both runs, those scored apart left out, and what the paired bootstrap tells."""

    metric: str
    n_before: int
    """The number of questions that the metric is over; it differs where it counts answers, and more were given."""
    n_after: int
    before: float
    after: float
    low: float
    """Of the 95 % interval of after less before."""
    high: float
    p: float | None
    """
    Two-sided: how probable so large a difference is by chance of the questions.

    None for a speed: what else a machine does changes all questions of a run alike, and no question tells of it.
    """

    @property
    def difference(self) -> float:
        """What was gained; for a metric that is better when lower, a loss."""
        return self.after - self.before

    @property
    def clear(self) -> Literal["better", "worse"] | None:
        """Whether the metric got better or worse, and more than chance tells."""
        if self.p is None or self.p >= SIGNIFICANT or not self.difference:
            return None
        return "better" if (self.difference > 0) == (BY_NAME[self.metric].better == "higher") else "worse"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs held against each other on the questions that both have."""

    before: str
    """The pipeline's title in the earlier run."""
    after: str
    common: int
    only_before: int
    """Questions left out because the later run has them not."""
    only_after: int
    lost: tuple[Turned, ...]
    """Right before, not right now; in the order of the later run, questions scored apart included."""
    gained: tuple[Turned, ...]
    differences: tuple[Difference, ...]


def compare(before: PipelineRun, after: PipelineRun) -> Comparison:
    """
    Compare two runs, of one pipeline or of two, on the questions that both have.

    Raises:
        UsageError: they have no question in common.
    """
    old = {row.gold.id: row for row in before.rows}
    pairs = [(old[row.gold.id], row) for row in after.rows if row.gold.id in old]
    if not pairs:
        told = f"{before.title!r} and {after.title!r} have no question in common"
        raise UsageError(f"The runs of {told}; compare runs of the same questions and the same --split.")
    turned = [_turned(*pair) for pair in pairs]
    return Comparison(
        before=before.title,
        after=after.title,
        common=len(pairs),
        only_before=len(before.rows) - len(pairs),
        only_after=len(after.rows) - len(pairs),
        lost=tuple(one for one in turned if one and one.before == "right"),
        gained=tuple(one for one in turned if one and one.after == "right"),
        differences=tuple(_differences([pair for pair in pairs if pair[1].gold.apart is None])),
    )


def _turned(before: Scored, after: Scored) -> Turned | None:
    """Return the question if one verdict is right and the other is not."""
    if before.verdict is None or after.verdict is None:
        return None
    if (before.verdict == "right") == (after.verdict == "right"):
        return None
    return Turned(after.gold.id, after.gold.question, before.verdict, after.verdict)


def _differences(pairs: Sequence[tuple[Scored, Scored]]) -> list[Difference]:
    size = len(pairs)
    if not size:
        return []
    old, new = (_statistics(rows) for rows in zip(*pairs, strict=True))
    values = {name: (value_of(old[name], size), value_of(new[name], size)) for name in new if name in old}
    known = {name: (b, a) for name, (b, a) in values.items() if b is not None and a is not None}
    drawn_old = draw({name: old[name] for name in known}, size)
    drawn_new = draw({name: new[name] for name in known}, size)
    sizes = {name: (old[name].n, new[name].n) for name in known}
    return [_difference(name, sizes[name], known[name], drawn_new[name] - drawn_old[name]) for name in known]


def _statistics(rows: Sequence[Scored]) -> dict[str, Statistic]:
    return statistics_of(rows, judge(rows))


def _difference(metric: str, sizes: tuple[int, int], values: tuple[float, float], drawn: Numbers) -> Difference:
    before, after = values
    low, high = interval_of(drawn, after - before)
    p = None if BY_NAME[metric].group == "speed" else p_value(drawn)
    return Difference(metric, *sizes, before, after, low, high, p)


def p_value(drawn: Numbers) -> float:
    """
    Return the two-sided p-value of resampled differences: twice the share on the rarer side of 0, 0 on both.

    One is added above and below, so that no finite number of resamples claims certainty (Davison & Hinkley 1997, 4.2).
    """
    defined = drawn[~np.isnan(drawn)]
    rarer = min((defined <= 0).sum(), (defined >= 0).sum())
    return float(min(2 * (rarer + 1) / (len(defined) + 1), 1.0))
