"""
The reader of the pipeline `hybrid`, by likeness alone: it answers with sentences of the passages, word for word.

The sentences of the top passages are ranked by meaning (cosine), by the question's words and by what kind of thing is
asked for; one to three are chosen, and what says the same in two places is told once with both citations. Its weights
and its threshold are fitted (`training/fit_hybrid.py`) and lie beside the models.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.documents import Document
from numpy.typing import NDArray

from bot.passages import article_of, bm25_of, cosine_of, title_of
from bot.reading.candidates import Candidate, Reading, Told, candidates_of, names_found
from bot.reading.english.short import AMOUNT, DATE, NAME, shape_of, short_span
from bot.reading.english.words import TermsOf
from bot.reading.fitted import read_weights
from bot.reading.sameness import Encode, say_same, with_own_cosines
from bot.types import ShortSpan

Vector = NDArray[np.float64]

MOST_SENTENCES = 3
SENTENCE_FEATURES = (
    *("cosine", "overlap", "overlap_before", "passage_cosine", "passage_rank"),
    *("shape", "complete", "length"),
)
QUESTION_FEATURES = ("cosine", "sentence", "coverage", "names", "bm25", "margin")


@dataclass(frozen=True, slots=True)
class Weights:
    """What `training/fit_hybrid.py` fitted; one weight for each feature, in the order of the names above."""

    sentence: tuple[float, ...]
    question: tuple[float, ...]
    bias: float
    threshold: float
    """The lowest probability, in [0, 1], at which the reader answers."""
    keep: float
    """A further sentence is told if its score is at most this much below the best one's."""
    topic: float
    """The cosine of the best passage from which on the articles are on the topic of the question."""

    @classmethod
    def load(cls, path: Path) -> "Weights":
        """
        Read the weights that lie beside the models.

        Raises:
            ModelError: the file is missing or damaged.
        """
        return read_weights(path, cls.of)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Weights":
        """
        Make it of plain values by name.

        Raises:
            KeyError, TypeError: a value is missing or of another kind.
        """
        return cls(
            sentence=tuple(values["sentence"][name] for name in SENTENCE_FEATURES),
            question=tuple(values["question"][name] for name in QUESTION_FEATURES),
            bias=values["bias"],
            threshold=values["threshold"],
            keep=values["keep"],
            topic=values["topic"],
        )


class SentenceReader:
    """
    Chooses the sentences that answer a question; thread-safe if *encode* is.

    The weights are fitted to the shipped encoder, so *encode* is that one, whatever the index was made with;
    *own_cosines* tells that the passages' cosines are of that encoder too, or else they are computed again.
    """

    def __init__(self, *, encode: Encode, terms_of: TermsOf, weights: Weights, own_cosines: bool = True) -> None:
        self.weights = weights
        self._encode = encode
        self._terms_of = terms_of
        self._own_cosines = own_cosines

    @property
    def threshold(self) -> float:
        """The lowest probability, in [0, 1], at which an answer is given."""
        return self.weights.threshold

    def rank(self, question: str, passages: Sequence[Document]) -> list[Document]:  # noqa: ARG002  # as the other reader
        """Return the passages as they were retrieved."""
        return list(passages)

    def read(self, question: str, passages: Sequence[Document], dated_by: Collection[str] = ()) -> Reading:  # noqa: ARG002  # likeness knows no dates
        """Read *passages*, best first, and return the chosen sentences; none where there is no sentence at all."""
        if not self._own_cosines:
            passages = with_own_cosines(self._encode, question, passages)
        candidates = candidates_of(passages)
        if not candidates:
            return Reading(told=(), probability=0.0, on_topic=False)
        vectors = self._encode([question, *(c.text for c in candidates)]).astype(np.float64)
        features = self.sentence_features(question, candidates, passages, vectors)
        about = self.question_features(question, passages, features)
        told = self.choose(candidates, features, vectors)
        return Reading(
            told=told,
            probability=self._probability(about),
            on_topic=bool(about[QUESTION_FEATURES.index("cosine")] >= self.weights.topic),
            passages=tuple(passages),
            short=short_of(question, told),
        )

    def sentence_features(
        self, question: str, candidates: Sequence[Candidate], passages: Sequence[Document], vectors: Vector
    ) -> Vector:
        """Return a row per candidate, a column per name in SENTENCE_FEATURES; row 0 of *vectors* is the question."""
        terms = set(self._terms_of(question))
        found = [set(self._terms_of(c.text)) for c in candidates]
        before = _before(candidates)
        importance = _importance(terms, found)
        total = sum(importance.values()) or 1.0
        rank = {passage.id: n for n, passage in enumerate(passages)}
        rows = [
            (
                float(vectors[n + 1] @ vectors[0]),
                sum(importance[term] for term in terms & found[n]) / total,
                # Names are told once: "The minister also showed him …" leans on the sentence before it.
                sum(importance[term] for term in terms & (found[n] | found[before[n]])) / total,
                cosine_of(c.passage),
                1 / (1 + rank[c.passage.id]),
                _has_shape(question, c.text),
                float(c.text.rstrip("\"'”’»)]")[-1:] in tuple(".!?…。") and c.text != title_of(c.passage)),
                min(math.log1p(len(c.text.split())) / 4, 1.0),
            )
            for n, c in enumerate(candidates)
        ]
        return np.asarray(rows, dtype=np.float64)

    def question_features(self, question: str, passages: Sequence[Document], features: Vector) -> Vector:
        """Return one value per name in QUESTION_FEATURES, given those of the sentences."""
        terms = set(self._terms_of(question))
        scores = features @ np.asarray(self.weights.sentence)
        best = int(scores.argmax())
        near = [set(self._terms_of(f"{title_of(p)}\n{p.page_content}")) for p in passages]
        coverage = max((len(terms & words) / len(terms) for words in near), default=0.0) if terms else 0.0
        return np.asarray(
            (
                max(cosine_of(p) for p in passages),
                features[best, 0],
                coverage,
                names_found(question, passages),
                max(bm25_of(p) for p in passages) / max(len(terms), 1),
                float(scores.max() - np.median(scores)),
            )
        )

    def choose(self, candidates: Sequence[Candidate], features: Vector, vectors: Vector) -> tuple[Told, ...]:
        """Take the best sentences, one to three, best first, and add to each the places that say the same."""
        scores = features @ np.asarray(self.weights.sentence)
        order = [int(n) for n in np.argsort(-scores, kind="stable")]
        groups: list[list[int]] = []
        for n in order:
            home = next((group for group in groups if self._same(candidates, vectors, group[0], n)), None)
            if home is not None:
                home.append(n)
            elif len(groups) < MOST_SENTENCES and scores[n] >= scores[order[0]] - self.weights.keep:
                groups.append([n])
        return tuple(Told(candidates[g[0]].text, tuple(candidates[n] for n in g)) for g in groups)

    @staticmethod
    def _same(candidates: Sequence[Candidate], vectors: Vector, one: int, other: int) -> bool:
        cosine = float(vectors[one + 1] @ vectors[other + 1])
        return say_same(candidates[one].text, candidates[other].text, cosine=cosine)

    def _probability(self, features: Vector) -> float:
        return float(1 / (1 + math.exp(-(features @ np.asarray(self.weights.question) + self.weights.bias))))


def short_of(question: str, told: Sequence[Told]) -> tuple[ShortSpan, ...]:
    """Return where the short answer stands in the first line told, by the shape of what is asked."""
    span = short_span(question, told[0].line) if told else None
    return (ShortSpan(0, *span),) if span else ()


def _before(candidates: Sequence[Candidate]) -> list[int]:
    """Return for each candidate the one that stands right before it in its article, or itself where there is none."""
    order = sorted(range(len(candidates)), key=lambda n: (article_of(candidates[n].passage), candidates[n].start))
    before = list(range(len(candidates)))
    for one, other in pairwise(order):
        alike = article_of(candidates[one].passage) == article_of(candidates[other].passage)
        if alike and candidates[other].start - candidates[one].end <= 1:
            before[other] = one
    return before


def _importance(terms: set[str], found: Sequence[set[str]]) -> dict[str, float]:
    """Weigh each term of the question: the rarer among the candidates, the better it tells them apart."""
    size = len(found)
    return {term: math.log((size + 1) / (sum(term in words for words in found) + 0.5)) for term in terms}


def _has_shape(question: str, sentence: str) -> float:
    """1 if the sentence holds a thing of the kind asked for that the question does not name, else 0."""
    shape = shape_of(question)
    if shape is None:
        return 0.0
    pattern = {"date": DATE, "amount": AMOUNT, "person": NAME, "place": NAME}[shape]
    asked = question.lower()
    return float(any(match.group().lower() not in asked for match in pattern.finditer(sentence)))
