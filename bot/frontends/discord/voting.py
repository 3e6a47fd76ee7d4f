"""Votes on answers, and what is kept of a person: under a made-up name, and deleted when they wish."""

import asyncio
from pathlib import Path

from bot.frontends.discord.failing import RefusedError
from bot.frontends.discord.gates import Asker
from bot.frontends.discord.memory import Memory
from bot.frontends.discord.metrics import Metrics
from bot.frontends.discord.texts import Words
from bot.frontends.render import to_json
from bot.records.forgetting import Forgotten, forget
from bot.records.users import user_name
from bot.records.votes import Choice, Votes


class Voting:
    """Takes votes on the answers that *memory* keeps; what is kept of people lies under *home*."""

    def __init__(self, home: Path, memory: Memory, secret: bytes, metrics: Metrics) -> None:
        self._home = home
        self._votes = Votes(home)
        self._memory = memory
        self._secret = secret
        self._metrics = metrics

    def name_of(self, person: Asker) -> str:
        """Return the made-up name that stands for a person in the record."""
        return user_name(person.id, self._secret)

    async def cast(self, key: str, voter: Asker, vote: Choice, *, words: Words, reason: str | None = None) -> None:
        """
        Take a vote on an answer, in place of this person's earlier one; *vote* is 1 or -1.

        Raises:
            RefusedError: the answer is kept no longer.
            StorageError: the vote could not be written.
        """
        told = await self._memory.told(key, self.name_of(voter))
        if told is None:
            raise RefusedError(words("error.gone"))
        await asyncio.to_thread(
            self._votes.cast,
            told.number,
            self.name_of(voter),
            vote,
            reason=reason,
            question=told.answer.question,
            answer=to_json(told.answer),
            generation=told.answer.generation,
        )
        self._metrics.count_vote(vote)

    async def forget(self, person: Asker) -> Forgotten:
        """
        Delete a person's questions, with all votes on them, and their own votes; return how many there were.

        Raises:
            StorageError: they could not be deleted.
        """
        forgotten = await asyncio.to_thread(forget, self._home, self.name_of(person))
        self._memory.forget()
        return forgotten
