"""What happens while a question is answered, in order; the last event has the answer."""

from dataclasses import dataclass

from bot.types import Answer, Citation, RankedPassage, Sentence


@dataclass(frozen=True, slots=True)
class Searching:
    """The search begins."""

    question: str
    """As it is searched for."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The passages that are read, best first."""

    passages: tuple[RankedPassage, ...]


@dataclass(frozen=True, slots=True)
class TextWritten:
    """A piece of what a chat model writes, as it comes: unchecked, and never to be kept."""

    text: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation that the sentences to come refer to."""

    citation: Citation


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence with its verdict, in the order of the answer."""

    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer; nothing comes after it."""

    answer: Answer


Event = Searching | Retrieved | TextWritten | Cited | Judged | Answered
