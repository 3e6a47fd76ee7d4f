"""
The loop of an evaluation: every question of a set to one pipeline, one after the other, warm.

A question that the pipeline refuses, such as one that is too long, counts as not answered, with the reason "error".
What else fails (a model, the index, the disk) ends the run, for its figures would be wrong; nothing that is finished
is lost, and the same evaluation goes on from there.
"""

import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from bot.errors import UsageError
from bot.evaluation.journal import Journal
from bot.evaluation.run import Contestant, Outcome, QuestionSet
from bot.indexing import OnProgress
from bot.reading.answers import abstain
from bot.types import Answer, Filters, GoldQuestion, RankedPassage, Reason

DEPTH = 100  # passages: ten articles may have many each
UNSURE = 0.5  # whether a question that was refused has an answer, nobody knows
STATUS = Path("/proc/self/status")
CLEAR_REFS = Path("/proc/self/clear_refs")


def evaluate(
    questions: QuestionSet, contestant: Contestant, *, store: Journal, progress: OnProgress = lambda *_: None
) -> list[Outcome]:
    """
    Ask every question that *store* has no outcome of yet, and return all outcomes, in the order of the set.

    Raises:
        BotError: the pipeline failed, but not on account of the question; *store* has all that was finished before.
    """
    finished = store.finished(contestant.name)
    left = [gold for gold in questions.questions if gold.id not in finished]
    _warm_up(contestant, left)
    for gold in left:
        progress(f"{contestant.name}: questions", len(finished), len(questions.questions))
        outcome = outcome_of(contestant, gold)
        store.append(contestant.name, outcome)
        finished[gold.id] = outcome
    progress(f"{contestant.name}: questions", len(finished), len(questions.questions))
    return [finished[gold.id] for gold in questions.questions]


def outcome_of(contestant: Contestant, gold: GoldQuestion) -> Outcome:
    """
    Ask one question, of the articles that it is asked of.

    Raises:
        BotError: the pipeline failed, but not on account of the question.
    """
    filters = Filters(articles=gold.within)
    answer = _answer(contestant, gold.question, filters)
    return Outcome(gold.id, answer, _ranking(contestant, gold.question, filters))


def reset_peak_memory() -> None:
    """Let `peak_memory` count from what is in use now, where the system can: Linux."""
    with suppress(OSError):
        CLEAR_REFS.write_text("5", "ascii")  # proc(5): resets the peak resident set size


def peak_memory() -> float:
    """Return the most memory, in MiB, that the whole process had since the last reset, or else since it began."""
    with suppress(OSError, StopIteration):
        peak = next(line for line in STATUS.read_text("ascii").splitlines() if line.startswith("VmHWM:"))
        return int(peak.split()[1]) / 1024
    import resource  # not on every system

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1024**2 if sys.platform == "darwin" else 1024)  # bytes there, KiB elsewhere


def _warm_up(contestant: Contestant, questions: Sequence[GoldQuestion]) -> None:
    """Ask the first question untimed, for it loads what all others find loaded."""
    for gold in questions[:1]:
        outcome_of(contestant, gold)


def _answer(contestant: Contestant, question: str, filters: Filters) -> Answer:
    try:
        return contestant.ask(question, filters)
    except UsageError as error:
        reason = Reason("error", str(error))
        return abstain(question, reason, confidence=UNSURE, model=contestant.name, generation=0)


def _ranking(contestant: Contestant, question: str, filters: Filters) -> tuple[RankedPassage, ...]:
    try:
        return contestant.search(question, filters, DEPTH)
    except UsageError:
        return ()
