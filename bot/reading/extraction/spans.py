"""
Cleans the edges of an answer span: whole words and numbers, no dangling marks.

A model points at tokens; what is told has to look as if a person had cut it out.
"""

import re
from collections import defaultdict, deque

from bot.reading.english.edges import HYPHENS, LOOK, is_joined, is_letter
from bot.sentences import HOURS, MONTHS, SUFFIXES

BRACKETS = {"(": ")", "[": "]", "{": "}"}
PAIRS = {**BRACKETS, "“": "”", "«": "»", "‹": "›", "‘": "’", '"': '"', "'": "'"}
OPENERS = {closer: opener for opener, closer in PAIRS.items()}
APOSTROPHES = "'’"
DASHES = "–—―"
MARKS = f",;:.!?…{HYPHENS}{DASHES}•·*|/\\"
CONJUNCTION_AHEAD = re.compile(r"(?:and|or|but|nor|And|Or|But|Nor)(?=[\s,]|\Z)")
CONJUNCTION_BEHIND = re.compile(r"[\s,](?:and|or|but|nor)\Z")
ABBREVIATION = re.compile(r"(?:\b|_)(?P<word>(?:[^\W\d_]\.)+[^\W\d_]|[^\W\d_]+)\.\Z")
POSSESSIVE = re.compile(r"(?<=[\w.])(?<!\b\d{4})(?<!\b\d\d)['’][sS]\Z")  # but "the 1990's"


def trim_span(text: str, start: int, end: int) -> tuple[int, int]:
    """
    Return the half-open span of what [start, end) points at, with clean edges; (start, start) if nothing is left.

    Words and numbers are kept whole, so that the span may grow; white space, marks, a leading conjunction, quotes and
    brackets without their partner, and a possessive ending are left out.

    >>> text = "Kim (39) got an 18-month visa, worth $1.5 billion, and the ministry's “medal” from the U.S."
    >>> def trimmed(part):
    ...     return text[slice(*trim_span(text, text.index(part), text.index(part) + len(part)))]
    >>> trimmed("month visa,"), trimmed(", worth $1"), trimmed("Kim (39"), trimmed("and the ministry's")
    ('18-month visa', 'worth $1.5 billion', 'Kim (39)', 'the ministry')
    >>> trimmed("“medal"), trimmed("the U.S."), trimmed(", ")
    ('medal', 'the U.S.', '')
    """
    start = max(0, min(start, len(text)))
    end = max(start, min(end, len(text)))
    found = _without_space(text, start, end)
    if found is None:
        return start, start
    span = _Span(text, *_grown(text, *found))
    span.strip()
    span.include_partners()
    span.strip()
    return (span.start, span.end) if span.start < span.end else (start, start)


def _without_space(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _grown(text: str, start: int, end: int) -> tuple[int, int]:
    """Move both edges outwards to where neither a word nor a number is cut."""
    while is_joined(text, start):
        start -= 1
    while is_joined(text, end):
        end += 1
    return start, end


class _Span:
    """A span whose edges move inwards; which quotes and brackets have a partner is found out once."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        self.partners: dict[int, int] = {}
        self.openers: defaultdict[str, list[int]] = defaultdict(list)
        self.closers: defaultdict[str, deque[int]] = defaultdict(deque)
        self._find_partners()

    def strip(self) -> None:
        """Move the edges inwards until both are clean."""
        while self.start < self.end and (
            self._strip_start() or self._strip_end() or self._strip_conjunction() or self._strip_wrapping()
        ):
            pass

    def _strip_start(self) -> bool:
        first = self.text[self.start]
        if not (first.isspace() or first in MARKS or self._is_alone(self.start)) or self._is_whole(self.start + 1):
            return False
        self.start += 1
        return True

    def _strip_end(self) -> bool:
        last = self.text[self.end - 1]
        if last in "sS" and self._has_possessive():
            self.end -= 2
            return True
        if not (last.isspace() or last in MARKS or self._is_alone(self.end - 1)) or self._is_whole(self.end - 1):
            return False
        if last == "." and self._is_abbreviated():
            return False
        self.end -= 1
        return True

    def _strip_conjunction(self) -> bool:
        ahead = CONJUNCTION_AHEAD.match(self.text, self.start, self.end)
        if ahead:
            self.start = ahead.end()
            return True
        behind = CONJUNCTION_BEHIND.search(self.text[max(self.start, self.end - 5) : self.end])
        if behind:
            self.end -= len(behind.group())
        return behind is not None

    def _strip_wrapping(self) -> bool:
        """Take off brackets around the whole, and quotes whose last mark would stay behind in them: “so,”."""
        first = self.text[self.start]
        if self.partners.get(self.start) != self.end - 1 or self.end - self.start < 2:
            return False
        if first not in BRACKETS and self.text[self.end - 2] not in ",;:.":
            return False
        if self._is_whole(self.start + 1) or self._is_whole(self.end - 1):
            return False
        self.start, self.end = self.start + 1, self.end - 1
        return True

    def _is_alone(self, index: int) -> bool:
        """Whether a quote or bracket without its partner stands here."""
        return (self.text[index] in PAIRS or self.text[index] in OPENERS) and index not in self.partners

    def _is_whole(self, index: int) -> bool:
        """Whether an edge here would cut a word or number in two."""
        return is_joined(self.text, index)

    def _has_possessive(self) -> bool:
        return bool(POSSESSIVE.search(self.text[max(self.start, self.end - LOOK) : self.end]))

    def _is_abbreviated(self) -> bool:
        found = ABBREVIATION.search(self.text[max(self.start, self.end - LOOK) : self.end])
        if found is None:
            return False
        word = found["word"]
        return "." in word or word in SUFFIXES or word in MONTHS or word in HOURS

    def include_partners(self) -> None:
        """Take in what closes, right behind the span, or opens, right before it, a quote or bracket inside."""
        while (opener := OPENERS.get(self.text[self.end : self.end + 1])) and _may_close(self.text, self.end):
            alone = self._last_alone(opener)
            if alone is None or self._is_whole(self.end + 1):
                break
            self.partners |= {alone: self.end, self.end: alone}
            self.end += 1
        while self.start > 0 and (closer := PAIRS.get(self.text[self.start - 1])):
            alone = self._first_alone(closer) if closer not in APOSTROPHES else None
            if alone is None or self._is_whole(self.start - 1) or not _may_open(self.text, self.start - 1):
                break
            self.start -= 1
            self.partners |= {alone: self.start, self.start: alone}

    def _last_alone(self, opener: str) -> int | None:
        """Return where the last *opener* without a partner stands; each is returned once."""
        alone = self.openers[opener]
        while alone and alone[-1] >= self.end:
            alone.pop()
        return alone.pop() if alone and alone[-1] >= self.start else None

    def _first_alone(self, closer: str) -> int | None:
        alone = self.closers[closer]
        while alone and alone[0] < self.start:
            alone.popleft()
        return alone.popleft() if alone and alone[0] < self.end else None

    def _find_partners(self) -> None:
        for index in range(self.start, self.end):
            character = self.text[index]
            opener = OPENERS.get(character)
            closes = opener is not None and _may_close(self.text, index)
            if opener and closes and self.openers[opener]:
                other = self.openers[opener].pop()
                self.partners |= {other: index, index: other}
            elif character in PAIRS and _may_open(self.text, index):
                self.openers[character].append(index)
            elif closes:
                self.closers[character].append(index)


def _may_open(text: str, index: int) -> bool:
    """Whether a mark that looks alike on both sides can stand before what it quotes."""
    if text[index] not in "\"'":
        return True
    before, after = text[index - 1 : index] if index else "", text[index + 1 : index + 2]
    return bool(after) and not after.isspace() and not (before and is_letter(before))


def _may_close(text: str, index: int) -> bool:
    """Whether a mark that looks alike on both sides, or like an apostrophe, can stand behind what it quotes."""
    if text[index] not in "\"'’":
        return True
    before, after = text[index - 1 : index] if index else "", text[index + 1 : index + 2]
    return bool(before) and not before.isspace() and not (after and is_letter(after))
