"""Made-up sets in every format, as small as they can be, and how they are written and read."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.errors import ExitCode, UsageError
from bot.evaluation.question_sets import read_question_set
from bot.evaluation.run import QuestionSet

QUIZ_ARTICLES = [
    {
        "doc_id": "post.example/rain#1",
        "url": "https://www.post.example/rain",
        "title": "Rain in Rome",
        "publish_date": "2024/01/02",
        "text": "It rained.\n\nA film,\u200b “Rain”.",
    },
    {"doc_id": "post.example/snow", "url": "", "title": "", "publish_date": "", "text": "It snowed in Oslo."},
]
QUIZ = {
    "question_id": "q1",
    "date": "2024/01/05",
    "question": "Which film?",
    "choices": ["Snow", '"Rain"'],
    "answer_idx": [1],
    "answers": ['"Rain"'],
    "gcs_docs_with_answer": ["post.example/rain#1", "post.example/gone"],
    "nearest_days": 3,
    "supported": True,
}
QUIZ_UNANSWERABLE = {"question_id": "q3", "date": "2025/01/05", "question": "Who won?"}
PASSAGE = {"title": "Rome", "text": "It rained . It stopped .", "sentences": ["It rained .", "It stopped ."]}
CLAP = {
    "id": "1",
    "input": "when did it stop",
    "passages": [PASSAGE],
    "output": [
        {"answer": "It stopped.", "selected_sentences": ["It stopped ."], "meta": {}},
        {"answer": "After it rained.", "selected_sentences": ["It rained .", "It stopped ."], "meta": {}},
    ],
}
CLAP_UNANSWERABLE = {
    "id": "2",
    "input": "who drowned",
    "passages": [{"title": "Oslo", "text": "It snowed .", "sentences": ["It snowed ."]}],
    "output": [{"answer": "", "selected_sentences": [], "meta": {}}],
}
HAY = [
    {"doc_id": "d1", "topic": "weather", "source": "post.example", "text": "Rain.", "insight_ids": ["i1"]},
    {"doc_id": "d2", "topic": "weather", "source": "post.example", "text": "Snow.", "insight_ids": []},
    {"doc_id": "d3", "topic": "sport", "source": "mail.example", "text": "Goal.", "insight_ids": []},
]
HAY_QUERY = {
    "query_id": "h1",
    "topic": "weather",
    "topic_title": "The weather of a year",
    "query": "What fell?",
    "subtopic": "What fell from the sky",
    "insights": [{"insight_id": "i1", "insight": "Rain fell."}],
    "relevant_doc_ids": ["d1"],
}
READING = [
    {
        "id": "r1",
        "question": "What fell?",
        "context": " Rain  fell in Rome.",
        "answers": [{"text": "Rain", "answer_start": 1}, {"text": "Rain", "answer_start": 1}],
        "is_impossible": False,
        "source": "made_up",
    },
    {
        "id": "r2",
        "question": "Who drowned?",
        "context": "Rain fell in Rome.",
        "answers": [],
        "is_impossible": True,
        "source": "made_up_neg",
    },
]
SQUAD = {
    "version": "v2.0",
    "data": [
        {
            "title": "Rain_in_Rome",
            "paragraphs": [
                {
                    "context": "Rain fell.",
                    "qas": [
                        {"id": "s1", "question": "What fell?", "answers": [{"text": "Rain", "answer_start": 0}]},
                        {
                            "id": "s2",
                            "question": "What rose?",
                            "answers": [],
                            "plausible_answers": [{"text": "Rain", "answer_start": 0}],
                            "is_impossible": True,
                        },
                    ],
                },
                {"context": "Snow lay.", "qas": []},
            ],
        }
    ],
}


def write_lines(path: Path, *rows: dict[str, Any]) -> Path:
    content = "".join(f"{json.dumps(row)}\n" for row in rows).encode()
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def write_quiz(folder: Path, *questions: dict[str, Any]) -> Path:
    weak = {**QUIZ, "question_id": "q2", "supported": False, "gcs_docs_with_answer": []}
    write_lines(folder / "articles.jsonl.gz", *QUIZ_ARTICLES)
    write_lines(folder / "questions.jsonl", *(questions or (QUIZ, weak)))
    write_lines(folder / "unanswerable.jsonl", QUIZ_UNANSWERABLE)
    return folder


def write_clap(folder: Path) -> Path:
    write_lines(folder / "a.jsonl", CLAP)
    write_lines(folder / "b.jsonl", CLAP_UNANSWERABLE)
    return folder


def write_hay(folder: Path, **changes: object) -> Path:
    write_lines(folder / "docs.jsonl.gz", *HAY)
    write_lines(folder / "queries.jsonl", {**HAY_QUERY, **changes})
    return folder


def write_corpus(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "rain.md").write_text("---\ntitle: Rain\n---\nIt rained in Rome.\n", encoding="utf-8")
    (folder / "snow.md").write_text("---\ntitle: Snow\n---\nIt snowed in Oslo.\n", encoding="utf-8")
    return folder


def write_gold(path: Path, n: int = 1) -> Path:
    line = {"question": "Where did it rain?", "answerable": True, "answers": [["Rome"]], "articles": ["rain"]}
    return write_lines(path, *({"id": f"rain-{number}", **line} for number in range(n)))


def ids(questions: QuestionSet) -> list[str]:
    return [question.id for question in questions.questions]


def told(path: Path | None, corpus: Sequence[str] = (), **options: Any) -> str:
    with pytest.raises(UsageError) as caught:
        read_question_set(path, corpus, **options)
    assert caught.value.exit_code == ExitCode.USAGE
    assert str(caught.value)[-1] in ".?"
    return str(caught.value)
