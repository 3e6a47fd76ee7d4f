"""
The pipelines that an evaluation knows by name, each over the articles of its set.

Ours and the baselines of one ranking share an index below the folder that they are given; it is kept for the next
evaluation of the same articles by the same code.
"""

import asyncio
import difflib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from bot.answering import Answering
from bot.computing import ComputePool
from bot.errors import UsageError
from bot.evaluation.kept import Kept, hold_folder
from bot.evaluation.pipelines.baselines import BaselineName, open_baseline, to_ranked
from bot.evaluation.pipelines.naive import Skipped, make_naive
from bot.evaluation.provenance import articles_digest, index_code_digest
from bot.evaluation.run import Contestant
from bot.indexing import Indexer, OnProgress, make_indexer
from bot.models.encoder import Encoder
from bot.models.opening import FOLDER
from bot.pipeline import FITTED, Pipeline, make_pipeline
from bot.reading.likeness import SentenceReader, Weights
from bot.retrieval.lexical import content_words
from bot.retrieval.snapshot import IndexWatcher
from bot.settings import LoadedSettings
from bot.types import Answer, Article, Filters, RankedPassage, Turn

__all__ = ["NAMES", "Skipped", "check_names", "is_written", "make_contestant"]

WEIGHTS = FOLDER / "hybrid.json"
HYBRID_PASSAGES = 12  # what its weights were fitted on
CHAT = "chat"
NAMES = ("naive", "bm25", "dense", "hybrid", "embedded", CHAT)
DEFAULT_NAMES = NAMES[:-1]  # those that ask nobody outside


def check_names(names: Iterable[str]) -> tuple[str, ...]:
    """
    Return the names, each once.

    Raises:
        UsageError: there is no such pipeline.
    """
    asked = tuple(dict.fromkeys(names))
    for name in asked:
        if name not in NAMES:
            near = difflib.get_close_matches(name.lower(), NAMES, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]}? There" if near else "there"
            raise UsageError(f"There is no pipeline {name!r}; {hint} are {', '.join(NAMES)}.")
    return asked


def is_written(names: Iterable[str], loaded: LoadedSettings) -> bool:
    """Tell whether any of these pipelines has its answers written by the chat model that is set."""
    return CHAT in names and loaded.settings.model is not None


def make_contestant(
    name: str,
    articles: Sequence[Article],
    loaded: LoadedSettings,
    folder: Path,
    progress: OnProgress,
    *,
    weights: Path | None = None,
) -> Contestant:
    """
    Make a pipeline ready to be asked about *articles*; what it indexes lies below *folder*.

    *weights* stand in for those of the reader of `hybrid` or `embedded`, so that no question is scored by weights that
    saw it; the others have none.

    Raises:
        UsageError: there is no pipeline of this name.
        Skipped: it cannot run here.
        BotError: what indexing raises.
    """
    check_names([name])
    if name == CHAT and not is_written([name], loaded):
        raise Skipped("The pipeline chat needs a chat model; set ASK_MODEL to one.")
    if name == "naive":
        return make_naive(articles, folder, progress)
    kept = hold_folder(folder / "indexes", articles_digest(articles), index_code_digest())
    try:
        there = _at(loaded, kept.path, writes=name == CHAT)
        make_indexer(there, Encoder(threads=loaded.settings.threads), progress=progress).take_in(articles)
        return _make_ours(name, there, kept, weights)
    except BaseException:
        kept.release()
        raise


def _at(loaded: LoadedSettings, home: Path, *, writes: bool) -> LoadedSettings:
    """Return the settings with another home, without a corpus of their own, and without a model where none *writes*."""
    model = loaded.settings.model if writes else None
    return replace(loaded, settings=loaded.settings.model_copy(update={"home": home, "corpus": (), "model": model}))


def _make_ours(name: str, loaded: LoadedSettings, kept: Kept, weights: Path | None) -> Contestant:
    if name in ("embedded", CHAT):
        pipeline = make_pipeline(loaded, fitted=weights or FITTED)
        return _of_pipeline(name, pipeline, kept, follows=True, model=loaded.settings.model)
    encoder = Encoder(threads=loaded.settings.threads)
    indexer = make_indexer(loaded, encoder, progress=lambda *_: None)
    if name == "hybrid":
        return _of_pipeline(name, _make_hybrid(loaded, encoder, indexer, weights or WEIGHTS), kept, follows=False)
    baseline = open_baseline(cast("BaselineName", name), indexer, encoder.encode, k=loaded.settings.passages)

    def close() -> None:
        baseline.snapshot.close()
        kept.release()

    return Contestant(name, baseline.ask, baseline.search, close)


def _make_hybrid(loaded: LoadedSettings, encoder: Encoder, indexer: Indexer, weights: Path) -> Pipeline:
    """Put the first embedded pipeline together from its parts, whatever `make_pipeline` builds by now."""
    settings = loaded.settings
    reader = SentenceReader(
        encode=encoder.encode,
        terms_of=content_words,
        weights=Weights.load(weights),
        own_cosines=indexer.embedder.shipped,
    )
    watcher = IndexWatcher(settings.home, indexer.settings)
    answering = Answering(
        watcher=watcher, indexer=indexer, reader=reader, k=HYBRID_PASSAGES, tracing=settings.langsmith
    )
    return Pipeline(home=indexer.home, watcher=watcher, answering=answering, indexer=indexer, pool=ComputePool())


def _of_pipeline(name: str, pipeline: Pipeline, kept: Kept, *, follows: bool, model: str | None = None) -> Contestant:
    runner = asyncio.Runner()  # one loop for all questions, as in a process that serves many

    def follow_up(question: str, filters: Filters, history: Sequence[Turn]) -> Answer:
        answer = runner.run(pipeline.ask(question, history=history, filters=filters))
        return answer if model else replace(answer, model=name)  # who wrote, or stood in for it, is told of each answer

    def ask(question: str, filters: Filters) -> Answer:
        return follow_up(question, filters, ())

    def search(question: str, filters: Filters, k: int) -> tuple[RankedPassage, ...]:
        return to_ranked(runner.run(pipeline.search(question, filters=filters, k=k)).passages)

    def close() -> None:
        runner.close()
        pipeline.close()
        kept.release()

    return Contestant(name, ask, search, close, follow_up if follows else None, model)
