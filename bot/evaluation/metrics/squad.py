"""
Exact match and token F1 of a short answer, as SQuAD 2.0 defines them (Rajpurkar et al. 2018).

The published script knows one list of alternatives; a question of several groups is scored by the mean of its groups,
each by its best alternative, so that a list told in part earns a part of F1.
"""

import re
import string
from collections import Counter
from collections.abc import Callable, Sequence

ARTICLES = re.compile(r"\b(?:an?|the)\b")
PUNCTUATION = str.maketrans("", "", string.punctuation)  # ASCII alone, as published: curly quotes and dashes stay


def normalised(text: str) -> str:
    """
    Return *text* in lower case without punctuation and English articles, its words set apart by single spaces.

    >>> normalised("The Eiffel  Tower!")
    'eiffel tower'
    """
    return " ".join(ARTICLES.sub(" ", text.lower().translate(PUNCTUATION)).split())


def exact_match(short: str, groups: Sequence[Sequence[str]]) -> float:
    """
    Return the mean over *groups* of whether *short* is one of the group's alternatives.

    >>> exact_match("the Eiffel tower", [["Eiffel Tower!", "La Tour Eiffel"]])
    1.0
    """
    return _mean_of_best(short, groups, lambda told, gold: float(told == gold))


def token_f1(short: str, groups: Sequence[Sequence[str]]) -> float:
    """
    Return the mean over *groups* of the best F1 of *short* against an alternative, words counted as often as they come.

    >>> token_f1("rifle and vest", [["rifle"]])
    0.5
    """
    return _mean_of_best(short, groups, _f1)


def _mean_of_best(short: str, groups: Sequence[Sequence[str]], compare: Callable[[str, str], float]) -> float:
    told = normalised(short)
    best = [max((compare(told, gold) for gold in _golds(group)), default=0.0) for group in groups]
    return sum(best) / len(best) if best else 0.0


def _golds(group: Sequence[str]) -> list[str]:
    """Return the alternatives that anything is left of; a group of which nothing is left asks for an empty answer."""
    golds = [normalised(alternative) for alternative in group]
    return [gold for gold in golds if gold] or golds[:1]


def _f1(told: str, gold: str) -> float:
    words, wanted = told.split(), gold.split()
    if not words or not wanted:
        return float(words == wanted)
    shared = sum((Counter(words) & Counter(wanted)).values())
    return 2 * shared / (len(words) + len(wanted))
