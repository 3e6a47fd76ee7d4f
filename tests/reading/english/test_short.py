"""The short answer has the shape that the question asks for, and is never the question's own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.english.short import short_span


@pytest.mark.parametrize(
    ("question", "sentence", "short"),
    [
        (
            "How far is Vostochny from Moscow?",
            "It lies 8,000 kilometres (5,000 miles) from Moscow.",
            "8,000 kilometres",
        ),
        ("who met Kim at the airport?", "Kim was met by Minister Sergei Shoigu.", "Minister Sergei Shoigu"),
        ("where did Kim go on Sunday?", "On Sunday, Kim visited a university in Vladivostok.", "Vladivostok"),
        ("when did Kim arrive?", "Kim arrived on Tuesday by train.", "Tuesday"),
        ("What date was the summit?", "They met on September 13, 2023, at noon.", "September 13, 2023"),
        ("How many times has he left?", "He has left the country only seven times.", "seven times"),
        ("How many times has he left?", "In 12 years in power he has left only seven times.", "seven times"),
        ("Who leads the bombers?", "During Kim's visit, Sergei Kobylash spoke.", "Sergei Kobylash"),
        ("How much did it cost?", "The bridge cost $3.5 billion, twice the plan.", "$3.5 billion"),
    ],
)
def test_shape_of_the_question_finds_its_answer(question: str, sentence: str, short: str):
    span = short_span(question, sentence)

    assert span is not None
    assert sentence[slice(*span)] == short


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Why did Kim travel?", "Kim travelled to Russia on Tuesday."),
        ("When did Kim arrive on Tuesday?", "Kim arrived on Tuesday."),
        ("who is Kim?", "kim is a leader."),
        ("How old is Kim?", "MOSCOW, Sept 16, 2023: Kim arrived."),
        ("How many rifles?", "Several rifles changed hands."),
    ],
)
def test_no_short_answer_is_better_than_a_wrong_one(question: str, sentence: str):
    assert short_span(question, sentence) is None


@given(st.sampled_from(["when?", "how many?", "who?", "where?", "why?"]), st.text(max_size=300))
def test_span_lies_within_the_sentence_and_has_clean_edges(question: str, sentence: str):
    span = short_span(question, sentence)

    if span is not None:
        assert 0 <= span[0] < span[1] <= len(sentence)
        assert sentence[slice(*span)] == sentence[slice(*span)].strip()
