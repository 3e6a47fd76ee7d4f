"""The question sets that the readers are fitted on, each with the articles that its questions are asked of."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from bot.evaluation.matching import occurs
from bot.evaluation.question_sets import read_question_set
from bot.evaluation.run import QuestionSet
from bot.types import Article, GoldQuestion
from training.reader.asked import NEWS, is_held_out, story_of

SHARED = Path(__file__).resolve().parents[2] / "shared"
CORPORA = Path(__file__).parent / "corpora"
TO_MEASURE = "2021"  # of our own corpora: the reader is trained on the years before, and fitted by those after
SEED = 20230916


def realtimeqa() -> QuestionSet:
    """Return RealTime QA 2024: 600 articles, the supported questions, and those of 2025 that they cannot answer."""
    return _without_those_apart("realtimeqa", read_question_set(SHARED / "dev" / "realtimeqa-24"))


def clapnq(*, at_most: int | None = None) -> QuestionSet:
    """Return CLAPnq: 600 passages, half of the questions with none that answers them."""
    questions = read_question_set(SHARED / "dev" / "clapnq", limit=at_most)
    return replace(questions, name="clapnq")


def gold() -> QuestionSet:
    """Return the dev split of the project's own questions on the articles that ship; the rest is never tuned on."""
    return _without_those_apart("gold", read_question_set(None, split="dev"))


def small_corpora(
    *, count: int, part: str = "train", source: str = "squadshifts_new_wiki", per_corpus: int = 5, paragraphs: int = 6
) -> Iterator[QuestionSet]:
    """
    Yield small corpora of paragraphs with questions on them, and as many questions whose paragraph was left out.

    The paragraphs are those of the reader's data: of a part that the reader to be fitted never saw.
    """
    asked = _first_question_by_paragraph(part, source)
    order = sorted(asked)
    random.Random(SEED).shuffle(order)
    size = per_corpus * paragraphs
    for number in range(count):
        chosen = order[number * 2 * size : (number * 2 + 1) * size]
        left_out = order[(number * 2 + 1) * size : (number * 2 + 2) * size]
        articles = tuple(
            Article(f"c{number}-{n}", "", "\n".join(chosen[n * paragraphs : (n + 1) * paragraphs]))
            for n in range(per_corpus)
        )
        questions = [replace(asked[text], within=()) for text in chosen]
        questions += [replace(asked[text], answerable=False, answers=(), within=()) for text in left_out]
        yield QuestionSet(f"small-{number}", tuple(questions), articles)


def held_out_news(*, count: int = 4, stories: int = 6) -> Iterator[QuestionSet]:
    """Yield corpora of so many stories of our own that the reader was not trained on; passages of an article in one."""
    rows = [json.loads(line) for path in sorted(NEWS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    by_story: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if is_held_out(story_of(row)):
            by_story.setdefault(story_of(row), []).append(row)
    order = sorted(by_story)
    random.Random(SEED).shuffle(order)
    for number, first in enumerate(range(0, min(len(order), count * stories), stories)):
        chosen = [row for story in order[first : first + stories] for row in by_story[story]]
        questions = tuple(_question_of(row, n) for row in chosen for n in range(len(row["questions"])))
        yield QuestionSet(f"news-{number}", questions, tuple(_articles_of(chosen)))


def _articles_of(rows: Sequence[dict[str, Any]]) -> Iterator[Article]:
    for title, some in groupby(rows, key=lambda row: str(row["title"])):
        passages = list(some)
        text = "\n".join(row["text"] for row in passages)
        yield Article(passages[0]["id"], title, text, published=date.fromisoformat(passages[0]["published"]))


def _question_of(row: dict[str, Any], number: int) -> GoldQuestion:
    """Return a question of a passage; of a list, every item has to come."""
    entry = row["questions"][number]
    told = [answer["text"] for answer in entry["answers"]]
    groups = [(one,) for one in told] if entry["kind"] == "list" else [tuple(told)] if told else []
    return GoldQuestion(
        f"{row['id']}-{number}", entry["question"], bool(told), kind=entry["kind"], answers=tuple(groups)
    )


def years_of_news() -> Iterator[QuestionSet]:
    """Yield corpora of invented news with what people would ask of them, a year each; one is left to measure by."""
    for folder in sorted(CORPORA.iterdir()):
        if folder.is_dir() and folder.name > TO_MEASURE:
            questions = read_question_set(folder / "questions.jsonl", [str(folder / "news")])
            yield _without_those_apart(folder.name, questions)


def answers_of(question: GoldQuestion) -> tuple[str, ...]:
    """Return the strings any of which answers the question; none where the articles do not answer it."""
    return tuple(answer for group in question.answers for answer in group) or question.evidence


def holds_answer(text: str, answers: tuple[str, ...]) -> bool:
    """Tell whether one of the answers stands in *text*."""
    return any(occurs(answer, text) for answer in answers)


def _without_those_apart(name: str, questions: QuestionSet) -> QuestionSet:
    kept = tuple(q for q in questions.questions if q.apart is None and not (q.answerable and not answers_of(q)))
    return replace(questions, name=name, questions=kept)


def lone_passages(*, at_most: int) -> QuestionSet:
    """Return questions each asked of one paragraph alone, half of them of one that does not answer; none of wiki."""
    questions = read_question_set(SHARED / "reader" / "dev.jsonl.gz")
    kinds = ("squadshifts_reddit", "squadshifts_amazon_reviews")
    chosen = [q for q in questions.questions if q.kind.startswith(kinds)]
    random.Random(SEED).shuffle(chosen)
    half = at_most // 2
    kept = [q for q in chosen if q.answerable][:half] + [q for q in chosen if not q.answerable][:half]
    needed = {name for q in kept for name in q.within}
    articles = tuple(article for article in questions.articles if article.id in needed)
    return QuestionSet("alone", tuple(kept), articles)


def _first_question_by_paragraph(part: str, source: str) -> dict[str, GoldQuestion]:
    questions = read_question_set(SHARED / "reader" / f"{part}.jsonl.gz")
    texts = {article.id: article.text for article in questions.articles}
    found: dict[str, GoldQuestion] = {}
    for question in questions.questions:
        if question.answerable and question.kind == source:
            found.setdefault(texts[question.within[0]], question)
    return found
