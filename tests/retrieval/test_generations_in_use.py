"""Proof: processes that ask while another re-indexes see whole generations, soon, and leak nothing by switching."""

import json
import logging
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from actors import COUNT, SOME, mixtures_in, reindex, start
from newsroom import SETTINGS, adding, make_articles, update

from bot.retrieval.generations import index_folder
from bot.retrieval.snapshot import IndexWatcher, open_index
from bot.retrieval.update import Progress

log = logging.getLogger(__name__)
pytestmark = [pytest.mark.slow, pytest.mark.alone]

READERS, UPDATES, SWITCHES = 8, 5, 100
SECONDS_TO_SEE = 2.0


def test_readers_without_pause_see_each_new_generation_whole_and_within_two_seconds(tmp_path: Path) -> None:
    home, stop = tmp_path / "home", tmp_path / "stop"
    reindex(home, 0, COUNT)
    files = [tmp_path / f"{number}.json" for number in range(READERS)]
    readers = [start("ask", home, stop, file) for file in files]
    time.sleep(3)
    published: dict[int, float] = {}
    for version in range(1, UPDATES + 1):
        generation = reindex(home, version, COUNT if version % 2 else SOME, progress=noting_when_published(published))
        published[generation] = published.pop(0)
        time.sleep(SECONDS_TO_SEE + 0.5)
    stop.touch()
    for reader in readers:
        with reader:
            reader.communicate(timeout=60)

    found = [json.loads(file.read_text()) for file in files]
    delays = [answers["seen"][str(generation)] - at for answers in found for generation, at in published.items()]
    asked = sum(answers["asked"] for answers in found)
    log.info("%d questions; the slowest to see a generation took %.2f s", asked, max(delays))
    assert [reader.returncode for reader in readers] == [0] * READERS
    assert [answers["mixtures"] for answers in found] == [[]] * READERS
    assert max(delays) < SECONDS_TO_SEE
    assert len(index_folder(home, SETTINGS).numbers()) <= 3  # the one before the last two may just have been in use


def noting_when_published(published: dict[int, float]) -> Callable[[Progress], None]:
    """Note under 0 the time at which the pointer moved."""

    def progress(told: Progress) -> None:
        if (told.phase, told.done) == ("publishing", 2):
            published[0] = time.time()

    return progress


def resources() -> tuple[float, int, int]:
    """Return resident megabytes, descriptors and threads of this process."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmRSS"].split()[0]) / 1024, len(list(Path("/proc/self/fd").iterdir())), int(status["Threads"])


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_hundred_switches_leak_no_memory_descriptor_or_thread(tmp_path: Path) -> None:
    watcher = IndexWatcher(tmp_path, SETTINGS)
    measured = []
    for version in range(SWITCHES + 10):
        update(tmp_path, adding(make_articles(SOME, version=version)))
        with watcher.current() as snapshot:
            assert mixtures_in(snapshot, version % SOME) == []
        measured.append(resources())
    watcher.close()

    settled, last = measured[9], measured[-1]
    log.info("MB, descriptors, threads after 10 switches: %s, after %d: %s", settled, len(measured), last)
    assert len(index_folder(tmp_path, SETTINGS).numbers()) <= 3
    assert last[0] - settled[0] < 30
    assert last[1] <= settled[1] + 2
    assert last[2] <= settled[2] + 2


def test_generations_are_deleted_but_for_the_last_two_and_those_in_use(tmp_path: Path) -> None:
    update(tmp_path, adding(make_articles(5, version=0)))
    with open_index(tmp_path, SETTINGS) as snapshot:
        for version in range(1, 6):
            update(tmp_path, adding(make_articles(5, version=version)))
        held = index_folder(tmp_path, SETTINGS).numbers()
        assert mixtures_in(snapshot, 1) == []
    update(tmp_path, adding(make_articles(5, version=7)))

    assert held == [1, 5, 6]
    assert index_folder(tmp_path, SETTINGS).numbers() == [6, 7]


def test_threads_that_ask_while_the_generation_switches_get_whole_answers(tmp_path: Path) -> None:
    update(tmp_path, adding(make_articles(SOME)))
    watcher, stop, wrong = IndexWatcher(tmp_path, SETTINGS), threading.Event(), []

    def keep_asking() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            try:
                with watcher.current() as snapshot:
                    wrong.extend(mixtures_in(snapshot, number % SOME))
            except Exception as error:  # noqa: BLE001  # a thread's error must reach the test
                wrong.append(repr(error))

    threads = [threading.Thread(target=keep_asking) for _ in range(4)]
    for thread in threads:
        thread.start()
    for version in range(1, 11):
        update(tmp_path, adding(make_articles(SOME, version=version)))
    stop.set()
    for thread in threads:
        thread.join()
    watcher.close()

    assert wrong == []
