import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from runs import gold, large_run, pipeline, run, scored

from bot.evaluation.metrics.comparison import Comparison, Difference, Turned
from bot.evaluation.metrics.measures import BY_NAME
from bot.evaluation.report import (
    NONE,
    class_table,
    comparison_table,
    summary_tables,
    to_cell,
    to_figure,
    to_markdown,
    turned_lines,
)
from bot.evaluation.run import ALL, Estimate

RIGHT, WORDS, TOTAL = BY_NAME["right"], BY_NAME["words"], BY_NAME["total-p95"]


def compared(**given: object) -> Comparison:
    values: dict[str, object] = {"common": 9, "only_before": 0, "only_after": 0}
    values |= {"lost": (), "gained": (), "differences": ()}
    return Comparison(before="old", after="new", **{**values, **given})  # type: ignore[arg-type]  # its fields


class TestFigures:
    @pytest.mark.parametrize(
        ("metric", "value", "figure"),
        [
            (RIGHT, 0.0, ".000"),
            (RIGHT, 0.0004, ".000"),
            (RIGHT, 0.9996, "1.000"),
            (RIGHT, 1.0, "1.000"),
            (RIGHT, -0.25, "-.250"),
            (RIGHT, -1.0, "-1.000"),
            (RIGHT, -0.0001, ".000"),
            (WORDS, 12.34, "12.3"),
            (TOTAL, 0.02, "0.0"),
            (TOTAL, 1234.5, "1,234"),
        ],
    )
    def test_share_has_three_digits_and_anything_else_what_matters(self, metric, value, figure):
        assert to_figure(metric, value) == figure

    def test_cell_has_the_interval_unless_it_has_no_width(self):
        assert to_cell(RIGHT, Estimate(0.5, 8, 0.25, 0.75)) == ".500 (.250–.750)"
        assert to_cell(RIGHT, Estimate(1.0, 8, 1.0, 1.0)) == "1.000"
        assert to_cell(WORDS, Estimate(100.0, 8, 99.0, 101.0)) == "100 (99.0–101)"

    @pytest.mark.parametrize("estimate", [None, Estimate(0.5, 0, 0.5, 0.5)])
    def test_what_was_not_measured_is_a_dash(self, estimate):
        assert to_cell(RIGHT, estimate) == NONE


class TestSummary:
    def test_pipelines_stand_side_by_side_and_metrics_of_a_kind_together(self):
        tables = summary_tables(large_run(60, ("bm25", "embedded")))

        assert [heading[0] for heading, _ in tables] == ["answers", "abstention", "retrieval", "citations", "speed"]
        assert all(heading[1:] == ["n", "bm25", "embedded"] for heading, _ in tables)
        assert all(len(row) == 4 for _, rows in tables for row in rows)
        assert [row[0] for row in tables[0][1]] == ["right", "contains", "exact", "f1", "words"]

    def test_kind_of_which_nothing_was_measured_is_left_out(self):
        made = run(pipeline("ours", [scored(gold("a"), "right")]))

        assert [heading[0] for heading, _ in summary_tables(made)] == ["answers"]
        assert summary_tables(made, kinds=["speed"]) == []
        assert summary_tables(made, "follow-up") == []

    def test_n_stands_with_its_figure_where_pipelines_differ_in_it(self):
        figures = {"one": Estimate(0.5, 8, 0.5, 0.5), "other": Estimate(0.25, 4, 0.25, 0.25)}
        made = [pipeline(name, [], groups={ALL: {"citation-recall": one}}) for name, one in figures.items()]
        made.append(pipeline("none", [], groups={ALL: {}}))

        assert summary_tables(run(*made)) == [
            (["citations", "n", "one", "other", "none"], [["citation-recall", "", ".500 n=8", ".250 n=4", NONE]])
        ]

    def test_n_is_told_once_where_one_pipeline_has_no_figure(self):
        made = [pipeline("one", [], groups={ALL: {"exact": Estimate(0.5, 8, 0.5, 0.5)}}), pipeline("two", [])]

        assert summary_tables(run(*made))[0][1] == [["exact", "8", ".500", NONE]]

    def test_classes_have_a_row_each_also_those_that_one_pipeline_lacks(self):
        one = pipeline("one", [scored(gold("a"), "right"), scored(gold("b", kind="number"), "wrong")])
        other = pipeline("other", [scored(gold("a"), "wrong"), scored(gold("c", kind="list"), "right")])

        heading, rows = class_table(run(one, other))

        assert heading == ["right, by class", "n", "one", "other"]
        assert rows == [
            ["fact", "1", "1.000", ".000"],
            ["number", "1", ".000", NONE],
            ["list", "1", NONE, "1.000"],
        ]


class TestComparison:
    def test_difference_is_signed_and_has_its_interval(self):
        rise = Difference("right", 9, 9, 0.25, 0.5, -0.125, 0.5, 0.0626)
        fall = Difference("words", 9, 7, 40.5, 30.25, -20.0, -1.0, 0.02)
        drop = Difference("contains", 9, 9, 0.5, 0.25, -0.5, -0.125, 0.01)
        slow = Difference("read-p50", 9, 9, 10.0, 20.0, 5.0, 15.0, None)

        heading, rows = comparison_table(compared(differences=(rise, fall, drop, slow)))

        assert heading == ["old → new", "n", "before", "after", "difference", "p", ""]
        assert rows == [
            ["right", "9", ".250", ".500", "+.250 (−.125 to .500)", "0.063", ""],
            ["words", "9 → 7", "40.5", "30.2", "−10.2 (−20.0 to −1.0)", "0.020", "better"],
            ["contains", "9", ".500", ".250", "−.250 (−.500 to −.125)", "0.010", "worse"],
            ["read-p50", "9", "10.0", "20.0", "+10.0 (5.0 to 15.0)", NONE, ""],
        ]

    def test_questions_that_turned_are_listed_by_direction(self):
        lost = (Turned("a", "Who?", "right", "withheld"),)
        gained = (Turned("b", "What?", "unfounded", "right"), Turned("c", "Why?", "wrong", "right"))

        assert turned_lines(compared(lost=lost, gained=gained)) == [
            "1 right no more:",
            "  a: Who? (right → withheld)",
            "2 right now:",
            "  b: What? (unfounded → right)",
            "  c: Why? (wrong → right)",
        ]
        assert turned_lines(compared()) == ["0 right no more.", "0 right now."]

    def test_questions_that_only_one_run_has_are_counted(self):
        assert turned_lines(compared(common=9, only_before=3, only_after=1)) == [
            "Compared on the 9 questions that both runs have: 3 only the earlier one has, 1 only this one.",
            "0 right no more.",
            "0 right now.",
        ]

    @given(st.text(), st.text())
    def test_question_of_any_text_stays_on_its_line(self, name, question):
        _, line, _ = turned_lines(compared(lost=(Turned(name, question, "right", "wrong"),)))

        assert len(line.splitlines()) == 1


CELL = st.text(st.sampled_from("|\\<>&;#ab–") | st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)


class TestMarkdown:
    @given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=4))
    def test_any_cell_comes_out_of_a_reader_of_markdown_as_it_went_in(self, rows):
        reader = MarkdownIt().enable("table").disable(["emphasis", "link", "backticks"])

        tokens = reader.parse(to_markdown((["a", "b", "c"], rows)))

        cells = ["".join(child.content for child in token.children or ()) for token in tokens if token.type == "inline"]
        assert cells == ["a", "b", "c", *(cell for row in rows for cell in row)]

    def test_line_break_in_a_cell_becomes_a_space(self):
        assert to_markdown((["a"], [["b\nc\r\n|d"]])).splitlines() == ["| a |", "| --- |", r"| b c \|d |"]

    def test_tables_of_a_run_are_rectangles(self):
        for table in summary_tables(large_run(40)):
            lines = to_markdown(table).splitlines()
            assert len({len(re.findall(r"(?<!\\)\|", line)) for line in lines}) == 1
