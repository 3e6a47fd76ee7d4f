"""What the readers are fitted by: a set's articles in an index, functions and orders fitted, the area under a curve."""

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.evaluation.run import QuestionSet
from bot.indexing import CHUNK_TOKENS, days_of_article
from bot.ingestion.chunking import chunk
from bot.library import add_entries
from bot.models.encoder import Encoder
from bot.reading.sameness import Encode
from bot.retrieval.generations import IndexSettings
from bot.retrieval.snapshot import Snapshot, open_index
from bot.retrieval.update import update_index

RIDGE = 1e-3
BLOCKS = 12  # knots of an isotonic function at most
Matrix = NDArray[np.float64]


@contextmanager
def indexed(questions: QuestionSet, encoder: Encoder) -> Iterator[Snapshot]:
    """Give an index of the set's articles for the length of the block."""
    settings = IndexSettings(encoder=encoder.name, chunk_tokens=CHUNK_TOKENS)
    with tempfile.TemporaryDirectory() as home:
        update_index(
            Path(home),
            settings,
            lambda library, catalogue: add_entries(catalogue, [library.put(a) for a in questions.articles]),
            embed=encoder.encode,
            chunk=lambda article: chunk(article, encoder.count_tokens, limit=CHUNK_TOKENS),
            find_days=days_of_article,
        )
        with open_index(Path(home), settings) as snapshot:
            yield snapshot


def remembering(encode: Encode) -> Encode:
    """Return what encodes each text once, however often it comes."""
    known: dict[str, NDArray[np.float32]] = {}

    def encode_new(texts: Sequence[str]) -> NDArray[np.float32]:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(new, encode(new), strict=True))
        return np.stack([known[text] for text in texts])

    return encode_new


def fit_logistic(features: Matrix, right: NDArray[np.bool_], share: Matrix) -> tuple[Matrix, float]:
    """Fit a logistic function by Newton's method; *share* is the weight of each row."""
    rows = np.column_stack([features, np.ones(len(features))])
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        guess = 1 / (1 + np.exp(-rows @ weights))
        curve = (rows * (share * guess * (1 - guess))[:, None]).T @ rows + RIDGE * np.eye(len(weights))
        weights -= np.linalg.solve(curve, rows.T @ (share * (guess - right)) + RIDGE * weights)
    return weights[:-1], float(weights[-1])


def fit_ranking(candidates: Sequence[tuple[str, Matrix, NDArray[np.bool_]]], columns: int) -> Matrix:
    """
    Fit weights by a softmax over each question's candidates against the right ones, each set weighing the same.

    A candidate is the name of its set, a row of features for each, and which are right.
    """
    usable = [(name, rows, right) for name, rows, right in candidates if right.any() and not right.all()]
    size = Counter(name for name, *_ in usable)
    share = np.array([1 / (size[name] * len(size)) for name, *_ in usable])[:, None]
    shape = len(usable), max((len(rows) for _, rows, _ in usable), default=0)
    features, wanted, there = np.zeros((*shape, columns)), np.zeros(shape), np.zeros(shape, np.bool_)
    for n, (_, rows, right) in enumerate(usable):
        features[n, : len(rows)], wanted[n, : len(rows)], there[n, : len(rows)] = rows, right, True
    weights = np.zeros(columns)
    for step in range(1500 if usable else 0):
        odds = np.where(there, features @ weights, -np.inf)
        chances = np.exp(odds - odds.max(1, keepdims=True))
        chances /= chances.sum(1, keepdims=True)
        aimed = chances * wanted
        aimed /= aimed.sum(1, keepdims=True)
        gradient = RIDGE * weights + np.einsum("qcf,qc->f", features, (chances - aimed) * share)
        weights -= 2.0 / (1 + step / 500) * gradient
    return weights


def fit_isotonic(odds: Matrix, right: NDArray[np.bool_], share: Matrix) -> list[tuple[float, float]]:
    """
    Return the knots of the probability of being right, rising with *odds* (pool adjacent violators).

    Barlow, Bartholomew, Bremner and Brunk, "Statistical Inference under Order Restrictions", 1972. The ends are drawn a
    little further, so that no two different questions have the same probability by being sure alone.
    """
    order = np.argsort(odds, kind="stable")
    parts = np.array_split(order, 4 * BLOCKS)
    blocks = [[share[p].sum(), (share[p] * odds[p]).sum(), (share[p] * right[p]).sum()] for p in parts if len(p)]
    pooled: list[list[float]] = []
    for block in blocks:
        pooled.append(block)
        while len(pooled) > 1 and pooled[-2][2] / pooled[-2][0] >= pooled[-1][2] / pooled[-1][0] - 1e-9:
            last = pooled.pop()
            pooled[-1] = [a + b for a, b in zip(pooled[-1], last, strict=True)]
    knots = [(x / weight, min(max(y / weight, 0.01), 0.99)) for weight, x, y in pooled]
    lowest, highest = float(odds.min()) - 2, float(odds.max()) + 2
    return [(lowest, knots[0][1] / 2), *knots, (highest, (1 + knots[-1][1]) / 2)]


def area(scores: Matrix, right: NDArray[np.bool_]) -> float:
    """Return the area under the ROC curve: the chance that a right one scores above a wrong one."""
    order = scores.argsort(kind="stable").argsort(kind="stable")
    positive = int(right.sum())
    return float((order[right].sum() - positive * (positive - 1) / 2) / (positive * (len(right) - positive)))
