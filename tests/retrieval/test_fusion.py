import pytest

from bot.retrieval.fusion import RANK_CONSTANT, fuse


def test_item_of_both_rankings_comes_before_the_first_of_either() -> None:
    assert [item for item, _ in fuse([["a", "x"], ["b", "x"]])] == ["x", "a", "b"]


def test_score_is_the_sum_of_reciprocal_ranks() -> None:
    scores = dict(fuse([["a", "b"], ["b"]]))

    assert scores == pytest.approx(
        {"a": 1 / (RANK_CONSTANT + 1), "b": 1 / (RANK_CONSTANT + 2) + 1 / (RANK_CONSTANT + 1)}
    )


def test_one_ranking_keeps_its_order() -> None:
    assert [item for item, _ in fuse([[3, 1, 2]])] == [3, 1, 2]


def test_no_rankings_give_nothing() -> None:
    assert fuse([]) == fuse([[], []]) == []
