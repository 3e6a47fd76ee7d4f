"""From a question on Discord to its answer there: who may, when it is their turn, what is shown meanwhile and after."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from math import ceil
from time import perf_counter

import discord

from bot.events import Answered, TextWritten
from bot.frontends.discord.embeds import to_embed
from bot.frontends.discord.failing import RefusedError, told_failure
from bot.frontends.discord.gates import Asker, Gates, Rates
from bot.frontends.discord.going_on import Way, hint_of
from bot.frontends.discord.growing import Growing, Pace
from bot.frontends.discord.limits import Seen
from bot.frontends.discord.memory import Memory
from bot.frontends.discord.metrics import Metrics
from bot.frontends.discord.place import CUT_OFF, GoneError, Place
from bot.frontends.discord.queue import BusyError, ClosingError, Queue, Ticket
from bot.frontends.discord.shown import Shown, failed
from bot.frontends.discord.texts import Words
from bot.library import Entry
from bot.pipeline import Pipeline
from bot.reading.follow_ups.follow_up import turn_of
from bot.types import Answer, Filters, Notice, Turn

log = logging.getLogger(__name__)

# Notices whose texts tell what to set.
FOR_OPERATORS = frozenset(
    {
        "failed",
        "flooded",
        "found_nothing",
        "cut_off",
        "cut_short",
        "no_model",
        "not_borne_out",
        "read_in_part",
        "refused",
        "wrote_nothing",
    }
)

ViewOf = Callable[[Answer, str | None], discord.ui.View]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with all that its answer depends on."""

    question: str
    user: str
    """The made-up name that stands for the asker in the record."""
    conversation: str
    words: Words
    follows: str | None = None
    """The key of the answer that it replies to, where there is one: it leans on that, not on the last one."""
    filters: Filters = field(default_factory=Filters)
    way: Way | None = None
    """How others can go on from the answer."""
    alone: bool = False
    """Whether nothing near the answer shows the question, so that the answer has to."""

    @property
    def shown_question(self) -> str | None:
        """The question, where the answer has to show it."""
        return self.question if self.alone else None


class Asking:
    """Answers questions from everywhere on Discord with one pipeline."""

    def __init__(
        self, pipeline: Pipeline, *, gates: Gates, rates: Rates, queue: Queue, memory: Memory, metrics: Metrics
    ) -> None:
        self.pipeline = pipeline
        self.gates = gates
        self.queue = queue
        self.memory = memory
        self.metrics = metrics
        self.seen = Seen()
        self.pace = Pace()
        self._rates = rates

    def admit(self, asker: Asker, guild_id: int | None, channel: object, words: Words) -> None:
        """
        Let a question in, before anything is awaited.

        Raises:
            RefusedError: the asker may not ask here, or not so often.
        """
        try:
            self.gates.let_in(asker, guild_id, channel, words)
        except RefusedError:
            self.metrics.count("refused")
            raise
        wait = self._rates.wait_of(asker.id, guild_id)
        if wait:
            self.metrics.count("limited")
            raise RefusedError(words(wait.of, seconds=ceil(wait.seconds)))

    @contextmanager
    def ticket(self, person: int) -> Iterator[Ticket]:
        """
        Take a place in the queue for the length of the block.

        Raises:
            BusyError: too many wait.
            ClosingError: the bot is being stopped.
        """
        try:
            with self.queue.ticket(person) as ticket:
                self.metrics.queue_length.set(self.queue.waiting)
                yield ticket
        except (BusyError, ClosingError):
            self.metrics.count("busy")
            raise
        finally:
            self.metrics.queue_length.set(self.queue.waiting)

    async def answer(self, asked: Asked, place: Place, ticket: Ticket, view_of: ViewOf) -> None:
        """Answer a question in its place once its turn comes; every failure is shown there too."""
        begun = perf_counter()
        try:
            async with self.queue.turn(ticket):
                self.metrics.time("wait", perf_counter() - begun)
                shown, view = await self._answered(asked, place, view_of)
        except Exception as error:  # noqa: BLE001 - whatever it is, the asker is told and the log has it
            shown, view = failed(asked.words, told_failure(error, asked.words), asked.shown_question), None
            self.metrics.count("busy" if isinstance(error, ClosingError) else "failed")
        try:
            await place.show(shown, view)
        except GoneError as error:
            log.info("An answer has no place any more: %r", error.__cause__)
        except CUT_OFF:
            log.exception("An answer could not be shown")
        finally:
            self.metrics.time("whole", perf_counter() - begun)

    async def _answered(self, asked: Asked, place: Place, view_of: ViewOf) -> tuple[Shown, discord.ui.View]:
        history = await self._history(asked)
        growing = Growing(place, asked.words, self.pace, asked.shown_question)
        try:
            async with aclosing(self.pipeline.stream(asked.question, history=history, filters=asked.filters)) as events:
                async for event in events:
                    if isinstance(event, TextWritten):
                        growing.add(event.text)
                    elif isinstance(event, Answered):
                        answer = event.answer
        finally:
            await growing.finish()
        key = await self.memory.keep(answer, conversation=asked.conversation, user=asked.user)
        self._note(answer)
        entries = await self.entries()
        hint = hint_of(asked.way, asked.words, is_first=not history, asks_more=key is not None)
        told = to_embed(answer, asked.words, entries=entries, hint=hint, question=asked.shown_question)
        return told, view_of(answer, key)

    async def _history(self, asked: Asked) -> tuple[Turn, ...]:
        """Return the turns before a question, the one that it replies to last."""
        turns = await self.memory.turns(asked.conversation)
        told = await self.memory.told(asked.follows, asked.user) if asked.follows else None
        if told is None:
            return turns
        meant = turn_of(told.answer)
        return (*(turn for turn in turns if turn != meant), meant)

    async def entries(self) -> tuple[Entry, ...]:
        """Return the articles of the index; another process may have changed it, so it is looked at in a thread."""
        return await asyncio.to_thread(lambda: self.pipeline.entries)

    def _note(self, answer: Answer) -> None:
        for notice in answer.notices:
            if isinstance(notice, Notice) and notice.code in FOR_OPERATORS:
                log.warning("%s", notice)
        partly = any(sentence.verdict != "supported" for sentence in answer.sentences)
        self.metrics.count("abstained" if answer.abstained else "partly" if partly else "answered")
        self.metrics.time("retrieve", answer.milliseconds.retrieve / 1000)
        self.metrics.time("read", answer.milliseconds.read / 1000)
        self.metrics.generation.set(answer.generation)
