"""
Sets sentences into paragraphs, because QAMR asks about single sentences and a reader would learn that all is short.

QAMR tells nothing of a sentence's article, so its neighbours cannot be had: others of the same collection stand in,
some because they speak of nearly the same, some at random.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from training.reader.asked import Asked

PARAGRAPHS = 6  # around each sentence
FILLERS = (2, 7)  # at least, fewer than
SHARE_NEAR = 0.5  # of the fillers, from among the nearest
NEAREST = 30


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text around a sentence that begins at *start*."""

    text: str
    start: int
    sentences: frozenset[int]
    """Which sentences of the collection it holds."""


def build_paragraphs(
    sentences: Sequence[str], vectors: npt.NDArray[np.float32], draw: np.random.Generator
) -> list[list[Paragraph]]:
    """Return several paragraphs around each sentence, which stands first, last or between others."""
    count = min(NEAREST, len(sentences) - 1)
    nearest = np.argsort(-(vectors @ vectors.T), axis=1, kind="stable")[:, 1 : count + 1]
    return [
        [_around(sentences, number, nearest[number], draw) for _ in range(PARAGRAPHS)]
        for number in range(len(sentences))
    ]


def set_into(asked: Asked, paragraph: Paragraph) -> Asked:
    """
    Return a question on a sentence as one on a paragraph around it.

    >>> one = Asked("a", "Who sang?", "Ann sang.", ((0, 3),), "qamr-news")
    >>> moved = set_into(one, Paragraph("It rained. Ann sang.", 11, frozenset()))
    >>> [moved.passage[start:end] for start, end in moved.spans]
    ['Ann']
    """
    spans = tuple((start + paragraph.start, end + paragraph.start) for start, end in asked.spans)
    return replace(asked, passage=paragraph.text, spans=spans)


def _around(
    sentences: Sequence[str], number: int, nearest: npt.NDArray[np.int64], draw: np.random.Generator
) -> Paragraph:
    fillers = _draw_fillers(len(sentences), number, nearest, draw)
    place = int(draw.choice([0, len(fillers), int(draw.integers(0, len(fillers) + 1))]))
    order = [*fillers[:place], number, *fillers[place:]]
    before = "".join(f"{sentences[i]} " for i in order[:place])
    return Paragraph(" ".join(sentences[i] for i in order), len(before), frozenset(order))


def _draw_fillers(count: int, number: int, nearest: npt.NDArray[np.int64], draw: np.random.Generator) -> list[int]:
    near = [int(i) for i in draw.permutation(nearest)]
    drawn = [
        near.pop() if near and draw.random() < SHARE_NEAR else int(draw.integers(count))
        for _ in range(draw.integers(*FILLERS))
    ]
    return [i for i in dict.fromkeys(drawn) if i != number]
