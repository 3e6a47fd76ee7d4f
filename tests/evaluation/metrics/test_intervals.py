import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evaluation.metrics.intervals import (
    Numbers,
    Statistic,
    draw,
    estimate_all,
    interval_of,
    mean_of,
    quantile_of,
    ratio_of,
    value_of,
)

VALUES = [0.0, 1.0, 1.0, 0.5, 0.0, 1.0]


def test_the_mean_is_over_the_questions_that_have_a_value() -> None:
    estimate = estimate_all({"m": mean_of([1.0, None, 0.0, None])}, 4)["m"]

    assert (estimate.value, estimate.n) == (0.5, 2)
    assert (estimate.low, estimate.high) == (0, 1)


def test_a_figure_over_nothing_is_left_out() -> None:
    assert estimate_all({"m": mean_of([None, None])}, 2) == {}
    assert estimate_all({"m": mean_of([])}, 0) == {}
    assert value_of(ratio_of([1.0], [0.0]), 1) is None


def test_a_single_question_is_its_own_interval() -> None:
    estimate = estimate_all({"m": mean_of([0.25]), "q": quantile_of([7.0], 0.95)}, 1)

    assert [(e.value, e.n, e.low, e.high) for e in estimate.values()] == [(0.25, 1, 0.25, 0.25), (7, 1, 7, 7)]


def test_a_value_hidden_among_many_questions_is_its_own_interval() -> None:
    estimate = estimate_all({"m": mean_of([0.25, *[None] * 400])}, 401)["m"]

    assert (estimate.low, estimate.high) == (0.25, 0.25)


def test_intervals_are_the_same_twice_and_others_with_another_seed() -> None:
    once, twice, other = (estimate_all({"m": mean_of(VALUES)}, 6, seed=seed) for seed in (1, 1, 2))

    assert once == twice
    assert (
        draw({"m": mean_of(VALUES)}, 6, seed=1)["m"].tolist() != draw({"m": mean_of(VALUES)}, 6, seed=2)["m"].tolist()
    )
    assert other["m"].value == once["m"].value


def test_figures_are_drawn_on_the_same_resamples() -> None:
    drawn = draw({"one": mean_of(VALUES), "less": mean_of([1 - value for value in VALUES])}, 6)

    assert drawn["one"] + drawn["less"] == pytest.approx(np.ones(1000))


def test_large_sets_are_drawn_in_blocks_as_many_times_as_small_ones() -> None:
    size = 30_001

    assert len(draw({"m": mean_of([1.0] * size)}, size)["m"]) == 1000


def test_the_interval_is_as_wide_as_theory_says() -> None:
    shares = np.random.default_rng(5).random(400) < 0.3

    found = estimate_all({"m": mean_of([float(share) for share in shares])}, 400)["m"]

    error = (found.value * (1 - found.value) / 400) ** 0.5
    assert found.low == pytest.approx(found.value - 1.96 * error, abs=0.008)
    assert found.high == pytest.approx(found.value + 1.96 * error, abs=0.008)


def test_intervals_hold_the_truth_about_95_times_in_100() -> None:
    random, held = np.random.default_rng(9), 0
    for _ in range(500):
        found = estimate_all({"m": mean_of(random.normal(3.0, 1.0, 60).tolist())}, 60)["m"]
        held += found.low <= 3.0 <= found.high

    assert 0.92 <= held / 500 <= 0.97


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(st.floats(0, 1000), min_size=1, max_size=30), st.sampled_from([0.0, 0.5, 0.95, 1.0]))
def test_quantiles_are_numpys(values: list[float], share: float) -> None:
    assert value_of(quantile_of(values, share), len(values)) == pytest.approx(np.quantile(values, share))


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(st.integers(0, 3), min_size=4, max_size=4).filter(any), st.sampled_from([0.1, 0.5, 0.95]))
def test_a_weight_counts_a_question_as_often_as_it_was_drawn(weights: list[int], share: float) -> None:
    values = [3.0, 1.0, 2.0, 2.0]
    repeated = np.repeat(values, weights)

    row = np.array([weights], float)

    assert quantile_of(values, share).of(row)[0] == pytest.approx(np.quantile(repeated, share))
    assert mean_of(values).of(row)[0] == pytest.approx(repeated.mean())


def test_resamples_that_define_no_figure_are_passed_over() -> None:
    assert interval_of(np.array([np.nan, 1.0, np.nan]), 1.0) == (1, 1)
    assert interval_of(np.array([np.nan]), 0.5) == (0.5, 0.5)
    assert estimate_all({"none": Statistic(1, lambda weights: np.full(len(weights), np.nan))}, 3) == {}


def test_a_figure_that_resamples_can_only_raise_lies_within_its_interval() -> None:
    gaps = np.kron(np.eye(10), [[0.3], [-0.3]] * 5)  # in each of ten bins they cancel out, but for noise

    def of(weights: Numbers) -> Numbers:
        total: Numbers = np.abs(weights @ gaps).sum(axis=1) / weights.sum(axis=1)
        return total

    found = estimate_all({"plain": Statistic(100, of), "shifted": Statistic(100, of, shifted=True)}, 100)

    assert found["plain"].value == found["shifted"].value == 0
    assert found["plain"].low > 0
    assert found["shifted"].low == 0
    assert 0 < found["shifted"].high < found["plain"].high
