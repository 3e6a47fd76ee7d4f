"""What readers read and what they make of it: the sentences of passages, those that are told, and how sure that is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from langchain_core.documents import Document

from bot.passages import article_of, span_of, title_of
from bot.reading.english.names import Name, folded_words, names_in
from bot.reading.english.values import values_of
from bot.reading.english.words import TermsOf
from bot.sentences import sentence_spans
from bot.types import ShortSpan

Polarity = Literal["Yes", "No"]
NAME = re.compile(r"(?<!^)\b(?:[A-Z]\w+|\d[\w,.]*\w|\d)")  # or a number


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a retrieved passage; the span is in its article's text."""

    passage: Document
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence that the reader chose, and every place that says the same, its own first."""

    text: str
    places: tuple[Candidate, ...]

    @property
    def line(self) -> str:
        """The text on one line, every character at its place."""
        return self.text.replace("\n", " ")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader found: the sentences to tell, in the order of the telling, and how sure it is of them."""

    told: tuple[Told, ...]
    probability: float
    """That they answer the question, in [0, 1]."""
    on_topic: bool
    """Whether the passages are about what is asked at all."""
    passages: tuple[Document, ...] = ()
    """What was read, best first."""
    short: tuple[ShortSpan, ...] = ()
    """Where the short answer stands in the lines told; several places for a list."""
    polarity: Polarity | None = None
    """The short answer to a question of yes or no."""
    differing: tuple[ShortSpan, ...] = ()
    """Where sources tell different things: a place in a line of each."""


def candidates_of(passages: Sequence[Document]) -> list[Candidate]:
    """Return the sentences of *passages*, each once although passages overlap, in the passages' order."""
    seen: dict[tuple[str, int, int], Candidate] = {}
    for passage in passages:
        offset, _ = span_of(passage)
        for start, end in sentence_spans(passage.page_content):
            key = (article_of(passage), offset + start, offset + end)
            seen.setdefault(key, Candidate(passage, key[1], key[2], passage.page_content[start:end]))
    return list(seen.values())


def names_found(question: str, passages: Sequence[Document]) -> float:
    """Return the share of the question's names and numbers that the passages have; 1 where it has none."""
    names = {word.lower() for word in NAME.findall(question)}
    if not names:
        return 1.0
    text = "\n".join(f"{title_of(p)}\n{p.page_content}" for p in passages).lower()
    return sum(name in text for name in names) / len(names)


def names_stand_in(text: str, other: str) -> bool:
    """
    Whether everybody and everything that *text* names is named in the *other*; a capital alone may open the text.

    >>> names_stand_in("Ten fled from Lindau on Monday.", "At Lindau Bridge."), names_stand_in("He is in Oslo.", "No.")
    (True, False)
    """
    named = (value for value in values_of(text) if isinstance(value, Name))
    names = [name for name in named if name.start > 0 or len(name.words) > 1]
    return {word for name in names for word in name.words} <= folded_words(other)


def stand_in_one(question: str, passages: Sequence[Document], terms_of: TermsOf) -> bool:
    """Whether one of the passages has every name of the question, or, as names are typed small too, every word."""
    names = {word for name in names_in(question) for word in name.words}
    terms = set(terms_of(question))
    texts = [f"{title_of(p)}\n{p.page_content}" for p in passages]
    named = bool(names) and any(names <= folded_words(text) for text in texts)
    return named or (bool(terms) and any(terms <= set(terms_of(text)) for text in texts))
