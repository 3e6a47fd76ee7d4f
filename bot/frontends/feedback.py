"""`ask feedback`: the votes on answers, as candidates for gold questions too, and their deletion."""

import sys
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from bot.errors import ExitCode, UsageError
from bot.frontends.log import agreed, told_time
from bot.frontends.render import SCHEMA
from bot.frontends.terminal import print_json, print_listing, warn
from bot.records.votes import Vote, Votes
from bot.settings import load_settings

HEADING = ("number", "voted", "vote", "question", "reason")


def show_feedback(*, export_gold: bool, clear: bool, yes: bool, as_json: bool) -> int:
    """List the votes, the newest last, or print candidates for gold questions, or delete all votes."""
    if yes and not clear:
        raise UsageError("--yes goes with --clear, which deletes all votes; add that, or leave --yes out.")
    if export_gold and (clear or as_json):
        raise UsageError("--export prints JSON Lines of its own and deletes nothing; leave --json and --clear out.")
    home = load_settings().settings.home
    votes = Votes(home)
    if clear:
        return _clear(votes, yes=yes, as_json=as_json)
    if export_gold:
        return _export(votes.past(), home)
    return _list(votes.past(), as_json=as_json)


def _list(past: Iterator[Vote], *, as_json: bool) -> int:
    if as_json:
        for vote in past:
            print_json(_to_json(vote))
        return ExitCode.DONE
    first = next(past, None)
    if first is not None:
        print_listing(HEADING, map(_cells, chain((first,), past)))
    else:
        _tell_there_are_none()
    return ExitCode.DONE


def _export(past: Iterator[Vote], home: Path) -> int:
    from bot.frontends.candidates import gather_votes, to_candidate
    from bot.retrieval.generations import library_of

    library = library_of(home)
    digests = {entry.id: entry.digest for entry in library.catalogue().entries}

    @cache
    def text_of(article_id: str) -> str | None:
        return library.text(digests[article_id]) if article_id in digests else None

    answers = gather_votes(past)
    left_out = []
    for voted in answers:
        candidate = to_candidate(voted, text_of)
        if candidate is None:
            left_out.append(str(voted.number))
        else:
            print_json(candidate)
    if left_out:
        warn(f"ask: left out, for no article to check them by is in the index: {', '.join(left_out)}")
    if not answers:
        _tell_there_are_none()
    return ExitCode.DONE


def _clear(votes: Votes, *, yes: bool, as_json: bool) -> int:
    if not yes and not agreed("Delete all votes and their reasons?"):
        return ExitCode.DONE
    deleted = votes.clear()
    if as_json:
        print_json({"schema": SCHEMA, "deleted": deleted})
    else:
        sys.stdout.write(f"Deleted {deleted} {'vote' if deleted == 1 else 'votes'}.\n")
    return ExitCode.DONE


def _tell_there_are_none() -> None:
    warn("There are no votes yet.")


def _cells(vote: Vote) -> tuple[str, ...]:
    texts = (" ".join(text.split()) for text in (vote.question, vote.reason or ""))
    return str(vote.number), told_time(vote.voted), _word_of(vote), *texts


def _word_of(vote: Vote) -> str:
    return "good" if vote.vote > 0 else "bad"


def _to_json(vote: Vote) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "number": vote.number,
        "voted": vote.voted.isoformat(timespec="milliseconds"),
        "user": vote.user,
        "vote": _word_of(vote),
        "reason": vote.reason,
        "question": vote.question,
        "generation": vote.generation,
        "answered": not vote.answer.get("abstained", True),
        "answer": vote.answer,
    }
