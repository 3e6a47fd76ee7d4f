"""The charts of a report, each with a table of the numbers that it draws."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullFormatter, NullLocator, PercentFormatter

from bot.evaluation.metrics.measures import METRICS, Metric
from bot.evaluation.page.drawing import GRID, INK, MUTED, SERIES, bare, new_figure, series, styled, to_svg
from bot.evaluation.page.visible import label
from bot.evaluation.report import NONE, Table, class_table
from bot.evaluation.run import Bin, PipelineRun, Point, Run

WIDTH = 374  # SVG units: a phone shows them one to one
_STEPS = 20  # rows of a table that stand for a whole curve
_BINS = 30  # of latencies


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing as inline SVG, what it says, and its numbers."""

    name: str
    title: str
    text: str
    svg: str
    table: Table


def charts_of(run: Run) -> tuple[Chart, ...]:
    """Draw what the run has numbers for; the same run gives the same bytes."""
    drawn = (draw(run) for draw in (class_bars, risk_coverage, reliability, latency))
    return tuple(chart for chart in drawn if chart)


def class_bars(run: Run) -> Chart | None:
    """Draw the first metric that the classes have, which is the share of right answers where the set can tell."""
    metric = next((m for m in METRICS if m.share and _classes_with(run, m)), None)
    if metric is None:
        return None
    names = _classes_with(run, metric)
    bar = max(6.0, 15.0 - 2 * len(run.pipelines))
    row = bar * len(run.pipelines) + 9
    title = "Right, by class of question" if metric.name == "right" else f"{metric.name}, by class of question"
    text = f"{_sentence(metric.text)} The thin line at the end of a bar is its 95 % interval."
    return _chart(
        "classes",
        title=title,
        text=text,
        table=class_table(_narrowed(run, names), metric.name),
        height=44 + row * len(names),
        draw=_bars(run, metric, names, row),
    )


def risk_coverage(run: Run) -> Chart | None:
    """Draw what share is wrong when only the surest answers are given."""
    curves = [pipeline.risk_coverage for pipeline in run.pipelines]
    if not any(curves):
        return None
    steps = [step / _STEPS for step in range(1, _STEPS + 1)]
    rows = [[f"{step:.0%}", *(_risk_at(curve, step) for curve in curves)] for step in steps]
    text = "How many answers are wrong if only the surest are given. Lower is better, and so is longer."
    table = (["coverage", *_names(run)], rows)
    return _chart(
        "risk", title="Risk and coverage", text=text, table=table, height=250, draw=lambda f: _curves(f, curves)
    )


def reliability(run: Run) -> Chart | None:
    """Draw for each pipeline how often it is right at one confidence, and on how many questions."""
    drawn = [(i, p) for i, p in enumerate(run.pipelines) if p.reliability]
    if not drawn:
        return None
    rows = [[p.title, f"{b.confidence:.3f}", f"{b.right:.3f}", str(b.n)] for _, p in drawn for b in p.reliability]
    text = (
        "Of the questions with one confidence, how many are right, answered or withheld: confidence is how probable "
        "it is that to give or to withhold the answer was right. On the diagonal, it keeps its word. "
        "The grey columns and their figures count the questions that have a verdict."
    )
    table = (["pipeline", "mean confidence", "right", "questions"], rows)
    height = 40 + 150 * -(-len(drawn) // 2) if len(drawn) > 1 else 280
    title = "Reliability of the confidence"
    return _chart("reliability", title=title, text=text, table=table, height=height, draw=lambda f: _panels(f, drawn))


def latency(run: Run) -> Chart | None:
    """Draw for each pipeline how long its questions took."""
    times = [[t for row in p.rows if (t := row.outcome.answer.milliseconds.total) > 0] for p in run.pipelines]
    every = [time for each in times for time in each]
    if not every:
        return None
    edges = _edges(min(every), max(every))
    counts = [np.histogram(each, edges)[0].tolist() for each in times]
    spans = [f"{low:.3g}–{high:.3g}" for low, high in pairwise(edges)]
    rows = [[span, *map(str, row)] for span, row in zip(spans, zip(*counts, strict=True), strict=True) if any(row)]
    text = "Milliseconds from question to answer, on a logarithmic scale; the line is the median."
    table = (["milliseconds", *_names(run)], rows)
    height = 40 + 46 * len(run.pipelines)
    return _chart(
        "latency",
        title="Time to an answer",
        text=text,
        table=table,
        height=height,
        draw=lambda f: _ridges(f, run, times, edges),
    )


def _chart(name: str, *, title: str, text: str, table: Table, height: float, draw: Callable[[Figure], None]) -> Chart:
    with styled(name):
        figure = new_figure(WIDTH, height)
        draw(figure)
        return Chart(name, title, text, to_svg(figure, f"{title}. Its numbers stand in the table below."), table)


def _bars(run: Run, metric: Metric, names: Sequence[str], row: float) -> Callable[[Figure], None]:
    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        thick = (row - 9) / row / len(run.pipelines)
        for i, pipeline in enumerate(run.pipelines):
            for y, name in enumerate(names):
                estimate = pipeline.classes.get(name, {}).get(metric.name)
                if estimate and estimate.n:
                    place = y + (i - (len(run.pipelines) - 1) / 2) * thick
                    axes.barh(place, max(estimate.value, 0.005), thick * 0.86, color=SERIES[i % len(SERIES)])
                    axes.plot([estimate.low, estimate.high], [place, place], color=INK, linewidth=0.7)
        axes.set_yticks(range(len(names)), [label(name) for name in names])
        axes.set(xlim=(0, 1), ylim=(len(names) - 0.5, -0.5))
        axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        bare(axes)

    return draw


def _curves(figure: Figure, curves: Sequence[Sequence[Point]]) -> None:
    axes = figure.add_subplot()
    for i, curve in enumerate(curves):
        every = max(1, len(curve) // 8)
        points = [p.coverage for p in curve], [p.risk for p in curve]
        axes.plot(*points, **series(i), markevery=(every // 2, every), markersize=4, linewidth=1.5)
    axes.set(xlim=(0, 1), xlabel="answered", ylabel="of these wrong")
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=(1, 2, 5, 10)))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:.3g}%"))


def _panels(figure: Figure, drawn: Sequence[tuple[int, PipelineRun]]) -> None:
    columns = min(2, len(drawn))
    rows = -(-len(drawn) // columns)
    for place, (i, pipeline) in enumerate(drawn, 1):
        axes = figure.add_subplot(rows, columns, place)
        axes.set_title(label(pipeline.name), fontsize=10.5, loc="left")
        axes.plot([0, 1], [0, 1], color=MUTED, linewidth=0.8, linestyle=(0, (3, 3)))
        _counts(axes, pipeline.reliability, 0.02 * columns)
        points = [b.confidence for b in pipeline.reliability], [b.right for b in pipeline.reliability]
        axes.plot(*points, **series(i), markersize=4, linewidth=1.4)
        axes.set(xlim=(0, 1), ylim=(0, 1.03), xticks=(0, 0.5, 1), yticks=(0, 0.5, 1))
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(PercentFormatter(1, decimals=0))
    figure.supxlabel("confidence", fontsize=11)
    figure.supylabel("right", fontsize=11)


def _counts(axes: Axes, bins: Sequence[Bin], digit: float) -> None:
    """Draw a column for each bin, and its count where there is room; *digit* is how much of the axis one takes."""
    most, free = max(b.n for b in bins), 0.0
    for b in bins:
        axes.bar(b.confidence, 0.3 * b.n / most, 0.05, color=GRID)
        half = digit * len(str(b.n)) / 2
        if b.confidence - half >= free:
            axes.text(b.confidence, 0.02, str(b.n), fontsize=8, color=MUTED, ha="center")
            free = b.confidence + half + digit / 2


def _ridges(figure: Figure, run: Run, times: Sequence[Sequence[float]], edges: Sequence[float]) -> None:
    grid = figure.subplots(len(run.pipelines), 1, sharex=True, squeeze=False)
    ticks = _ticks(edges[0], edges[-1])
    for i, (axes, pipeline) in enumerate(zip(grid[:, 0], run.pipelines, strict=True)):
        bare(axes)
        axes.set(xscale="log", xlim=(ticks[0], ticks[-1]), yticks=())
        axes.set_ylabel(label(pipeline.name, 14), rotation=0, ha="right", va="center", fontsize=10)
        if times[i]:
            axes.hist(times[i], edges, color=SERIES[i % len(SERIES)])
            axes.axvline(float(np.median(times[i])), color=INK, linewidth=1)
    below = grid[-1, 0].xaxis
    below.set_major_locator(FixedLocator(ticks))
    below.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    below.set_minor_locator(NullLocator())
    below.set_minor_formatter(NullFormatter())
    grid[-1, 0].set_xlabel("milliseconds")


def _edges(low: float, high: float) -> list[float]:
    if high < low * 1.5:
        low, high = low / 1.5, high * 1.5
    inner = np.geomspace(low, high, _BINS + 1).tolist()
    return [low, *inner[1:-1], high]  # exactly, or rounding leaves the fastest and the slowest out


def _ticks(low: float, high: float) -> list[float]:
    """Return round numbers, the first at most *low* and the last at least *high*, so that no bar stands beyond them."""
    digits = (1, 2, 5) if high / low < 30 else (1,)
    powers = range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 2)
    ticks = [float(f"{digit}e{power}") for power in powers for digit in digits]
    first = sum(tick <= low for tick in ticks) - 1
    return ticks[first : len(ticks) - sum(tick >= high for tick in ticks) + 1]


def _risk_at(curve: Sequence[Point], coverage: float) -> str:
    reached = next((p for p in curve if p.coverage >= coverage - 1e-9), None)
    return f"{reached.risk:.3f}" if reached else NONE


def _classes_with(run: Run, metric: Metric) -> list[str]:
    return list(dict.fromkeys(_measured(run, metric)))


def _narrowed(run: Run, names: Sequence[str]) -> Run:
    """Return the run with these classes alone."""
    narrowed = [replace(p, classes={n: s for n, s in p.classes.items() if n in names}) for p in run.pipelines]
    return replace(run, pipelines=tuple(narrowed))


def _measured(run: Run, metric: Metric) -> Iterator[str]:
    for pipeline in run.pipelines:
        for name, summary in pipeline.classes.items():
            if metric.name in summary and summary[metric.name].n:
                yield name


def _names(run: Run) -> list[str]:
    return [pipeline.title for pipeline in run.pipelines]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
