import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from runs import pipeline, run

from bot.errors import StorageError, UsageError
from bot.evaluation.run import ALL, QuestionSet, Run
from bot.evaluation.runs import FOLDER, Told, changes_between, check_comparable, compare_runs, run_pipelines
from bot.settings import LoadedSettings


@pytest.fixture
def notices() -> list[str]:
    return []


@pytest.fixture
def told(notices: list[str]) -> Told:
    return Told(notice=notices.append)


@pytest.fixture
def no_splitter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the package be missing that comes with the extra `bench`."""
    monkeypatch.setitem(sys.modules, "langchain_text_splitters", None)


def kept_lines(home: Path) -> int:
    return sum(path.read_bytes().count(b"\n") for path in (home / FOLDER / "unfinished").glob("*/*.jsonl"))


def test_run_tells_what_it_was_made_of(small_set: QuestionSet, loaded: LoadedSettings):
    made = run_pipelines(small_set, ["bm25", "dense"], loaded, split="dev")

    assert [one.name for one in made.pipelines] == ["bm25", "dense"]
    assert [row.gold for row in made.pipelines[0].rows] == list(small_set.questions)
    assert (made.name, made.split, dict(made.skipped)) == ("small", "dev", {})
    assert made.settings["threads"] == "1"
    assert made.pipelines[0].groups[ALL]["peak-memory"].value > 0
    assert abs((datetime.now().astimezone() - datetime.fromisoformat(made.date)).total_seconds()) < 60


@pytest.mark.usefixtures("no_splitter")
def test_pipeline_that_cannot_run_is_recorded_and_told_and_the_others_run(
    small_set: QuestionSet, loaded: LoadedSettings, told: Told, notices: list[str]
):
    made = run_pipelines(small_set, ["naive", "bm25"], loaded, told=told)

    reason = made.skipped["naive"]
    assert reason.startswith("The pipeline naive needs langchain-text-splitters; run, in a clone: pip install -e")
    assert list(made.skipped) == ["naive"]
    assert [one.name for one in made.pipelines] == ["bm25"]
    assert notices == [f"naive is skipped: {reason}"]


@pytest.mark.usefixtures("no_splitter")
def test_run_of_nothing_that_can_run_is_refused_and_not_kept(
    small_set: QuestionSet, loaded: LoadedSettings, told: Told, notices: list[str]
):
    kept: list[Run] = []

    with pytest.raises(UsageError, match="No pipeline can run here: The pipeline naive needs langchain-text-splitters"):
        run_pipelines(small_set, ["naive"], loaded, told=told, keep=kept.append)

    assert (kept, notices) == ([], [])


def test_what_is_finished_is_forgotten_only_once_the_run_is_kept(small_set: QuestionSet, loaded: LoadedSettings):
    home, seen = loaded.settings.home, list[tuple[int, Run]]()

    made = run_pipelines(small_set, ["bm25"], loaded, keep=lambda run: seen.append((kept_lines(home), run)))

    assert seen == [(4, made)]
    assert kept_lines(home) == 0


def test_run_that_could_not_be_kept_is_there_without_asking_again(
    small_set: QuestionSet, loaded: LoadedSettings, notices: list[str]
):
    runs: list[Run] = []

    def refuse(made: Run) -> None:
        runs.append(made)
        raise StorageError("The disk is full.")

    with pytest.raises(StorageError, match="The disk is full"):
        run_pipelines(small_set, ["bm25"], loaded, keep=refuse)
    assert kept_lines(loaded.settings.home) == 4
    steps: list[tuple[str, int, int]] = []
    again = Told(progress=lambda *step: steps.append(step), notice=notices.append)
    runs.append(run_pipelines(small_set, ["bm25"], loaded, told=again))

    assert notices == ["bm25: 4 of 4 questions were answered before; going on."]
    assert [step for step in steps if "questions" in step[0]] == [("bm25: questions", 4, 4)]
    assert runs[0].pipelines[0].rows == runs[1].pipelines[0].rows
    assert kept_lines(loaded.settings.home) == 0


def test_other_questions_are_not_taken_for_finished(
    small_set: QuestionSet, loaded: LoadedSettings, told: Told, notices: list[str]
):
    def refuse(_: Run) -> None:
        raise StorageError("The disk is full.")

    with pytest.raises(StorageError):
        run_pipelines(small_set, ["bm25"], loaded, keep=refuse)
    fewer = replace(small_set, questions=small_set.questions[1:])

    made = run_pipelines(fewer, ["bm25"], loaded, told=told)

    assert notices == []
    assert len(made.pipelines[0].rows) == 3


def rows_of(questions: QuestionSet, loaded: LoadedSettings, *names: str) -> Run:
    return run_pipelines(questions, names, loaded)


class TestComparing:
    def test_what_else_differs_than_the_code_is_told(self, small_set: QuestionSet, loaded: LoadedSettings):
        before = rows_of(small_set, loaded, "bm25")
        after = replace(before, settings={**before.settings, "passages": "3"}, code="other", corpus="other")

        assert changes_between(before, before) == []
        assert changes_between(before, after) == [
            "The run to compare with was over other articles than this one.",
            "More differs from the run to compare with than the code: passages 24 → 3.",
        ]

    def test_pipelines_are_paired_by_name(self, small_set: QuestionSet, loaded: LoadedSettings):
        before, after = rows_of(small_set, loaded, "bm25", "dense"), rows_of(small_set, loaded, "dense", "bm25")

        assert [(c.before, c.after) for c in compare_runs(before, after)] == [("dense", "dense"), ("bm25", "bm25")]

    def test_what_each_has_alone_is_compared_whatever_its_name(self, small_set: QuestionSet, loaded: LoadedSettings):
        before, after = rows_of(small_set, loaded, "bm25"), rows_of(small_set, loaded, "dense")

        (comparison,) = compare_runs(before, after)

        assert (comparison.before, comparison.after, comparison.common) == ("bm25", "dense", 4)

    def test_run_that_shares_pipelines_and_questions_can_be_compared(
        self, small_set: QuestionSet, loaded: LoadedSettings
    ):
        before = rows_of(small_set, loaded, "bm25")

        check_comparable(before, ["bm25", "dense"], small_set)
        check_comparable(before, ["dense"], replace(small_set, questions=small_set.questions[3:]))

    def test_run_of_none_of_the_pipelines_cannot(self, small_set: QuestionSet):
        with pytest.raises(UsageError, match="has none of these pipelines; it has bm25, dense"):
            check_comparable(run(pipeline("bm25", []), pipeline("dense", [])), ["hybrid"], small_set)

    def test_run_of_none_of_the_questions_cannot(self, small_set: QuestionSet, loaded: LoadedSettings):
        strangers = tuple(replace(question, id=f"new-{question.id}") for question in small_set.questions)

        with pytest.raises(UsageError, match="has none of these questions"):
            check_comparable(rows_of(small_set, loaded, "bm25"), ["bm25"], replace(small_set, questions=strangers))
