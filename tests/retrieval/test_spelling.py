"""Misspelt words of a question, mended by the words of the articles."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answering import plain_question
from bot.models.encoder import Encoder
from bot.pipeline import Pipeline
from bot.retrieval.lexical import WORD, LexicalIndex, write_lexical


def searched(pipeline: Pipeline, question: str) -> str:
    return asyncio.run(pipeline.search(question)).question


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("who met kim in Vladivostock?", "who met kim in Vladivostok?"),
        ("wich hypersonik missle did Shoigu show?", "which hypersonic missile did Shoigu show?"),
        ("the invitaton to north korea", "the invitation to north korea"),
        ("Did Peskof deny it?", "Did Peskov deny it?"),
        ("qualtiy of amunition, acording to experts", "quality of ammunition, according to experts"),
        ("who bougth rifels in north corea", "who bought rifles in north korea"),  # "bought" is in no article
        ("Who came by trainn?", "Who came by train?"),
        ("Who was found gulity?", "Who was found guilty?"),
        ("the frigat shaposhnikow", "the frigat Shaposhnikov"),  # the stem is the articles' own, and finds them
    ],
)
def test_misspelt_words_become_those_of_the_articles(pipeline: Pipeline, typed: str, meant: str):
    assert searched(pipeline, typed) == meant


@pytest.mark.parametrize(
    "question",
    [
        "What did Shoigu show Kim?",
        "Which carpenters were courting the shunned neighbours?",  # plain words that no article has
        "Which spokeswomen had foreseen it?",  # the articles have one spokeswoman
        "Which lenders detain a chairwoman?",
        "Who outgunned whom, and who misspoke?",
        "What did Milei say to Trudeau?",  # names that no article has
        "How many launches did they botch?",  # one slip from "both"
        "What is the Tu-160?",
        "zzzzqqqq xkcdxkcd",
        "a" * 500,
    ],
)
def test_what_is_no_slip_stays(pipeline: Pipeline, question: str):
    assert searched(pipeline, question) == question


def test_answer_tells_how_a_misspelt_question_was_understood(pipeline: Pipeline):
    answer = asyncio.run(pipeline.ask("wich warship did kim inspekt in Vladivostock?"))

    assert answer.question == "wich warship did kim inspekt in Vladivostock?"
    assert answer.understood_as == "which warship did kim inspect in Vladivostok?"


@pytest.mark.slow
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=60).filter(lambda text: any(c.isalnum() for c in text)))
def test_mending_keeps_all_that_is_no_word(pipeline: Pipeline, text: str):
    plain = plain_question(f"a{text}")

    assert WORD.sub("w", searched(pipeline, plain)) == WORD.sub("w", plain)


def test_nearest_words_come_first(tmp_path: Path):
    write_lexical(tmp_path / "words", [["missil", "missal", "mission"], ["day:2023-09-13", "8000"]])
    index = LexicalIndex(tmp_path / "words")

    assert index.near("missl", 1) == ["missal", "missil"]
    assert index.near("missl", 3)[-1] == "mission"
    assert index.near("day:2023-09-12", 3) == []


def test_index_without_words_knows_none(tmp_path: Path):
    write_lexical(tmp_path / "words", [[]])
    index = LexicalIndex(tmp_path / "words")

    assert not index.knows("missil")
    assert index.near("missil", 2) == []


def test_plain_words_are_told_from_others():
    encoder = Encoder()

    assert encoder.is_word("bomber")
    assert not encoder.is_word("hypersonik")
    assert not encoder.is_word("")
