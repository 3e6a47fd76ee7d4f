"""`ask batch`: many questions, one JSON answer a line, in order, each written as it is ready."""

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Unpack

from bot.errors import BotError, ExitCode, UsageError
from bot.frontends.options import QuestionOptions, filters_of
from bot.frontends.questions import open_pipeline
from bot.frontends.render import error_to_json, to_json
from bot.frontends.terminal import print_json, progress_bar
from bot.pipeline import Pipeline
from bot.types import Filters

LINE_LIMIT_BYTES = 1_000_000
ECHOED_CHARACTERS = 1000  # of a line that is no object, in its error


def answer_batch(file: str, **options: Unpack[QuestionOptions]) -> int:
    """Answer every line of *file*; a bad line yields an error in its place, and exit 6 at the end."""
    filters = filters_of(options)
    with _opened(file) as stream, open_pipeline(writing="wanted") as pipeline, progress_bar() as bar:
        failed = answered = 0
        total = _count_lines(stream)
        for number, line in enumerate(_lines(stream), 1):
            if line.strip():
                result = _answer_line(pipeline, line, number, filters, options["passages"])
                print_json(result)
                failed += "error" in result
                answered += 1
            bar.show("questions", number, max(total, number))
    return ExitCode.PARTLY if failed else ExitCode.DONE


def _answer_line(pipeline: Pipeline, line: bytes, number: int, filters: Filters, k: int | None) -> dict[str, Any]:
    given: str | dict[str, Any] = line.decode("utf-8-sig", errors="replace").strip()[:ECHOED_CHARACTERS]
    try:
        given = _parse_line(line)
        answer = asyncio.run(pipeline.ask(_question_of(given), filters=filters, k=k))
    except BotError as error:
        return {**error_to_json(error), "line": number, "input": given}
    return {**to_json(answer), **({"input": given} if isinstance(given, dict) else {})}


def _question_of(given: str | dict[str, Any]) -> str:
    question = given["question"] if isinstance(given, dict) and "question" in given else given
    if not isinstance(question, str):
        raise UsageError('The object has no "question" that is a string; add one.')
    return question


def _parse_line(line: bytes) -> str | dict[str, Any]:
    """Return the question, or the object that holds it and comes back under "input"."""
    if len(line) > LINE_LIMIT_BYTES:
        raise UsageError(f"The line is longer than {LINE_LIMIT_BYTES} bytes; a question is a line of its own.")
    try:
        text = line.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise UsageError(
            f"The line is not UTF-8 ({error.reason} at byte {error.start}); save the file as UTF-8."
        ) from None
    if not text.startswith("{"):
        return text
    try:
        value: dict[str, Any] = json.loads(text)
        json.dumps(value, allow_nan=False)  # it has to come back as JSON, which has neither NaN nor Infinity
    except (ValueError, RecursionError) as error:
        raise UsageError(f"The line begins like a JSON object but is none ({error}); mend or quote it.") from None
    return value


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = Path(file).open("rb")  # noqa: SIM115 - closed below; what fails inside the block is not this file's fault
    except OSError as error:
        raise UsageError(f"The file {file!r} cannot be read ({error.strerror}); name a file of questions.") from None
    with stream:
        yield stream


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the lines; of one that never ends, no more than is needed to refuse it, the rest passed over."""
    while line := stream.readline(LINE_LIMIT_BYTES + 2):
        yield line
        while len(line) > LINE_LIMIT_BYTES and not line.endswith(b"\n"):
            line = stream.readline(LINE_LIMIT_BYTES + 2)


def _count_lines(stream: BinaryIO) -> int:
    """Count the lines that follow, for the progress bar; 0 where they can be read only once."""
    if not stream.seekable():
        return 0
    start = stream.tell()
    total = sum(1 for _ in _lines(stream))
    stream.seek(start)
    return total
