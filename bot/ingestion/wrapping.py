"""
Finds the paragraphs of a text, whether a line is one or was wrapped at a width, as mailers and old editors do.

It refuses to judge what belongs to an article; see `bot.ingestion.cleaning`.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from statistics import median

from bot.ingestion.canonical import canonical

NARROWEST_WRAP, WIDEST_WRAP = 40, 100  # characters a line; text editors and mailers wrap at 60 to 80
WIDEST_PRINT = 160  # characters a line of a PDF
FEWEST_WRAPPED = 3  # lines; fewer are no habit
LEAST_SHARE_FULL = 0.9
SLACK = 12  # characters by which a line may be longer than those that told the width
SHORTEST_HEADLINE = 25  # characters of a headline's first line, where it was wrapped
# In print characters differ in width, so that full lines differ in their number of characters.
LEAST_FULL_PRINT, LEAST_FULL_PRINT_SENTENCE = 0.85, 0.97
# No headline and no sentence ends with one of these.
DANGLING = {
    *("a", "an", "and", "as", "at", "for", "from", "his", "in", "into", "its", "of", "or", "than", "that", "the"),
    *("their", "to", "when", "which", "with"),
}
OPENING = "\"'“‘„«([—–"

_SENTENCE_END = re.compile(r"[.!?:…][\"'”’»)\]]*$|[\"”]$")
_SPLIT_WORD = re.compile(r"(\w+)-$")
_WORD = re.compile(r"\w+(?:-\w+)*")
# Ends of English words that are no words themselves, as hyphenation leaves them: "confer-ence", "govern-ment".
_WORD_ENDING = re.compile(
    "[a-z]{0,3}(?:[ts]ion(?:al|ally|ed)?|ments?|mental|[ae]nc(?:e|es|y|ies)|ities|ity|ness|less|fully|ously|tive|"
    "ture|able|ible|ably|ibly)s?|[a-z]?(?:ing|ings|ed|er|ers|ly|ous|ive|ist|ism|ary|ory|ish)s?"
)


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
    indented = [line[:1].isspace() for line in raw]
    headline = _wrapped_headline(lines)
    joined = [
        n in headline or (_continues(a, b, width) and (indented[n] or not indented[n + 1]))
        for n, (a, b) in enumerate(pairwise(lines))
    ]
    return _joined(lines, joined)


def printed_paragraphs(text: str) -> list[str]:
    r"""
    Return the paragraphs of *text* as it was read from print, where a line is rarely more than a line of a paragraph.

    A paragraph ends with a short line, or where a sentence ends before the usual width; one whose last line is full
    runs into the next.

    >>> first = "The port was shut on Monday after a gale tore a\ncrane from its rails. It will open again in"
    >>> print("\n".join(printed_paragraphs(f"Port shut\n{first}\nMarch.\nNobody was hurt.")))
    Port shut
    The port was shut on Monday after a gale tore a crane from its rails. It will open again in March.
    Nobody was hurt.
    """
    lines = [canonical(line) for line in text.splitlines()]
    broken = [len(a) for a, b in pairwise(lines) if NARROWEST_WRAP <= len(a) <= WIDEST_PRINT and _breaks_sentence(a, b)]
    if not broken:
        return [line for line in lines if line]
    width = median(broken)
    return _joined(lines, [_continues_print(a, b, width) for a, b in pairwise(lines)])


def wrap_width(lines: Sequence[str]) -> int | None:
    """
    Return the width in characters at which *lines* were wrapped, None where they were not.

    Lines that break in mid-sentence tell: each of them would overflow with the first word of the next.
    """
    broken = [(a, b) for a, b in pairwise(lines) if len(a) <= WIDEST_WRAP and _breaks_sentence(a, b)]
    if len(broken) < FEWEST_WRAPPED:
        return _width_of_short(lines)
    width = max(len(line) for line, _ in broken)
    full = sum(_is_full(line, following, width) for line, following in broken)
    wrapped = NARROWEST_WRAP <= width <= WIDEST_WRAP and full >= LEAST_SHARE_FULL * len(broken)
    return width if wrapped else None


def _width_of_short(lines: Sequence[str]) -> int | None:
    """Return the width of a text too short for a habit: blank lines part it, and every unfinished line is full."""
    if "" not in lines or max(map(len, lines)) > WIDEST_WRAP:
        return None
    headline = _wrapped_headline(lines)
    open_lines = [
        (a, b) for n, (a, b) in enumerate(pairwise(lines)) if a and b and n not in headline and not _is_finished(a)
    ]
    proof = any(_breaks_sentence(a, b) or _dangles(a) for a, b in open_lines)
    if len(open_lines) < FEWEST_WRAPPED or not proof:
        return None
    width = max(len(line) for line, _ in open_lines)
    return width if width >= NARROWEST_WRAP and all(_is_full(a, b, width) for a, b in open_lines) else None


def _is_finished(line: str) -> bool:
    return _SENTENCE_END.search(line[-9:]) is not None


def _breaks_sentence(line: str, following: str) -> bool:
    return bool(line) and not _is_finished(line) and following.lstrip(OPENING)[:1].islower()


def _dangles(line: str) -> bool:
    return line.rpartition(" ")[2] in DANGLING


def _is_full(line: str, following: str, width: float) -> bool:
    return len(line) + 1 + len(following.split(" ", 1)[0]) > width


def _continues(line: str, following: str, width: int) -> bool:
    return bool(line and following) and len(line) <= width + SLACK and _is_full(line, following, width)


def _continues_print(line: str, following: str, width: float) -> bool:
    if not line or not following or len(line) > WIDEST_PRINT:
        return False
    if _is_finished(line):
        return _is_full(line, following, LEAST_FULL_PRINT_SENTENCE * width)
    return (
        _is_full(line, following, LEAST_FULL_PRINT * width)
        or (len(line) >= SHORTEST_HEADLINE and _breaks_sentence(line, following))
        or _dangles(line)
    )


def _wrapped_headline(lines: Sequence[str]) -> set[int]:
    """Return the lines that the next one continues in the first block, where that is a headline of two lines."""
    start = next((n for n, line in enumerate(lines) if line), 0)
    block = [*lines[start : start + 3], ""][:3]
    if len(block) < 3 or not block[1] or block[2] or any(_is_finished(line) for line in block[:2]):
        return set()
    open_end = _dangles(block[0]) or block[1][0].islower()
    return {start} if SHORTEST_HEADLINE <= len(block[0]) <= WIDEST_WRAP and open_end else set()


def _joined(lines: Sequence[str], joined: Sequence[bool]) -> list[str]:
    """Return the paragraphs made of *lines*, where *joined* tells of each whether the next one continues it."""
    words = {word.casefold() for line in lines for word in _WORD.findall(line)} if any(joined) else set()
    paragraphs: list[list[str]] = []
    for line, continues in zip(lines, [False, *joined], strict=False):
        if continues:
            paragraphs[-1][-1:] = [_open_end(paragraphs[-1][-1], line, words), line]
        elif line:
            paragraphs.append([line])
    # Joining can bring a letter and its accent together.
    return [canonical("".join(parts)) for parts in paragraphs]


def _open_end(line: str, following: str, words: AbstractSet[str]) -> str:
    """
    Return *line* as it stands before *following* in a paragraph, be it in the middle of a word.

    The hyphen goes where the text has the word without it elsewhere, or where the second half is the mere ending of a
    word. Otherwise it stays: of a hyphen between two words, nothing tells a compound from a hyphenated word.

    >>> _open_end("a press confer-", "ence", set()), _open_end("a far-", "reaching plan", set())
    ('a press confer', 'a far-')
    """
    split = _SPLIT_WORD.search(line)
    if split is None or not following[:1].islower():
        return f"{line} "
    half = _WORD.match(following)
    first, rest = split[1].casefold(), half[0].casefold() if half else ""
    whole = first + rest in words or (f"{first}-{rest}" not in words and _WORD_ENDING.fullmatch(rest) is not None)
    return line[:-1] if whole else line
