"""
Finds passages that look as if they answered a question and do not: nearest by words and by vectors.

A question that would fit any passage of its collection ("What is it made of?") is given none, since another passage may
well answer it.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt

from bot.models.encoder import Encoder
from bot.retrieval.lexical import content_words, words
from training.reader.asked import Asked, answers_of

Vectors = npt.NDArray[np.float32]
HARD = 6  # negatives kept of each question
LOOKED_AT = 12  # of each ranking
RARE = 0.05  # a word in at most this share of a collection's passages says which passage is meant
RARE_WORDS = 2  # as many of them make a question fit one passage
TEXTS_A_FILE = 512


def embed(texts: Sequence[str], encoder: Encoder, cache: Path) -> Vectors:
    """Return one vector of length one a text; what was embedded before is read from *cache*."""
    cache.mkdir(parents=True, exist_ok=True)
    blocks = [list(texts[i : i + TEXTS_A_FILE]) for i in range(0, len(texts), TEXTS_A_FILE)]
    return np.concatenate([np.empty((0, 384), np.float32), *(_embed_block(block, encoder, cache) for block in blocks)])


def _embed_block(texts: list[str], encoder: Encoder, cache: Path) -> Vectors:
    digest = hashlib.sha256("\0".join([encoder.name, *texts]).encode("utf-8", "replace")).hexdigest()[:24]
    path = cache / f"{digest}.npy"
    if not path.exists():
        partial = cache / f"{digest}.partial.npy"
        np.save(partial, encoder.encode(texts))
        partial.replace(path)
    vectors: Vectors = np.load(path)
    return vectors


@dataclass(frozen=True)
class Collection:
    """The passages of one collection, ready to be searched by words and by vectors."""

    passages: Sequence[str]
    vectors: Vectors
    lexical: bm25s.BM25
    frequency: Counter[str]
    """In how many passages a word stands."""

    @classmethod
    def of(cls, passages: Sequence[str], vectors: Vectors) -> "Collection":
        """Index *passages* by their words."""
        lexical = bm25s.BM25()
        lexical.index([words(text) or [""] for text in passages], show_progress=False)
        return cls(passages, vectors, lexical, Counter(word for text in passages for word in set(content_words(text))))

    def fits_one_passage(self, question: str) -> bool:
        """Tell whether a question holds words rare enough to say which passage is meant."""
        most = max(2, RARE * len(self.passages))
        return sum(0 < self.frequency[word] <= most for word in set(content_words(question))) >= RARE_WORDS

    def near_misses(self, asked: Asked, vector: Vectors) -> list[int]:
        """Return the numbers of the nearest passages without any of the answers, by turns of both rankings."""
        known = self.lexical.get_tokens_ids(words(asked.question))
        scores = self.lexical.get_scores_from_ids(known) if known else np.zeros(len(self.passages), np.float32)
        rankings = _best(scores), _best(self.vectors @ vector)
        mixed = dict.fromkeys(int(i) for pair in zip(*rankings, strict=True) for i in pair)
        return [i for i in mixed if is_apart(self.passages[i], asked)][:HARD]


def is_apart(passage: str, asked: Asked) -> bool:
    """Tell whether a passage is another than the one asked about and holds none of the answers, in any case."""
    folded = passage.casefold()
    return passage != asked.passage and not any(answer.casefold() in folded for answer in answers_of(asked))


def _best(scores: Vectors) -> list[int]:
    least = np.partition(scores, -LOOKED_AT)[-LOOKED_AT] if len(scores) > LOOKED_AT else -np.inf
    numbers = np.flatnonzero(scores >= least)  # sorting them all would take most of the time
    return [int(i) for i in numbers[np.argsort(-scores[numbers], kind="stable")][:LOOKED_AT]]
