"""Floors that a run has to reach: `metric=value`, or `group:metric=value` for a class or what is scored apart."""

import difflib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.errors import UsageError
from bot.evaluation.metrics.measures import BY_NAME
from bot.evaluation.run import ALL, Estimate, PipelineRun, QuestionSet, Run


@dataclass(frozen=True, slots=True)
class Floor:
    """The worst value of a metric that passes; for a metric that is better when lower, the highest one."""

    metric: str
    value: float
    group: str = ALL

    @property
    def name(self) -> str:
        """The metric as it was typed."""
        return self.metric if self.group == ALL else f"{self.group}:{self.metric}"


def parse_floor(text: str) -> Floor:
    """
    Read a floor as it is typed.

    Raises:
        UsageError: it is not of the form metric=value, there is no such metric, or it never has such a value.

    >>> parse_floor("follow-up:contains=.6")
    Floor(metric='contains', value=0.6, group='follow-up')
    """
    name, equals, value = text.rpartition("=")
    group, _, metric = name.rpartition(":")
    number = _number(value)
    if not equals or number is None:
        raise UsageError(f"--fail-under takes a metric and a value such as contains=0.8, not {text!r}.")
    if metric not in BY_NAME:
        near = difflib.get_close_matches(metric, BY_NAME, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(BY_NAME)}."
        raise UsageError(f"There is no metric {metric!r} for --fail-under; {hint}")
    if BY_NAME[metric].share and not 0 <= number <= 1:
        raise UsageError(f"--fail-under takes a value from 0 to 1 for {metric}, not {value}.")
    return Floor(metric, number, group or ALL)


def check_floors(floors: Iterable[Floor], questions: QuestionSet) -> None:
    """
    See to it, before anything runs, that the groups named are there.

    Raises:
        UsageError: the questions have no such group.
    """
    groups = {ALL, *(q.kind for q in questions.questions), *(q.apart for q in questions.questions if q.apart)}
    for floor in floors:
        if floor.group not in groups:
            known = " ".join(", ".join(sorted(groups)).split())  # a class may be named by more than one line
            raise UsageError(f"No question is of the group {floor.group!r} of --fail-under; there are {known}.")


def missed(run: Run, floors: Sequence[Floor]) -> list[str]:
    """Return one sentence for each floor that a pipeline does not reach, or that was not measured."""
    return [
        sentence
        for pipeline in run.pipelines
        for floor in floors
        if (sentence := _missed(pipeline.title, floor, _estimate(pipeline, floor)))
    ]


def _estimate(pipeline: PipelineRun, floor: Floor) -> Estimate | None:
    summary = pipeline.groups.get(floor.group) or pipeline.classes.get(floor.group) or {}
    return summary.get(floor.metric)


def _missed(pipeline: str, floor: Floor, estimate: Estimate | None) -> str | None:
    if estimate is None or not estimate.n:
        return f"{pipeline}: {floor.name} was not measured, so the gate cannot be passed."
    lower_is_better = BY_NAME[floor.metric].better == "lower"
    passed = estimate.value <= floor.value if lower_is_better else estimate.value >= floor.value
    if passed:
        return None
    side = "above" if lower_is_better else "below"
    return f"{pipeline}: {floor.name} is {_told(estimate.value, floor.value)} (n={estimate.n}), {side} {floor.value:g}."


def _told(value: float, other: float) -> str:
    """Return *value* in four digits, or as many as tell it from *other*."""
    precise = (f"{value:.{digits}g}" for digits in range(4, 18))
    return next(text for text in precise if float(text) != other)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
