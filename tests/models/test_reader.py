"""The reader's scores follow from the pair alone, and its spans stay inside the passage, whatever the text."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ModelError
from bot.models.reader import LONGEST_ANSWER, Reader, Scores, best_span

PASSAGE = "Mayor Ann Lowe opened the bridge on Friday. It cost $12 million and took three years to build."
OTHER = "Rain fell on the valley all week, and the river rose by two metres."
QUESTION = "How much did the bridge cost?"
TEXTS = st.text(max_size=200)
SHARED = Reader(threads=1)  # opens nothing until it reads


@pytest.fixture
def reader() -> Reader:
    return SHARED


def answer_of(scores: Scores, passage: str) -> str:
    first, last, _ = best_span(scores.start, scores.end)
    return passage[scores.places[first, 0] : scores.places[last, 1]]


def same(one: Scores, other: Scores) -> bool:
    arrays = ("places", "start", "end", "answer", "sentence")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in arrays) and (
        (one.relevance, one.support, one.polarity) == (other.relevance, other.support, other.polarity)
    )


def test_answer_is_found_where_it_stands(reader: Reader):
    scores = reader.read(QUESTION, [("", PASSAGE)])[0]

    assert answer_of(scores, PASSAGE) in ("$12 million", "12 million")


def test_passage_that_answers_is_more_relevant_than_one_that_does_not(reader: Reader):
    answers, other = reader.read(QUESTION, [("", PASSAGE), ("", OTHER)])

    assert answers.relevance > other.relevance
    assert answers.margin > 0 > other.margin


def test_statement_that_the_passage_bears_out_is_supported_more_than_a_changed_one(reader: Reader):
    true = reader.read("The bridge cost $12 million.", [("", PASSAGE)])[0]
    false = reader.read("The bridge cost $95 million.", [("", PASSAGE)])[0]

    assert true.support > false.support


def test_order_and_number_of_passages_do_not_change_a_score(reader: Reader):
    passages = [("", PASSAGE), ("The Post · 3 May 2024", OTHER), ("", f"{OTHER} {PASSAGE}")]
    there = reader.read(QUESTION, passages)
    back = reader.read(QUESTION, passages[::-1])[::-1]

    assert all(same(one, other) for one, other in zip(there, back, strict=True))
    assert same(there[1], reader.read(QUESTION, passages[1:2])[0])


def test_number_of_threads_does_not_change_a_score(reader: Reader):
    passages = [("", PASSAGE), ("", OTHER), ("", PASSAGE * 5)]

    alone, together = reader.read(QUESTION, passages), Reader(threads=3).read(QUESTION, passages)

    assert all(same(one, other) for one, other in zip(alone, together, strict=True))


@pytest.mark.slow
def test_answer_deep_in_a_passage_of_ten_thousand_tokens_is_found(reader: Reader):
    long = f"{OTHER} " * 600 + PASSAGE + f" {OTHER}" * 100

    scores = reader.read(QUESTION, [("", long)])[0]

    assert len(scores.places) > 10_000
    assert answer_of(scores, long) in ("$12 million", "12 million")


def test_empty_passage_has_no_span(reader: Reader):
    scores = reader.read(QUESTION, [("Only a headline", "")])[0]

    assert len(scores.places) == 0
    assert scores.margin == float("-inf")


def test_nothing_to_read_is_nothing_read(reader: Reader):
    assert reader.read(QUESTION, []) == []


@pytest.mark.parametrize(
    "text",
    [
        "Президент прибыл в город.",
        "金正恩于九月访问俄罗斯。",
        "زار الرئيس المدينة.",
        "👩‍🚀🚀 e\u0301\u0301",
        "\ud800 alone",
        "x" * 5000,
    ],
)
def test_other_scripts_are_read_without_complaint(reader: Reader, text: str):
    scores = reader.read(text, [(text, text)])[0]

    assert len(scores.start) == len(scores.places) > 0


@given(question=TEXTS, header=TEXTS, passage=TEXTS)
@settings(max_examples=40, deadline=None)
def test_spans_lie_inside_the_passage_in_order(question: str, header: str, passage: str):
    scores = SHARED.read(question, [(header, passage)])[0]

    assert len(scores.start) == len(scores.end) == len(scores.answer) == len(scores.sentence) == len(scores.places)
    assert all(0 <= start <= end <= len(passage) for start, end in scores.places.tolist())
    assert (np.diff(scores.places[:, 0]) >= 0).all()
    assert np.isfinite([scores.relevance, scores.support, scores.polarity]).all()


@given(st.lists(st.tuples(st.floats(-9, 9, width=32), st.floats(-9, 9, width=32)), min_size=1, max_size=80))
def test_best_span_is_the_best_of_all_short_enough(logits: list[tuple[float, float]]):
    start, end = (np.array(column, np.float32) for column in zip(*logits, strict=True))

    first, last, score = best_span(start, end)

    allowed = [(a, b) for a in range(len(start)) for b in range(a, min(len(start), a + LONGEST_ANSWER))]
    assert (first, last) in allowed
    assert score == pytest.approx(max(float(start[a] + end[b]) for a, b in allowed), abs=1e-5)


def test_missing_model_is_told_with_its_path(tmp_path: Path):
    with pytest.raises(ModelError, match="install the package again"):
        Reader(tmp_path).read(QUESTION, [("", PASSAGE)])
