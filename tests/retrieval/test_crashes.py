"""Proof: whenever a re-index is killed, the old or the new generation answers, and the next re-index succeeds."""

import logging
import random
import signal
import time
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from actors import COUNT, SOME, mixtures_in, reindex, start, version_of
from newsroom import SETTINGS

from bot.retrieval.generations import index_folder, leftovers, library_of
from bot.retrieval.health import index_health, index_state
from bot.retrieval.snapshot import open_index

log = logging.getLogger(__name__)
pytestmark = pytest.mark.slow

MOMENTS = 20
AT_ONCE = ("copying", "lexical", "publishing 0", "publishing 1", "publishing 2", "publishing 3", "tidying")


def events_in(output: Iterable[str]) -> Iterator[tuple[float, str]]:
    """Yield when each phase told of itself, and its name."""
    for line in output:
        at, _, event = line.partition(" ")
        if event:
            yield float(at), event.split()[0]


def moments_of(home: Path, version: int, changing: int) -> dict[str, list[float]]:
    """Re-index undisturbed, and return how many seconds passed after each time that each phase told of itself."""
    process = start("reindex", home, version, changing, "never")
    events = list(events_in(process.communicate(timeout=120)[0].splitlines()))
    assert process.returncode == 0
    moments: dict[str, list[float]] = {}
    for (at, phase), (then, _) in pairwise([*events, (events[-1][0] + 0.01, "end")]):
        moments.setdefault(phase, []).append(then - at)
    return moments


def kill_within(home: Path, version: int, changing: int, moment: tuple[str, int, float]) -> str | None:
    """
    Re-index, and kill the process some seconds after a phase told of itself for the n-th time: (phase, n, seconds).

    Returns:
        The phase in which it died; None if it was done before.
    """
    phase, times, seconds = moment
    with start("reindex", home, version, changing, "never") as process:
        assert process.stdout is not None
        last = ""
        for _, last in events_in(process.stdout):
            times -= last == phase
            if times < 0:
                time.sleep(seconds)
                process.kill()
                break
        last = [last, *(event for _, event in events_in(process.stdout))][-1]
    return last if process.returncode == -signal.SIGKILL else None


def check_answers(home: Path, versions: set[int]) -> int:
    with open_index(home, SETTINGS) as snapshot:
        version = version_of(snapshot)
        for number in range(0, SOME, 7):
            assert mixtures_in(snapshot, number) == []
    assert version in versions
    return version


def check_next_update(home: Path, version: int, changing: int) -> None:
    reindex(home, version, changing)

    assert check_answers(home, {version}) == version
    assert index_state(home, SETTINGS) == "current"
    assert [health.problem for health in index_health(home)] == [None]
    assert leftovers(index_folder(home, SETTINGS)) == []


def test_killed_at_any_moment_a_re_index_leaves_a_whole_generation(tmp_path: Path) -> None:
    chance = random.Random(20)
    version = reindex(tmp_path, 0, COUNT)
    hits: list[str] = []
    for changing in (COUNT, SOME):
        reindex(tmp_path, version + 1, changing)
        moments = moments_of(tmp_path, version + 2, changing)
        version += 3
        for turn in range(MOMENTS):  # more than are needed: a process can be done before it is killed
            phase = list(moments)[turn % len(moments)]
            times = chance.randrange(len(moments[phase]))
            hit = kill_within(tmp_path, version, changing, (phase, times, chance.uniform(0, moments[phase][times])))
            answers = "new" if check_answers(tmp_path, {version - 1, version}) == version else "old"
            hits += [f"{hit}, while {changing} articles change: the {answers} generation answers"] if hit else []
            check_next_update(tmp_path, version + 1, changing)
            version += 2
            if len(hits) == MOMENTS // (2 if changing == COUNT else 1):
                break
    log.info("killed while:\n%s", "\n".join(hits))

    assert len(hits) == MOMENTS
    assert len({hit.split(",")[0] for hit in hits}) >= 6


@pytest.mark.parametrize("event", AT_ONCE)
def test_killed_right_at_a_step_a_re_index_leaves_a_whole_generation(tmp_path: Path, event: str) -> None:
    reindex(tmp_path, 0, COUNT)
    before = library_of(tmp_path).catalogue().version
    process = start("reindex", tmp_path, 1, SOME, event)
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL

    moved = event in {"publishing 2", "publishing 3", "tidying"}
    assert check_answers(tmp_path, {0, 1}) == (1 if moved else 0)
    check_next_update(tmp_path, 2, SOME)
    assert library_of(tmp_path).catalogue().version == before + (2 if moved else 1)
