"""Lines that were wrapped become paragraphs again, and lines that are paragraphs stay."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_files import make_pdf

from bot.ingestion.formats import read_pdf
from bot.ingestion.wrapping import paragraphs_of, printed_paragraphs

GALE = (
    "The port of Tarnmouth was shut on Monday after a wind of 140 kilometres an hour tore a crane from its rails and "
    "Smith & Co, the operator, said that repairs would take “several weeks” at least. It was the third storm in "
    "March, the weather office said."
)
FLOOD = (
    "Rescuers in boats took the families to a school on Sunday, as the water of the river Tarn rose by 2.4 metres "
    "within six hours and broke a dam which had been built in 1931 and was to be made higher next year, the mayor of "
    "the town told reporters who had come by train."
)


def squeezed(paragraphs: list[str]) -> str:
    return "".join("".join(paragraphs).split())


@pytest.mark.parametrize("width", range(48, 96, 4))
def test_a_wrapped_text_comes_back_at_any_width(width: int) -> None:
    wrapped = "\n\n".join(["Storm shuts port", textwrap.fill(GALE, width), textwrap.fill(FLOOD, width)])

    assert paragraphs_of(wrapped) == ["Storm shuts port", GALE, FLOOD]


def test_a_short_wrapped_text_whose_lines_begin_with_figures_and_names_comes_back() -> None:
    wrapped = (
        "Storm shuts port\n\nThe port of Tarnmouth was shut on Monday after a wind of\n"
        "140 kilometres an hour tore a crane from its rails and\n"
        "Smith & Co, the operator, said that repairs would take\n"
        "“several weeks” at least. It was the third storm in\nMarch, the weather office said.\n"
    )

    assert paragraphs_of(wrapped) == ["Storm shuts port", GALE]


def test_a_figure_behind_the_longest_line_is_joined() -> None:
    lines = ["The boats took the families to a school, as the", "water of the river by the old town of Tarn rose by"]
    lines += ["2.4 metres within six hours on Sunday and broke", "a dam that was to be made higher, the mayor said"]
    lines += ["to reporters who had come by train."]

    assert paragraphs_of("\n".join(lines)) == [" ".join(lines)]


def test_a_wrapped_headline_is_one_line() -> None:
    headline = "Flood drives 300 families from homes in\nTarnbrook valley"

    assert paragraphs_of(f"{headline}\n\n{textwrap.fill(FLOOD, 64)}") == [headline.replace("\n", " "), FLOOD]


def test_a_headline_and_a_byline_stay_two_lines() -> None:
    head = ["Flood drives 300 families from homes", "By Greta Lindqvist"]

    assert paragraphs_of("\n".join([*head, "", textwrap.fill(FLOOD, 64)])) == [*head, FLOOD]


@pytest.mark.parametrize(
    ("halves", "elsewhere", "expected"),
    [
        ("confer-\nence", "", "conference"),
        ("govern-\nment", "", "government"),
        ("hos-\npital", "The hospital was full.", "hospital"),
        ("far-\nreaching", "", "far-reaching"),
        ("re-\nused", "It was re-used.", "re-used"),
    ],
    ids=["mere ending", "another ending", "known word", "two words", "known compound"],
)
def test_a_word_parted_at_its_hyphen_is_whole_again(halves: str, elsewhere: str, expected: str) -> None:
    parted = f"The mayor of the small town told us of one more {halves} on Sunday."

    found = " ".join(paragraphs_of(f"{textwrap.fill(FLOOD, 56)}\n\n{parted}\n\n{elsewhere}"))

    assert f"one more {expected} on Sunday." in found


def test_lines_that_are_paragraphs_stay() -> None:
    lines = ["Storm shuts port", GALE, "Nobody was hurt", FLOOD, "Ships that waited:", "Anna", "Berta", "Clara"]

    assert paragraphs_of("\n".join(lines)) == lines
    assert paragraphs_of("\n\n".join(lines)) == lines


def test_paragraphs_of_a_pdf_come_back() -> None:
    gale, flood = (text.replace("“", "").replace("”", "") for text in (GALE, FLOOD))
    shown = ["Storm shuts port", "By Greta Lindqvist", *textwrap.wrap(gale, 76), "Nobody was hurt."]

    page = read_pdf(make_pdf([shown, textwrap.wrap(flood, 80)]))

    assert page.text.split("\n")[-3:] == [gale, "Nobody was hurt.", flood]
    assert "Storm shuts port\nBy Greta Lindqvist\n" in page.text


def test_a_paragraph_of_a_pdf_goes_on_behind_a_page() -> None:
    lines = textwrap.wrap(FLOOD, 84)

    assert read_pdf(make_pdf([lines[:2], lines[2:]])).text == FLOOD


def test_a_wrapped_headline_of_a_pdf_is_one_line() -> None:
    shown = ["Flood drives 300 families from homes in", " Tarnbrook valley", *textwrap.wrap(FLOOD, 84)]

    assert printed_paragraphs("\n".join(shown)) == [
        "Flood drives 300 families from homes in Tarnbrook valley",
        FLOOD,
    ]


@given(st.lists(st.sampled_from([*textwrap.wrap(FLOOD, 60), "", "Schools", "confers", GALE])))
def test_no_word_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)

    assert squeezed(paragraphs_of(text)) == squeezed(printed_paragraphs(text)) == "".join(text.split())
