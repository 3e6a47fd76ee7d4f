"""The canonical form: what every offset is counted in."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingestion.canonical import canonical


@given(st.text())
def test_canonical_text_comes_back_identical(text: str) -> None:
    once = canonical(text)

    assert canonical(once) == once


@given(st.text(st.sampled_from("aé \n\t\r\u200b\u200c\u200d\u0301\u202e\u212a\ud800\ue000\u2028\u00a0\u00ad👨")))
def test_canonical_text_is_normal_and_has_neither_blank_lines_nor_invisible_characters(text: str) -> None:
    found = canonical(text)

    assert canonical(found) == found
    assert unicodedata.is_normalized("NFC", found)
    assert all(line and line == " ".join(line.split()) for line in found.split("\n") if found)
    assert not set(found) & set("\u200b\u202e\ud800\ue000\u00ad\u00a0\r\t\u2028")
    found.encode("utf-8")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("", ""),
        (" \n\n\t\n", ""),
        ("one\ntwo\n\n\nthree\n", "one\ntwo\nthree"),
        ("one\r\ntwo\rthree\u2028four\x0cfive", "one\ntwo\nthree\nfour\nfive"),
        ("Kim\u00a0Jong  Un\u3000said", "Kim Jong Un said"),
        ("co\u00adoperate, zero\u200bwidth, join\u200ded", "cooperate, zerowidth, joined"),
        ("abc\u202edef\u202c \u2066x\u2069", "abcdef x"),
        ("\x1b[31mred\x1b[0m \x07bell", "[31mred[0m bell"),
        ("Cafe\u0301", "Café"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("e\u200b\u0301", "é"),
    ],
)
def test_canonical_form(raw: str, expected: str) -> None:
    assert canonical(raw) == expected


def test_a_pile_of_combining_marks_takes_no_quadratic_time() -> None:
    began = time.process_time()

    found = canonical("e" + "\u0301\u0323" * 500_000)

    assert len(found) <= 31
    assert time.process_time() - began < 5
