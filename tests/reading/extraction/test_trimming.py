"""An answer span is cut as a person would cut it: whole words, whole numbers, no dangling marks."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.reading.english.edges import is_joined
from bot.reading.extraction.spans import trim_span

NEWS = st.lists(
    st.sampled_from(
        [
            *("and", "or", "Kim", "Kim's", "“", "”", "‘", "’", '"', "'", "(", ")", "[", "]", ",", ".", " ", " ", " "),
            *("8,000", "$", "1.5", "billion", "per", "cent", "%", "-", "18-month", "U.S.", "a.m.", "Inc.", "e\u0301"),
            *("a", "B", "1", "9", "'s", "’s", ":", "&", "–", "é", "/", "\n"),
            *("\u0301", "\u200d", "👍", "\U0001f3fd", "🇰🇵", "\ud83d", "\udc4d", "北京", "km", "'90s", "\xa0", "\u200b"),
        ]
    ),
    max_size=16,
).map("".join)


def trimmed(marked: str) -> str:
    """Trim what stands between the two bars of *marked*."""
    before, part, after = marked.split("|")
    text = before + part + after
    start, end = trim_span(text, len(before), len(before) + len(part))
    return text[start:end]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        # white space, marks and conjunctions
        ("He met| Kim Jong Un |today", "Kim Jong Un"),
        ("bombers|, missiles|, ships", "missiles"),
        ("bombers|, and missiles.|", "missiles"),
        ("rifles| and |gloves", ""),
        ("|rifles and| gloves", "rifles"),
        ("|Andrei Orlov|", "Andrei Orlov"),
        ("the |Andes|", "Andes"),
        ("It is |– a rifle –| he said", "a rifle"),
        ("|... a rifle…|", "a rifle"),
        ("Was it |a rifle?|", "a rifle"),
        ("a |rock-and-roll| band", "rock-and-roll"),
        ("|,.;|", ""),
        ("||Kim", ""),
        # a full stop that belongs to its word
        ("in the |U.S.|", "U.S."),
        ("in the |U.S|. yesterday", "U.S."),
        ("in the U|.S|. yesterday", "U.S."),
        ("at |7 a.m.|", "7 a.m."),
        ("at |7 a.m|.", "7 a.m."),
        ("for |Acme Inc.|", "Acme Inc."),
        ("by |Robert Downey Jr.|", "Robert Downey Jr."),
        ("in |Sept.|", "Sept."),
        ("by |Kim.|", "Kim"),
        ("on |nike.com.|", "nike.com"),
        ("he |left|.The rest stayed", "left"),
        # whole words
        ("He met |Ki|m", "Kim"),
        ("He met K|i|m", "Kim"),
        ("an 18|-month| visa", "18-month"),
        ("an |18|-month visa", "18-month"),
        ("to Komsomolsk|-on-|Amur by train", "Komsomolsk-on-Amur"),
        ("AT|&T| said", "AT&T"),
        ("he |didn|'t go", "didn't"),
        ("by O’|Neill|", "O’Neill"),
        ("in the |'90|s", "'90s"),
        ("Russia |and/or| Korea", "and/or"),
        # whole numbers
        ("about |8|,000 km", "8,000"),
        ("about 8,|000 km|", "8,000 km"),
        ("about |8,000|, they said", "8,000"),
        ("|$1|.5 billion was lost", "$1.5 billion"),
        ("$|1.5| billion was lost", "$1.5 billion"),
        ("$1.5 |billion| was lost", "$1.5 billion"),
        ("US|$5| a day", "US$5"),
        ("$ |5 a day|", "$ 5 a day"),
        ("|40|% of them", "40%"),
        ("|40| % of them", "40 %"),
        ("|40| per cent of them", "40 per cent"),
        ("40 per |cent| of them", "40 per cent"),
        ("40 |per| cent of them", "40 per cent"),
        ("|two| million shells", "two million"),
        ("at |10|:30 today", "10:30"),
        ("it was |-5|°C cold", "-5°C"),
        ("it was -|5°|C cold", "-5°C"),
        ("from |2019|–2021 on", "2019–2021"),
        ("no |5| hundredweights", "5"),
        # quotes and brackets
        ("the “|Peace Museum”| there", "Peace Museum"),
        ("the |“Peace Museum|” there", "Peace Museum"),
        ("the |“Peace Museum”| there", "“Peace Museum”"),
        ("the |“Peace Museum,”| he said", "Peace Museum"),
        ('the "|Peace Museum,"| he said', "Peace Museum"),
        ("he saw |the “Peace Museum|” there", "the “Peace Museum”"),
        ('he saw |the "Peace Museum|" there', 'the "Peace Museum"'),
        ("he saw “|Peace” Museum| there", "“Peace” Museum"),
        ("|6,500 km (4,040 miles|), said", "6,500 km (4,040 miles)"),
        ("6,500 km (|4,040 miles), said|", "(4,040 miles), said"),
        ("6,500 km |(4,040 miles|) said", "4,040 miles"),
        ("6,500 km |(4,040 miles)| said", "4,040 miles"),
        ("6,500 km (|4,040 miles)| said", "4,040 miles"),
        ("the |ship [sic]|", "ship [sic]"),
        ("|(a) and (b)|", "(a) and (b)"),
        ("‘|the workers’ party|’", "the workers’ party"),
        ("|()|", ""),
        # possessives
        ("the |ministry's| men", "ministry"),
        ("the |ministry|'s men", "ministry"),
        ("the |ministry’s| men", "ministry"),
        ("the |workers’| party", "workers"),
        ("the |Tu-160's| range", "Tu-160"),
        ("the |U.S.'s| ships", "U.S."),
        ("in the |1990's|", "1990's"),
        # what is drawn as one
        ("cafe|\u0301| noir", "cafe\u0301"),
        ("|cafe|\u0301 noir", "cafe\u0301"),
        ("|👍|\U0001f3fd ok", "👍\U0001f3fd"),
        ("a \ud83d|\udc4d| b", "\ud83d\udc4d"),
        ("|北京|大学", "北京"),
    ],
)
def test_edges_are_clean(marked: str, expected: str):
    assert trimmed(marked) == expected


@given(NEWS | st.text(max_size=60), st.integers(-3, 80), st.integers(-3, 80))
@example("a \u0301b", 2, 3)
@example("“Kim’s”’", 0, 7)
@example("('", 0, 2)
def test_span_stays_in_the_text_with_clean_edges_and_is_trimmed_once_for_all(text: str, start: int, end: int):
    first, last = trim_span(text, start, end)
    part = text[first:last]

    assert 0 <= first <= last <= len(text)
    assert part == part.strip()
    assert trim_span(text, first, last) == (first, last)
    if part:
        assert not is_joined(text, first)
        assert not is_joined(text, last) or text[last : last + 2] in ("'s", "’s", "'S", "’S")


@given(NEWS, st.integers(0, 40), st.integers(1, 20))
def test_no_letter_or_digit_that_was_pointed_at_is_lost_but_a_conjunction_or_a_possessive(
    text: str, start: int, n: int
):
    part = text[start : start + n]
    left = text[slice(*trim_span(text, start, start + n))]

    lost = [c for c in part if c.isalnum() and c not in left]

    assert set(lost) <= set("andorsS")


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "a",
        " ",
        "(",
        ")",
        '"',
        "'",
        "’",
        "‘",
        "and ",
        ", ",
        "1.",
        "1,",
        "U.",
        "'s",
        "()",
        "(a",
        "\u0301",
        "-",
        "5 hundred ",
    ],
)
def test_a_long_text_is_trimmed_in_linear_time(piece: str):
    text = piece * (100_000 // len(piece))
    start = time.process_time()

    trim_span(text, 0, len(text))
    trim_span(text, len(text) // 2, len(text) // 2 + 1)
    trim_span(text + ")" * 50_000, 0, len(text))
    trim_span("(" * 50_000 + text, 50_000, len(text))

    assert time.process_time() - start < 10
