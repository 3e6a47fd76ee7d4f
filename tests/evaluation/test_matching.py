import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.matching import occurs, plain, stands_in


@pytest.mark.parametrize(
    ("words", "text", "stands"),
    [
        ("6,500", "more than 6,500 kilometres", True),
        ("rifle", "two rifles", False),
        ("DPRK", "the dprk's leader", True),
        ("200km", "about 200 km", False),
        ("$5", "for $5 each", True),
        ("(a)", "point (a).", True),
        ("Straße", "DIE STRASSE", True),
    ],
)
def test_an_alternative_counts_as_whole_words_in_any_case(words: str, text: str, *, stands: bool) -> None:
    assert occurs(words, text) is stands


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Kim's visit", "Kim’s visit"),
        ("“Rain”", 'a film called "Rain"'),
        ("Café", "the Cafe\u0301"),
        ("two  rifles", "two\n\trifles"),
        ("rifles", "ri\u00adfles"),
    ],
)
def test_typography_does_not_keep_words_apart(words: str, text: str) -> None:
    assert occurs(words, text)


def test_evidence_keeps_its_case_and_may_end_within_a_word() -> None:
    assert stands_in("met ‘Kim’ on Fri", "Putin met 'Kim'\non Friday")
    assert not stands_in("putin", "Putin")


@given(st.text(), st.text())
def test_any_two_texts_can_be_compared(words: str, text: str) -> None:
    assert not occurs(words, text) or plain(words).casefold() in plain(text).casefold()


@given(st.text(st.characters(categories=["L", "N"]), min_size=1), st.text(), st.text())
def test_words_stand_where_they_were_put(words: str, before: str, after: str) -> None:
    assert occurs(words, f"{before} {words} {after}") == bool(plain(words))
