"""Reaching from a test's thread into the server's: to act there, and to wait for what happens."""

import time
from collections.abc import Callable
from typing import Protocol, TypeVar

SECONDS = 10.0
LOOK_SECONDS = 0.005
T = TypeVar("T")


class Run(Protocol):
    """Does something in the server's own thread, and returns what came of it."""

    def __call__(self, act: Callable[[], T]) -> T: ...


class Wait(Protocol):
    """Waits until something is true, or raises AssertionError."""

    def __call__(self, is_so: Callable[[], object], timeout: float = SECONDS) -> None: ...


def wait_until(is_so: Callable[[], object], timeout: float, explain: Callable[[], str]) -> None:
    """Look again and again until something is true; else say what is known."""
    until = time.monotonic() + timeout
    while not is_so():
        if time.monotonic() > until:
            raise AssertionError(f"nothing came of it within {timeout} s\n{explain()}")
        time.sleep(LOOK_SECONDS)
