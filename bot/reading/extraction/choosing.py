"""Which of the scored sentences are told, in which order, and with what they need to be understood."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bot.passages import article_of, span_of
from bot.reading.candidates import Candidate, Told
from bot.reading.extraction.headings import is_heading
from bot.reading.features import Line
from bot.sentences import sentence_spans

Vector = NDArray[np.float64]
Likeness = Literal["same", "repeats", "other"]
Group = list[Line]
"""Lines that say the same, the one that is told first."""

LOOKED_AT = 16  # best lines: more are never told
MOST_SENTENCES = 4
MOST_OF_A_LIST = 6
MOST_BEFORE = 2  # sentences that one which leans may bring along
# "He also …", "The two then …", "But they …": who is meant stands in the sentence before.
LEANING = re.compile(
    r"[\"“'‘]?(?:(?:But|And|Also|However|Meanwhile|Later|Then|Instead|Still|Earlier|Afterwards|In addition),? ?)?"
    r"(?:(?i:he|she|it|they|his|her|its|their|this|these|those|both of them)\b"
    r"|[Tt]he (?:two|three|pair|former|latter)\b)"
)
# "It was on Wednesday that …", "It is not clear whether …": nothing before is meant.
EXPLETIVE = re.compile(
    r"[Ii]t (?:is|was|remains|remained|seems|seemed|appears|appeared)(?: not| only)?"
    r" (?!(?:an?|the|one|its|his|her|their|home)\b)(?:[\w'’,-]+ ){1,4}?(?:that|whether|who|when|how|if|why)\b"
)
# "The launch facility lies …": no name says which.
DEFINITE = re.compile(
    r"The [a-z][\w-]*(?: [a-z][\w-]*){0,2} (?:is|was|are|were|has|had|have|will|would|can|could|lies)\b"
)
# "… Ships are large," he said: what is quoted began before.
QUOTED_ON = re.compile(r"[^\"“”]*(?:”|(?<=[,.!?…])\"(?!\w))")
NAMED = re.compile(r"(?<=\s)[A-Z]\w")


def choose(
    lines: Sequence[Line],
    likelihoods: Vector,
    compare: Callable[[int, int], Likeness],
    *,
    keep: float,
    several: bool,
) -> list[Group]:
    """
    Return which of *lines*, best first, to tell, each with those that say the same.

    The first is always told; of the others those whose likelihood is at least *keep*, up to a bound that is wider where
    *several* things are asked for. *compare* compares two lines by their numbers; one that only repeats the answer of
    another is left out, for its words do not bear out those of the other.
    """
    groups: list[list[int]] = []
    for number in _once(lines)[:LOOKED_AT]:
        homes = [(group, compare(group[0], number)) for group in groups]
        if home := next((group for group, found in homes if found == "same"), None):
            home.append(number)
        elif any(found == "repeats" for _, found in homes):
            continue
        elif not groups or (
            likelihoods[number] >= keep and len(groups) < (MOST_OF_A_LIST if several else MOST_SENTENCES)
        ):
            groups.append([number])
    return [[lines[n] for n in group] for group in groups]


def in_story_order(groups: Sequence[Group]) -> list[Group]:
    """Return the groups by article, the best article first, and within one as its text has them."""
    articles = list(dict.fromkeys(article_of(group[0].candidate.passage) for group in groups))
    return sorted(
        groups,
        key=lambda group: (articles.index(article_of(group[0].candidate.passage)), group[0].candidate.start),
    )


def tell_groups(groups: Sequence[Group]) -> tuple[Told, ...]:
    """Return what is told, in order, a sentence that leans on an untold one before it together with that."""
    told: list[Told] = []
    for group in groups:
        first = group[0].candidate
        if leans(first.text) and not (told and _right_before(told[-1].places[0], first)):
            first = _understandable(first, [each.places[0] for each in told])
        told.append(Told(first.text, (first, *(line.candidate for line in group[1:]))))
    return tuple(told)


def leans(sentence: str) -> bool:
    """
    Tell whether a sentence needs the one before it to be understood.

    >>> leans("He also showed him a frigate."), leans("The base is new."), leans("Kim saw a frigate.")
    (True, True, False)
    >>> leans("It was on Wednesday that they met."), leans("It was a ship that carried grain.")
    (False, True)
    >>> leans('Ships are large," Kim said.'), leans('Kim said: "Ships are large."')
    (True, False)
    """
    return (
        (LEANING.match(sentence) is not None and EXPLETIVE.match(sentence) is None)
        or (DEFINITE.match(sentence) is not None and NAMED.search(sentence) is None)
        or QUOTED_ON.match(sentence) is not None
    )


def _understandable(candidate: Candidate, told: Sequence[Candidate]) -> Candidate:
    """Return the candidate with the untold sentences before it that it leans on, as far as its passage has them."""
    text = candidate.passage.page_content
    offset, _ = span_of(candidate.passage)
    before = [span for span in sentence_spans(text) if offset + span[1] <= candidate.start]
    for start, end in before[: -MOST_BEFORE - 1 : -1]:
        if is_heading(text, start, end) or any(_overlap(each, candidate, offset + start) for each in told):
            break
        candidate = replace(candidate, start=offset + start, text=text[start : candidate.end - offset])
        if not leans(candidate.text):
            break
    return candidate


def _right_before(one: Candidate, other: Candidate) -> bool:
    return article_of(one.passage) == article_of(other.passage) and 0 <= other.start - one.end <= 1


def _overlap(one: Candidate, other: Candidate, start: int) -> bool:
    """Whether what the other candidate would bring along, from *start* on, is in the one."""
    return article_of(one.passage) == article_of(other.passage) and one.start < other.start and start < one.end


def _once(lines: Sequence[Line]) -> list[int]:
    """Return the numbers of the lines without those of sentences that come again in another passage."""
    seen: dict[tuple[str, int, int], int] = {}
    for number, line in enumerate(lines):
        candidate = line.candidate
        seen.setdefault((article_of(candidate.passage), candidate.start, candidate.end), number)
    return list(seen.values())
