"""What an adapter makes of its files, and the pieces that several adapters share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.answering import plain_question
from bot.errors import UsageError
from bot.evaluation.rows import Row, shown
from bot.ingestion.canonical import canonical
from bot.ingestion.naming import given_id
from bot.types import QUESTION_LIMIT, Article, GoldQuestion


@dataclass(frozen=True, slots=True)
class Material:
    """Questions, the articles that come with them, and which of these each question was written for."""

    questions: Sequence[GoldQuestion]
    articles: Sequence[Article]
    own: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Ids of articles by id of question, where they are known of a question that they do not answer."""
    places: Mapping[str, str] = field(default_factory=dict)
    """File and line by id of question, where the questions are the user's own to mend."""


def beside(path: Path, name: str, holds: str) -> Path:
    """
    Return the file *name*, which may be gzipped, in the folder of *path*; *holds* says what is in it.

    Raises:
        UsageError: it is not there.
    """
    found = found_beside(path, name)
    if found is None:
        raise UsageError(f"{path.parent / name} is not there; put the {holds} of the set there, beside {path.name}.")
    return found


def found_beside(path: Path, name: str) -> Path | None:
    """Return the file *name*, which may be gzipped, in the folder of *path*, or None."""
    files = (path.parent / f"{name}.gz", path.parent / name)
    return next((file for file in files if file.exists()), None)


def question_in(row: Row, key: str) -> str:
    """
    Return a question as it was typed.

    Raises:
        UsageError: no pipeline would take it.
    """
    question = row.text(key)
    try:
        plain_question(question)
    except UsageError:
        limit = f"write a question of at most {QUESTION_LIMIT} characters"
        raise row.error(f"{key!r} is {shown(question)}, which cannot be asked; {limit}.") from None
    return question


def id_in(row: Row, key: str) -> str:
    """
    Return an article's id as the index takes it.

    Raises:
        UsageError: nothing of it can be used.
    """
    article_id = given_id(row.text(key))
    if not article_id:
        raise row.error(f"{key!r} has no character that an id can hold; use letters and digits.")
    return article_id


def text_in(row: Row, key: str) -> str:
    """
    Return an article's text in canonical form.

    Raises:
        UsageError: there is none.
    """
    text = canonical(row.text(key))
    if not text:
        raise row.error(f"{key!r} holds no text that can be seen; write it, or leave the article out.")
    return text


def title_in(row: Row, key: str) -> str:
    """Return an article's title on one line, "" where there is none."""
    return " ".join(canonical(row.text_or_none(key) or "").split("\n"))
