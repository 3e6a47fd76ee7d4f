"""The development set RealTime QA 2024: its articles cut into passages by a plain count of words, and its questions."""

import gzip
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "dev" / "realtimeqa-24"
SENTENCE_END = re.compile(r"(?<=[.?!])\s+")


@dataclass(frozen=True)
class Question:
    """A question and the strings of which any one answers it."""

    text: str
    answers: tuple[str, ...]

    def is_answered_by(self, passage: str) -> bool:
        """
        Tell whether an answer occurs in the passage, at word boundaries and without regard to case.

        >>> Question("Which automaker?", ("Ford",)).is_answered_by("Fordham bought a ford.")
        True
        >>> Question("Which automaker?", ("Ford",)).is_answered_by("Fordham won.")
        False
        """
        return any(re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", passage, re.IGNORECASE) for answer in self.answers)


def require_data() -> None:
    """Leave with one sentence where the development set is not there."""
    if not FOLDER.is_dir():
        sys.exit(f"The development set is not in {FOLDER}: put RealTime QA 2024 there to measure.")


def read_texts() -> list[str]:
    """Return the text of each article."""
    with gzip.open(FOLDER / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def read_supported_questions() -> list[Question]:
    """Return the questions that an article of about their time answers."""
    lines = (FOLDER / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    return [Question(record["question"], tuple(record["answers"])) for record in records if record["supported"]]


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
