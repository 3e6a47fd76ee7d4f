import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evaluation.metrics.calibration import FOLDS, calibrate, fold_of, keep_surest, threshold_of
from bot.evaluation.metrics.intervals import Numbers

INFINITE = float("inf")


def numbers(*values: float) -> Numbers:
    return np.array(values, float)


def test_a_fold_depends_on_the_id_alone_and_folds_are_even() -> None:
    sizes = np.bincount([fold_of(f"question-{n}") for n in range(5000)], minlength=FOLDS)

    assert [fold_of(name) for name in ("engine", "librarian", "volcano")] == [3, 2, 0]
    assert len(sizes) == FOLDS
    assert sizes.min() > 900


@pytest.mark.parametrize(
    ("most", "threshold"),
    [(0.0, 0.9), (0.25, 0.6), (0.34, 0.6), (0.4, 0.5), (1.0, 0.1)],
)
def test_the_threshold_is_the_lowest_that_keeps_the_share_of_wrong_answers(most: float, threshold: float) -> None:
    confidence = numbers(0.9, 0.8, 0.7, 0.6, 0.5, 0.1)
    wrong = numbers(0, 1, 0, 0, 1, 1)  # shares from the top: 0, 1/2, 1/3, 1/4, 2/5, 3/6

    assert threshold_of(confidence, wrong, most=most) == threshold


def test_equally_sure_answers_are_kept_together_or_not_at_all() -> None:
    assert threshold_of(numbers(0.9, 0.9, 0.5), numbers(0, 1, 0), most=0.2) == INFINITE
    assert threshold_of(numbers(0.9, 0.9, 0.5), numbers(0, 1, 0), most=0.34) == 0.5
    assert threshold_of(numbers(), numbers(), most=0.5) == INFINITE


def test_no_answer_is_held_against_a_threshold_that_its_own_fold_would_choose() -> None:
    # In fold 0 every answer is right, in fold 1 only what is surer than .6.
    confidence = numbers(0.2, 0.3, 0.4, 0.9, 0.5, 0.55, 0.7, 0.8)
    wrong = numbers(0, 0, 0, 0, 1, 1, 0, 0)
    folds = numbers(0, 0, 0, 0, 1, 1, 1, 1)

    kept = keep_surest(confidence, wrong, folds, most=0.0)

    # Fold 0 would keep all its own by .2 but is held to fold 1's .7, and fold 1 to fold 0's .2.
    assert kept.tolist() == [0, 0, 0, 1, 1, 1, 1, 1]


def test_nothing_is_kept_on_no_evidence() -> None:
    assert keep_surest(numbers(0.9, 0.8), numbers(0, 0), numbers(3, 3), most=0.2).tolist() == [0, 0]


def test_calibration_learns_from_the_other_folds_alone() -> None:
    confidence, withheld, folds = np.full(40, 0.5), np.zeros(40), np.arange(40) % 2
    right = (folds == 0).astype(float)  # fold 0 is all right, fold 1 all wrong

    fitted = calibrate(confidence, withheld, right, folds)

    assert (fitted[folds == 0] < 0.1).all()
    assert (fitted[folds == 1] > 0.9).all()


def test_a_few_verdicts_of_one_kind_do_not_make_certain() -> None:
    fitted = calibrate(np.full(8, 0.5), np.zeros(8), np.ones(8), np.arange(8.0) % 2)

    assert fitted == pytest.approx(np.full(8, 5 / 6), abs=0.01)  # four right ones, and Platt's one on each side


def test_calibration_finds_the_probabilities_behind_an_overconfident_reader() -> None:
    random = np.random.default_rng(3)
    logits, folds = random.normal(0, 2, 4000), random.integers(0, 5, 4000)
    truth = 1 / (1 + np.exp(-(0.5 * logits - 1)))
    right = (random.random(4000) < truth).astype(float)

    fitted = calibrate(1 / (1 + np.exp(-logits)), np.zeros(4000), right, folds.astype(float))

    assert np.abs(fitted - truth).max() < 0.05


def test_answers_withheld_are_calibrated_apart() -> None:
    withheld, folds = np.tile([0.0, 1.0], 100), np.arange(200.0) // 2 % 2
    right = 1 - withheld  # what is told is right, what is withheld never

    fitted = calibrate(np.full(200, 0.5), withheld, right, folds)

    assert fitted[withheld == 0].min() > 0.9
    assert fitted[withheld == 1].max() < 0.1


def test_the_confidence_stays_as_told_where_there_is_nothing_to_learn_from() -> None:
    assert calibrate(numbers(0.3, 0.9), numbers(0, 1), numbers(1, 1), numbers(2, 2)) == pytest.approx([0.3, 0.9])
    assert len(calibrate(numbers(), numbers(), numbers(), numbers())) == 0


cases = st.lists(st.tuples(st.floats(0, 1), st.booleans(), st.booleans(), st.integers(0, 4)), min_size=1, max_size=40)


@settings(deadline=None)  # a busy machine is no failure
@given(cases)
def test_any_confidences_and_verdicts_can_be_calibrated(rows: list[tuple[float, bool, bool, int]]) -> None:
    confidence, withheld, right, folds = (numbers(*column) for column in zip(*rows, strict=True))

    fitted = calibrate(confidence, withheld, right, folds)

    assert ((fitted >= 0) & (fitted <= 1)).all()


def test_the_fit_arrives_at_its_optimum() -> None:
    """At its optimum the fit matches the smoothed verdicts in sum, but for the prior."""
    random = np.random.default_rng(9)
    confidence = random.random(300)
    right = (random.random(300) < confidence**2).astype(float)

    both = calibrate(np.tile(confidence, 2), np.zeros(600), np.tile(right, 2), np.repeat([1.0, 0.0], 300))

    positive = right.sum()
    smoothed = positive * (positive + 1) / (positive + 2) + (300 - positive) / (300 - positive + 2)
    assert both[300:].sum() == pytest.approx(smoothed, abs=0.1)
