"""A sentence is held to the kind of answer that a question plainly asks for, and to nothing where that is open."""

import pytest

from bot.reading.question.kinds import kind_held

CASES = {
    "How old is Ann Lowe?": (
        [
            "Ann Lowe, 61, smiled.",
            "The 61-year-old mayor smiled.",
            "She turned sixty-one.",
            "Lowe was only 9 years old.",
        ],
        [
            "Lowe spoke of a drought now 18 months old.",
            "The dam in Lowen, now 40 years old, held.",
            "Lowe left at once.",
        ],
    ),
    "How old is the dam?": (["It was built in 1931.", "The dam is 92 years old."], ["Ann Lowe came to the dam."]),
    "How tall is Ann Lowe?": (
        ["She is 1.80 metres tall.", "She stands 6'2\" tall."],
        ["The missiles reach 6,500 kilometres.", "Lowe stood 20 metres away from the dam."],
    ),
    "How long is the train?": (
        ["It is 300 metres long.", "It has 20 carriages."],
        ["Lowe left the train at Senn, about 127 kilometres south of Lowen."],
    ),
    "How long is the way from Senn to Lowen?": (["It is 127 kilometres from Senn to Lowen."], ["It is long ago."]),
    "How long did the summit last?": (
        ["They talked for four hours.", "It went on overnight.", "It was held from 3 to 5 May and from 7 to 8 May."],
        ["Hours before the summit it rained.", "Two days later it rained.", "Ten ministers came."],
    ),
    "How far is Senn from Lowen?": (["It is an hour's drive.", "It is 12 miles away."], ["Senn lies in the east."]),
    "How heavy is the statue?": (["It weighs two tonnes.", "It is light."], ["It is two metres high."]),
    "How fast is the new train?": (["It does 300 km/h."], ["The train is drawn by a TGV-31 engine."]),
    "How much did the bridge cost?": (
        ["It cost $12 million.", "It cost 12 million.", "It was cheap."],
        ["It opened on Friday, 3 May 2024.", "It took three years."],
    ),
    "What percentage of them voted?": (["Some 54 percent did.", "One in ten did."], ["Some 5,400 people did."]),
    "How many soldiers died?": (
        ["It killed 40.", "Twelve troops were killed.", "No soldier died."],
        ["The soldiers came from 127 kilometres away.", "The soldiers died in 2019."],
    ),
    "How many kilometres is Senn from Lowen?": (["It is 12 km."], ["Twelve people live there."]),
    "What time did Lowe arrive?": (["She came at 9 a.m.", "She came at dawn."], ["She came on Friday."]),
}


@pytest.mark.parametrize("question", CASES)
def test_sentence_of_the_kind_is_told_from_one_that_is_not(question: str):
    holds = kind_held(question)
    of_kind, others = CASES[question]

    assert holds is not None
    assert [text for text in of_kind if not holds(text)] == []
    assert [text for text in others if holds(text)] == []


@pytest.mark.parametrize(
    "question",
    [
        "What did Lowe open?",
        "Who is 61 years old?",
        "How did Lowe travel?",
        "Is the train long?",
        "What is the price that Lowe paid for peace?",
        "How long before the summit did she come, and why?",
        "",
    ],
)
def test_question_that_leaves_its_kind_open_is_held_to_nothing(question: str):
    assert kind_held(question) is None
