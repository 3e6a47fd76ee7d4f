"""
The pipeline: a question in, an `Answer` out, the same for every surface; and the composition root that builds it.

Async outside, so that a front end can serve others meanwhile; models and Chroma run in a worker thread.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Literal, Self

from bot.answering import Answering, Found, plain_question
from bot.computing import ComputePool
from bot.errors import ModelError, UsageError
from bot.events import Answered, Cited, Event, Judged, Retrieved, Searching, TextWritten
from bot.indexing import Indexer, OnProgress, make_indexer
from bot.library import Entry, article_of
from bot.models.chat import Limits, make_chat_model
from bot.models.encoder import Encoder
from bot.models.opening import FOLDER
from bot.models.reader import Reader
from bot.reading.english.language import foreign_language
from bot.reading.extract import EmbeddedReader
from bot.reading.fitted import Fitted
from bot.reading.follow_ups.follow_up import dated_by, stand_alone
from bot.reading.generate import Writer, instead_of_written, write_answer
from bot.reading.prompts import ANSWER, STANDALONE, load_prompt
from bot.reading.verification.weights import Weights
from bot.reading.verify import Verifier
from bot.retrieval.lexical import content_words
from bot.retrieval.snapshot import IndexWatcher
from bot.settings import LoadedSettings
from bot.types import Answer, Article, Filters, Turn

Writing = Literal["required", "wanted", "unused"]
"""Whether the chat model that is set has to be there, may be missing with a note in each answer, or is not asked."""
FITTED = FOLDER / "reader.json"
VERIFIER = FOLDER / "verifier.json"


class Pipeline:
    """
    Answers questions from the index under *home*; one for a whole process, used by many tasks at once.

    With a *writer* answers are written by its chat model, and *strict* leaves out of them what nothing supports;
    *unwritten* says why there is none although a chat model is set.
    """

    def __init__(
        self,
        *,
        home: Path,
        watcher: IndexWatcher,
        answering: Answering,
        indexer: Indexer,
        pool: ComputePool,
        writer: Writer | None = None,
        unwritten: str | None = None,
        strict: bool = True,
        notices: tuple[str, ...] = (),
    ) -> None:
        self.home = home
        self.notices = notices
        self.indexer = indexer
        self._watcher = watcher
        self._answering = answering
        self.pool = pool
        self._writer = writer
        self._unwritten = unwritten
        self._strict = strict

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
        async with aclosing(self.stream(question, history=history, filters=filters, k=k)) as events:
            async for event in events:
                if isinstance(event, Answered):
                    return event.answer
        raise AssertionError("a stream ends with an answer")

    async def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        filters: Filters = Filters(),  # noqa: B008  # frozen
        k: int | None = None,
    ) -> AsyncGenerator[Event, None]:
        """
        Yield what happens while a question is answered, as `ask` does it; the last event has the answer.

        Raises:
            UsageError: the question is empty or too long.
            CorpusError: the index is missing or damaged.
        """
        question = plain_question(question)
        begun = perf_counter()
        understood, failed = await self._stand_alone(question, history)
        yield Searching(understood or question)
        meant = dated_by(question, history)
        found = await self.pool.run(
            self._answering.answer, understood or question, filters, k, typed=question, dated_by=meant
        )
        yield Retrieved(found.answer.passages)
        answer = found.answer
        if self._unwritten:
            answer = instead_of_written(answer, self._unwritten, code="no_model")
        writing = perf_counter()
        if self._writer is not None and found.passages and failed:
            # Asked anew, it would be waited for twice as long as its limits say.
            answer = instead_of_written(answer, failed, code="failed", model=self._writer.model.name)
        elif self._writer is not None and found.passages:
            async with aclosing(write_answer(self._writer, found, strict=self._strict)) as events:
                async for event in events:
                    if isinstance(event, str):
                        yield TextWritten(event)
                    else:
                        answer = event
        now = perf_counter()
        wrote = (now - writing) * 1000 if self._writer is not None and found.passages else 0.0
        spent = replace(answer.milliseconds, write=wrote, total=(now - begun) * 1000)
        answer = replace(answer, question=question, milliseconds=spent)
        for citation in answer.citations:
            yield Cited(citation)
        for sentence in answer.sentences:
            yield Judged(sentence)
        yield Answered(answer)

    async def search(self, question: str, *, filters: Filters = Filters(), k: int | None = None) -> Found:  # noqa: B008  # frozen
        """
        Return the ranked passages, without reading them.

        Raises:
            UsageError: the question is empty or too long.
            CorpusError: the index is missing or damaged.
        """
        question = plain_question(question)
        return await self.pool.run(self._answering.search, question, filters, k)

    @property
    def writes(self) -> bool:
        """Whether a chat model writes the answers."""
        return self._writer is not None

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
        self.pool.close()
        self._watcher.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def _stand_alone(self, question: str, history: Sequence[Turn]) -> tuple[str | None, str | None]:
        """
        Let the chat model, where there is one, make a follow-up stand alone, and word lists where it fails.

        What is in another language it puts into English, for retrieval and reader know nothing else. Returned with the
        question, None where it stands alone already, is why the model failed.
        """
        failed = None
        wanted = bool(history)
        if self._writer is not None and not history:
            # Which language it is may take a model to tell, which takes longer to load than an event loop may be held.
            wanted = await self.pool.run(foreign_language, question) is not None
        if self._writer is not None and wanted:
            try:
                return await self._writer.stand_alone(question, history) or stand_alone(question, history), None
            except ModelError as error:
                failed = str(error)
        return stand_alone(question, history), failed


def make_pipeline(
    loaded: LoadedSettings,
    *,
    fitted: Path = FITTED,
    progress: OnProgress = lambda *_: None,
    writing: Writing = "required",
) -> Pipeline:
    """
    Build the pipeline, and the index if there is none yet; *fitted* are the reader's numbers.

    Raises:
        CorpusError: there is no article to answer from.
        ModelError: a model is damaged, or a provider failed, or its package or key is missing and it is required.
        SettingsError: a provider or the folder of prompts is unknown.
    """
    settings = loaded.settings
    encoder, model = Encoder(threads=settings.threads), Reader(threads=settings.threads)
    pool = ComputePool()
    writer, unwritten = _writer_of(loaded, model, encoder, pool, writing)
    indexer = make_indexer(loaded, encoder, progress=progress)
    made = indexer.make_ready()
    watcher = IndexWatcher(settings.home, indexer.settings)
    answering = Answering(
        watcher=watcher,
        indexer=indexer,
        reader=_make_reader(indexer, encoder, model, fitted, candidates=settings.passages),
        k=settings.passages,
        tracing=settings.langsmith,
        is_word=encoder.is_word,
        any_language=writer is not None,
    )
    notices = indexer.embedder.notices if made else ()  # they tell how articles were cut
    return Pipeline(
        home=settings.home,
        watcher=watcher,
        answering=answering,
        indexer=indexer,
        pool=pool,
        writer=writer,
        unwritten=unwritten,
        strict=settings.strict,
        notices=(*notices, *(writer.model.notices if writer else ())),
    )


def _make_reader(indexer: Indexer, encoder: Encoder, model: Reader, fitted: Path, *, candidates: int) -> EmbeddedReader:
    return EmbeddedReader(
        read_pairs=model.read,
        encode=encoder.encode,
        terms_of=content_words,
        fitted=Fitted.load(fitted),
        candidates=candidates,
        own_cosines=indexer.embedder.shipped,
    )


def _writer_of(
    loaded: LoadedSettings, reader: Reader, encoder: Encoder, pool: ComputePool, writing: Writing
) -> tuple[Writer | None, str | None]:
    """Return what writes answers, or why nothing does although a chat model is set."""
    if not loaded.settings.model or writing == "unused":
        return None, None
    try:
        return make_writer(loaded, reader, encoder, pool), None
    except ModelError as error:
        if writing == "required":
            raise
        return None, str(error)


def make_writer(loaded: LoadedSettings, reader: Reader, encoder: Encoder, pool: ComputePool) -> Writer:
    """
    Build what writes answers with the chat model that the settings name; nothing is contacted yet.

    Raises:
        ModelError: its package or key is missing.
        SettingsError: its provider or the folder of prompts is unknown.
    """
    settings = loaded.settings
    model = make_chat_model(
        str(settings.model),
        url=settings.base_url,
        keys=loaded.provider_keys,
        context_size=settings.context_size,
        limits=Limits(settings.answer_tokens, settings.first_seconds, settings.whole_seconds),
        tracing=settings.langsmith,
    )
    verifier = Verifier(
        read_pairs=reader.read, encode=encoder.encode, terms_of=content_words, weights=Weights.load(VERIFIER)
    )
    answer, standalone = (load_prompt(name, settings.prompts) for name in (ANSWER, STANDALONE))
    return Writer(model=model, answer=answer, standalone=standalone, verifier=verifier, pool=pool)
