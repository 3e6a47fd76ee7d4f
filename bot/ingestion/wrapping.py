"""
Finds the paragraphs of a text, whether a line is one or was wrapped at a width, as mailers and old editors do.

It refuses to judge what belongs to an article; see `bot.ingestion.cleaning`.
"""

from collections.abc import Sequence
from itertools import pairwise

from bot.ingestion.canonical import canonical

NARROWEST_WRAP, WIDEST_WRAP = 40, 100  # characters a line; text editors and mailers wrap at 60 to 80
FEWEST_WRAPPED = 3  # lines; fewer are no habit
LEAST_SHARE_FULL = 0.9


def paragraphs_of(text: str) -> list[str]:
    r"""
    Return the paragraphs of *text* in order and in canonical form, hard-wrapped lines joined, none of them blank.

    >>> paragraphs_of("One   line.\n\n\tAnother line.")
    ['One line.', 'Another line.']
    """
    raw = text.splitlines()
    lines = [canonical(line) for line in raw]
    width = wrap_width(lines)
    if width is None:
        return [line for line in lines if line]
    return _unwrapped(lines, [line[:1].isspace() for line in raw], width)


def wrap_width(lines: Sequence[str]) -> int | None:
    """
    Return the width in characters at which *lines* were wrapped, None where they were not.

    Lines that break in mid-sentence tell: each of them would overflow with the first word of the next.
    """
    broken = [(a, b) for a, b in pairwise(lines) if _breaks_sentence(a, b)]
    if len(broken) < FEWEST_WRAPPED:
        return None
    width = max(len(line) for line, _ in broken)
    full = sum(_is_full(line, following, width) for line, following in broken)
    wrapped = NARROWEST_WRAP <= width <= WIDEST_WRAP and full >= LEAST_SHARE_FULL * len(broken)
    return width if wrapped else None


def _breaks_sentence(line: str, following: str) -> bool:
    return bool(line) and line[-1] not in '.!?:…"”' and len(line) <= WIDEST_WRAP and following[:1].islower()


def _is_full(line: str, following: str, width: int) -> bool:
    return len(line) + 1 + len(following.split(" ", 1)[0]) > width


def _unwrapped(lines: Sequence[str], indented: Sequence[bool], width: int) -> list[str]:
    paragraphs: list[list[str]] = []
    previous, previous_indented = "", False
    for line, indent in zip(lines, indented, strict=True):
        starts = not previous or len(previous) > width or (indent and not previous_indented)
        if line and (starts or not _is_full(previous, line, width)):
            paragraphs.append([line])
        elif line:
            paragraphs[-1] += [_joint(previous, line), line]
        previous, previous_indented = line, indent
    # Joining can bring a letter and its accent together.
    return [canonical("".join(parts)) for parts in paragraphs]


def _joint(line: str, following: str) -> str:
    """Return what joins two halves of a paragraph: nothing within a compound that was wrapped behind its hyphen."""
    compound = line[-1] == "-" and line[-2:-1].isalnum() and following[:1].islower()
    return "" if compound else " "
