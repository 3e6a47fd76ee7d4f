"""How far each word of a statement has a counterpart in the text it rests on: itself, or a word of like meaning."""

import re
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.reading.english.words import TermsOf
from bot.reading.sameness import Encode

WORD = re.compile(r"[^\W\d_]+")
KEPT = 20_000  # words whose vectors are kept: 30 MB


class Likeness(NamedTuple):
    """How alike the words of a statement are to their likest in a text, in [0, 1]."""

    mean: float
    least: float


class Counterparts:
    """Likens words by *encode*, and by *terms_of* as retrieval does; thread-safe if both are."""

    def __init__(self, encode: Encode, terms_of: TermsOf) -> None:
        self._encode = encode
        self._terms_of = terms_of
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = Lock()

    def of(self, statement: str, text: str) -> Likeness:
        """
        Return how alike the words of *statement* are to their likest in *text*.

        A word that *text* has, in whatever form, counts 1, and any other the cosine of the two. Words that mean little
        do not count; 1 where there are no others.
        """
        asked, told = self._words_of(statement), self._words_of(text)
        if not asked:
            return Likeness(1.0, 1.0)
        if not told:
            return Likeness(0.0, 0.0)
        terms = set(told.values())
        new = [word for word, term in asked.items() if term not in terms]
        alike = [1.0] * (len(asked) - len(new))
        if new:
            cosines = np.stack(self._vectors_of(new)) @ np.stack(self._vectors_of(list(told))).T
            alike += [max(float(cosine), 0.0) for cosine in cosines.max(axis=1)]
        return Likeness(sum(alike) / len(alike), min(alike))

    def _words_of(self, text: str) -> dict[str, str]:
        """Return the words that mean something, in lower case, each with its term."""
        words = dict.fromkeys(word.lower() for word in WORD.findall(text))
        terms = {word: self._terms_of(word) for word in words}
        return {word: found[0] for word, found in terms.items() if found}

    def _vectors_of(self, words: Sequence[str]) -> list[NDArray[np.float32]]:
        with self._lock:
            known = {word: self._vectors[word] for word in words if word in self._vectors}
        new = [word for word in words if word not in known]
        if new:
            known.update(zip(new, self._encode(new), strict=True))
        with self._lock:
            for word in words:
                self._vectors[word] = known[word]
                self._vectors.move_to_end(word)
            while len(self._vectors) > KEPT:
                self._vectors.popitem(last=False)
        return [known[word] for word in words]
