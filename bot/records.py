"""
The record of past questions: when, where and in which conversation each was asked, and its whole answer.

One SQLite file under ASK_HOME, which several processes read and write at once. It takes and returns plain values:
what the JSON of an answer holds is the renderers' affair. Nothing is made on disk before the first question is kept.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from bot.disk import disk_refusals_told, make_private
from bot.errors import BotError, SettingsError, StorageError, UsageError

Surface = Literal["cli", "chat"]

FILE = "records.sqlite3"
VERSION = 1
LARGEST = 2**63 - 1  # SQLite's integers end there
WAIT_SECONDS = 5.0  # for another process to finish its writing, which takes milliseconds
READ_AT_ONCE = 100  # records; a reader that takes its time (`ask log | less`) must hold no lock meanwhile
TABLE = (
    "CREATE TABLE questions (number INTEGER PRIMARY KEY AUTOINCREMENT, asked TEXT NOT NULL, surface TEXT NOT NULL, "
    "conversation TEXT NOT NULL, question TEXT NOT NULL, understood_as TEXT, answer TEXT NOT NULL)"
)
LAYOUT = (
    TABLE,
    "CREATE INDEX questions_by_time ON questions (asked)",
    "CREATE INDEX questions_by_conversation ON questions (conversation)",
    f"PRAGMA user_version = {VERSION}",
)
COLUMNS = "number, asked, surface, conversation, question, understood_as, answer"
# Text goes in as bytes, for Python's own way refuses lone surrogates, which an article may hold.
ADD = (
    "INSERT INTO questions (asked, surface, conversation, question, understood_as, answer) "
    "VALUES (?, ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT))"
)
OF_LAST_CONVERSATION = (
    f"SELECT {COLUMNS} FROM questions WHERE conversation = "  # noqa: S608 - constants alone
    "(SELECT conversation FROM questions ORDER BY number DESC LIMIT 1) ORDER BY number DESC LIMIT ?"
)
AFTER = f"SELECT {COLUMNS} FROM questions WHERE number > ? ORDER BY number LIMIT ?"  # noqa: S608 - constants alone
REFUSED = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH})
BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


@dataclass(frozen=True, slots=True)
class Record:
    """A past question."""

    number: int
    """Counted from 1; a number comes again only after everything was deleted."""
    asked: datetime
    """In UTC, to the millisecond."""
    surface: Surface
    conversation: str
    question: str
    understood_as: str | None
    answer: dict[str, Any]
    """The wire format of every surface."""


class Records:
    """The past questions under *home*; those older than *days* are deleted when the next is kept."""

    def __init__(self, home: Path, *, days: int) -> None:
        self.path = home / FILE
        self._kept_for = timedelta(days=days)

    def add(
        self,
        *,
        surface: Surface,
        conversation: str,
        question: str,
        understood_as: str | None,
        answer: Mapping[str, Any],
        asked: datetime | None = None,
    ) -> int:
        """
        Keep a question with its answer, *asked* now where no time is given, and return its number.

        Raises:
            StorageError: the disk refused, or another process did not finish its writing.
            SettingsError: the file is damaged.
        """
        asked = asked or datetime.now(UTC)
        told = json.dumps(answer, ensure_ascii=False)
        row = (_stamp(asked), surface, conversation, _bytes(question), _bytes(understood_as), _bytes(told))
        with self._refusals_told("written"):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            make_private(self.path)  # SQLite would make it as the umask says
            with self._writing() as connection:
                connection.execute("DELETE FROM questions WHERE asked < ?", (_stamp(asked - self._kept_for),))
                return int(connection.execute(ADD, row).lastrowid or 0)

    def past(self) -> Iterator[Record]:
        """
        Yield every question, the oldest first.

        Raises:
            StorageError: the file cannot be read.
            SettingsError: it is damaged.
        """
        last = 0
        while page := self._select(AFTER, last, READ_AT_ONCE):
            yield from page
            last = page[-1].number

    def record(self, number: int) -> Record:
        """
        Return one question.

        Raises:
            UsageError: there is none of that number.
            StorageError: the file cannot be read.
            SettingsError: it is damaged.
        """
        found = self._select(AFTER, number - 1, 1) if 0 < number <= LARGEST else []
        if not found or found[0].number != number:
            raise UsageError(f"There is no past question {number}; `ask log` lists those there are.")
        return found[0]

    def last_conversation(self, limit: int) -> tuple[Record, ...]:
        """
        Return the last questions, at most *limit*, of the conversation that the last question belongs to, in order.

        Raises:
            StorageError: the file cannot be read.
            SettingsError: it is damaged.
        """
        return tuple(reversed(self._select(OF_LAST_CONVERSATION, limit)))

    def clear(self) -> int:
        """
        Delete every question and return how many there were; a file that is damaged is deleted whole, and counts none.

        Raises:
            StorageError: the disk refused, or another process did not finish its writing.
        """
        if not self._is_there():
            return 0
        try:
            with self._refusals_told("written"), self._writing() as connection:
                connection.execute("DELETE FROM sqlite_sequence")
                return connection.execute("DELETE FROM questions").rowcount
        except SettingsError:
            with self._refusals_told("written"):
                self.path.with_name(f"{FILE}-journal").unlink(missing_ok=True)  # it would be played into the next file
                self.path.unlink()
            return 0

    def _select(self, statement: str, *parameters: int) -> list[Record]:
        with self._refusals_told("read"):
            if not self._is_there():
                return []
            with closing(self._connect()) as connection:
                if not _version(connection):
                    return []  # made by a process that was stopped before it wrote
                self._check_version(connection)
                try:
                    return [_record_of(row) for row in connection.execute(statement, parameters).fetchall()]
                except (ValueError, TypeError) as error:
                    raise self._damaged() from error

    def _is_there(self) -> bool:
        with self._refusals_told("read"):
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
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection that is the one writer, and keep what the block did, or nothing of it."""
        with closing(self._connect()) as connection:
            connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten, not only forgotten
            connection.execute("PRAGMA auto_vacuum = FULL")  # taken by a new file alone: it shrinks again
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                if not _version(connection):
                    for statement in LAYOUT:
                        connection.execute(statement)
                self._check_version(connection)
                yield connection

    def _check_version(self, connection: sqlite3.Connection) -> None:
        if _version(connection) > VERSION:
            raise SettingsError(
                f"The record of past questions {self.path} was written by a newer release of ask; install that one, "
                "or delete the record with `ask log --clear`."
            )

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
            f"The record of past questions {self.path} is damaged; move it away, or delete it with `ask log --clear`."
        )


def _version(connection: sqlite3.Connection) -> int:
    """Return the version of the file's layout; 0 of an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _record_of(row: tuple[int, str, Surface, str, str, str | None, str]) -> Record:
    number, asked, surface, conversation, question, understood_as, answer = row
    told = json.loads(answer)
    return Record(number, datetime.fromisoformat(asked), surface, conversation, question, understood_as, told)


def _stamp(time: datetime) -> str:
    """
    Return a time in UTC, of one form, so that the texts sort as the times do.

    >>> _stamp(datetime.fromisoformat("2023-09-16T14:30+02:00"))
    '2023-09-16T12:30:00.000+00:00'
    """
    return time.astimezone(UTC).isoformat(timespec="milliseconds")


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode("utf-8", "surrogatepass")


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogatepass")
