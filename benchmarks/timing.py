"""Times contestants side by side, in turns, so that a busy moment of the machine hits all of them alike."""

import statistics
import time
from collections.abc import Callable, Mapping

from bot.evaluation.provenance import machine

__all__ = ["machine", "median_and_range", "median_ratio", "time_in_turns"]


def time_in_turns(contestants: Mapping[str, Callable[[], object]], *, rounds: int) -> dict[str, list[float]]:
    """Run each contestant once untimed, then *rounds* times in alternating order; return their seconds by name."""
    for run in contestants.values():
        run()
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for turn in range(rounds):
        for name in list(contestants)[:: 1 if turn % 2 == 0 else -1]:
            started = time.perf_counter()
            contestants[name]()
            seconds[name].append(time.perf_counter() - started)
    return seconds


def median_and_range(values: list[float], *, digits: int = 2) -> str:
    """
    Return the median with the least and the greatest value.

    >>> median_and_range([3.0, 1.0, 2.4])
    '2.40 (1.00 to 3.00)'
    """
    median, least, greatest = (
        f"{value:,.{digits}f}" for value in (statistics.median(values), min(values), max(values))
    )
    return f"{median} ({least} to {greatest})"


def median_ratio(values: list[float], reference: list[float]) -> float:
    """
    Return the median over the rounds of a value beside its reference of the same round.

    >>> median_ratio([3.0, 1.0, 4.0], [1.0, 1.0, 2.0])
    2.0
    """
    return statistics.median(value / beside for value, beside in zip(values, reference, strict=True))
