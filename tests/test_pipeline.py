"""The door of the pipeline: a question that leans on the conversation, and what is asked in its place."""

import asyncio

import pytest

from bot.pipeline import Pipeline
from bot.reading.follow_ups.follow_up import turn_of
from bot.types import Answer, Turn

WARSHIP = "Which warship did Kim inspect?"
AIRPORT = Turn("What did Kim see at Knevichi airport?")


def ask(pipeline: Pipeline, question: str, *history: Turn) -> Answer:
    return asyncio.run(pipeline.ask(question, history=history))


def test_follow_up_is_answered_as_the_question_it_stands_for(pipeline: Pipeline):
    answer = ask(pipeline, "And who met him there?", AIRPORT)

    assert answer.question == "And who met him there?"
    assert answer.understood_as is not None
    alone = ask(pipeline, answer.understood_as)
    assert (answer.answer, answer.citations, answer.passages) == (alone.answer, alone.citations, alone.passages)


def test_question_that_stands_alone_is_asked_as_typed(pipeline: Pipeline):
    answer = ask(pipeline, WARSHIP, AIRPORT)

    assert answer.understood_as is None
    assert answer.passages == ask(pipeline, WARSHIP).passages


def test_question_without_history_is_asked_as_typed(pipeline: Pipeline):
    assert ask(pipeline, "And who met him there?").understood_as is None


def test_follow_up_of_a_follow_up_has_what_that_took_over(pipeline: Pipeline):
    first = turn_of(ask(pipeline, "What did Kim do on 15 September 2023?"))
    second = turn_of(ask(pipeline, "And the next day?", first))
    third = ask(pipeline, "And the day after that?", first, second)

    assert second.question == "What did Kim do on 16 September 2023?"
    assert third.understood_as == "What did Kim do on 17 September 2023?"


def test_language_is_told_by_the_typed_question(pipeline: Pipeline):
    german = ask(pipeline, "Welches Kriegsschiff hat sich Kim angesehen?", AIRPORT)
    names = ask(pipeline, "And von der Leyen?", Turn("Was sagte Scholz und wer war da?"))

    assert german.reason is not None
    assert german.reason.code == "language"
    assert german.understood_as is None
    assert names.reason is None or names.reason.code != "language"


@pytest.mark.parametrize(
    "question",
    [
        "How old is Kim?",
        "How long is Kim's train?",
        "Is Kim married?",
        "Is Kim dead?",
    ],
)
def test_answer_of_another_kind_than_the_question_asks_for_is_not_told(pipeline: Pipeline, question: str):
    answer = ask(pipeline, question, Turn("Where was the summit?"))

    assert answer.reason is not None
    assert answer.reason.code == "not_told"


def test_yes_or_no_is_told_by_a_sentence_about_what_is_asked_alone(pipeline: Pipeline):
    assert ask(pipeline, "Is Kim tall?").short_answer not in ("Yes", "No")


SHOWN = "What did Shoigu show Kim?"


def test_that_is_the_event_of_the_sentences_last_cited(pipeline: Pipeline):
    shown = ask(pipeline, SHOWN)

    answer = ask(pipeline, "And when was that?", turn_of(shown))

    assert answer.short_answer == "The day before"
    assert {(c.article, c.start) for c in answer.citations} <= {(c.article, c.start) for c in shown.citations}


@pytest.mark.parametrize("said", ["him", "And him?"])
def test_pronoun_alone_leaves_open_what_is_asked(pipeline: Pipeline, said: str):
    answer = ask(pipeline, said, Turn(SHOWN, "the Kinzhal"))

    assert answer.understood_as is None
    assert answer.reason is not None
    assert answer.reason.code == "no_question"


@pytest.mark.parametrize("doubt", ["Are you sure?", "How do you know that?"])
def test_doubt_is_told_where_to_look_and_no_turn_to_lean_on(pipeline: Pipeline, doubt: str):
    answer = ask(pipeline, doubt, Turn(SHOWN, "the Kinzhal"))

    assert answer.reason is not None
    assert "sources" in answer.reason.text
    understood = ask(pipeline, "And Putin?", Turn(SHOWN, "the Kinzhal"), turn_of(answer)).understood_as
    assert understood == "What did Putin show Kim?"


@pytest.mark.parametrize(
    "said", ["hello", "Hi!", "thanks a lot", "test", "ok cool", "How are you?", "Hallo!", "Kim", "why?"]
)
def test_what_asks_nothing_is_told_so(pipeline: Pipeline, said: str):
    answer = ask(pipeline, said)

    assert answer.reason is not None
    assert answer.reason.code == "no_question"
    assert bool(answer.nearest) == (said in {"Kim", "why?"})


@pytest.mark.parametrize(
    "asked",
    [
        "Who are you?",
        "what is this bot?",
        "Hi! What can you do?",
        "what kind of questions can you answer?",
        "how do I use this bot",
        "which articles do you have?",
        "can you help me please?",
        "/ask help",
        "are you an AI?",
        "Tell me about yourself.",
        "Wer bist du?",
        "was kannst du alles?",
        "Hilfe!",
        "bist du ein Bot?",
    ],
)
def test_who_asks_for_the_bot_itself_is_told_what_it_is(pipeline: Pipeline, asked: str):
    answer = ask(pipeline, asked, Turn("What did Kim do on 15 September 2023?"))

    assert answer.reason is not None
    assert answer.reason.code == "about_bot"
    assert "`ask --help`" in answer.reason.text
    assert not answer.nearest


def test_time_in_which_other_things_happened_is_not_told_for_how_long_something_lasted(pipeline: Pipeline):
    answer = ask(pipeline, "How long did it last?", Turn("Where was the summit?"))

    assert answer.short_answer == "two hours"
    assert "four months" not in answer.answer


def test_items_of_a_list_are_whole_and_join_to_nothing(pipeline: Pipeline):
    items = (ask(pipeline, "Which cities did Kim visit?").short_answer or "").split("; ")

    assert "Vladivostok" in items
    assert [item for item in items if item.split()[0] in {"of", "in", "and"} or item.endswith("long-range")] == []


@pytest.mark.parametrize("search", ["Shoigu Kinzhal bombers", "Kim's train", "thanks, which warship did Kim inspect?"])
def test_few_words_that_say_what_they_are_for_are_a_question(pipeline: Pipeline, search: str):
    assert ask(pipeline, search).reason is None


def test_questions_of_one_message_are_answered_in_turn(pipeline: Pipeline):
    answer = ask(
        pipeline, "How far is Vostochny from Moscow? Who is the Kremlin's spokesman? Who won the tennis final?"
    )

    assert answer.short_answer == "8,000 kilometres; Dmitry Peskov"
    assert answer.notices == ("No answer was found to: Who won the tennis final?",)


def test_two_questions_in_one_sentence_are_answered_in_turn(pipeline: Pipeline):
    answer = ask(pipeline, "Where did Putin and Kim meet, and how long did the talks last?")

    assert answer.short_answer == "at the Vostochny cosmodrome; two hours"
    assert answer.understood_as == "Where did Putin and Kim meet? How long did the talks last?"


def test_second_of_two_questions_in_a_sentence_may_lean_on_the_first(pipeline: Pipeline):
    understood = ask(pipeline, "Who is Dmitry Peskov and what did he say about agreements?").understood_as

    assert understood == "Who is Dmitry Peskov? What did Dmitry Peskov say about agreements?"


def test_part_of_a_question_that_nothing_answers_is_named(pipeline: Pipeline):
    notices = ask(pipeline, "How far is Vostochny from Moscow and who won the tennis final?").notices

    assert notices == ("No answer was found to: Who won the tennis final?",)


def test_question_after_another_in_a_message_may_lean_on_it(pipeline: Pipeline):
    understood = ask(pipeline, "Which frigate did Kim inspect? When was that?").understood_as

    assert understood == "Which frigate did Kim inspect? When did Kim inspect Admiral Shaposhnikov?"


def test_thanks_between_two_questions_leave_the_first_to_lean_on(pipeline: Pipeline):
    first, thanks = Turn("What did Kim do on 15 September 2023?"), Turn("thanks!")

    assert ask(pipeline, "And the next day?", first, thanks).understood_as == "What did Kim do on 16 September 2023?"
    assert ask(pipeline, "ok thanks", first).understood_as is None
