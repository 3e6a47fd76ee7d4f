"""Where gold evidence stands, and which spans hold it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.evaluation.matching import plain
from bot.types import Article, GoldQuestion

Articles = Mapping[str, Article]
Span = tuple[str, int, int]
"""An article's id, and a half-open range of code points in its text."""
FEWEST_WORDS = 4  # a span of fewer words stands in evidence by chance
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known to hold the answer: the quotes in plain form, and where they stand in the gold articles."""

    quotes: tuple[str, ...]
    places: tuple[Span, ...]


def find_evidence(gold: GoldQuestion, articles: Articles) -> Evidence:
    """Look the question's evidence up in the articles that support it; a quote may stand in several of them."""
    places = [
        (article, start, start + len(quote))
        for article in dict.fromkeys(gold.articles)
        for quote in dict.fromkeys(gold.evidence)
        if quote and article in articles and (start := articles[article].text.find(quote)) >= 0
    ]
    return Evidence(tuple(filter(None, map(_folded, gold.evidence))), tuple(places))


def text_of(articles: Articles, span: Span) -> str:
    """Return the text of *span*; what lies outside the article, or in no article known, is empty."""
    article, start, end = span
    return articles[article].text[max(start, 0) : max(end, 0)] if article in articles else ""


def holds_evidence(span: Span, evidence: Evidence, articles: Articles) -> bool:
    """
    Tell whether *span* holds a quote of the evidence, or a sentence or so of a quote, or covers half of one.

    Texts are compared, so that another article that says it in the same words holds it too; places are compared for
    spans that begin or end elsewhere than the quote.
    """
    text = _folded(text_of(articles, span))
    if not text:
        return False
    enough = len(text.split()) >= FEWEST_WORDS
    same = any(quote in text or (enough and text in quote) for quote in evidence.quotes)
    return same or any(covered(place, [span]) >= HALF for place in evidence.places)


def covered(place: Span, spans: Sequence[Span]) -> float:
    """
    Return the share of *place* that *spans* cover together.

    >>> covered(("a", 0, 10), [("a", 0, 4), ("a", 2, 5), ("b", 0, 10)])
    0.5
    """
    article, first, last = place
    parts = sorted((max(start, first), min(end, last)) for name, start, end in spans if name == article)
    reached, total = first, 0
    for start, end in parts:
        total += max(end - max(start, reached), 0)
        reached = max(reached, end)
    return total / (last - first) if last > first else 0.0


def _folded(text: str) -> str:
    return plain(text).casefold()
