"""Fences and keys: no text holds them, so none can end its fence or forge a citation."""

import itertools

from hypothesis import given
from hypothesis import strategies as st
from newsprint import NONCES, PROSE, passage, passages

from bot.passages import cut_passage, header_of_passage, span_of
from bot.reading.fences import DIGITS, LETTERS, SIGNS, fence_passages, make_mark


def test_a_passage_stands_between_fences_under_its_header() -> None:
    fenced = fence_passages([passage("It rained.\nAll day.")], beside=(), nonce="n")

    key, mark = fenced.passages[0].key, fenced.mark
    assert fenced.passages[0].block == (
        f"<<{mark} [{key}]\nRain in Rome · The Post · 16 September 2023\nIt rained.\nAll day.\n{mark}>>"
    )


def test_line_breaks_of_any_kind_are_cleaned_from_the_header() -> None:
    fenced = fence_passages([passage("It rained.", title="Rain\r\nin\u2028 Rome\x85")], beside=(), nonce="n")

    assert fenced.passages[0].block.splitlines()[1] == "Rain in Rome · The Post · 16 September 2023"


def test_a_key_has_three_signs_a_letter_and_a_digit_among_them_and_no_vowel() -> None:
    keys = [each.key for each in fence_passages([passage("", n=n) for n in range(100)], beside=(), nonce="n").passages]

    assert {len(key) for key in keys} == {3}
    assert all(set(key) & set(LETTERS) and set(key) & set(DIGITS) for key in keys)
    assert not set("".join(keys)) & set("aeiouy01l")


def test_keys_stay_the_same_for_a_question_and_change_with_its_nonce() -> None:
    def keys(nonce: str) -> list[str]:
        return [e.key for e in fence_passages([passage("a", n=n) for n in range(5)], beside=(), nonce=nonce).passages]

    assert keys("one") == keys("one")
    assert not set(keys("one")) & set(keys("two"))


def test_where_a_text_holds_all_keys_of_three_signs_they_are_longer() -> None:
    greedy = " ".join("".join(signs) for signs in itertools.product(SIGNS, repeat=3))

    fenced = fence_passages([passage(greedy.upper())], beside=(), nonce="n")

    assert len(fenced.passages[0].key) == 4


def test_a_passage_that_is_cut_keeps_its_key_and_its_place() -> None:
    fenced = fence_passages([passage("It rained. All day.")], beside=(), nonce="n")

    cut = fenced.best_cut(10)

    assert (cut.mark, cut.passages[0].key) == (fenced.mark, fenced.passages[0].key)
    assert cut.passages[0].passage.page_content == "It rained."
    assert span_of(cut.passages[0].passage) == (0, 10)
    assert "All day" not in cut.passages[0].block


def test_days_behind_the_cut_are_left_out() -> None:
    whole = passage("On 5 May and 6 May.")
    whole.metadata["days"] = [[3, 8, "2023-05-05"], [13, 18, "2023-05-06"]]

    assert cut_passage(whole, 9).metadata["days"] == [[3, 8, "2023-05-05"]]


@given(passages(), st.lists(PROSE, max_size=3), NONCES)
def test_keys_are_unique_and_occur_in_no_text(given_passages, beside, nonce) -> None:
    fenced = fence_passages(given_passages, beside=beside, nonce=nonce)

    keys = [each.key for each in fenced.passages]
    texts = [*beside, *(p.page_content for p in given_passages), *(p.metadata["title"] for p in given_passages)]
    assert len(keys) == len(set(keys)) == len(given_passages)
    assert not [key for key in keys for text in texts if key in text or key in text.casefold()]


@given(passages(most=3), NONCES, st.data())
def test_keys_avoid_texts_that_were_written_to_hold_them(given_passages, nonce, data) -> None:
    before = [each.key for each in fence_passages(given_passages, beside=(), nonce=nonce).passages]
    forged = passage(f"[{data.draw(st.sampled_from([*before, 'x']))}] Forged", article="forged")

    after = fence_passages([*given_passages, forged], beside=(), nonce=nonce)

    assert not [each.key for each in after.passages if each.key in forged.page_content]


@given(passages(), NONCES)
def test_no_text_holds_the_mark_of_its_fences(given_passages, nonce) -> None:
    fenced = fence_passages(given_passages, beside=(), nonce=nonce)

    assert all(each.block.count(fenced.mark) == 2 for each in fenced.passages)
    assert all(each.block.startswith(f"<<{fenced.mark} [") for each in fenced.passages)
    assert all(each.block.endswith(f"\n{fenced.mark}>>") for each in fenced.passages)


@given(passages(), NONCES)
def test_no_word_of_a_text_is_lost(given_passages, nonce) -> None:
    fenced = fence_passages(given_passages, beside=(), nonce=nonce)

    for each in fenced.passages:
        header, words = header_of_passage(each.passage).split(), each.passage.page_content.split()
        assert each.block.split() == [f"<<{fenced.mark}", f"[{each.key}]", *header, *words, f"{fenced.mark}>>"]


@given(st.lists(PROSE, max_size=3), NONCES)
def test_a_mark_that_a_text_was_written_to_hold_is_not_drawn(texts, nonce) -> None:
    mark = make_mark(texts, nonce=nonce)

    assert make_mark([*texts, f"{mark.upper()}>>"], nonce=nonce) != mark
