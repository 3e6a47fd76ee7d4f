"""Who is answered when, and how often."""

import asyncio
import gc
import weakref
from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.frontends.discord.gates import Rates, Wait
from bot.frontends.discord.limits import REMEMBERED, Limit, Seen
from bot.frontends.discord.queue import BusyError, ClosingError, Queue

Asked = list[tuple[int, int]]
ADA, BOB = 1, 2


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def answer(queue: Queue, person: int, begun: list[str], name: str, until: asyncio.Event | None = None) -> None:
    """Wait for a turn, note that it came, and hold it until an event."""
    with queue.ticket(person) as ticket:
        async with queue.turn(ticket):
            begun.append(name)
            if until is not None:
                await until.wait()


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


class TestQueue:
    @given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3)), max_size=25), st.integers(1, 4))
    @settings(max_examples=50, deadline=None)
    def test_each_person_is_answered_in_order_and_no_more_at_once_than_workers(self, asked: Asked, workers: int):
        begun: list[tuple[int, int]] = []
        ended: list[tuple[int, int]] = []
        most = 0

        async def one(queue: Queue, person: int, number: int, steps: int) -> None:
            nonlocal most
            with queue.ticket(person) as ticket:
                async with queue.turn(ticket):
                    begun.append((person, number))
                    most = max(most, len(begun) - len(ended))
                    for _ in range(steps):
                        await asyncio.sleep(0)
                    ended.append((person, number))

        async def run() -> None:
            queue = Queue(workers=workers, bound=100)
            await asyncio.gather(*(one(queue, person, n, steps) for n, (person, steps) in enumerate(asked)))

        asyncio.run(run())

        assert len(ended) == len(asked)
        assert most <= workers
        for person in {person for person, _ in asked}:
            order = [number for who, number in ended if who == person]
            assert order == sorted(order)

    def test_second_question_of_a_person_waits_while_others_are_answered(self):
        async def run() -> list[str]:
            queue, begun, until = Queue(workers=3, bound=9), [], asyncio.Event()
            tasks = [
                asyncio.create_task(answer(queue, who, begun, name, until))
                for who, name in ((ADA, "ada 1"), (ADA, "ada 2"), (BOB, "bob"))
            ]
            await settle()
            before = list(begun)
            until.set()
            await asyncio.gather(*tasks)
            assert begun == ["ada 1", "bob", "ada 2"]
            return before

        assert asyncio.run(run()) == ["ada 1", "bob"]

    def test_bound_counts_those_who_wait_and_not_those_who_are_answered(self):
        async def run() -> None:
            queue, until = Queue(workers=1, bound=2), asyncio.Event()
            tasks = [asyncio.create_task(answer(queue, who, [], "", until)) for who in range(1)]
            await settle()
            tasks += [asyncio.create_task(answer(queue, who, [], "", until)) for who in range(1, 3)]
            await settle()
            assert queue.waiting == 2
            with pytest.raises(BusyError), queue.ticket(9):
                pass
            until.set()
            await asyncio.gather(*tasks)
            with queue.ticket(9):
                assert queue.waiting == 1
            assert queue.waiting == 0

        asyncio.run(run())

    def test_failed_question_lets_the_next_one_in(self):
        async def run() -> list[str]:
            queue, begun = Queue(workers=1, bound=9), list[str]()
            with suppress(ZeroDivisionError), queue.ticket(ADA) as ticket:
                async with queue.turn(ticket):
                    begun.append(f"failed: {1 / 0}")
            async with asyncio.timeout(5):
                await answer(queue, ADA, begun, "next")
            return begun

        assert asyncio.run(run()) == ["next"]

    def test_closed_queue_takes_nobody_and_ends_those_who_wait(self):
        async def run() -> tuple[bool, list[str]]:
            queue, begun, until = Queue(workers=1, bound=9), list[str](), asyncio.Event()
            first = asyncio.create_task(answer(queue, ADA, begun, "first", until))
            await settle()
            second = asyncio.create_task(answer(queue, BOB, begun, "second"))
            third = asyncio.create_task(answer(queue, ADA, begun, "third"))
            await settle()
            closing = asyncio.create_task(queue.close(seconds=5))
            await settle()
            with pytest.raises(ClosingError), queue.ticket(9):
                pass
            until.set()
            ends = await asyncio.gather(first, second, third, return_exceptions=True)
            assert [type(end) for end in ends] == [type(None), ClosingError, ClosingError]
            return await closing, begun

        assert asyncio.run(run()) == (True, ["first"])

    def test_question_that_takes_too_long_at_the_end_is_broken_off(self):
        async def run() -> tuple[bool, list[str], bool]:
            queue, begun, told = Queue(workers=1, bound=9), list[str](), []

            async def one() -> None:
                try:
                    await answer(queue, ADA, begun, "long", asyncio.Event())
                except ClosingError:
                    told.append(True)

            task = asyncio.create_task(one())
            await settle()
            return await queue.close(seconds=0.01), begun, told == [True] and task.done()

        assert asyncio.run(run()) == (False, ["long"], True)

    def test_time_limit_of_another_is_no_end_of_the_queue(self):
        async def run() -> None:
            queue = Queue(workers=1, bound=9)
            with queue.ticket(ADA) as ticket:
                async with queue.turn(ticket), asyncio.timeout(0.01):
                    await asyncio.Event().wait()

        with pytest.raises(TimeoutError):
            asyncio.run(run())

    def test_empty_queue_closes_at_once(self):
        assert asyncio.run(Queue(workers=1, bound=1).close(seconds=0))

    def test_person_who_never_stops_asking_keeps_no_past_tickets(self):
        async def run() -> int:
            queue, kept = Queue(workers=1, bound=9), []
            untils = [asyncio.Event() for _ in range(30)]
            task = None
            for until in untils:
                before, task = task, asyncio.create_task(hold(queue, kept, until))
                await settle()
                if before is not None:
                    untils[len(kept) - 2].set()
                    await before
            await settle()
            gc.collect()
            alive = sum(ticket() is not None for ticket in kept)
            untils[-1].set()
            await task
            return alive

        async def hold(queue: Queue, kept: list, until: asyncio.Event) -> None:
            with queue.ticket(ADA) as ticket:
                kept.append(weakref.ref(ticket))
                async with queue.turn(ticket):
                    await until.wait()

        assert asyncio.run(run()) == 1


class TestLimit:
    def test_window_slides(self):
        clock = Clock()
        limit = Limit(2, clock=clock)
        for seconds in (0, 10):
            clock.now = 1000.0 + seconds
            limit.count(ADA)

        clock.now = 1020.0
        waits = [limit.wait_of(ADA), limit.wait_of(BOB)]
        clock.now = 1060.0

        assert waits == [40.0, 0.0]
        assert limit.wait_of(ADA) == 0.0
        limit.count(ADA)
        assert limit.wait_of(ADA) == 10.0

    @given(st.lists(st.floats(0, 40), max_size=60), st.integers(1, 5))
    def test_nobody_gets_more_in_any_minute(self, pauses: list[float], most: int):
        clock = Clock()
        limit = Limit(most, clock=clock)
        taken = []
        for pause in pauses:
            clock.now += pause
            wait = limit.wait_of(ADA)
            assert 0 <= wait <= 60
            if not wait:
                limit.count(ADA)
                taken.append(clock.now)

        assert all(later - earlier >= 60 for earlier, later in zip(taken, taken[most:], strict=False))

    def test_no_more_people_are_remembered_than_bounded(self):
        limit = Limit(1)
        for person in range(REMEMBERED + 500):
            limit.count(person)

        assert len(limit._times) == REMEMBERED
        assert limit.wait_of(REMEMBERED + 499) > 0

    def test_refused_question_is_counted_for_neither_person_nor_server(self):
        clock = Clock()
        rates = Rates(Limit(1, clock=clock), Limit(2, clock=clock))

        assert [rates.wait_of(ADA, 7) for _ in range(3)] == [None, *[Wait(60.0, "error.slow_down")] * 2]
        assert rates.wait_of(BOB, 7) is None
        assert rates.wait_of(3, 7) == Wait(60.0, "error.slow_down_all")
        assert rates.wait_of(3, None) is None


class TestSeen:
    def test_id_is_seen_again(self):
        seen = Seen()

        assert [seen.again(event) for event in (5, 6, 5, 5)] == [False, False, True, True]

    def test_no_more_ids_are_remembered_than_bounded(self):
        seen = Seen()
        counts = Counter(seen.again(event) for event in range(REMEMBERED + 100))

        assert counts == {False: REMEMBERED + 100}
        assert len(seen._ids) == REMEMBERED
        assert seen.again(REMEMBERED + 99)
        assert not seen.again(0)
