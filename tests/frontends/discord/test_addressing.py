"""What of the messages between people asks the articles something."""

import pytest

from bot.frontends.discord.addressing import is_asked_alone, is_asked_along


@pytest.mark.parametrize(
    "text",
    [
        "And when did he arrive?",
        "and the next day?",
        "and Putin?",
        "Why?",
        "What about the train?",
        "What about the missiles",
        "more about the bombers please",
        "some more details on the frigate",
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
    assert is_asked_alone(text)


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


@pytest.mark.parametrize(
    "text",
    [
        "Putin?",
        "Kim's sister?",
        "the frigate",
        "Shoigu bombers",
        "And your sources?",
        "missiles please",
        "the day after that",
        "in Vladivostok?",
        "lunch tomorrow?",
        "und die Raketen",
        "lol, and the frigate",
    ],
)
def test_what_names_something_is_asked_by_the_one_who_alone_talks_with_the_bot(text: str):
    assert is_asked_alone(text)
    assert not is_asked_along(text) or "?" in text


@pytest.mark.parametrize(
    "text",
    [
        *("Did you see that?", "@ben the frigate?", "<@5> Putin?", "lol really?", "haha what?", "ok?", "no way?"),
        *(
            "Thanks!",
            "I think so",
            "What a day",
            "How nice",
            "Will do",
            "https://example.org/x?y=1",
            "that makes sense",
        ),
        *("interesting", "good point", "got it", "brb", "it is what it is", "lunch is ready", "Ben will join later"),
        *("tell him I said hi", "your plan is good", "this bot is great", "danke, sehr interessant", "👍", ""),
    ],
)
def test_remark_is_not_even_then(text: str):
    assert not is_asked_alone(text)
