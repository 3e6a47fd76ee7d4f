"""
Locks between processes, which the system releases when their holder dies, however it dies.

Where a folder is read-only and the lock's file is not there, a lock is granted without one: nobody can write there.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import portalocker

from bot.disk import writable
from bot.errors import StorageError

POLL_SECONDS = 0.01


class Lock:
    """A lock that is held until `release`."""

    def __init__(self, file: IO[bytes] | None) -> None:
        self._file = file

    def release(self) -> None:
        """Give the lock back; a second time does nothing."""
        if self._file is not None:
            self._file.close()  # closing the only descriptor releases the lock
            self._file = None


def try_lock(path: Path, *, shared: bool) -> Lock | None:
    """Take the lock without waiting; None where another holder is in the way."""
    file = _open(path)
    if file is None:
        return Lock(None)
    kind = portalocker.LockFlags.SHARED if shared else portalocker.LockFlags.EXCLUSIVE
    try:
        portalocker.lock(file, kind | portalocker.LockFlags.NON_BLOCKING)
    except portalocker.LockException:
        file.close()
        return None
    except BaseException:
        file.close()
        raise
    return Lock(file)


def _open(path: Path) -> IO[bytes] | None:
    if writable(path.parent):
        return path.open("a+b")
    try:
        return path.open("rb")  # a shared lock needs no more
    except FileNotFoundError:
        return None


def wait_for_lock(
    path: Path, *, shared: bool, wait_seconds: float | None, on_wait: Callable[[], None] = lambda: None
) -> Lock | None:
    """Take the lock, waiting at most *wait_seconds* (None: for ever); *on_wait* is called once, before any waiting."""
    deadline = None if wait_seconds is None else time.monotonic() + wait_seconds
    told = False
    while (lock := try_lock(path, shared=shared)) is None:
        if deadline is not None and time.monotonic() >= deadline:
            return None
        if not told:
            on_wait()
            told = True
        time.sleep(POLL_SECONDS)
    return lock


@contextmanager
def writing(
    home: Path, *, wait_seconds: float | None = None, on_wait: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """
    Be the one writer under *home* for the length of the block.

    Raises:
        StorageError: another process still writes after *wait_seconds*, or *home* cannot be made.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
    except FileNotFoundError as error:  # where nothing may be made, as under /proc
        raise StorageError(f"{home} cannot be made; set ASK_HOME to a folder that you may write to.") from error
    lock = wait_for_lock(home / "writer.lock", shared=False, wait_seconds=wait_seconds, on_wait=on_wait)
    if lock is None:
        raise StorageError(f"Another process is writing under {home}; wait until it is done and run the command again.")
    try:
        yield
    finally:
        lock.release()
