"""What the fits of both readers share: a set's articles in an index, a logistic function, the area under a curve."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.evaluation.run import QuestionSet
from bot.indexing import CHUNK_TOKENS, days_of_article
from bot.ingestion.chunking import chunk
from bot.library import add_entries
from bot.models.encoder import Encoder
from bot.retrieval.generations import IndexSettings
from bot.retrieval.snapshot import Snapshot, open_index
from bot.retrieval.update import update_index

RIDGE = 1e-3
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


def fit_logistic(features: Matrix, right: NDArray[np.bool_], share: Matrix) -> tuple[Matrix, float]:
    """Fit a logistic function by Newton's method; *share* is the weight of each row."""
    rows = np.column_stack([features, np.ones(len(features))])
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        guess = 1 / (1 + np.exp(-rows @ weights))
        curve = (rows * (share * guess * (1 - guess))[:, None]).T @ rows + RIDGE * np.eye(len(weights))
        weights -= np.linalg.solve(curve, rows.T @ (share * (guess - right)) + RIDGE * weights)
    return weights[:-1], float(weights[-1])


def area(scores: Matrix, right: NDArray[np.bool_]) -> float:
    """Return the area under the ROC curve: the chance that a right one scores above a wrong one."""
    order = scores.argsort(kind="stable").argsort(kind="stable")
    positive = int(right.sum())
    return float((order[right].sum() - positive * (positive - 1) / 2) / (positive * (len(right) - positive)))
