import random
import time
from dataclasses import replace

import numpy as np
import pytest
from outcomes import COST, GIFTS, MARKET, RIBBON, a_set, asked, judged_row, passage, quoted, withheld

from bot.evaluation.metrics.abstention import judge
from bot.evaluation.metrics.measures import BY_NAME, METRICS
from bot.evaluation.metrics.scoring import score_pipeline, statistics_of
from bot.evaluation.run import ALL, Outcome, QuestionSet
from bot.types import Milliseconds

OF_WRITTEN = {"supported", "withheld", "repaired", "first-token", "tokens", "written"}

RIBBONED = asked(
    "ribbon", answers=(("red ribbon",),), evidence=(RIBBON,), choices=("key", "ribbon"), right_choices=(1,)
)
PRICED = asked("price", answers=(("8,000",),), kind="number")
GIVEN = asked("gifts", answers=(("clock",),), kind="number", apart="follow-up")
UNKNOWN = asked("unknown", answerable=False, articles=(), kind="off-topic")
QUESTIONS = a_set(RIBBONED, PRICED, GIVEN, UNKNOWN)
OUTCOMES = (
    quoted(RIBBON, id="ribbon", short_answer="a red ribbon", ranking=[passage(RIBBON)]),
    quoted(RIBBON, id="price", ranking=[passage("Orlaby", MARKET), passage(COST)]),
    quoted(GIFTS, id="gifts", ranking=[passage(GIFTS)]),
    withheld(id="unknown"),
)


def drawn(count: int, seed: int = 4) -> tuple[QuestionSet, list[Outcome]]:
    """Many questions, some apart, and outcomes that are right or not, sure or not, by chance."""
    dice, questions, outcomes = random.Random(seed), [], []
    for n in range(count):
        gold = dice.choice([RIBBONED, PRICED, GIVEN, UNKNOWN])
        made = dice.choice(OUTCOMES)
        questions.append(replace(gold, id=f"q{n}"))
        answer = replace(
            made.answer, confidence=dice.random(), milliseconds=Milliseconds(*dice.choices(range(99), k=3))
        )
        outcomes.append(replace(made, question=f"q{n}", answer=answer))
    return a_set(*questions), outcomes


def test_rows_are_in_the_order_of_the_questions() -> None:
    run = score_pipeline("ours", OUTCOMES[::-1], QUESTIONS)

    assert run.name == "ours"
    assert [row.gold.id for row in run.rows] == ["ribbon", "price", "gifts", "unknown"]
    assert [row.outcome.question for row in run.rows] == ["ribbon", "price", "gifts", "unknown"]
    assert [row.verdict for row in run.rows] == ["right", "wrong", "right", "right"]


def test_questions_that_were_not_asked_are_left_out() -> None:
    run = score_pipeline("ours", OUTCOMES[1:2], QUESTIONS)

    assert [row.gold.id for row in run.rows] == ["price"]
    assert run.groups[ALL]["right"].n == 1


def test_questions_scored_apart_are_in_their_class_and_not_among_all() -> None:
    run = score_pipeline("ours", OUTCOMES, QUESTIONS)

    assert set(run.groups) == {ALL, "follow-up"}
    assert set(run.classes) == {"fact", "number", "off-topic"}
    assert [(run.groups[name]["right"].n, run.groups[name]["right"].value) for name in run.groups] == [
        (3, 2 / 3),
        (1, 1),
    ]
    assert (run.classes["number"]["contains"].n, run.classes["number"]["contains"].value) == (2, 0.5)


def test_each_metric_is_over_the_questions_it_applies_to() -> None:
    whole = score_pipeline("ours", OUTCOMES, QUESTIONS).groups[ALL]

    names = ("right", "contains", "answered", "abstention-recall", "choice", "mrr@10")
    assert {name: whole[name].n for name in names} == {
        "right": 3,
        "contains": 2,
        "answered": 2,
        "abstention-recall": 1,
        "choice": 1,
        "mrr@10": 2,
    }
    assert whole["mrr@10"].value == (1 + 1 / 2) / 2
    assert whole["exact"].value == 0.5
    assert whole["span-validity"].value == 1


def test_every_figure_is_of_the_registry_and_in_its_order() -> None:
    questions, outcomes = drawn(80)
    run = score_pipeline("ours", outcomes, questions, peak_mib=310.5)

    whole = run.groups[ALL]

    order = [metric.name for metric in METRICS]
    assert list(whole) == sorted(whole, key=order.index)
    assert set(BY_NAME) - set(whole) <= {"sentence-f1", "wrong@5", "wrong@10", "wrong@20", *OF_WRITTEN}
    assert all(one.low <= one.high and one.n > 0 for one in whole.values())
    assert (whole["peak-memory"].value, "peak-memory" in run.classes["fact"]) == (310.5, False)


def test_written_answers_are_asked_for_their_verdicts_tokens_and_first_word() -> None:
    (_, price, *_) = OUTCOMES
    invented = replace(price.answer.sentences[0], text="It was stolen.", citations=(), verdict="unsupported")
    usage = {"prompt_tokens": 90, "completion_tokens": 10, "first_token_ms": 250.0, "repaired": 1}
    answer = replace(price.answer, sentences=(*price.answer.sentences, invented), usage=usage)
    answer = replace(answer, model="openai:test", milliseconds=Milliseconds(1, 2, 6, write=3))

    whole = score_pipeline("chat", [replace(price, answer=answer)], a_set(PRICED)).groups[ALL]

    assert {name: whole[name].value for name in OF_WRITTEN} == {
        "supported": 0.5,
        "withheld": 0.5,
        "repaired": 0.5,
        "first-token": 250,
        "tokens": 100,
        "written": 1,
    }


def test_times_are_told_by_their_quantiles() -> None:
    slow = [
        replace(outcome, answer=replace(outcome.answer, milliseconds=Milliseconds(n, 10 * n, 100 * n)))
        for n, outcome in enumerate(OUTCOMES, 1)
    ]
    whole = score_pipeline("ours", slow, a_set(*(replace(gold, apart=None) for gold in QUESTIONS.questions))).groups[
        ALL
    ]

    assert whole["retrieve-p50"].value == 2.5
    assert whole["read-p95"].value == pytest.approx(38.5)
    assert whole["total-p50"].value == 250
    assert whole["questions-per-second"].value == pytest.approx(4 / 1.0)


def test_the_order_of_questions_and_outcomes_changes_no_value() -> None:
    questions, outcomes = drawn(60)
    run = score_pipeline("ours", outcomes, questions)

    mixed = random.Random(8).sample(questions.questions, k=60)
    other = score_pipeline("ours", outcomes[::-1], replace(questions, questions=tuple(mixed)))

    assert other.groups == run.groups
    assert other.classes == run.classes
    assert (other.risk_coverage, other.reliability) == (run.risk_coverage, run.reliability)
    assert {row.gold.id: row for row in other.rows} == {row.gold.id: row for row in run.rows}


def test_nothing_asked_gives_no_figures() -> None:
    run = score_pipeline("ours", (), QUESTIONS)

    assert (run.rows, run.groups, run.classes, run.risk_coverage, run.reliability) == ((), {ALL: {}}, {}, (), ())


def test_a_class_is_judged_by_the_thresholds_of_its_group() -> None:
    """One question alone has nothing to learn from, but in its class it has the threshold that the group gave it."""
    known = [replace(RIBBONED, id=f"q{n}") for n in range(40)]
    rare = replace(RIBBONED, id="rare", kind="rare")
    outcomes = [replace(OUTCOMES[0], question=gold.id) for gold in (*known, rare)]

    run = score_pipeline("ours", outcomes, a_set(*known, rare))

    assert run.classes["rare"]["coverage@5"].value == 1


def test_whole_set_figures_see_the_weights_of_the_questions_that_they_judge() -> None:
    rows = [judged_row("a", 0.9, None), judged_row("b", 0.7, "right"), judged_row("c", 0.6, "wrong")]

    error = statistics_of(rows[::-1], judge(rows))["ece"]

    drawn = np.array([[5, 1, 0], [5, 0, 1]], float)  # one weight for each of a, b and c
    assert error.of(drawn).tolist() == pytest.approx([0.3, 0.6])
    assert error.n == 2


def test_five_hundred_questions_are_scored_within_seconds() -> None:
    questions, outcomes = drawn(500)
    begun = time.process_time()

    run = score_pipeline("ours", outcomes, questions)

    assert len(run.rows) == 500
    assert time.process_time() - begun < 5
