"""
The pipelines `bm25` and `dense`: passages by one ranking alone, answered with the best sentence among them.

Neither abstains but where nothing is retrieved, and the confidence is a squashed score that nobody calibrated: it
orders the answers of one pipeline, no more.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Literal

import numpy as np
from langchain_core.documents import Document
from numpy.typing import NDArray

from bot.answering import plain_question
from bot.indexing import Indexer
from bot.passages import article_of, bm25_of, cosine_of, score_of, span_of
from bot.reading.answers import abstain, tell
from bot.reading.candidates import Candidate, Reading, Told, candidates_of
from bot.reading.likeness import short_of
from bot.retrieval.lexical import words
from bot.retrieval.ranking import rank
from bot.retrieval.snapshot import Snapshot, open_index
from bot.types import Answer, Filters, Milliseconds, RankedPassage, Reason

BaselineName = Literal["bm25", "dense"]
Encode = Callable[[Sequence[str]], NDArray[np.float32]]
K1, B = 1.5, 0.75  # Manning, Raghavan and Schütze, "Introduction to Information Retrieval", 11.4.3
NOTHING = Reason("nothing_found", "Nothing on this was found in the articles.")


@dataclass(frozen=True)
class Baseline:
    """One ranking, and the best sentence of its first *k* passages."""

    name: BaselineName
    snapshot: Snapshot
    embed: Callable[[str], object] | None
    """Gives a question's vector, of the index's kind; None for `bm25`."""
    encode: Encode
    """The shipped encoder, which compares sentences with the question."""
    k: int

    def ask(self, question: str, filters: Filters) -> Answer:
        """Answer with the best sentence, wherever a passage is found."""
        question = plain_question(question)
        begun = perf_counter()
        passages = self._rank(question, filters, self.k)
        retrieved = perf_counter()
        answer = self._read(question, passages)
        return replace(answer, milliseconds=milliseconds(begun, retrieved))

    def search(self, question: str, filters: Filters, k: int) -> tuple[RankedPassage, ...]:
        """Return the *k* best passages."""
        return to_ranked(self._rank(plain_question(question), filters, k))

    def _rank(self, question: str, filters: Filters, k: int) -> list[Document]:
        return rank(self.snapshot, question, embed=self.embed, k=k, filters=filters, mode=self.name)

    def _read(self, question: str, passages: Sequence[Document]) -> Answer:
        candidates = candidates_of(passages)
        if not candidates:
            return silent(question, model=self.name)
        texts = [candidate.text for candidate in candidates]
        scores = overlap_scores(question, texts) if self.name == "bm25" else self._cosines(question, texts)
        best = candidates[int(np.argmax(scores))]
        return tell_one(question, best, passages, confidence=self._confidence(question, passages[0]), model=self.name)

    def _cosines(self, question: str, texts: Sequence[str]) -> list[float]:
        first, *rest = self.encode([question, *texts])
        return [float(row @ first) for row in rest]

    def _confidence(self, question: str, passage: Document) -> float:
        if self.name == "dense":
            return cosine_confidence(cosine_of(passage))
        # The more words, the higher the score: what compares questions is the score a word.
        score = bm25_of(passage) / max(len(set(words(question))), 1)
        return score / (1 + score)


def open_baseline(name: BaselineName, indexer: Indexer, encode: Encode, *, k: int) -> Baseline:
    """
    Open the indexer's index for a baseline; close its snapshot when done.

    Raises:
        CorpusError: there is no index, or it is damaged.
    """
    embed = indexer.embedder.encode_question if name == "dense" else None
    return Baseline(name, open_index(indexer.home, indexer.settings), embed, encode, k)


def overlap_scores(question: str, sentences: Sequence[str]) -> list[float]:
    """
    Return the BM25 score of each sentence for the question, among these sentences.

    >>> scores = overlap_scores("Who won the race?", ["Rain fell.", "Ann won the race.", "The race was long."])
    >>> [round(score, 2) for score in scores]
    [0.0, 1.29, 0.5]
    """
    found = [words(sentence) for sentence in sentences]
    mean = sum(map(len, found)) / max(len(found), 1) or 1.0
    rarity = {term: _rarity(sum(term in said for said in found), len(found)) for term in set(words(question))}
    return [
        sum(weight * _saturated(said.count(term), len(said) / mean) for term, weight in rarity.items())
        for said in found
    ]


def _rarity(holding: int, total: int) -> float:
    return math.log(1 + (total - holding + 0.5) / (holding + 0.5))


def _saturated(times: int, length: float) -> float:
    return times * (K1 + 1) / (times + K1 * (1 - B + B * length))


def cosine_confidence(cosine: float) -> float:
    """
    Squash a cosine into (0, 1), in the same order.

    >>> cosine_confidence(0.5)
    0.75
    """
    return min(max((1 + cosine) / 2, 1e-6), 1 - 1e-6)


def tell_one(question: str, place: Candidate, passages: Sequence[Document], *, confidence: float, model: str) -> Answer:
    """Return the answer that tells one place, cited by its span."""
    told = (Told(place.text, (place,)),)
    reading = Reading(told=told, probability=confidence, on_topic=True, short=short_of(question, told))
    return tell(question, reading, passages, model=model, generation=1)


def silent(question: str, *, model: str) -> Answer:
    """Return the answer that there is none, because nothing was retrieved."""
    return abstain(question, NOTHING, confidence=1.0, model=model, generation=1)


def to_ranked(passages: Sequence[Document]) -> tuple[RankedPassage, ...]:
    """Return where ranked passages stand, in their order."""
    return tuple(RankedPassage(article_of(p), *span_of(p), score_of(p)) for p in passages)


def milliseconds(begun: float, retrieved: float) -> Milliseconds:
    """Return the stages' times, of a question that began and whose passages were there at these `perf_counter`s."""
    now = perf_counter()
    return Milliseconds((retrieved - begun) * 1000, (now - retrieved) * 1000, (now - begun) * 1000)
