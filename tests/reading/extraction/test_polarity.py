"""Yes or no, by the reader's log odds and, where they only lean, by the words of the sentence."""

import pytest

from bot.reading.extraction.shortening import polarity_of

TOLD = "The deputy mayor joined the talks on Friday."
DENIED = "The deputy mayor refused to join the talks."


@pytest.mark.parametrize(
    ("odds", "sentence", "told"),
    [
        (3.5, None, "Yes"),
        (-3.5, None, "No"),
        (3.5, DENIED, "Yes"),
        (-3.5, TOLD, "No"),
        (1.0, TOLD, "Yes"),
        (1.0, DENIED, None),
        (1.0, None, None),
        (-2.2, DENIED, "No"),
        (-2.2, TOLD, None),
        (-2.2, None, None),
        (0.5, TOLD, None),
        (-1.5, DENIED, None),
    ],
)
def test_odds_that_lean_are_settled_by_whether_the_sentence_denies(odds: float, sentence: str | None, told: str | None):
    assert polarity_of("Did the deputy mayor join the talks?", odds, sentence) == told


def test_question_that_denies_is_settled_by_odds_alone():
    assert polarity_of("Did the deputy mayor not join the talks?", 1.0, TOLD) is None


def test_question_of_a_thing_has_no_yes_or_no():
    assert polarity_of("Who joined the talks?", 5.0, TOLD) is None
