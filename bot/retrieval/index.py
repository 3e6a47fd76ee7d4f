"""
The vectors of one generation in Chroma; the only module that knows Chroma.

Chroma's engine is called through its own bindings, which the `chromadb` package installs: `import chromadb` costs half
a second, reads `.env` and the environment, and fails where it does not like what it finds there. No server is involved,
no embedding function, and no telemetry, which only the Python layer has.
"""

import errno
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import chromadb_rust_bindings as chroma  # type: ignore[import-untyped]  # compiled, without stubs
import numpy as np
from numpy.typing import NDArray

COLLECTION = "passages"
TENANT, DATABASE = "default_tenant", "default_database"
# Chroma writes its graph to disk every sync_threshold rows and builds the rest anew at each open; batches are large,
# so a low threshold costs one writing a batch and leaves next to nothing for the opening.
HNSW = {"space": "cosine", "sync_threshold": 10, "batch_size": 10, "ef_construction": 200, "ef_search": 200}
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
        config = chroma.SqliteDBConfig(
            hash_type=chroma.MigrationHash.MD5,
            migration_mode=chroma.MigrationMode.Apply,
            url=str(folder / "chroma.sqlite3"),
        )
        with _foreign_errors(folder):
            self._engine: Any = chroma.Bindings(
                allow_reset=False, sqlite_db_config=config, persist_path=str(folder), hnsw_cache_size=1
            )
            self._collection = self._make() if create else self._get()

    def _make(self) -> str:
        settings = json.dumps({"hnsw": HNSW})
        return str(self._engine.create_collection(name=COLLECTION, configuration_json_str=settings).id)

    def _get(self) -> str:
        return str(self._engine.get_collection(name=COLLECTION, tenant=TENANT, database=DATABASE).id)

    def nearest(
        self, vector: NDArray[np.float32], k: int, *, articles: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """Return at most *k* passages with their cosine, best first, of these articles alone if they are given."""
        where = None if articles is None else json.dumps({"article": {"$in": list(articles)}})
        with _foreign_errors(self.folder):
            found = self._engine.query(
                collection_id=self._collection,
                ids=None,
                query_embeddings=[vector.tolist()],
                n_results=k,
                where=where,
                include=["distances"],
            )
        return [(passage, 1.0 - distance) for passage, distance in zip(found.ids[0], found.distances[0], strict=True)]

    def read(self, passages: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Return the vectors of the passages that are there."""
        vectors: dict[str, NDArray[np.float32]] = {}
        for at in range(0, len(passages), PAGE):
            with _foreign_errors(self.folder):
                found = self._engine.get(
                    collection_id=self._collection, ids=list(passages[at : at + PAGE]), include=["embeddings"]
                )
            vectors.update(zip(found.ids, np.asarray(found.embeddings, np.float32), strict=True))
        return vectors

    def write(self, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Add the vectors, or put them in the place of those with the same ids."""
        ids = list(vectors)
        size = self._batch_size()
        for at in range(0, len(ids), size):
            batch = ids[at : at + size]
            with _foreign_errors(self.folder, needed_bytes=self._graph_bytes() + ROOM):
                self._engine.upsert(
                    collection_id=self._collection,
                    ids=batch,
                    embeddings=[vectors[passage].tolist() for passage in batch],
                    metadatas=[{"article": passage.rpartition("#")[0]} for passage in batch],
                )

    def delete(self, passages: Sequence[str]) -> None:
        """Take the passages out."""
        size = self._batch_size()
        for at in range(0, len(passages), size):
            with _foreign_errors(self.folder, needed_bytes=self._graph_bytes() + ROOM):
                self._engine.delete(collection_id=self._collection, ids=list(passages[at : at + size]))

    def count(self) -> int:
        """Return how many passages there are."""
        with _foreign_errors(self.folder):
            return int(self._engine.count(collection_id=self._collection))

    def close(self) -> None:
        """Release memory, descriptors and threads; nothing else may be called afterwards."""
        self._engine = None

    def _graph_bytes(self) -> int:
        """Return the size of the graph's files, which Chroma writes as a whole."""
        return sum(path.stat().st_size for path in self.folder.glob("*/*"))

    def _batch_size(self) -> int:
        return int(self._engine.get_max_batch_size())
