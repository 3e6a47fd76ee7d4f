"""Sizes and checksums of a generation's files, by which damage is told before it can answer or crash anything."""

import zlib
from collections.abc import Mapping
from pathlib import Path

CHROMA = "chroma"
MUTABLE = "chroma.sqlite3"
GRAPH_KEPT = "index_metadata.pickle"  # beside a graph that Chroma has written to disk; below 10 vectors there is none
Sums = Mapping[str, tuple[int, int]]


def damage_of(generation: Path, sums: Sums) -> str | None:
    """Return the name of the first file that is not what it was when the generation was published."""
    for name, (size, crc) in sums.items():
        try:
            if _sum_of(generation / name) != (size, crc):
                return name
        except OSError:
            return name
    return None if (generation / CHROMA / MUTABLE).is_file() else f"{CHROMA}/{MUTABLE}"


def sums_of(generation: Path) -> Sums:
    """Return the size and the CRC-32 of each file that stays what it is."""
    files = sorted(path for path in generation.rglob("*") if path.is_file() and not _is_mutable(path))
    return {path.relative_to(generation).as_posix(): _sum_of(path) for path in files}


def _is_mutable(path: Path) -> bool:
    """Tell what Chroma rewrites at open: its SQLite file, and a graph too small to have been kept."""
    scratch = path.suffix == ".bin" and not (path.parent / GRAPH_KEPT).is_file()
    return scratch or path.name.startswith(MUTABLE)


def _sum_of(path: Path) -> tuple[int, int]:
    size = crc = 0
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            size += len(part)
            crc = zlib.crc32(part, crc)
    return size, crc
