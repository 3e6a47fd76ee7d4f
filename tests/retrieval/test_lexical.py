from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.retrieval.lexical import LexicalIndex, day_words, words, write_lexical


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8,000 men", ["8000", "men"]),
        ("8000 men", ["8000", "men"]),
        ("1,000,000.50", ["1000000.50"]),
        ("3.5 and 3,5", ["3.5", "3,5"]),
        ("U.S. and US", ["us", "us"]),
        ("Müller's CAFÉ", ["muller", "cafe"]),
        ("Kim’s officers' train", ["kim", "offic", "train"]),
        ("Il-28H", ["il", "28", "h"]),
        ("COVID-19", ["covid", "19"]),
        ("the and of", []),
        ("", []),
        ("… — “”", []),
    ],
)
def test_words_of(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(st.text())
def test_words_never_fail_and_are_never_empty(text: str) -> None:
    assert all(words(text))


@given(st.text(alphabet="abcé ÉŠ'-0,.9"))
def test_words_do_not_depend_on_case(text: str) -> None:
    assert words(text.upper()) == words(text.lower())


@given(st.lists(st.lists(st.sampled_from(["rain", "snow", "sun"]), max_size=4), max_size=6))
def test_any_passages_can_be_written_and_only_those_that_share_a_word_score(
    tmp_path_factory: pytest.TempPathFactory, passages: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("bm25") / "index"
    write_lexical(folder, passages)

    scores = LexicalIndex(folder).scores(["snow", "unknown"])

    assert [score > 0 for score in scores] == ["snow" in passage for passage in passages]


def test_rarer_word_scores_higher(tmp_path: Path) -> None:
    write_lexical(tmp_path / "index", [["rain", "harbour"], ["rain", "bridge"], ["rain", "storm"]])

    scores = LexicalIndex(tmp_path / "index").scores(["rain", "storm"])

    assert scores.argmax() == 2
    assert scores[0] == scores[1] > 0


@given(st.dates(), st.text())
def test_word_of_a_day_is_no_word_of_any_text(day: date, text: str) -> None:
    assert day_words([day])[0] not in words(f"{text} day:{day} {day}")
