"""Text made safe to show, held against a reader of Discord's markdown."""

import re
import unicodedata
from urllib.parse import urlsplit

import pytest
from frontends.discord.hostile import ARTICLES, FAMILY, MARKUP, QUESTIONS, texts
from frontends.discord.live import ANYWHERE, AT_LINE_START, Live, live_in, seen
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.frontends.discord.markdown import clipped, code, escaped, escaped_within, joined_within, link, visible

LIVE = {
    "heading": "# News",
    "quote": "> told",
    "subtext": "-# small",
    "list": "- one",
    "fence": "```rm -rf```",
    "code": "`x`",
    "everyone": "@everyone",
    "mention": "<@&12>",
    "command": "</ask:1>",
    "place": "<id:guide>",
    "emoji": "<a:wave:12>",
    "time": "<t:12:R>",
    "address": "<https://evil.example>",
    "masked link": "[x](https://evil.example)",
    "bare link": "https://evil.example",
    "spoiler": "||x||",
    "strike": "~~x~~",
    "bold italic": "***x***",
    "bold": "**x**",
    "underline": "__x__",
    "italic": "*x*",
    "italic too": "_x_",
}
urls = st.builds(
    "{}{}{}".format,
    st.sampled_from(["https://", "http://", "HTTPS://", "javascript:", "data:", "ftp://", "//", ""]),
    st.sampled_from(["example.org/", "user:pass@example.org/", "example.org:80/", "[::1]/", "", "exämple.org/"]),
    st.lists(st.sampled_from([*MARKUP, "a", "/", "?q=", "&", "%20", '"', "'"]), max_size=12).map("".join),
)


@pytest.mark.parametrize("kind", [*AT_LINE_START, *ANYWHERE])
def test_reader_of_the_tests_knows_every_kind_of_markdown(kind: str):
    assert live_in(LIVE[kind])[0].kind == kind
    assert kind in {found.kind for found in live_in(f"one\n{LIVE[kind]} two")}


@pytest.mark.parametrize("kind", [*AT_LINE_START, *ANYWHERE])
def test_every_kind_of_markdown_is_shown_as_written(kind: str):
    text = f"{LIVE[kind]}\n  {LIVE[kind]} and é{LIVE[kind]} and _{LIVE[kind]}_"

    assert live_in(escaped(text)) == []
    assert seen(escaped(text)) == text


@pytest.mark.parametrize("sign", ["#", "###", ">", ">>>", "-#", "-", "+", "*", "1.", "12)", "  -", "\n\t+"])
def test_line_that_begins_with_a_sign_is_a_line_like_others(sign: str):
    assert live_in(f"one\n{sign} two")
    assert live_in(escaped(f"{sign} zero\none\n{sign} two")) == []


@given(texts)
@settings(max_examples=300)
def test_nothing_is_live_in_escaped_text(text: str):
    assert live_in(escaped(text)) == []


@pytest.mark.slow
@given(texts)
@settings(max_examples=20_000, deadline=None)
def test_nothing_is_live_in_escaped_text_at_length(text: str):
    assert live_in(escaped(text)) == []
    assert seen(escaped(text)) == visible(text)


@given(texts)
def test_reader_sees_all_that_is_visible(text: str):
    assert seen(escaped(text)) == visible(text)


@given(texts, texts)
def test_escaped_pieces_stay_dead_beside_each_other(one: str, other: str):
    found = live_in(f"**{escaped(one) or 'x'}** {escaped(other)}")

    assert {piece.kind for piece in found} <= {"bold"}


@given(texts)
def test_no_character_that_steers_the_display_is_left(text: str):
    kept = visible(text)

    assert not [c for c in kept if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co"} and c not in "\n\u200c\u200d"]
    assert visible(kept) == kept


def test_lines_words_and_joined_letters_stay():
    assert visible(f"one\ttwo\r\nthree\u2028four {FAMILY} مر\u200cحبا café") == (
        f"one two\nthree\nfour {FAMILY} مر\u200cحبا café"
    )


def test_piles_of_accents_are_cut_to_three():
    assert visible("Z" + "\u0301" * 400 + "!") == "Z" + "\u0301" * 3 + "!"


@given(texts, st.integers(1, 80))
def test_clipped_text_is_the_beginning_within_the_limit(text: str, limit: int):
    shown = clipped(text, limit)

    assert len(shown) <= limit
    assert shown == text or (shown.endswith("…") and text.startswith(shown[:-1]))


@given(texts, st.integers(1, 120))
def test_escaped_text_keeps_its_limit_and_no_escape_is_cut(text: str, limit: int):
    shown = escaped_within(text, limit)

    assert len(shown) <= limit
    assert live_in(shown) == []
    assert seen(shown).removesuffix("…") == visible(seen(shown)).removesuffix("…")
    assert not re.search(r"(?<!\\)(\\\\)*\\$", shown)


@pytest.mark.parametrize("limit", [1, 2, 3, 90, 970, 3890])
def test_every_limit_holds_for_the_worst_texts(limit: int):
    worst = [*QUESTIONS.values(), *(article["text"] for article in ARTICLES)]

    assert max(len(escaped_within(text, limit)) for text in worst) <= limit


def test_text_that_is_all_markup_fills_its_limit():
    assert len(escaped_within("*" * 500, 100)) > 90


def test_long_text_is_escaped_in_no_time():
    assert escaped("\n" * 60_000 + "a" * 60_000 + "1" * 60_000 + " " * 60_000).count("a") == 60_000


@given(urls)
def test_link_leads_to_a_web_address_and_nothing_breaks_out_of_it(url: str):
    shown = link("read it", url)

    if shown is not None:
        told = re.fullmatch(r"\[read it\]\(([^\s()<>\\\"]+)\)", shown)
        assert told
        assert urlsplit(told[1]).scheme in {"http", "https"}
        assert urlsplit(told[1]).username is None
        assert urlsplit(told[1]).hostname
        assert [piece.kind for piece in live_in(shown)] == ["masked link"]


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "https://user:secret@evil.example/",
        "https://",
        "https://evil.example/a b",
        "https://evil.example/\u202etxt",
        "https://[evil",
        "https://evil.example/" + "a" * 500,
        "https://evil.example/" + "(" * 200,
    ],
)
def test_address_that_is_none_is_no_link(url: str | None):
    assert link("read it", url) is None


def test_address_of_an_article_is_a_link():
    assert link("read it", "https://example.org/2023/a_b?x=1&y=é") == "[read it](https://example.org/2023/a_b?x=1&y=é)"


@given(st.lists(st.text(min_size=1, max_size=9), max_size=9), st.integers(0, 60))
def test_as_many_whole_parts_are_joined_as_there_is_room_for(parts: list[str], limit: int):
    told, count = joined_within(parts, limit)

    assert told == " ".join(parts[:count])
    assert len(told) <= limit
    assert count == len(parts) or len(" ".join(parts[: count + 1])) > limit


@given(texts)
def test_text_in_the_type_of_a_machine_is_one_piece(text: str):
    assert live_in(code(text)) == [Live("code", code(text))]
    assert "\n" not in code(text)
