"""What `training/reader/fit.py` fitted beside the reader's weights: `reader.json`, and how its numbers are used."""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.errors import ModelError

Vector = NDArray[np.float64]
T = TypeVar("T")

PASSAGE_FEATURES = ("relevance", "margin", "cosine", "bm25", "rank")
SENTENCE_FEATURES = ("passage", "span", "answer", "sentence", "overlap")
NEAREST_FEATURES = ("score", "cosine", "relevance")
TOLD_FEATURES = ("score", "behind", "span", "sentence", "several", "cosine", "likeness", "rank")
QUESTION_FEATURES = (
    *("relevance", "margin", "score", "sentence", "cosine", "coverage", "names"),
    *("nearest_line", "best_line", "passages", "cosine_gap"),
)


@dataclass(frozen=True, slots=True)
class Fitted:
    """One weight for each feature, in the order of the names above, and the thresholds."""

    passage: Vector
    """Orders passages."""
    sentence: Vector
    """Orders sentences; the best are looked at again."""
    nearest: Vector
    """Orders the best sentences; the first is told."""
    told: Vector
    """Tells, with a bias at its end, how likely a sentence after the first adds what no better one tells."""
    question: Vector
    """Tells, with a bias at its end, how likely there is an answer."""
    knots: tuple[tuple[float, float], ...]
    """Isotonic calibration: from that likelihood in log odds to the probability that the answer is right; rising."""
    threshold: float
    """The lowest probability, in [0, 1], at which the reader answers."""
    keep: float
    """The lowest likelihood, in [0, 1], at which a further sentence is told."""
    topic: float
    """The cosine of the best passage from which on the articles are on the topic of the question."""

    @classmethod
    def load(cls, path: Path) -> "Fitted":
        """
        Read the file that lies beside the models.

        Raises:
            ModelError: it is missing or damaged.
        """
        return read_weights(path, cls.of)

    @classmethod
    def of(cls, values: Mapping[str, object]) -> "Fitted":
        """
        Make it of plain values by name.

        Raises:
            KeyError, TypeError, ValueError: a value is missing or of another kind.
        """
        return cls(
            passage=weights_of(values["passage"], PASSAGE_FEATURES),
            sentence=weights_of(values["sentence"], SENTENCE_FEATURES),
            nearest=weights_of(values["nearest"], NEAREST_FEATURES),
            told=weights_of(values["told"], (*TOLD_FEATURES, "bias")),
            question=weights_of(values["question"], (*QUESTION_FEATURES, "bias")),
            knots=tuple((float(x), float(y)) for x, y in values["knots"]),  # type: ignore[attr-defined]  # checked by use
            threshold=float(values["threshold"]),  # type: ignore[arg-type]  # the same
            keep=float(values["keep"]),  # type: ignore[arg-type]  # the same
            topic=float(values["topic"]),  # type: ignore[arg-type]  # the same
        )

    def probability_of(self, features: Vector) -> float:
        """Return the probability, in [0, 1], that the answer to a question with these features is right."""
        odds = float(features @ self.question[:-1] + self.question[-1])
        return interpolate(self.knots, odds)

    @property
    def least(self) -> float:
        """The lowest probability that is told of any answer, in [0, 1]."""
        return self.knots[0][1] if self.knots else 0.0

    def likelihoods_of_told(self, features: Vector) -> Vector:
        """Return how likely each sentence adds something, in [0, 1], given a row of features each."""
        odds: Vector = features @ self.told[:-1] + self.told[-1]
        likelihoods: Vector = 1 / (1 + np.exp(-np.clip(odds, -50, 50)))
        return likelihoods


def read_weights(path: Path, make: Callable[[Mapping[str, Any]], T]) -> T:
    """
    Return what *make* makes of the values in a file of weights that lies beside the models.

    Raises:
        ModelError: the file is missing or damaged.
    """
    try:
        return make(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"The weights {path} are missing or damaged; install the package again.") from error


def interpolate(knots: Sequence[tuple[float, float]], at: float) -> float:
    """
    Return the height of the line through *knots*, level beyond both ends; the logistic function without knots.

    >>> interpolate([(-1.0, 0.0), (1.0, 1.0)], 0.5), interpolate([(-1.0, 0.1), (1.0, 0.9)], 7.0)
    (0.75, 0.9)
    """
    if not knots:
        return 1 / (1 + math.exp(-max(min(at, 50.0), -50.0)))
    if at <= knots[0][0]:
        return knots[0][1]
    for (x, y), (further, higher) in pairwise(knots):
        if at <= further:
            return y + (higher - y) * (at - x) / max(further - x, 1e-12)
    return knots[-1][1]


def weights_of(values: object, names: Sequence[str]) -> Vector:
    """
    Return the weights of the features named, in that order.

    Raises:
        KeyError, TypeError, ValueError: one is missing or no number.
    """
    if not isinstance(values, Mapping):
        raise TypeError("weights are told by the names of their features")
    return np.array([float(values[name]) for name in names])
