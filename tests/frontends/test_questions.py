"""`ask "question"`, as a user types it."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answering import plain_question
from bot.errors import UsageError
from bot.types import QUESTION_LIMIT

KEYS = [
    "schema",
    "question",
    "understood_as",
    "answer",
    "short_answer",
    "short_spans",
    "abstained",
    "reason",
    "nearest",
    "confidence",
    "sentences",
    "citations",
    "passages",
    "notices",
    "usage",
    "model",
    "generation",
    "milliseconds",
]


def test_first_question_indexes_the_shipped_articles_by_itself(ask, ask_home: Path):
    outcome = ask("--json", "How far is Vostochny from Moscow?")

    assert outcome.code == 0
    assert outcome.json["short_answer"] == "8,000 kilometres"
    assert (ask_home / "library" / "catalogue.json").exists()


def test_shoigus_weapons_are_told_with_their_source(ready):
    answer = ready("--json", "what did Shoigu show Kim?").json

    assert not answer["abstained"]
    assert any(c["article"] == "kim-inspects-russian-weapons" for c in answer["citations"])


def test_json_has_the_documented_keys_in_order(brief):
    told = brief("--json", "How far is Vostochny from Moscow?").json
    withheld = brief("--json", "Who won the tennis final in Paris?").json

    assert list(told) == KEYS
    assert list(withheld) == KEYS
    assert list(told["citations"][0]) == [
        *("mark", "article", "title", "publisher", "published", "url", "quote", "start", "end", "event_date")
    ]
    assert told["milliseconds"].keys() == {"retrieve", "read", "total", "write"}


def test_every_sentence_is_its_quote_and_has_a_mark_in_the_answer(ready):
    answer = ready("--json", "what did Kim and Putin give each other?").json

    quotes = {citation["mark"]: citation["quote"] for citation in answer["citations"]}
    for sentence in answer["sentences"]:
        assert " ".join(quotes[sentence["citations"][0]].split()) == sentence["text"]
        assert sentence["text"] + " [" in answer["answer"]
        assert sentence["verdict"] == "supported"


def test_words_without_quotes_are_joined(brief):
    joined = brief("--json", "How", "far", "is", "Vostochny", "from", "Moscow?").json

    assert joined["question"] == "How far is Vostochny from Moscow?"


@pytest.mark.parametrize("words", [(), ("-",)])
def test_question_comes_from_standard_input(brief, words):
    outcome = brief(*words, "--json", stdin=b"How far is Vostochny\nfrom Moscow?\n")

    assert outcome.json["question"] == "How far is Vostochny from Moscow?"


def test_text_answer_has_marks_sources_and_quotes(brief):
    out = brief("How far is Vostochny from Moscow?").out
    citations = brief("--json", "How far is Vostochny from Moscow?").json["citations"]

    assert citations
    for citation in citations:
        assert f"\n[{citation['mark']}] {citation['title']} · {citation['publisher'] or ''}".rstrip(" ·") in out
        assert f"“{citation['quote']}”" in out
    assert "\x1b" not in out


def test_abstaining_tells_why_and_names_headlines_and_exits_3(ready):
    outcome = ready("Who won the tennis final in Paris?")

    assert outcome.code == 3
    assert outcome.out.startswith("No answer.")
    assert "Nearest headlines:" in outcome.out


def test_abstaining_is_confident_to_a_degree(brief):
    answer = brief("--json", "Who won the tennis final in Paris?").json

    assert answer["abstained"]
    assert answer["reason"]["code"] == "nothing_found"
    assert 0.5 < answer["confidence"] <= 1
    assert answer["nearest"]
    assert answer["sentences"] == []


def test_question_in_another_language_is_declined_for_that_reason(ready):
    outcome = ready("--json", "Wie weit ist Wostotschny von Moskau entfernt?")

    assert outcome.code == 3
    assert outcome.json["reason"]["code"] == "language"
    assert "German" in outcome.json["reason"]["text"]


class TestFilters:
    def test_publisher_narrows_to_its_articles(self, brief):
        answer = brief("--json", "--publisher", "afp", "How far is Vostochny from Moscow?").json

        assert {c["article"] for c in answer["citations"]} == {"kim-arrives-in-vladivostok"}
        assert {p["article"] for p in answer["passages"]} == {"kim-arrives-in-vladivostok"}

    def test_undated_articles_are_left_out_by_a_date_and_counted(self, brief):
        answer = brief("--json", "--since", "2023-09-01", "How far is Vostochny from Moscow?").json

        assert answer["notices"] == ["2 undated articles were left out by the date filter."]
        assert all(c["published"] for c in answer["citations"])

    def test_dates_that_leave_nothing_are_the_reason(self, ready):
        outcome = ready("--json", "--since", "2024-01-01", "How far is Vostochny from Moscow?")

        assert outcome.code == 3
        assert outcome.json["reason"]["code"] == "filters"
        assert "2 undated articles" in outcome.json["reason"]["text"]

    def test_an_answer_only_outside_the_filters_is_the_reason(self, ready):
        article = "kim-inspects-russian-weapons"
        outcome = ready("--json", "--article", article, "How far is Vostochny from Moscow?")

        assert outcome.json["reason"]["code"] == "outside_filters"

    @pytest.mark.parametrize(
        ("words", "culprit"),
        [
            (("--since", "yesterday"), "yesterday"),
            (("--since", "2023-09-02", "--until", "2023-09-01"), "2023-09-02"),
            (("--article", "no-such-article"), "no-such-article"),
            (("--passages", "0"), "0"),
            (("--passages", "many"), "many"),
        ],
    )
    def test_wrong_option_is_one_line_with_the_culprit(self, ready, words, culprit):
        outcome = ready(*words, "where did they meet?")

        assert outcome.code == 2
        assert culprit in outcome.err
        assert outcome.err.count("\n") == 1


class TestBadQuestions:
    @pytest.mark.parametrize("question", ["", "   ", "?!", "\x00\x01", "\u202e\u200b", "\ud800"])
    def test_empty_question_is_wrong_usage(self, ready, question):
        outcome = ready(question)

        assert outcome.code == 2
        assert "empty" in outcome.err

    def test_question_of_100000_characters_is_refused_in_one_line(self, ready):
        outcome = ready("why " * 25_000)

        assert outcome.code == 2
        assert str(QUESTION_LIMIT) in outcome.err
        assert len(outcome.err) < 300

    def test_control_and_bidi_characters_do_not_reach_the_terminal(self, brief):
        outcome = brief("How far\x1b is\u202e Vostochny\x07 from Moscow?")

        assert outcome.code == 0
        assert not set("\x1b\u202e\x07") & set(outcome.out)

    @given(st.text(max_size=300))
    def test_any_text_is_made_plain_or_refused(self, question: str):
        try:
            plain = plain_question(question)
        except UsageError:
            return

        assert plain == plain_question(plain)
        assert not {unicodedata.category(c) for c in plain} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_sources_that_differ_are_noted_beside_the_answer(ask, article):
    cost = "The new bridge over the Senn cost {} million, the council of Lowen said."
    article("news/post.md", cost.format("$12"), publisher="The Post", published="2024-05-04")
    folder = article("news/herald.md", cost.format("$15"), publisher="The Herald").parent
    ask("index", str(folder))

    (note,) = ask("--json", "How much did the new bridge over the Senn cost?").json["notices"]

    assert note.startswith("Sources differ: ")
    assert {"The Herald, undated" in note, "The Post, 4 May 2024" in note} == {True}


def test_number_out_of_range_is_told_as_that(ready):
    outcome = ready("search", "--passages", "101", "missile")

    assert outcome.code == 2
    assert "101 is not in the range" in outcome.err


def test_search_shows_ranked_passages_with_scores(ready):
    outcome = ready("search", "--json", "hypersonic", "missile")
    rows = outcome.json["passages"]

    assert outcome.code == 0
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    assert rows == sorted(rows, key=lambda row: -row["score"])
    assert rows[0]["article"] == "kim-inspects-russian-weapons"
    assert "cosine" in ready("search", "hypersonic missile").out


def test_misspelt_setting_is_told_with_what_was_meant_and_others_programs_are_left_alone(ready, monkeypatch):
    monkeypatch.setenv("ASK_PASAGES", "5")
    monkeypatch.setenv("ASK_XYZZY", "1")

    outcome = ready("search", "missile")

    assert outcome.code == 0
    assert outcome.err == "ask: ASK_PASAGES sets nothing; did you mean ASK_PASSAGES?\n"


def test_as_many_passages_as_asked_for(ready):
    assert len(ready("search", "--json", "--passages", "3", "Kim").json["passages"]) == 3
    everything = ready("search", "--json", "--passages", "100", "Kim").json["passages"]
    assert 3 < len(everything) < 100


def test_answers_are_the_same_twice(brief):
    one, other = (brief("--json", "How far is Vostochny from Moscow?").json for _ in range(2))

    del one["milliseconds"], other["milliseconds"]
    assert json.dumps(one) == json.dumps(other)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80))
def test_any_question_gets_an_answer_or_one_line(brief, question: str):
    outcome = brief("--json", "--", question)

    assert outcome.code in {0, 2, 3}
    assert outcome.err.count("\n") <= 1
