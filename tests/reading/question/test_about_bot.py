"""What is asked of the bot itself, and what only sounds like it."""

import pytest

from bot.reading.question.about_bot import is_about_bot


@pytest.mark.parametrize(
    "asked",
    [
        "Who are you Sakhalin?",
        "What can help Ukraine?",
        "who is he",
        "How can we help Ukraine?",
        "Who made the missiles?",
        "What can you tell me about Kim?",
        "Which articles mention Kim?",
        "Who are you and what did Kim say?",
    ],
)
def test_question_about_the_news_is_none_about_the_bot(asked: str):
    assert not is_about_bot(asked)
