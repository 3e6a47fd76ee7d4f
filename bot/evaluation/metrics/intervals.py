"""
Figures over a set of questions, and their 95 % intervals by the percentile bootstrap (Efron 1979), seeded.

A resample is told by how often it drew each question: one row of weights. Every figure is a function of such rows, the
set itself being the row of ones, so that means and figures of the whole set are resampled in the same way.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bot.evaluation.run import Estimate

Numbers = NDArray[np.float64]
SEED = 20230916
RESAMPLES = 1000
INTERVAL = (2.5, 97.5)  # percentiles
BLOCK = 1_000_000  # weights held at a time


@dataclass(frozen=True, slots=True)
class Statistic:
    """A figure over *n* questions: *of* takes rows of weights and returns one value for each, nan where undefined."""

    n: int
    of: Callable[[Numbers], Numbers]
    shifted: bool = False
    """Whether resamples shift it, as they do a sum of absolute differences, which noise can only raise."""


def mean_of(values: Sequence[float | None]) -> Statistic:
    """Return the mean over the questions that have a value."""
    has = [value is not None for value in values]
    return ratio_of([value or 0.0 for value in values], has)


def ratio_of(numerator: ArrayLike, denominator: ArrayLike, *, n: int | None = None) -> Statistic:
    """Return the sum of *numerator* over that of *denominator*; *n* is the number of questions that this is over."""
    above, below = np.asarray(numerator, float), np.asarray(denominator, float)

    def of(weights: Numbers) -> Numbers:
        return divide(weights @ above, weights @ below)

    return Statistic(int(np.count_nonzero(below)) if n is None else n, of)


def quantile_of(values: ArrayLike, share: float) -> Statistic:
    """Return the quantile of *values*, interpolated linearly as numpy does."""
    numbers = np.asarray(values, float)
    order = np.argsort(numbers, kind="stable")
    ascending = numbers[order]

    def of(weights: Numbers) -> Numbers:
        reached = weights[:, order].cumsum(axis=1)
        place = (reached[:, -1] - 1) * share
        low, high = (
            ascending[np.minimum((reached <= whole[:, None]).sum(axis=1), len(ascending) - 1)]
            for whole in (np.floor(place), np.ceil(place))
        )
        found: Numbers = low + (high - low) * (place - np.floor(place))
        return found

    return Statistic(len(numbers), of)


def divide(above: Numbers, below: Numbers) -> Numbers:
    """Divide element by element; nan where there is nothing to divide by."""
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below != 0)


def value_of(statistic: Statistic, size: int) -> float | None:
    """Return the figure over a set of *size* questions as it is; None where it is undefined."""
    if not size:
        return None
    value = float(statistic.of(np.ones((1, size)))[0])
    return None if np.isnan(value) else value


def estimate_all(statistics: Mapping[str, Statistic], size: int, *, seed: int = SEED) -> dict[str, Estimate]:
    """Return each figure over a set of *size* questions, with its interval; undefined figures are left out."""
    known = {name: value for name, one in statistics.items() if (value := value_of(one, size)) is not None}
    drawn = draw({name: statistics[name] for name in known}, size, seed=seed)
    return {name: _estimate(statistics[name], drawn[name], value) for name, value in known.items()}


def _estimate(statistic: Statistic, drawn: Numbers, value: float) -> Estimate:
    low, high = interval_of(drawn, value)
    if statistic.shifted:
        shift = float(np.nanmedian(drawn)) - value if not np.isnan(drawn).all() else 0.0
        low, high = max(low - shift, 0.0), high - shift
    return Estimate(value, statistic.n, low, high)


def draw(statistics: Mapping[str, Statistic], size: int, *, seed: int = SEED) -> dict[str, Numbers]:
    """Return the values of each figure over the same resamples of *size* questions, in the order of drawing."""
    blocks: dict[str, list[Numbers]] = {name: [] for name in statistics}
    for weights in _resamples(size, seed) if statistics else ():
        for name, one in statistics.items():
            blocks[name].append(one.of(weights))
    return {name: np.concatenate(parts) for name, parts in blocks.items()}


def interval_of(drawn: Numbers, value: float) -> tuple[float, float]:
    """Return the percentile interval of resampled values; that of *value* alone where no resample defines it."""
    defined = drawn[~np.isnan(drawn)]
    if not len(defined):
        return value, value
    low, high = np.percentile(defined, INTERVAL)
    return float(low), float(high)


def _resamples(size: int, seed: int) -> Iterator[Numbers]:
    random = np.random.default_rng(seed)
    left, rows = RESAMPLES, max(BLOCK // size, 1)
    while left > 0:
        count = min(rows, left)
        picks = random.integers(size, size=(count, size)) + np.arange(count)[:, None] * size
        yield np.bincount(picks.ravel(), minlength=count * size).reshape(count, size).astype(float)
        left -= count
