"""Several questions in one message, and what is told to them together."""

from collections.abc import Sequence
from dataclasses import replace

from bot.passages import article_of
from bot.reading.candidates import Candidate, Reading, Told
from bot.reading.english.wrapping import questions_in
from bot.reading.question.courtesies import is_courtesy
from bot.types import ShortSpan

MOST = 4  # each takes as long as a question alone


def questions_of(text: str) -> list[str]:
    """
    Return the questions of a text, each of which may lean on the one before it; all of the text where it asks one.

    >>> questions_of("Who met Kim? Where? And what did he say?")
    ['Who met Kim?', 'Where?', 'And what did he say?']
    >>> questions_of("Kim is in Russia. Who met him?")
    ['Kim is in Russia. Who met him?']
    """
    asked = [question for question in questions_in(text) if not is_courtesy(question)]
    several = len(asked) > 1 and all(question.rstrip().endswith("?") for question in asked)
    return list(dict.fromkeys(asked))[:MOST] if several else [text]


def told_together(readings: Sequence[Reading]) -> Reading:
    """Return what several readings tell as one, no sentence twice; as sure as the least sure of them."""
    told: list[Told] = []
    short: list[ShortSpan] = []
    for reading in readings:
        places = [_add(told, each) for each in reading.told]
        short += [replace(span, sentence=places[span.sentence]) for span in reading.short]
    passages = {passage.id: passage for reading in readings for passage in reading.passages}
    return Reading(
        told=tuple(told),
        probability=min(reading.probability for reading in readings),
        on_topic=any(reading.on_topic for reading in readings),
        passages=tuple(passages.values()),
        short=tuple(dict.fromkeys(short)),
    )


def _add(told: list[Told], one: Told) -> int:
    """Add what is told, unless it is already; return its place."""
    known = [_key(each.places[0]) for each in told]
    if _key(one.places[0]) not in known:
        told.append(one)
        return len(told) - 1
    return known.index(_key(one.places[0]))


def _key(place: Candidate) -> tuple[str, int, int]:
    return article_of(place.passage), place.start, place.end
