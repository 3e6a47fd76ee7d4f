"""
The pipeline `naive`, the tutorial of this field: LangChain's splitter, Chroma's defaults, the best piece of four.

Beside the index, the only module that knows Chroma. Chroma would fetch its weights at their first use: they are taken
from the folder that `python -m training.export_fp32` writes, or else the pipeline is skipped. What an article's file
begins with, its title, is split and embedded with its text, but only the text is cited.

By its defaults Chroma seeds its graph at random and finds nearly the nearest: the same index gives the same figures
every time, one that is made anew may differ in a few questions.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

from langchain_core.documents import Document

from bot.answering import plain_question
from bot.disk import disk_refusals_told
from bot.errors import ModelError
from bot.evaluation.kept import Kept, hold_folder
from bot.evaluation.pipelines.baselines import cosine_confidence, milliseconds, silent, tell_one, to_ranked
from bot.evaluation.provenance import ROOT, articles_digest, code_digest
from bot.evaluation.run import Contestant
from bot.indexing import OnProgress
from bot.library import Entry, entry_of
from bot.passages import make_passage, with_scores
from bot.reading.candidates import Candidate
from bot.retrieval.index import open_client
from bot.retrieval.locks import wait_for_lock
from bot.retrieval.ranking import allowed_articles
from bot.types import Answer, Article, Filters, RankedPassage

NAME = "naive"
SPLIT_CHARACTERS, SPLIT_OVERLAP = 1000, 200
K = 4
WHOLE = "whole"
BATCH = 64
WEIGHTS = ROOT / "benchmarks" / "cache" / "chroma"
# Chroma fetches all of them where one is missing.
FILES = ("config.json", "model.onnx", "special_tokens_map.json", "tokenizer_config.json", "tokenizer.json", "vocab.txt")
NEEDED = (
    "The pipeline naive needs {missing}; run, in a clone: "
    "pip install -e '.[bench]' && pip install -r training/requirements.txt && python -m training.export_fp32"
)
Embed = Callable[[list[str]], Any]


class Skipped(ModelError):  # noqa: N818  # not an error of the evaluation: the row is left out, and says why
    """A pipeline cannot run here; the message says why, and which command mends it."""


@dataclass(frozen=True)
class _Naive:
    articles: dict[str, Article]
    entries: tuple[Entry, ...]
    collection: Any
    embed: Embed

    def ask(self, question: str, filters: Filters) -> Answer:
        question = plain_question(question)
        begun = perf_counter()
        passages = self._nearest(question, filters, K)
        retrieved = perf_counter()
        answer = self._told(question, passages) if passages else silent(question, model=NAME)
        return replace(answer, milliseconds=milliseconds(begun, retrieved))

    def search(self, question: str, filters: Filters, k: int) -> tuple[RankedPassage, ...]:
        return to_ranked(self._nearest(plain_question(question), filters, k))

    def _told(self, question: str, passages: Sequence[Document]) -> Answer:
        best = passages[0]
        place = Candidate(best, best.metadata["start"], best.metadata["end"], best.page_content)
        confidence = cosine_confidence(best.metadata["cosine"])
        return tell_one(question, place, passages, confidence=confidence, model=NAME)

    def _nearest(self, question: str, filters: Filters, k: int) -> list[Document]:
        where: Any = None
        if filters:
            allowed = sorted(allowed_articles(self.entries, filters).articles)
            where = {"article": {"$in": allowed}}
            if not allowed:
                return []
        found = self.collection.query(query_embeddings=self.embed([question]), n_results=k, where=where)
        return [self._passage(*each) for each in zip(found["metadatas"][0], found["distances"][0], strict=True)]

    def _passage(self, place: dict[str, Any], distance: float) -> Document:
        passage = make_passage(self.articles[place["article"]], place["n"], place["start"], place["end"])
        return with_scores(passage, score=1 - distance, cosine=1 - distance, bm25=0.0)


def make_naive(
    articles: Sequence[Article], folder: Path, progress: OnProgress, *, weights: Path = WEIGHTS
) -> Contestant:
    """
    Index the articles below *folder*, or open what an earlier evaluation left there.

    Raises:
        Skipped: the weights in fp32, or a package, are missing.
        StorageError: the disk refused.
    """
    split, embed = _open_splitter(), _open_embedding(weights)
    kept = hold_folder(folder / NAME, articles_digest(articles), *_shaped_by())
    try:
        with disk_refusals_told(kept.path), _building(kept.path):
            if not (kept.path / WHOLE).is_dir():
                _build(kept.path, articles, split, embed, progress)
            client = open_client(kept.path / WHOLE)
        collection = client.get_collection(NAME, embedding_function=embed)
    except BaseException:
        kept.release()
        raise
    naive = _Naive({a.id: a for a in articles}, tuple(entry_of(a) for a in articles), collection, embed)
    return Contestant(NAME, naive.ask, naive.search, lambda: _close(client, kept))


@contextmanager
def _building(folder: Path) -> Iterator[None]:
    """Wait for another process that makes the same index."""
    lock = wait_for_lock(folder / "building.lock", shared=False, wait_seconds=None)
    try:
        yield
    finally:
        if lock is not None:
            lock.release()


def _close(client: Any, kept: Kept) -> None:  # noqa: ANN401  # the client's own type lacks `close`
    client.close()
    kept.release()


def _shaped_by() -> tuple[str, ...]:
    return (code_digest(("evaluation/pipelines/naive.py",)), version("langchain-text-splitters"), version("chromadb"))


def _open_splitter() -> Any:  # noqa: ANN401  # of a package that comes with an extra, without which types are checked
    try:
        splitters = import_module("langchain_text_splitters")
    except ImportError:
        raise Skipped(NEEDED.format(missing="langchain-text-splitters")) from None
    return splitters.RecursiveCharacterTextSplitter(
        chunk_size=SPLIT_CHARACTERS, chunk_overlap=SPLIT_OVERLAP, add_start_index=True
    )


def _open_embedding(weights: Path) -> Any:  # noqa: ANN401  # Chroma's own function, by its own protocol
    if not all((weights / "onnx" / name).is_file() for name in FILES):
        raise Skipped(NEEDED.format(missing="Chroma's weights in fp32"))
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # before its import, or it looks for its maker's servers
    from chromadb.utils.embedding_functions.onnx_mini_lm_l6_v2 import ONNXMiniLM_L6_V2

    embed = ONNXMiniLM_L6_V2(preferred_providers=["CPUExecutionProvider"])
    embed.DOWNLOAD_PATH = weights
    return embed


def _build(folder: Path, articles: Sequence[Article], split: Any, embed: Embed, progress: OnProgress) -> None:  # noqa: ANN401  # see _open_splitter
    building = folder / "building"
    shutil.rmtree(building, ignore_errors=True)  # what a crash has left
    building.mkdir()
    client = open_client(building)
    try:
        collection = client.create_collection(NAME, embedding_function=embed)
        places = [place for article in articles for place in split_places(article, split)]
        for at in range(0, len(places), BATCH):
            progress("passages of naive embedded", at, len(places))
            _add(collection, places[at : at + BATCH], embed)
    finally:
        client.close()
    building.rename(folder / WHOLE)


def _add(collection: Any, places: Sequence[tuple[str, dict[str, str | int]]], embed: Embed) -> None:  # noqa: ANN401  # Chroma's own
    collection.add(
        ids=[f"{place['article']}#{place['n']}" for _, place in places],
        embeddings=embed([text for text, _ in places]),
        metadatas=[place for _, place in places],
    )


def split_places(article: Article, split: Any) -> Iterator[tuple[str, dict[str, str | int]]]:  # noqa: ANN401  # see _open_splitter
    """Yield each piece that LangChain cuts, and the span of the article's text that it holds."""
    title = "" if article.text.startswith(article.title) else f"{article.title}\n\n"
    pieces = split.split_documents([Document(page_content=title + article.text)])
    for n, piece in enumerate(pieces):
        start = max(piece.metadata["start_index"] - len(title), 0)
        end = piece.metadata["start_index"] - len(title) + len(piece.page_content)
        if start < end:
            yield piece.page_content, {"article": article.id, "n": n, "start": start, "end": end}
