"""
The loop of an evaluation: every question of a set to one pipeline, one after the other, warm.

A question that the pipeline refuses, such as one that is too long, counts as not answered, with the reason "error".
What else fails (a model, the index, the disk) ends the run, for its figures would be wrong; nothing that is finished
is lost, and the same evaluation goes on from there.

A question that follows others is asked in their conversation, of a pipeline that holds one: with its own answers to
them. What of them the set leaves out is asked untimed, and not scored.
"""

import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from bot.errors import UsageError
from bot.evaluation.journal import Journal
from bot.evaluation.run import Contestant, Outcome, QuestionSet
from bot.indexing import OnProgress
from bot.reading.answers import abstain
from bot.reading.follow_ups.follow_up import turn_of
from bot.types import Answer, Filters, GoldQuestion, RankedPassage, Reason, Turn

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
    talk = _Conversations(contestant, questions, {name: outcome.answer for name, outcome in finished.items()})
    for gold in left[:1]:
        outcome_of(contestant, gold, talk.history(gold))  # untimed, for it loads what all others find loaded
    for gold in left:
        progress(f"{contestant.name}: questions", len(finished), len(questions.questions))
        outcome = outcome_of(contestant, gold, talk.history(gold))
        talk.answers[gold.id] = outcome.answer
        store.append(contestant.name, outcome)
        finished[gold.id] = outcome
    progress(f"{contestant.name}: questions", len(finished), len(questions.questions))
    return [finished[gold.id] for gold in questions.questions]


def outcome_of(contestant: Contestant, gold: GoldQuestion, history: Sequence[Turn] = ()) -> Outcome:
    """
    Ask one question, of the articles that it is asked of, and rank passages for it as it was understood.

    Raises:
        BotError: the pipeline failed, but not on account of the question.
    """
    filters = Filters(articles=gold.within)
    answer = _answer(contestant, gold.question, filters, history)
    return Outcome(gold.id, answer, _ranking(contestant, answer.understood_as or gold.question, filters))


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


class _Conversations:
    """The turns before each question of a set, from the answers there are, or are asked for here."""

    def __init__(self, contestant: Contestant, questions: QuestionSet, answers: Mapping[str, Answer]) -> None:
        self.answers = dict(answers)
        self._contestant = contestant
        self._golds = {gold.id: gold for gold in (*questions.before, *questions.questions)}

    def history(self, gold: GoldQuestion) -> tuple[Turn, ...]:
        """Return the turns that a question follows, oldest first; none where the pipeline holds no conversation."""
        before = self._golds.get(gold.after) if gold.after is not None else None
        if before is None or self._contestant.follow_up is None:
            return ()
        turns = self.history(before)
        if before.id not in self.answers:
            filters = Filters(articles=before.within)
            self.answers[before.id] = _answer(self._contestant, before.question, filters, turns)
        return (*turns, turn_of(self.answers[before.id]))


def _answer(contestant: Contestant, question: str, filters: Filters, history: Sequence[Turn]) -> Answer:
    try:
        if contestant.follow_up is not None and history:
            return contestant.follow_up(question, filters, history)
        return contestant.ask(question, filters)
    except UsageError as error:
        reason = Reason("error", str(error))
        return abstain(question, reason, confidence=UNSURE, model=contestant.name, generation=0)


def _ranking(contestant: Contestant, question: str, filters: Filters) -> tuple[RankedPassage, ...]:
    try:
        return contestant.search(question, filters, DEPTH)
    except UsageError:
        return ()
