"""Small disks of a test's own, and what fills them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(parent: Path, *, megabytes: int) -> Iterator[Path]:
    """Mount a disk of so many megabytes below *parent*; where that cannot be, the test is skipped."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("needs to be root on Linux, to mount a small tmpfs")
    folder = parent / "disk"
    folder.mkdir()
    mount("-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder))
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def mount(*arguments: str) -> None:
    """Mount; where this machine does not let it be done, the test is skipped."""
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"needs to mount a tmpfs, which this machine does not let it do: {done.stderr.strip()}")


def fill_up(disk: Path, *, kilobytes_left: int) -> Path:
    """Fill a disk but for so many kilobytes, and return the file that does."""
    filler = disk / "filler"
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    with filler.open("wb") as file:
        file.write(bytes(max(free - kilobytes_left * 1024, 0)))
    return filler
