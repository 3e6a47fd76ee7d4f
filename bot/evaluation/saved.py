"""Runs as files: plain JSON with a schema number, every float as it is, written whole or not at all."""

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.disk import write_durably
from bot.errors import StorageError, UsageError
from bot.evaluation.run import Outcome, Run

SCHEMA = 1  # raise it when a reader of older files would misread newer ones


def run_to_json(run: Run) -> dict[str, Any]:
    """Return the run as plain values, which `json.dumps` takes."""
    plain: dict[str, Any] = _runs().dump_python(run, mode="json")
    return plain


def save_run(run: Run, path: Path) -> None:
    """
    Write the run so that the file holds all of it, or what it held before.

    Raises:
        UsageError: a file cannot be there.
        StorageError: the disk refused.
    """
    content = _encoded({"schema": SCHEMA, "run": run_to_json(run)}) + b"\n"
    check_writable(path)
    try:
        write_durably(path, content)
    except OSError as error:
        raise _refused(path, error) from error


def load_run(path: Path) -> Run:
    """
    Read a run that `save_run` wrote.

    Raises:
        UsageError: there is none, or it cannot be read.
    """
    try:
        kept = _decoded(path.read_bytes())
    except FileNotFoundError:
        raise UsageError(f"There is no saved run {path}; `ask eval --save {path}` writes one.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}); name a file that --save wrote.") from error
    except (ValueError, RecursionError) as error:
        raise _no_run(path) from error
    schema = kept.get("schema") if isinstance(kept, dict) else None
    if not isinstance(schema, int) or not isinstance(kept.get("run"), dict):
        raise _no_run(path)
    if schema > SCHEMA:
        raise UsageError(f"{path} was saved by a later version (schema {schema}, not {SCHEMA}); update, or run again.")
    try:
        return _runs().validate_python(kept["run"])
    except (ValidationError, RecursionError) as error:
        raise _no_run(path) from error


def check_writable(path: Path) -> None:
    """
    Find out, without leaving a trace, whether a file can be written there.

    Raises:
        UsageError: *path* is a folder or a device, or its folder is not there.
        StorageError: the disk refuses.
    """
    try:
        if path.exists() and not path.is_file():
            raise UsageError(f"{path} is not a file; name one to write to.")
        if not path.parent.is_dir():
            raise UsageError(f"There is no folder {path.parent}; make it, or write elsewhere.")
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}.", suffix=".tmp"):
            pass  # beside it, as `write_durably` does: replacing a file takes the right to write its folder
    except OSError as error:
        raise _refused(path, error) from error


def outcome_to_line(outcome: Outcome) -> bytes:
    """Return the outcome as one line of JSON, with its line break."""
    return _encoded(_outcomes().dump_python(outcome, mode="json")) + b"\n"


def outcome_of_line(line: bytes) -> Outcome:
    """
    Return the outcome that a line holds.

    Raises:
        ValueError: it is not a whole one.
    """
    return _outcomes().validate_python(_decoded(line))


@cache
def _runs() -> TypeAdapter[Run]:
    return TypeAdapter(Run)


@cache
def _outcomes() -> TypeAdapter[Outcome]:
    return TypeAdapter(Outcome)


def _encoded(values: object) -> bytes:
    # Not by pydantic: it writes no lone surrogate, which a question may hold, and null for what is not a number.
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _decoded(content: bytes) -> Any:  # noqa: ANN401  # whatever a file holds
    return json.loads(content.decode("utf-8", "surrogatepass"))


def _no_run(path: Path) -> UsageError:
    return UsageError(f"{path} is no saved run, or a part of one; name a file that `ask eval --save` wrote.")


def _refused(path: Path, error: OSError) -> StorageError:
    return StorageError(f"{path} cannot be written ({error.strerror or error}); write elsewhere, or make room for it.")
