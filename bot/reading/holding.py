"""Which of the scored sentences may answer: those of the kind that is asked for."""

from collections.abc import Sequence

from bot.reading.features import Line
from bot.reading.kinds import kind_held

Held = dict[int, Line]
"""Lines by their numbers, in their order."""


def of_kind(question: str, lines: Sequence[Line]) -> Held:
    """Return those of *lines* that may tell what *question* plainly asks for; all of them where it leaves that open."""
    holds = kind_held(question)
    return {number: line for number, line in enumerate(lines) if holds is None or holds(line.candidate.text)}
