"""What the reader's scores and retrieval tell of passages, of their sentences and of the question, in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from langchain_core.documents import Document
from numpy.typing import NDArray

from bot.models.reader import Scores, best_span
from bot.passages import bm25_of, cosine_of, span_of, title_of
from bot.reading.candidates import Candidate, names_found
from bot.reading.english.words import TermsOf
from bot.sentences import sentence_spans

Vector = NDArray[np.float64]

REACH = 12.0  # log odds beyond which more tells nothing
SCALE = 4.0  # brings log odds to about the size of the other features


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a passage as the reader scored it there."""

    candidate: Candidate
    passage: int
    """Its passage's number."""
    span: tuple[int, int]
    """The best answer in the sentence, in code points of the sentence; empty where there is none."""
    margin: float
    """How much likelier that answer is than none, in log odds."""
    answer: float
    """The surest token of an answer, in log odds."""
    sentence: float
    """Whether the sentence holds an answer, in log odds."""
    runs: tuple[tuple[int, int], ...] = ()
    """Stretches of tokens that each lie rather in an answer than not, in code points of the sentence."""


def squash(odds: float) -> float:
    """
    Bring log odds into [-3, 3].

    >>> squash(2.0), squash(float("-inf"))
    (0.5, -3.0)
    """
    return float(min(max(odds, -REACH), REACH)) / SCALE


def passage_features(passages: Sequence[Document], scores: Sequence[Scores], terms: int) -> Vector:
    """Return a row per passage, best retrieved first, a column per name in PASSAGE_FEATURES."""
    rows = [
        (squash(s.relevance), squash(s.margin), cosine_of(p), bm25_of(p) / max(terms, 1) / SCALE, 1 / (1 + n))
        for n, (p, s) in enumerate(zip(passages, scores, strict=True))
    ]
    return np.array(rows, dtype=np.float64).reshape(len(rows), -1)


def lines_of(passages: Sequence[Document], scores: Sequence[Scores]) -> list[Line]:
    """Return the sentences of all passages, in the passages' order; one that two passages hold comes twice."""
    return [line for n, (p, s) in enumerate(zip(passages, scores, strict=True)) for line in _lines(n, p, s)]


def _lines(number: int, passage: Document, scores: Scores) -> list[Line]:
    offset, _ = span_of(passage)
    text = passage.page_content
    found = []
    for start, end in sentence_spans(text):
        first, last = np.searchsorted(scores.places[:, 0], (start, end))
        candidate = Candidate(passage, offset + start, offset + end, text[start:end])
        found.append(_line(candidate, number, scores, slice(int(first), int(last)), start))
    return found


def _line(candidate: Candidate, number: int, scores: Scores, tokens: slice, start: int) -> Line:
    if tokens.stop <= tokens.start:
        return Line(candidate, number, (0, 0), -REACH, -REACH, -REACH)
    begin, end, margin = best_span(scores.start[tokens], scores.end[tokens])
    places = scores.places[tokens]
    return Line(
        candidate=candidate,
        passage=number,
        span=(int(places[begin, 0]) - start, int(places[end, 1]) - start),
        margin=margin,
        answer=float(scores.answer[tokens].max()),
        sentence=float(scores.sentence[tokens].mean()),
        runs=tuple((int(places[a, 0]) - start, int(places[b, 1]) - start) for a, b in _runs(scores.answer[tokens])),
    )


def _runs(odds: NDArray[np.float32]) -> list[tuple[int, int]]:
    """
    Return the first and last number of each stretch above 0.

    >>> _runs(np.array([-1, 2, 3, -1, 1], np.float32))
    [(1, 2), (4, 4)]
    """
    above = np.flatnonzero(np.diff(np.concatenate([[0], odds > 0, [0]]).astype(np.int8)))
    return [(int(a), int(b) - 1) for a, b in zip(above[::2], above[1::2], strict=True)]


def sentence_features(lines: Sequence[Line], passage_scores: Vector, terms: set[str], terms_of: TermsOf) -> Vector:
    """Return a row per line, a column per name in SENTENCE_FEATURES."""
    found = [set(terms_of(line.candidate.text)) for line in lines]
    before = _before(lines)
    rows = [
        (
            passage_scores[line.passage],
            squash(line.margin),
            squash(line.answer),
            squash(line.sentence),
            # Names are told once: "The minister also showed him …" leans on the sentence before it.
            len(terms & (found[n] | found[before[n]])) / max(len(terms), 1),
        )
        for n, line in enumerate(lines)
    ]
    return np.array(rows, dtype=np.float64).reshape(len(rows), -1)


def nearest_features(scores: Vector, cosines: NDArray[np.float32], relevance: Sequence[float]) -> Vector:
    """
    Return a row for each of the best lines, a column per name in NEAREST_FEATURES.

    The three tell of each line: its score by SENTENCE_FEATURES, its cosine with the question, and its passage's
    relevance in log odds.
    """
    return np.column_stack([scores, cosines, [squash(odds) for odds in relevance]]).astype(np.float64)


def told_features(scores: Vector, best: Sequence[Line], cosines: Vector, *, several: bool) -> Vector:
    """
    Return a row for each of the *best* lines, best first, a column per name in TOLD_FEATURES.

    *scores* are those lines' own; *cosines* are of each with the question and with the first line; shape [lines, 2].
    """
    rows = [
        (
            scores[n],
            scores[0] - scores[n],
            squash(line.margin),
            squash(line.sentence),
            float(several),
            *cosines[n],
            1 / (1 + n),
        )
        for n, line in enumerate(best)
    ]
    return np.array(rows, dtype=np.float64).reshape(len(rows), -1)


def question_features(
    question: str,
    passages: Sequence[Document],
    scores: Sequence[Scores],
    best: Line,
    best_score: float,
    *,
    line_cosines: NDArray[np.float32],
    terms_of: TermsOf,
) -> Vector:
    """Return one value per name in QUESTION_FEATURES; *line_cosines* are those of the best lines, best first."""
    terms = set(terms_of(question))
    near = [set(terms_of(f"{title_of(p)}\n{p.page_content}")) for p in passages]
    cosines = [cosine_of(p) for p in passages]
    return np.array(
        (
            squash(max(s.relevance for s in scores)),
            squash(max(s.margin for s in scores)),
            best_score,
            squash(best.sentence),
            max(cosines),
            max((len(terms & words) / len(terms) for words in near), default=0.0) if terms else 0.0,
            names_found(question, passages),
            float(line_cosines.max()),
            float(line_cosines[0]),
            # Among thousands of passages the best is near every question; where there is one it may be near none.
            float(np.log1p(len(passages))),
            max(cosines) - float(np.median(cosines)),
        )
    )


def _before(lines: Sequence[Line]) -> list[int]:
    """Return for each line the one right before it in its passage, or itself where there is none."""
    before = list(range(len(lines)))
    for one, other in pairwise(range(len(lines))):
        if lines[one].passage == lines[other].passage:
            before[other] = one
    return before
