"""
With whom the bot talks alone in each of its threads, so that it need not wonder to whom they speak.

Held in memory since the bot began: of a thread from before it knows nothing until it answers there once more.
"""

from collections import OrderedDict

THREADS = 1000  # that are held


class Company:
    """Remembers whom the bot answered last in a thread, until somebody else speaks there."""

    def __init__(self) -> None:
        self._answered: OrderedDict[int, int] = OrderedDict()

    def answers(self, thread: int, person: int) -> None:
        """Note that the bot answers *person*."""
        self._answered[thread] = person
        self._answered.move_to_end(thread)
        while len(self._answered) > THREADS:
            self._answered.popitem(last=False)

    def speaks(self, thread: int, person: int) -> None:
        """Note that *person* says what is not for the bot."""
        if not self.is_alone_with(thread, person):
            self._answered.pop(thread, None)

    def is_alone_with(self, thread: int, person: int) -> bool:
        """Tell whether the bot's last answer was to *person*, and nobody else has spoken since."""
        return self._answered.get(thread) == person
