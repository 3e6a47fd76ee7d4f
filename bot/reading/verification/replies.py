"""How likely a text answers a question with what a short reply says: "Bombers and a warship."."""

import math
import re

import numpy as np

from bot.models.reader import Scores, best_span
from bot.reading.english.words import TermsOf

WORD = re.compile(r"\w+")
# Log odds. Of names in the passage with the answer, and choices of a quiz, that were supported though wrong, it leaves
# 11 of 37 (the gold questions' dev half) and 15 of 17 (RealTime QA's), of right replies all 34 and all 8; from 3 on it
# costs lists.
SURELY_ANOTHER = 4.0


def reply_likelihood(said: str, asked: str, text: str, scores: Scores, terms_of: TermsOf) -> float:
    """
    Return how likely *text* answers what is *asked*, if it does so with what is *said*; 0 otherwise.

    The reader, whose *scores* of the two these are, need not think it the best answer: a list may stand beside what
    tells the same in general, "advanced weapons, among them bombers and a warship". But it may not be surely another.
    """
    new = set(terms_of(said)) - set(terms_of(asked))
    if not len(scores.places) or not new:
        return 0.0
    first, last, margin = best_span(scores.start, scores.end)
    sure = min(margin, scores.relevance)
    if not new & set(terms_of(text[scores.places[first, 0] : scores.places[last, 1]])):
        own = _margin_with(new, text, scores, terms_of)
        sure = min(own, scores.relevance)
        if sure < 0 or own < margin - SURELY_ANOTHER:  # likelier no answer than one, or another one
            return 0.0
    return 1 / (1 + math.exp(-sure))


def _margin_with(terms: set[str], text: str, scores: Scores, terms_of: TermsOf) -> float:
    """Return the score of the best span with all of *terms*; minus infinity where *text* lacks one."""
    needed = np.zeros(len(scores.places), np.int64)  # by first token, the first that the last one may be
    words = [(found, terms_of(found.group())) for found in WORD.finditer(text)]
    for term in terms:
        spans = [found.span() for found, has in words if term in has]
        if not spans:
            return -math.inf
        starts, ends = zip(*spans, strict=True)
        # Behind the last of them there is none, and so no token that is far enough.
        reached = np.searchsorted(scores.places[:, 1], [*ends, len(text) + 1])
        needed = np.maximum(needed, reached[np.searchsorted(starts, scores.places[:, 0])])
    at = np.arange(len(needed))
    sums = np.where(
        at[None, :] >= np.maximum(needed, at)[:, None], scores.start[:, None] + scores.end[None, :], -np.inf
    )
    return float(sums.max())
