"""An answer as JSON and as text."""

import json
from dataclasses import replace
from datetime import date

import pytest

from bot.errors import UsageError
from bot.frontends.render import error_to_json, from_json, notes_of, source_line, to_json, to_text
from bot.types import Answer, Citation, Milliseconds, NearArticle, RankedPassage, Reason, Sentence, ShortSpan

CITATION = Citation(
    mark=1,
    article="rain",
    title="Rain in Rome",
    publisher="The Post",
    published=date(2024, 5, 7),
    url="https://post.example/rain",
    quote="The Tiber rose by\ntwo metres.",
    start=30,
    end=59,
)
TOLD = Answer(
    question="How much did the Tiber rise?",
    answer="The Tiber rose by two metres. [1][2]",
    abstained=False,
    confidence=0.87654321,
    model="embedded",
    generation=3,
    milliseconds=Milliseconds(1.23456, 2.0, 3.23456),
    short_answer="two metres",
    short_spans=(ShortSpan(0, 18, 28),),
    sentences=(Sentence("The Tiber rose by two metres.", (1, 2), "supported"),),
    citations=(CITATION, replace(CITATION, mark=2, article="flood", publisher=None, published=None, url=None)),
    passages=(RankedPassage("rain", 0, 60, 0.03),),
)
WITHHELD = replace(
    TOLD,
    answer="",
    abstained=True,
    short_answer=None,
    short_spans=(),
    sentences=(),
    citations=(),
    reason=Reason("nothing_found", "The articles hold nothing on this."),
    nearest=(NearArticle("rain", "Rain in Rome", date(2024, 5, 7)), NearArticle("flood", "Flood", None)),
)


class TestJson:
    def test_values_are_plain(self):
        assert to_json(TOLD) == {
            "schema": 1,
            "question": "How much did the Tiber rise?",
            "understood_as": None,
            "answer": "The Tiber rose by two metres. [1][2]",
            "short_answer": "two metres",
            "short_spans": [{"sentence": 0, "start": 18, "end": 28}],
            "abstained": False,
            "reason": None,
            "nearest": [],
            "confidence": 0.8765,
            "sentences": [{"text": "The Tiber rose by two metres.", "citations": (1, 2), "verdict": "supported"}],
            "citations": [
                {
                    "mark": 1,
                    "article": "rain",
                    "title": "Rain in Rome",
                    "publisher": "The Post",
                    "published": "2024-05-07",
                    "url": "https://post.example/rain",
                    "quote": "The Tiber rose by\ntwo metres.",
                    "start": 30,
                    "end": 59,
                    "event_date": None,
                },
                {
                    "mark": 2,
                    "article": "flood",
                    "title": "Rain in Rome",
                    "publisher": None,
                    "published": None,
                    "url": None,
                    "quote": "The Tiber rose by\ntwo metres.",
                    "start": 30,
                    "end": 59,
                    "event_date": None,
                },
            ],
            "passages": [{"article": "rain", "start": 0, "end": 60, "score": 0.03}],
            "notices": [],
            "usage": None,
            "model": "embedded",
            "generation": 3,
            "milliseconds": {"retrieve": 1.23, "read": 2.0, "total": 3.23, "write": 0.0},
        }

    def test_abstention_tells_reason_and_headlines(self):
        told = to_json(WITHHELD)

        assert told["reason"] == {"code": "nothing_found", "text": "The articles hold nothing on this."}
        assert told["nearest"] == [
            {"article": "rain", "title": "Rain in Rome", "published": "2024-05-07"},
            {"article": "flood", "title": "Flood", "published": None},
        ]

    def test_error_has_its_code_and_sentence(self):
        assert error_to_json(UsageError("Too long.")) == {"schema": 1, "error": {"code": "usage", "text": "Too long."}}


class TestText:
    def test_answer_is_sentences_with_marks_and_then_the_sources(self):
        assert to_text(TOLD).plain == (
            "The Tiber rose by two metres. [1][2]\n"
            "\n[1] Rain in Rome · The Post · 7 May 2024\n    “The Tiber rose by\ntwo metres.”\n    rain 30:59"
            "\n[2] Rain in Rome\n    “The Tiber rose by\ntwo metres.”\n    flood 30:59"
        )

    def test_short_answer_is_bold_inside_its_sentence(self):
        assert _bold(TOLD) == ["two metres"]

    def test_short_answer_in_a_later_sentence_is_bold_there(self):
        second = Sentence("It fell by one metre.", (2,), "supported")
        answer = replace(TOLD, sentences=(*TOLD.sentences, second), short_spans=(ShortSpan(1, 11, 20),))

        assert _bold(answer) == ["one metre"]

    def test_yes_stands_before_the_first_sentence_in_bold(self):
        answer = replace(TOLD, answer=f"Yes. {TOLD.answer}", short_spans=(), short_answer="Yes")

        assert to_text(answer).plain.startswith("Yes. The Tiber rose")
        assert _bold(answer) == ["Yes. "]

    @pytest.mark.parametrize("verdict", ["partly", "unsupported"])
    def test_verdict_is_told_where_a_sentence_is_not_supported(self, verdict):
        answer = replace(TOLD, sentences=(replace(TOLD.sentences[0], verdict=verdict),))

        assert f"metres. [1][2] ({verdict})" in to_text(answer).plain

    def test_abstention_is_reason_and_headlines(self):
        assert to_text(WITHHELD).plain == (
            "No answer. The articles hold nothing on this.\n\nNearest headlines:\n  Rain in Rome · 7 May 2024\n  Flood"
        )

    def test_how_the_question_was_understood_comes_first_and_dim(self):
        text = to_text(replace(WITHHELD, understood_as="Did it rain in Rome on Tuesday?"))

        assert text.plain.startswith("Understood as: Did it rain in Rome on Tuesday?\n\nNo answer. ")
        assert str(text.spans[0].style) == "dim"

    def test_notices_are_apart(self):
        answer = replace(TOLD, notices=("2 undated articles were left out by the date filter.",))

        assert to_text(answer).plain == to_text(TOLD).plain
        assert notes_of(answer) == ["Note: 2 undated articles were left out by the date filter."]

    def test_date_of_the_event_stands_behind_that_of_the_article(self):
        told = source_line(replace(CITATION, event_date=date(2024, 5, 6)))

        assert told == "[1] Rain in Rome · The Post · 7 May 2024 (event: 6 May 2024)"

    def test_markup_in_an_article_is_words(self):
        answer = replace(TOLD, sentences=(Sentence("[bold]Rain[/bold] fell.", (1,), "supported"),), short_spans=())

        assert to_text(answer).plain.startswith("[bold]Rain[/bold] fell. [1]")
        assert _bold(answer) == []


def _bold(answer: Answer) -> list[str]:
    text = to_text(answer)
    return [text.plain[span.start : span.end] for span in text.spans if "bold" in str(span.style)]


class TestBackFromJson:
    @pytest.mark.parametrize("answer", [TOLD, WITHHELD], ids=["told", "withheld"])
    def test_answer_comes_back_but_for_what_was_rounded(self, answer):
        back = from_json(json.loads(json.dumps(to_json(answer))))

        assert back == replace(answer, confidence=0.8765, milliseconds=Milliseconds(1.23, 2.0, 3.23))
        assert to_text(back) == to_text(answer)

    def test_keys_of_a_later_release_are_left_out_and_those_it_added_since_may_be_missing(self):
        told = {**to_json(TOLD), "mood": "calm", "sentences": [{**to_json(TOLD)["sentences"][0], "tone": "dry"}]}
        del told["citations"][0]["event_date"]

        assert to_json(from_json(told)) == to_json(replace(TOLD, milliseconds=Milliseconds(1.23, 2.0, 3.23)))

    @pytest.mark.parametrize(
        "value",
        [{}, {"schema": 1, "error": {"code": "usage", "text": "x"}}, {**to_json(TOLD), "citations": [{"mark": 1}]}],
    )
    def test_what_is_no_answer_is_refused(self, value):
        with pytest.raises(ValueError, match="not an answer"):
            from_json(value)
