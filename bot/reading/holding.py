"""Which of the scored sentences may answer: those that tell what is asked for, or that date what was told before."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.reading.asked import is_polar
from bot.reading.counterparts import Counterparts
from bot.reading.features import Line, TermsOf
from bot.reading.kinds import ASKS_AGE, Holds, kind_held, time_near
from bot.reading.predicates import SETTLES, predicate_of
from bot.reading.shortening import answer_in
from bot.reading.wrapping import core_of

ASKS = re.compile(r"\?\s*\Z")  # what is asked in quotes may be what somebody said
NAME = re.compile(r"\b[^\W\d_a-z][\w-]*")
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


def age_told(question: str, text: str) -> tuple[int, int] | None:
    """
    Return where *text* gives, as news do, the age of the one whose age is asked for.

    >>> text = "Ilse Tarnow, 52, denied it."
    >>> start, end = age_told("How old is Tarnow?", text) or (0, 0)
    >>> text[start:end], age_told("How old is Kim?", text)
    ('52', None)
    """
    core = core_of(question)
    if ASKS_AGE.match(core) is None:
        return None
    for name in reversed(NAME.findall(core)[1:]):
        found = re.search(rf"\b{re.escape(name)}, (\d{{1,3}})(?=[,.;)])", text)
        if found is not None:
            return found.span(1)
    return None


def aging(question: str, lines: Sequence[Line]) -> Held:
    """Return those of *lines* that give the age asked for behind a name, each with that as its answer."""
    spans = {number: age_told(question, line.candidate.text) for number, line in enumerate(lines)}
    return {number: replace(lines[number], span=span) for number, span in spans.items() if span is not None}


def that_may_answer(question: str, lines: Sequence[Line], terms_of: TermsOf, counterparts: Counterparts) -> Held:
    """
    Return those of *lines* that may tell what *question* plainly asks for; all of them where it leaves that open.

    What it asks for is a kind of answer, or whether something is so that a line has at least to touch.

    Of those, a line that asks itself, or whose answer is all in the question, tells nothing: it is only returned where
    there is no other.
    """
    predicate = predicate_of(question, terms_of)
    holds = kind_held(question) if predicate is None else _touching(predicate, counterparts)
    held = {number: line for number, line in enumerate(lines) if holds is None or holds(line.candidate.text)}
    known = frozenset() if is_polar(question) or CHOICE.search(question) else frozenset(terms_of(question))
    return {number: line for number, line in held.items() if _tells(line, known, terms_of)} or held


def _touching(predicate: str, counterparts: Counterparts) -> Holds:
    return lambda text: counterparts.of(predicate, text).mean >= SETTLES


def _tells(line: Line, known: Collection[str], terms_of: TermsOf) -> bool:
    if ASKS.search(line.candidate.text):
        return False
    answer = terms_of(answer_in(line))
    return not answer or any(term not in known for term in answer)
