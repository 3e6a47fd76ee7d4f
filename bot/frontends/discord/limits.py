"""How often one person, or one server, may ask; and which events were seen already, for Discord may send one twice."""

from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from time import monotonic

MINUTE = 60.0
REMEMBERED = 10_000


class Limit:
    """Allows *per_minute* questions a minute to each key, such as a person's id, over a window that slides."""

    def __init__(self, per_minute: int, *, clock: Callable[[], float] = monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._times: OrderedDict[Hashable, deque[float]] = OrderedDict()

    def wait_of(self, key: Hashable) -> float:
        """Return the seconds until *key* may ask again; 0 if it may now. Nothing is counted."""
        times = self._times.get(key)
        if times is None:
            return 0.0
        now = self._clock()
        while times and times[0] <= now - MINUTE:
            times.popleft()
        return 0.0 if len(times) < self._per_minute else min(times[0] + MINUTE - now, MINUTE)

    def count(self, key: Hashable) -> None:
        """Count a question of *key*."""
        self._times.setdefault(key, deque()).append(self._clock())
        self._times.move_to_end(key)
        while len(self._times) > REMEMBERED:
            self._times.popitem(last=False)


class Seen:
    """Remembers the last ids."""

    def __init__(self) -> None:
        self._ids: OrderedDict[int, None] = OrderedDict()

    def again(self, event_id: int) -> bool:
        """Tell whether this id came before, and remember it."""
        if event_id in self._ids:
            return True
        self._ids[event_id] = None
        if len(self._ids) > REMEMBERED:
            self._ids.popitem(last=False)
        return False
