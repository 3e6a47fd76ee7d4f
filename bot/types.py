"""The values that travel: frozen, and free of behaviour but for what follows from their own fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Self

QUESTION_LIMIT = 2000  # characters; a question is a sentence or a few, and what is longer was pasted by mistake
Verdict = Literal["supported", "partly", "unsupported"]


@dataclass(frozen=True, slots=True)
class Article:
    """
    An article in its canonical text: Unicode NFC, one paragraph a line, nothing but the article.

    Every span anywhere in the project is a half-open range of code points in *text*.
    """

    id: str
    title: str
    text: str
    publisher: str | None = None
    published: date | None = None
    url: str | None = None
    found: Mapping[str, str] = field(default_factory=dict)
    """Where each piece of metadata was found: "front matter", "record", "html", "text", "file name"."""
    path: str | None = None
    """The absolute path of the file it came from; None for standard input."""
    also_named: tuple[str, ...] = ()
    """Other names under which the same text came in."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file, or a part of one, that could not be read, and why."""

    name: str
    reason: str
    code: str = field(default="other", compare=False)
    """Which reason it is, for front ends that have words of their own."""
    about: Mapping[str, object] = field(default_factory=dict, compare=False)
    """What those words are filled with, such as a line's number."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar, and the words of an article's text that name it: the span [start, end)."""

    start: int
    end: int
    day: date


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a question; an empty tuple or None does not narrow. Both dates are inclusive."""

    since: date | None = None
    until: date | None = None
    publishers: tuple[str, ...] = ()
    """Matched without regard to case, as a part of the publisher's name."""
    articles: tuple[str, ...] = ()
    """Article ids."""

    def __bool__(self) -> bool:
        return bool(self.since or self.until or self.publishers or self.articles)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the answer was withheld: a stable code for programs, a sentence for people."""

    code: str
    text: str


class Notice(str):
    """
    A sentence worth knowing beside an answer; on the wire, as everywhere, it is no more than its text.

    Its *code*, and what it is *about*, let a front end that has words of its own tell it in these.
    """

    __slots__ = ("about", "code")
    code: str
    about: Mapping[str, Any]

    def __new__(cls, text: str, *, code: str, **about: object) -> Self:
        """Make it of its text."""
        made = super().__new__(cls, text)
        made.code, made.about = code, about
        return made


@dataclass(frozen=True, slots=True)
class Citation:
    """The span of an article that a mark `[n]` stands for: `article_text[start:end] == quote`."""

    mark: int
    article: str
    title: str
    publisher: str | None
    published: date | None
    url: str | None
    quote: str
    start: int
    end: int
    event_date: date | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer, the marks of its citations, and whether they support it."""

    text: str
    citations: tuple[int, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class ShortSpan:
    """Where the short answer stands: a half-open range of code points in the text of sentence *sentence* (from 0)."""

    sentence: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NearArticle:
    """A headline near a question that was not answered."""

    article: str
    title: str
    published: date | None


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A retrieved passage as told to the user; the score orders, no more."""

    article: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Milliseconds:
    """Wall time of an answer's stages, in milliseconds."""

    retrieve: float
    read: float
    total: float
    write: float = 0.0
    """Of the chat model that writes, and of checking what it wrote."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What every surface shows; its JSON (`bot.frontends.render.to_json`) is the one wire format."""

    question: str
    answer: str
    abstained: bool
    confidence: float
    """
    In [0, 1]: the probability that the answer given, or withheld, is right.

    Of a written answer it is no such probability, for nothing was fitted to chat models: how likely the passages answer
    the question at all, times how likely they bear out what was written, on average, a sentence unsupported counting 0.
    """
    model: str
    generation: int
    milliseconds: Milliseconds
    understood_as: str | None = None
    short_answer: str | None = None
    short_spans: tuple[ShortSpan, ...] = ()
    reason: Reason | None = None
    nearest: tuple[NearArticle, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    passages: tuple[RankedPassage, ...] = ()
    notices: tuple[str, ...] = ()
    """Each a `Notice`, but for those of an answer that was read back."""
    usage: Mapping[str, int | float] | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a conversation as it was understood, and what was answered: what the next one may lean on."""

    question: str
    short_answer: str | None = None
    told: str = ""
    """The sentences of the answer that are not unsupported, without marks; empty where there was none."""
    answering: tuple[str, ...] = ()
    """The sentences of the articles that it rests on, without those quoted with them to be understood."""


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question of an evaluation, and what is known of its answer."""

    id: str
    question: str
    answerable: bool
    kind: str
    """The class it is reported under, such as "quotation"."""
    answers: tuple[tuple[str, ...], ...] = ()
    """Groups of alternatives: one of every group has to come. None where the set tells evidence or articles alone."""
    articles: tuple[str, ...] = ()
    """Ids of the articles that support the answer."""
    evidence: tuple[str, ...] = ()
    """Quotes of those articles that hold the answer."""
    evidence_complete: bool = False
    """Whether *evidence* is all that holds the answer, in whole sentences, so that whatever else is cited is wrong."""
    after: str | None = None
    """The id of the question that it follows."""
    note: str = ""
    choices: tuple[str, ...] = ()
    """What may be chosen from, in a question of multiple choice."""
    right_choices: tuple[int, ...] = ()
    """Which of *choices* are right, from 0."""
    apart: str | None = None
    """The name of the group in which it is scored apart from the rest; None: with the rest."""
    within: tuple[str, ...] = ()
    """Ids of the only articles it is asked of; empty: all of them."""
