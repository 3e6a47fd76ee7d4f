from pathlib import Path

import numpy as np

from bot.retrieval.index import Vectors


def test_the_nearest_are_exactly_the_nearest_however_the_graph_was_seeded(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    rows = random.normal(size=(2500, 48)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    questions = rows[:40] + random.normal(scale=0.05, size=(40, 48)).astype(np.float32)
    vectors = Vectors(tmp_path, create=True)
    vectors.write({str(n): row for n, row in enumerate(rows)})

    found = [[int(passage) for passage, _ in vectors.nearest(question, 100)] for question in questions]
    vectors.close()

    exact = [sorted(np.argsort(-(rows @ question))[:100].tolist()) for question in questions]
    assert [sorted(nearest) for nearest in found] == exact
