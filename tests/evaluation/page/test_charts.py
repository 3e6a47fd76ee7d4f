"""The charts of a report draw the run's numbers, and say them."""

import re
from dataclasses import replace

import matplotlib as mpl
import pytest
from runs import answer, gold, large_run, pipeline, run, scored

from bot.evaluation.page.charts import charts_of
from bot.evaluation.run import Bin, Estimate, Point
from bot.types import Milliseconds

CURVE = (Point(0.1, 0.0), Point(0.5, 0.125), Point(0.8, 0.25))


def drawn(made):
    return {chart.name: chart for chart in charts_of(made)}


def timed(*totals: float):
    rows = [scored(gold(f"q{i}"), "right", answer(milliseconds=Milliseconds(0, 0, t))) for i, t in enumerate(totals)]
    return pipeline("hybrid", rows)


def test_a_run_with_all_numbers_has_all_four_charts():
    assert list(drawn(large_run(20))) == ["classes", "risk", "reliability", "latency"]


def test_classes_are_told_with_interval_and_n():
    rows = [scored(gold("a", kind="date"), "right")]
    made = pipeline("hybrid", rows, classes={"date": {"right": Estimate(0.75, 8, 0.5, 1.0)}})

    heading, told = drawn(run(made))["classes"].table

    assert list(heading)[1:] == ["n", "hybrid"]
    assert [list(row) for row in told] == [["date", "8", ".750 (.500–1.000)"]]


def test_classes_in_which_no_pipeline_has_a_verdict_are_left_out():
    rows = [scored(gold("a", kind="date"), "right"), scored(gold("b", kind="list"), None)]
    none = {"list": {"right": Estimate(0, 0, 0, 0)}, "quotation": {"right": Estimate(0, 0, 0, 0)}}
    first = pipeline("bm25", rows, classes={"date": {"right": Estimate(0.75, 8, 0.5, 1.0)}, **none})
    second = pipeline("dense", rows, classes={**none, "quotation": {"right": Estimate(0.5, 4, 0.0, 1.0)}})

    chart = drawn(run(first, second))["classes"]

    assert [row[0] for row in chart.table[1]] == ["date", "quotation"]
    assert [kind in chart.svg for kind in ("date", "quotation", "list")] == [True, True, False]


def test_bars_are_as_long_as_their_values():
    rows = [scored(gold("a", kind="date"), "right"), scored(gold("b", kind="list"), "right")]
    classes = {"date": {"right": Estimate(0.8, 8, 0.8, 0.8)}, "list": {"right": Estimate(0.4, 8, 0.4, 0.4)}}

    svg = drawn(run(pipeline("hybrid", rows, classes=classes)))["classes"].svg

    corners = re.findall(r'<path d="M ([\d.]+) [\d.]+ \nL ([\d.]+) [^"]*z\n"[^>]*var\(--series-0\)', svg)
    lengths = [float(right) - float(left) for left, right in corners]
    assert len(lengths) == 2
    assert abs(lengths[0] / lengths[1] - 2) < 0.01


def test_without_right_answers_classes_show_what_there_is():
    rows = [scored(gold("a"), None, scores={"hit@1": 1.0})]

    assert drawn(run(pipeline("bm25", rows)))["classes"].title == "hit@1, by class of question"


def test_risk_is_told_at_the_first_point_that_covers_as_much():
    made = pipeline("hybrid", [scored(gold("a"), "right")], risk_coverage=CURVE)

    table = dict(drawn(run(made))["risk"].table[1])

    assert table["5%"] == "0.000"
    assert table["50%"] == "0.125"
    assert table["55%"] == "0.250"
    assert table["85%"] == "–"


def test_every_bin_of_the_reliability_is_told():
    bins = (Bin(3, 0.25, 0.5), Bin(40, 0.75, 0.7))

    table = drawn(run(pipeline("hybrid", [scored(gold("a"), "right")], reliability=bins)))["reliability"].table

    assert [list(row) for row in table[1]] == [["hybrid", "0.250", "0.500", "3"], ["hybrid", "0.750", "0.700", "40"]]


def test_reliability_is_told_to_be_of_answers_given_and_withheld():
    chart = drawn(run(pipeline("hybrid", [scored(gold("a"), "right")], reliability=(Bin(3, 0.25, 0.5),))))[
        "reliability"
    ]

    assert "answered or withheld" in chart.text
    assert chart.table[0][-1] == "questions"


@pytest.mark.parametrize(
    "times",
    [(0.02, 0.05, 0.08), (0.02, 900.0), (0.6, 0.7, 1.5), (0.95, 1.0), (3.1, 4.5), (0.001, 1000.0), (0.01, 0.1), (7.0,)],
    ids=str,
)
def test_no_time_stands_outside_the_figures_of_its_axis(times: tuple[float, ...]):
    svg = drawn(run(timed(*times)))["latency"].svg

    axis = [float(x) for x in re.findall(r'<path d="M ([\d.]+) [\d.]+ \nL \1 [^"]*"[^>]*var\(--line\)', svg)]
    bars = re.findall(r'<path d="M ([\d.]+) [\d.]+ \nL ([\d.]+) [^"]*z\n"[^>]*var\(--series-0\)', svg)
    figures = [float(told) for told in re.findall(r"<text[^>]*>([\d.]+)</text>", svg)]
    assert min(figures) <= min(times) <= max(times) <= max(figures)
    assert min(axis) - 0.01 <= min(float(left) for left, _ in bars)
    assert max(float(right) for _, right in bars) <= max(axis) + 0.01
    assert len(figures) == len(axis) >= 2


def test_every_time_is_counted_the_fastest_and_the_slowest_too():
    times = (1.7, 2.3, 2.3, 50.1, 313.3)

    rows = drawn(run(timed(*times)))["latency"].table[1]

    assert sum(int(row[1]) for row in rows) == len(times)


def test_times_that_are_all_the_same_can_be_drawn():
    assert sum(int(row[1]) for row in drawn(run(timed(5.0, 5.0)))["latency"].table[1]) == 2


def test_a_pipeline_without_times_stands_beside_one_with_times():
    rows = drawn(run(timed(5.0, 9.0), replace(timed(0.0), name="replayed")))["latency"].table[1]

    assert sum(int(row[2]) for row in rows) == 0


def test_no_numbers_no_charts():
    assert charts_of(run()) == ()


def test_names_are_text_and_never_formulas_or_markup():
    rows = [scored(gold("a", kind="$\\frac{1}$ </svg><script>x</script>"), "right")]
    made = pipeline("$x^2$ & <b>", rows, reliability=(Bin(3, 0.25, 0.5),))

    charts = drawn(run(made))

    assert "$x^2$ &amp; &lt;b&gt;" in charts["reliability"].svg
    assert all("<script" not in chart.svg and chart.svg.count("</svg>") == 1 for chart in charts.values())


def test_letters_that_the_layout_has_no_shapes_for_are_still_written():
    rows = [scored(gold("a", kind="数字"), "right")]

    assert "数字" in drawn(run(pipeline("ハイブリッド", rows)))["classes"].svg


def test_colours_are_those_of_the_page():
    for chart in charts_of(large_run(20)):
        assert set(re.findall(r"#[0-9a-f]{6}", chart.svg)) == set()
        assert "var(--series-4)" in chart.svg


@pytest.mark.slow
def test_text_is_text_and_ids_do_not_clash():
    charts = charts_of(large_run(20))
    ids = [name for chart in charts for name in re.findall(r' id="([^"]*)"', chart.svg)]

    assert all("<text" in chart.svg for chart in charts)
    assert len(ids) == len(set(ids))


@pytest.mark.slow
def test_drawing_twice_gives_the_same():
    made = large_run(20)

    assert charts_of(made) == charts_of(made)


@pytest.mark.slow
def test_a_style_of_the_users_own_changes_nothing():
    made = large_run(20)
    before = charts_of(made)

    with mpl.rc_context({"lines.linewidth": 9, "axes.facecolor": "red", "xtick.bottom": False}):
        assert charts_of(made) == before


def test_nothing_is_left_of_the_style_that_drew_it():
    before = dict(mpl.rcParams)
    charts_of(large_run(20))

    assert dict(mpl.rcParams) == before
