"""The report shows what turned since an earlier run, and leads to it."""

import re

import pytest
from runs import gold, large_run, pipeline, run, scored

from bot.evaluation.metrics.comparison import compare
from bot.evaluation.page.html import to_html
from bot.evaluation.report import comparison_table
from bot.evaluation.run import Run

OLD = pipeline("bm25", [scored(gold(name), "right") for name in "abc"] + [scored(gold("d"), "wrong")])
NEW = pipeline(
    "dense",
    [
        scored(gold("d", "Is it d?"), "right"),
        scored(gold("c", "Is it c?"), "right"),
        scored(gold("b", "Is it <b>?"), "wrong"),
        scored(gold("a", "Is it a?"), "withheld"),
        scored(gold("e", "Is it e?"), "wrong"),
    ],
)


@pytest.fixture(scope="module")
def large() -> Run:
    return large_run(30)


def compared(html: str) -> str:
    """The section of comparisons, which is followed by that of the charts."""
    return html[html.index('<section id="compared">') : html.index('<section id="charts">')]


def turned(html: str, title: str) -> list[tuple[str, str]]:
    """The questions listed below a title: where each links to, and its text."""
    below = re.search(rf"<h4>\d+ {title}</h4>\s*(?:<ul.*?</ul>)?", html, re.DOTALL)
    assert below
    return re.findall(r'<a href="#(question-\d+)"[^>]*>([^<]*)</a>', below[0])


def test_without_comparisons_there_is_no_section_for_them(large: Run):
    html = to_html(large)

    assert 'id="compared"' not in html
    assert 'href="#compared"' not in html


def test_figures_are_those_of_the_terminal(large: Run):
    comparison = compare(large.pipelines[0], large.pipelines[-1])
    heading, rows = comparison_table(comparison)

    section = compared(to_html(large, comparisons=[comparison]))

    lines = re.findall(r"<tr>(.*?)</tr>", section)
    told = [re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", line) for line in lines]
    assert len(rows) > 5
    assert told == [["metric", *heading[1:]], *map(list, rows)]


def test_questions_that_turned_link_to_where_they_stand():
    html = to_html(run(NEW), comparisons=[compare(OLD, NEW)])

    lost, gained = turned(html, "right no more"), turned(html, "right now")
    assert [told for _, told in lost] == ["Is it &lt;b&gt;?", "Is it a?"]
    assert [told for _, told in gained] == ["Is it d?"]
    for place, told in lost + gained:
        assert re.findall(rf'<li id="{place}".*?<span class="ask" dir="auto">([^<]*)<', html) == [told]


def test_questions_of_one_run_alone_are_counted():
    section = compared(to_html(run(NEW), comparisons=[compare(OLD, NEW)]))

    assert "4 questions; left out: 0 that only the earlier run has, 1 that only this one has" in section


def test_nothing_turned_is_told_too():
    html = to_html(run(NEW), comparisons=[compare(NEW, NEW)])

    assert "<h4>0 right no more</h4>" in html
    assert (turned(html, "right no more"), turned(html, "right now")) == ([], [])


def test_a_question_that_the_page_has_not_is_listed_without_a_link():
    html = to_html(run(pipeline("dense", NEW.rows[:1])), comparisons=[compare(OLD, NEW)])

    assert turned(html, "right no more") == []
    assert "Is it a?" in compared(html)


def test_every_comparison_has_its_part(large: Run):
    first, *others = large.pipelines

    html = to_html(large, comparisons=[compare(first, other) for other in others])

    assert re.findall(r"<h3>(naive → \w+) <small>", html) == [f"naive → {other.name}" for other in others]
