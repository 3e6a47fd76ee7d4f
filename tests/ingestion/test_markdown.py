"""Markdown gives up its words and keeps nothing of its marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingestion.markdown import plain_markdown


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("# Rain in Rome #", "Rain in Rome"),
        ("Rain in Rome\n============", "Rain in Rome"),
        ("It **rained** and _rained_ and `rained`.", "It rained and rained and rained."),
        (
            "See [the Post](https://post.example 'The Post') or <https://post.example>.",
            "See the Post or https://post.example.",
        ),
        ("![The *old* mill](mill.jpg)", "The old mill"),
        ("> It is over.\n> It is dry.", "It is over. It is dry."),
        ("- One\n- Two", "- One\n\n- Two"),
        ("3. One\n4. Two", "3. One\n\n4. Two"),
        ("One line\nof a paragraph\nthat was wrapped.", "One line of a paragraph that was wrapped."),
        ("The train is late.\\\nThe rain is not.", "The train is late.\nThe rain is not."),
        ("| Team | Points |\n|---|---|\n| Tarn | 18 |", "Team | Points\n\nTarn | 18"),
        ("One\n\n***\n\nTwo", "One\n\nTwo"),
        ("```\n1 Tarn 18\n```", "1 Tarn 18"),
        ("<!-- draft -->\n\n<p>It <b>rained</b>.</p>\n\nIt is <i>dry</i>.", "It rained.\n\nIt is dry."),
        ("Marks &amp; Sons, 5 \\* 3", "Marks & Sons, 5 * 3"),
        ("Plain.", "Plain."),
        ("", ""),
    ],
)
def test_words_stay_and_marks_go(text: str, plain: str) -> None:
    assert plain_markdown(text) == plain


@given(st.text() | st.text(alphabet="#*_`>-![]()<&|\n 1.a\\"))
def test_no_text_is_too_odd_for_markdown(text: str) -> None:
    assert isinstance(plain_markdown(text), str)


@given(st.lists(st.text(alphabet="abcdefg", min_size=1), min_size=1))
def test_words_of_paragraphs_come_back_in_order(words: list[str]) -> None:
    assert plain_markdown("\n\n".join(words)).split() == words
