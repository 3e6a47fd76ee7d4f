"""Which of the scored sentences may answer: those that tell what is asked for, or that date what was told before."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from langchain_core.documents import Document

from bot.passages import span_of
from bot.reading.candidates import Candidate
from bot.reading.counterparts import Counterparts
from bot.reading.english.words import TermsOf
from bot.reading.english.wrapping import core_of
from bot.reading.extraction.headings import is_heading
from bot.reading.extraction.shortening import answer_in
from bot.reading.extraction.subjects import about_subject
from bot.reading.features import Line
from bot.reading.question.asked import is_polar
from bot.reading.question.kinds import Holds, kind_held, time_near
from bot.reading.question.named_day import may_tell_of_day
from bot.reading.question.predicates import LIKELY, SETTLES, SETTLES_ALONE, predicate_of

ASKS = re.compile(r"\?\s*\Z")  # what is asked in quotes may be what somebody said
_NAME = r"[^\W\d_a-z][\w-]*(?: [^\W\d_a-z][\w-]*){0,3}"
AGE_OF = re.compile(
    rf"(?i:how old (?:is|was)) (?P<one>{_NAME})\W*\Z|(?i:what(?:['’]s| is| was)) (?P<other>{_NAME})['’]s? age\W*\Z"
)
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


def aging(question: str, lines: Sequence[Line]) -> Held:
    """Return those of *lines* that give, as news do, the age that is asked for: each with that as its answer."""
    behind = _age_behind(question)
    found = {number: behind.search(line.candidate.text) for number, line in enumerate(lines)} if behind else {}
    return {number: replace(lines[number], span=age.span(1)) for number, age in found.items() if age}


def _age_behind(question: str) -> re.Pattern[str] | None:
    """
    Return what finds the age behind the name of the one who is asked about; None where no more than a name is.

    >>> tarnow = _age_behind("How old is Ilse Tarnow?")
    >>> tarnow and tarnow.findall("Tarnow, 52, denied it.")
    ['52']
    >>> _age_behind("How old is Tarnow's brother?"), _age_behind("How old was Kim when he took power?")
    (None, None)
    """
    asked = AGE_OF.match(core_of(question))
    if asked is None:
        return None
    name = (asked["one"] or asked["other"]).split()[-1]
    return re.compile(rf"\b{re.escape(name)}, (\d{{1,3}})(?=[,.;)])")


def that_may_answer(question: str, lines: Sequence[Line], terms_of: TermsOf, counterparts: Counterparts) -> Held:
    """
    Return those of *lines* that may tell what *question* plainly asks for; all of them where it leaves that open.

    What it asks for is a kind of answer, or whether something is so that a line has at least to touch, in a passage
    about its subject, or what was on a day, of which a line that names other days does not tell.

    Of those, a line that asks itself, or whose answer is all in the question, tells nothing: it is only returned where
    there is no other.
    """
    predicate = predicate_of(question, terms_of)
    holds = _of_kind(kind_held(question)) if predicate is None else _touching(predicate, counterparts)
    about = about_subject(question, terms_of)
    on_day = may_tell_of_day(question)
    held = {n: line for n, line in enumerate(lines) if holds(line) and about(line) and on_day(*_place_of(line))}
    known = frozenset() if is_polar(question) or CHOICE.search(question) else frozenset(terms_of(question))
    return {number: line for number, line in held.items() if _tells(line, known, terms_of)} or held


def _place_of(line: Line) -> tuple[Document, int, int]:
    return line.candidate.passage, line.candidate.start, line.candidate.end


def said(held: Held) -> Held:
    """Return the lines *held* that are no headings."""
    return {number: line for number, line in held.items() if not _is_heading(line.candidate)}


def _is_heading(candidate: Candidate) -> bool:
    offset, _ = span_of(candidate.passage)
    return is_heading(candidate.passage.page_content, candidate.start - offset, candidate.end - offset)


def _of_kind(holds: Holds | None) -> Callable[[Line], bool]:
    return lambda line: holds is None or holds(line.candidate.text)


def _touching(predicate: str, counterparts: Counterparts) -> Callable[[Line], bool]:
    """Return whether a line touches a predicate: by its words, or nearly so where the reader too finds an answer."""

    def touches(line: Line) -> bool:
        likeness = counterparts.of(predicate, line.candidate.text).mean
        return likeness >= (SETTLES if line.sentence >= LIKELY else SETTLES_ALONE)

    return touches


def _tells(line: Line, known: Collection[str], terms_of: TermsOf) -> bool:
    if ASKS.search(line.candidate.text):
        return False
    answer = terms_of(answer_in(line))
    return not answer or any(term not in known for term in answer)
