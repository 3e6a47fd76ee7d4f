"""A question's passages and sentences as the reader scored them, before it decides what to tell."""

from dataclasses import dataclass

import numpy as np
from langchain_core.documents import Document
from numpy.typing import NDArray

from bot.models.reader import Scores
from bot.reading.extraction.holding import Held
from bot.reading.features import Line

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A question's passages, and their sentences before they are looked at one by one."""

    passages: list[Document]
    """Best first."""
    scores: list[Scores]
    """Of the passages, in their order."""
    lines: list[Line]
    """In the passages' order."""
    rows: Vector
    """Of the lines, a row each: SENTENCE_FEATURES."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The best sentences of a question's passages, best first, each looked at by itself."""

    lines: list[Line]
    rows: Vector
    """Of the lines, a row each: NEAREST_FEATURES."""
    scores: Vector
    vectors: NDArray[np.float32]
    """Of the lines' texts, a row each."""
    cosines: NDArray[np.float32]
    """Of the lines' texts with the question."""

    def only(self, held: Held) -> "Nearest":
        """Return the lines held, by their numbers."""
        kept = list(held)
        return Nearest(list(held.values()), self.rows[kept], self.scores[kept], self.vectors[kept], self.cosines[kept])


@dataclass(frozen=True, slots=True)
class Scored:
    """Everything the reader knows of a question's passages before it decides."""

    passages: list[Document]
    """Best first."""
    scores: list[Scores]
    """Of the passages, in their order."""
    lines: list[Line]
    """The best, best first."""
    rows: Vector
    """Of the lines, a row each: NEAREST_FEATURES."""
    line_scores: Vector
    told: Vector
    """Of the lines, a row each: TOLD_FEATURES."""
    likelihoods: Vector
    """That each line adds what no better one tells, in [0, 1]; of the first it says nothing."""
    features: Vector
    """Of the question: QUESTION_FEATURES."""
    vectors: NDArray[np.float32]
    """Of the lines' texts, a row each."""
    probability: float
    """That the first line answers, in [0, 1]; the least where none is of the kind plainly asked for."""
