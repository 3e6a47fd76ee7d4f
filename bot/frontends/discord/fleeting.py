"""Messages that stand for some seconds; those that still stand when the bot stops are deleted before it goes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import discord

from bot.frontends.discord.place import CUT_OFF

log = logging.getLogger(__name__)

CLOSING_SECONDS = 3.0


class Fleeting:
    """Sends messages and deletes them once they were read; not thread-safe, as nothing on an event loop is."""

    def __init__(self) -> None:
        self._coming: set[asyncio.Task[None]] = set()
        self._standing: dict[asyncio.Task[None], discord.Message] = {}

    async def show(self, send: Callable[[], Awaitable[discord.Message]], seconds: float) -> None:
        """
        Send a message, and delete it in so many seconds.

        Raises:
            discord.HTTPException: it could not be sent; or whatever else *send* raises.
        """
        coming = asyncio.create_task(self._send(send, seconds))
        self._coming.add(coming)
        coming.add_done_callback(self._coming.discard)
        await coming

    async def close(self) -> None:
        """Delete at once what still stands, as far as Discord lets it be done in some seconds."""
        if self._coming:  # Discord may show a message before it tells its id, without which nothing can be deleted
            await asyncio.wait(self._coming, timeout=CLOSING_SECONDS)
        standing = dict(self._standing)
        for task in standing:
            task.cancel()
        if standing:
            await asyncio.wait(
                [asyncio.create_task(_delete(message, 0.0)) for message in standing.values()], timeout=CLOSING_SECONDS
            )

    async def _send(self, send: Callable[[], Awaitable[discord.Message]], seconds: float) -> None:
        message = await send()
        task = asyncio.create_task(_delete(message, seconds))
        self._standing[task] = message
        task.add_done_callback(self._standing.pop)


async def _delete(message: discord.Message, seconds: float) -> None:
    await asyncio.sleep(seconds)
    try:
        await message.delete()
    except CUT_OFF as error:
        log.info("Message %s could not be deleted: %r", message.id, error)
