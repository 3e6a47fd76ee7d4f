"""The development set RealTime QA 2024: its articles cut into passages by a plain count of words, and its questions."""

import re
import sys
from pathlib import Path

from bot.evaluation.matching import occurs
from bot.evaluation.question_sets import read_question_set
from bot.types import Article, GoldQuestion

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "dev" / "realtimeqa-24"
SENTENCE_END = re.compile(r"(?<=[.?!])\s+")


def require_data() -> None:
    """Leave with one sentence where the development set is not there."""
    if not FOLDER.is_dir():
        sys.exit(f"The development set is not in {FOLDER}: put RealTime QA 2024 there to measure.")


def read_articles() -> list[Article]:
    """Return the articles as they would be indexed, but for cleaning: they come without a page around them."""
    return list(read_question_set(FOLDER).articles)


def read_questions() -> list[GoldQuestion]:
    """Return the questions that have an answer; those that no article of about their time answers are apart."""
    return [question for question in read_question_set(FOLDER).questions if question.answerable]


def is_answered_by(question: GoldQuestion, passage: str) -> bool:
    """
    Tell whether an answer occurs in the passage.

    >>> question = GoldQuestion("q", "Which automaker?", answerable=True, kind="supported", answers=(("Ford",),))
    >>> is_answered_by(question, "Fordham bought a ford."), is_answered_by(question, "Fordham won.")
    (True, False)
    """
    return any(occurs(answer, passage) for group in question.answers for answer in group)


def cut_passages(text: str, *, words: int) -> list[str]:
    """
    Cut a text after every *words* words.

    >>> cut_passages("a b c d e", words=2)
    ['a b', 'c d', 'e']
    """
    found = text.split()
    return [" ".join(found[start : start + words]) for start in range(0, len(found), words)]


def cut_sentences(text: str) -> list[str]:
    """
    Cut a text roughly into sentences.

    >>> cut_sentences("It rained. Who knew?  Nobody")
    ['It rained.', 'Who knew?', 'Nobody']
    """
    return SENTENCE_END.split(text)
