"""`ask eval` that is broken off, and goes on; and what is seen of it on a terminal meanwhile."""

import json
import signal
import time
from pathlib import Path

import pytest
from village import many_questions, write_articles, write_gold

N = 120

pytestmark = pytest.mark.slow


@pytest.fixture
def long_run(tmp_path):
    """The words of an evaluation that takes some seconds."""
    gold = write_gold(tmp_path, *many_questions(N))
    return ("eval", "--gold", str(gold), "--corpus", str(write_articles(tmp_path)))


def finished(home: Path) -> int:
    """Return how many questions an evaluation under way has finished."""
    return sum(path.read_bytes().count(b"\n") for path in home.glob("evaluation/unfinished/*/*.jsonl"))


def break_off(start, words, home, sent, *, after: int) -> tuple[int, str]:
    """Start a command, and send it a signal once it has finished some more questions."""
    with start(*words) as process:
        deadline = time.monotonic() + 60
        while finished(home) < after and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.005)
        process.send_signal(sent)
        out, err = process.communicate(timeout=60)
    assert out == b""
    return process.returncode, err.decode()


def scores_of(path: Path) -> list[object]:
    rows = json.loads(path.read_text(encoding="utf-8"))["run"]["pipelines"][0]["rows"]
    return [(row["gold"]["id"], row["scores"], row["verdict"], row["outcome"]["ranking"]) for row in rows]


def test_interrupted_evaluation_says_so_in_a_line_and_goes_on(ask, start, long_run, ask_home, tmp_path):
    code, err = break_off(start, long_run, ask_home, signal.SIGINT, after=8)
    assert (code, err.strip()) == (130, "ask: interrupted")
    kept = finished(ask_home)
    assert 8 <= kept < N

    resumed = ask(*long_run, "--save", str(tmp_path / "resumed.json"))

    assert resumed.code == 0
    assert resumed.err == f"ask: embedded: {kept} of {N} questions were answered before; going on.\n"
    assert finished(ask_home) == 0

    whole = ask(*long_run, "--save", str(tmp_path / "whole.json"))
    assert whole.err == ""
    assert scores_of(tmp_path / "resumed.json") == scores_of(tmp_path / "whole.json")


def test_killed_evaluation_loses_no_finished_question(ask, start, long_run, ask_home, tmp_path):
    kept = 0
    for more in (1, 17, 30):
        code, err = break_off(start, long_run, ask_home, signal.SIGKILL, after=kept + more)
        told = f"ask: embedded: {kept} of {N} questions were answered before; going on.\n" if kept else ""
        assert (code, err) == (-signal.SIGKILL, told)
        kept = finished(ask_home)

    resumed = ask(*long_run, "--save", str(tmp_path / "resumed.json"))
    assert resumed.err == f"ask: embedded: {kept} of {N} questions were answered before; going on.\n"
    assert ask(*long_run, "--save", str(tmp_path / "whole.json")).err == ""
    assert scores_of(tmp_path / "resumed.json") == scores_of(tmp_path / "whole.json")


def test_bar_shows_how_far_it_is_and_is_taken_away(on_terminal, long_run):
    shown = on_terminal(*long_run)

    assert shown.code == 0
    assert f"/{N}" in shown.out
    assert "embedded: questions" in shown.out
    bar, tables = shown.out.rsplit("embedded: ", 1)
    assert "\x1b[2K" in tables.split("village: ")[0]  # the line is wiped before the tables come
    assert f"{N} questions" in tables
    assert "━" in bar
    assert "━" not in tables.split("village: ")[1]
