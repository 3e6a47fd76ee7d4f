"""The embedded reader tells what answers, orders passages by it, and shows short answers that stand in what is told."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pytest
from langchain_core.documents import Document

from bot.ingestion.event_dates import find_days
from bot.models.encoder import Encoder
from bot.models.opening import FOLDER
from bot.models.reader import Reader
from bot.passages import article_of, make_passage, span_of, with_scores
from bot.reading.answers import tell
from bot.reading.candidates import Reading
from bot.reading.english.parts import parts_of
from bot.reading.extract import EmbeddedReader
from bot.reading.extraction.choosing import leans
from bot.reading.fitted import Fitted
from bot.retrieval.lexical import content_words
from bot.types import Article

BRIDGE = Article(
    "bridge",
    "New bridge opens in Lowen",
    "Mayor Ann Lowe opened the new bridge over the Senn on Friday. She called it a gift to the town. "
    "It cost $12 million and took three years to build.",
    "The Post",
    date(2024, 5, 4),
)
COST = Article(
    "cost", "What the bridge cost", "The new bridge over the Senn cost $15 million, the council said.", "The Herald"
)
RAIN = Article("rain", "Rain in the valley", "Rain fell on the valley all week. The river rose by two metres.", "Echo")

FESTIVAL = Article(
    "festival",
    "Lantern festival of Ostrava Bay draws record crowd",
    "Some 80,000 people came to the lantern festival in Ostrava Bay on Saturday, more than ever before. They let "
    "12,000 paper lanterns float on the water, each with a wish. The festival was begun in 1953 by fishermen's widows.",
)


@pytest.fixture(scope="module")
def reader() -> EmbeddedReader:
    encoder = Encoder(threads=1)
    return EmbeddedReader(
        read_pairs=Reader(threads=1).read,
        encode=encoder.encode,
        terms_of=content_words,
        fitted=Fitted.load(FOLDER / "reader.json"),
        candidates=24,
    )


def passages(*articles: Article) -> list[Document]:
    return [with_scores(make_passage(a, 0, 0, len(a.text)), score=1.0, cosine=0.5, bm25=4.0) for a in articles]


def told(reading: Reading) -> str:
    return " ".join(one.text for one in reading.told)


def short(question: str, reading: Reading, read: Sequence[Document]) -> str | None:
    return tell(question, reading, read, model="embedded", generation=1).short_answer


def test_passage_that_answers_comes_first_wherever_it_was_retrieved(reader: EmbeddedReader):
    ranked = reader.rank("Who opened the new bridge?", passages(RAIN, BRIDGE))

    assert [article_of(p) for p in ranked] == ["bridge", "rain"]


def test_passages_beyond_those_that_are_read_keep_their_order(reader: EmbeddedReader):
    narrow = EmbeddedReader(
        read_pairs=Reader(threads=1).read,
        encode=Encoder(threads=1).encode,
        terms_of=content_words,
        fitted=reader.fitted,
        candidates=1,
    )

    ranked = narrow.rank("Who opened the new bridge?", passages(RAIN, COST, BRIDGE))

    assert [article_of(p) for p in ranked] == ["rain", "cost", "bridge"]


def test_short_answer_stands_in_the_sentence_that_is_told(reader: EmbeddedReader):
    question, read = "Who opened the new bridge?", passages(RAIN, BRIDGE)

    reading = reader.read(question, read)

    assert short(question, reading, read) in ("Mayor Ann Lowe", "Ann Lowe")
    assert "opened the new bridge" in told(reading)


def test_quote_is_the_span_of_the_article(reader: EmbeddedReader):
    reading = reader.read("How long did the bridge take to build?", passages(RAIN, BRIDGE))

    texts = {a.id: a.text for a in (RAIN, BRIDGE)}
    places = [place for one in reading.told for place in one.places]
    assert places
    assert all(texts[article_of(p.passage)][p.start : p.end] == p.text for p in places)


def test_sentence_that_leans_brings_the_one_before_it(reader: EmbeddedReader):
    reading = reader.read("How long did it take to build the bridge?", passages(BRIDGE))

    assert "took three years" in told(reading)
    assert not leans(reading.told[0].text)


def test_sentence_that_leans_brings_none_that_is_told_already(reader: EmbeddedReader):
    reading = reader.read("When was the lantern festival?", passages(FESTIVAL))

    told_spans = sorted((one.places[0].start, one.places[0].end) for one in reading.told)
    assert len(told_spans) > 1
    assert all(end <= start for (_, end), (start, _) in pairwise(told_spans))


def test_question_that_nothing_answers_is_less_likely_answered(reader: EmbeddedReader):
    read = passages(BRIDGE, RAIN)

    assert reader.read("Who opened the new bridge?", read).probability > (
        reader.read("Who won the chess final in Oslo?", read).probability
    )


def test_sources_that_differ_on_a_number_are_both_told(reader: EmbeddedReader):
    question = "How much did the new bridge over the Senn cost?"

    reading = reader.read(question, passages(COST, BRIDGE))

    assert "$15 million" in told(reading)
    assert "$12 million" in told(reading)
    notices = tell(question, reading, reading.passages, model="embedded", generation=1).notices
    assert any("The Herald" in notice and "The Post, 4 May 2024" in notice for notice in notices)


def test_sources_on_one_event_differ_though_their_sentences_are_unlike(reader: EmbeddedReader):
    agency = Article(
        "agency",
        "Express train hits goods train near Lindau Bridge",
        "Seven people were killed and 43 injured when an express train ran into the back of a stationary goods train "
        "near the village of Lindau Bridge on Tuesday evening. The driver was among the dead.",
        "The Wire",
    )
    paper = Article(
        "paper",
        "A village looks for words after the train crash",
        "A day earlier the express had crashed into a standing goods train at Lindau Bridge. Seven people died. "
        "Fifty-one were hurt, the county's emergency service said, eight more than had first been counted.",
        "The Tribune",
    )

    reading = reader.read("How many people were injured in the train crash at Lindau Bridge?", passages(agency, paper))

    sides = {reading.told[side.sentence].text[side.start : side.end] for side in reading.differing}
    assert sides == {"43", "Fifty-one"}


def test_source_that_tells_of_both_numbers_differs_from_none(reader: EmbeddedReader):
    text = "The new bridge over the Senn cost $12 million, not the $15 million that had been planned."
    both = Article("bridge", "New bridge", text, "The Post")

    assert not reader.read("How much did the new bridge over the Senn cost?", passages(COST, both)).differing


@pytest.mark.parametrize(
    ("question", "text", "word"),
    [
        ("Did the council approve the plan?", "The council approved the plan on Monday.", "Yes"),
        ("Did the minister resign?", "The minister did not resign, she said on Monday.", "No"),
    ],
)
def test_question_of_yes_or_no_is_answered_with_its_sentence(
    reader: EmbeddedReader, question: str, text: str, word: str
):
    read = passages(Article("news", "In brief", text, "Echo"))

    answer = tell(question, reader.read(question, read), read, model="embedded", generation=1)

    assert answer.short_answer == word
    assert answer.answer.startswith(f"{word}. {text}")


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Did the river rise to a record?", RAIN.text),
        ("Is the bridge safe?", "Engineers could not tell whether the bridge is safe."),
        ("Did the court hear the appeal?", "The court has not decided whether to hear the appeal."),
    ],
)
def test_sentence_that_does_not_settle_yes_or_no_is_told_alone(reader: EmbeddedReader, question: str, text: str):
    read = passages(Article("news", "In brief", text, "Echo"))

    answer = tell(question, reader.read(question, read), read, model="embedded", generation=1)

    assert answer.short_answer is None


@pytest.mark.parametrize(
    ("question", "text", "tells"),
    [
        (
            "What do you call a group of owls?",
            "What do you call two owls in a barn? A group of owls is a parliament, the warden said.",
            "A group of owls is a parliament, the warden said.",
        ),
        (
            "Which town has the kindest people in Lowland?",
            "Lowland has kind people. In a survey of kindness Aldbury came first.",
            "In a survey of kindness Aldbury came first.",
        ),
    ],
)
def test_sentence_that_asks_or_repeats_the_question_is_no_answer(
    reader: EmbeddedReader, question: str, text: str, tells: str
):
    assert told(reader.read(question, passages(Article("news", "News", text)))) == tells


@pytest.mark.parametrize(
    ("question", "tells"),
    [
        ("Which bombers did Lowe see?", "There the air force showed her two old bombers of the Senn type."),
        ("What did the bridge cost?", "It cost $12 million and took three years to build, the council said."),
        ("Is there a frigate?", "Bombers, missiles and a frigate"),
    ],
)
def test_heading_is_told_only_where_nothing_else_answers(reader: EmbeddedReader, question: str, tells: str):
    text = (
        "Mayor Ann Lowe came to the airport of Lowen on Friday, and stayed for an hour before lunch with the council.\n"
        "Bombers, missiles and a frigate\nThere the air force showed her two old bombers of the Senn type.\n"
        "A bridge for the town\nIt cost $12 million and took three years to build, the council said."
    )

    assert told(reader.read(question, passages(Article("news", "A visit to Lowen", text)))) == tells


def test_age_behind_a_name_is_that_persons(reader: EmbeddedReader):
    news = Article("news", "Stake", "Ilse Tarnow, 52, denied that she had known of it. The town is 800 years old.")

    reading = reader.read("How old is Tarnow?", passages(news))

    assert reading.probability >= reader.threshold
    assert short("How old is Tarnow?", reading, passages(news)) == "52"
    assert reader.read("How old is Tarnow's brother?", passages(news)).probability < reader.threshold


@pytest.mark.parametrize(
    ("question", "touched"),
    [
        ("Is Tarnow in prison?", True),
        ("Is Tarnow married?", False),
        ("Does Tarnow have children?", False),
        ("Is Tarnow bald?", False),  # nearer to "head" than "married" to any word
    ],
)
def test_yes_or_no_needs_a_sentence_that_touches_what_is_asked(reader: EmbeddedReader, question: str, touched: bool):
    text = "Ilse Tarnow, 52, the head of a bank, denied that she had known of it. A court jailed her on Friday."
    news = Article("news", "Stake", text)

    reading = reader.read(question, passages(news))

    assert ("jailed" in told(reading)) is touched
    assert (reading.probability > reader.fitted.least) is touched


@pytest.mark.parametrize(
    ("question", "text", "about"),
    [
        ("Is Tess Boss married?", "Tess Boss married Jan Holker, a dancer, in 2013.", True),
        ("Is Ilse Tarnow married?", "Tess Boss married Jan Holker, a dancer, in 2013.", False),
        ("How much does a beaver weigh?", "A beaver weighs up to 20 kilograms.", True),
        ("How much does an otter weigh?", "A beaver weighs up to 20 kilograms.", False),
    ],
)
def test_yes_or_no_or_a_measure_of_another_is_not_told(reader: EmbeddedReader, question: str, text: str, about: bool):
    reading = reader.read(question, passages(Article("news", "News", text)))

    assert (reading.probability > reader.fitted.least) is about


TOUR = (
    Article("tour", "On tour", "The tour of Ann Lowe began in March 2023, and has sold out since.", "Echo"),
    Article(
        "end", "Last night", "Ann Lowe ended her tour in Senn on Sunday, more than a year after it had begun.", "Post"
    ),
)


def test_one_fact_that_is_surely_told_needs_one_sentence(reader: EmbeddedReader):
    (sentence,) = reader.read("When did the tour of Ann Lowe start?", passages(*TOUR)).told

    assert "March 2023" in sentence.text


@pytest.mark.parametrize(
    ("question", "on_topic"),
    [
        ("How much did it cost?", True),  # the reader is sure
        ("What may Ann Lowe think of rain?", True),
        ("what ann lowe called", True),
        ("What may Ann Kowalski think of rain?", False),
        ("who is lowell", False),
        ("How many moons does Jupiter have?", False),
    ],
)
def test_passages_far_from_a_question_are_on_its_topic_where_they_answer_it_or_tell_of_all_it_names(
    reader: EmbeddedReader, question: str, on_topic: bool
):
    far = [with_scores(p, score=1.0, cosine=0.1, bm25=4.0) for p in passages(BRIDGE)]

    assert reader.read(question, far).on_topic == on_topic


def dated_passage(title: str, text: str, published: date) -> Document:
    article = Article("court", title, text, "The Courier", published)
    return make_passage(article, 0, 0, len(text), days=find_days(text, published))


def test_day_is_found_by_its_weekday_and_no_other_is(reader: EmbeddedReader):
    text = "A jury found Malcolm Overbury, the former head of the port, guilty of bribery on Thursday."
    passage = dated_passage("Former head of the port found guilty", text, date(2024, 3, 15))
    read = [with_scores(passage, score=1.0, cosine=0.5, bm25=4.0)]

    assert reader.read("Who was found guilty on 14 March 2024?", read).probability >= reader.threshold
    assert reader.read("Who was found guilty on 12 March 2024?", read).probability < reader.threshold


def test_sentence_of_another_day_is_not_told_of_the_one_asked_for(reader: EmbeddedReader):
    text = "Malcolm Overbury was sent to prison for four years on Friday for taking bribes from a dredging company."
    passage = dated_passage("Overbury jailed for four years", text, date(2024, 4, 20))
    read = [with_scores(passage, score=1.0, cosine=0.7, bm25=9.0)]

    assert reader.read("Who was sent to prison on 19 April 2024?", read).probability >= reader.threshold
    assert reader.read("Who was sent to prison on 18 April 2024?", read).probability == reader.fitted.least


def test_nothing_to_read_is_no_answer(reader: EmbeddedReader):
    reading = reader.read("Who opened the bridge?", [])

    assert (reading.told, reading.probability) == ((), 0.0)


def test_spans_of_the_answer_lie_within_their_passages(reader: EmbeddedReader):
    reading = reader.read("What happened in the valley?", passages(RAIN, BRIDGE, COST))

    for one in reading.told:
        for place in one.places:
            start, end = span_of(place.passage)
            assert start <= place.start < place.end <= end


def test_question_that_asks_two_things_is_parted_where_the_second_word_asks():
    assert parts_of("Who opened it and when did it close?") == ["Who opened it?", "When did it close?"]
    assert parts_of("Who's the mayor and what did she say?") == ["Who's the mayor?", "What did she say?"]


@pytest.mark.parametrize(
    "question", ["Who met Ann and Bob?", "Which jets and which ships did he see?", "What happened, and why?"]
)
def test_question_that_asks_one_thing_of_two_is_not_parted(question: str):
    assert parts_of(question) == []
