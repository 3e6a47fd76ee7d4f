"""
The embedded reader: it orders passages, chooses sentences of them, word for word, and tells how sure it is.

A cross-encoder reads the question with each passage (`bot.models.reader`); what it scores, with what retrieval found,
is weighed by numbers fitted once (`bot.reading.fitted`).
"""

import re
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

import numpy as np
from langchain_core.documents import Document

from bot.models.reader import Scores
from bot.passages import article_of, bm25_of, cosine_of, header_of_passage, title_of, with_scores
from bot.reading.candidates import Polarity, Reading, names_stand_in, stand_in_one
from bot.reading.counterparts import Counterparts
from bot.reading.english.words import TermsOf
from bot.reading.extraction import shortening
from bot.reading.extraction.choosing import LOOKED_AT, Group, Likeness, choose, in_story_order, leans, tell_groups
from bot.reading.extraction.describing import describing
from bot.reading.extraction.holding import Held, aging, dating, said, that_may_answer
from bot.reading.extraction.scored import Nearest, Scored, Vector, Weighed
from bot.reading.features import (
    Line,
    lines_of,
    nearest_features,
    passage_features,
    question_features,
    sentence_features,
    told_features,
)
from bot.reading.fitted import Fitted
from bot.reading.question.asked import wants_one, wants_several
from bot.reading.question.named_day import in_words_of
from bot.reading.question.predicates import DECIDES, predicate_of
from bot.reading.sameness import Encode, say_same, with_own_cosines

ReadPairs = Callable[[str, Sequence[tuple[str, str]]], list[Scores]]
REMEMBERED = 32  # questions whose scores are kept: a search and a question often follow one another
CLOSE = 2 * LOOKED_AT  # best lines, of which one that two passages hold comes twice
ALIKE = 0.5  # cosine from which a sentence with the same short answer only repeats another
ABOUT_THE_SAME = 0.4  # cosine from which two sentences that answer otherwise may be said to differ
ABOUT_ONE_EVENT = 0.7  # the same of their passages: "43 were hurt" is .39 to another count of the same crash
SETTLED = 0.9  # probability from which the one fact asked for needs no further sentence
ALONE = 1.01  # likelihood that no further sentence reaches
AS_SURE = 0.5  # of the best line's log odds, which a line has to have that is said to differ from it
WHETHER = re.compile(r"\bwhether\b(?! or not\b)", re.IGNORECASE)  # "She did not say whether …" is no "No"
SURE = 2.0  # log odds of an answer against none, from which one may


class EmbeddedReader:
    """
    Reads with the shipped models; thread-safe if its parts are.

    *read_pairs* scores a question with passages, each a header and a text. The numbers are fitted to the shipped
    encoder, so *encode* is that one, whatever the index was made with; *own_cosines* tells that the passages' cosines
    are of that encoder too, or else they are computed again. Of the passages handed over, the first *candidates* are
    read.
    """

    def __init__(
        self,
        *,
        read_pairs: ReadPairs,
        encode: Encode,
        terms_of: TermsOf,
        fitted: Fitted,
        candidates: int,
        own_cosines: bool = True,
    ) -> None:
        self.fitted = fitted
        self.candidates = candidates
        self._encode = encode
        self._terms_of = terms_of
        self._own_cosines = own_cosines
        self._counterparts = Counterparts(encode, terms_of)
        self._read_pairs = lru_cache(REMEMBERED)(read_pairs)

    @property
    def threshold(self) -> float:
        """The lowest probability, in [0, 1], at which an answer is given."""
        return self.fitted.threshold

    def rank(self, question: str, passages: Sequence[Document]) -> list[Document]:
        """Return the passages in the reader's order, those it does not read after those it does."""
        read, left = passages[: self.candidates], passages[self.candidates :]
        return [*self.weigh(question, read).passages, *left] if read else []

    def read(self, question: str, passages: Sequence[Document], dated_by: Collection[str] = ()) -> Reading:
        """
        Read *passages*, best retrieved first, and return the chosen sentences; none where there is no sentence.

        Where the question asks when that was which the sentences *dated_by* tell, those with a time answer.
        """
        passages = passages[: self.candidates]
        scored = self.score(question, passages, dated_by) if passages else None
        if scored is None:
            return Reading(told=(), probability=0.0, on_topic=False)
        groups = self._choose(question, scored)
        best = groups[0][0]
        differing = shortening.differing_lines(
            question, _sure_lines(scored), best, lambda line: self._is_of_the_same(question, scored, line)
        )
        groups = in_story_order([*groups, *([line] for line in differing if not _told(groups, line))])
        told = tell_groups(groups)
        sides = [shortening.place_in(told, groups, line) for line in (best, *differing)] if differing else []
        return Reading(
            told=told,
            probability=scored.probability,
            on_topic=self._on_topic(question, passages, scored.probability),
            passages=tuple(scored.passages),
            short=shortening.short_answer(question, told, groups, best),
            polarity=self._polarity(question, scored, best),
            differing=tuple(side for side in sides if side),
        )

    def _on_topic(self, question: str, passages: Sequence[Document], probability: float) -> bool:
        """
        Whether the passages are about what is asked: near it, or sure to answer it, or of all that it names.

        A question of few words, such as who somebody is, is near no passage, though many tell of him.
        """
        near = max(map(cosine_of, passages)) >= self.fitted.topic
        return near or probability >= self.threshold or stand_in_one(question, passages, self._terms_of)

    def _polarity(self, question: str, scored: Scored, best: Line) -> Polarity | None:
        """Return yes or no where the best line is about what is asked and settles it."""
        if WHETHER.search(best.candidate.text):
            return None
        predicate = predicate_of(question, self._terms_of)
        if predicate and self._counterparts.of(predicate, best.candidate.text).mean < DECIDES:
            return None
        return shortening.polarity_of(question, scored.scores[best.passage].polarity, best.candidate.text)

    def weigh(self, question: str, passages: Sequence[Document]) -> Weighed:
        """Read *passages*, best retrieved first, of which there is at least one, and order them."""
        if not self._own_cosines:
            passages = with_own_cosines(self._encode, question, passages)
        terms = set(self._terms_of(question))
        read = self._read_each(question, passages)
        weighed = passage_features(passages, read, len(terms)) @ self.fitted.passage
        order = np.argsort(-weighed, kind="stable").tolist()
        best, scores = [_ranked(passages[n], float(weighed[n])) for n in order], [read[n] for n in order]
        lines = lines_of(best, scores)
        return Weighed(best, scores, lines, sentence_features(lines, weighed[order], terms, self._terms_of))

    def _read_each(self, question: str, passages: Sequence[Document]) -> list[Scores]:
        """Read the question with each passage, a day that it names in the passage's words."""
        asked = [in_words_of(passage, question) for passage in passages]
        read: dict[int, Scores] = {}
        for wording in dict.fromkeys(asked):
            numbers = [n for n, one in enumerate(asked) if one == wording]
            pairs = tuple((header_of_passage(passages[n]), passages[n].page_content) for n in numbers)
            read |= zip(numbers, self._read_pairs(wording, pairs), strict=True)
        return [read[n] for n in range(len(passages))]

    def score(self, question: str, passages: Sequence[Document], dated_by: Collection[str] = ()) -> Scored | None:
        """Score *passages*, best retrieved first, and their best sentences; None where there is no sentence."""
        weighed = self.weigh(question, passages)
        if not weighed.lines:
            return None
        near = self._nearest(question, weighed)
        held, features, probability = self._held(question, weighed, near, dated_by)
        kept = near.only(held) if held else near
        cosines = np.column_stack([kept.cosines, kept.vectors @ kept.vectors[0]])
        told = told_features(kept.scores, kept.lines, cosines, several=wants_several(question))
        return Scored(
            passages=weighed.passages,
            scores=weighed.scores,
            lines=kept.lines,
            rows=kept.rows,
            line_scores=kept.scores,
            told=told,
            likelihoods=self.fitted.likelihoods_of_told(told),
            features=features,
            vectors=kept.vectors,
            probability=probability,
        )

    def _held(
        self, question: str, weighed: Weighed, near: Nearest, dated_by: Collection[str]
    ) -> tuple[Held, Vector, float]:
        """Return the lines that may be told, QUESTION_FEATURES by the first, and the probability that it answers."""
        found = dating(near.lines, dated_by) or aging(question, near.lines) or describing(question, near.lines)
        held = found or that_may_answer(question, near.lines, self._terms_of, self._counterparts)
        # A sentence that was told as an answer, and has a date, tells at least as surely when that was; an age behind
        # the name asked for is that person's, and what stands beside it says who that is.
        least = self.threshold if found else 0.0
        features, probability = self._judge(question, weighed, near, held)
        spoken = said(held)
        if spoken and next(iter(spoken)) != next(iter(held)):
            others, likely = self._judge(question, weighed, near, spoken)
            if self.threshold <= probability and likely < self.threshold:
                return held, features, probability  # nothing but a heading answers
            features, probability = others, likely
        return spoken or held, features, max(probability, least) if held else self.fitted.least

    def _judge(self, question: str, weighed: Weighed, near: Nearest, held: Held) -> tuple[Vector, float]:
        features = self._features(question, weighed, near, _judged(near.lines, next(iter(held), 0)))
        return features, self.fitted.probability_of(features)

    def _nearest(self, question: str, weighed: Weighed) -> Nearest:
        """Look at the best lines once more, each by itself, and order them anew."""
        first = weighed.rows @ self.fitted.sentence
        near = np.argsort(-first, kind="stable")[:CLOSE].tolist()
        texts = list(dict.fromkeys(weighed.lines[n].candidate.text for n in near))
        asked, *encoded = self._encode([question, *texts])
        vectors = np.stack([encoded[texts.index(weighed.lines[n].candidate.text)] for n in near])
        relevance = [weighed.scores[weighed.lines[n].passage].relevance for n in near]
        rows = nearest_features(first[near], vectors @ asked, relevance)
        scores = rows @ self.fitted.nearest
        order = np.argsort(-scores, kind="stable")
        lines = [weighed.lines[near[n]] for n in order]
        vectors = vectors[order]
        return Nearest(lines, rows[order], scores[order], vectors, vectors @ asked)

    def _features(self, question: str, weighed: Weighed, near: Nearest, judged: int) -> Vector:
        """Return what tells how likely there is an answer, by the line *judged* and those after it."""
        return question_features(
            question,
            weighed.passages,
            weighed.scores,
            near.lines[judged],
            float(near.scores[judged]),
            line_cosines=near.cosines[judged:],
            terms_of=self._terms_of,
        )

    def _choose(self, question: str, scored: Scored) -> list[Group]:
        several = wants_several(question)

        def compare(one: int, other: int) -> Likeness:
            cosine = float(scored.vectors[one] @ scored.vectors[other])
            return _likeness(scored.lines[one], scored.lines[other], cosine, one_answer=not several)

        keep = ALONE if _settled(question, scored) else self.fitted.keep
        return choose(scored.lines, scored.likelihoods, compare, keep=keep, several=several)

    def _is_of_the_same(self, question: str, scored: Scored, line: Line) -> bool:
        """Whether a line tells of what the best does, or else its passage, without naming anybody or anything new."""
        number = next(n for n, one in enumerate(scored.lines) if one is line)
        if float(scored.vectors[number] @ scored.vectors[0]) >= ABOUT_THE_SAME:
            return True
        one, other = (scored.lines[n].candidate.passage for n in (0, number))
        if not names_stand_in(line.candidate.text, f"{question}\n{title_of(one)}\n{one.page_content}"):
            return False  # "200 km from Blagoveshchensk" differs from no "8,000 km from Moscow"
        first, second = self._encode([f"{header_of_passage(p)}\n{p.page_content}" for p in (one, other)])
        return float(first @ second) >= ABOUT_ONE_EVENT


def _settled(question: str, scored: Scored) -> bool:
    """Whether the best line surely tells the one fact that is asked for."""
    return scored.probability >= SETTLED and wants_one(question)


def _judged(lines: Sequence[Line], first: int) -> int:
    """Return by which line to judge the *first* that is told: one that leans is told with those it leans on."""
    leaning = leans(lines[first].candidate.text) and lines[first].passage == lines[0].passage
    return 0 if leaning else first


def _sure_lines(scored: Scored) -> list[Line]:
    """Return the lines that surely answer: only those may be said to differ from the best."""
    least = max(SURE, AS_SURE * scored.lines[0].margin)
    return [
        line for line in scored.lines[:LOOKED_AT] if line.margin >= least and scored.scores[line.passage].relevance > 0
    ]


def _likeness(one: Line, other: Line, cosine: float, *, one_answer: bool) -> Likeness:
    """Tell whether two lines say the same, or only give the same answer where one thing is asked for."""
    if say_same(one.candidate.text, other.candidate.text, cosine=cosine):
        return "same"
    answers = (shortening.answer_in(one).casefold(), shortening.answer_in(other).casefold())
    return "repeats" if one_answer and cosine >= ALIKE and answers[0] and answers[0] == answers[1] else "other"


def _told(groups: Sequence[Group], line: Line) -> bool:
    """Whether its sentence is told, from this passage or from another that holds it too."""
    places = {(one.candidate.start, article_of(one.candidate.passage)) for group in groups for one in group}
    return (line.candidate.start, article_of(line.candidate.passage)) in places


def _ranked(passage: Document, score: float) -> Document:
    return with_scores(passage, score=score, cosine=cosine_of(passage), bm25=bm25_of(passage))
