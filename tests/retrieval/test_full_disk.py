"""Proof: a disk that fills up, or that is read-only, costs no answer, and is told in one sentence."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from actors import mixtures_in
from disks import fill_up, mount, small_disk
from newsroom import SETTINGS, adding, make_articles, update

from bot.errors import StorageError
from bot.retrieval.health import index_health, index_state
from bot.retrieval.snapshot import open_index

MEGABYTES = 24


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of a few megabytes."""
    with small_disk(tmp_path, megabytes=MEGABYTES) as folder:
        yield folder


def check_answers(home: Path) -> None:
    with open_index(home, SETTINGS) as snapshot:
        for number in range(0, 60, 7):
            assert mixtures_in(snapshot, number) == []


@pytest.mark.slow
@pytest.mark.parametrize("kilobytes_left", [0, 8, 64, 200, 400, 800, 1200, 1600, 2400, 3200, 4000, 5000])
def test_full_disk_leaves_the_old_generation_whole_and_is_told_in_one_sentence(disk: Path, kilobytes_left: int) -> None:
    home = disk / "home"
    update(home, adding(make_articles(60)))
    filler = fill_up(disk, kilobytes_left=kilobytes_left)

    with pytest.raises(StorageError) as refused:
        update(home, adding(make_articles(400, version=1)))
    check_answers(home)
    health = index_health(home)
    filler.unlink()
    report = update(home, adding(make_articles(400, version=1)))

    assert str(refused.value) == f"The disk of {home} is full; free some space and run the command again."
    assert [(found.generation, found.problem, found.leftovers) for found in health] == [(1, None, ())]
    assert report.changed + report.added == 400
    check_answers(home)


def test_index_on_a_disk_mounted_read_only_still_answers(disk: Path) -> None:
    home = disk / "home"
    update(home, adding(make_articles(60)))
    mount("-o", "remount,ro", str(disk))

    check_answers(home)
    assert index_state(home, SETTINGS) == "current"
    with pytest.raises(StorageError, match=r"cannot be written; give write permission or set ASK_HOME\.$"):
        update(home, adding(make_articles(60, version=1)))


READ = """
import sys
sys.path[:0] = sys.argv[2:]
from pathlib import Path
from actors import mixtures_in
from newsroom import SETTINGS
from bot.retrieval.snapshot import open_index
with open_index(Path(sys.argv[1]), SETTINGS) as snapshot:
    print(len(mixtures_in(snapshot, 1)))
"""


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that other users can reach, as those of pytest are not."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_index_of_another_user_answers_who_may_only_read_it(public_folder: Path) -> None:
    home = public_folder / "home"
    update(home, adding(make_articles(60)))
    for path in [home, *home.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    command = [sys.executable, "-c", READ, str(home), *sys.path]
    if os.geteuid() == 0:
        command = ["setpriv", "--reuid=65534", "--clear-groups", *command]

    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=public_folder)
    for path in [home, *home.rglob("*")]:
        path.chmod(0o755)

    assert (done.stdout.strip(), done.stderr) == ("0", "")
