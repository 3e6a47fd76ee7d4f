"""
Multiple choice: which choice the evidence of an outcome supports best, whether the reader answered or not.

The evidence, in order: the answer, the cited quotes, the first ranked passages. A choice counts where it stands as a
phrase; where it does not, the share of its words that stand there counts half as much, and a word the less the more of
the choices have it. What stands further down counts less, by the discount of nDCG.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from bot.evaluation.metrics.spans import text_of
from bot.evaluation.metrics.squad import normalised
from bot.evaluation.run import Outcome
from bot.retrieval.lexical import words
from bot.types import Article, GoldQuestion

WORDS_ALONE = 0.5  # what all the words of a choice are worth that do not stand as a phrase
PASSAGES = 10  # further down, any choice stands somewhere
ANSWER, CITED, RANKED = 1, 2, 3  # places in the order of evidence; passages go on from theirs


def score_choice(gold: GoldQuestion, outcome: Outcome, articles: Mapping[str, Article]) -> float:
    """Return 1 if the choice that the evidence supports best is right, else 0; no support at all is not right."""
    chosen = best_choice(gold.choices, list(_evidence(outcome, articles)))
    return float(chosen in gold.right_choices)


def best_choice(choices: Sequence[str], evidence: Sequence[tuple[int, str]]) -> int | None:
    """
    Return the number of the choice that *evidence*, texts with their places from 1, supports best; None if none is.

    Of choices that stand in the same evidence the one that holds the other wins ("Russia and China" over "Russia"),
    then the one that comes first.

    >>> best_choice(["Seoul", "South Korea", "Tokyo"], [(1, "He flew to Tokyo."), (3, "Seoul said so.")])
    2
    """
    terms_of: Callable[[str], list[str]] = words if all(words(choice) for choice in choices) else _every_word
    terms = [terms_of(choice) for choice in choices]
    rarity = _rarity(terms)
    found: dict[int, tuple[float, int, float]] = {}
    for place, text in evidence:
        held = terms_of(text)
        for number, wanted in enumerate(terms):
            match = _match(wanted, held, rarity)
            if match:
                support = (match[0] / math.log2(place + 1), _parts(number, terms), -(place + match[1]))
                found[number] = max(found.get(number, support), support)
    return max(found, key=lambda number: (found[number], -number), default=None)


def _evidence(outcome: Outcome, articles: Mapping[str, Article]) -> Iterator[tuple[int, str]]:
    answer = outcome.answer
    yield ANSWER, " ".join(sentence.text for sentence in answer.sentences)
    for citation in answer.citations:
        yield CITED, citation.quote
    for place, passage in enumerate(outcome.ranking[:PASSAGES], RANKED):
        yield place, text_of(articles, (passage.article, passage.start, passage.end))


def _match(wanted: Sequence[str], held: Sequence[str], rarity: Mapping[str, float]) -> tuple[float, float] | None:
    """Return how well the words *held* match those *wanted*, and how far into them, in [0, 1)."""
    first = _find(wanted, held)
    if first is not None:
        return 1.0, first / len(held)
    whole = sum(rarity[word] for word in wanted)
    share = sum(rarity[word] for word in wanted if word in held) / whole if whole else 0.0
    return (WORDS_ALONE * share, 0.0) if share else None


def _find(wanted: Sequence[str], held: Sequence[str]) -> int | None:
    size = len(wanted)
    starts = (i for i, word in enumerate(held) if size and word == wanted[0])
    return next((i for i in starts if held[i : i + size] == wanted), None)


def _rarity(terms: Sequence[Sequence[str]]) -> dict[str, float]:
    """Weigh each word by how few of the choices have it; words that all have tell nothing apart."""
    count = Counter(word for choice in terms for word in set(choice))
    return {word: math.log((len(terms) + 1) / n) for word, n in count.items()}


def _parts(number: int, terms: Sequence[Sequence[str]]) -> int:
    """Count the choices that stand in choice *number*."""
    return sum(_find(other, terms[number]) is not None for other in terms)


def _every_word(text: str) -> list[str]:
    return normalised(text).split()
