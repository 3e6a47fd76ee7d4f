"""Reciprocal rank fusion: one ranking out of several, by ranks alone."""

from collections.abc import Hashable, Sequence
from typing import TypeVar

RANK_CONSTANT = 60  # Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet ...", SIGIR 2009

Item = TypeVar("Item", bound=Hashable)


def fuse(rankings: Sequence[Sequence[Item]], *, rank_constant: int = RANK_CONSTANT) -> list[tuple[Item, float]]:
    """
    Return every item with the sum of 1 / (rank_constant + rank) over the rankings that have it, best first.

    Of items with equal sums, the one that an earlier ranking names first comes first.

    >>> fuse([["a", "b"], ["b", "c"]], rank_constant=1)
    [('b', 0.8333333333333333), ('a', 0.5), ('c', 0.3333333333333333)]
    """
    scores: dict[Item, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + 1 / (rank_constant + rank)
    return sorted(scores.items(), key=lambda scored: -scored[1])
