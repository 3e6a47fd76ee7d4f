"""Who is answered when: few at once, each person's questions in order, and nobody beyond a bound."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

GIVEN_UP_SECONDS = 5.0  # for those who are broken off at the end to be told so


class BusyError(Exception):
    """As many are waiting as may wait."""


class ClosingError(Exception):
    """No question is begun any more."""


@dataclass(eq=False)
class Ticket:
    """A place in the queue: its turn comes once the same person's ticket before is done."""

    before: "Ticket | None"
    done: asyncio.Event = field(default_factory=asyncio.Event)


class Queue:
    """
    Lets *workers* questions be answered at once and *bound* wait; not thread-safe, as nothing on an event loop is.

    A ticket is taken before anything is awaited, so that the order is that in which the questions came.
    """

    def __init__(self, *, workers: int, bound: int) -> None:
        self._bound = bound
        self._workers = asyncio.Semaphore(workers)
        self._last: dict[int, Ticket] = {}
        self._tickets: set[Ticket] = set()
        self._running: dict[Ticket, asyncio.Timeout] = {}
        self._closing = False

    @property
    def waiting(self) -> int:
        """How many hold a ticket and are not being answered yet."""
        return len(self._tickets) - len(self._running)

    @contextmanager
    def ticket(self, person: int) -> Iterator[Ticket]:
        """
        Take a place for the length of the block.

        Raises:
            BusyError: too many wait.
            ClosingError: the queue takes nobody any more.
        """
        if self._closing:
            raise ClosingError
        if self.waiting >= self._bound:
            raise BusyError
        ticket = Ticket(self._last.get(person))
        self._last[person] = ticket
        self._tickets.add(ticket)
        try:
            yield ticket
        finally:
            ticket.done.set()
            self._tickets.discard(ticket)
            if self._last.get(person) is ticket:
                del self._last[person]

    @asynccontextmanager
    async def turn(self, ticket: Ticket) -> AsyncIterator[None]:
        """
        Wait for the ticket's turn, and hold one of the workers for the length of the block.

        Raises:
            ClosingError: the queue was closed before its turn came, or before it was done.
        """
        while ticket.before is not None:  # one whose turn was given up leaves those before it to be waited for
            await ticket.before.done.wait()
            ticket.before = ticket.before.before  # or a person who never stops asking would keep every ticket
        async with self._workers:
            if self._closing:
                raise ClosingError
            try:
                async with asyncio.timeout(None) as limit:
                    self._running[ticket] = limit
                    yield
            except TimeoutError:
                if limit.expired():
                    raise ClosingError from None
                raise
            finally:
                del self._running[ticket]

    async def close(self, *, seconds: float) -> bool:
        """
        Begin no question any more, wait for those that are being answered, and tell whether all were.

        After *seconds* those that are not are broken off, and have GIVEN_UP_SECONDS to say so.
        """
        self._closing = True
        if await self._are_done(seconds):
            return True
        for limit in self._running.values():
            limit.reschedule(asyncio.get_running_loop().time())
        await self._are_done(GIVEN_UP_SECONDS)
        return False

    async def _are_done(self, seconds: float) -> bool:
        waited = [asyncio.create_task(ticket.done.wait()) for ticket in self._tickets]
        if not waited:
            return True
        _, late = await asyncio.wait(waited, timeout=seconds)
        for task in late:
            task.cancel()
        return not late
