import mmap
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from town import ARTICLES, QUESTIONS

from bot.errors import CorpusError
from bot.evaluation.evaluate import DEPTH, evaluate, peak_memory, reset_peak_memory
from bot.evaluation.journal import Journal, open_journal
from bot.evaluation.pipelines.contestants import make_contestant
from bot.evaluation.run import Contestant, Outcome, QuestionSet
from bot.settings import LoadedSettings
from bot.types import Answer, Filters, GoldQuestion

Make = Callable[..., Contestant]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with open_journal(tmp_path, ["a run"]) as journal:
        yield journal


def untimed(outcomes: list[Outcome]) -> list[Outcome]:
    return [replace(outcome, answer=replace(outcome.answer, milliseconds=None)) for outcome in outcomes]  # type: ignore[arg-type]  # what differs from run to run


def counted(contestant: Contestant, *, until: int | None = None) -> tuple[Contestant, list[str]]:
    """Note every question that is asked, and stop as a user would after some."""
    asked: list[str] = []

    def ask(question: str, filters: Filters) -> Answer:
        if until is not None and len(asked) > until:  # the one untimed comes on top
            raise KeyboardInterrupt
        asked.append(question)
        return contestant.ask(question, filters)

    return replace(contestant, ask=ask), asked


def test_every_question_is_answered_in_the_order_of_the_set(
    make: Make, small_set: QuestionSet, journal: Journal
) -> None:
    told: list[tuple[str, int, int]] = []

    outcomes = evaluate(small_set, make("embedded"), store=journal, progress=lambda *step: told.append(step))

    assert [outcome.question for outcome in outcomes] == [gold.id for gold in QUESTIONS]
    assert [outcome.answer.question for outcome in outcomes] == [gold.question for gold in QUESTIONS]
    assert [outcome.answer.abstained for outcome in outcomes] == [False, False, False, True]
    assert told == [("embedded: questions", n, 4) for n in range(5)]


def test_question_is_asked_of_its_own_articles_alone(make: Make, small_set: QuestionSet, journal: Journal) -> None:
    outcomes = evaluate(small_set, make("dense"), store=journal)

    assert {passage.article for passage in outcomes[2].ranking} == {"orchard"}
    assert {passage.article for passage in outcomes[0].ranking} == {"ferry", "library", "orchard"}


def test_ranking_is_deeper_than_an_answer_reads(make: Make, journal: Journal) -> None:
    articles = tuple(replace(ARTICLES[0], id=f"ferry-{n}", text=f"Ferry {n} sails at {n}.") for n in range(120))
    questions = QuestionSet("many", QUESTIONS[:1], articles)

    (outcome,) = evaluate(questions, make("dense", articles), store=journal)

    assert len(outcome.answer.passages) == 24
    assert len(outcome.ranking) == DEPTH
    assert outcome.ranking[:24] == outcome.answer.passages


def test_first_question_is_asked_once_untimed(make: Make, small_set: QuestionSet, journal: Journal) -> None:
    contestant, asked = counted(make("bm25"))

    evaluate(small_set, contestant, store=journal)

    assert asked == [QUESTIONS[0].question, *(gold.question for gold in QUESTIONS)]


def test_question_that_is_refused_counts_as_withheld_with_the_reason(make: Make, journal: Journal) -> None:
    long = GoldQuestion("long", "why " * 600, answerable=True, kind="why")
    elsewhere = replace(QUESTIONS[0], id="elsewhere", within=("nowhere",))

    outcomes = evaluate(QuestionSet("odd", (long, elsewhere, QUESTIONS[1]), ARTICLES), make("bm25"), store=journal)

    assert [outcome.answer.abstained for outcome in outcomes] == [True, True, False]
    assert [outcome.answer.reason.code for outcome in outcomes[:2] if outcome.answer.reason] == ["error", "error"]
    assert outcomes[0].answer.reason is not None
    assert "at most 2000" in outcomes[0].answer.reason.text
    assert outcomes[0].answer.confidence == 0.5
    assert outcomes[0].ranking == ()


def test_what_fails_for_another_reason_ends_the_run_and_loses_nothing(
    make: Make, small_set: QuestionSet, journal: Journal
) -> None:
    contestant = make("bm25")

    def ask(question: str, filters: Filters) -> Answer:
        if question == QUESTIONS[2].question:
            raise CorpusError("The index is gone.")
        return contestant.ask(question, filters)

    with pytest.raises(CorpusError, match="The index is gone"):
        evaluate(small_set, replace(contestant, ask=ask), store=journal)

    assert list(journal.finished("bm25")) == ["engine", "librarian"]


def test_interrupted_run_goes_on_where_it_was(make: Make, small_set: QuestionSet, tmp_path: Path) -> None:
    with open_journal(tmp_path / "other", ["a run"]) as other:
        whole = evaluate(small_set, make("hybrid"), store=other)
    contestant, _ = counted(make("hybrid"), until=2)
    with open_journal(tmp_path, ["a run"]) as first, pytest.raises(KeyboardInterrupt):
        evaluate(small_set, contestant, store=first)

    contestant, asked = counted(make("hybrid"))
    with open_journal(tmp_path, ["a run"]) as second:
        resumed = second.count("hybrid")
        outcomes = evaluate(small_set, contestant, store=second)

    assert resumed == 2
    assert asked == [QUESTIONS[2].question, QUESTIONS[2].question, QUESTIONS[3].question]
    assert untimed(outcomes) == untimed(whole)


def test_only_the_same_run_and_pipeline_is_resumed(make: Make, small_set: QuestionSet, tmp_path: Path) -> None:
    with open_journal(tmp_path, ["a run", "of this code"]) as first:
        evaluate(small_set, make("bm25"), store=first)

    with open_journal(tmp_path, ["a run", "of other code"]) as other:
        assert other.count("bm25") == 0
    with open_journal(tmp_path, ["a run", "of this code"]) as same:
        assert (same.count("dense"), same.count("bm25")) == (0, 4)


def test_finished_run_is_forgotten_and_the_pipelines_of_others_are_not(
    make: Make, small_set: QuestionSet, tmp_path: Path
) -> None:
    for name, finished in (("bm25", False), ("dense", True)):
        with open_journal(tmp_path, ["a run"]) as journal:
            evaluate(small_set, make(name), store=journal)
            if finished:
                journal.delete()

    with open_journal(tmp_path, ["a run"]) as journal:
        assert (journal.count("bm25"), journal.count("dense")) == (4, 0)


@pytest.mark.parametrize("cut", ["torn", "garbled", "binary"])
def test_torn_last_line_is_dropped_and_asked_again(
    make: Make, small_set: QuestionSet, journal: Journal, cut: str
) -> None:
    whole = evaluate(small_set, make("bm25"), store=journal)
    path = journal.kept.path / "bm25.jsonl"
    *lines, last = path.read_bytes().splitlines(keepends=True)
    damaged = {"torn": last[:-20], "garbled": b'{"question": 3}\n' + last, "binary": b"\xff\x00\n"}[cut]
    path.write_bytes(b"".join(lines) + damaged)

    assert journal.count("bm25") == 3
    assert path.read_bytes() == b"".join(lines)
    assert untimed(evaluate(small_set, make("bm25"), store=journal)) == untimed(whole)
    assert len(path.read_bytes().splitlines()) == 4


def test_second_evaluation_at_once_keeps_nothing_and_says_so(
    make: Make, small_set: QuestionSet, journal: Journal, tmp_path: Path
) -> None:
    evaluate(small_set, make("bm25"), store=journal)
    contestant, asked = counted(make("bm25"))

    with open_journal(tmp_path, ["a run"]) as second:
        evaluate(small_set, contestant, store=second)
        second.delete()

    assert journal.notice is None
    assert second.notice == "The same evaluation is running elsewhere, so this one starts anew, and cannot be resumed."
    assert len(asked) == 5
    assert journal.count("bm25") == 4


@pytest.mark.parametrize("name", ["bm25", "dense", "hybrid", "embedded"])
def test_two_runs_over_indexes_of_their_own_differ_in_nothing_but_time(
    loaded: LoadedSettings, small_set: QuestionSet, tmp_path: Path, name: str
) -> None:
    runs = []
    for n in range(2):
        folder = tmp_path / f"{n}"
        contestant = make_contestant(name, ARTICLES, loaded, folder, lambda *_: None)
        with open_journal(folder, ["a run"]) as journal:
            runs.append(evaluate(small_set, contestant, store=journal))
        contestant.close()

    assert untimed(runs[0]) == untimed(runs[1])


def test_peak_memory_counts_from_the_last_reset() -> None:
    # Mapped anew: what an allocator hands out may have been the process's before, and stays so.
    with mmap.mmap(-1, 64 << 20) as much:
        much.write(b"x" * (64 << 20))
        high = peak_memory()
    reset_peak_memory()

    assert high > 64
    assert peak_memory() < high - 32


CHILD = """
import sys, time
from dataclasses import replace
from pathlib import Path
sys.path[:0] = [{root!r}, {here!r}]
from town import ARTICLES
from test_evaluate import many_questions
from bot.evaluation.pipelines.contestants import make_contestant
from bot.evaluation.pipelines.contestants import make_contestant
from bot.evaluation.evaluate import evaluate
from bot.evaluation.journal import open_journal
from bot.settings import load_settings

folder = Path(sys.argv[1])
contestant = make_contestant("bm25", ARTICLES, load_settings(), folder, lambda *_: None)
slow = lambda question, filters: time.sleep(0.002) or contestant.ask(question, filters)
journal = open_journal(folder, ["a run"])
evaluate(many_questions(), replace(contestant, ask=slow), store=journal,
         progress=lambda _, done, total: print(done, flush=True))
"""


def many_questions() -> QuestionSet:
    questions = tuple(replace(QUESTIONS[n % 4], id=f"{n}") for n in range(300))
    return QuestionSet("many", questions, ARTICLES)


@pytest.mark.slow
def test_killed_run_loses_no_finished_question(make: Make, tmp_path: Path) -> None:
    child = CHILD.format(root=str(ROOT), here=str(Path(__file__).parent))
    random.seed(0)
    done = 0
    for _ in range(6):
        command = [sys.executable, "-c", child, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if int(line) >= done + random.randint(5, 40):
                    time.sleep(random.random() / 100)
                    process.kill()
                    break
            told = [int(line), *(int(line) for line in process.stdout)][-1]
        assert process.returncode == -signal.SIGKILL
        with open_journal(tmp_path, ["a run"]) as journal:
            assert journal.notice is None  # the lock of a dead process is free
            kept = journal.count("bm25")
        assert kept >= told > done
        done = kept

    with open_journal(tmp_path, ["a run"]) as journal, open_journal(tmp_path / "fresh", ["a run"]) as fresh:
        resumed = evaluate(many_questions(), make("bm25"), store=journal)
        whole = evaluate(many_questions(), make("bm25"), store=fresh)
    assert untimed(resumed) == untimed(whole)
