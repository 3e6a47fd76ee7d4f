"""A day of a question, as passages call it."""

from datetime import date

import pytest

from bot.ingestion.event_dates import find_days
from bot.passages import make_passage
from bot.reading.question.named_day import in_words_of, may_tell_of_day
from bot.types import Article

PUBLISHED = date(2024, 3, 15)  # a Friday


def asked_of(text: str, question: str) -> str:
    article = Article("a", "Verdict in Brennick", text, "The Courier", PUBLISHED)
    return in_words_of(make_passage(article, 0, 0, len(text), days=find_days(text, PUBLISHED)), question)


@pytest.mark.parametrize("day", ["March 14", "14 march 2024", "3/14/2024", "2024-03-14", "Thursday, March 14"])
def test_day_is_asked_for_by_its_weekday(day: str):
    text = "The jury found him guilty on Thursday."

    assert asked_of(text, f"Who was found guilty on {day}?") == "Who was found guilty on Thursday?"


def test_yesterday_stands_alone():
    text = "Her barrister said yesterday that she would appeal."

    assert asked_of(text, "What was said on 14 March 2024?") == "What was said yesterday?"


@pytest.mark.parametrize(
    "text",
    [
        "The jury found him guilty on Wednesday.",
        "On March 14 the jury found him guilty.",
        "The jury found him guilty on Thursday. The court will meet again on Thursday.",
        "The jury found him guilty.",
    ],
    ids=["another day", "written out", "two days of one name", "no day"],
)
def test_passage_with_no_other_word_for_the_day_is_asked_as_it_is(text: str):
    question = "Who was found guilty on 14 March 2024?"

    assert asked_of(text, question) == question


@pytest.mark.parametrize(
    "question",
    ["Who was found guilty?", "What happened between 12 March and 14 March?", "What happened on 14 March 2023?"],
)
def test_question_of_no_day_or_two_or_another_year_is_left_as_it_is(question: str):
    assert asked_of("The jury found him guilty on Thursday.", question) == question


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("Who was freed on 13 March?", "He was freed on Wednesday.", True),
        ("Who was freed on 13 March?", "He was freed on Thursday.", False),
        ("Who was freed on 13 March?", "On Thursday, a day after he was freed, he left.", True),
        ("Who was freed on 13 March?", "He was freed.", True),
        ("Was he freed on 13 March?", "He was freed on Thursday.", True),
        ("Who was freed after 13 March?", "He was freed on Thursday.", True),
    ],
)
def test_sentence_that_names_other_days_tells_nothing_of_the_one_asked_for(question: str, text: str, told: bool):
    article = Article("a", "Verdict in Brennick", text, "The Courier", PUBLISHED)
    passage = make_passage(article, 0, 0, len(text), days=find_days(text, PUBLISHED))

    assert may_tell_of_day(question)(passage, 0, len(text)) == told
