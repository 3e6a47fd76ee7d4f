"""Shows what a chat model writes as it comes: an edit now and then, of which the last never waits behind another."""

import asyncio
from collections import Counter
from collections.abc import Hashable

from bot.frontends.discord.place import Place
from bot.frontends.discord.shown import being_written
from bot.frontends.discord.texts import Words

EDITS, WINDOW_SECONDS = 5, 5.0  # Discord lets so many edits through in one place; one more is made to wait
PATIENCE_SECONDS = 1.0  # for an edit under way; past it, it is given up in favour of the answer


class Pace:
    """Spaces the edits of the answers that grow in one place: each of them is left its last edit."""

    def __init__(self) -> None:
        self._growing: Counter[Hashable] = Counter()
        self._edits: dict[Hashable, list[float]] = {}

    def join(self, place: Hashable) -> None:
        """Count one more answer that grows there."""
        now = asyncio.get_running_loop().time()
        for other in [other for other in self._edits if not self._growing[other] and not self._recent(other, now)]:
            del self._edits[other], self._growing[other]
        self._growing[place] += 1
        self._edits.setdefault(place, [now])

    def leave(self, place: Hashable) -> None:
        """Count one answer less, whose last edit comes now."""
        self._growing[place] -= 1
        self._edits[place].append(asyncio.get_running_loop().time())

    def takes(self, place: Hashable) -> bool:
        """Tell whether there is room for an edit now, and take it."""
        room, now = EDITS - self._growing[place], asyncio.get_running_loop().time()
        recent = self._recent(place, now)
        if len(recent) >= room or now - self._edits[place][-1] < WINDOW_SECONDS / room:
            return False
        self._edits[place] = [*recent, now]
        return True

    def _recent(self, place: Hashable, now: float) -> list[float]:
        return [at for at in self._edits[place] if now - at < WINDOW_SECONDS]


class Growing:
    """Holds the text so far, and at most one edit under way; a *question* stands above it."""

    def __init__(self, place: Place, words: Words, pace: Pace, question: str | None = None) -> None:
        self._place = place
        self._words = words
        self._pace = pace
        self._question = question
        self._text = ""
        self._edit: asyncio.Task[None] | None = None
        self._limited_by = place.limited_by
        pace.join(self._limited_by)

    def add(self, text: str) -> None:
        """Take more text, and show it if it is time to."""
        self._text += text
        if (self._edit is None or self._edit.done()) and self._pace.takes(self._limited_by):
            shown = being_written(self._words, self._text, self._question)
            self._edit = asyncio.create_task(self._place.try_to_show(shown))

    async def finish(self) -> None:
        """Clear the way for the answer."""
        self._pace.leave(self._limited_by)
        if self._edit is None or self._edit.done():
            return
        await asyncio.wait({self._edit}, timeout=PATIENCE_SECONDS)
        self._edit.cancel()
        await asyncio.wait({self._edit})
