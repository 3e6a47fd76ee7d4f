"""The day that cited words name, from the article's file to what is shown."""

import pytest

CRANE = (
    "The harbour council of Ullern met as usual this year.\n\n"
    "A crane fell into the harbour of Ullern on Wednesday, and nobody was hurt.\n\n"
    "The new hall of Ullern was painted on Monday and opened on Thursday by the mayor."
)
QUESTION = "When did the crane fall into the harbour of Ullern?"


@pytest.fixture
def ullern(ask, article):
    """Ask about an article of 16 September 2023, a Saturday."""
    article(
        "news/crane.md", CRANE, title="Crane falls into the harbour", published="2023-09-16", publisher="Ullern Post"
    )
    plain = article("news/plain.md", "The mill of Ullern burned down on Tuesday, and miller Jan Petri wept.")
    ask("index", str(plain.parent))
    return ask


def cited(answer, words: str):
    return next(citation for citation in answer["citations"] if words in citation["quote"])


def test_citation_and_short_answer_tell_the_day_of_wednesday(ullern):
    answer = ullern("--json", QUESTION).json

    assert answer["short_answer"] == "Wednesday (13 September 2023)"
    assert cited(answer, "crane fell")["event_date"] == "2023-09-13"


def test_source_line_tells_the_day_of_wednesday(ullern):
    assert "Ullern Post · 16 September 2023 (event: 13 September 2023)" in ullern(QUESTION).out


def test_citation_of_two_days_tells_none(ullern):
    answer = ullern("--json", "Who opened the new hall of Ullern that was painted?").json

    assert cited(answer, "painted")["event_date"] is None


def test_weekday_of_an_article_without_a_date_is_unknown(ullern):
    answer = ullern("--json", "Which miller wept when the mill of Ullern burned down?").json

    assert cited(answer, "mill of Ullern")["event_date"] is None


def test_question_about_the_day_finds_wednesday(ullern):
    found = ullern("search", "--json", "What happened on 13 September 2023?").json

    assert "on Wednesday" in found["passages"][0]["text"]
