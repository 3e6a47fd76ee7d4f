"""Which of the scored sentences may answer: those of the kind asked for, or those that date what was told before."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.reading.features import Line
from bot.reading.kinds import kind_held, time_near

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


def of_kind(question: str, lines: Sequence[Line]) -> Held:
    """Return those of *lines* that may tell what *question* plainly asks for; all of them where it leaves that open."""
    holds = kind_held(question)
    return {number: line for number, line in enumerate(lines) if holds is None or holds(line.candidate.text)}
