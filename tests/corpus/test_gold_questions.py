"""The gold questions: well-formed, true to the shipped articles, and as fit for the reports these follow."""

import json
import re
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Any

import py3langid
import Stemmer
from test_corpus import CORPUS, SLUGS, read_shipped, read_source, words_of

from bot.evaluation.gold import KEYS, split_of
from bot.evaluation.matching import occurs
from bot.evaluation.question_sets import read_question_set

Question = dict[str, Any]

CLASSES = (
    "fact",
    "number",
    "date",
    "quotation",
    "list",
    "why or how",
    "yes or no",
    "several articles",
    "sources differ",
    "follow-up",
    "paraphrase",
    "misspelt",
    "second language",
    "unanswerable",
)
KINDS_OF_UNANSWERABLE = ("off-topic", "not-told", "false-premise", "wrong-attribute", "future")
LANGUAGES = {"German": "de", "Spanish": "es", "French": "fr", "Korean": "ko", "Russian": "ru"}

# Words that carry no content: what a paraphrase may share with the text.
FUNCTION_WORDS = """
a after an and any are as at be been before but by can could did do does ever for from had has have he her his how in is
it its may might more no not of on once one or other out over than that the their there these they this those to was
were what when where which who whom whose why will with would
"""

QUESTIONS: list[Question] = [
    json.loads(line) for line in (CORPUS / "gold.jsonl").read_text(encoding="utf-8").splitlines()
]
ANSWERABLE = [question for question in QUESTIONS if question["answerable"]]
BODIES = {slug: read_shipped(slug).body for slug in SLUGS}


def unmet_groups(question: Question, texts: list[str]) -> list[str]:
    """Return id and group for each group of answers of which no alternative stands in one of *texts*."""
    return [
        f"{question['id']}: {group}"
        for group in question["answers"]
        if not any(occurs(alternative, text) for alternative in group for text in texts)
    ]


def content_stems_of(text: str) -> set[str]:
    """Return the stems of the words of *text* that carry content."""
    return set(Stemmer.Stemmer("english").stemWords(words_of(text))) - {*FUNCTION_WORDS.split(), "s"}


def of_class(name: str) -> list[Question]:
    """Return the questions of one class."""
    return [question for question in QUESTIONS if question["class"] == name]


def test_a_line_has_the_keys_of_the_format_in_their_order() -> None:
    assert [question["id"] for question in QUESTIONS if tuple(question) != KEYS] == []


def test_values_have_the_types_of_the_format() -> None:
    for question in QUESTIONS:
        assert all(isinstance(question[key], str) for key in ("id", "question", "class", "note")), question["id"]
        assert question["after"] is None or isinstance(question["after"], str), question["id"]
        assert isinstance(question["answerable"], bool), question["id"]
        lists = [question["answers"], question["articles"], question["evidence"], *question["answers"]]
        assert all(isinstance(value, list) for value in lists), question["id"]
        strings = [*question["articles"], *question["evidence"], *chain(*question["answers"])]
        assert all(isinstance(value, str) and value == value.strip() != "" for value in strings), question["id"]


def test_an_id_is_kebab_case_and_given_once() -> None:
    ids = [question["id"] for question in QUESTIONS]

    assert [name for name in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)] == []
    assert [name for name, n in Counter(ids).items() if n > 1] == []


def test_no_question_is_asked_twice() -> None:
    asked = Counter((question["question"].casefold(), question["after"]) for question in QUESTIONS)

    assert [question for question, n in asked.items() if n > 1] == []


def test_every_class_has_ten_questions_or_more() -> None:
    counts = Counter(question["class"] for question in QUESTIONS)

    assert set(counts) == set(CLASSES)
    assert min(counts.values()) >= 10
    assert len(QUESTIONS) >= 220


def test_unanswerable_questions_are_of_five_kinds() -> None:
    kinds = Counter(question["note"] for question in of_class("unanswerable"))

    assert set(kinds) == set(KINDS_OF_UNANSWERABLE)
    assert kinds.total() >= 45
    assert min(kinds.values()) >= 9


def test_an_unanswerable_question_has_no_answer_and_any_other_has() -> None:
    for question in QUESTIONS:
        given = [bool(question[key]) for key in ("answers", "articles", "evidence")]
        assert given == [question["answerable"]] * 3, question["id"]
        assert question["answerable"] == (question["class"] != "unanswerable"), question["id"]
        assert all(question["answers"]), question["id"]


def test_the_split_gives_both_sides_some_of_every_class() -> None:
    counts = Counter((question["class"], split_of(question["id"])) for question in QUESTIONS)

    assert {
        key: n for key in [(name, side) for name in CLASSES for side in ("dev", "test")] if (n := counts[key]) < 5
    } == {}


def test_a_follow_up_comes_after_a_question_that_is_none() -> None:
    earlier: dict[str, Question] = {}
    for question in QUESTIONS:
        assert (question["after"] is not None) == (question["class"] == "follow-up"), question["id"]
        if question["after"] is not None:
            assert earlier[question["after"]]["class"] != "follow-up", question["id"]
        earlier[question["id"]] = question


def test_evidence_stands_in_a_named_article_and_each_named_article_gives_some() -> None:
    for question in ANSWERABLE:
        articles = question["articles"]
        found_in = [[slug for slug in articles if quote in BODIES[slug]] for quote in question["evidence"]]
        assert all(found_in), question["id"]
        assert set(chain(*found_in)) == set(articles), question["id"]
        assert len(set(articles)) == len(articles), question["id"]


def test_evidence_stands_in_the_text_of_its_articles_as_read() -> None:
    read = read_question_set(None)
    texts = {article.id: article.text for article in read.articles}
    asked = {question.id: question for question in read.questions}

    assert set(texts) == set(SLUGS)
    assert [question["id"] for question in QUESTIONS] == list(asked)
    for question in ANSWERABLE:
        of_articles = [texts[name] for name in asked[question["id"]].articles]
        assert all(any(quote in text for text in of_articles) for quote in question["evidence"]), question["id"]


def test_evidence_lies_within_a_paragraph() -> None:
    assert [question["id"] for question in ANSWERABLE if any("\n" in quote for quote in question["evidence"])] == []


def test_evidence_holds_an_alternative_of_every_group() -> None:
    assert [unmet for question in ANSWERABLE for unmet in unmet_groups(question, question["evidence"])] == []


def test_the_reports_that_the_articles_follow_hold_an_alternative_of_every_group(shared: Path) -> None:
    reports = {slug: read_source(shared, read_shipped(slug).front_matter["follows"]) for slug in SLUGS}
    followed = {question["id"]: [reports[slug] for slug in question["articles"]] for question in ANSWERABLE}

    assert [unmet for question in ANSWERABLE for unmet in unmet_groups(question, followed[question["id"]])] == []


def test_a_question_on_several_articles_names_several() -> None:
    assert [question["id"] for question in of_class("several articles") if len(question["articles"]) < 2] == []


def test_differing_sources_give_each_side_a_group_of_its_own() -> None:
    assert [question["id"] for question in of_class("sources differ") if len(question["answers"]) < 2] == []
    assert [question["id"] for question in of_class("sources differ") if not question["note"]] == []


def test_a_yes_or_no_question_notes_which() -> None:
    assert {question["note"] for question in of_class("yes or no")} == {"yes", "no"}


def test_a_paraphrase_shares_no_content_word_with_its_evidence() -> None:
    shared_words = {
        question["id"]: content_stems_of(question["question"]) & content_stems_of(" ".join(question["evidence"]))
        for question in of_class("paraphrase")
    }

    assert {name: words for name, words in shared_words.items() if words} == {}


def test_a_misspelt_question_is_in_lower_case() -> None:
    assert [
        question["id"] for question in of_class("misspelt") if question["question"].lower() != question["question"]
    ] == []


def test_a_second_language_is_the_one_noted() -> None:
    questions = of_class("second language")
    recognised = {question["id"]: py3langid.classify(question["question"])[0] for question in questions}

    assert {question["note"] for question in questions} == set(LANGUAGES)
    assert recognised == {question["id"]: LANGUAGES[question["note"]] for question in questions}
