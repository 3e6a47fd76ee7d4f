"""
An open generation, and the watch that moves on to the next one between two questions.

A snapshot is counted: it closes when its opener and everyone who uses it have let go of it.
"""

import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bot.disk import FULL, copy_folder, disk_refusals_told, writable
from bot.errors import CorpusError, StorageError
from bot.library import Entry, Library, distinct_entries
from bot.retrieval.generations import (
    LEXICAL,
    IndexFolder,
    IndexSettings,
    Manifest,
    damaged,
    index_folder,
    library_of,
    read_catalogue,
    read_manifest,
)
from bot.retrieval.index import Vectors, VectorsDamagedError
from bot.retrieval.lexical import LexicalIndex
from bot.retrieval.locks import Lock, try_lock, wait_for_lock
from bot.retrieval.sums import CHROMA, MUTABLE, damage_of
from bot.retrieval.table import PassageTable

OPEN_TRIES = 100  # each fails only if a writer moved the pointer twice in between
OPENING_SECONDS = 120.0  # a writer copies a folder meanwhile; 564 MB took 0.3 s


class Snapshot:
    """One generation, open for questions from several threads."""

    def __init__(self, index: IndexFolder, manifest: Manifest, lease: Lock, library: Library) -> None:
        folder = index.generation(manifest.generation)
        self._folder = index.path
        self.generation = manifest.generation
        self.manifest = manifest
        self.entries = distinct_entries(read_catalogue(folder).entries)
        self.table = PassageTable.load(folder, (entry.id for entry in self.entries))
        self.lexical = LexicalIndex(folder / LEXICAL)
        self.vectors, self._private = _open_vectors(index, manifest)
        self._lease = lease
        self._library = library
        self._users = 1
        self._counting = threading.Lock()

    def entry(self, article: str) -> Entry:
        """
        Return the entry of the article with this id.

        Raises:
            KeyError: there is none.
        """
        return self.entries[self.table.index_of[article]]

    def article_text(self, article: str) -> str:
        """
        Return the text of the article with this id.

        Raises:
            KeyError: there is none.
            CorpusError: its file is missing or damaged.
        """
        return self._library.text(self.entry(article).digest)

    def nearest(
        self, vector: NDArray[np.float32], k: int, articles: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """
        Return at most *k* passage ids with their cosine, best first, of these articles alone if they are given.

        Raises:
            CorpusError: the index is damaged.
        """
        try:
            return self.vectors.nearest(vector, k, articles=articles)
        except VectorsDamagedError as error:
            raise damaged(self._folder) from error

    def read_vectors(self, passages: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """
        Return the vectors of these passages.

        Raises:
            CorpusError: the index is damaged.
        """
        try:
            found = self.vectors.read(passages)
        except VectorsDamagedError as error:
            raise damaged(self._folder) from error
        if len(found) < len(set(passages)):
            raise damaged(self._folder)
        return found

    def retain(self) -> Self:
        """Count one more user."""
        with self._counting:
            self._users += 1
        return self

    def close(self) -> None:
        """Count one user less, and close after the last."""
        with self._counting:
            self._users -= 1
            last = self._users == 0
        if last:
            self.vectors.close()
            if self._private is not None:
                shutil.rmtree(self._private, ignore_errors=True)
            self._lease.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _open_vectors(index: IndexFolder, manifest: Manifest) -> tuple[Vectors, Path | None]:
    """Open Chroma where it lies, or in a copy of its own where it cannot write what it writes at every open."""
    folder = index.generation(manifest.generation) / CHROMA
    if writable(folder) and writable(folder / MUTABLE):
        with _opening(index, manifest, shared=True):
            try:
                return _warm(folder, manifest), None
            except OSError as error:
                if error.errno not in FULL:
                    raise
    private = Path(tempfile.mkdtemp(prefix="ask-"))
    try:
        with _opening(index, manifest, shared=False):
            copy_folder(folder, private)
        return _warm(private, manifest), private
    except BaseException:
        shutil.rmtree(private, ignore_errors=True)
        raise


@contextmanager
def _opening(index: IndexFolder, manifest: Manifest, *, shared: bool) -> Iterator[None]:
    lock = wait_for_lock(index.opening(manifest.generation), shared=shared, wait_seconds=OPENING_SECONDS)
    if lock is None:
        raise StorageError(f"The index at {index.path} is in use for too long; run the command again.")
    try:
        yield
    finally:
        lock.release()


def _warm(folder: Path, manifest: Manifest) -> Vectors:
    """Open Chroma and ask the first question, which is the one that loads the graph and may write."""
    vectors = Vectors(folder)
    try:
        if manifest.passages:
            vectors.nearest(np.full(manifest.dimension, manifest.dimension**-0.5, np.float32), 1)
    except BaseException:
        vectors.close()
        raise
    return vectors


def open_index(home: Path, settings: IndexSettings) -> Snapshot:
    """
    Open the generation that answers now; `close` it when done.

    Raises:
        CorpusError: there is no index, or it is damaged.
        StorageError: the disk refused.
    """
    index = index_folder(home, settings)
    for _ in range(OPEN_TRIES):
        number = index.current()
        if number is None:
            raise CorpusError("There is no index yet; run `ask index`.")
        lease = try_lock(index.lease(number), shared=True) if index.path.is_dir() else None
        if lease is None:  # it is being deleted, so the pointer has moved
            time.sleep(0.01)
            continue
        try:
            return _open_generation(index, number, lease, library_of(home))
        except BaseException as error:
            lease.release()
            if isinstance(error, CorpusError) and index.current() != number:
                continue
            raise
    raise damaged(index.path)


def _open_generation(index: IndexFolder, number: int, lease: Lock, library: Library) -> Snapshot:
    folder = index.generation(number)
    try:
        manifest = read_manifest(folder)
        if damage_of(folder, manifest.files):
            raise damaged(index.path)
        with disk_refusals_told(index.path):
            return Snapshot(index, manifest, lease, library)
    except (ValueError, KeyError, TypeError, VectorsDamagedError) as error:
        raise damaged(index.path) from error


class IndexWatcher:
    """The generation that answers, opened at the first question and again whenever the pointer has moved."""

    def __init__(self, home: Path, settings: IndexSettings) -> None:
        self._home = home
        self._settings = settings
        self._index = index_folder(home, settings)
        self._snapshot: Snapshot | None = None
        self._switching = threading.Lock()

    @contextmanager
    def current(self) -> Iterator[Snapshot]:
        """
        Give the current generation for the length of the block, in which it stays the same and open.

        Raises:
            CorpusError: there is no index, or it is damaged.
        """
        with self._switching:
            snapshot = self._switched().retain()
        try:
            yield snapshot
        finally:
            snapshot.close()

    def close(self) -> None:
        """Let go of the generation; a later question opens one again."""
        with self._switching:
            self._let_go()

    def _switched(self) -> Snapshot:
        if self._snapshot is not None and self._snapshot.generation != self._index.current():
            self._let_go()
        if self._snapshot is None:
            self._snapshot = open_index(self._home, self._settings)
        return self._snapshot

    def _let_go(self) -> None:
        if self._snapshot is not None:
            self._snapshot.close()
            self._snapshot = None
