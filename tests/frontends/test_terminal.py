"""Text on its way to a terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from bot.frontends.terminal import print_text, printable
from bot.ingestion.canonical import canonical

STEERS = [
    "\x1b[2J",
    "\x07",
    "\r",
    "\x9b31m",
    "\x00",
    "\x08",
    "\u202e",
    "\u2066",
    "\u200f",
    "\ufeff",
    "\ud800",
    "\u2028",
]


@pytest.mark.parametrize("characters", STEERS)
def test_what_steers_a_terminal_is_taken_out(characters):
    assert printable(f"red{characters[0]}alert") == "redalert"


def test_line_breaks_and_tabs_stay():
    assert printable("a\tb\nc") == "a\tb\nc"


@given(st.text())
def test_canonical_text_is_shown_as_it_is(text):
    assert printable(canonical(text)) == canonical(text)


@given(st.text())
def test_nothing_that_is_shown_is_a_control_character(text):
    assert not [c for c in printable(text) if unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t"]
    assert printable(printable(text)) == printable(text)


def test_spans_stay_on_their_words_when_a_text_is_cleaned(capsys):
    text = Text("a\u202eb red c")
    text.stylize("bold", 4, 7)
    print_text(text)

    assert text.plain == "a b red c"
    assert [text.plain[span.start : span.end] for span in text.spans] == ["red"]
    assert capsys.readouterr().out == "a b red c\n"


def test_markup_and_emoji_codes_are_words(capsys):
    print_text(Text("[bold]rain[/bold] :sun: [red]"))

    assert capsys.readouterr().out == "[bold]rain[/bold] :sun: [red]\n"


def test_long_lines_are_not_wrapped_where_there_is_no_terminal(capsys):
    print_text(Text("word " * 100))

    assert capsys.readouterr().out.count("\n") == 1
