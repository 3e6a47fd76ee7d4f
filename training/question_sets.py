"""The question sets that the first reader is fitted on, each with the articles that its questions are asked of."""

import gzip
import hashlib
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.ingestion.articles import read_articles
from bot.ingestion.canonical import canonical
from bot.shipped import shipped_corpus
from bot.types import Article

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
SEED = 20230916


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the strings any of which answers it; none where the articles do not answer it."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Articles, and questions asked of them."""

    name: str
    articles: tuple[Article, ...]
    asked: tuple[Asked, ...]


def realtimeqa() -> QuestionSet:
    """Return RealTime QA 2024: 600 articles, the supported questions, and those of 2025 that they cannot answer."""
    folder = SHARED / "dev" / "realtimeqa-24"
    articles = tuple(_article(row["doc_id"], row["title"], row["text"]) for row in _rows(folder / "articles.jsonl.gz"))
    supported = [row for row in _rows(folder / "questions.jsonl") if row["supported"]]
    asked = [Asked(row["question"], tuple(row["answers"])) for row in supported]
    asked += [Asked(row["question"], ()) for row in _rows(folder / "unanswerable.jsonl")]
    return QuestionSet("realtimeqa", articles, tuple(asked))


def clapnq() -> QuestionSet:
    """Return CLAPnq: 600 passages, half of the questions with none that answers them."""
    articles, asked = [], []
    for name in ("answerable", "unanswerable"):
        for row in _rows(SHARED / "dev" / "clapnq" / f"clapnq_dev_{name}.jsonl"):
            passage = row["passages"][0]
            articles.append(_article(row["id"], passage["title"], passage["text"]))
            marked = [s for output in row["output"] for s in output.get("selected_sentences", [])]
            asked.append(Asked(row["input"], tuple(marked) if name == "answerable" else ()))
    return QuestionSet("clapnq", tuple(articles), tuple(asked))


def small_corpora(*, count: int, per_corpus: int = 5, paragraphs: int = 6) -> Iterator[QuestionSet]:
    """
    Yield small corpora of paragraphs with questions on them, and as many questions whose paragraph was left out.

    The paragraphs are those of the reader's training data, so the development sets stay unseen.
    """
    by_paragraph: dict[str, list[Asked]] = {}
    for row in _rows(SHARED / "reader" / "train.jsonl.gz"):
        if not row["is_impossible"] and row["source"] == "squadshifts_new_wiki":
            answers = tuple(answer["text"] for answer in row["answers"])
            by_paragraph.setdefault(row["context"], []).append(Asked(row["question"], answers))
    order = sorted(by_paragraph)
    random.Random(SEED).shuffle(order)
    size = per_corpus * paragraphs
    for number in range(count):
        chosen = order[number * 2 * size : (number * 2 + 1) * size]
        left_out = order[(number * 2 + 1) * size : (number * 2 + 2) * size]
        articles = tuple(
            _article(f"c{number}-{n}", "", "\n".join(chosen[n * paragraphs : (n + 1) * paragraphs]))
            for n in range(per_corpus)
        )
        asked = [by_paragraph[text][0] for text in chosen]
        asked += [Asked(by_paragraph[text][0].question, ()) for text in left_out]
        yield QuestionSet(f"small-{number}", articles, tuple(asked))


def gold() -> Iterator[QuestionSet]:
    """Yield the dev split of the project's own questions on the articles that ship, if there is such a file."""
    path = ROOT / "corpus" / "gold.jsonl"
    if not path.exists():
        return
    rows = [row for row in _rows(path) if is_dev(row["id"]) and row["class"] not in {"follow-up", "second language"}]
    asked = tuple(Asked(row["question"], tuple(a for group in row["answers"] for a in group)) for row in rows)
    articles = [item for item in read_articles([str(shipped_corpus())]) if isinstance(item, Article)]
    yield QuestionSet("gold", tuple(articles), asked)


def is_dev(question_id: str) -> bool:
    """Tell whether a gold question is of the dev split; the others are never tuned on."""
    return hashlib.sha256(question_id.encode()).digest()[0] % 2 == 0


def holds_answer(text: str, answers: tuple[str, ...]) -> bool:
    """Tell whether one of the answers stands in *text* at word boundaries, whatever its case."""
    return any(re.search(rf"(?<!\w){re.escape(answer.lower())}(?!\w)", text.lower()) for answer in answers if answer)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    yield from (json.loads(line) for line in content.decode("utf-8").split("\n") if line)


def _article(article_id: str, title: str, text: str) -> Article:
    return Article(id=article_id.replace("#", "-"), title=title, text=canonical(text))
