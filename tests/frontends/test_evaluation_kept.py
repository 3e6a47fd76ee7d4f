"""`ask eval` and earlier runs: what it saves and compares, the page it writes, the floors it holds a run against."""

import json
import re
from pathlib import Path

import pytest
from village import QUESTIONS, write_articles, write_gold

ESCAPES = "\x1b[2J\x1b]0;owned\x07\u202e\u2066\x9b31m"


@pytest.fixture(scope="session")
def village(tmp_path_factory):
    folder = tmp_path_factory.mktemp("village")
    return ("eval", "--gold", str(write_gold(folder)), "--corpus", str(write_articles(folder)))


@pytest.fixture
def evaluate(ask, village):
    """Run `ask eval` with a quick pipeline on the village."""
    return lambda *words: ask(*village, "--pipeline", "bm25", *words)


@pytest.fixture
def evaluate_with(ask, village):
    return lambda name, *words: ask(*village, "--pipeline", name, *words)


@pytest.fixture
def saved(evaluate, tmp_path):
    """A run that was saved."""
    path = tmp_path / "run.json"
    assert evaluate("--save", str(path)).code == 0
    return path


def spoil(path: Path, question: str, verdict: str, score: float) -> Path:
    """Write a copy of a saved run in which one question has another verdict."""
    run = json.loads(path.read_text(encoding="utf-8"))
    (row,) = [row for row in run["run"]["pipelines"][0]["rows"] if row["gold"]["id"] == question]
    assert row["verdict"] != verdict
    row["verdict"] = verdict
    row["scores"] |= {"right": score, "contains": score}
    spoiled = path.with_name("spoiled.json")
    spoiled.write_text(json.dumps(run), encoding="utf-8")
    return spoiled


class TestComparing:
    def test_run_does_not_differ_from_itself(self, evaluate, saved):
        outcome = evaluate("--compare", str(saved))

        assert (outcome.code, outcome.err) == (0, "")
        assert "bm25 → bm25" in outcome.out
        assert outcome.out.splitlines()[-2:] == ["0 right no more.", "0 right now."]
        told = evaluate("--compare", str(saved), "--json").json["comparisons"][0]
        assert (told["lost"], told["gained"], told["common"]) == ([], [], 4)
        differences = {entry["metric"]: entry for entry in told["differences"]}
        assert {"right", "contains", "hit@1", "span-validity"} <= differences.keys()
        timed = {name for name in differences if re.search(r"-p\d|-per-second", name)}
        assert {(e["after"] - e["before"], e["low"], e["high"]) for n, e in differences.items() if n not in timed} == {
            (0, 0, 0)
        }

    def test_question_that_was_right_before_is_listed(self, evaluate, saved):
        before = spoil(saved, "volcano", "right", 1.0)

        outcome = evaluate("--compare", str(before))

        assert outcome.code == 0
        lines = outcome.out.splitlines()
        assert lines[lines.index("1 right no more:") + 1] == (
            "  volcano: Which volcano erupted near Ullern? (right → unfounded)"
        )
        assert lines[-1] == "0 right now."

    def test_question_that_was_wrong_before_is_listed(self, evaluate, saved):
        before = spoil(saved, "miller", "wrong", 0.0)

        lines = evaluate("--compare", str(before)).out.splitlines()

        assert lines[-3:] == [
            "0 right no more.",
            "1 right now:",
            "  miller: Which miller wants to build the mill of Ullern anew? (wrong → right)",
        ]
        rows = lines[next(n for n, line in enumerate(lines) if line.startswith("bm25 → bm25")) :]
        (row,) = [line for line in rows if line.startswith("right  ")]
        assert row.split()[:5] == ["right", "3", ".333", ".667", "+.333"]

    def test_run_over_other_articles_is_compared_with_a_warning(self, ask, village, saved, tmp_path):
        articles = write_articles(tmp_path)
        (articles / "ferry.md").write_text("# Ferry\n\nThe ferry of Ullern has a new captain, Ines Okafor.\n")

        outcome = ask(*village[:3], "--corpus", str(articles), "--pipeline", "bm25", "--compare", str(saved))

        assert outcome.code == 0
        assert outcome.err == "ask: The run to compare with was over other articles than this one.\n"
        assert "bm25 → bm25" in outcome.out

    def test_two_pipelines_are_compared_where_each_run_has_one(self, evaluate_with, saved):
        outcome = evaluate_with("dense", "--compare", str(saved))

        assert outcome.code == 0
        assert "bm25 → dense" in outcome.out

    @pytest.mark.parametrize(
        "question", [f"What did {ESCAPES}the hall of Ullern cost?", "What\n0 right now.\rof\tUllern?"]
    )
    def test_questions_of_hostile_words_do_not_steer_the_terminal(self, ask, tmp_path, village, question):
        gold = write_gold(tmp_path, {**QUESTIONS[3], "question": question})
        words = ("eval", "--gold", str(gold), *village[3:], "--pipeline", "bm25", "--save", str(tmp_path / "run.json"))
        assert ask(*words).code == 0

        outcome = ask(*words[:-2], "--compare", str(spoil(tmp_path / "run.json", "volcano", "right", 1.0)))

        assert "1 right no more:" in outcome.out
        (line,) = [line for line in outcome.out.split("\n") if line.startswith("  volcano: ")]
        assert line.endswith("(right → unfounded)")
        assert not set(outcome.out + outcome.err) & set("\x1b\x07\u202e\u2066\x9b\r")

    def test_classes_of_hostile_names_stay_on_their_line(self, ask, tmp_path, village):
        gold = write_gold(tmp_path, {**QUESTIONS[3], "class": f"off\ntopic {ESCAPES}\r"})
        words = ("eval", "--gold", str(gold), *village[3:], "--pipeline", "bm25")

        outcome = ask(*words)
        assert outcome.code == 0
        assert outcome.out.splitlines()[-2].split()[:2] == ["off", "topic"]
        refused = ask(*words, "--fail-under", "none:right=1")
        assert refused.code == 2
        assert len(refused.err.splitlines()) == 1
        assert not set(outcome.out + refused.err) & set(ESCAPES) - set("[2J]0;owned31m")

    @pytest.mark.parametrize(
        "content", ["", "not JSON", "[]", "{}", '{"schema": 1}', '{"schema": 1, "run": {"name": "x"}}', "[" * 5000]
    )
    def test_file_that_is_no_run_is_refused_before_anything_runs(self, evaluate, tmp_path, ask_home, content):
        (tmp_path / "run.json").write_text(content)

        outcome = evaluate("--compare", str(tmp_path / "run.json"))

        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.err.startswith(f"ask: {tmp_path}/run.json is no saved run, or a part of one; ")
        assert len(outcome.err.splitlines()) == 1
        assert not (ask_home / "evaluation").exists()

    def test_run_of_none_of_the_pipelines_is_refused_before_anything_runs(
        self, evaluate_with, saved, tmp_path, monkeypatch
    ):
        monkeypatch.setenv("ASK_HOME", str(tmp_path / "fresh"))

        outcome = evaluate_with("dense", "--pipeline", "hybrid", "--compare", str(saved))

        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.err == "ask: The run to compare with has none of these pipelines; it has bm25.\n"
        assert not (tmp_path / "fresh").exists()

    def test_run_of_none_of_the_questions_is_refused(self, ask, village, saved, tmp_path):
        gold = write_gold(tmp_path, {**QUESTIONS[0], "id": "another"})

        outcome = ask("eval", "--gold", str(gold), *village[3:], "--pipeline", "bm25", "--compare", str(saved))

        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.err == (
            "ask: The run to compare with has none of these questions; compare runs of one set and split.\n"
        )


class TestFloors:
    def test_floors_that_are_reached_end_with_0(self, evaluate):
        outcome = evaluate(
            *("--fail-under", "contains=1", "--fail-under", "span-validity=1"),
            *("--fail-under", "number:contains=.5", "--fail-under", "total-p95=60000"),
        )

        assert (outcome.code, outcome.err) == (0, "")

    @pytest.mark.parametrize(
        ("floor", "sentence"),
        [
            ("right=.7", "ask: bm25: right is 0.6667 (n=3), below 0.7."),
            ("unanswerable:abstention-recall=.5", "ask: bm25: unanswerable:abstention-recall is 0 (n=1), below 0.5."),
            ("choice=.5", "ask: bm25: choice was not measured, so the gate cannot be passed."),
        ],
    )
    def test_floor_that_is_missed_is_told_and_ends_with_7(self, evaluate, floor, sentence):
        outcome = evaluate("--fail-under", floor)

        assert outcome.code == 7
        assert outcome.err.splitlines() == [sentence]
        assert outcome.out.startswith("village: 4 questions")

    def test_metric_that_is_better_when_lower_is_missed_from_above(self, evaluate):
        outcome = evaluate("--fail-under", "words=2")

        assert outcome.code == 7
        assert re.fullmatch(r"ask: bm25: words is [\d.]+ \(n=\d\), above 2\.\n", outcome.err)

    def test_group_apart_has_floors_of_its_own(self, evaluate):
        outcome = evaluate("--fail-under", "follow-up:contains=.5")

        assert outcome.code == 7
        assert outcome.err == "ask: bm25: follow-up:contains is 0 (n=1), below 0.5.\n"

    @pytest.mark.parametrize(
        ("floor", "sentence"),
        [
            ("contain=.5", "There is no metric 'contain' for --fail-under; did you mean contains?"),
            ("zebra=.5", "There is no metric 'zebra' for --fail-under; there are right, contains, exact,"),
            ("zebra:right=.5", "No question is of the group 'zebra' of --fail-under; there are all, fact,"),
            ("right=much", "--fail-under takes a metric and a value such as contains=0.8, not 'right=much'."),
            ("right", "--fail-under takes a metric and a value such as contains=0.8, not 'right'."),
            ("right=nan", "--fail-under takes a metric and a value such as contains=0.8, not 'right=nan'."),
            ("right=inf", "--fail-under takes a metric and a value such as contains=0.8, not 'right=inf'."),
            ("right=70", "--fail-under takes a value from 0 to 1 for right, not 70."),
            ("right=-1", "--fail-under takes a value from 0 to 1 for right, not -1."),
        ],
    )
    def test_floor_that_means_nothing_is_refused_before_anything_runs(self, evaluate, ask_home, floor, sentence):
        outcome = evaluate("--fail-under", floor)

        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.err.startswith(f"ask: {sentence}")
        assert len(outcome.err.splitlines()) == 1
        assert not (ask_home / "evaluation").exists()

    @pytest.mark.slow
    def test_gate_closes_though_nobody_reads_the_tables(self, village, start):
        with start(*village, "--pipeline", "bm25", "--fail-under", "right=1") as process:
            process.stdout.close()
            process.stdout = None
            _, err = process.communicate(timeout=60)

        assert err.decode() == "ask: bm25: right is 0.6667 (n=3), below 1.\n"
        assert process.returncode == 7


class TestFilesWritten:
    def test_page_is_written_with_every_question(self, evaluate, tmp_path):
        assert evaluate("--html", str(tmp_path / "run.html")).code == 0

        page = (tmp_path / "run.html").read_text(encoding="utf-8")
        assert page.lower().startswith("<!doctype html>")
        assert all(str(row["question"]) in page for row in QUESTIONS)

    @pytest.mark.parametrize("option", ["--save", "--html"])
    def test_path_that_cannot_be_written_is_refused_before_anything_runs(self, evaluate, tmp_path, ask_home, option):
        for path, sentence in (
            (tmp_path, f"{tmp_path} is not a file; name one to write to."),
            (tmp_path / "none" / "run", f"There is no folder {tmp_path}/none; make it, or write elsewhere."),
            (Path("/proc/run"), "/proc/run cannot be written ("),
        ):
            outcome = evaluate(option, str(path))

            assert outcome.code in (2, 8)
            assert outcome.err.startswith(f"ask: {sentence}")
            assert len(outcome.err.splitlines()) == 1
        assert not (ask_home / "evaluation").exists()

    def test_run_and_page_cannot_be_one_file(self, evaluate, tmp_path, ask_home):
        outcome = evaluate("--save", str(tmp_path / "run"), "--html", f"{tmp_path}/./run")

        assert outcome.code == 2
        assert outcome.err == f"ask: --save and --html both name {tmp_path}/run; name two files.\n"
        assert not (ask_home / "evaluation").exists()

    def test_run_that_is_compared_with_may_be_saved_over(self, evaluate, saved):
        before = saved.read_bytes()

        assert evaluate("--compare", str(saved), "--save", str(saved)).code == 0

        assert saved.read_bytes() != before
        assert evaluate("--compare", str(saved)).code == 0
