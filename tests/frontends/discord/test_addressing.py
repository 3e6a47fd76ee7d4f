"""What of the messages between people asks the articles something."""

import pytest

from bot.frontends.discord.addressing import is_asked_along


@pytest.mark.parametrize(
    "text",
    [
        "And when did he arrive?",
        "and the next day?",
        "and Putin?",
        "Why?",
        "What about the train?",
        "what did Shoigu show Kim",
        "who met Kim",
        "How many rockets were launched",
        "Did Kim meet Putin",
        "list the bombers",
        "Tell me about the bombers",
        "can you explain the missiles?",
        "Can you tell me when Kim arrived?",
        "Hello! When did it begin?",
        "When did World War I end?",
        "What did the US say?",
        "Who played in Cirque du Soleil?",
        "Who said “I will not resign”?",
        "Was zeigte Schoigu Kim?",
    ],
)
def test_question_that_anybody_could_answer_from_the_articles_is_asked(text: str):
    assert is_asked_along(text)


@pytest.mark.parametrize(
    "text",
    [
        "Did you see that?",
        "what do you think?",
        "Should I go?",
        "are we meeting tomorrow?",
        "Can somebody tell us your plan?",
        "hast du das gesehen?",
        "@ben who won?",
        "<@5> when did Kim arrive?",
        "lol really?",
        "haha what?",
        "ok?",
        "no way?",
        "Thanks!",
        "I think so",
        "tell him I said hi",
        "What a day",
        "How nice",
        "Which is fine by me",
        "When he arrived, the crowd cheered",
        "Will do",
        "https://example.org/x?y=1",
    ],
)
def test_talk_between_people_is_not(text: str):
    assert not is_asked_along(text)
