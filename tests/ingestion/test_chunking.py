"""Passages: whole sentences within the limit, and nothing of the article is lost."""

import time
from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingestion.canonical import canonical
from bot.ingestion.chunking import chunk
from bot.models.encoder import Encoder
from bot.passages import embedded_text, header_of
from bot.sentences import sentence_spans
from bot.types import Article

Counter = Callable[[str], int]


def count_words(text: str) -> int:
    return len(text.split())


def count_quarters(text: str) -> int:
    """As many tokens as an over-estimate would give: not the sum of its parts'."""
    return -(-len(text) // 4)


COUNTERS: list[Counter] = [count_words, len, count_quarters, Encoder().count_tokens]
SENTENCE = "The navy said that ship number {} left the port of Vladivostok at noon."


def article_of(text: str, title: str = "Ships leave", publisher: str | None = None) -> Article:
    return Article("ships", title, canonical(text), publisher)


def passages_of(article: Article, count: Counter = count_words, limit: int = 200) -> list[str]:
    return [article.text[start:end] for start, end in chunk(article, count, limit=limit)]


words = st.sampled_from(
    ["Kim", "met", "Putin", "3,500", "U.S.", "and—", "then", "слово", "字" * 9, "a" * 30, "“yes”", "no;"]
)
marks = st.sampled_from([". ", ", ", " ", "; ", ".\n", "\n", "? ", ".” ", "… "])
texts = st.lists(st.tuples(words, marks), max_size=120).map(lambda parts: "".join(a + b for a, b in parts)) | st.text()


@given(
    texts,
    st.sampled_from(["", "Ships leave", "A headline of quite some length about ships that leave " * 3]),
    st.sampled_from(COUNTERS),
    st.integers(20, 120),
)
def test_passages_hold_every_character_in_order_within_the_limit(
    text: str, title: str, count: Counter, limit: int
) -> None:
    article = article_of(text, title)

    spans = chunk(article, count, limit=limit)

    assert spans == chunk(article, count, limit=limit)
    assert set().union(*(range(start, end) for start, end in spans)) == set(range(len(article.text)))
    assert all(a_start < b_start < b_end and a_end < b_end for (a_start, a_end), (b_start, b_end) in pairwise(spans))
    assert all(article.text[start:end].strip() for start, end in spans)
    header_counts = count(header_of(article) + "\n") <= limit // 2
    for start, end in spans:
        tokens = count(embedded_text(article, start, end)) if header_counts else 2 * count(article.text[start:end])
        assert tokens <= limit


def test_passages_are_whole_sentences_and_overlap_by_one() -> None:
    article = article_of(" ".join(SENTENCE.format(n) for n in range(100)))
    sentences = sentence_spans(article.text)

    spans = chunk(article, count_words, limit=60)

    assert {start for start, _ in spans} <= {start for start, _ in sentences}
    assert {end for _, end in spans} <= {end for _, end in sentences}
    ends = [end for _, end in sentences]
    assert all(sentences[ends.index(a_end)][0] == b_start for (_, a_end), (b_start, _) in pairwise(spans))


def test_a_passage_takes_as_many_sentences_as_fit() -> None:
    article = article_of(" ".join(SENTENCE.format(n) for n in range(10)), title="Two words")

    # Two words of title and fourteen of each sentence.
    assert [count_words(passage) for passage in passages_of(article, limit=2 + 3 * 14)] == [42, 42, 42, 42, 28]


def test_a_passage_rather_ends_with_its_paragraph() -> None:
    paragraph = " ".join(SENTENCE.format(n) for n in range(4))
    article = article_of(f"{paragraph}\n{paragraph}", title="Two words")

    first = passages_of(article, limit=2 + 5 * 14)[0]

    assert first == paragraph


def test_the_overlap_is_given_up_where_it_leaves_no_room_for_the_next_sentence() -> None:
    article = article_of("One two three four five six. One two three four five seven. Eight.", title="")

    assert passages_of(article, limit=7) == [
        "One two three four five six. ",
        "One two three four five seven. Eight.",
    ]


def test_a_long_sentence_is_cut_at_its_clauses() -> None:
    text = "He came to the port at noon, met the crew of the ship; he then went home by train, and slept until ten."
    article = article_of(text, title="")

    assert [passage.strip() for passage in passages_of(article, limit=15)] == [
        "He came to the port at noon, met the crew of the ship;",
        "he then went home by train, and slept until ten.",
    ]


def test_a_figure_is_no_place_to_cut() -> None:
    article = article_of("about 3,500 of 1,200,000 " * 40, title="")

    passages = passages_of(article, len, limit=40)

    assert {word for passage in passages for word in passage.split()} == {"about", "3,500", "of", "1,200,000"}


def test_a_word_longer_than_the_limit_is_cut_anywhere() -> None:
    article = article_of("x" * 1000, title="")

    assert "".join(passages_of(article, len, limit=64)) == "x" * 1000


def test_a_header_of_more_than_half_the_limit_leaves_half_to_the_text() -> None:
    article = article_of(" ".join(SENTENCE.format(n) for n in range(20)), title="word " * 90)

    assert {count_words(passage) for passage in passages_of(article, limit=60)} == {28}


def test_title_publisher_and_date_take_their_part_of_the_limit() -> None:
    text = " ".join(SENTENCE.format(n) for n in range(20))
    article = Article("ships", "Ships leave the port", text, "The Post", date(2023, 9, 16))
    count = Encoder().count_tokens

    spans = chunk(article, count)

    sizes = [count(embedded_text(article, start, end)) for start, end in spans]
    assert max(sizes) <= 200
    assert min(sizes[:-1]) > 170


@pytest.mark.parametrize("text", ["", " \n "])
def test_an_article_without_text_has_no_passages(text: str) -> None:
    assert chunk(article_of(text), count_words) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        SENTENCE * 14_000,
        (SENTENCE + " ") * 14_000,
        "word " * 200_000,
        "clause, and more; " * 56_000,
        "x" * 1_000_000,
        "字" * 300_000,
        "No. " * 250_000,
        "Yes.\n" * 200_000,
    ],
    ids=["joined", "sentences", "words", "clauses", "letters", "characters", "abbreviations", "lines"],
)
def test_a_megabyte_takes_seconds(text: str) -> None:
    article = article_of(text)
    began = time.process_time()

    spans = chunk(article, count_quarters)

    assert spans[-1][1] == len(article.text)
    assert time.process_time() - began < 10
