"""
Files of questions as JSON objects that know where they stand, so that whatever is wrong with one can be told.

Every message is one sentence: the file and the line, what is wrong there, what to do.
"""

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import UsageError
from bot.ingestion.files import DAMAGED, open_file
from bot.ingestion.reasons import UnreadableError

MAX_BYTES = 300_000_000  # of one file, unpacked; it is held in memory
SHOWN = 60  # characters of a value in a message

# What a key takes, by the Python type that JSON makes of it.
KINDS: dict[type, str] = {
    str: "a string",
    bool: "true or false",
    int: "a whole number",
    list: "a list",
    dict: "an object",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A JSON object and its *place*: the file, and the line or the path within it."""

    place: str
    values: dict[str, Any]

    def get(self, key: str, kind: type) -> Any:  # noqa: ANN401 - the value of *kind*, which the caller names
        """
        Return the value of *key*.

        Raises:
            UsageError: the key is missing, or its value is of another type.
        """
        if key not in self.values:
            raise UsageError(f"{self.place} has no {key!r}; add it: {KINDS[kind]}.")
        return self._checked(key, self.values[key], kind)

    def text(self, key: str) -> str:
        """
        Return the string under *key*.

        Raises:
            UsageError: it is missing, blank, or no string.
        """
        return str(self.get(key, str))

    def text_or_none(self, key: str) -> str | None:
        """Return the string under *key*, None where it is missing, null or empty."""
        return None if self.values.get(key) in (None, "") else self.text(key)

    def texts(self, key: str) -> tuple[str, ...]:
        """
        Return the list of strings under *key*, in which each comes once.

        Raises:
            UsageError: it is missing, no list, or holds what is blank or no string.
        """
        return tuple(dict.fromkeys(self.items(key, str)))

    def items(self, key: str, kind: type) -> list[Any]:
        """
        Return the list under *key*, every item of which is of *kind*.

        Raises:
            UsageError: it is missing, no list, or holds something else.
        """
        return [self._checked(f"{key}[{n}]", item, kind) for n, item in enumerate(self.get(key, list))]

    def rows(self, key: str) -> list["Row"]:
        """
        Return the objects in the list under *key*.

        Raises:
            UsageError: it is missing, no list, or holds something else.
        """
        joint = "." if ": " in self.place else ": "
        return [Row(f"{self.place}{joint}{key}[{n}]", item) for n, item in enumerate(self.items(key, dict))]

    def error(self, problem: str) -> UsageError:
        """Return an error to raise; *problem* follows the place and a colon."""
        return UsageError(f"{self.place}: {problem}")

    def _checked(self, key: str, value: object, kind: type) -> Any:  # noqa: ANN401 - as in `get`
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.error(f"{key!r} is {shown(value)}; make it {KINDS[kind]}.")
        if isinstance(value, str):
            self._check_text(key, value)
        return value

    def _check_text(self, key: str, value: str) -> None:
        if not value.strip():
            raise self.error(f"{key!r} is blank; write it, or leave it out with what it belongs to.")
        try:
            value.encode()
        except UnicodeEncodeError:
            raise self.error(f"{key!r} holds half of a character (a lone surrogate); write it whole.") from None


def shown(value: object) -> str:
    """
    Return a value as JSON, cut where it is long; a string stays between its quotation marks.

    >>> shown([1, None]), shown("long " * 13)
    ('[1, null]', '"long long long long long long long long long long long lo…"')
    """
    try:
        text = json.dumps(value)
    except RecursionError:  # what could just be read may be nested too deeply to be written
        text = f"{type(value).__name__} within {type(value).__name__} many times over"
    if len(text) <= SHOWN:
        return text
    return _cut(value) if isinstance(value, str) else f"{text[: SHOWN - 1]}…"


def read_file(path: Path) -> bytes:
    """
    Return the content of a file, unpacked if it is gzipped.

    Raises:
        UsageError: it is not there, no file, too large, damaged, or may not be read.
    """
    try:
        if not path.is_file():
            raise UsageError(f"{path} {_no_file(path)}; name a file of questions with --gold.")
        with open_file(str(path)) as stream:
            content = stream.read(MAX_BYTES + 1)
    except (*DAMAGED, UnreadableError):
        raise UsageError(f"{path} is a gzip archive that is damaged or cut off; fetch it again.") from None
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from None
    if len(content) > MAX_BYTES:
        raise UsageError(f"{path} is larger than {MAX_BYTES // 1_000_000} MB; split it.")
    return content


def unreadable(path: Path, error: Exception) -> UsageError:
    """Return what the system says of a path, as an error to raise."""
    reason = getattr(error, "strerror", None) or error
    return UsageError(f"{shown(str(path))} cannot be read ({reason}); check the path and that you may read it.")


def read_rows(path: Path) -> Iterator[Row]:
    """
    Yield the JSON object of each line of a file that holds anything.

    Raises:
        UsageError: the file cannot be read or is empty, or a line is no JSON object.
    """
    is_empty = True
    for n, line in _lines(read_file(path)):
        is_empty = False
        yield parse_row(f"{path}:{n}", line)
    if is_empty:
        raise UsageError(f"{path} is empty; write a question into it, one JSON object a line.")


def parse_row(place: str, line: bytes) -> Row:
    """
    Read a JSON object.

    Raises:
        UsageError: it is none, or not UTF-8.
    """
    value = parse_json(place, line)
    if not isinstance(value, dict):
        raise UsageError(f"{place} is {shown(value)}, not a JSON object; write one object a line.")
    return Row(place, value)


def parse_json(place: str, content: bytes) -> object:
    """
    Read JSON.

    Raises:
        UsageError: it is none, or not UTF-8.
    """
    try:
        return json.loads(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise UsageError(f"{place} is not text in UTF-8; save the file as UTF-8.") from None
    except json.JSONDecodeError as error:
        spot = f"column {error.colno}" if error.lineno == 1 else f"line {error.lineno}"
        raise UsageError(f"{place} is not JSON ({error.msg} at {spot}); mend it.") from None
    except (ValueError, RecursionError):
        raise UsageError(f"{place} is not JSON that can be read: its numbers or its nesting go too far.") from None


def check_once(rows: Sequence[Row], key: str) -> None:
    """
    See to it that no two rows have the same value of *key*.

    Raises:
        UsageError: two have.
    """
    first: dict[str, str] = {}
    for row in rows:
        value = row.text(key)
        if value in first:
            raise row.error(f"the {key} {value!r} was given at {first[value]} before; give this one its own.")
        first[value] = row.place


def _cut(text: str) -> str:
    """Return as much of a long string as there is room for, in JSON; no escaped character is cut in two."""
    texts = (json.dumps(text[:n]) for n in range(SHOWN, -1, -1))
    return f'{next(text for text in texts if len(text) < SHOWN)[:-1]}…"'


def _no_file(path: Path) -> str:
    if path.is_dir():
        return "is a folder that holds no set of questions"
    return "is no regular file" if path.exists() else "is not there"


def _lines(content: bytes) -> Iterator[tuple[int, bytes]]:
    content = content.removeprefix(b"\xef\xbb\xbf")
    for n, line in enumerate(io.BytesIO(content), 1):
        if line.strip():
            yield n, line
