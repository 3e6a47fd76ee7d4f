"""A question, or a statement, with a passage, and what the reader is to learn from the two; pairs come in groups."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from bot.sentences import sentence_spans
from training.reader.asked import Asked, Spans, Stated, answers_of, texts_of
from training.reader.negatives import Collection, Vectors, is_apart
from training.reader.statements import statements_of
from training.reader.swaps import Pool, pool_values, swap_value


class Role(IntEnum):
    """What a pair is an example of."""

    ANSWERED = 0
    NEAR_MISS = 1
    """Another passage, near by words or by vectors."""
    FAR_OFF = 2
    """Another passage at random."""
    SWAPPED = 3
    """The passage itself, the question changed so that it has no answer."""
    UNANSWERED = 4
    """A question that its writer left without an answer."""
    SUPPORTED = 5
    CONTRADICTED = 6
    UNRELATED = 7
    """A statement with a passage on something else, or without the sentence that says it."""
    CUT = 8
    """The passage without the sentence of the answer: all of the matter and the people, and nothing told."""


STATEMENTS = frozenset({Role.SUPPORTED, Role.CONTRADICTED, Role.UNRELATED})
SHARE_ASKED = 0.3  # of the true claims become questions, so that yes is not much more frequent than no
LEAST_SENTENCES = 3  # of a passage that can spare one
SHARE_OF_WINDOWS = 0.6  # of the statements: a verifier reads the sentences that are cited more often than a passage
ALONE = -1  # the group of a pair that is compared with no other


@dataclass(frozen=True, slots=True)
class Pair:
    """One input of the reader with all its labels."""

    words: str
    """The question or the statement."""
    passage: str
    role: Role
    collection: str
    group: int = ALONE
    """Pairs of one group are ranked against each other: the first is answered, the others are not."""
    header: str = ""
    spans: Spans = ()
    together: bool = False
    polarity: bool | None = None


def pairs_of_questions(
    asked: Sequence[Asked],
    near: Sequence[Sequence[str]],
    pool: Pool,
    draw: np.random.Generator,
    *,
    first_group: int = 0,
) -> Iterator[Pair]:
    """
    Yield each question with its passage and, in its group, with those that do not answer it.

    *near* holds the near misses of each question; a question without any could be asked of other passages as well, and
    gets none at random either. One that nothing answers comes with its own passage and with the nearest other.
    """
    texts, headers = texts_of(asked), _headers_of(asked)
    for number, (one, misses) in enumerate(zip(asked, near, strict=True)):
        if not one.spans:
            for passage in (one.passage, *misses[:1]):
                header = headers.get(passage, "")
                yield Pair(one.question, passage, Role.UNANSWERED, one.collection, header=header)
            continue
        negatives = list(_negatives(one, misses, texts, pool, draw))
        group = first_group + number if negatives else ALONE
        yield _answered(one, group)
        for words, passage, role in negatives:
            header = one.header if role == Role.CUT else headers.get(passage, "")
            yield Pair(words, passage, role, one.collection, group, header)


def pairs_of_statements(stated: Sequence[Stated], draw: np.random.Generator) -> Iterator[Pair]:
    """Yield each statement with its passage, and a true one with a sibling that speaks of the same people as well."""
    headers = {one.passage: one.header for one in stated}
    for one in stated:
        role = Role.SUPPORTED if one.supported else Role.CONTRADICTED
        located = bool(one.spans) or one.invented  # of others nobody noted which sentences they rest on
        passage, spans = window_of(one.passage, one.spans, draw) if located else (one.passage, one.spans)
        yield Pair(one.statement, passage, role, one.collection, header=one.header, spans=spans)
        if one.supported and one.siblings:
            other = one.siblings[int(draw.integers(len(one.siblings)))]
            yield Pair(one.statement, other, Role.UNRELATED, one.collection, header=headers.get(other, ""))


def pairs_made(
    asked: Sequence[Asked], near: Sequence[Sequence[str]], pool: Pool, draw: np.random.Generator
) -> Iterator[Pair]:
    """Yield the statements that rules make of questions, and the questions of yes or no that they answer."""
    headers = _headers_of(asked)
    for one, misses in zip(asked, near, strict=True):
        for made in statements_of(one, pool, draw) if one.spans and one.polarity is None else ():
            role = Role.SUPPORTED if made.supported else Role.CONTRADICTED
            passage, spans = window_of(one.passage, one.spans, draw)
            yield Pair(made.text, passage, role, one.collection, header=one.header, spans=spans)
            if made.asked and (not made.supported or draw.random() < SHARE_ASKED):
                polar = Asked(one.id, made.asked, one.passage, one.spans, one.collection, one.header)
                yield _answered(polar, ALONE, polarity=made.supported)
            unrelated = [(text, headers.get(text, "")) for text in misses]
            if cut := without_answer(one):
                unrelated += [(cut, one.header)] * max(1, len(misses))
            if made.supported and unrelated:
                other, header = unrelated[int(draw.integers(len(unrelated)))]
                yield Pair(made.text, other, Role.UNRELATED, one.collection, header=header)


def without_answer(asked: Asked) -> str | None:
    """Return the passage without the one sentence that holds the answer; None where the rest could answer as well."""
    sentences = sentence_spans(asked.passage)
    holding = _holding(sentences, asked.spans)
    if len(holding) != 1 or len(sentences) < LEAST_SENTENCES:
        return None
    (told,) = holding
    start, end = sentences[told]
    follows = sentences[told + 1][0] if told + 1 < len(sentences) else len(asked.passage)
    rest = (asked.passage[:start] + asked.passage[max(end, follows) :]).strip()
    return rest if is_apart(rest, asked) else None


def window_of(passage: str, spans: Spans, draw: np.random.Generator) -> tuple[str, Spans]:
    """
    Return the sentences of the *spans* with up to two around them, and the spans in it; or the whole passage.

    Without spans, sentences anywhere: what is short must not be told from what is long by having any.
    """
    sentences = sentence_spans(passage)
    if len(sentences) < LEAST_SENTENCES or draw.random() > SHARE_OF_WINDOWS:
        return passage, spans
    holding = _holding(sentences, spans) or [int(draw.integers(len(sentences)))]
    first = max(0, holding[0] - int(draw.integers(2)))
    start, end = sentences[first][0], sentences[min(len(sentences) - 1, holding[-1] + int(draw.integers(2)))][1]
    return passage[start:end], tuple((a - start, b - start) for a, b in spans)


def _holding(sentences: Sequence[tuple[int, int]], spans: Spans) -> list[int]:
    """Return the numbers of the sentences in which a span lies, wholly or in part."""
    return [i for i, (start, end) in enumerate(sentences) if any(a < end and b > start for a, b in spans)]


def near_misses(asked: Sequence[Asked], collection: Collection, vectors: Vectors) -> list[list[str]]:
    """Return each question's near misses in its collection; none for one that would fit other passages as well."""
    return [
        [collection.passages[i] for i in collection.near_misses(one, vector)]
        if collection.fits_one_passage(one.question)
        else []
        for one, vector in zip(asked, vectors, strict=True)
    ]


def pool_of(asked: Sequence[Asked]) -> Pool:
    """Return the values that may stand in each other's place in the questions of one collection."""
    return pool_values([*texts_of(asked), *(one.question for one in asked)])


def _headers_of(asked: Sequence[Asked]) -> dict[str, str]:
    return {one.passage: one.header for one in asked}


def _answered(one: Asked, group: int, *, polarity: bool | None = None) -> Pair:
    return Pair(
        one.question,
        one.passage,
        Role.ANSWERED,
        one.collection,
        group,
        one.header,
        one.spans,
        one.together,
        one.polarity if polarity is None else polarity,
    )


def _negatives(
    one: Asked, misses: Sequence[str], texts: Sequence[str], pool: Pool, draw: np.random.Generator
) -> Iterator[tuple[str, str, Role]]:
    for passage in misses:
        yield one.question, passage, Role.NEAR_MISS
    cut = without_answer(one)
    if cut:
        yield one.question, cut, Role.CUT
    if misses:
        other = texts[int(draw.integers(len(texts)))]
        if is_apart(other, one) and other not in misses:
            yield one.question, other, Role.FAR_OFF
    swapped = swap_value(one.question, one.passage, pool, draw)
    if swapped and not any(answer in swapped[0] for answer in answers_of(one)):
        yield swapped[0], one.passage, Role.SWAPPED
