"""
Vectors that are computed but in no generation yet: what an embedding run has done survives its end, however it ends.

The file is a header and records of a digest and a vector. What a crash left half-written at its end is ignored.
"""

import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.retrieval.table import DIGEST_BYTES

MAGIC = b"ask vectors 1\n"
HEADER = struct.Struct(f"<{len(MAGIC)}sI")
NORM_TOLERANCE = 1e-2


def read_vectors(path: Path) -> dict[bytes, NDArray[np.float32]]:
    """Return the vectors by digest; empty where there is no journal, or none that can be read."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return {}
    dimension = _dimension_of(content)
    if not dimension:
        return {}
    records = _whole_records(content, dimension)
    vectors = records["vector"].astype(np.float32)
    # After a loss of power a file can have its length and not its content, which no unit vector passes for.
    sound = np.abs(np.linalg.norm(vectors, axis=1) - 1) < NORM_TOLERANCE
    return {bytes(records["digest"][row]): vectors[row] for row in np.flatnonzero(sound)}


def append_vectors(path: Path, digests: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
    """Add records and hand them to the system, so that they outlive this process."""
    dimension = vectors.shape[1]
    records = np.empty(len(digests), _record(dimension))
    records["digest"] = np.frombuffer(b"".join(digests), np.uint8).reshape(-1, DIGEST_BYTES)
    records["vector"] = vectors
    with path.open("r+b" if path.exists() else "w+b") as file:
        header = file.read(HEADER.size)
        if _dimension_of(header) != dimension:
            file.seek(0)
            file.truncate()
            file.write(HEADER.pack(MAGIC, dimension))
        size = file.seek(0, 2)
        file.truncate(size - (size - HEADER.size) % records.itemsize)
        file.seek(0, 2)
        file.write(records.tobytes())


def _dimension_of(content: bytes) -> int:
    if len(content) < HEADER.size:
        return 0
    magic, dimension = HEADER.unpack_from(content)
    return int(dimension) if magic == MAGIC else 0


def _record(dimension: int) -> np.dtype[np.void]:
    return np.dtype([("digest", np.uint8, DIGEST_BYTES), ("vector", "<f4", dimension)])


def _whole_records(content: bytes, dimension: int) -> NDArray[np.void]:
    kind = _record(dimension)
    whole = (len(content) - HEADER.size) // kind.itemsize
    return np.frombuffer(content, kind, count=whole, offset=HEADER.size)
