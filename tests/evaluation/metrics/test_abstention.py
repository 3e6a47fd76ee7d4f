from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outcomes import judged_row

from bot.evaluation.metrics.abstention import abstention_statistics, auroc_of, ece_of, judge, reliability, risk_coverage
from bot.evaluation.metrics.calibration import as_numbers, fold_of
from bot.evaluation.metrics.intervals import value_of
from bot.evaluation.run import Bin, Point, Scored

Case = tuple[float, bool]


def auroc(cases: Sequence[Case]) -> float | None:
    statistic = auroc_of(as_numbers([signal for signal, _ in cases]), as_numbers([positive for _, positive in cases]))
    return value_of(statistic, len(cases))


def by_pairs(cases: Sequence[Case]) -> float | None:
    """The share of pairs in the right order, ties counting half: what the area is."""
    pairs = [(one, other) for one, positive in cases if positive for other, negative in cases if not negative]
    return sum((one > other) + (one == other) / 2 for one, other in pairs) / len(pairs) if pairs else None


def test_the_area_is_that_worked_out_by_hand() -> None:
    # Pairs: .8 over .5 and .2; .5 ties with .5 and is over .2: 3.5 of 4.
    assert auroc([(0.8, True), (0.5, True), (0.5, False), (0.2, False)]) == 3.5 / 4
    assert auroc([(0.3, True), (0.3, False)]) == 0.5
    assert auroc([(0.9, False), (0.1, True)]) == 0
    assert auroc([(0.9, True), (0.1, True)]) is None


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(st.tuples(st.sampled_from([0, 0.2, 0.5, 0.7, 1]) | st.floats(0, 1), st.booleans()), max_size=25))
def test_the_area_is_the_share_of_pairs_in_the_right_order(cases: list[Case]) -> None:
    found, expected = auroc(cases), by_pairs(cases)

    assert found == (None if expected is None else pytest.approx(expected))


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(st.tuples(st.sampled_from([0.2, 0.5, 0.7]), st.booleans(), st.integers(0, 3)), min_size=1, max_size=12))
def test_the_area_of_a_resample_is_that_of_the_questions_drawn(rows: list[tuple[float, bool, int]]) -> None:
    statistic = auroc_of(as_numbers([row[0] for row in rows]), as_numbers([row[1] for row in rows]))
    drawn = [(signal, positive) for signal, positive, times in rows for _ in range(times)]

    found = statistic.of(np.array([[times for _, _, times in rows]], float))[0]

    expected = by_pairs(drawn)
    assert np.isnan(found) if expected is None else found == pytest.approx(expected)


def test_calibration_error_is_that_worked_out_by_hand() -> None:
    confidence = as_numbers([0.05, 0.62, 0.68, 1.0])
    right = as_numbers([0, 1, 0, 1])

    # Bins of .0: |0 - .05| over 1; of .6: |.5 - .65| over 2; of .9: |1 - 1| over 1, which 1.0 belongs to.
    assert value_of(ece_of(confidence, right), 4) == pytest.approx(0.05 / 4 + 0.15 * 2 / 4)


def whole(rows: Sequence[Scored]) -> dict[str, float | None]:
    judged = list(judge(rows).values())
    return {name: value_of(one, len(judged)) for name, one in abstention_statistics(judged).items()}


def test_declining_has_the_precision_and_f1_of_a_class() -> None:
    rows = [
        judged_row("a", 0.9, "right", declined=True),
        judged_row("b", 0.9, "withheld"),
        judged_row("c", 0.9, "withheld"),
        judged_row("d", 0.9, "unfounded"),
        judged_row("e", 0.9, "right"),
    ]

    found = whole(rows)

    assert found["abstention-precision"] == 1 / 3
    assert found["abstention-f1"] == pytest.approx(2 * (1 / 3) * (1 / 2) / (1 / 3 + 1 / 2))


def test_declining_is_not_asked_of_a_set_that_can_all_be_answered() -> None:
    found = whole([judged_row("a", 0.9, "right"), judged_row("b", 0.9, "withheld")])

    assert "abstention-precision" not in found
    assert found["auroc"] is None


def test_confidence_in_there_being_no_answer_speaks_against_one() -> None:
    rows = [
        judged_row("a", 0.6, "right"),
        judged_row("b", 0.7, "withheld"),  # signal .3
        judged_row("c", 0.9, "right", declined=True),  # signal .1
        judged_row("d", 0.5, "unfounded"),
    ]

    found = whole(rows)

    assert found["auroc"] == 3 / 4  # (.6, .3) against (.1, .5)
    assert found["auroc-right"] == 1  # .6 against the rest


def test_coverage_counts_answers_surer_than_what_other_folds_ask_for() -> None:
    names = [f"q{n}" for n in range(200)]
    # Answers surer than .5 are right, the others wrong: any four folds put the threshold between the two.
    rows = [judged_row(name, 0.9 if n % 4 else 0.1, "right" if n % 4 else "wrong") for n, name in enumerate(names)]
    rows += [judged_row(f"w{n}", 0.9, "withheld") for n in range(50)]

    found = whole(rows)

    assert (found["coverage@5"], found["coverage@10"]) == (150 / 250, 150 / 250)
    assert found["wrong@5"] == 0


def test_a_fold_that_differs_pays_for_what_the_others_taught() -> None:
    """Answers of one fold are all wrong, and its own threshold would keep none of them."""
    names = [f"q{n}" for n in range(100)]
    odd = [name for name in names if fold_of(name) == 2]
    rows = [judged_row(name, 0.9, "wrong" if name in odd else "right") for name in names]

    judged = judge(rows)

    assert {name for name in names if judged[name].kept[5]} == set(odd)
    assert whole(rows)["wrong@5"] == 1
    assert max(judged[name].fitted for name in names if name not in odd) < 0.85
    assert min(judged[name].fitted for name in odd) > 0.9


def test_folds_of_one_kind_alone_can_be_judged() -> None:
    for verdict in ("right", "wrong", "withheld", "unfounded"):
        found = whole([judged_row(f"q{n}", 0.8, verdict) for n in range(12)])

        assert found["ece"] == pytest.approx(0.2 if verdict == "right" else 0.8)
        assert found["ece-fitted"] is not None
        assert found["coverage@20"] == (1 if verdict == "right" else 0)
    assert "wrong@20" in found
    assert found["wrong@20"] is None  # nothing is kept


def test_questions_without_a_verdict_are_left_out() -> None:
    rows = [judged_row("a", 0.6, "right"), judged_row("b", 0.9, None)]

    assert list(judge(rows)) == ["a"]
    assert reliability(rows) == (Bin(1, 0.6, 1.0),)
    assert risk_coverage(rows) == (Point(1.0, 0.0),)


def test_a_confidence_out_of_range_is_kept_within_it() -> None:
    judged = judge([judged_row("a", float("nan"), "right"), judged_row("b", 7.0, "wrong")])

    assert (judged["a"].confidence, judged["b"].confidence) == (0, 1)


def test_the_curve_goes_from_the_surest_answers_to_all_that_were_given() -> None:
    rows = [
        judged_row("a", 0.9, "right"),
        judged_row("b", 0.8, "wrong"),
        judged_row("c", 0.8, "right"),
        judged_row("d", 0.1, "unfounded"),
        judged_row("e", 0.9, "withheld"),
    ]

    assert risk_coverage(rows) == (Point(1 / 5, 0.0), Point(3 / 5, 1 / 3), Point(4 / 5, 2 / 4))
    assert risk_coverage(rows[4:]) == ()
    assert risk_coverage([]) == ()


def test_a_long_curve_has_a_hundred_points_the_ends_among_them() -> None:
    rows = [judged_row(f"q{n}", n / 1000, "right") for n in range(1000)]

    curve = risk_coverage(rows)

    assert len(curve) == 100
    assert (curve[0].coverage, curve[-1].coverage) == (1 / 1000, 1)


def test_bins_hold_their_questions() -> None:
    rows = [judged_row("a", 0.62, "right"), judged_row("b", 0.68, "wrong"), judged_row("c", 1.0, "withheld")]

    assert reliability(rows) == (Bin(2, pytest.approx(0.65), 0.5), Bin(1, 1.0, 0.0))
    assert reliability([]) == ()


def test_the_order_of_questions_changes_no_judgement() -> None:
    verdicts = ("right", "wrong", "withheld", "unfounded")
    rows = [judged_row(f"q{n}", n * 37 % 100 / 100, verdicts[n % 4]) for n in range(60)]

    assert judge(rows) == judge([replace(row) for row in reversed(rows)])
