"""The report of a run: one file that asks for nothing, trusts no text, and shows every question once."""

import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from runs import answer, gold, large_run, pipeline, run, scored, withheld

from bot.evaluation.page.html import FOLDER, to_html
from bot.evaluation.run import Estimate, Run
from bot.types import Citation, RankedPassage

VOID = {"meta", "link", "input", "br"}
HOSTILE = (
    "</script></style><script>alert(1)</script><img src=x onerror=alert(1)> \" ' & "
    "\u202etxt\u2066 \x00\x1b[31m {{ 7 * 7 }}"
)


class Page(HTMLParser):
    """What a parser makes of the page: that its tags close, its attributes, and the text of elements by class."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"script", "style"} & set(self.open):
            self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def large() -> Run:
    return large_run(30)


@pytest.fixture(scope="module")
def html(large: Run) -> str:
    return to_html(large)


def asked(html: str) -> list[str]:
    """The questions' ids in the order of the page."""
    return re.findall(r"<dt>id</dt><dd><code>([^<]*)</code>", html)


def verdicts(html: str) -> list[list[str]]:
    return [told.split() for told in re.findall(r'data-verdicts="([^"]*)"', html)]


def figures(html: str, metric: str) -> str:
    """The row of a metric in the first table that has it, as text without tags."""
    row = re.search(rf'<tr><th scope="row"><span class="wide">{re.escape(metric)}<.*?</tr>', html, re.DOTALL)
    assert row
    return " ".join(re.sub(r"<[^>]*>", " ", row[0]).split())


def test_page_is_well_formed(html: str):
    page = Page(html)

    assert html.startswith("<!DOCTYPE html>")
    assert [page.all(tag) != [] for tag in ("title", "h1", "svg", "table", "script")] == [True] * 5


def test_page_asks_for_nothing(html: str):
    page = Page(html)

    addresses = [
        tag[name] for _, tag in page.tags for name in ("src", "href", "xlink:href", "action", "srcset") if name in tag
    ]
    assert all(address.startswith("#") or address == "data:," for address in addresses)
    assert "://" not in html
    assert "@import" not in html
    assert all(target.startswith("#") for target in re.findall(r"url\(([^)]*)\)", html))


def test_policy_lets_no_script_run_but_that_of_the_page(html: str):
    page = Page(html)
    policy = page.all("meta")[1]["content"]

    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-inline'; img" in policy  # styles alone
    assert len(page.all("script")) == 1
    assert not [name for _, tag in page.tags for name in tag if name.startswith("on")]


def test_what_refers_to_a_place_finds_it(html: str):
    page = Page(html)
    ids = [tag["id"] for _, tag in page.tags if "id" in tag]

    referred = {tag[name] for _, tag in page.tags for name in ("href", "xlink:href") if tag.get(name, "")[:1] == "#"}
    assert {name.removeprefix("#") for name in referred} <= set(ids)
    assert len(ids) == len(set(ids))


def test_same_run_gives_the_same_bytes(large: Run, html: str):
    assert to_html(large) == html


def test_every_question_is_there_once(large: Run, html: str):
    assert sorted(asked(html)) == sorted(row.gold.id for row in large.pipelines[0].rows)


def test_failures_come_first_the_worst_of_them_at_the_top(html: str):
    order = ["unfounded", "wrong", "withheld", "right"]
    worst = [min(order.index(verdict) for verdict in each) for each in verdicts(html)]

    assert worst == sorted(worst)
    assert len(set(worst)) == len(order)


def test_among_equals_what_most_pipelines_failed_comes_first():
    a, b = gold("a"), gold("b")
    first = pipeline("bm25", [scored(a, "wrong"), scored(b, "wrong")])
    second = pipeline("dense", [scored(a, "right"), scored(b, "withheld")])

    assert asked(to_html(run(first, second))) == ["b", "a"]


def test_verdicts_stand_in_the_order_of_the_pipelines():
    first = pipeline("bm25", [scored(gold("a"), "wrong")])
    second = pipeline("dense", [scored(gold("a"), "right"), scored(gold("b"), "right")])

    assert verdicts(to_html(run(first, second))) == [["wrong", "right"], ["missing", "right"]]


def test_verdicts_are_told_in_words_and_signs(html: str):
    assert '<span class="verdict wrong"><span aria-hidden="true">✗</span> wrong</span>' in html


def test_only_questions_with_different_verdicts_are_marked_as_differing():
    first = pipeline("bm25", [scored(gold("a"), "wrong"), scored(gold("b"), "wrong")])
    second = pipeline("dense", [scored(gold("a"), "right"), scored(gold("b"), "wrong")])

    rows = re.findall(
        r'<li [^>]*data-class="fact"( data-verdicts="[^"]*")( data-differs)?', to_html(run(first, second))
    )
    assert [bool(differs) for _, differs in rows] == [False, True]


def test_model_that_wrote_stands_beside_the_pipeline_in_every_table():
    html = to_html(run(pipeline("chat", [scored(gold("a"), "right")], model="openai:one")))

    headings = re.findall(r'<th scope="(?:col|row)">(chat[^<]*)</th>', html)
    assert headings
    assert set(headings) == {"chat (openai:one)"}
    assert '<option value="0">chat (openai:one)</option>' in html


def test_hostile_text_stays_text():
    cited = Citation(1, HOSTILE, HOSTILE, HOSTILE, None, HOSTILE, HOSTILE, 0, 9)
    told = answer(HOSTILE, short_answer=HOSTILE, citations=(cited,), notices=(HOSTILE,), understood_as=HOSTILE)
    question = gold(
        HOSTILE,
        HOSTILE,
        kind=HOSTILE,
        note=HOSTILE,
        answers=((HOSTILE,),),
        evidence=(HOSTILE,),
        articles=(HOSTILE,),
        choices=(HOSTILE,),
    )
    row = scored(question, "wrong", told)
    row = replace(row, outcome=replace(row.outcome, ranking=(RankedPassage(HOSTILE, 0, 9, 0.5),)))
    given = dict.fromkeys(("name", "split", "questions", "version", "commit", "machine", "date"), HOSTILE)

    html = to_html(
        run(pipeline(HOSTILE, [row], model=HOSTILE), settings={HOSTILE: HOSTILE}, skipped={HOSTILE: HOSTILE}, **given)
    )

    page = Page(html)
    assert len(page.all("script")) == len(page.all("style")) == 1
    assert not page.all("img")
    assert not [name for _, tag in page.tags for name in tag if name.startswith("on")]
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", html)
    assert page.text.count("‹U+202E›txt‹U+2066› ‹U+0000›‹U+001B›[31m {{ 7 * 7 }}") > 20


@given(st.text(min_size=1))
@settings(max_examples=10, deadline=None)
def test_any_text_can_be_a_question(text: str):
    html = to_html(run(pipeline("hybrid", [scored(gold("a", text, kind=text), "right")])))

    Page(html)
    html.encode()


def test_figure_has_its_interval_and_n():
    rows = [scored(gold("a"), "right")]
    made = pipeline("hybrid", rows, groups={"all": {"f1": Estimate(0.5, 40, 0.41, 0.6)}})

    assert figures(to_html(run(made)), "f1").endswith("40 .500 .410–.600")


def test_n_stands_with_each_figure_where_they_differ():
    rows = [scored(gold("a"), "right")]
    first = pipeline("bm25", rows, groups={"all": {"f1": Estimate(0.5, 40, 0.4, 0.6)}})
    second = pipeline("dense", rows, groups={"all": {"f1": Estimate(0.6, 38, 0.5, 0.7)}})

    told = figures(to_html(run(first, second)), "f1")

    assert ".400–.600 n 40" in told
    assert ".500–.700 n 38" in told


@pytest.mark.parametrize(("metric", "values", "best"), [("f1", (0.5, 0.7), ".700"), ("ece", (0.1, 0.2), ".100")])
def test_best_figure_of_a_row_is_marked_by_a_word(metric: str, values: tuple[float, float], best: str):
    rows = [scored(gold("a"), "right")]
    groups = [{"all": {metric: Estimate(value, 40, 0.0, 1.0)}} for value in values]

    told = figures(to_html(run(pipeline("a", rows, groups=groups[0]), pipeline("b", rows, groups=groups[1]))), metric)

    assert re.findall(r"best: (\S+)", told) == [best]


def test_equal_figures_have_no_best():
    rows = [scored(gold("a"), "right")]
    groups = {"all": {"f1": Estimate(0.5, 40, 0.0, 1.0)}}

    assert "best" not in figures(
        to_html(run(pipeline("a", rows, groups=groups), pipeline("b", rows, groups=groups))), "f1"
    )


@pytest.mark.parametrize("metric", ["total-p50", "questions-per-second", "peak-memory"])
def test_no_speed_is_marked_as_best(metric: str):
    rows = [scored(gold("a"), "right")]
    groups = [{"all": {metric: Estimate(value, 40, value, value)}} for value in (4.0, 8.0)]

    html = to_html(run(pipeline("a", rows, groups=groups[0]), pipeline("b", rows, groups=groups[1])))

    assert "8.0" in figures(html, metric)
    assert "best" not in figures(html, metric)


@pytest.mark.parametrize(("metric", "told"), [("coverage@5", 1), ("wrong@20", 1), ("auroc", 0)])
def test_thresholds_are_told_to_be_chosen_on_other_questions_where_any_is_used(metric: str, told: int):
    made = pipeline("hybrid", [scored(gold("a"), "right")], groups={"all": {metric: Estimate(0.5, 40, 0.4, 0.6)}})

    text = Page(to_html(run(made))).text

    assert text.count("chosen on four fifths of the questions and judged on the other fifth") == told
    assert text.count("may miss its aim, most of all on few questions") == told


def test_metrics_that_no_pipeline_has_are_left_out():
    rows = [scored(gold("a"), "right")]
    html = to_html(
        run(pipeline("a", rows, groups={"all": {"f1": Estimate(0.5, 4, 0, 1), "exact": Estimate(0, 0, 0, 0)}}))
    )

    assert "SQuAD token F1" in html
    assert "SQuAD exact match" not in html


def test_groups_scored_apart_have_tables_of_their_own():
    rows = [scored(gold("a"), "right"), scored(gold("b", apart="follow-up"), "wrong")]

    html = to_html(run(pipeline("hybrid", rows)))

    assert "Scored apart: follow-up <small>1 question</small>" in html
    assert html.count('<span class="wide">right<') == 2


def test_verdicts_are_counted_without_what_is_scored_apart():
    rows = [scored(gold("a"), "right"), scored(gold("b"), "wrong"), scored(gold("c", apart="follow-up"), "wrong")]

    html = to_html(run(pipeline("hybrid", rows)))

    tally = re.search(r'<th scope="row">hybrid</th>(.*?)<td class="n">(\d+)', html, re.DOTALL)
    assert tally
    assert re.findall(r"<td>(\d+)</td>", tally[1]) == ["1", "1", "0", "0"]
    assert tally[2] == "2"


def test_skipped_pipelines_tell_their_reasons():
    html = to_html(run(pipeline("bm25", [scored(gold("a"), "right")]), skipped={"naive": "Its weights are not there."}))

    assert "<b>naive</b>: Its weights are not there." in html


ONE = scored(gold("a"), "right")
NO_FIGURE = {"date": {"right": Estimate(0, 0, 0, 0)}, "fact": {}}
SPARSE = {
    "no pipeline": run(),
    "all skipped": run(skipped={"naive": "No weights."}),
    "no question": run(pipeline("bm25", [])),
    "no unanswerable question": run(pipeline("bm25", [ONE])),
    "no answerable question": run(pipeline("bm25", [scored(gold("a", answerable=False), "right")])),
    "nothing answered": run(pipeline("bm25", [scored(gold("a"), "withheld")])),
    "no verdicts": run(pipeline("bm25", [scored(gold("a"), None)])),
    "a class of no rows": run(pipeline("bm25", [ONE], classes=NO_FIGURE)),
    "a figure that is none": run(pipeline("bm25", [ONE], groups={"all": {"auroc": Estimate(float("nan"), 9, 0, 1)}})),
    "no split, commit or settings": run(pipeline("bm25", [ONE]), split=None, commit=None, settings={}),
    "one pipeline": large_run(12, ["bm25"]),
}


@pytest.mark.parametrize("made", SPARSE.values(), ids=SPARSE.keys())
def test_page_is_made_of_whatever_there_is(made: Run):
    html = to_html(made)

    Page(html)
    assert len(asked(html)) == max((len(p.rows) for p in made.pipelines), default=0)
    assert ">nan" not in html


def test_expanded_question_tells_all_that_is_known():
    question = gold("b", after="a", evidence=("It was reopened by Ada Lindqvist.",), note="She did it twice.")
    rows = [scored(gold("a", "Which bridge was closed?"), "right"), scored(question, "right")]

    text = Page(to_html(run(pipeline("hybrid", rows)))).text

    for told in (
        "Which bridge was closed?",
        "It was reopened by Ada Lindqvist.",
        "She did it twice.",
        "Ada Lindqvist reopened the harbour bridge. [1]",
        "Harbour bridge reopens · The Coast · 2021-05-04 · harbour-bridge-reopens 40–82 relevant",
        "council-votes-on-ferry 100–190 · 0.5",
        "confidence 0.80 · 12 ms",
    ):
        assert told in text


def test_abstention_tells_its_reason():
    html = to_html(run(pipeline("hybrid", [scored(gold("a"), "withheld", withheld())])))

    assert (
        "<b>No answer.</b> The articles are on this topic, but none of them seems to tell this. <code>not_told</code>"
        in html
    )


def test_twelve_passages_at_most_are_shown():
    row = scored(gold("a"), "right")
    ranking = tuple(RankedPassage("harbour", i, i + 1, 0.5) for i in range(30))

    html = to_html(run(pipeline("hybrid", [replace(row, outcome=replace(row.outcome, ranking=ranking))])))

    assert html.count("<li>harbour ") == 12


def test_first_passages_show_how_they_begin_where_the_texts_are_at_hand():
    row = scored(gold("a"), "right")
    ranking = tuple(RankedPassage("quay", i, 200, 0.5) for i in range(6))
    one = run(pipeline("hybrid", [replace(row, outcome=replace(row.outcome, ranking=ranking))]))

    html = to_html(one, {"quay": "The <quay> " * 30})

    assert html.count('<q dir="auto">The &lt;quay&gt; The') == 1
    assert html.count("…</q>") == 5
    assert html.count("<li>quay 5–200 · 0.5</li>") == 1


def test_without_a_deep_ranking_the_passages_of_the_answer_are_shown():
    row = scored(gold("a"), "right", answer(passages=(RankedPassage("quay", 1, 2, 0.5),)))

    assert "<li>quay 1–2 · 0.5</li>" in to_html(
        run(pipeline("hybrid", [replace(row, outcome=replace(row.outcome, ranking=()))]))
    )


def test_matplotlib_is_not_imported_before_it_draws():
    code = "import sys, bot.evaluation.page.html; sys.exit('matplotlib' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=FOLDER.parents[2], check=False).returncode == 0


def luminance(colour: str) -> float:
    """Of a colour #rrggbb, by WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_and_lines_stand_out_from_the_paper(scheme: int):
    css = (FOLDER / "page.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", re.findall(r":root \{(.*?)\}", css, re.DOTALL)[scheme]))

    def contrast(name: str, paper: str) -> float:
        low, high = sorted(luminance(colours[each]) for each in (name, paper))
        return (high + 0.05) / (low + 0.05)

    words = ("ink", "muted", "link", "right", "wrong", "withheld", "unfounded")
    assert min(contrast(name, paper) for name in words for paper in ("paper", "raised")) >= 4.5
    assert min(contrast(f"series-{i}", "paper") for i in range(8)) >= 3
