"""The reader by likeness chooses sentences word for word, tells the same thing once, and knows how sure it is."""

from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.documents import Document
from numpy.typing import NDArray

from bot.errors import ModelError
from bot.models.opening import FOLDER
from bot.passages import article_of, make_passage, span_of, with_scores
from bot.reading.answers import tell
from bot.reading.candidates import candidates_of
from bot.reading.likeness import SentenceReader, Weights
from bot.retrieval.lexical import words
from bot.types import Article


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """Count words into 512 places: texts with the same words are alike."""
    rows = np.zeros((len(texts), 512), np.float32)
    for row, text in zip(rows, texts, strict=True):
        for word in words(text) or ["nothing"]:
            row[crc32(word.encode()) % 512] += 1
    unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


@pytest.fixture
def reader() -> SentenceReader:
    return SentenceReader(encode=encode, terms_of=words, weights=Weights.load(FOLDER / "hybrid.json"))


def passage(article: Article, start: int = 0, end: int | None = None, *, n: int = 0) -> Document:
    made = make_passage(article, n, start, len(article.text) if end is None else end)
    return with_scores(made, score=1.0, cosine=0.5, bm25=5.0)


def article(article_id: str, *sentences: str) -> Article:
    return Article(article_id, f"Title of {article_id}", " ".join(sentences))


SHOWN = "Shoigu showed Kim the new bombers on Saturday."
RAIN = "Rain fell on the city all day long."


def test_sentence_that_answers_is_told_word_for_word(reader: SentenceReader):
    reading = reader.read("What did Shoigu show Kim?", [passage(article("a", RAIN, SHOWN))])

    assert reading.told[0].text == SHOWN


def test_overlapping_passages_give_a_sentence_once():
    whole = article("a", RAIN, SHOWN, RAIN[:-1] + " again.")
    middle = len(RAIN) + 1

    candidates = candidates_of([passage(whole, 0, middle + len(SHOWN)), passage(whole, middle, n=1)])

    assert [c.text for c in candidates] == [RAIN, SHOWN, "Rain fell on the city all day long again."]
    assert all(whole.text[c.start : c.end] == c.text for c in candidates)


def test_same_thing_in_two_articles_is_told_once_with_both_citations(reader: SentenceReader):
    passages = [passage(article("a", RAIN, SHOWN)), passage(article("b", "On Saturday Shoigu showed Kim new bombers."))]
    question = "What did Shoigu show Kim?"
    reading = reader.read(question, passages)

    answer = tell(question, reading, passages, model="embedded", generation=1)

    assert answer.sentences[0].citations == (1, 2)
    assert {citation.article for citation in answer.citations} == {"a", "b"}
    assert "[1][2]" in answer.answer


def test_same_words_with_another_number_are_told_apart(reader: SentenceReader):
    one = article("a", "North Korea fired 2 ballistic missiles into the sea.")
    other = article("b", "North Korea fired 3 ballistic missiles into the sea.")

    reading = reader.read("How many missiles did North Korea fire?", [passage(one), passage(other)])

    assert sorted(len(told.places) for told in reading.told) == [1, 1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The mayor said on Friday that she would resign.", "The mayor said on Friday that she would not resign."),
        ("The mayor said on Friday that she would resign.", "The mayor said on Monday that she would resign."),
        ("Three boats sank in the harbour at night.", "Two boats sank in the harbour at night."),
    ],
)
def test_sentences_that_contradict_each_other_are_told_apart(reader: SentenceReader, one: str, other: str):
    reading = reader.read(one, [passage(article("a", one)), passage(article("b", other))])

    assert [len(told.places) for told in reading.told] == [1] * len(reading.told)


def test_nothing_to_read_is_told_as_nothing(reader: SentenceReader):
    reading = reader.read("What did Shoigu show Kim?", [])

    assert reading.told == ()
    assert reading.probability == 0


def test_reader_is_surer_of_what_is_told_than_of_what_is_not(reader: SentenceReader):
    passages = [passage(article("a", RAIN, SHOWN))]

    told = reader.read("What did Shoigu show Kim on Saturday?", passages)
    untold = reader.read("Which party won the elections in Peru?", passages)

    assert told.probability > untold.probability


def test_cosines_of_another_encoder_are_not_read(reader: SentenceReader):
    own = SentenceReader(encode=encode, terms_of=words, weights=reader.weights, own_cosines=False)
    low, high = (
        with_scores(passage(article("a", SHOWN)), score=1.0, cosine=cosine, bm25=5.0) for cosine in (-0.9, 0.9)
    )

    assert own.read("What did Shoigu show?", [low]).probability == own.read("What did Shoigu show?", [high]).probability
    assert (
        reader.read("What did Shoigu show?", [low]).probability
        != reader.read("What did Shoigu show?", [high]).probability
    )


@given(st.lists(st.text(min_size=1, max_size=120).filter(str.strip), min_size=1, max_size=4), st.text(max_size=60))
def test_any_text_is_read_with_true_spans(texts: list[str], question: str):
    reader = SentenceReader(encode=encode, terms_of=words, weights=Weights.load(FOLDER / "hybrid.json"))
    articles = {str(n): Article(str(n), "t", text) for n, text in enumerate(texts)}

    reading = reader.read(question, [passage(one) for one in articles.values()])

    assert 0 <= reading.probability <= 1
    assert len(reading.told) <= 3
    for told in reading.told:
        for place in told.places:
            assert articles[article_of(place.passage)].text[place.start : place.end] == place.text
            assert span_of(place.passage)[0] <= place.start < place.end <= span_of(place.passage)[1]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"sentence": {}}', "no json"])
def test_damaged_weights_are_one_sentence(tmp_path: Path, content: str):
    path = tmp_path / "hybrid.json"
    path.write_text(content)

    with pytest.raises(ModelError, match=r"hybrid\.json"):
        Weights.load(path)
