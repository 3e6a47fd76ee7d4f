"""
The short answer in sentences that a chat model wrote.

It is a reply as it stands ("Vladivostok."), or else where a supported sentence says what the embedded reader, from the
same passages, has for the short answer, however it is written.
"""

import re
from collections.abc import Sequence

from bot.reading.english.statements import OPENING, has_predicate
from bot.reading.english.units import singular
from bot.reading.english.values import compatible, values_of
from bot.reading.extraction.shortening import clean_span
from bot.types import Sentence, ShortSpan

Span = tuple[int, int]
REPLY_WORDS = 8  # of a reply that is short
WORD = re.compile(r"[$€£¥]?\w+(?:[.,:'’-]\w+)*%?")
ARTICLES = frozenset(("a", "an", "the"))
POLAR = frozenset(("Yes", "No"))
ENDS = " .!…;,\"'“”‘’"


def short_in_written(sentences: Sequence[Sentence], known: Sequence[str]) -> tuple[ShortSpan, ...]:
    """
    Return where the short answer stands in supported sentences; *known* are the parts of the embedded reader's.

    >>> told = [Sentence("It lies about 8,000 km from Moscow.", (1,), "supported")]
    >>> short_in_written(told, ["8,000 kilometres"]), short_in_written(told, ["Moscow; Rome"])
    ((ShortSpan(sentence=0, start=14, end=22),), ())
    """
    supported = [(number, each.text) for number, each in enumerate(sentences) if each.verdict == "supported"]
    replies = [ShortSpan(number, *span) for number, text in supported if (span := _reply_in(text))]
    if replies:
        return tuple(replies)
    places = [_first_place(part, supported) for part in known]
    return tuple(dict.fromkeys(place for place in places if place))


def _reply_in(text: str) -> Span | None:
    """Return what a short reply says that states nothing by itself."""
    opening = OPENING.match(text)
    start = opening.end() if opening else 0
    said = text[start:]
    if len(said.split()) > REPLY_WORDS or has_predicate(said):
        return None
    start += len(said) - len(said.lstrip(ENDS))
    end = len(text.rstrip(ENDS))
    return (start, end) if end > start else None


def _first_place(part: str, supported: Sequence[tuple[int, str]]) -> ShortSpan | None:
    for place_in in (_polar_in,) if part in POLAR else (_words_in, _value_in):
        for number, text in supported:
            if span := place_in(part, text):
                return ShortSpan(number, *span)
    return None


def _polar_in(part: str, text: str) -> Span | None:
    """Return the yes or no that a sentence opens with; further on "no" is another word."""
    return (0, len(part)) if re.match(rf"{part}\b", text) else None


def _words_in(part: str, text: str) -> Span | None:
    """Return where the words of *part* stand, in whatever case or number, with or without articles."""
    sought, words = [word for word, _ in _words(part)], _words(text)
    for at in range(len(words) - len(sought) + 1 if sought else 0):
        if [word for word, _ in words[at : at + len(sought)]] == sought:
            return words[at][1][0], words[at + len(sought) - 1][1][1]
    return None


def _words(text: str) -> list[tuple[str, Span]]:
    found = [(singular(word.group().casefold()), word.span()) for word in WORD.finditer(text)]
    return [(word, span) for word, span in found if word not in ARTICLES]


def _value_in(part: str, text: str) -> Span | None:
    """Return the number, date or name that is the whole of *part*, written in another way."""
    values = values_of(part)
    if len(values) != 1 or (values[0].start, values[0].end) != (0, len(part)):
        return None
    alike = (v for v in values_of(text) if type(v) is type(values[0]) and compatible(part, v.text))
    return next((clean_span(text, (value.start, value.end)) for value in alike), None)
