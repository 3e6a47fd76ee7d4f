"""What is damaged in a set of a published format is told in one sentence, with its place."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_sets import CLAP, HAY_QUERY, PASSAGE, QUIZ, READING, SQUAD, told, write_hay, write_lines, write_quiz

from bot.errors import BotError
from bot.evaluation.question_sets import read_question_set


def damaged_quiz(**changes: object) -> Callable[[Path], Path]:
    return lambda folder: write_quiz(folder, {**QUIZ, **changes})


def damaged_clap(**changes: object) -> Callable[[Path], Path]:
    return lambda folder: write_lines(folder / "a.jsonl", {**CLAP, **changes}).parent


def damaged_reading(**changes: object) -> Callable[[Path], Path]:
    return lambda folder: write_lines(folder / "dev.jsonl", READING[0], {**READING[1], **changes})


def damaged_squad(*keys: str | int, without: str = "", **changes: object) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        squad = json.loads(json.dumps(SQUAD))
        inner = squad
        for key in keys:
            inner = inner[key]
        inner.pop(without, None)
        inner.update(changes)
        return write_lines(folder / "squad.json", squad)

    return write


FIRST = ("data", 0, "paragraphs", 0)
ANSWER = (*FIRST, "qas", 0, "answers", 0)
OTHER = {"answer": "It hailed.", "selected_sentences": ["It hailed ."]}


QUIZ_DAMAGES = [
    (damaged_quiz(supported=None), ":1: 'supported' is null; make it true or false."),
    (damaged_quiz(answer_idx=[2]), ":1: 'answer_idx' names a choice that is not there; there are 2, counted from 0."),
    (damaged_quiz(answers=[]), ":1: 'answers' is empty; write the strings of which any one answers the question."),
    (damaged_quiz(question=7), ":1: 'question' is 7; make it a string."),
    (damaged_quiz(choices=[None]), ":1: 'choices[0]' is null; make it a string."),
]
CLAP_DAMAGES = [
    (damaged_clap(passages=[]), ":1: 'passages' holds 0; a question has one."),
    (damaged_clap(passages=[{"title": "Rome"}]), ":1: passages[0] has no 'text'; add it: a string."),
    (
        damaged_clap(passages=[{**PASSAGE, "text": "\u200b"}]),
        ":1: passages[0]: 'text' holds no text that can be seen; ",
    ),
    (
        damaged_clap(output=[OTHER]),
        ":1: output[0]: the selected sentence 'It hailed .' does not stand in the passage; ",
    ),
]
HAY_DAMAGES = [
    (lambda folder: write_hay(folder, relevant_doc_ids=["d3"]), ":1: the article 'd3' is not of the topic 'weather'; "),
    (lambda folder: write_hay(folder, relevant_doc_ids=[]), ":1: no article is relevant; mend 'relevant_doc_ids' or "),
    (lambda folder: write_hay(folder, subtopic=7), ":1: 'subtopic' is 7; make it a string."),
]
READING_DAMAGES = [
    (damaged_reading(id="r1"), ":2: the id 'r1' was given at "),
    (damaged_reading(is_impossible=False), ":2: 'answers' is empty; write an answer, or set 'is_impossible' to true."),
    (damaged_reading(context=None), ":2: 'context' is null; make it a string."),
]
READING_DAMAGES += [
    (
        damaged_reading(is_impossible=False, answers=[{"text": "Rain", "answer_start": start}]),
        f":2: answers[0]: 'answer_start' is {start}, where \"Rain\" does not stand; mend it, or leave it out.",
    )
    for start in (1, -18, 10**30)
]
SQUAD_DAMAGES = [
    (damaged_squad(*FIRST, without="context"), ": data[0].paragraphs[0] has no 'context'; add it: a string."),
    (damaged_squad(*FIRST, "qas", 0, without="id"), ": data[0].paragraphs[0].qas[0] has no 'id'; add it: a string."),
    (
        damaged_squad(*ANSWER, without="text"),
        ": data[0].paragraphs[0].qas[0].answers[0] has no 'text'; add it: a string.",
    ),
    (
        damaged_squad(*ANSWER, answer_start=1),
        ": data[0].paragraphs[0].qas[0].answers[0]: 'answer_start' is 1, where \"Rain\" does not stand; ",
    ),
    (
        damaged_squad(*ANSWER, answer_start="0"),
        ": data[0].paragraphs[0].qas[0].answers[0]: 'answer_start' is \"0\"; make it a whole number.",
    ),
]
DAMAGES = {
    "questions.jsonl": QUIZ_DAMAGES,
    "a.jsonl": CLAP_DAMAGES,
    "queries.jsonl": HAY_DAMAGES,
    "dev.jsonl": READING_DAMAGES,
    "squad.json": SQUAD_DAMAGES,
}


@pytest.mark.parametrize(
    ("file", "write", "beginning"),
    [(file, write, beginning) for file, damages in DAMAGES.items() for write, beginning in damages],
)
def test_what_is_damaged_in_a_set_is_told_with_its_place(
    tmp_path: Path, file: str, write: Callable[[Path], Path], beginning: str
) -> None:
    folder = tmp_path / "set"
    folder.mkdir()

    assert told(write(folder)).startswith(f"{folder / file}{beginning}")


@pytest.mark.parametrize("letter", ["x", "é", '"', "\\", "😀"])
def test_a_quoted_value_that_is_cut_keeps_its_quotation_marks(tmp_path: Path, letter: str) -> None:
    mayor = "Mayor Lena " + letter * 99
    sentence = told(damaged_reading(is_impossible=mayor)(tmp_path))

    value = sentence.partition(":2: 'is_impossible' is ")[2].removesuffix("; make it true or false.")
    assert value.endswith('…"')
    assert 49 <= len(value) <= 60
    assert mayor.startswith(json.loads(value).removesuffix("…"))


def test_an_id_that_an_unanswerable_question_has_too_is_told_with_both_places(tmp_path: Path) -> None:
    sentence = told(write_quiz(tmp_path / "quiz", {**QUIZ, "question_id": "q3"}))

    place, other = (tmp_path / "quiz" / name for name in ("unanswerable.jsonl", "questions.jsonl"))
    assert sentence == f"{place}:1: the question_id 'q3' was given at {other}:1 before; give this one its own."


def test_a_set_without_its_articles_is_told(tmp_path: Path) -> None:
    folder = write_quiz(tmp_path / "quiz")
    (folder / "articles.jsonl.gz").unlink()

    remedy = "put the articles of the set there, beside questions.jsonl."
    assert told(folder / "questions.jsonl") == f"{folder / 'articles.jsonl'} is not there; {remedy}"


def test_a_folder_of_questions_alone_is_told_to_lack_its_articles(tmp_path: Path) -> None:
    quiz = write_lines(tmp_path / "quiz" / "questions.jsonl", QUIZ).parent
    hay = write_lines(tmp_path / "hay" / "queries.jsonl", HAY_QUERY).parent

    remedy = "is not there; put the articles of the set there, beside"
    assert told(quiz) == f"{quiz / 'articles.jsonl'} {remedy} questions.jsonl."
    assert told(hay) == f"{hay / 'docs.jsonl'} {remedy} queries.jsonl."


def test_the_unanswerable_questions_alone_are_told_to_lack_the_others(tmp_path: Path) -> None:
    folder = write_quiz(tmp_path / "quiz")
    (folder / "questions.jsonl").unlink()

    remedy = "put the answerable questions of the set there, beside unanswerable.jsonl."
    assert told(folder / "unanswerable.jsonl") == f"{folder / 'questions.jsonl'} is not there; {remedy}"


def test_ids_that_become_one_in_the_index_are_told(tmp_path: Path) -> None:
    folder = write_quiz(tmp_path / "quiz")
    write_lines(folder / "articles.jsonl.gz", {"doc_id": "a#1", "text": "Rain."}, {"doc_id": "a-1", "text": "Snow."})

    assert told(folder) == f"{folder} has 2 articles with the id 'a-1'; give each its own."


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["text", "context", "id"]), inner),
    max_leaves=6,
)
FORMATS = [
    (QUIZ, write_quiz),
    (CLAP, lambda folder, row: write_lines(folder / "a.jsonl", row)),
    (HAY_QUERY, lambda folder, row: write_hay(folder, **row)),
    (READING[0], lambda folder, row: write_lines(folder / "dev.jsonl", row)),
    (SQUAD, lambda folder, row: write_lines(folder / "squad.json", row)),
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(format_=st.sampled_from(FORMATS), name=st.integers(0, 9), value=VALUES)
def test_no_damage_raises_anything_but_an_error_for_the_user(
    tmp_path: Path, format_: tuple[dict[str, object], Callable[..., Path]], name: int, value: object
) -> None:
    row, write = format_
    key = sorted(row)[name % len(row)]
    folder = tmp_path / str(FORMATS.index(format_))
    folder.mkdir(exist_ok=True)
    path = write(folder, {**row, key: value})
    try:
        questions = read_question_set(path)
    except BotError as error:
        assert str(folder) in str(error)  # noqa: PT017 - either outcome is right
    else:
        assert questions.questions
