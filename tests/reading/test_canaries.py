"""Thirty easy questions on the articles that ship, none of which may ever be answered wrongly."""

import asyncio

import pytest

from bot.evaluation.matching import occurs
from bot.pipeline import Pipeline
from bot.types import Answer

MOST_WITHHELD = 3
CANARIES = {
    "How far is Vostochny from Moscow?": "8,000",
    "Who is the Kremlin's spokesman?": "Peskov",
    "Who is Russia's defence minister?": "Shoigu",
    "What is the range of the new missiles of the Tu-160?": "6,500",
    "Which frigate did Kim inspect in Vladivostok?": "Admiral Shaposhnikov",
    "Where did Putin and Kim meet on Wednesday?": "Vostochny",
    "Who received Kim on a red carpet?": "Kozhemyako",
    "At which station did Kim's train stop on the border?": "Khasan",
    "Who announced that Kim would attend a demonstration of the Pacific Fleet?": "Putin",
    "Who is North Korea's defence minister?": "Kang Sun Nam",
    "What did Kim and Putin give each other?": "rifles",
    "In which region is the Vostochny Cosmodrome?": "Amur",
    "For how long did Putin shake Kim's hand?": "40 seconds",
    "How many times has Kim travelled outside North Korea in 12 years?": "seven",
    "Which airport did Kim come to in Vladivostok?": "Knevichi",
    "What did Iran deliver to Russia?": "drones",
    "Which plant makes Sukhoi fighter jets?": "Komsomolsk-on-Amur",
    "Who is the governor of Primorye?": "Kozhemyako",
    "Who is Russia's Natural Resources Minister?": "Kozlov",
    "Which news agency reported that Kim was expected to go to a fighter jet plant?": "Kyodo",
    "Which rockets are made for the BM-21 Grad?": "122 mm",
    "What does Pak Thae Song chair?": "space science and technology",
    "Who heads the World Institute for North Korea Studies?": "An Chan-il",
    "What were workers building at a railway station in Komsomolsk-on-Amur?": "platform",
    "Which mercenary group bought artillery shells from North Korea?": "Wagner",
    "When did Shoigu go to North Korea?": "July",
    "What did Maria Zakharova say is of utmost importance for security?": "Korean Peninsula",
    "Who commands Russia's force of long-range bombers?": "Kobylash",
    "Which university did Kim visit in Vladivostok?": "Far Eastern Federal University",
    "What is North Korea's official name that Putin used?": "DPRK",
}


@pytest.fixture(scope="module")
def answers(pipeline: Pipeline) -> dict[str, Answer]:
    return {question: asyncio.run(pipeline.ask(question)) for question in CANARIES}


@pytest.mark.slow
def test_easy_question_is_never_answered_wrongly(answers: dict[str, Answer]):
    wrong = [q for q, told in answers.items() if not told.abstained and not occurs(CANARIES[q], told.answer)]

    assert wrong == []


@pytest.mark.slow
def test_easy_questions_are_answered_rather_than_withheld(answers: dict[str, Answer]):
    withheld = [question for question, told in answers.items() if told.abstained]

    assert len(withheld) <= MOST_WITHHELD, withheld


def test_minister_is_not_taken_for_a_deputy_of_the_other_country(pipeline: Pipeline):
    told = asyncio.run(pipeline.ask("Who is North Korea's foreign minister?"))

    assert told.abstained or occurs("Choe Sun Hui", told.answer)
