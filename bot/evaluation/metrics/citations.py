"""
Whether citations support what they are cited for, after ALCE (Gao et al. 2023), without a model as the judge.

A span supports a sentence if it holds gold evidence, or every number, date and name of the sentence; of a sentence
that has none, at least half of its content words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.evaluation.matching import occurs
from bot.evaluation.metrics.spans import HALF, Articles, Evidence, Span, covered, holds_evidence, text_of
from bot.reading.english.short import DATE, NAME, NUMBER, OPENERS
from bot.retrieval.lexical import content_words, words
from bot.sentences import sentence_spans
from bot.types import Answer, Citation, GoldQuestion, Sentence

NUMBERS = re.compile(NUMBER, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Known:
    """What an answer's citations are held against."""

    gold: GoldQuestion
    evidence: Evidence
    articles: Articles


def score_citations(answer: Answer, known: Known) -> dict[str, float]:
    """Return the metrics of an answer's citations; nothing for an answer that was withheld."""
    if answer.abstained:
        return {}
    return {**_support(answer, known), **_validity(answer, known), **_against_gold(answer, known)}


def score_sentences(answer: Answer, known: Known) -> float:
    """
    Return the F1 of the sentences cited against those that hold the answer.

    A sentence is cited if citations cover at least half of it. Each quote of the evidence is one sentence, wherever
    the rules for sentences would cut; a citation of an article that is not known is one wrong sentence.
    """
    spans = {span_of(citation) for citation in answer.citations} if not answer.abstained else set()
    right = set(known.evidence.places)
    cited = {unit for name in {span[0] for span in spans} for unit in _cited_units(name, spans, known)}
    return 2 * len(cited & right) / (len(cited) + len(right)) if right else 0.0


def span_of(citation: Citation) -> Span:
    """Return the span that a citation points to."""
    return citation.article, citation.start, citation.end


def supports(span: Span, sentence: str, known: Known) -> bool:
    """Tell whether *span* supports *sentence*."""
    if holds_evidence(span, known.evidence, known.articles):
        return True
    held = text_of(known.articles, span)
    needed = decisive_words(sentence)
    if needed:
        # Alone, "U.S." has other words than within a sentence; what is cut out the same way matches the same way.
        return needed <= decisive_words(held).union(words(held))
    content = set(content_words(sentence))
    return bool(content) and len(content & set(content_words(held))) >= HALF * len(content)


def decisive_words(sentence: str) -> frozenset[str]:
    """
    Return the words, as BM25 counts them, of the numbers, dates and names of *sentence*.

    >>> sorted(decisive_words("On Friday Mr. Kim saw 8,000 shells."))
    ['8000', 'friday', 'kim', 'mr']
    """
    found = [match.group() for pattern in (NUMBERS, DATE) for match in pattern.finditer(sentence)]
    names = [word for match in NAME.finditer(sentence) for word in match.group().split()]
    capital = [name for name in names if name[:1].isupper() and name.lower() not in OPENERS]
    return frozenset(word for text in (*found, *capital) for word in words(text))


def _support(answer: Answer, known: Known) -> dict[str, float]:
    spans = {citation.mark: span_of(citation) for citation in answer.citations}
    judged = [_judge(sentence, spans, known) for sentence in answer.sentences]
    pairs = [supported for marks in judged for supported in marks]
    scores = {"citation-precision": _mean(pairs)} if pairs else {}
    return scores | ({"citation-recall": _mean([any(marks) for marks in judged])} if judged else {})


def _judge(sentence: Sentence, spans: Mapping[int, Span], known: Known) -> list[bool]:
    """Tell of each mark of a sentence whether it supports it; a mark of no citation does not."""
    return [mark in spans and supports(spans[mark], sentence.text, known) for mark in dict.fromkeys(sentence.citations)]


def _validity(answer: Answer, known: Known) -> dict[str, float]:
    valid = [citation.start >= 0 and _is_exact(citation, known.articles) for citation in answer.citations]
    return {"span-validity": _mean(valid)} if valid else {}


def _is_exact(citation: Citation, articles: Articles) -> bool:
    article = articles.get(citation.article)
    return article is not None and article.text[citation.start : citation.end] == citation.quote


def _against_gold(answer: Answer, known: Known) -> dict[str, float]:
    gold = known.gold
    if not gold.answerable:
        return {}
    scores: dict[str, float] = {}
    spans = dict.fromkeys(span_of(citation) for citation in answer.citations)
    if spans and (gold.evidence or gold.answers):
        scores["evidence-precision"] = _mean([_holds_answer(span, known) for span in spans])
    if gold.articles:
        cited = [span[0] for span in spans]
        scores["article-recall"] = _mean([article in cited for article in dict.fromkeys(gold.articles)])
        scores["first-citation"] = float(bool(cited) and cited[0] in gold.articles)
    return scores


def _holds_answer(span: Span, known: Known) -> bool:
    text = text_of(known.articles, span)
    told = any(occurs(alternative, text) for group in known.gold.answers for alternative in group)
    return told or holds_evidence(span, known.evidence, known.articles)


def _cited_units(article: str, spans: set[Span], known: Known) -> list[Span]:
    if article not in known.articles:
        return [(article, 0, 0)]
    gold = [place for place in known.evidence.places if place[0] == article]
    rest = [(article, *span) for span in sentence_spans(known.articles[article].text)]
    units = [*gold, *(unit for unit in rest if covered(unit, gold) < HALF)]
    ordered = sorted(spans)
    return [unit for unit in units if covered(unit, ordered) >= HALF]


def _mean(values: list[bool]) -> float:
    return sum(values) / len(values)
