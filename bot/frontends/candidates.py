"""
Voted answers as candidates for gold questions: lines in the format of corpus/gold.jsonl, for a person to look through.

What a line says is what the votes let one say, no more. `ask eval --gold` takes it as it is, and reports each of the
four classes apart:

- "answer voted good": answerable, by the quotes it cites and their articles.
- "answer voted bad": as answerable as it was told, by the articles it cites; nothing that it quotes is evidence.
- "abstention voted good": not answerable.
- "abstention voted bad": answerable; its articles are those whose headlines were told as near, a first guess.

An answer is voted good where more people found it good than bad.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.errors import SettingsError
from bot.frontends.render import from_json
from bot.library import digest_of
from bot.records.votes import Choice, Vote
from bot.types import Answer

TextOf = Callable[[str], str | None]
ID_DIGITS = 8  # of the question's hash, which tell two records apart that both count from 1


@dataclass(frozen=True, slots=True)
class Voted:
    """An answer, and what each who voted thinks of it, with the reason, the oldest first."""

    number: int
    answer: Answer
    opinions: list[tuple[Choice, str | None]] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether more people found it good than bad."""
        return sum(choice for choice, _ in self.opinions) > 0


def gather_votes(votes: Iterable[Vote]) -> list[Voted]:
    """
    Return each answer once, by the number of its question, with all that was thought of it.

    Raises:
        SettingsError: what was kept with a vote is no answer.
    """
    found: dict[int, Voted] = {}
    for vote in votes:
        if vote.number not in found:
            found[vote.number] = Voted(vote.number, _answer_of(vote))
        found[vote.number].opinions.append((vote.vote, vote.reason))
    return [found[number] for number in sorted(found)]


def to_candidate(voted: Voted, text_of: TextOf) -> dict[str, Any] | None:
    """
    Return an answer as a line of a gold file, or None where no article is left that it could be checked by.

    *text_of* gives the text of an article by its id, None where it has left the index; evidence that is not in its
    article any more is left out. The id is the same whenever the votes are written out.
    """
    answer = voted.answer
    answerable = not (answer.abstained and voted.is_good)
    near = [n.article for n in answer.nearest] if answer.abstained else [c.article for c in answer.citations]
    articles = [article for article in dict.fromkeys(near) if text_of(article) is not None]
    if answerable and not articles:
        return None
    return {
        "id": f"vote-{voted.number}-{digest_of(answer.question)[:ID_DIGITS]}",
        "question": _whole(answer.understood_as or answer.question),
        "after": None,
        "answerable": answerable,
        "answers": [],
        "articles": articles,
        "evidence": list(_evidence(answer, text_of)) if voted.is_good else [],
        "class": f"{'abstention' if answer.abstained else 'answer'} voted {'good' if voted.is_good else 'bad'}",
        "note": _note(voted),
    }


def _evidence(answer: Answer, text_of: TextOf) -> Iterator[str]:
    for citation in answer.citations:
        text = text_of(citation.article)
        if text is not None and citation.quote in text and _whole(citation.quote) == citation.quote:
            yield citation.quote


def _note(voted: Voted) -> str:
    good = sum(choice > 0 for choice, _ in voted.opinions)
    parts = [f"votes: {good} good, {len(voted.opinions) - good} bad"]
    if voted.answer.understood_as:
        parts.append(f"asked as: {voted.answer.question}")
    parts += [f"reason: {' '.join(reason.split())}" for _, reason in voted.opinions if reason and reason.strip()]
    return _whole("; ".join(parts))


def _whole(text: str) -> str:
    r"""
    Return the text as UTF-8 can hold it, for a gold file is not read otherwise.

    >>> _whole("half a character: \ud83d")
    'half a character: ?'
    """
    return text.encode("utf-8", "replace").decode("utf-8")


def _answer_of(vote: Vote) -> Answer:
    try:
        return from_json(vote.answer)
    except ValueError as error:
        raise SettingsError(
            f"The answer that vote {vote.number} is about is damaged; delete the votes with `ask feedback --clear`."
        ) from error
