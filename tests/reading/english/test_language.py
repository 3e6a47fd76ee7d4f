"""A question in another language is told from one in English, names and all."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.english.language import foreign_language


@pytest.mark.parametrize(
    "question",
    [
        "what did Shoigu show Kim?",
        "kim putin rifle",
        "Shoigu Kim",
        "wat did shoigu show kim",
        "Tu-160 range",
        "Vostochny",
        "Leonardo da Vinci paintings",
        "Who is Ursula von der Leyen?",
        "Los Angeles de Blasio visit",
        "how many died in Rio de Janeiro",
        "Was candidate Trump guilty?",
        "Was Duterte elected?",
        "was milos renk suspended",
        "wen will Torvia vote",  # a slip, no German
        "wat happend in kyiv",
        "How much would Russia pay per shell?",
        "Qui Gon",
        "Cuando Velmont",
        "42",
        "",
    ],
)
def test_english_and_bare_names_are_taken(question: str):
    assert foreign_language(question) is None


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wer hat Kim in Wladiwostok empfangen?", "German"),
        ("Was hat Schoigu Kim gezeigt?", "German"),
        ("Was zeigte Schoigu Kim?", "German"),
        ("was sagte putin", "German"),
        ("Was verkaufte Siemens?", "German"),
        ("Wurde Kim eingeladen?", "German"),
        ("Ist Biden zurückgetreten?", "German"),
        ("Qu'a dit Poutine ?", "French"),
        ("Macron a-t-il gagné ?", "French"),
        ("que paso en roma", "Spanish"),
        ("Dov'è Kim?", "Italian"),
        ("Is Kim in Rusland?", "Dutch"),
        ("Vad sa Putin?", "Swedish"),
        ("Hvad viste Shoigu Kim?", "Danish"),
        ("O que disse Putin?", "Portuguese"),
        ("Putin ne dedi?", "Turkish"),
        ("Co řekl Putin?", "Czech"),
        ("Kuka tapasi Kimin?", "Finnish"),
        ("Mit mondott Putyin?", "Hungarian"),
        ("Ce a spus Putin?", "Romanian"),
        ("Waar ontmoette Poetin Kim?", "Dutch"),
        ("Wie weit ist Wostotschny von Moskau entfernt?", "German"),
        ("¿Qué le mostró Shoigu a Kim?", "Spanish"),
        ("Que montre Choïgou à Kim ?", "French"),
        ("Что Шойгу показал Киму?", "Russian"),
        ("김정은은 어디를 방문했나?", "Korean"),
        ("キムはどこへ行った？", "Japanese"),
        ("金正恩去了哪里？", "Chinese"),
        ("Chi ha incontrato Kim?", "Italian"),
        ("Wat liet Shoigu aan Kim zien?", "Dutch"),
        ("Quando Kim chegou à Rússia?", "Portuguese"),
        ("Kim ne zaman Rusya'ya geldi?", "Turkish"),
        ("Co Szojgu pokazał Kimowi?", "Polish"),
        ("איפה היה קים?", "another language"),
    ],
)
def test_other_languages_are_named(question: str, language: str):
    assert foreign_language(question) == language


@given(st.text(max_size=200))
def test_any_text_is_judged_without_an_error(question: str):
    assert foreign_language(question) is None or foreign_language(question)


def test_real_english_questions_are_hardly_ever_refused(shared: Path):
    with gzip.open(shared / "reader" / "dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        questions = [json.loads(line)["question"] for line in lines]

    refused = [question for question in questions[::4] if foreign_language(question)]

    assert len(refused) <= 1, refused
