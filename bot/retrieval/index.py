"""
The vectors of one generation in Chroma; the only module that knows Chroma.

Chroma is imported when a folder is opened, for that takes half a second. No server is involved, no embedding function
and no telemetry.
"""

import errno
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bot.errors import BotError, SettingsError

if TYPE_CHECKING:
    from chromadb.api.collection_configuration import CreateCollectionConfiguration

COLLECTION = "passages"
EMBEDDED = "chromadb.api.rust.RustBindingsAPI"
# Chroma writes its graph to disk every sync_threshold rows and builds the rest anew at each open; batches are large,
# so a low threshold costs one writing a batch and leaves next to nothing for the opening.
# It seeds each graph at random: with an ef_search of 200, two graphs of the same 4,618 passages gave a third of 469
# questions another hundred nearest. With 1,000 both gave exactly the nearest to all of them, for 0.5 ms a question.
HNSW: "CreateCollectionConfiguration" = {
    "hnsw": {"space": "cosine", "sync_threshold": 10, "batch_size": 10, "ef_construction": 200, "ef_search": 1000},
}
FULL = ("database or disk is full", "No space left on device", "os error 28")
ROOM = 16 << 20  # bytes; a batch of vectors of 384 numbers takes 8 MB, and SQLite's journal as much
PAGE = 2000  # rows read at once


class VectorsDamagedError(Exception):
    """Chroma cannot read its folder."""


@contextmanager
def _foreign_errors(folder: Path, *, needed_bytes: int = 0) -> Iterator[None]:
    """Name what goes wrong in Chroma; a block that writes tells how much room it needs, for Chroma may not say."""
    try:
        yield
    except BotError:
        raise
    except Exception as error:
        if any(mark in str(error) for mark in FULL) or shutil.disk_usage(folder).free < needed_bytes:
            raise OSError(errno.ENOSPC, "Chroma found the disk full", str(folder)) from error
        raise VectorsDamagedError(f"{folder}: {error}") from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # how a panic of Rust arrives here
            raise VectorsDamagedError(f"{folder}: {error}") from error
        raise


class Vectors:
    """The passages' vectors by passage id, nearest first; one folder, one collection."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """
        Open Chroma in *folder*, which it writes to even then.

        Raises:
            VectorsDamagedError: there is no whole collection.
        """
        self.folder = folder
        with _foreign_errors(folder):
            self._client = open_client(folder)
            try:
                # Vectors are ours; an embedding function would be Chroma's own, which is fetched at its first use.
                self._collection: Any = (
                    self._client.create_collection(COLLECTION, configuration=HNSW, embedding_function=None)
                    if create
                    else self._client.get_collection(COLLECTION, embedding_function=None)
                )
            except BaseException:
                self._client.close()
                raise

    def nearest(
        self, vector: NDArray[np.float32], k: int, *, articles: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """Return at most *k* passages with their cosine, best first, of these articles alone if they are given."""
        where: Any = None if articles is None else {"article": {"$in": list(articles)}}
        with _foreign_errors(self.folder):
            found = self._collection.query(query_embeddings=[vector], n_results=k, where=where, include=["distances"])
        distances = (found["distances"] or [[]])[0]
        return [(passage, 1.0 - distance) for passage, distance in zip(found["ids"][0], distances, strict=True)]

    def read(self, passages: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Return the vectors of the passages that are there."""
        vectors: dict[str, NDArray[np.float32]] = {}
        for at in range(0, len(passages), PAGE):
            with _foreign_errors(self.folder):
                found = self._collection.get(ids=list(passages[at : at + PAGE]), include=["embeddings"])
            vectors.update(zip(found["ids"], np.asarray(found["embeddings"], np.float32), strict=True))
        return vectors

    def write(self, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Add the vectors, or put them in the place of those with the same ids."""
        ids = list(vectors)
        size = self._batch_size()
        for at in range(0, len(ids), size):
            batch = ids[at : at + size]
            with _foreign_errors(self.folder, needed_bytes=self._graph_bytes() + ROOM):
                self._collection.upsert(
                    ids=batch,
                    embeddings=[vectors[passage] for passage in batch],
                    metadatas=[{"article": passage.rpartition("#")[0]} for passage in batch],
                )

    def delete(self, passages: Sequence[str]) -> None:
        """Take the passages out."""
        size = self._batch_size()
        for at in range(0, len(passages), size):
            with _foreign_errors(self.folder, needed_bytes=self._graph_bytes() + ROOM):
                self._collection.delete(ids=list(passages[at : at + size]))

    def count(self) -> int:
        """Return how many passages there are."""
        with _foreign_errors(self.folder):
            return int(self._collection.count())

    def close(self) -> None:
        """Release memory, descriptors and threads; nothing else may be called afterwards."""
        self._client.close()

    def _graph_bytes(self) -> int:
        """Return the size of the graph's files, which Chroma writes as a whole."""
        return sum(path.stat().st_size for path in self.folder.glob("*/*"))

    def _batch_size(self) -> int:
        return int(self._client.get_max_batch_size())


def open_client(folder: Path) -> Any:  # noqa: ANN401  # the client's own type lacks `close`
    """
    Open Chroma in *folder*, without telemetry.

    Raises:
        SettingsError: Chroma refuses what the environment sets for it.
    """
    try:
        import chromadb
        from chromadb.api.shared_system_client import SharedSystemClient
        from chromadb.config import Settings

        # What the environment and `.env` set for other uses of Chroma is none of ours.
        settings = Settings(_env_file=None, anonymized_telemetry=False, chroma_api_impl=EMBEDDED)
    except (ValueError, OSError) as error:  # it reads both at its import all the same, and refuses what it dislikes
        reason = " ".join(str(error).split())
        raise SettingsError(f"Chroma cannot read its settings in the environment or .env ({reason}).") from error
    try:
        return chromadb.PersistentClient(path=str(folder), settings=settings)
    except BaseException:
        # Chroma 1.5 keeps a client that failed to start, and would hand it out at the next opening of the same path.
        with suppress(AttributeError):  # stopping what never started
            SharedSystemClient._release_system(str(folder))  # noqa: SLF001  # there is no public way
        raise
