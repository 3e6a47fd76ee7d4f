"""Each published format: made up and tiny, and the sets themselves where they are at hand."""

import gzip
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from made_sets import READING, SQUAD, ids, write_clap, write_hay, write_lines, write_quiz

from bot.evaluation.question_sets import read_question_set
from bot.types import GoldQuestion


@pytest.mark.parametrize("name", ["", "questions.jsonl", "unanswerable.jsonl"])
def test_real_time_qa_is_read_from_its_folder_or_a_file_in_it(tmp_path: Path, name: str) -> None:
    quiz = read_question_set(write_quiz(tmp_path / "quiz") / name)

    supported, weak, unanswerable = quiz.questions
    assert supported == GoldQuestion(
        id="q1",
        question="Which film?",
        answerable=True,
        kind="supported",
        answers=(("Rain",),),
        articles=("post.example/rain-1",),
        choices=("Snow", '"Rain"'),
        right_choices=(1,),
    )
    assert (weak.answerable, weak.apart, weak.kind, weak.articles) == (True, *["weakly supported"] * 2, ())
    assert (unanswerable.answerable, unanswerable.apart, unanswerable.answers) == (False, None, ())


def test_real_time_qa_is_read_from_files_that_are_gzipped(tmp_path: Path) -> None:
    folder = write_quiz(tmp_path / "quiz")
    plain = read_question_set(folder)
    for name in ("questions.jsonl", "unanswerable.jsonl"):
        (folder / f"{name}.gz").write_bytes(gzip.compress((folder / name).read_bytes()))
        (folder / name).unlink()

    assert read_question_set(folder) == plain


def test_real_time_qas_articles_are_canonical_and_tell_where_they_come_from(tmp_path: Path) -> None:
    rain, snow = read_question_set(write_quiz(tmp_path / "quiz")).articles

    assert (rain.id, rain.title, rain.text) == ("post.example/rain-1", "Rain in Rome", "It rained.\nA film, “Rain”.")
    assert (rain.publisher, rain.published, rain.url) == (
        "post.example", date(2024, 1, 2), "https://www.post.example/rain",
    )  # fmt: skip
    assert (snow.title, snow.publisher, snow.published, snow.url) == ("", None, None, None)


def test_clapnq_is_read_from_a_folder_of_files(tmp_path: Path) -> None:
    clap = read_question_set(write_clap(tmp_path / "clap"))

    answerable, unanswerable = clap.questions
    assert answerable == GoldQuestion(
        id="1",
        question="when did it stop",
        answerable=True,
        kind="answerable",
        articles=("1",),
        evidence=("It stopped .", "It rained ."),
        evidence_complete=True,
    )
    assert (unanswerable.answerable, unanswerable.articles, unanswerable.evidence) == (False, (), ())
    assert [(article.id, article.title, article.text) for article in clap.articles] == [
        ("1", "Rome", "It rained . It stopped ."),
        ("2", "Oslo", "It snowed ."),
    ]


def test_clapnq_is_read_from_either_file(tmp_path: Path) -> None:
    clap = read_question_set(write_clap(tmp_path / "clap") / "b.jsonl")

    assert (ids(clap), len(clap.articles)) == (["2"], 1)


@pytest.mark.parametrize("name", ["", "queries.jsonl"])
def test_summhay_asks_the_query_and_its_subtopic_of_the_topics_articles(tmp_path: Path, name: str) -> None:
    hay = read_question_set(write_hay(tmp_path / "hay") / name)

    assert hay.questions == (
        GoldQuestion(
            id="h1",
            question="What fell? What fell from the sky",
            answerable=True,
            kind="weather",
            articles=("d1",),
            note="The weather of a year",
            within=("d1", "d2"),
        ),
    )
    assert [(article.id, article.publisher) for article in hay.articles] == [
        ("d1", "post.example"), ("d2", "post.example"), ("d3", "mail.example"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["dev.jsonl", "dev.jsonl.gz"])
def test_a_readers_data_is_asked_of_each_questions_own_context(tmp_path: Path, name: str) -> None:
    data = read_question_set(write_lines(tmp_path / name, *READING))

    (article,) = data.articles
    assert (data.name, article.text) == ("dev", "Rain fell in Rome.")
    assert data.questions == (
        GoldQuestion("r1", "What fell?", True, "made_up", (("Rain",),), (article.id,), within=(article.id,)),
        GoldQuestion("r2", "Who drowned?", False, "made_up_neg", within=(article.id,)),
    )


def test_an_answer_needs_no_start(tmp_path: Path) -> None:
    row = {**READING[0], "answers": [{"text": "Rain"}, {"text": "Rain fell", "answer_start": None}]}

    assert read_question_set(write_lines(tmp_path / "dev.jsonl", row)).questions[0].answers == (("Rain", "Rain fell"),)


@pytest.mark.parametrize("indent", [None, 2])
def test_squads_paragraphs_are_articles(tmp_path: Path, indent: int | None) -> None:
    path = tmp_path / "made-up.json"
    path.write_text(json.dumps(SQUAD, indent=indent), encoding="utf-8")

    squad = read_question_set(path)

    assert squad.questions == (
        GoldQuestion("s1", "What fell?", True, "answerable", (("Rain",),), ("rain-in-rome-1",)),
        GoldQuestion("s2", "What rose?", False, "unanswerable"),
    )
    assert [(article.id, article.title, article.text) for article in squad.articles] == [
        ("rain-in-rome-1", "Rain_in_Rome", "Rain fell."),
        ("rain-in-rome-2", "Rain_in_Rome", "Snow lay."),
    ]
    assert [q.within for q in read_question_set(path, given=True).questions] == [("rain-in-rome-1",)] * 2


def test_real_time_qa_has_the_counts_that_are_published(shared: Path) -> None:
    quiz = read_question_set(shared / "dev" / "realtimeqa-24")

    assert len(quiz.articles) == 600
    assert Counter((q.kind, q.apart) for q in quiz.questions) == {
        ("supported", None): 106, ("weakly supported", "weakly supported"): 94, ("unanswerable", None): 363,
    }  # fmt: skip
    assert all(q.choices and q.right_choices and q.articles for q in quiz.questions if q.answerable)
    assert all(article.published and article.publisher and article.url for article in quiz.articles)


def test_clapnq_has_the_counts_that_are_published(shared: Path) -> None:
    clap = read_question_set(shared / "dev" / "clapnq", given=True)

    texts = {article.id: article.text for article in clap.articles}
    assert Counter(q.answerable for q in clap.questions) == {True: 300, False: 300}
    assert len(texts) == 596  # 600 passages, four of which are another's again
    assert all(len(q.within) == 1 for q in clap.questions)
    assert all(quote in texts[q.articles[0]] for q in clap.questions for quote in q.evidence)
    assert sum(q.evidence_complete for q in clap.questions) == 299  # one has no sentence marked


def test_summhay_has_the_counts_that_are_published(shared: Path) -> None:
    hay = read_question_set(shared / "dev" / "summhay-news")

    assert (len(hay.questions), len(hay.articles)) == (42, 500)
    assert len({q.kind for q in hay.questions}) == 5
    assert all(len(q.within) == 100 and set(q.articles) <= set(q.within) for q in hay.questions)


def test_the_readers_data_has_the_counts_that_are_published(shared: Path) -> None:
    data = read_question_set(shared / "reader" / "dev.jsonl.gz")

    assert len(data.questions) == 8318
    assert all(q.within for q in data.questions)
    assert all(q.kind.endswith("_neg") for q in data.questions if not q.answerable)
