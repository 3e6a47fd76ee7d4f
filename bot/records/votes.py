"""The votes on answers: one of each person on each answer, kept with the question and the answer until deleted."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from bot.records.database import READ_AT_ONCE, Database, Row, to_bytes, to_stamp

Choice = Literal[1, -1]

CAST = (
    "INSERT OR REPLACE INTO votes (number, user, vote, reason, voted, question, answer, generation) VALUES (?, ?, ?, "
    "COALESCE(CAST(? AS TEXT), (SELECT reason FROM votes WHERE number = ? AND user = ? AND vote = ?)), "
    "?, CAST(? AS TEXT), CAST(? AS TEXT), ?)"
)
AFTER = (
    "SELECT place, number, user, vote, reason, voted, question, answer, generation FROM votes "
    "WHERE place > ? ORDER BY place LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Vote:
    """What a person thinks of an answer."""

    number: int
    """That of the question, which may be no more among the past questions."""
    user: str
    """A made-up name that stands for one person (`bot.records.users`)."""
    vote: Choice
    """1: good; -1: bad."""
    reason: str | None
    voted: datetime
    """In UTC, to the millisecond."""
    question: str
    answer: dict[str, Any]
    """The wire format of every surface."""
    generation: int
    """That of the index which was asked."""


class Votes:
    """The votes under *home*."""

    def __init__(self, home: Path) -> None:
        self._database = Database(home)

    def cast(
        self,
        number: int,
        user: str,
        vote: Choice,
        *,
        reason: str | None = None,
        question: str,
        answer: Mapping[str, Any],
        generation: int,
        voted: datetime | None = None,
    ) -> None:
        """
        Keep a vote, *voted* now where no time is given; it replaces the user's earlier vote on the same answer.

        A reason given earlier stays for as long as the vote is the same and no other reason is given.

        Raises:
            StorageError: the disk refused, or another process did not finish its writing.
            SettingsError: the file is damaged.
        """
        told = json.dumps(answer, ensure_ascii=False)
        before = (number, user, vote)
        texts = (to_stamp(voted or datetime.now(UTC)), to_bytes(question), to_bytes(told))
        with self._database.writing() as connection:
            connection.execute(CAST, (number, user, vote, to_bytes(reason), *before, *texts, generation))

    def past(self) -> Iterator[Vote]:
        """
        Yield every vote, the oldest first; one that replaced another is as old as its last change.

        Raises:
            StorageError: the file cannot be read.
            SettingsError: it is damaged.
        """
        last = 0
        while page := self._database.select(_to_place_and_vote, AFTER, last, READ_AT_ONCE):
            yield from (vote for _, vote in page)
            last = page[-1][0]

    def clear(self) -> int:
        """
        Delete every vote and return how many there were; the past questions stay.

        Raises:
            StorageError: the disk refused, or another process did not finish its writing.
            SettingsError: the file is damaged; it is not deleted, for the questions are in it too.
        """
        return self._database.change("DELETE FROM votes")


def _to_place_and_vote(row: Row) -> tuple[int, Vote]:
    place, number, user, vote, reason, voted, question, answer, generation = row
    told = json.loads(answer)
    return place, Vote(number, user, vote, reason, datetime.fromisoformat(voted), question, told, generation)
