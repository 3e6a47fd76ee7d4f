"""
The pipeline: a question in, an `Answer` out, the same for every surface; and the composition root that builds it.

Async outside, so that a front end can serve others meanwhile; models and Chroma run in a worker thread.
"""

import asyncio
import unicodedata
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Self

from langchain_core.documents import Document
from langsmith import tracing_context

from bot.errors import UsageError
from bot.indexing import Indexer, OnProgress, make_indexer
from bot.library import Entry, article_of
from bot.models.encoder import Encoder
from bot.models.opening import FOLDER
from bot.models.reader import Reader
from bot.reading.answers import abstain, tell
from bot.reading.candidates import Reading
from bot.reading.extract import EmbeddedReader
from bot.reading.fitted import Fitted
from bot.reading.follow_up import stand_alone
from bot.reading.language import foreign_language
from bot.reading.likeness import SentenceReader
from bot.retrieval.lexical import content_words
from bot.retrieval.ranking import allowed_articles
from bot.retrieval.retriever import HybridRetriever
from bot.retrieval.snapshot import IndexWatcher, Snapshot
from bot.retrieval.spelling import IsWord, respelled
from bot.settings import LoadedSettings
from bot.types import QUESTION_LIMIT, Answer, Article, Filters, Milliseconds, Reason, Turn

EMBEDDED = "embedded"
FITTED = FOLDER / "reader.json"


@dataclass(frozen=True, slots=True)
class Found:
    """The ranked passages of a search, best first."""

    question: str
    """As it was searched for: its misspelt words mended."""
    passages: tuple[Document, ...]
    notices: tuple[str, ...]


class Pipeline:
    """
    Answers questions from the index under *home*; one for a whole process, used by many tasks at once.

    *is_word* tells which words in lower case are plain English; without it no misspelt word is mended.
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
        notices: tuple[str, ...] = (),
    ) -> None:
        self.home: Path = indexer.home
        self.notices = notices
        self._watcher = watcher
        self._indexer = indexer
        self._reader = reader
        self._is_word = is_word
        self._k = k
        self._tracing = tracing

    async def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        filters: Filters = Filters(),  # noqa: B008  # frozen
        k: int | None = None,
    ) -> Answer:
        """
        Answer a question, or abstain with a reason; *k* is the number of passages to retrieve.

        *history* holds the turns of the conversation before, oldest first; a question that leans on them is made to
        stand alone, a word that is misspelt is mended by the articles, and the answer tells how it was understood.

        Raises:
            UsageError: the question is empty or too long.
            CorpusError: the index is missing or damaged.
        """
        question = plain_question(question)
        understood = stand_alone(question, history)
        answer = await asyncio.to_thread(self._answer, understood or question, filters, k or self._k, typed=question)
        return replace(answer, question=question)

    async def search(self, question: str, *, filters: Filters = Filters(), k: int | None = None) -> Found:  # noqa: B008  # frozen
        """
        Return the ranked passages, without reading them.

        Raises:
            UsageError: the question is empty or too long.
            CorpusError: the index is missing or damaged.
        """
        question = plain_question(question)
        return await asyncio.to_thread(self._search, question, filters, k or self._k)

    @property
    def generation(self) -> int:
        """The number of the generation that answers now."""
        with self._watcher.current() as snapshot:
            return snapshot.generation

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The articles of the index, without their texts."""
        with self._watcher.current() as snapshot:
            return snapshot.entries

    def article(self, article_id: str) -> Article:
        """
        Return an article with its text.

        Raises:
            UsageError: the index has no such article.
        """
        with self._watcher.current() as snapshot:
            try:
                entry = snapshot.entry(article_id)
            except KeyError:
                raise UsageError(f"There is no article {article_id!r}; `ask articles` lists those there are.") from None
            return article_of(entry, snapshot.article_text(article_id))

    def close(self) -> None:
        """Let go of the index."""
        self._watcher.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _answer(self, question: str, filters: Filters, k: int, *, typed: str) -> Answer:
        begun = perf_counter()
        with self._watcher.current() as snapshot:
            language = foreign_language(typed)  # what was added has names, which may look like any language
            if language is not None:
                return self._withhold(question, _language_reason(language), snapshot, begun)
            found, narrowed = self._retrieve(snapshot, question, filters, k)
            retrieved = perf_counter()
            understood = found.question if found.question != typed else None
            if not found.passages:
                withheld = self._withhold(question, narrowed, snapshot, begun)
                return replace(withheld, understood_as=understood, notices=found.notices)
            reading = self._reader.read(found.question, found.passages)
            answer = self._told(found.question, reading, found, snapshot, filters)
            spent = _milliseconds(begun, retrieved)
            return replace(answer, understood_as=understood, notices=found.notices, milliseconds=spent)

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

    def _withhold(self, question: str, reason: Reason, snapshot: Snapshot, begun: float) -> Answer:
        answer = abstain(question, reason, confidence=1.0, model=EMBEDDED, generation=snapshot.generation)
        return replace(answer, milliseconds=_milliseconds(begun, perf_counter()))

    def _search(self, question: str, filters: Filters, k: int) -> Found:
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


def make_pipeline(loaded: LoadedSettings, *, fitted: Path = FITTED, progress: OnProgress = lambda *_: None) -> Pipeline:
    """
    Build the pipeline, and the index if there is none yet; *fitted* are the reader's numbers.

    Raises:
        CorpusError: there is no article to answer from.
        ModelError: a model is damaged, or a provider failed.
    """
    settings = loaded.settings
    encoder = Encoder(threads=settings.threads)
    indexer = make_indexer(loaded, encoder, progress=progress)
    made = indexer.make_ready()
    reader = EmbeddedReader(
        read_pairs=Reader(threads=settings.threads).read,
        encode=encoder.encode,
        terms_of=content_words,
        fitted=Fitted.load(fitted),
        candidates=settings.passages,
        own_cosines=indexer.embedder.shipped,
    )
    return Pipeline(
        watcher=IndexWatcher(settings.home, indexer.settings),
        indexer=indexer,
        reader=reader,
        k=settings.passages,
        tracing=settings.langsmith,
        is_word=encoder.is_word,
        notices=indexer.embedder.notices if made else (),  # they tell how articles were cut
    )


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
        raise UsageError('The question is empty; ask one such as: ask "what did Shoigu show Kim?"')
    if len(plain) > QUESTION_LIMIT:
        raise UsageError(f"The question has {len(plain)} characters; at most {QUESTION_LIMIT} are read. Shorten it.")
    return plain


def _language_reason(language: str) -> Reason:
    told = f"The question seems to be in {language}"
    return Reason("language", f"{told}; without a chat model only questions in English are answered.")


def _undated(count: int) -> str:
    articles, verb = ("article", "was") if count == 1 else ("articles", "were")
    return f"{count} undated {articles} {verb} left out by the date filter."


def _narrowed(filters: Filters, undated: int) -> Reason:
    if not filters:
        return Reason("nothing_found", "Nothing on this was found in the articles.")
    left_out = f" {_undated(undated)}" if undated else ""
    return Reason("filters", f"No article is left by the filters.{left_out}")


def _milliseconds(begun: float, retrieved: float) -> Milliseconds:
    now = perf_counter()
    return Milliseconds((retrieved - begun) * 1000, (now - retrieved) * 1000, (now - begun) * 1000)
