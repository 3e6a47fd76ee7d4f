"""
Folders that outlive an evaluation, so that the next one need not make the same again; the least recently used go.

They lie side by side, each named by a digest of all that its content follows from. Whoever uses one holds them all:
none is deleted meanwhile.
"""

import hashlib
import logging
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from bot.disk import disk_refusals_told
from bot.errors import StorageError
from bot.retrieval.locks import Lock, try_lock, wait_for_lock

log = logging.getLogger(__name__)
KEPT = 8
LOCK = "in-use.lock"
GONE = ".deleting"
WAIT_SECONDS = 60.0  # for as long as another process deletes


@dataclass(frozen=True, slots=True)
class Kept:
    """A folder that is in use until it is released."""

    path: Path
    lock: Lock

    def release(self) -> None:
        """Let the folder be deleted, once it is among the least recently used."""
        self.lock.release()


def hold_folder(beside: Path, *follows_from: str) -> Kept:
    """
    Return the folder below *beside* whose content follows from these strings; made if it is not there.

    Raises:
        StorageError: the disk refused.
    """
    name = hashlib.sha256("\n".join(follows_from).encode()).hexdigest()[:16]
    with disk_refusals_told(beside):
        beside.mkdir(parents=True, exist_ok=True)
        _delete_least_used(beside, name)
        lock = wait_for_lock(beside / LOCK, shared=True, wait_seconds=WAIT_SECONDS)
        if lock is None:
            raise StorageError(f"Another process is deleting in {beside}; run the command again.")
        path = beside / name
        path.mkdir(exist_ok=True)
        os.utime(path)
    return Kept(path, lock)


def _delete_least_used(beside: Path, wanted: str) -> None:
    """Make room for one more, unless somebody uses one; a deletion that was broken off is finished."""
    lock = try_lock(beside / LOCK, shared=False)
    if lock is None:
        return
    try:
        folders = [path for path in beside.iterdir() if path.is_dir() and path.name != wanted]
        kept = sorted((path for path in folders if path.suffix != GONE), key=lambda path: -path.stat().st_mtime)
        for path in kept[KEPT - 1 :]:
            path.rename(path.with_suffix(GONE))  # half a folder is never taken for a whole one
        for path in beside.glob(f"*{GONE}"):
            shutil.rmtree(path)
    except OSError as error:  # such as a file that another program holds
        log.debug("%s could not be tidied: %s", beside, error)
    finally:
        lock.release()
