"""What a training run tells of itself: the parts of its loss, and how fast it reads."""

import time
from collections import defaultdict
from collections.abc import Mapping


class Meter:
    """Means over the steps since it was last read."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._sums: dict[str, list[float]] = defaultdict(list)
        self._tokens, self._since = 0, time.monotonic()

    def add(self, parts: Mapping[str, float], tokens: int) -> None:
        """Take in the parts of a step's loss, and how many tokens it read."""
        for name, value in parts.items():
            self._sums[name].append(value)
        self._tokens += tokens

    def read(self) -> dict[str, float]:
        """Return the mean of each part since the last call, and tokens a second; begin anew."""
        means = {name: round(sum(values) / len(values), 4) for name, values in self._sums.items()}
        means["tokens_per_second"] = round(self._tokens / (time.monotonic() - self._since))
        self._begin()
        return means
