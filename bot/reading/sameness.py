"""Whether two sentences say the same, by the encoder's vectors and by what would make them contradict each other."""

import re
from collections.abc import Callable, Sequence

import numpy as np
from langchain_core.documents import Document
from numpy.typing import NDArray

from bot.passages import bm25_of, score_of, title_of, with_scores
from bot.reading.english.short import SPELLED, WEEKDAY

Encode = Callable[[Sequence[str]], NDArray[np.float32]]

SAME = 0.82  # cosine of two sentences that say the same
DECISIVE = re.compile(
    rf"\d+|\b(?:{WEEKDAY}|yesterday|today|tomorrow|not|cannot|\w+n['’]t|no|never|none|nobody|nothing|without|denie[sd]|"
    rf"refuse[sd]?|{SPELLED})\b",
    re.IGNORECASE,
)


def say_same(one: str, other: str, *, cosine: float) -> bool:
    """Tell whether two sentences say the same: near in meaning, and alike in what turns it."""
    return cosine >= SAME and decisive_of(one) == decisive_of(other)


def decisive_of(text: str) -> frozenset[str]:
    """
    Return the numbers, days and denials of a sentence, any of which may turn its meaning.

    >>> sorted(decisive_of("She would not resign on Friday, 8,000 people heard."))
    ['8000', 'friday', 'not']
    """
    found = (match.group().lower() for match in DECISIVE.finditer(text.replace(",", "")))
    return frozenset("not" if word.endswith(("not", "n't", "n’t")) else word for word in found)


def with_own_cosines(encode: Encode, question: str, passages: Sequence[Document]) -> list[Document]:
    """Return the passages with the shipped encoder's cosines, for an index whose vectors are of another."""
    first, *rows = encode([question, *(f"{title_of(p)}\n{p.page_content}" for p in passages)])
    return [
        with_scores(p, score=score_of(p), cosine=float(row @ first), bm25=bm25_of(p))
        for p, row in zip(passages, rows, strict=True)
    ]
