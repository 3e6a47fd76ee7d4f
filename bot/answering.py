"""
The embedded way from a question to its answer: retrieve, mend what is misspelt, read, tell or withhold.

No chat model and no network, unless the index has embeddings of a provider; to be run in a worker thread.
"""

import unicodedata
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from time import perf_counter

from langchain_core.documents import Document
from langsmith import tracing_context

from bot.errors import UsageError
from bot.indexing import Indexer
from bot.reading.answers import abstain, tell
from bot.reading.candidates import Reading
from bot.reading.english.language import foreign_language
from bot.reading.english.parts import parts_of
from bot.reading.extract import EmbeddedReader
from bot.reading.extraction.series import questions_of, told_together
from bot.reading.follow_ups.follow_up import stand_alone, turn_of
from bot.reading.generate import Embedded
from bot.reading.likeness import SentenceReader
from bot.reading.question.about_bot import is_about_bot
from bot.reading.question.courtesies import is_courtesy, lone_word
from bot.reading.question.doubts import doubts
from bot.retrieval.ranking import allowed_articles
from bot.retrieval.retriever import HybridRetriever
from bot.retrieval.snapshot import IndexWatcher, Snapshot
from bot.retrieval.spelling import IsWord, respelled
from bot.types import QUESTION_LIMIT, Answer, Filters, Milliseconds, Notice, Reason, Turn

EMBEDDED = "embedded"
NO_QUESTION = Reason("no_question", "That asks nothing; I answer questions about the news articles that I hold.")
DOUBTED = Reason(
    "no_question", "Whether an answer is right, its sources tell: each sentence cites the place that it rests on."
)
ABOUT_BOT = Reason(
    "about_bot",
    "I am ask: I answer questions from news articles and name the source of every sentence, or say that they do not "
    "tell. `ask --help` tells what I can do, `ask articles` lists what I know.",
)


@dataclass(frozen=True, slots=True)
class Found:
    """The ranked passages of a search, best first."""

    question: str
    """As it was searched for: its misspelt words mended."""
    passages: tuple[Document, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """One of several questions of a message."""

    found: Found
    reading: Reading
    answer: Answer | None
    """None where it found none."""


class Answering:
    """
    Finds and reads passages; thread-safe if its parts are.

    *is_word* tells which words in lower case are plain English; without it no misspelt word is mended. *any_language*
    tells that a question may be in another one than English, which the embedded models do not read.
    """

    def __init__(
        self,
        *,
        watcher: IndexWatcher,
        indexer: Indexer,
        reader: EmbeddedReader | SentenceReader,
        k: int,
        tracing: bool,
        is_word: IsWord | None = None,
        any_language: bool = False,
    ) -> None:
        self._watcher = watcher
        self._indexer = indexer
        self._reader = reader
        self._is_word = is_word
        self._any_language = any_language
        self._k = k
        self._tracing = tracing

    def answer(
        self, question: str, filters: Filters, k: int | None, *, typed: str, dated_by: Collection[str] = ()
    ) -> Embedded:
        """
        Answer a plain question, or withhold the answer with a reason; *typed* is how its user put it.

        Where it asks when that was which the last answer told, *dated_by* are the sentences that this rests on.

        Raises:
            CorpusError: the index is missing or damaged.
        """
        begun = perf_counter()
        with self._watcher.current() as snapshot:
            # What was added to what was typed has names, which may look like any language.
            unread = _unread(typed, any_language=self._any_language)
            if unread is not None:
                return self._withhold(question, unread, snapshot, begun)
            several = questions_of(question)
            asked = several if len(several) > 1 else parts_of(question)
            answered = self._answer_each(snapshot, asked, filters, k or self._k, begun) if asked else None
            if answered is not None:
                return answered
            if len(several) > 1:
                question, typed = several[0], ""
            return self._answer_one(snapshot, question, filters, k or self._k, begun, typed=typed, dated_by=dated_by)

    def _answer_one(
        self,
        snapshot: Snapshot,
        question: str,
        filters: Filters,
        k: int,
        begun: float,
        *,
        typed: str,
        dated_by: Collection[str] = (),
    ) -> Embedded:
        found, narrowed = self._retrieve(snapshot, question, filters, k)
        if lone_word(question) is not None:
            return self._withhold(question, _what_of(question), snapshot, begun, found.passages)
        retrieved = perf_counter()
        understood = found.question if found.question != typed else None
        if not found.passages:
            withheld = self._withhold(question, narrowed, snapshot, begun)
            answer = replace(withheld.answer, understood_as=understood, notices=found.notices)
            return replace(withheld, answer=answer)
        reading = self._reader.read(found.question, found.passages, dated_by)
        answer = self._told(found.question, reading, found, snapshot, filters)
        spent, notices = _milliseconds(begun, retrieved), (*found.notices, *answer.notices)
        answer = replace(answer, understood_as=understood, notices=notices, milliseconds=spent)
        passages = (reading.passages or found.passages) if reading.on_topic else ()
        return Embedded(found.question, answer, tuple(passages), reading.probability)

    def _answer_each(
        self, snapshot: Snapshot, asked: Sequence[str], filters: Filters, k: int, begun: float
    ) -> Embedded | None:
        """Answer the questions of one message in turn, and say which were not; None where none is."""
        parts: list[_Part] = []
        for question in asked:
            before = [turn_of(part.answer) if part.answer else Turn(part.found.question) for part in parts[-1:]]
            parts.append(self._answer_part(snapshot, stand_alone(question, before) or question, filters, k))
        told = [part.reading for part in parts if part.answer is not None]
        if not told:
            return None
        reading, understood = told_together(told), " ".join(part.found.question for part in parts)
        answer = tell(understood, reading, reading.passages, model=EMBEDDED, generation=snapshot.generation)
        left = [part.found.question for part in parts if part.answer is None]
        notices = (*parts[0].found.notices, *([_unanswered(left)] if left else []))
        spent = _milliseconds(begun, begun)  # retrieving and reading take turns
        answer = replace(answer, understood_as=understood, notices=notices, milliseconds=spent)
        return Embedded(understood, answer, reading.passages, reading.probability)

    def _answer_part(self, snapshot: Snapshot, question: str, filters: Filters, k: int) -> "_Part":
        found, _ = self._retrieve(snapshot, question, filters, k)
        reading = self._reader.read(found.question, found.passages)
        sure = reading.probability >= self._reader.threshold and lone_word(found.question) is None
        answer = self._told(found.question, reading, found, snapshot, filters) if sure and reading.told else None
        return _Part(found, reading, answer)

    def _told(self, question: str, reading: Reading, found: Found, snapshot: Snapshot, filters: Filters) -> Answer:
        if reading.told and reading.probability >= self._reader.threshold:
            return tell(question, reading, reading.passages, model=EMBEDDED, generation=snapshot.generation)
        reason = self._reason(question, reading, snapshot, filters)
        return abstain(
            question,
            reason,
            reading.passages or found.passages,
            confidence=1 - reading.probability,
            model=EMBEDDED,
            generation=snapshot.generation,
        )

    def _reason(self, question: str, reading: Reading, snapshot: Snapshot, filters: Filters) -> Reason:
        """Why nothing is told: the filters keep the answer out, or the articles only touch on it, or not even that."""
        if filters:
            everything, _ = self._retrieve(snapshot, question, Filters(), self._k)
            wider = self._reader.read(question, everything.passages)
            if wider.probability >= self._reader.threshold:
                return Reason("outside_filters", "Only articles that the filters leave out seem to answer this.")
        if reading.on_topic:
            return Reason("not_told", "The articles are on this topic, but none of them seems to tell this.")
        return Reason("nothing_found", "Nothing on this was found in the articles.")

    def _withhold(
        self, question: str, reason: Reason, snapshot: Snapshot, begun: float, passages: Sequence[Document] = ()
    ) -> Embedded:
        generation = snapshot.generation
        answer = abstain(question, reason, passages, confidence=1.0, model=EMBEDDED, generation=generation)
        return Embedded(question, replace(answer, milliseconds=_milliseconds(begun, perf_counter())), (), 0.0)

    def search(self, question: str, filters: Filters, k: int | None) -> Found:
        """
        Return the *k* best passages for a plain question, in the reader's order.

        Raises:
            CorpusError: the index is missing or damaged.
        """
        k = k or self._k
        with self._watcher.current() as snapshot:
            found, reason = self._retrieve(snapshot, question, filters, max(k, self._k))
            ranked = tuple(self._reader.rank(question, found.passages)[:k])
            return replace(found, passages=ranked) if ranked else replace(found, notices=(*found.notices, reason.text))

    def _retrieve(self, snapshot: Snapshot, question: str, filters: Filters, k: int) -> tuple[Found, Reason]:
        """Return the passages, and the reason to give where there is none."""
        allowed = allowed_articles(snapshot.entries, filters)
        notices = (_undated(allowed.undated),) if allowed.undated else ()
        embed = self._indexer.embedder.encode_question
        retriever = HybridRetriever(snapshot=snapshot, embed=embed, k=k, filters=filters)
        with self._traced():
            passages = retriever.invoke(question)
            mended = self._is_word and respelled(question, snapshot, passages, is_word=self._is_word)
            if mended is not None:
                passages = retriever.invoke(mended)
        return Found(mended or question, tuple(passages), notices), _narrowed(filters, allowed.undated)

    def _traced(self) -> AbstractContextManager[None]:
        """Keep LangSmith from sending articles away, whatever its variables say, unless it was asked for."""
        return nullcontext() if self._tracing else tracing_context(enabled=False)


def plain_question(question: str) -> str:
    r"""
    Return the question on one line, in NFC, without characters that are not seen.

    Raises:
        UsageError: nothing is left, or it is too long.

    >>> plain_question("  what did\n Shoigu\u202e show? ")
    'what did Shoigu show?'
    """
    seen = (" " if c.isspace() else c for c in unicodedata.normalize("NFC", question))
    kept = "".join(c for c in seen if unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    plain = " ".join(kept.split())
    if not any(c.isalnum() for c in plain):
        raise UsageError('The question is empty; ask one such as: ask "what did Shoigu show Kim?"', kind="empty")
    if len(plain) > QUESTION_LIMIT:
        told = f"The question has {len(plain)} characters; at most {QUESTION_LIMIT} are read. Shorten it."
        raise UsageError(told, kind="too_long", characters=len(plain), limit=QUESTION_LIMIT)
    return plain


def _unread(typed: str, *, any_language: bool) -> Reason | None:
    """Return why no article is looked for, or None where it is."""
    if is_courtesy(typed):
        return DOUBTED if doubts(typed) else NO_QUESTION
    if is_about_bot(typed):
        return ABOUT_BOT
    language = None if any_language else foreign_language(typed)
    return _language_reason(language) if language else None


def _what_of(question: str) -> Reason:
    return Reason(
        "no_question", f"“{question.strip(' ?.!')}” alone leaves open what is asked; say in a few words what of it."
    )


def _language_reason(language: str) -> Reason:
    told = f"The question seems to be in {language}"
    return Reason("language", f"{told}; without a chat model only questions in English are answered.")


def _undated(count: int) -> Notice:
    articles, verb = ("article", "was") if count == 1 else ("articles", "were")
    return Notice(f"{count} undated {articles} {verb} left out by the date filter.", code="undated", count=count)


def _unanswered(questions: Sequence[str]) -> Notice:
    told = " ".join(questions)
    return Notice(f"No answer was found to: {told}", code="unanswered", questions=told)


def _narrowed(filters: Filters, undated: int) -> Reason:
    if not filters:
        return Reason("nothing_found", "Nothing on this was found in the articles.")
    left_out = f" {_undated(undated)}" if undated else ""
    return Reason("filters", f"No article is left by the filters.{left_out}")


def _milliseconds(begun: float, retrieved: float) -> Milliseconds:
    now = perf_counter()
    return Milliseconds((retrieved - begun) * 1000, (now - retrieved) * 1000, (now - begun) * 1000)
