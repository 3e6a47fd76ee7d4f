"""All that is kept of one person deleted at once: their questions, the votes of all on these, and their own votes."""

from dataclasses import dataclass
from pathlib import Path

from bot.records.database import Database

OWN_VOTES = "DELETE FROM votes WHERE user = ?"
VOTES_ON_THEIRS = "DELETE FROM votes WHERE number IN (SELECT number FROM questions WHERE user = ?)"
OWN_QUESTIONS = "DELETE FROM questions WHERE user = ?"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much there was."""

    questions: int
    votes: int
    """The person's own; those of others on their questions, which hold the questions' text, are not counted."""


def forget(home: Path, user: str) -> Forgotten:
    """
    Delete all that is kept of *user* under *home*, or, where that fails, nothing of it.

    Raises:
        StorageError: the disk refused, or another process did not finish its writing.
        SettingsError: the file is damaged.
    """
    votes, _, questions = Database(home).change_together(OWN_VOTES, VOTES_ON_THEIRS, OWN_QUESTIONS, parameters=(user,))
    return Forgotten(questions, votes)
