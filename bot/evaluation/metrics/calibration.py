"""
Thresholds and calibrations that no question is scored by if it was among those they were fitted on.

The questions fall into five folds by a hash of their ids; what is fitted on four folds is applied to the fifth.
"""

from collections.abc import Sequence
from hashlib import sha256

import numpy as np

from bot.evaluation.metrics.intervals import Numbers

FOLDS = 5
EDGE = 0.001  # confidences of 0 and 1 have no logit
STEPS = 100  # Newton's method takes fewer than ten where nothing is odd
PRIOR = 0.01  # weight of the belief that the confidence is right as told; it decides where a fold has little to say
AS_TOLD = np.array([0.0, 1.0, 0.0])


def fold_of(question_id: str) -> int:
    """Return the fold of a question, from 0; the same for an id wherever and with whatever else it is asked."""
    return int.from_bytes(sha256(f"fold {question_id}".encode()).digest()[:8]) % FOLDS


def keep_surest(confidence: Numbers, wrong: Numbers, folds: Numbers, *, most: float) -> Numbers:
    """
    Tell which answers are sure enough for at most a share *most* of them to be wrong: 1, else 0.

    One element per answer; *wrong* is 1 or 0. Each fold's threshold is the lowest that holds on the other folds; where
    none holds, no answer of the fold is kept.
    """
    kept = np.zeros(len(confidence))
    for fold in np.unique(folds):
        own = folds == fold
        kept[own] = confidence[own] >= threshold_of(confidence[~own], wrong[~own], most=most)
    return kept


def threshold_of(confidence: Numbers, wrong: Numbers, *, most: float) -> float:
    """Return the lowest confidence from which on at most a share *most* of the answers is wrong; infinity if none."""
    levels, answers, mistakes = risks(confidence, wrong)
    holds = np.flatnonzero(mistakes / answers <= most)
    return float(levels[holds[-1]]) if len(holds) else float("inf")


def risks(confidence: Numbers, wrong: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return the levels of *confidence*, highest first, and how many answers, and wrong ones, are of each or above."""
    levels, level_of = np.unique(-confidence, return_inverse=True)
    answers = np.bincount(level_of, minlength=len(levels)).cumsum().astype(float)
    return -levels, answers, np.bincount(level_of, wrong, minlength=len(levels)).cumsum()


def calibrate(confidence: Numbers, withheld: Numbers, right: Numbers, folds: Numbers) -> Numbers:
    """
    Return the probabilities that a logistic calibration gives in place of *confidence* (Platt 1999).

    One element per question; *withheld* and *right* are 1 or 0. Answers withheld have an intercept of their own: a
    confidence in an answer and one in there being none come from different places.
    """
    clipped = np.clip(confidence, EDGE, 1 - EDGE)
    features = np.column_stack([np.ones_like(clipped), np.log(clipped / (1 - clipped)), withheld])
    fitted = np.zeros(len(confidence))
    for fold in np.unique(folds):
        own = folds == fold
        fitted[own] = _logistic(features[own] @ _fit(features[~own], right[~own]))
    return fitted


def _fit(features: Numbers, right: Numbers) -> Numbers:
    """Minimise the log loss plus the prior; convex, so that halving a step until it helps always arrives."""
    targets = _smoothed(right)
    weights: Numbers = AS_TOLD
    for _ in range(STEPS):
        told = _logistic(features @ weights)
        gradient = features.T @ (told - targets) + PRIOR * (weights - AS_TOLD)
        curvature = (features.T * (told * (1 - told))) @ features + PRIOR * np.eye(len(weights))
        step = np.linalg.solve(curvature, gradient)
        before = _loss(weights, features, targets)
        while _loss(weights - step, features, targets) > before and np.abs(step).max() > 1e-9:
            step = step / 2
        weights = weights - step
        if np.abs(step).max() < 1e-9:
            break
    return weights


def _smoothed(right: Numbers) -> Numbers:
    """Return Platt's targets, which keep a fold with verdicts of one kind from asking for certainty."""
    positive = right.sum()
    targets: Numbers = np.where(right > 0, (positive + 1) / (positive + 2), 1 / (len(right) - positive + 2))
    return targets


def _loss(weights: Numbers, features: Numbers, targets: Numbers) -> float:
    logits = features @ weights
    return float((np.logaddexp(0, logits) - targets * logits).sum() + PRIOR / 2 * ((weights - AS_TOLD) ** 2).sum())


def _logistic(logits: Numbers) -> Numbers:
    probabilities: Numbers = 1 / (1 + np.exp(-np.clip(logits, -500, 500)))
    return probabilities


def as_numbers(values: Sequence[float | bool]) -> Numbers:
    """Return *values* as numbers, in order."""
    return np.asarray(values, float)
