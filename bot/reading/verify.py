"""
Holds a written sentence against the passages it cites: which span bears it out, and how surely.

A sentence is aligned to the spans of one to three sentences that share most of its words, and cites the one that has
most of them and bears it out most surely. What it tells in numbers, dates and names has to stand there
(`bot.reading.verification.grounding`); whether the rest does is weighed by numbers fitted once, from the reader's
support head and from how surely both speak. What the cited passages do not bear out, or another has clearly more of,
is cited from the others. What states nothing by itself ("Vladivostok.") counts as a reply: the span has to answer the
question with it. A mere yes or no counts where the reader settles it so. Where articles give orders to chat models, a
sentence has to keep to the words of its span.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from langchain_core.documents import Document

from bot.models.reader import Scores
from bot.passages import days_of, header_of_passage, span_of
from bot.reading.candidates import Candidate
from bot.reading.counterparts import Counterparts, Likeness
from bot.reading.english.language import foreign_language
from bot.reading.english.modality import denials_in
from bot.reading.english.statements import label_of, said_in_reply
from bot.reading.english.words import TermsOf
from bot.reading.extraction.shortening import polarity_of
from bot.reading.lead_ins import begun, speaks_of_passages
from bot.reading.question.asked import is_polar
from bot.reading.sameness import Encode
from bot.reading.verification.grounding import Missing, missing_in
from bot.reading.verification.likened import likened
from bot.reading.verification.orders import are_news, gives_orders
from bot.reading.verification.replies import reply_likelihood
from bot.reading.verification.support import support_features
from bot.reading.verification.weights import Weights
from bot.sentences import sentence_spans
from bot.types import Day, Verdict

ReadPairs = Callable[[str, Sequence[tuple[str, str]]], list[Scores]]

MOST_SENTENCES = 3  # of a span
NO_COUNTERPART = (
    0.6  # where words have so little of one in the span, it says something else, whatever the reader thinks
)
OWN_WORD = 0.5  # as a cosine: a word so unlike all of a text is not the text's
SHOUTED = 3  # words in capitals from which on they are no names
CIRCLE, CIRCLE_SHARE = 12, 0.5  # words, and the share of different ones among them that a sentence has at least
POLAR = re.compile(r"\W*(yes|no)\W*\Z", re.IGNORECASE)
POLAR_AHEAD = re.compile(r"\W*(yes|no)\s*[,;:–—-]+\s*(?=\w)", re.IGNORECASE)  # "Yes, the captain was arrested."
FEW_WORDS = 3  # that mean something; where a sentence has no more, each has to have a counterpart
AHEAD = 3  # sentences before a span in which a name may stand that it only points to
READ = 4  # spans, the most alike, that are read
WHOLE = 0.95  # of the words of a sentence in its span, on average: no other passage has more of them
CLEARLY = 0.1  # of the same: by so much another passage has to have more, to be cited in place of one that was
LONGER = 0.05  # what a further sentence in the span has to bring, of the same


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence with the span that bears it out best, and how far."""

    verdict: Verdict
    place: Candidate | None
    """None where no passage has a word of it."""
    likelihood: float
    """That the span bears the sentence out, in [0, 1], its values apart."""
    counterpart: float = 0.0
    """How far its words have counterparts in the span, in [0, 1]."""
    missing: tuple[Missing, ...] = ()
    """The numbers, dates and names that the span does not have."""
    repaired: bool = False
    """Whether the span lies in no passage that the sentence cites."""
    undecided: bool = False
    """Whether it is a yes or no that nothing settles either way."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What is held against spans."""

    text: str
    asked: str | None
    """The question that *text* replies to, where it states nothing by itself."""
    wary: bool
    read: str = ""
    """*text* as the reader reads it: with its numbers written as in the spans."""
    label: str = ""
    """What the rest is told of without a verb ("Rome – mayor: Ann Lee"): only one sentence can show that of it."""


class Verifier:
    """Checks sentences, whoever wrote them; thread-safe if *read_pairs* and *encode* are."""

    def __init__(self, *, read_pairs: ReadPairs, encode: Encode, terms_of: TermsOf, weights: Weights) -> None:
        self._read_pairs = read_pairs
        self._counterparts = Counterparts(encode, terms_of)
        self._terms_of = terms_of
        self._weights = weights

    def check(
        self,
        sentence: str,
        cited: Sequence[Document],
        others: Sequence[Document] = (),
        *,
        question: str = "",
        wary: bool = False,
    ) -> Checked:
        """
        Check a sentence against the passages it cites, and where the *others* may bear it out better against those.

        *question*: what it answers; without one, what states nothing by itself is not supported. *wary*: whether its
        writer may have taken orders from an article, so that it has to keep to an article's words.
        """
        polar = POLAR.match(sentence) or POLAR_AHEAD.match(sentence)
        if polar is not None and is_polar(question):
            settled = self._settled_among(polar[1].capitalize(), question, cited, others)
            rest = sentence[polar.end() :]
            if not rest or (settled.verdict == "unsupported" and not settled.undecided):
                return settled
            sentence = begun(rest)
        said = said_in_reply(sentence, self._terms_of)
        label = label_of(said or "", question)
        if not _is_statement(sentence) or (said is not None and not (question or label)):
            return Checked("unsupported", None, 0.0)
        wary = wary or foreign_language(sentence) is not None  # which the reader does not read
        claim = Claim(sentence, None, wary, label=label)
        if said is not None and not label:
            claim = Claim(said, question, wary)
        first = self._best_of(claim, cited)
        others = [p for p in others if all(p.id != c.id for c in cited)]
        if not others or (first.verdict == "supported" and first.counterpart >= WHOLE):
            return first
        second = self._best_of(claim, others)
        return replace(second, repaired=True) if _is_better(second, first) else first

    def _settled_among(
        self, said: str, question: str, cited: Sequence[Document], others: Sequence[Document]
    ) -> Checked:
        first = self._settled(said, question, cited)
        return self._settled(said, question, others) if first.undecided and others else first

    def _settled(self, said: str, question: str, passages: Sequence[Document]) -> Checked:
        """Check a yes or no by what the reader makes of the passage that answers the question most surely."""
        news = [passage for passage in passages if not gives_orders(passage.page_content)]
        read = self._read_pairs(question, [(header_of_passage(each), each.page_content) for each in news])
        surest = max(zip(news, read, strict=True), key=lambda each: each[1].relevance, default=None)
        places = self._aligned(Claim(question, None, wary=False), [surest[0]]) if surest else []
        if surest is None or not places:
            return Checked("unsupported", None, 0.0, undecided=True)
        told = polarity_of(question, surest[1].polarity) if surest[1].relevance > 0 else None
        verdict: Verdict = "supported" if told == said else "unsupported"
        likelihood = 1 / (1 + math.exp(-min(surest[1].relevance, abs(surest[1].polarity))))
        return Checked(verdict, places[0], likelihood, undecided=told is None)

    def _best_of(self, claim: Claim, passages: Sequence[Document]) -> Checked:
        places = self._aligned(claim, passages)
        if not places:
            return Checked("unsupported", None, 0.0)
        pairs = [(header_of_passage(place.passage), place.text) for place in places]
        claim = replace(claim, read=likened(claim.text, [place.text for place in places]))
        read = self._read_pairs(claim.asked or claim.read, pairs)
        judged = [self._judged(claim, *each) for each in zip(places, read, strict=True)]
        return _shortest_in(max(judged, key=_rank), judged)

    def _judged(self, claim: Claim, place: Candidate, scores: Scores) -> Checked:
        header = header_of_passage(place.passage)
        beside = "" if claim.label else f"{header}\n{_ahead_of(place)}"
        missing = missing_in(claim.text, place.text, beside=beside, days=_days_within(place))
        counterpart = self._counterparts.of(claim.read, f"{header}\n{place.text}")
        if claim.asked is None:
            features = support_features(claim.read, place.text, scores, counterpart.mean, self._terms_of)
            likelihood = self._weights.likelihood_of(features)
        else:
            likelihood = reply_likelihood(claim.text, claim.asked, place.text, scores, self._terms_of)
        few = len(set(self._terms_of(claim.text))) <= FEW_WORDS and counterpart.least < OWN_WORD
        strays = (
            few or counterpart.mean < NO_COUNTERPART or (claim.wary and _strays(claim.text, place.text, counterpart))
        )
        strays |= bool(claim.label) and self._counterparts.of(claim.label, place.text).least < OWN_WORD
        strays |= speaks_of_passages(claim.text) and not speaks_of_passages(place.text)
        verdict: Verdict = "unsupported"
        if not missing and not strays and likelihood >= self._weights.partly:
            verdict = (
                "supported" if likelihood >= self._weights.supported else "unsupported" if claim.wary else "partly"
            )
        return Checked(verdict, place, likelihood, counterpart.mean, missing)

    def _aligned(self, claim: Claim, passages: Sequence[Document]) -> list[Candidate]:
        """
        Return the spans of news that share most of the words, the shorter first among equals.

        To find a reply, a further sentence has to share more than one word: the question's words stand everywhere.
        """
        own = set(self._terms_of(claim.text))
        terms = own | set(self._terms_of(claim.asked or ""))
        ranked: list[tuple[int, int, Candidate]] = []
        for passage in passages:
            text, (offset, _) = passage.page_content, span_of(passage)
            spans = sentence_spans(text)
            news = are_news(text, spans)
            for first in range(len(spans)):
                for last in range(first, min(first + (1 if claim.label else MOST_SENTENCES), len(spans))):
                    if not all(news[first : last + 1]):
                        break
                    start, end = spans[first][0], spans[last][1]
                    told = set(self._terms_of(text[start:end]))
                    if own & told:
                        place = Candidate(passage, offset + start, offset + end, text[start:end])
                        shared = len(terms & told) - (last - first if claim.asked else 0)
                        ranked.append((shared, last - first, place))
        ranked.sort(key=lambda each: (-each[0], each[1]))
        return [place for *_, place in ranked[:READ]]


def _is_statement(sentence: str) -> bool:
    """Whether a sentence states something once: no question, lead-in, shouting, nor running in circles."""
    words = sentence.casefold().split()
    circles = len(words) >= CIRCLE and len(set(words)) < CIRCLE_SHARE * len(words)
    shouted = len(words) >= SHOUTED and sentence.isupper()
    return not (circles or shouted or sentence.rstrip("\"'”’ )").endswith(("?", ":")))


def _strays(sentence: str, text: str, counterpart: Likeness) -> bool:
    """Whether a sentence has a word of its own, or denies what the text does not."""
    return counterpart.least < OWN_WORD or denials_in(sentence) > denials_in(text)


def _ahead_of(place: Candidate) -> str:
    """Return the sentences ahead of a place in its passage that may name whom and what it only points to."""
    text, (offset, _) = place.passage.page_content, span_of(place.passage)
    before = text[: place.start - offset]
    starts = [start for start, _ in sentence_spans(before)]
    return before[starts[-AHEAD:][0] :] if starts else ""


def _days_within(place: Candidate) -> list[Day]:
    return [day for day in days_of(place.passage) if place.start <= day.start and day.end <= place.end]


def _shortest_in(best: Checked, judged: Sequence[Checked]) -> Checked:
    """Return the shortest part of the best span that bears the sentence out as far, and has its words as well."""
    if best.place is None:
        return best
    start, end = best.place.start, best.place.end
    parts = [
        (each.place.end - each.place.start, each)
        for each in judged
        if each.place
        and each.place.passage is best.place.passage
        and start <= each.place.start < each.place.end <= end
        and (each.verdict, each.missing) == (best.verdict, best.missing)
        and each.counterpart >= best.counterpart - LONGER
    ]
    return min(parts, key=lambda part: part[0])[1]


def _is_better(other: Checked, cited: Checked) -> bool:
    """
    Whether a sentence is cited from the *other* place, in another passage, rather than from the *cited* one.

    Of many spans one always seems to bear out what is false. So that one has to have as many of the words as the cited
    one, which may be the very sentence that was got wrong.
    """
    if other.place is None or cited.place is None:
        return other.place is not None
    enough = min(cited.counterpart + CLEARLY, 1.0) if cited.verdict == "supported" else cited.counterpart
    return other.verdict == "supported" and other.counterpart >= enough


def _rank(checked: Checked) -> tuple[int, int, float]:
    verdicts: tuple[Verdict, ...] = ("unsupported", "partly", "supported")
    further = len(sentence_spans(checked.place.text)) - 1 if checked.place else 0
    fit = checked.counterpart + checked.likelihood - LONGER * further
    return verdicts.index(checked.verdict), -len(checked.missing), fit
