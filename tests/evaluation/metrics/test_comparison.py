import random
from dataclasses import replace

import numpy as np
import pytest
from outcomes import COST, RIBBON, a_set, asked, quoted, withheld

from bot.errors import UsageError
from bot.evaluation.metrics.comparison import Comparison, Difference, compare, p_value
from bot.evaluation.metrics.scoring import score_pipeline
from bot.evaluation.run import PipelineRun
from bot.types import GoldQuestion


def run_of(name: str, outcomes: dict[str, str], **apart: str) -> PipelineRun:
    """A run on questions whose answer is the ribbon: told, missed or withheld; those of "no" can not be answered."""
    questions, made = [], []
    for id_, deed in outcomes.items():
        questions.append(_question(id_, apart.get(id_)))
        made.append(withheld(id=id_) if deed == "silent" else quoted(RIBBON if deed == "right" else COST, id=id_))
    return score_pipeline(name, made, a_set(*questions))


def _question(id_: str, apart: str | None) -> GoldQuestion:
    if id_.startswith("no"):
        return asked(id_, answerable=False, articles=(), apart=apart)
    return asked(id_, question=f"About {id_}?", answers=(("red ribbon",),), apart=apart)


def difference(comparison: Comparison, metric: str) -> Difference:
    return next(one for one in comparison.differences if one.metric == metric)


def test_questions_that_turned_are_told_with_both_verdicts() -> None:
    before = run_of("old", {"a": "right", "b": "wrong", "c": "right", "d": "silent", "no1": "silent", "no2": "wrong"})
    after = run_of("new", {"no2": "silent", "no1": "wrong", "d": "wrong", "c": "silent", "b": "right", "a": "right"})

    found = compare(before, after)

    assert [(one.id, one.before, one.after) for one in found.lost] == [
        ("no1", "right", "unfounded"),
        ("c", "right", "withheld"),
    ]
    assert [(one.id, one.question, one.before, one.after) for one in found.gained] == [
        ("no2", "What happened?", "unfounded", "right"),
        ("b", "About b?", "wrong", "right"),
    ]
    assert (found.before, found.after, found.common) == ("old", "new", 6)


def test_runs_are_compared_on_what_both_have() -> None:
    before = run_of("old", {"a": "right", "b": "wrong", "gone": "wrong"})
    after = run_of("new", {"a": "right", "b": "right", "new1": "wrong", "new2": "wrong"})

    found = compare(before, after)

    assert (found.common, found.only_before, found.only_after) == (2, 1, 2)
    right = difference(found, "right")
    assert (right.n_after, right.before, right.after, right.difference) == (2, 0.5, 1, 0.5)


def test_differences_leave_out_what_is_scored_apart_and_turned_questions_do_not() -> None:
    before = run_of("old", {"a": "right", "b": "wrong"}, b="follow-up")
    after = run_of("new", {"a": "right", "b": "right"}, b="follow-up")

    found = compare(before, after)

    assert difference(found, "right").n_after == 1
    assert difference(found, "right").difference == 0
    assert [one.id for one in found.gained] == ["b"]


def test_runs_without_a_common_question_cannot_be_compared() -> None:
    with pytest.raises(UsageError, match=r"^The runs of 'old' and 'new' have no question in common; .+\.$"):
        compare(run_of("old", {"a": "right"}), run_of("new", {"b": "right"}))


def test_a_run_does_not_differ_from_itself() -> None:
    run = run_of("same", {f"q{n}": "right" if n % 3 else "silent" for n in range(30)} | {"no1": "wrong"})

    found = compare(run, run)

    assert (found.lost, found.gained) == ((), ())
    assert {(one.low, one.high, one.p) for one in found.differences if one.p is not None} == {(0, 0, 1)}
    assert {"right", "auroc", "ece", "total-p50", "mrr@10"} <= {one.metric for one in found.differences}


def mixed(share: float, count: int, seed: int) -> dict[str, str]:
    dice = random.Random(seed)
    return {f"q{n}": "right" if dice.random() < share else "wrong" for n in range(count)}


def test_a_large_gain_is_told_from_chance_and_a_small_one_is_not() -> None:
    before = mixed(0.5, 200, 1)
    much = before | dict.fromkeys(list(before)[:80], "right")
    little = before | {"q0": "right", "q1": "wrong", "q2": "right"}

    gained, chance = (difference(compare(run_of("o", before), run_of("n", after)), "right") for after in (much, little))

    assert gained.low > 0
    assert gained.p == pytest.approx(2 / 1001)
    assert chance.low <= 0 <= chance.high
    assert chance.p > 0.3


def test_a_paired_difference_is_surer_than_the_runs_own_intervals() -> None:
    before = mixed(0.5, 200, 2)
    after = dict(before)
    for name in [name for name, deed in before.items() if deed == "wrong"][:10]:
        after[name] = "right"
    old, new = run_of("old", before), run_of("new", after)

    right = difference(compare(old, new), "right")

    assert old.groups["all"]["right"].high > new.groups["all"]["right"].low
    assert right.difference == pytest.approx(0.05)
    assert right.low > 0
    assert right.p < 0.05


def test_the_same_comparison_gives_the_same_figures_whatever_the_order() -> None:
    old, new = run_of("old", mixed(0.4, 40, 3)), run_of("new", mixed(0.6, 40, 4))

    assert compare(old, new) == compare(old, new)
    assert compare(replace(old, rows=old.rows[::-1]), new) == compare(old, new)


def test_the_p_value_is_twice_the_rarer_side() -> None:
    drawn = np.array([-1.0] * 4 + [0.0] + [1.0] * 94 + [np.nan] * 7)

    assert p_value(drawn) == 2 * (5 + 1) / (99 + 1)
    assert p_value(-drawn) == p_value(drawn)
    assert p_value(np.zeros(9)) == p_value(np.array([np.nan])) == 1
