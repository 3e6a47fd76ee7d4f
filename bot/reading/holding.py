"""Which of the scored sentences may answer: those that tell what is asked for, or that date what was told before."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.reading.asked import is_polar
from bot.reading.features import Line, TermsOf
from bot.reading.kinds import kind_held, time_near
from bot.reading.shortening import answer_in

ASKS = re.compile(r"\?\s*\Z")  # what is asked in quotes may be what somebody said
CHOICE = re.compile(r"\bor\b", re.IGNORECASE)

Held = dict[int, Line]
"""Lines by their numbers, in their order."""


def dating(lines: Sequence[Line], told: Collection[str]) -> Held:
    """Return those of *lines* that are sentences told before and tell when, each with the time as its answer."""
    held: Held = {}
    for number, line in enumerate(lines):
        span = time_near(line.candidate.text, line.span) if line.candidate.text in told else None
        if span is not None:
            held[number] = replace(line, span=span)
    return held


def that_may_answer(question: str, lines: Sequence[Line], terms_of: TermsOf) -> Held:
    """
    Return those of *lines* that may tell what *question* plainly asks for; all of them where it leaves that open.

    Of those, a line that asks itself, or whose answer is all in the question, tells nothing: it is only returned where
    there is no other.
    """
    holds = kind_held(question)
    held = {number: line for number, line in enumerate(lines) if holds is None or holds(line.candidate.text)}
    known = frozenset() if is_polar(question) or CHOICE.search(question) else frozenset(terms_of(question))
    return {number: line for number, line in held.items() if _tells(line, known, terms_of)} or held


def _tells(line: Line, known: Collection[str], terms_of: TermsOf) -> bool:
    if ASKS.search(line.candidate.text):
        return False
    answer = terms_of(answer_in(line))
    return not answer or any(term not in known for term in answer)
