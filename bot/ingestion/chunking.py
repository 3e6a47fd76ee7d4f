"""
Article -> the spans of its passages: whole sentences, within a limit of tokens, overlapping by one sentence.

A passage as long as the limit allows begins where the last one broke off. It ends at the end of a paragraph where that
costs no more than a quarter of its room.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.passages import embedded_text, header_of
from bot.sentences import sentence_spans
from bot.types import Article

Fits = Callable[[int, int], bool]
FULL_ENOUGH = 0.75
# Where a sentence longer than the limit is cut, best first; each takes the white space after it along.
CUTS = [
    re.compile(pattern)
    for pattern in (
        r"[;:][\"”’)\]]*\s+|[；：]\s*",
        r"\s*[—–]\s*|\s-+\s+",
        r",[\"”’)\]]*\s+|[，、]\s*",
        r"\s+",
    )
]
SHARE_OF_ROOM = 0.9  # of the tokens a piece may have by its length, since some are denser than the average


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, or a part of one that is too long, with the white space up to the next."""

    start: int
    stop: int
    """Where its last visible character ends."""
    end: int
    tokens: int
    ends_paragraph: bool


def chunk(article: Article, count_tokens: Callable[[str], int], *, limit: int = 200) -> list[tuple[int, int]]:
    """
    Return the spans of the passages of *article*, in order; together they hold every character of its canonical text.

    *limit* is in tokens of *count_tokens* and includes the header that `bot.passages.embedded_text` puts before a
    passage. A header of more than half the limit does not count: the text of a passage then has half the limit.
    A sentence that does not fit is cut at its clauses.

    >>> article = Article("a", "Rain", "It rained on Monday. It rained on Tuesday. Then it stopped.")
    >>> [article.text[start:end] for start, end in chunk(article, lambda text: len(text.split()), limit=9)]
    ['It rained on Monday. It rained on Tuesday.', 'It rained on Tuesday. Then it stopped.']
    """
    header = count_tokens(header_of(article) + "\n")
    room = limit - header if header <= limit // 2 else max(limit // 2, 1)

    def fits(start: int, end: int) -> bool:
        if header <= limit // 2:
            return count_tokens(embedded_text(article, start, end)) <= limit
        return count_tokens(article.text[start:end]) <= room

    pieces = list(_pieces(article.text, count_tokens, fits, room))
    return list(_pack(pieces, fits, room))


def _pieces(text: str, count_tokens: Callable[[str], int], fits: Fits, room: int) -> Iterator[Piece]:
    spans = sentence_spans(text)
    starts = [0, *(start for start, _ in spans[1:]), len(text)] if spans else []
    for start, end in pairwise(starts):
        tokens = count_tokens(text[start:end])
        length = int((end - start) * room * SHARE_OF_ROOM / max(tokens, 1))
        # Near the limit only the whole, header included, tells.
        is_short = tokens <= room / 2 or fits(start, end)
        cuts = [(start, end)] if is_short else _cut(text, start, end, fits, max(length, 1))
        for piece_start, piece_end in cuts:
            yield _piece(text, piece_start, piece_end, count_tokens)


def _piece(text: str, start: int, end: int, count_tokens: Callable[[str], int]) -> Piece:
    stop = start + len(text[start:end].rstrip())
    ends_paragraph = end == len(text) or "\n" in text[stop:end]
    return Piece(start, stop, end, count_tokens(text[start:end]), ends_paragraph)


def _cut(text: str, start: int, end: int, fits: Fits, length: int) -> Iterator[tuple[int, int]]:
    """Cut a long sentence into parts that fit, of *length* characters at most."""
    while end - start > length or not fits(start, end):
        size = min(length, end - start - 1)
        cut = _cut_before(text, start, start + size, end)
        while size > 1 and not fits(start, cut):
            size //= 2
            cut = _cut_before(text, start, start + size, end)
        yield start, cut
        start = cut
        if start == end:
            return
    yield start, end


def _cut_before(text: str, start: int, stop: int, end: int) -> int:
    """Return the last good place to cut in the second half of [start, stop); *stop* where there is none."""
    middle = start + (stop - start) // 2
    for pattern in CUTS:
        found = [match.end() for match in pattern.finditer(text, middle, stop) if match.end() > start]
        if found:
            stop = found[-1]
            break
    while 0 < stop < end and text[stop].isspace():
        stop += 1
    return max(stop, start + 1)


def _pack(pieces: Sequence[Piece], fits: Fits, room: int) -> Iterator[tuple[int, int]]:
    first, least = 0, 0
    while least < len(pieces):
        last = _last_of_passage(pieces, first, least, fits, room)
        overlaps = first < last < len(pieces) - 1 and fits(pieces[last].start, pieces[last + 1].end)
        start, stop, end = pieces[first].start, pieces[last].stop, pieces[last].end
        # Without an overlap the white space up to the next passage would stand in neither.
        yield start, (stop if overlaps and fits(start, stop) else end)
        first, least = (last, last + 1) if overlaps else (last + 1, last + 1)


def _last_of_passage(pieces: Sequence[Piece], first: int, least: int, fits: Fits, room: int) -> int:
    """Return the last piece of the passage that begins with piece *first* and has to reach piece *least*."""
    total, last, paragraph = 0, least, -1
    for n in range(first, len(pieces)):
        total += pieces[n].tokens
        if total > room and n > least:
            break
        last = n
        if pieces[n].ends_paragraph and total >= room * FULL_ENOUGH and n >= least:
            paragraph = n
    if paragraph >= 0 and last < len(pieces) - 1:
        last = paragraph
    # Tokens of a whole are not always the sum of its parts'.
    while last > least and not fits(pieces[first].start, pieces[last].end):
        last -= 1
    return last
