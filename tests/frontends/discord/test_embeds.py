"""Answers and sources as embeds: within every limit, nothing cut that means something, nothing lost."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import cast

import discord
import pytest
from frontends.discord.hostile import texts
from frontends.discord.live import live_in, seen
from frontends.discord.made_answers import REASONS, answer_of, answers, withheld
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from support.discord.limits import EMBEDS_TOGETHER, check_message

from bot.frontends.discord.buttons import buttons_of
from bot.frontends.discord.embeds import source_head, to_embed
from bot.frontends.discord.markdown import visible
from bot.frontends.discord.shown import Colour, Shown, being_written, failed, searching
from bot.frontends.discord.sources import source_embed
from bot.frontends.discord.texts import Words
from bot.library import Entry
from bot.types import Answer, Citation, NearArticle, Notice, Reason, Sentence, ShortSpan, Verdict

ENGLISH, GERMAN = Words("en"), Words("de")
ENTRIES = (
    Entry("a", "A", "1", published=date(2023, 9, 13)),
    Entry("b", "B", "2", published=date(2023, 9, 17)),
    Entry("c", "C", "3"),
)
CITATION = Citation(
    1, "rain", "Rain in Rome", "The Post", date(2024, 5, 7), "https://post.example/rain", "It rained.", 30, 40
)
RAIN = Sentence("It rained two metres.", (1,), "supported")
MARK = re.compile(r"\\\[\d+\\\]")
slow_to_draw = settings(
    max_examples=20,
    phases=[
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ],  # to shrink an answer takes minutes
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
at_length = settings(slow_to_draw, max_examples=800)


def embed(answer: Answer, words: Words = ENGLISH, hint: str | None = None, question: str | None = None) -> Shown:
    return to_embed(answer, words, entries=ENTRIES, hint=hint, question=question)


def told(shown: Shown) -> str:
    return shown.embed.description or ""


def flat(text: str) -> str:
    """Return a text on one line and without the signs of quotes, as everything is compared with a file."""
    return " ".join(text.replace(">", " ").split())


def check(answer: Answer, shown: Shown) -> None:
    """Hold an embed to all that must be true of any."""
    check_message({"embeds": [shown.embed.to_dict()]})
    assert len(shown.embed) <= EMBEDS_TOGETHER
    assert all(field.value and field.value.strip() for field in shown.embed.fields)
    _check_marks(answer, shown)
    _check_live(answer, shown)
    _check_plain(answer, shown)


def _check_marks(answer: Answer, shown: Shown) -> None:
    known = {citation.mark for citation in answer.citations}
    for field in shown.embed.fields:
        mark = MARK.match(field.name or "")
        assert mark
        assert int(mark.group()[2:-2]) in known
    tail = told(shown).split("\n\n-# ", 1)[0]
    assert not re.search(r"(?<!\\)\\(?:\[\d*)?$", tail)


def _check_live(answer: Answer, shown: Shown) -> None:
    own = {"bold", "italic", "italic too", "strike", "subtext", "quote"} | _commands_in(answer)
    assert {piece.kind for piece in live_in(told(shown))} <= own
    heads = {source_head(citation, ENGLISH) for citation in answer.citations}
    for field in shown.embed.fields:
        assert live_in(field.name or "") == []
        live = live_in(field.value or "")
        assert {piece.kind for piece in live} <= {"masked link", "quote"}
        links = [piece.text for piece in live if piece.kind == "masked link"]
        assert all(any(head.endswith(link) for head in heads) for link in links)


def _commands_in(answer: Answer) -> set[str]:
    """Return what is live only where the bot tells of itself, and so of its commands."""
    return {"code"} if answer.reason is not None and answer.reason.code == "about_bot" else set()


def _check_plain(answer: Answer, shown: Shown) -> None:
    """Hold the text that stands where embeds are not shown to the same."""
    text = shown.without_embed().text
    check_message({"content": text})
    own = {"bold", "italic", "italic too", "strike", "subtext", "quote", "masked link"} | _commands_in(answer)
    assert {piece.kind for piece in live_in(text)} <= own


def _is_told(answer: Answer, text: str, fields: Sequence[str]) -> bool:
    sentences = all(visible(sentence.text).strip() in text for sentence in answer.sentences)
    quotes = len(fields) == len(answer.citations) and all(
        visible(citation.quote).replace("\n", " ") in seen(field)
        for citation, field in zip(answer.citations, fields, strict=True)
    )
    return sentences and quotes


class TestAnyAnswer:
    @given(answers(), st.sampled_from([None, "Go on right here: reply to me."]))
    @slow_to_draw
    def test_limits_marks_and_links_hold(self, answer: Answer, hint: str | None):
        check(answer, embed(answer, hint=hint, question=answer.question))

    @given(answers())
    @slow_to_draw
    def test_what_does_not_fit_is_in_the_file(self, answer: Answer):
        shown = embed(replace(answer, short_spans=()))

        fields = [field.value or "" for field in shown.embed.fields]
        if shown.rest is None:
            assert _is_told(answer, seen(told(shown)), fields)
        else:
            text = flat(seen(shown.rest))
            assert all(flat(visible(sentence.text)) in text for sentence in answer.sentences)
            assert all(flat(visible(citation.quote)) in text for citation in answer.citations)
            assert all(flat(visible(notice)) in text for notice in answer.notices if not answer.reason)
            assert flat(visible(answer.question)) in text
            assert flat(visible(answer.understood_as or "")) in text

    @pytest.mark.slow
    @given(answers(), st.sampled_from([None, "Go on right here: reply to me."]))
    @at_length
    def test_limits_marks_and_links_hold_at_length(self, answer: Answer, hint: str | None):
        check(answer, embed(answer, hint=hint, question=answer.question))

    @given(texts, st.sampled_from([ENGLISH, GERMAN]))
    @settings(max_examples=50)
    def test_what_stands_there_before_it_is_within_limits_and_dead(self, text: str, words: Words):
        for shown in (searching(words, text * 30), being_written(words, text * 30)):
            check_message({"embeds": [shown.embed.to_dict()]})
            assert live_in(told(shown)) == []
            check_message({"content": shown.without_embed().text})
            assert {piece.kind for piece in live_in(shown.without_embed().text)} <= {"bold"}

    @given(texts)
    @settings(max_examples=50)
    def test_question_above_what_is_written_or_failed_is_one_dead_line(self, text: str):
        for shown in (being_written(ENGLISH, text * 30, text * 30), failed(ENGLISH, "No.", text * 30)):
            check_message({"embeds": [shown.embed.to_dict()]})
            assert {piece.kind for piece in live_in(told(shown))} <= {"quote"}


class TestSentences:
    def test_short_answer_is_bold_and_marks_follow_the_sentence(self):
        answer = answer_of((RAIN,), (CITATION,), short_spans=(ShortSpan(0, 10, 20),))

        assert told(embed(answer)) == "It rained **two metres**. \\[1\\]"

    @pytest.mark.parametrize(
        ("spans", "shown"),
        [
            ([(3, 9), (9, 20)], "It **rained two metres**."),
            ([(3, 9), (10, 13)], "It **rained two** metres."),
            ([(14, 20), (3, 9)], "It **rained** two **metres**."),
            ([(3, 13), (10, 20)], "It **rained two metres**."),
            ([(2, 10), (13, 14), (20, 99)], "It **rained** two metres**.**"),
            ([(0, 21)], "**It rained two metres.**"),
        ],
    )
    def test_spans_are_bold_whole_whatever_their_order_and_edges(self, spans: list[tuple[int, int]], shown: str):
        for verdict, style in (("supported", "{}"), ("partly", "_{}_"), ("unsupported", "~~{}~~")):
            sentence = Sentence(RAIN.text, (), cast("Verdict", verdict))
            answer = answer_of((sentence,), short_spans=tuple(ShortSpan(0, *span) for span in spans))

            assert told(embed(answer)).startswith(style.format(shown))

    def test_bold_of_two_lines_is_whole_in_each(self):
        answer = answer_of((Sentence("It rained\ntwo metres.", (), "supported"),), short_spans=(ShortSpan(0, 3, 21),))

        assert told(embed(answer)) == "It **rained**\n**two metres.**"

    @pytest.mark.parametrize(
        ("prefix", "words", "expected"),
        [("Yes. ", ENGLISH, "Yes."), ("No. ", ENGLISH, "No."), ("Yes. ", GERMAN, "Ja."), ("No. ", GERMAN, "Nein.")],
    )
    def test_yes_or_no_is_bold_ahead_of_the_sentences(self, prefix: str, words: Words, expected: str):
        shown = embed(answer_of((RAIN,), (CITATION,), prefix=prefix), words)

        assert told(shown).startswith(f"**{expected}** It rained")

    def test_unsupported_sentence_is_struck_and_labelled(self):
        answer = answer_of((RAIN, Sentence("It *snowed*.", (), "unsupported")), (CITATION,))

        assert told(embed(answer)).endswith(" ~~It \\*snowed\\*.~~ (not borne out)")

    def test_partly_supported_sentence_is_in_italics_and_labelled(self):
        answer = answer_of((Sentence("It snowed.", (1,), "partly"),), (CITATION,))

        assert told(embed(answer)) == "_It snowed._ \\[1\\] (partly borne out)"

    def test_sentence_that_begins_with_a_line_break_is_no_list(self):
        answer = answer_of((Sentence("\nIt snowed. ", (), "partly"),))

        assert told(embed(answer)) == "_It snowed._ (partly borne out)"

    def test_understood_question_stands_first_and_notices_last(self):
        answer = answer_of((RAIN,), (CITATION,), understood_as="How *much*?", notices=("One was left out.",))

        first, *_, last = told(embed(answer)).split("\n\n")
        assert first == "*Understood as: How \\*much\\*?*"
        assert last == "Note: One was left out."

    def test_question_stands_above_how_it_was_understood_and_is_cut_between_words(self):
        answer = answer_of((RAIN,), (CITATION,), understood_as="How much rain?")

        asked, understood, _ = told(embed(answer, question="# how\n*much* rain? " + "And so on. " * 40)).split("\n", 2)
        assert asked.startswith("> \\# how \\*much\\* rain? And so on. ")
        assert asked.endswith((" And…", " so…", " on.…"))
        assert len(asked) <= 310
        assert understood == "*Understood as: How much rain?*"

    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            (ENGLISH, "Note: Sources differ: “12” (The Post, 7 May 2024) · “15” (Herald, undated)."),
            (GERMAN, "Hinweis: Die Quellen weichen voneinander ab: „12“ (The Post, 7. Mai 2024) · „15“ (Herald, ohne"),
        ],
    )
    def test_notices_are_in_the_language_of_the_interface(self, words: Words, expected: str):
        sides = (("12", "The Post", date(2024, 5, 7)), ("15", "Herald", None))
        notice = Notice("Sources differ.", code="differing", sides=sides)

        shown = embed(answer_of((RAIN,), (CITATION,), notices=(notice,)), words=words)

        assert expected in told(shown)

    def test_hint_stands_below_in_small(self):
        assert told(embed(answer_of((RAIN,), (CITATION,)), hint="Go on.")).endswith("\n\n-# Go on.")

    def test_sentence_longer_than_an_embed_is_cut_and_whole_in_the_file(self):
        long = Sentence("It rained. " * 600, (1,), "supported")

        shown = embed(answer_of((long,), (CITATION,)))

        assert told(shown).split("\n\n")[0].endswith("… \\[1\\]")
        assert "-# The whole answer" in told(shown)
        assert shown.rest
        assert shown.rest.count("It rained.") == 601

    def test_short_answer_has_no_file(self):
        assert embed(answer_of((RAIN,), (CITATION,))).rest is None


class TestWithoutEmbed:
    def test_text_tells_the_answer_its_sources_and_what_is_missing(self):
        plain = embed(answer_of((RAIN,), (CITATION,)), hint="Go on.", question="Did it rain?").without_embed()

        assert plain.text == (
            "> Did it rain?\nIt rained two metres. \\[1\\]\n\n"
            "**\\[1\\] Rain in Rome**\nThe Post · 7 May 2024 · [read it](https://post.example/rain)\n> “It rained.”\n\n"
            "-# This is plain text because I lack the permission *Embed Links* here; a moderator can grant it."
            "\n-# Go on."
        )
        assert plain.rest is None

    def test_long_answer_is_cut_at_a_sentence_and_whole_in_the_file(self):
        sentences = tuple(
            Sentence(f"It rained {n} metres in {'Rome, ' * 40}they said.", (1,), "supported") for n in range(9)
        )

        plain = embed(answer_of(sentences, (CITATION,))).without_embed()

        assert plain.text.count("they said. \\[1\\]") == plain.text.count("It rained ") > 1
        assert "is in the attached file" in plain.text
        assert "It rained 8 metres" in (plain.rest or "")


class TestColours:
    @pytest.mark.parametrize(
        ("verdict", "colour"),
        [("supported", Colour.ANSWERED), ("partly", Colour.PARTLY), ("unsupported", Colour.PARTLY)],
    )
    def test_colour_tells_whether_all_is_supported(self, verdict, colour: Colour):
        shown = embed(answer_of((RAIN, Sentence("It snowed.", (), verdict)), (CITATION,)))

        assert shown.embed.colour == discord.Colour(colour)

    def test_what_is_no_answer_yet_or_none_at_all_has_its_own(self):
        shown = (searching(ENGLISH, "Why?"), being_written(ENGLISH, "It rained"), failed(ENGLISH, "No.", "Why?"))

        told = [each.embed.colour for each in shown]

        assert told == [*map(discord.Colour, (Colour.SEARCHING, Colour.SEARCHING, Colour.FAILED))]

    def test_abstention_has_its_own(self):
        assert embed(withheld(Reason("not_told", "No."))).embed.colour == discord.Colour(Colour.ABSTAINED)


class TestAbstentions:
    NEAREST = (NearArticle("rain", "**Rain** in Rome", date(2024, 5, 7)), NearArticle("flood", "Flood", None))

    def test_reason_and_nearest_headlines_are_told(self):
        shown = embed(withheld(Reason("nothing_found", "Nothing *on* this."), self.NEAREST))

        assert shown.embed.title == "No answer"
        assert told(shown) == (
            "Nothing \\*on\\* this.\n\nNearest headlines:\n• \\*\\*Rain\\*\\* in Rome · 7 May 2024\n• Flood"
        )
        assert shown.embed.footer.text == "3 articles, 13 September 2023 to 17 September 2023"

    def test_german_has_its_own_words_for_the_reason(self):
        shown = embed(withheld(Reason("nothing_found", "Nothing on this."), self.NEAREST), GERMAN)

        assert shown.embed.title == "Keine Antwort"
        assert told(shown).startswith("Dazu fand sich in den Artikeln nichts.\n\nNächste Überschriften:\n• ")
        assert "in Rome · 7. Mai 2024\n" in told(shown)

    def test_what_the_reason_does_not_tell_in_german_is_told_beside_it(self):
        notice = Notice("2 undated articles were left out.", code="undated", count=2)
        answer = replace(withheld(Reason("filters", f"No article is left. {notice}")), notices=(notice,))

        assert told(embed(answer)) == "No article is left. 2 undated articles were left out."
        assert told(embed(answer, GERMAN)).endswith(
            "\n\nHinweis: Der Datumsfilter ließ 2 der Artikel aus, deren Datum nicht bekannt ist."
        )

    @pytest.mark.parametrize("code", REASONS)
    @pytest.mark.parametrize("words", [ENGLISH, GERMAN], ids=str)
    def test_every_reason_is_told(self, code: str, words: Words):
        assert told(embed(withheld(Reason(code, "Because.")), words))


class TestButtons:
    @pytest.mark.parametrize(
        ("count", "buttons", "listed"), [(0, 0, 0), (7, 7, 0), (20, 20, 0), (21, 15, 6), (60, 15, 25)]
    )
    def test_every_source_has_a_button_or_stands_in_a_list_as_far_as_there_is_room(self, count, buttons, listed):
        cited = tuple(replace(CITATION, mark=mark, title="*Rain* " * 40) for mark in range(1, count + 1))

        async def components() -> list[dict]:
            return buttons_of(answer_of((RAIN,), cited), "1-abcdef", asker_id=1, words=ENGLISH).to_components()

        rows = asyncio.run(components())

        check_message({"components": rows})
        parts = [part for row in rows for part in row["components"]]
        assert sum(str(part.get("label")).startswith("[") for part in parts) == buttons
        assert sum(len(part.get("options", ())) for part in parts) == listed
        assert parts[-1]["custom_id"] == "ask:delete:1"


class TestSources:
    def test_field_tells_publisher_date_link_and_quote(self):
        field = embed(answer_of((RAIN,), (replace(CITATION, event_date=date(2024, 5, 6)),))).embed.fields[0]

        assert field.name == "\\[1\\] Rain in Rome"
        assert field.value == (
            "The Post · 7 May 2024 · event: 6 May 2024 · [read it](https://post.example/rain)\n> “It rained.”"
        )

    def test_german_writes_days_its_own_way_and_tells_what_has_none(self):
        dated, undated = replace(CITATION, event_date=date(2024, 3, 6)), replace(CITATION, mark=2, published=None)

        fields = embed(answer_of((RAIN,), (dated, undated)), GERMAN).embed.fields

        first, second = (seen(field.value or "").partition(" · [lesen](")[0] for field in fields)
        assert first == "The Post · 7. Mai 2024 · Ereignis: 6. März 2024"
        assert second == "The Post · ohne Datum"

    def test_range_of_one_article_is_its_day(self):
        shown = to_embed(answer_of((RAIN,), (CITATION,)), ENGLISH, entries=ENTRIES[:1])

        assert shown.embed.footer.text == "1 article, 13 September 2023 · quoted"

    def test_address_of_many_brackets_leaves_room_for_the_quote(self):
        citation = replace(CITATION, url="https://post.example/" + "(" * 400, publisher="*" * 300, quote="Rain. " * 200)

        field = embed(answer_of((RAIN,), (citation,))).embed.fields[0]

        assert "> “Rain." in (field.value or "")

    def test_quote_cut_for_want_of_room_is_whole_in_the_file(self):
        citation = replace(CITATION, url="https://post.example/" + "a" * 470, publisher="P" * 240, quote="Rain. " * 60)

        shown = embed(answer_of((RAIN,), (citation,)))

        assert shown.rest
        assert shown.rest.count("Rain. ") >= 59

    def test_what_wrote_the_answer_is_told_at_the_foot(self):
        shown = embed(answer_of((RAIN,), (CITATION,), model="openai:gpt"), GERMAN)

        assert shown.embed.footer.text == (
            "3 Artikel, 13. September 2023 bis 17. September 2023 · geschrieben von openai:gpt, an den Artikeln geprüft"
        )


class TestSourceByItself:
    def test_quote_is_bold_inside_its_paragraph(self):
        text = "Before.\nIt *was* wet. It rained. It stopped.\nAfter."
        start = text.index("It rained.")

        shown = source_embed(replace(CITATION, start=start, end=start + 10), text, ENGLISH)

        assert shown.description.split("\n\n")[1] == "It \\*was\\* wet. **It rained.** It stopped."
        assert shown.footer.text is None

    def test_quote_of_several_paragraphs_is_bold_in_each(self):
        text = "It was wet. It rained.\nIt rained on. It stopped."
        citation = replace(CITATION, start=12, end=36)

        shown = source_embed(citation, text, ENGLISH)

        assert shown.description.endswith("\n\nIt was wet. **It rained.**\n**It rained on.** It stopped.")

    def test_quote_in_the_middle_of_a_paragraph_without_end_keeps_its_surroundings(self):
        text = "*Dull* words. " * 2000 + "It rained. " * 30 + "More words. " * 2000
        start = text.index("It rained.")

        shown = source_embed(replace(CITATION, start=start, end=start + 329), text, ENGLISH)

        assert re.search(r"words\. \*\*It rained\. .*It rained\.\*\* More words", shown.description)
        check_message({"embeds": [shown.to_dict()]})

    @given(texts, st.sampled_from([0, 1, 700]), st.sampled_from([1, 20, 3000]), st.sampled_from([0, 700]))
    @settings(max_examples=60, deadline=None)
    def test_limits_hold_for_any_paragraph(self, piece: str, before: int, inside: int, after: int):
        parts = [(piece + "y") * before, (piece + "z")[: 20_000 // inside] * inside, piece * after]
        start, end = len(parts[0]), len(parts[0]) + len(parts[1])
        citation = replace(CITATION, title=piece * 9, publisher=piece * 9, article="i" * 3000, start=start, end=end)

        shown = source_embed(citation, "".join(parts), GERMAN)

        check_message({"embeds": [shown.to_dict()]})
        assert {found.kind for found in live_in(shown.description)} <= {"bold", "masked link"}
