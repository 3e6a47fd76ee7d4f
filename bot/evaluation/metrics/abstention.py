"""
When a pipeline abstains, and what its confidence is worth.

A question's signal is the confidence of an answer given, and 1 less that of one withheld: how sure the pipeline is
that there is an answer and this is it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.evaluation.metrics.calibration import as_numbers, calibrate, fold_of, keep_surest, risks
from bot.evaluation.metrics.intervals import Numbers, Statistic, divide, ratio_of
from bot.evaluation.run import Bin, Point, Scored

BINS = 10
RISKS = {5: 0.05, 10: 0.10, 20: 0.20}  # shares of wrong answers, by the name of their metrics
MOST_POINTS = 100


@dataclass(frozen=True, slots=True)
class Judged:
    """A question as its pipeline's decision and confidence are judged; *row* has a verdict."""

    row: Scored
    fitted: float
    """The confidence after a calibration that did not see the question."""
    kept: Mapping[int, bool]
    """Whether the answer is kept, by the keys of RISKS, by a threshold that did not see the question."""

    @property
    def given(self) -> bool:
        """Whether there is an answer."""
        return not self.row.outcome.answer.abstained

    @property
    def confidence(self) -> float:
        """The confidence as told."""
        return confidence_of(self.row)

    @property
    def signal(self) -> float:
        """How sure the pipeline is of an answer."""
        return self.confidence if self.given else 1 - self.confidence

    @property
    def right(self) -> bool:
        """Whether it did right, be it by an answer or by none."""
        return self.row.verdict == "right"


def confidence_of(row: Scored) -> float:
    """Return the confidence as told, kept in [0, 1]."""
    return float(np.clip(np.nan_to_num(row.outcome.answer.confidence), 0, 1))


def judge(rows: Sequence[Scored]) -> dict[str, Judged]:
    """Return the questions that have a verdict, by id; thresholds and calibrations are fitted across their folds."""
    known = sorted((row for row in rows if row.verdict is not None), key=lambda row: row.gold.id)
    told = as_numbers([confidence_of(row) for row in known])
    withheld = as_numbers([row.outcome.answer.abstained for row in known])
    right = as_numbers([row.verdict == "right" for row in known])
    folds = as_numbers([fold_of(row.gold.id) for row in known])
    fitted = calibrate(told, withheld, right, folds)
    given = withheld == 0
    kept = {key: np.zeros(len(known)) for key in RISKS}
    for key, most in RISKS.items():
        kept[key][given] = keep_surest(told[given], 1 - right[given], folds[given], most=most)
    return {
        row.gold.id: Judged(row, float(fitted[n]), {key: bool(kept[key][n]) for key in RISKS})
        for n, row in enumerate(known)
    }


def abstention_statistics(judged: Sequence[Judged]) -> dict[str, Statistic]:
    """Return the abstention metrics of the whole set; one weight per element of *judged*."""
    signal = as_numbers([one.signal for one in judged])
    right = as_numbers([one.right for one in judged])
    answerable = as_numbers([one.row.gold.answerable for one in judged])
    given = as_numbers([one.given for one in judged])
    return {
        **_abstaining(given, answerable),
        "auroc": auroc_of(signal, answerable),
        "auroc-right": auroc_of(signal, right * given),
        **_covering(judged, right),
        "ece": ece_of(as_numbers([one.confidence for one in judged]), right),
        "ece-fitted": ece_of(as_numbers([one.fitted for one in judged]), right),
    }


def auroc_of(signal: Numbers, positive: Numbers) -> Statistic:
    """
    Return the area under the ROC curve: how often a positive question's signal is above a negative one's, ties half.

    *positive* is 1 or 0. Undefined without both kinds.
    """
    _, level = np.unique(signal, return_inverse=True)
    order = np.argsort(level, kind="stable")
    ascending = level[order]
    first, last = np.searchsorted(ascending, ascending, "left"), np.searchsorted(ascending, ascending, "right")

    def of(weights: Numbers) -> Numbers:
        drawn = weights[:, order]
        above, below = drawn * positive[order], drawn * (1 - positive[order])
        reached = np.concatenate([np.zeros((len(drawn), 1)), below.cumsum(axis=1)], axis=1)
        wins = (above * (reached[:, first] + reached[:, last]) / 2).sum(axis=1)
        return divide(wins, above.sum(axis=1) * below.sum(axis=1))

    return Statistic(len(signal), of)


def ece_of(confidence: Numbers, right: Numbers) -> Statistic:
    """Return the expected calibration error over ten bins of equal width (Naeini et al. 2015; Guo et al. 2017)."""
    gaps = np.zeros((len(confidence), BINS))
    gaps[np.arange(len(confidence)), _bins_of(confidence)] = right - confidence

    def of(weights: Numbers) -> Numbers:
        return divide(np.abs(weights @ gaps).sum(axis=1), weights.sum(axis=1))

    return Statistic(len(confidence), of, shifted=True)


def risk_coverage(rows: Sequence[Scored]) -> tuple[Point, ...]:
    """Return the curve over the answers given, surest first, equally sure ones together; at most a hundred points."""
    known = [row for row in rows if row.verdict is not None]
    given = [row for row in known if not row.outcome.answer.abstained]
    if not given:
        return ()
    told = as_numbers([confidence_of(row) for row in given])
    levels, answers, mistakes = risks(told, as_numbers([row.verdict != "right" for row in given]))
    chosen = np.unique(np.linspace(0, len(levels) - 1, min(len(levels), MOST_POINTS)).round().astype(int))
    return tuple(Point(float(answers[n] / len(known)), float(mistakes[n] / answers[n])) for n in chosen)


def reliability(rows: Sequence[Scored]) -> tuple[Bin, ...]:
    """Return the bins of confidence, lowest first, that hold any question, answered or not."""
    known = [row for row in rows if row.verdict is not None]
    told = as_numbers([confidence_of(row) for row in known])
    right = as_numbers([row.verdict == "right" for row in known])
    bins = _bins_of(told)
    members = [np.flatnonzero(bins == number) for number in range(BINS)]
    return tuple(Bin(len(m), float(told[m].mean()), float(right[m].mean())) for m in members if len(m))


def _abstaining(given: Numbers, answerable: Numbers) -> dict[str, Statistic]:
    unanswerable = 1 - answerable
    if not unanswerable.any():
        return {}
    abstained = 1 - given
    return {
        "abstention-precision": ratio_of(abstained * unanswerable, abstained),
        "abstention-f1": ratio_of(2 * abstained * unanswerable, abstained + unanswerable, n=len(given)),
    }


def _covering(judged: Sequence[Judged], right: Numbers) -> dict[str, Statistic]:
    found: dict[str, Statistic] = {}
    for key in RISKS:
        kept = as_numbers([one.kept[key] for one in judged])
        found[f"coverage@{key}"] = ratio_of(kept, np.ones_like(kept))
        found[f"wrong@{key}"] = ratio_of(kept * (1 - right), kept)
    return found


def _bins_of(confidence: Numbers) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
