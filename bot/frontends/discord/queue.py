"""Who is answered when: few at once, each person's questions in order, and nobody beyond a bound."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field


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
        self._running: set[Ticket] = set()
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
            ClosingError: the queue was closed before its turn came.
        """
        while ticket.before is not None:  # one whose turn was given up leaves those before it to be waited for
            await ticket.before.done.wait()
            ticket.before = ticket.before.before  # or a person who never stops asking would keep every ticket
        async with self._workers:
            if self._closing:
                raise ClosingError
            self._running.add(ticket)
            try:
                yield
            finally:
                self._running.discard(ticket)

    async def close(self, *, seconds: float) -> bool:
        """Begin no question any more; wait for those that are being answered, and tell whether all were."""
        self._closing = True
        waited = [ticket.done.wait() for ticket in self._tickets]
        if not waited:
            return True
        try:
            async with asyncio.timeout(seconds):
                await asyncio.gather(*waited)
        except TimeoutError:
            return False
        return True
