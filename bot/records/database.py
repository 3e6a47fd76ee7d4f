"""
The file of past questions and votes: its layout, its one writer at a time, and its refusals told in a sentence.

One SQLite file under ASK_HOME, which several processes read and write at once. Nothing is made on disk before
something is first kept. A file of an older layout is brought up to date when it is next written, and can be read
before that; one of a newer layout is refused.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any, Literal, TypeVar

from bot.disk import disk_refusals_told, make_private
from bot.errors import BotError, SettingsError, StorageError

Row = tuple[Any, ...]
Value = TypeVar("Value")

FILE = "records.sqlite3"
WAIT_SECONDS = 5.0  # for another process to finish its writing, which takes milliseconds
READ_AT_ONCE = 100  # rows; a reader that takes its time (`ask log | less`) must hold no lock meanwhile
QUESTIONS = (
    "CREATE TABLE questions (number INTEGER PRIMARY KEY AUTOINCREMENT, asked TEXT NOT NULL, surface TEXT NOT NULL, "
    "conversation TEXT NOT NULL, question TEXT NOT NULL, understood_as TEXT, answer TEXT NOT NULL)"
)
# No foreign key: a vote outlives its question. `place` orders the votes; a vote that replaces another goes to the end.
VOTES = (
    "CREATE TABLE votes (place INTEGER PRIMARY KEY AUTOINCREMENT, number INTEGER NOT NULL, user TEXT NOT NULL, "
    "vote INTEGER NOT NULL, reason TEXT, voted TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL, "
    "generation INTEGER NOT NULL, UNIQUE (number, user))"
)
# The n-th leads from version n - 1 to version n of the layout; a new file goes through all of them.
STEPS = (
    (
        QUESTIONS,
        "CREATE INDEX questions_by_time ON questions (asked)",
        "CREATE INDEX questions_by_conversation ON questions (conversation)",
    ),
    ("ALTER TABLE questions ADD COLUMN user TEXT", VOTES),
)
VERSION = len(STEPS)
REFUSED = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH})
BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


class Database:
    """
    The file under *home*.

    Whatever its methods are called for, they raise StorageError where the disk refuses or another process does not
    finish its writing, and SettingsError where the file is damaged or of a newer release.
    """

    def __init__(self, home: Path) -> None:
        self.path = home / FILE

    def select(self, make: Callable[[Row], Value], statement: str, *parameters: int | str) -> list[Value]:
        """Return what *make* makes of each row; of a file that is not there, nothing."""
        with self._refusals_told("read"):
            if not self._is_there():
                return []
            with closing(self._connect()) as connection:
                if not self._version_of(connection):
                    return []  # made by a process that was stopped before it wrote
                try:
                    with self._up_to_date(connection) as newest:
                        return [make(row) for row in newest.execute(statement, parameters).fetchall()]
                except (ValueError, TypeError) as error:
                    raise self._damaged() from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection that is the one writer, and keep what the block did, or nothing of it."""
        with self._refusals_told("written"):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            make_private(self.path)  # SQLite would make it as the umask says
            with closing(self._connect()) as connection:
                connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten, not only forgotten
                connection.execute("PRAGMA auto_vacuum = FULL")  # taken by a new file alone: it shrinks again
                with connection:
                    connection.execute("BEGIN IMMEDIATE")
                    _bring_up_to_date(connection, self._version_of(connection))
                    yield connection

    def change(self, statement: str) -> int:
        """Carry out one statement and return how many rows it changed; of a file that is not there, none."""
        return self.change_together(statement)[0]

    def change_together(self, *statements: str, parameters: tuple[int | str, ...] = ()) -> list[int]:
        """Carry out statements of the same *parameters*, all or none; return how many rows each changed."""
        with self._refusals_told("read"):
            if not self._is_there():
                return [0] * len(statements)
        with self.writing() as connection:
            return [connection.execute(statement, parameters).rowcount for statement in statements]

    def delete(self) -> None:
        """Delete the whole file."""
        with self._refusals_told("written"):
            self.path.with_name(f"{FILE}-journal").unlink(missing_ok=True)  # it would be played into the next file
            self.path.unlink()

    def _is_there(self) -> bool:
        try:
            self.path.lstat()
        except FileNotFoundError:
            return False
        return True

    def _connect(self) -> sqlite3.Connection:
        uri = f"{self.path.as_uri()}?mode=rw"  # reading alone where the file cannot be written
        connection = sqlite3.connect(uri, uri=True, timeout=WAIT_SECONDS, isolation_level=None)
        connection.text_factory = _text
        return connection

    @contextmanager
    def _up_to_date(self, connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
        """Yield a connection to read from: where the layout is an older one, to a copy in memory that is not."""
        version = self._version_of(connection)
        if version == VERSION:
            yield connection
            return
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
            copy.text_factory = _text
            connection.backup(copy)
            _bring_up_to_date(copy, version)
            yield copy

    def _version_of(self, connection: sqlite3.Connection) -> int:
        """Return the version of the file's layout; 0 of an empty file."""
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > VERSION:
            raise SettingsError(
                f"The record of past questions {self.path} was written by a newer release of ask; install that one, "
                "or delete the record, votes included, with `ask log --clear`."
            )
        if version < 0:
            raise self._damaged()
        return version

    @contextmanager
    def _refusals_told(self, done: Literal["read", "written"]) -> Iterator[None]:
        """Turn what the disk or SQLite refuses inside the block into one sentence that names the file."""
        try:
            with disk_refusals_told(self.path):
                yield
        except OSError as error:
            problem = f"{self.path} cannot be {done} ({error.strerror})"
            raise StorageError(f"{problem}; move what stands there, or set ASK_HOME.") from error
        except sqlite3.Error as error:
            raise self._error_of(error, done) from error

    def _error_of(self, error: sqlite3.Error, done: Literal["read", "written"]) -> BotError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest tells which kind of it
        if code == sqlite3.SQLITE_FULL:
            return StorageError(f"The disk of {self.path} is full; free some space and run the command again.")
        if code in REFUSED:
            permission = "read" if done == "read" else "write"
            return StorageError(f"{self.path} cannot be {done}; give {permission} permission or set ASK_HOME.")
        if code in BUSY:
            return StorageError(f"Another process is busy with {self.path}; wait until it is done and try again.")
        if code == sqlite3.SQLITE_IOERR:
            return StorageError(f"The disk of {self.path} failed ({error}); see that it is in health and has room.")
        return self._damaged()

    def _damaged(self) -> SettingsError:
        return SettingsError(
            f"The record of past questions {self.path} is damaged; move it away, or delete it, votes included, "
            "with `ask log --clear`."
        )


def _bring_up_to_date(connection: sqlite3.Connection, version: int) -> None:
    if version < VERSION:
        for statement in chain(*STEPS[version:], (f"PRAGMA user_version = {VERSION}",)):
            connection.execute(statement)


def to_stamp(time: datetime) -> str:
    """
    Return a time in UTC, of one form, so that the texts sort as the times do.

    >>> to_stamp(datetime.fromisoformat("2023-09-16T14:30+02:00"))
    '2023-09-16T12:30:00.000+00:00'
    """
    return time.astimezone(UTC).isoformat(timespec="milliseconds")


def to_bytes(text: str | None) -> bytes | None:
    """Return what `CAST(? AS TEXT)` makes the text of: Python refuses lone surrogates, which an article may hold."""
    return None if text is None else text.encode("utf-8", "surrogatepass")


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogatepass")
