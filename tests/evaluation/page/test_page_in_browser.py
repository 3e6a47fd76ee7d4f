"""The report as Chromium shows it: it opens fast, fits the screen, filters, and needs neither script nor network."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import CHROMIUM, Tab, chromium
from runs import large_run

from bot.evaluation.metrics.comparison import compare
from bot.evaluation.page.html import to_html
from bot.evaluation.run import PipelineRun, Run

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium"),
]
SHOWN = "[...document.querySelectorAll('#rows > li')].filter(row => row.checkVisibility()).length"
UNTIL_SHOWN = "new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))"
FILTERING = """(() => {
  const begun = performance.now();
  document.querySelector("[name=q]").value = "ferry";
  document.querySelector(".filters").dispatchEvent(new Event("input"));
  document.body.offsetHeight;
  return performance.now() - begun;
})()"""
FIRST = "document.querySelector('#rows > li:not([hidden])').dataset.verdicts"


@pytest.fixture(scope="module")
def run() -> Run:
    return large_run(120)


@pytest.fixture(scope="module")
def address(run: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(to_html(run, comparisons=[compare(run.pipelines[0], run.pipelines[4])]), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with chromium(tmp_path_factory.mktemp("profile")) as tab:
        yield tab


@pytest.fixture
def tab(browser: Tab, address: str) -> Tab:
    browser.show_as(1280, 900)
    browser.open(address)
    return browser


def choose(tab: Tab, **fields: str) -> int:
    """Fill fields of the filter in, and return how many questions are shown then."""
    for name, value in fields.items():
        tab.evaluate(f"document.querySelector('[name={name}]').value = {value!r}")
    tab.evaluate("document.querySelector('.filters').dispatchEvent(new Event('input'))")
    return tab.evaluate(SHOWN)


def verdicts(pipeline: PipelineRun) -> list[str | None]:
    return [row.verdict for row in pipeline.rows]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_page_never_scrolls_sideways(browser: Tab, address: str, width: int, dark: bool):
    browser.show_as(width, 844, dark=dark)
    browser.open(address)
    browser.evaluate("document.querySelector('#rows details').open = true")

    assert browser.evaluate("[innerWidth, document.documentElement.scrollWidth <= innerWidth]") == [width, True]


def test_page_of_331_questions_opens_within_two_seconds_and_filters_within_one(browser: Tab, tmp_path: Path):
    path = tmp_path / "large.html"
    path.write_text(to_html(large_run(331)), encoding="utf-8")
    opened, filtered = [], []
    for _ in range(3):
        browser.open(path.as_uri())
        opened.append(browser.evaluate(UNTIL_SHOWN))
        filtered.append(browser.evaluate(FILTERING))

    assert 0 < min(opened) < 2000
    assert 0 < min(filtered) < 1000
    assert path.stat().st_size < 10_000_000


def test_nothing_is_complained_of_and_nothing_asked_for(browser: Tab, address: str):
    browser.told.clear()
    browser.open(address)
    choose(browser, q="ferry")

    assert browser.told == []


def test_browser_tells_what_a_page_complains_of(browser: Tab, tmp_path: Path):
    page = tmp_path / "bad.html"
    page.write_text("<script>nothing.at.all</script>", encoding="utf-8")
    browser.open(page.as_uri())

    assert "ReferenceError" in "".join(browser.told)
    browser.told.clear()


def test_all_questions_are_shown_at_first(tab: Tab):
    assert tab.evaluate(SHOWN) == 120
    assert tab.evaluate("document.querySelector('output').value") == "120 of 120"


def test_search_finds_every_word_wherever_it_stands(tab: Tab, run: Run):
    shown = choose(tab, q="LINDQVIST number-")

    expected = {r.gold.id for p in run.pipelines for r in p.rows if r.gold.kind == "number" and "Lindqvist" in repr(r)}
    assert 0 < shown == len(expected) < 120
    assert tab.evaluate("document.querySelector('output').value") == f"{shown} of 120"


def test_what_nothing_matches_is_said(tab: Tab):
    assert choose(tab, q="no such word") == 0
    assert tab.evaluate("document.getElementById('nothing').checkVisibility()")


def test_class_narrows(tab: Tab, run: Run):
    assert choose(tab, **{"class": "unanswerable"}) == sum(r.gold.kind == "unanswerable" for r in run.pipelines[0].rows)


def test_verdict_narrows_to_what_any_pipeline_got(tab: Tab, run: Run):
    expected = sum("wrong" in each for each in zip(*map(verdicts, run.pipelines), strict=True))

    assert choose(tab, verdict="wrong") == expected


def test_pipeline_and_verdict_narrow_together(tab: Tab, run: Run):
    assert choose(tab, pipeline="4", verdict="wrong") == verdicts(run.pipelines[4]).count("wrong")


def test_with_a_pipeline_its_own_failures_come_first(tab: Tab):
    choose(tab, pipeline="4")

    assert tab.evaluate(FIRST).split()[4] == "unfounded"
    order = tab.evaluate("[...document.querySelectorAll('#rows > li')].map(row => row.dataset.verdicts.split(' ')[4])")
    assert order == sorted(order, key=["unfounded", "wrong", "withheld", "right"].index)


def test_without_a_pipeline_the_first_order_comes_back(tab: Tab):
    before = tab.evaluate(SHOWN), tab.evaluate(FIRST)
    choose(tab, pipeline="3")

    assert (choose(tab, pipeline=""), tab.evaluate(FIRST)) == before


def test_only_differing_questions_can_be_shown(tab: Tab, run: Run):
    tab.evaluate("document.querySelector('[name=differ]').click()")

    expected = sum(len(set(each)) > 1 for each in zip(*map(verdicts, run.pipelines), strict=True))
    assert 0 < expected == tab.evaluate(SHOWN) < 120


def test_filters_stand_in_the_address_and_are_taken_from_it(tab: Tab, address: str):
    shown = choose(tab, q="ferry", verdict="wrong")
    found = tab.evaluate("location.href")

    tab.open(found)
    assert found == f"{address}#questions&q=ferry&verdict=wrong"
    assert tab.evaluate(SHOWN) == shown


def test_filters_of_an_address_that_make_no_sense_are_ignored(tab: Tab, address: str):
    tab.open(f"{address}#questions&class=<b>&verdict=great&pipeline=99")

    assert tab.evaluate(SHOWN) == 120


def test_link_to_a_question_that_turned_opens_it_though_the_filters_hide_it(tab: Tab):
    choose(tab, q="no such word")
    tab.evaluate("document.querySelector('.turned a').click(); new Promise(done => setTimeout(done, 900))")

    shown, place = "document.querySelector(document.querySelector('.turned a').hash)", "getBoundingClientRect().top"
    assert tab.evaluate(f"{shown}.querySelector('details').open")
    assert tab.evaluate(SHOWN) == 120
    assert 0 <= tab.evaluate(f"{shown}.{place}") < tab.evaluate("innerHeight")


def test_clear_shows_all_again(tab: Tab):
    choose(tab, q="no such word", pipeline="2")
    tab.evaluate("document.querySelector('[type=reset]').click(); new Promise(done => setTimeout(done, 50))")

    assert tab.evaluate(SHOWN) == 120


def test_keyboard_is_enough(tab: Tab):
    press(tab, "/", "Slash", 191)
    assert tab.evaluate("document.activeElement.name") == "q"

    tab.evaluate("document.querySelector('#rows summary').focus()")
    press(tab, "\r", "Enter", 13)
    assert tab.evaluate("document.querySelector('#rows details').open")


def test_without_javascript_everything_can_be_read(browser: Tab, address: str):
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(address)
    browser.call("Emulation.setScriptExecutionDisabled", value=False)

    assert browser.evaluate(SHOWN) == 120
    assert not browser.evaluate("document.querySelector('.filters').checkVisibility()")


def press(tab: Tab, text: str, code: str, number: int) -> None:
    key = "Enter" if text == "\r" else text
    for kind in ("keyDown", "keyUp"):
        given = {"text": text} if kind == "keyDown" else {}
        tab.call("Input.dispatchKeyEvent", type=kind, key=key, code=code, windowsVirtualKeyCode=number, **given)
