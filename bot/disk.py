"""Writing that survives a crash, and a disk's refusal told in one sentence."""

import errno
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.errors import StorageError

FULL = frozenset(getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EFBIG") if hasattr(errno, name))
REFUSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
NUMPY_CUT_SHORT = re.compile(r"\d+ requested and \d+ written")  # all that numpy tells of a full disk
REPLACE_TRIES = 50  # Windows refuses to replace a file for as long as another process reads it


@contextmanager
def disk_refusals_told(folder: Path) -> Iterator[None]:
    """
    Turn what a disk refuses inside the block into one sentence about *folder*; anything else passes through.

    Raises:
        StorageError: the disk is full, or the folder cannot be written.
    """
    try:
        yield
    except OSError as error:
        if error.errno in FULL or (error.errno is None and NUMPY_CUT_SHORT.fullmatch(str(error))):
            raise StorageError(f"The disk of {folder} is full; free some space and run the command again.") from error
        if error.errno in REFUSED and _is_about(error.filename, folder):
            raise StorageError(f"{folder} cannot be written; give write permission or set ASK_HOME.") from error
        raise


def _is_about(name: object, folder: Path) -> bool:
    """Tell whether an error is about the folder: what lies in it, or where it was to be made; or names no file."""
    if not isinstance(name, str | bytes):
        return True
    path = Path(os.fsdecode(name))
    return path.is_relative_to(folder) or folder.is_relative_to(path)


def write_durably(path: Path, content: bytes) -> None:
    """Write *path* so that after a crash it holds all of *content*, or what it held before."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        replace_file(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def replace_file(source: Path, target: Path) -> None:
    """Move *source* over *target* in one step, trying again for as long as a reader is in the way."""
    for attempt in range(REPLACE_TRIES):
        try:
            source.replace(target)
        except PermissionError:
            if os.name != "nt" or attempt == REPLACE_TRIES - 1:
                raise
            time.sleep(0.01)
        else:
            return


def sync_folder(folder: Path) -> None:
    """Make the names in *folder* survive a loss of power; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Make every file below *folder*, and every name, survive a loss of power."""
    for parent, _, names in os.walk(folder):
        for name in names:
            with Path(parent, name).open("r+b") as file:
                os.fsync(file.fileno())
        sync_folder(Path(parent))


def writable(folder: Path) -> bool:
    """Tell whether files can be made in *folder*; false on a disk that is mounted read-only, for root too."""
    return os.access(folder, os.W_OK)


def copy_folder(source: Path, target: Path) -> None:
    """Copy the files below *source* to *target*, which may be there, without their permissions."""
    target.mkdir(exist_ok=True)
    for path in source.iterdir():
        if path.is_dir():
            copy_folder(path, target / path.name)
        else:
            shutil.copyfile(path, target / path.name)


def make_private(path: Path) -> None:
    """
    Make a file that nobody else may read, unless it is there.

    Raises:
        OSError: it cannot be made, or not be written.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
