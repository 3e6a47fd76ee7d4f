"""
The past questions: when, where, by whom and in which conversation each was asked, and its whole answer.

They are taken and returned as plain values: what the JSON of an answer holds is the renderers' affair.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from bot.errors import SettingsError, UsageError
from bot.records.database import READ_AT_ONCE, Database, Row, to_bytes, to_stamp

Surface = Literal["cli", "chat", "discord"]

LARGEST = 2**63 - 1  # SQLite's integers end there
COLUMNS = "number, asked, surface, conversation, question, understood_as, answer, user"
ADD = (
    "INSERT INTO questions (asked, surface, conversation, question, understood_as, answer, user) "
    "VALUES (?, ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), ?)"
)
OF_CONVERSATION = f"SELECT {COLUMNS} FROM questions WHERE conversation = ? ORDER BY number DESC LIMIT ?"  # noqa: S608 - constants alone
# Only this machine's own: `ask --continue` must not go on from what somebody asked on Discord.
OF_LAST_CONVERSATION = (
    f"SELECT {COLUMNS} FROM questions WHERE conversation = "  # noqa: S608 - constants alone
    "(SELECT conversation FROM questions WHERE surface IN ('cli', 'chat') ORDER BY number DESC LIMIT 1) "
    "ORDER BY number DESC LIMIT ?"
)
AFTER = f"SELECT {COLUMNS} FROM questions WHERE number > ? ORDER BY number LIMIT ?"  # noqa: S608 - constants alone


@dataclass(frozen=True, slots=True)
class Record:
    """A past question."""

    number: int
    """Counted from 1; none comes again, for votes and the buttons below answers go by it."""
    asked: datetime
    """In UTC, to the millisecond."""
    surface: Surface
    conversation: str
    """Shared by the questions of one sitting at the terminal, or of one person or thread on Discord."""
    question: str
    understood_as: str | None
    answer: dict[str, Any]
    """The wire format of every surface."""
    user: str | None = None
    """A made-up name that stands for one person (`bot.records.users`); None on the terminal."""


class Records:
    """The past questions under *home*; those older than *days* are deleted when the next is kept."""

    def __init__(self, home: Path, *, days: int) -> None:
        self._database = Database(home)
        self._kept_for = timedelta(days=days)

    @property
    def path(self) -> Path:
        """The file they are kept in."""
        return self._database.path

    def add(
        self,
        *,
        surface: Surface,
        conversation: str,
        question: str,
        understood_as: str | None,
        answer: Mapping[str, Any],
        asked: datetime | None = None,
        user: str | None = None,
    ) -> int:
        """
        Keep a question with its answer, *asked* now where no time is given, and return its number.

        Raises:
            StorageError: the disk refused, or another process did not finish its writing.
            SettingsError: the file is damaged.
        """
        asked = asked or datetime.now(UTC)
        told = json.dumps(answer, ensure_ascii=False)
        texts = (to_bytes(question), to_bytes(understood_as), to_bytes(told))
        with self._database.writing() as connection:
            connection.execute("DELETE FROM questions WHERE asked < ?", (to_stamp(asked - self._kept_for),))
            row = (to_stamp(asked), surface, conversation, *texts, user)
            return int(connection.execute(ADD, row).lastrowid or 0)

    def past(self) -> Iterator[Record]:
        """
        Yield every question, the oldest first.

        Raises:
            StorageError: the file cannot be read.
            SettingsError: it is damaged.
        """
        last = 0
        while page := self._database.select(_to_record, AFTER, last, READ_AT_ONCE):
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
        found = self._database.select(_to_record, AFTER, number - 1, 1) if 0 < number <= LARGEST else []
        if not found or found[0].number != number:
            raise UsageError(f"There is no past question {number}; `ask log` lists those there are.")
        return found[0]

    def conversation(self, conversation: str, limit: int) -> tuple[Record, ...]:
        """
        Return the last questions, at most *limit*, of a conversation, in order.

        Raises:
            StorageError: the file cannot be read.
            SettingsError: it is damaged.
        """
        return tuple(reversed(self._database.select(_to_record, OF_CONVERSATION, conversation, limit)))

    def last_conversation(self, limit: int) -> tuple[Record, ...]:
        """
        Return the last questions, at most *limit*, of the conversation that this machine's last question belongs to.

        They are in order, and what was asked on Discord is not among them.

        Raises:
            StorageError: the file cannot be read.
            SettingsError: it is damaged.
        """
        return tuple(reversed(self._database.select(_to_record, OF_LAST_CONVERSATION, limit)))

    def clear(self) -> int:
        """
        Delete every question and return how many there were; votes stay, and so does the last number.

        A file that is damaged is deleted whole, votes included, and counts none.

        Raises:
            StorageError: the disk refused, or another process did not finish its writing.
        """
        try:
            # Counting goes on where it was, or a vote on an earlier answer would be taken for one on a new answer.
            return self._database.change("DELETE FROM questions")
        except SettingsError:
            self._database.delete()
            return 0


def _to_record(row: Row) -> Record:
    number, asked, surface, conversation, question, understood_as, answer, user = row
    told = json.loads(answer)
    return Record(number, datetime.fromisoformat(asked), surface, conversation, question, understood_as, told, user)
