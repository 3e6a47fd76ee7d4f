"""The turns of each conversation, for the question that leans on them; and the answers, for the buttons below them."""

import asyncio
import logging
from collections import OrderedDict, deque
from dataclasses import dataclass
from uuid import uuid4

from bot.errors import BotError
from bot.frontends.recording import TURNS_KEPT, answer_of
from bot.frontends.render import to_json
from bot.library import digest_of
from bot.reading.follow_ups.follow_up import turn_of
from bot.records.questions import Record, Records
from bot.types import Answer, Turn

log = logging.getLogger(__name__)

HASH_LENGTH = 6  # digits of the question's hash in a key, which has to fit into the id of a button
PRIVATE = "private:"  # how the names of conversations begin that one person alone sees
CONVERSATIONS = 1000  # held in memory; those before are read from the record


@dataclass(frozen=True, slots=True)
class Told:
    """An answer that was told before."""

    number: int
    """That of its question in the record."""
    conversation: str
    answer: Answer


class Memory:
    """Keeps answers in *records*, where there is one, and the last turns of conversations in memory."""

    def __init__(self, records: Records | None) -> None:
        self._records = records
        self._turns: OrderedDict[str, deque[Turn]] = OrderedDict()

    @property
    def keeps(self) -> bool:
        """Whether answers are kept, so that the buttons below them mean something."""
        return self._records is not None

    async def turns(self, conversation: str) -> tuple[Turn, ...]:
        """Return the last turns of a conversation, oldest first."""
        if conversation not in self._turns:
            self._turns[conversation] = deque(await asyncio.to_thread(self._recorded, conversation), TURNS_KEPT)
        self._turns.move_to_end(conversation)
        while len(self._turns) > CONVERSATIONS:
            self._turns.popitem(last=False)
        return tuple(self._turns[conversation])

    async def keep(self, answer: Answer, *, conversation: str, user: str) -> str | None:
        """Remember an answer, and return the key it is kept under; None where it is not kept."""
        await self.turns(conversation)
        self._turns[conversation].append(turn_of(answer))
        number = await asyncio.to_thread(self._record, answer, conversation, user)
        return None if number is None else key_of(number, answer.question)

    async def told(self, key: str, reader: str) -> Told | None:
        """
        Return the answer that is kept under a key, or None where it no longer is, or was told in private to another.

        *reader* is the made-up name of the one who wants it.
        """
        return await asyncio.to_thread(self._told, key, reader)

    def forget(self) -> None:
        """Let go of all turns: whose they are is not known here, and the record has those that are still kept."""
        self._turns.clear()

    def _recorded(self, conversation: str) -> list[Turn]:
        if self._records is None:
            return []
        try:
            return [turn_of(answer_of(record)) for record in self._records.conversation(conversation, TURNS_KEPT)]
        except BotError as error:
            log.warning("A conversation cannot be read back: %s", error)
            return []

    def _record(self, answer: Answer, conversation: str, user: str) -> int | None:
        if self._records is None:
            return None
        try:
            return self._records.add(
                surface="discord",
                conversation=conversation,
                question=answer.question,
                understood_as=answer.understood_as,
                answer=to_json(answer),
                user=user,
            )
        except BotError as error:
            log.warning("An answer is not kept, so the buttons below it are missing: %s", error)
            return None

    def _told(self, key: str, reader: str) -> Told | None:
        number = int(key.partition("-")[0])
        try:
            record: Record | None = self._records.record(number) if self._records else None
            if record is None or key != key_of(number, record.question):
                return None
            if record.conversation.startswith(PRIVATE) and record.user != reader:
                return None
            return Told(number, record.conversation, answer_of(record))
        except BotError as error:
            log.info("The answer %s cannot be shown: %s", key, error)
            return None


def key_of(number: int, question: str) -> str:
    """
    Return the key of an answer, for the ids of buttons; numbers begin anew where a damaged record was deleted.

    >>> key_of(12, "Who came?")
    '12-722064'
    """
    return f"{number}-{digest_of(question)[:HASH_LENGTH]}"


def private_conversation() -> str:
    """Return the name of a new conversation that nobody but its asker sees."""
    return f"{PRIVATE}{uuid4().hex}"


def conversation_in(channel_id: int) -> str:
    """Return the name of the conversation that a thread or a direct message holds."""
    return f"discord:{channel_id}"
