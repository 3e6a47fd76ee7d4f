"""
Paths -> the files to read, and a file -> its bytes, within bounds.

Nothing here knows what is in a file but for gzip and the kind that its name or its first bytes tell.
"""

import gzip
import io
import json
import os
import re
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bot.ingestion.reasons import UnreadableError, reason_of
from bot.types import Unreadable

MAX_BYTES = 50_000_000  # of one file, unpacked; a thousand articles' worth, and it has to fit into memory
MAX_LINE_BYTES = 10_000_000  # of a line of JSONL, which is read line by line and may be of any length in all
KINDS = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "plain",
    ".text": "plain",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
SUFFIXES = ".md, .txt, .html, .pdf, .json or .jsonl"
PEEKED_BYTES = 4096
DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error)
DAMAGED_ARCHIVE = "the gzip archive is damaged or cut off; fetch it again"
MARKUP = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|div|p)\b",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read: the name it is told by, and its absolute path; None for standard input."""

    name: str
    path: str | None
    kind: str | None
    """One of the values of KINDS; None where only the content can tell."""


def find_files(name: str) -> Iterator[Found | Unreadable]:
    """
    Yield the file called *name*, or the files below the folder called *name* in the order of their paths.

    Below a folder, hidden files and files of other kinds are passed over; a linked folder is read once.
    """
    path = Path(name)
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        yield Unreadable(_shown(path), "there is no such file or folder; check the path")
    except OSError as error:
        yield Unreadable(_shown(path), reason_of(error))
    else:
        yield from _files_of_folder(path) if os.path.isdir(path) else [_found(path)]  # noqa: PTH112 - as below


def _files_of_folder(folder: Path) -> Iterator[Found | Unreadable]:
    is_empty = True
    for item in _walk(folder):
        is_empty = False
        yield item
    if is_empty:
        yield Unreadable(_shown(folder), f"the folder holds no article; put {SUFFIXES} files into it")


def _walk(folder: Path) -> Iterator[Found | Unreadable]:
    # A stack, since a tree can be deeper than Python's recursion limit.
    waiting, entered = [folder], set()
    while waiting:
        path = waiting.pop()
        try:
            if not os.path.isdir(path):  # noqa: PTH112 - Path.is_dir() raises where it may not look
                if kind_of(path.name) and not path.name.startswith("."):
                    yield _found(path)
                continue
            # One folder can have several names, and a link can lead back up.
            status = path.stat()
            if (status.st_dev, status.st_ino) in entered:
                continue
            entered.add((status.st_dev, status.st_ino))
            children = [child for child in path.iterdir() if not child.name.startswith(".")]
        except OSError as error:
            yield Unreadable(_shown(path), reason_of(error))
            continue
        waiting.extend(sorted(children, reverse=True))


def _found(path: Path) -> Found | Unreadable:
    shown = _shown(path)
    if shown != str(path):
        return Unreadable(shown, "the name is not valid UTF-8; rename the file")
    return Found(shown, os.path.abspath(path), kind_of(path.name))  # noqa: PTH100 - resolve() would follow links


def _shown(path: Path) -> str:
    return os.fsencode(path).decode("utf-8", "replace")


def kind_of(name: str) -> str | None:
    """
    Return the kind of article that a file's name promises.

    >>> kind_of("news.JSONL.gz")
    'jsonl'
    """
    return KINDS.get(Path(name.lower().removesuffix(".gz")).suffix)


def kind_of_content(beginning: bytes) -> str:
    """Return the kind of article that the first bytes of a file tell."""
    text = beginning.removeprefix(b"\xef\xbb\xbf")
    if text.startswith(b"%PDF-"):
        return "pdf"
    if text.lstrip()[:1] in {b"{", b"["}:
        return "jsonl" if _is_json_line(text) else "json"
    if MARKUP.match(text):
        return "html"
    return "markdown" if re.match(rb"---[ \t]*\r?\n", text) else "plain"


def _is_json_line(beginning: bytes) -> bool:
    """Tell whether the first line is a record and others follow."""
    line, line_break, rest = beginning.lstrip().partition(b"\n")
    try:
        return bool(line_break and rest.strip()) and isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


@contextmanager
def open_file(path: str) -> Iterator[BinaryIO]:
    """
    Open a regular file, unpacked if it is gzipped.

    Raises:
        UnreadableError: it is no regular file.
        OSError: it cannot be opened.
    """
    # A pipe or a device would block for ever.
    if not stat.S_ISREG(Path(path).stat().st_mode):
        raise UnreadableError("is not a regular file; pipe its content into `ask index -`", code="other")
    with Path(path).open("rb", buffering=0) as file:
        yield unpacked(file)


def unpacked(stream: BinaryIO | io.RawIOBase) -> BinaryIO:
    """Return the content of *stream*, unpacked if it is gzipped; *stream* itself is left to the caller to close."""
    peekable = io.BufferedReader(stream if isinstance(stream, io.RawIOBase) else _Raw(stream), PEEKED_BYTES)
    if peek(peekable).startswith(b"\x1f\x8b"):
        return io.BufferedReader(gzip.GzipFile(fileobj=peekable), PEEKED_BYTES)
    return peekable


def peek(stream: BinaryIO) -> bytes:
    """
    Return the first bytes of a stream made by `unpacked`, which stay in it.

    Raises:
        UnreadableError: the archive is damaged from its beginning.
    """
    try:
        return stream.peek(PEEKED_BYTES)[:PEEKED_BYTES] if isinstance(stream, io.BufferedReader) else b""
    except DAMAGED:
        raise UnreadableError(DAMAGED_ARCHIVE, code="archive") from None


def read_whole(stream: BinaryIO) -> bytes:
    """
    Return all of *stream*.

    Raises:
        UnreadableError: it is longer than MAX_BYTES, or the archive is damaged.
    """
    try:
        content = stream.read(MAX_BYTES + 1)
    except DAMAGED:
        raise UnreadableError(DAMAGED_ARCHIVE, code="archive") from None
    if len(content) > MAX_BYTES:
        limit = MAX_BYTES // 1_000_000
        raise UnreadableError(f"is larger than {limit} MB; split it, or save it as .jsonl", code="large", limit=limit)
    return content


def read_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | UnreadableError]]:
    """Yield each line of *stream* with its number, from 1; a damaged archive ends it with the reason."""
    n = 0
    try:
        while line := stream.readline(MAX_LINE_BYTES + 1):
            n += 1
            if len(line) <= MAX_LINE_BYTES:
                yield n, line
            else:
                _skip_line(stream)
                limit = MAX_LINE_BYTES // 1_000_000
                yield n, UnreadableError(f"the line is longer than {limit} MB; split it", code="long_line", limit=limit)
    except DAMAGED:
        yield n + 1, UnreadableError(DAMAGED_ARCHIVE, code="archive")


def _skip_line(stream: BinaryIO) -> None:
    while (rest := stream.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
        pass


class _Raw(io.RawIOBase):
    """A raw stream over any binary stream, so that its beginning can be peeked at."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed allows any buffer
        content = self._stream.read(len(buffer))
        buffer[: len(content)] = content
        return len(content)
