"""A run as tables: cells with value, 95 % interval and n; metrics down, pipelines across."""

import html
from collections.abc import Collection, Iterable, Sequence

from bot.evaluation.metrics.comparison import Comparison, Difference
from bot.evaluation.metrics.measures import BY_NAME, METRICS, Metric
from bot.evaluation.run import ALL, Estimate, Run, Summary

Table = tuple[Sequence[str], Sequence[Sequence[str]]]
"""The heading, and the rows."""
NONE = "–"
KINDS = tuple(dict.fromkeys(metric.group for metric in METRICS))


def to_cell(metric: Metric, estimate: Estimate | None) -> str:
    """
    Return a figure with its interval, alone where that has no width.

    >>> to_cell(METRICS[0], Estimate(0.7125, 80, 0.6, 0.8))
    '.713 (.600–.800)'
    """
    if estimate is None or not estimate.n:
        return NONE
    value, low, high = (to_figure(metric, part) for part in (estimate.value, estimate.low, estimate.high))
    return value if value == low == high else f"{value} ({low}–{high})"


def to_figure(metric: Metric, value: float) -> str:
    """
    Return a share as .712, anything else with as many digits as matter.

    >>> to_figure(METRICS[0], 1.0), to_figure(METRICS[-1], 312.4)
    ('1.000', '312')
    """
    digits = 3 if metric.share else 0 if abs(value) >= 100 else 1
    figure = f"{round(value, digits) + 0.0:,.{digits}f}"  # no zero has a sign
    return figure.replace("0.", ".", 1) if metric.share else figure


def summary_tables(run: Run, group: str = ALL, *, kinds: Collection[str] = KINDS) -> list[Table]:
    """Return for each kind of metric those that any pipeline has in this group of questions, and their n."""
    summaries = [pipeline.groups.get(group, {}) for pipeline in run.pipelines]
    tables: list[Table] = []
    for kind in kinds:
        metrics = [metric for metric in METRICS if metric.group == kind and _n(metric, summaries)]
        if metrics:
            rows = [_row(metric.name, metric, summaries) for metric in metrics]
            tables.append(([kind, "n", *(pipeline.title for pipeline in run.pipelines)], rows))
    return tables


def class_table(run: Run, metric: str = "right") -> Table:
    """Return one metric by class of question."""
    names = dict.fromkeys(name for pipeline in run.pipelines for name in pipeline.classes)
    known = [name for name in names if any(metric in pipeline.classes.get(name, {}) for pipeline in run.pipelines)]
    rows = [_row(_one_line(name), BY_NAME[metric], [p.classes.get(name, {}) for p in run.pipelines]) for name in known]
    return [f"{metric}, by class", "n", *(pipeline.title for pipeline in run.pipelines)], rows


def comparison_table(comparison: Comparison) -> Table:
    """Return each metric before and after, with the interval of the difference, its p-value, and what is clear."""
    rows = [
        [
            entry.metric,
            " → ".join(map(str, dict.fromkeys((entry.n_before, entry.n_after)))),
            *(to_figure(BY_NAME[entry.metric], value) for value in (entry.before, entry.after)),
            _signed(entry),
            NONE if entry.p is None else f"{entry.p:.3f}",
            entry.clear or "",
        ]
        for entry in comparison.differences
    ]
    return [f"{comparison.before} → {comparison.after}", "n", "before", "after", "difference", "p", ""], rows


def turned_lines(comparison: Comparison) -> list[str]:
    """Return what was left out, then a line for each question that is right no more, and for each that is right now."""
    parts = (("right no more", comparison.lost), ("right now", comparison.gained))
    lines = []
    if comparison.only_before or comparison.only_after:
        alone = f"{comparison.only_before} only the earlier one has, {comparison.only_after} only this one"
        lines.append(f"Compared on the {comparison.common} questions that both runs have: {alone}.")
    for told, turned in parts:
        lines.append(f"{len(turned)} {told}{':' if turned else '.'}")
        lines += [f"  {_one_line(f'{one.id}: {one.question}')} ({one.before} → {one.after})" for one in turned]
    return lines


def to_markdown(table: Table) -> str:
    """
    Return a table in Markdown.

    >>> print(to_markdown((["a", "b"], [["1", "2"]])))
    | a | b |
    | --- | --- |
    | 1 | 2 |
    """
    heading, rows = table
    return "\n".join(_line(cells) for cells in (heading, ["---"] * len(heading), *rows))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _signed(entry: Difference) -> str:
    metric = BY_NAME[entry.metric]
    sign = "+" if entry.difference >= 0 else "−"
    low, high = (to_figure(metric, value).replace("-", "−") for value in (entry.low, entry.high))
    return f"{sign}{to_figure(metric, abs(entry.difference))} ({low} to {high})"


def _row(name: str, metric: Metric, summaries: Sequence[Summary]) -> list[str]:
    """Return a row of a table; where the pipelines' n differ, each stands with its figure."""
    estimates = [summary.get(metric.name) for summary in summaries]
    sizes = {estimate.n for estimate in estimates if estimate and estimate.n}
    cells = [to_cell(metric, estimate) for estimate in estimates]
    if len(sizes) > 1:
        told = [f" n={estimate.n}" if estimate and estimate.n else "" for estimate in estimates]
        cells = [cell + n for cell, n in zip(cells, told, strict=True)]
    return [name, str(*sizes) if len(sizes) == 1 else "", *cells]


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(_escaped(cell) for cell in cells) + " |"


def _escaped(cell: str) -> str:
    # Readers of Markdown differ in what a backslash before an escaped pipe means.
    return html.escape(_one_line(cell), quote=False).replace("\\", "&#92;").replace("|", "\\|")


def _n(metric: Metric, summaries: Iterable[Summary]) -> int:
    return max((summary[metric.name].n for summary in summaries if metric.name in summary), default=0)
