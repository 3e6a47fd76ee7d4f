"""Shows what a chat model writes as it comes: an edit now and then, of which the last never waits behind another."""

import asyncio

from bot.frontends.discord.place import Place
from bot.frontends.discord.shown import being_written
from bot.frontends.discord.texts import Words

# Five edits in five seconds are let through; the one that empties the bucket waits, so keep below that.
EDIT_SECONDS = 1.2
PATIENCE_SECONDS = 1.0  # for an edit under way; past it, it is given up in favour of the answer


class Growing:
    """Holds the text so far, and at most one edit under way; a *question* stands above it."""

    def __init__(self, place: Place, words: Words, question: str | None = None) -> None:
        self._place = place
        self._words = words
        self._question = question
        self._text = ""
        self._edit: asyncio.Task[None] | None = None
        self._last = asyncio.get_running_loop().time()

    def add(self, text: str) -> None:
        """Take more text, and show it if it is time to."""
        self._text += text
        now = asyncio.get_running_loop().time()
        if now - self._last >= EDIT_SECONDS and (self._edit is None or self._edit.done()):
            self._last = now
            shown = being_written(self._words, self._text, self._question)
            self._edit = asyncio.create_task(self._place.try_to_show(shown))

    async def finish(self) -> None:
        """Clear the way for the answer."""
        if self._edit is None or self._edit.done():
            return
        await asyncio.wait({self._edit}, timeout=PATIENCE_SECONDS)
        self._edit.cancel()
        await asyncio.wait({self._edit})
