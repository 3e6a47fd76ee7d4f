"""Our own corpora, a year of invented news each: what the reader is trained, fitted and measured by."""

from pathlib import Path

import pytest

from bot.evaluation.question_sets import read_question_set
from bot.models.encoder import Encoder
from training.question_sets import CORPORA, TO_MEASURE, years_of_news
from training.reader.asked import Part
from training.reader.corpora import read_corpora

pytestmark = pytest.mark.slow  # some three hundred articles are read and cut
YEARS = sorted(folder for folder in CORPORA.iterdir() if folder.is_dir())


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


@pytest.mark.parametrize("year", YEARS, ids=lambda year: year.name)
def test_questions_of_a_year_fit_its_articles(year: Path):
    questions = read_question_set(year / "questions.jsonl", [str(year / "news")])

    assert not questions.warnings
    assert len(questions.articles) == len(list((year / "news").glob("*.md")))
    texts = {article.id: f"{article.title}\n{article.text}".casefold() for article in questions.articles}
    for question in questions.questions:
        told = "\n".join(texts[name] for name in question.articles)
        assert all(
            any(" ".join(one.split()).casefold() in " ".join(told.split()) for one in group)
            for group in question.answers
        )


def test_what_is_measured_by_is_neither_trained_nor_fitted_by(encoder: Encoder):
    trained = [asked.id[:4] for part in ("train", "dev") for asked in read_corpora(part, encoder.count_tokens)]
    fitted = [questions.name for questions in years_of_news()]

    assert max(trained) < TO_MEASURE < min(fitted)


@pytest.mark.parametrize("part", ["train", "dev"])
def test_spans_are_the_answers_in_passages_as_the_product_cuts_them(part: Part, encoder: Encoder):
    known = {
        f"{year.name}-{row.id}": {" ".join(one.split()) for group in row.answers for one in group}
        for year in YEARS
        for row in read_question_set(year / "questions.jsonl", [str(year / "news")]).questions
    }
    asked = read_corpora(part, encoder.count_tokens)

    assert sum(bool(one.spans) for one in asked) > 0.75 * len(asked)
    for one in asked:
        assert {" ".join(one.passage[start:end].split()) for start, end in one.spans} <= known[one.id]


def test_no_article_is_both_trained_and_developed_by(encoder: Encoder):
    trained, developed = ({one.header for one in read_corpora(part, encoder.count_tokens)} for part in ("train", "dev"))

    assert developed
    assert not trained & developed
