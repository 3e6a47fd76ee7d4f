"""Messages that stand for some seconds; those that still stand when the bot stops are deleted before it goes."""

import asyncio
import logging

import discord

from bot.frontends.discord.place import CUT_OFF

log = logging.getLogger(__name__)

CLOSING_SECONDS = 3.0


class Fleeting:
    """Deletes messages once they were read; not thread-safe, as nothing on an event loop is."""

    def __init__(self) -> None:
        self._standing: dict[asyncio.Task[None], discord.Message] = {}

    def delete_later(self, message: discord.Message, seconds: float) -> None:
        """Delete a message of the bot in so many seconds."""
        task = asyncio.create_task(_delete(message, seconds))
        self._standing[task] = message
        task.add_done_callback(self._standing.pop)

    async def close(self) -> None:
        """Delete at once what still stands, as far as Discord lets it be done in some seconds."""
        standing = dict(self._standing)
        for task in standing:
            task.cancel()
        if standing:
            await asyncio.wait(
                [asyncio.create_task(_delete(message, 0.0)) for message in standing.values()], timeout=CLOSING_SECONDS
            )


async def _delete(message: discord.Message, seconds: float) -> None:
    await asyncio.sleep(seconds)
    try:
        await message.delete()
    except CUT_OFF as error:
        log.info("Message %s could not be deleted: %r", message.id, error)
