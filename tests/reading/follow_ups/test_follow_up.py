"""Follow-ups, each beside the question it stands for; and what must hold of any text."""

import json
from dataclasses import replace

import pytest
from conversations import ALONE, PAIRS
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.answers import NO_TIME
from bot.reading.follow_ups.follow_up import stand_alone, turn_of
from bot.shipped import shipped_gold
from bot.types import QUESTION_LIMIT, Answer, Sentence, Turn

WRONG_SHARE = 0.03
LAST = Turn("What did Kim do on 15 September 2023?")
WORDS = st.sampled_from(
    [
        "Kim",
        "Putin",
        "Rome",
        "the",
        "a",
        "train",
        "And",
        "what",
        "who",
        "when",
        "did",
        "does",
        "was",
        "he",
        "she",
        "it",
        "they",
        "that",
        "those",
        "there",
        "then",
        "his",
        "her",
        "their",
        "next",
        "day",
        "after",
        "before",
        "15",
        "May",
        "2020",
        "Friday",
        "else",
        "about",
        "how",
        "many",
        "why",
        "in",
        "on",
        "with",
        "one",
        "mayor's",
        "met",
        "give",
        "given",
        ",",
        "?",
        "'",
        "'s",
    ]
)
SAID = st.one_of(st.text(), st.lists(WORDS, max_size=12).map(" ".join))


@pytest.mark.parametrize(("asked", "short", "follow_up", "meant"), PAIRS)
def test_follow_up_is_made_to_stand_alone(asked: str, short: str | None, follow_up: str, meant: str):
    history = [Turn(asked, short, f"It was {short}." if short else "")]

    assert stand_alone(follow_up, history) == meant


@pytest.mark.parametrize("question", ALONE)
def test_question_that_stands_alone_is_left_as_it_is(question: str):
    assert [stand_alone(question, [Turn(asked, short)]) for asked, short, *_ in PAIRS] == [None] * len(PAIRS)


def test_gold_questions_that_follow_none_are_hardly_ever_changed():
    rows = [json.loads(line) for line in shipped_gold().read_text(encoding="utf-8").splitlines()]
    alone = [row["question"] for row in rows if row["after"] is None]
    changed = [
        question
        for last, question in zip([alone[-1], *alone], alone, strict=False)
        if stand_alone(question, [Turn(last)]) or stand_alone(question, [LAST])
    ]

    assert len(changed) <= WRONG_SHARE * len(alone), changed


def test_first_question_is_left_as_it_is():
    assert stand_alone("What did he give him?", []) is None


def test_last_turn_has_what_it_took_from_those_before():
    first = Turn("What did Kim do on 15 September 2023?")
    second = Turn(stand_alone("And the next day?", [first]) or "")
    third = stand_alone("And the next day?", [first, second])

    assert third == "What did Kim do on 17 September 2023?"


def test_answer_tells_who_is_meant():
    history = [Turn("Who is the head librarian?", None, "Head librarian Tomas Reyl wants to draw students.")]

    assert stand_alone("Where was he born?", history) in {
        "Where was the head librarian born?",
        "Where was Tomas Reyl born?",
    }


def test_short_answer_takes_its_article_along():
    history = [Turn("What did Ann Lee show Ben Fox?", "new engine", "Ann Lee also showed him the new engine.")]

    assert stand_alone("When was that?", history) == "When did Ann Lee show Ben Fox the new engine?"


def test_two_names_of_one_are_no_two_people():
    history = [Turn("Who is the mayor of Lowen?", "Ann Lee", "Later Ben Fox will meet Ann Lee, the mayor of Lowen.")]

    assert stand_alone("What will they talk about?", history) == "What will Ann Lee and Ben Fox talk about?"


@pytest.mark.parametrize(
    ("short", "told"),
    [
        ("the former head of the port", "The court fined Marlo Obi, the former head of the port."),
        ("Tarek Odum", "Marlo Obi headed in a corner by Tarek Odum."),
    ],
)
def test_who_was_asked_about_by_name_is_meant_and_not_the_answer(short: str, told: str):
    assert stand_alone("How old is he?", [Turn("Who is Marlo Obi?", short, told)]) == "How old is Marlo Obi?"


def test_verb_that_looks_like_a_noun_is_in_no_name():
    history = [Turn("Who trains Luis Prado?")]

    assert stand_alone("And Ann Lee?", history) == "Who trains Ann Lee?"
    assert stand_alone("Where was he born?", history) == "Where was Luis Prado born?"


@pytest.mark.parametrize("sum_paid", ["350 million dollars", "350 dollars", "20 per cent of its shares"])
def test_sum_behind_a_name_is_no_part_of_it(sum_paid: str):
    told = f"If regulators block the deal, Lumen will owe Corvane {sum_paid}."

    assert stand_alone("Who is its founder?", [Turn("What would Lumen owe?", None, told)]) != (
        f"Who is Corvane {sum_paid.split(maxsplit=1)[0]}'s founder?"
    )


def test_why_of_what_somebody_is_is_left_open():
    assert stand_alone("Why?", [Turn("Who is Ann Lee?", None, "The mayor, Ann Lee, resigned.")]) is None


def test_question_that_would_become_too_long_is_left_as_it_is():
    assert stand_alone(f"Did he {'very ' * 390}much?", [Turn(f"Who is {'Ann ' * 120}Lee?")]) is None


def test_turn_of_an_answer_is_as_it_was_understood_without_marks():
    sentences = (
        Sentence("Kim got a rifle.", (1,), "supported"),
        Sentence("It was gold.", (), "unsupported"),
        Sentence("He smiled.", (2,), "supported"),
    )
    answer = Answer(
        "And Kim?", "Kim got a rifle. [1]", False, 0.9, "embedded", 1, NO_TIME, "What did Kim get?", "a rifle"
    )

    turn = turn_of(replace(answer, sentences=sentences))

    assert turn == Turn("What did Kim get?", "a rifle", "Kim got a rifle. He smiled.")


def test_turn_of_an_abstention_has_the_question():
    answer = Answer("Who won?", "", True, 1.0, "embedded", 1, NO_TIME)

    assert turn_of(answer) == Turn("Who won?")


@given(SAID, SAID, st.one_of(st.none(), SAID), SAID)
def test_any_text_becomes_one_line_that_stands_alone(question: str, asked: str, short: str | None, told: str):
    history = [Turn(asked, short, told)]

    understood = stand_alone(question, history)

    if understood is not None:
        assert understood == " ".join(understood.split())
        assert 0 < len(understood) <= QUESTION_LIMIT
        assert stand_alone(understood, history) is None
