"""Keeping what was asked and answered, unless that is switched off, and going on from the last conversation."""

from uuid import uuid4

from bot.errors import BotError, SettingsError, UsageError
from bot.frontends.options import AskOptions
from bot.frontends.render import from_json, to_json
from bot.frontends.terminal import warn
from bot.records.questions import Record, Records, Surface
from bot.settings import LoadedSettings
from bot.types import Answer

TURNS_KEPT = 10
CHAT_HISTORY = "chat_history"  # under ASK_HOME: the lines that were typed into chats


class Recorder:
    """
    Keeps the answers of one conversation, or nothing where it is given no *records*.

    What cannot be kept costs one warning, however many answers there are, and never an answer.
    """

    def __init__(
        self, records: Records | None = None, *, surface: Surface = "cli", before: tuple[Record, ...] = ()
    ) -> None:
        self.before = tuple(answer_of(record) for record in before)
        """The answers of the conversation so far, the oldest first."""
        self._records = records
        self._surface = surface
        self._conversation = before[-1].conversation if before else uuid4().hex
        self._warned = False

    @property
    def keeps(self) -> bool:
        """Whether anything is kept."""
        return self._records is not None

    def begin(self) -> None:
        """Begin a new conversation."""
        self.before = ()
        self._conversation = uuid4().hex

    def keep(self, answer: Answer) -> None:
        """Keep an answer with its question."""
        if self._records is None:
            return
        try:
            self._records.add(
                surface=self._surface,
                conversation=self._conversation,
                question=answer.question,
                understood_as=answer.understood_as,
                answer=to_json(answer),
            )
        except BotError as error:
            if not self._warned:
                warn(f"ask: not kept for `ask log`: {error} (ASK_LOG=off keeps nothing.)")
            self._warned = True


def make_recorder(loaded: LoadedSettings, options: AskOptions, *, surface: Surface) -> Recorder:
    """
    Return what keeps the answers to come, and has those before where the last conversation is continued.

    Raises:
        UsageError: there is no conversation to continue.
        SettingsError: the record of past questions, which has to be read for that, is damaged.
        StorageError: it cannot be read.
    """
    records = records_of(loaded)
    before = _to_continue(records, kept=loaded.settings.log) if options["continues"] else ()
    keeping = loaded.settings.log and not options["no_log"]
    return Recorder(records if keeping else None, surface=surface, before=before)


def records_of(loaded: LoadedSettings) -> Records:
    """Return the record of past questions that the settings name."""
    return Records(loaded.settings.home, days=loaded.settings.log_days)


def answer_of(record: Record) -> Answer:
    """
    Return the answer as it was.

    Raises:
        SettingsError: what was kept is no answer.
    """
    try:
        return from_json(record.answer)
    except ValueError as error:
        raise SettingsError(
            f"The answer to past question {record.number} is damaged; ask it again: {record.question!r}"
        ) from error


def _to_continue(records: Records, *, kept: bool) -> tuple[Record, ...]:
    if not kept:
        raise UsageError("No conversation can be continued while ASK_LOG is off; chat instead: type `ask` alone.")
    before = records.last_conversation(TURNS_KEPT)
    if not before:
        raise UsageError("There is no conversation to continue; ask a question without --continue first.")
    return before
