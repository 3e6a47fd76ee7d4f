"""
What a reply cost, where a server of OpenAI's protocol tells it: in the usage of the last event, as OpenRouter does.

LangChain's client keeps the counts of that event and drops the rest, so that it is overheard on its way to the client.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Protocol

LAST_BYTES = 16_384  # of a reply, among which the last events are
DATA = b"data:"


class _Response(Protocol):
    """A response of either httpx that OpenAI's client may stand on."""

    aiter_bytes: Callable[[int | None], AsyncIterator[bytes]]


class CostOverheard:
    """Overhears the last reply; *hear* is a hook of httpx for responses."""

    def __init__(self) -> None:
        self._last = b""

    async def hear(self, response: _Response) -> None:
        """Listen to what comes of a response, without holding it up."""
        self._last = b""
        response.aiter_bytes = self._overhearing(response.aiter_bytes)

    def _overhearing(
        self, pieces: Callable[[int | None], AsyncIterator[bytes]]
    ) -> Callable[[int | None], AsyncIterator[bytes]]:
        async def overheard(chunk_size: int | None = None) -> AsyncIterator[bytes]:
            async for piece in pieces(chunk_size):
                self._last = (self._last + piece)[-LAST_BYTES:]
                yield piece

        return overheard

    @property
    def cost(self) -> float | None:
        """What the reply cost in the provider's own currency; None where that was not told."""
        return next((cost for event in self._events() if (cost := _cost_of(event)) is not None), None)

    def _events(self) -> Iterator[object]:
        """Yield what was told, the last first."""
        for line in reversed(self._last.splitlines()):
            try:
                yield json.loads(line.removeprefix(DATA))
            except ValueError:
                continue


def _cost_of(event: object) -> float | None:
    usage = event.get("usage") if isinstance(event, dict) else None
    cost = usage.get("cost") if isinstance(usage, dict) else None
    return float(cost) if isinstance(cost, int | float) and not isinstance(cost, bool) and cost >= 0 else None
