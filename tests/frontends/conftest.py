"""Commands run as a user runs them: words in, what is printed and the exit code out."""

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import bot
from bot.frontends.cli import run
from bot.library import Library
from bot.shipped import shipped_corpus


@dataclass(frozen=True)
class Outcome:
    """What a command left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.out)

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Ask = Callable[..., Outcome]
COMMAND = (sys.executable, "-c", "from bot.frontends.cli import main; main()")


@pytest.fixture
def start() -> Callable[..., "subprocess.Popen[bytes]"]:
    """Start a command in a process of its own, by way of *prefix*; pipes lead to it where nothing else is given."""

    def call(*words: str, prefix: tuple[str, ...] = (), env: Mapping[str, str] = {}, **to: Any) -> Any:
        streams = {name: to.get(name, subprocess.PIPE) for name in ("stdin", "stdout", "stderr")}
        path = str(Path(bot.__file__).parent.parent)  # found wherever the process starts
        return subprocess.Popen((*prefix, *COMMAND, *words), env={**os.environ, "PYTHONPATH": path, **env}, **streams)

    return call


@pytest.fixture
def spawn(start: Callable[..., "subprocess.Popen[bytes]"]) -> Ask:
    """Run a command in a process of its own."""

    def call(*words: str, stdin: bytes = b"", prefix: tuple[str, ...] = (), **env: str) -> Outcome:
        with start(*words, prefix=prefix, env=env) as process:
            out, err = process.communicate(stdin, timeout=120)
        return Outcome(process.returncode, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))

    return call


@pytest.fixture
def on_terminal(start: Callable[..., "subprocess.Popen[bytes]"]) -> Ask:
    """Run a command on a terminal of its own, 100 columns wide, on which both its outputs come together."""
    pty = pytest.importorskip("pty", reason="needs a Unix terminal")

    def call(*words: str, typed: bytes = b"", **env: str) -> Outcome:
        terminal, line = pty.openpty()
        env = {"TERM": "xterm-256color", "COLUMNS": "100", **env}
        with start(*words, env=env, stdin=line, stdout=line, stderr=line) as process:
            os.close(line)
            os.write(terminal, typed)
            shown = b""
            with suppress(OSError):  # how the end of a terminal is told
                while part := os.read(terminal, 65536):
                    shown += part
        os.close(terminal)
        return Outcome(process.returncode, shown.decode("utf-8", "replace"), "")

    return call


@pytest.fixture
def ask(ask_home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run a command; every answer that it prints as JSON is held against the texts it cites."""

    def call(*words: str, stdin: bytes | None = None) -> Outcome:
        stream = io.TextIOWrapper(io.BytesIO(stdin or b""), encoding="utf-8")
        monkeypatch.setattr(sys, "stdin", stream)
        capsys.readouterr()
        code = run(words)
        out, err = capsys.readouterr()
        check_spans(out, ask_home)
        return Outcome(code, out, err)

    return call


def check_spans(out: str, home: Path) -> None:
    """Hold the invariant of every answer: `article_text[start:end] == quote`."""
    for line in out.splitlines():
        answer = _json_of(line)
        for citation in answer.get("citations", ()):
            library = Library(home / "library")
            digest = next(e.digest for e in library.catalogue().entries if e.id == citation["article"])
            assert library.text(digest)[citation["start"] : citation["end"]] == citation["quote"]
        for span in answer.get("short_spans", ()):
            assert answer["sentences"][span["sentence"]]["text"][span["start"] : span["end"]]


def _json_of(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


@pytest.fixture(scope="session")
def excerpted_home(tmp_path_factory: pytest.TempPathFactory, index_in: Callable[..., Path]) -> Path:
    """A home in which the openings of the shipped articles are indexed, and how far Vostochny is from Moscow."""
    folder = tmp_path_factory.mktemp("excerpts")
    for path in shipped_corpus().iterdir():
        head, first, *others = path.read_text(encoding="utf-8").partition("\n---\n")[2].strip().split("\n\n")
        kept = [head, first, *(paragraph for paragraph in others if "8,000" in paragraph)]
        front = path.read_text(encoding="utf-8").partition("\n---\n")[0]
        (folder / path.name).write_text(front + "\n---\n\n" + "\n\n".join(kept) + "\n", encoding="utf-8")
    return index_in(tmp_path_factory.mktemp("excerpted"), str(folder))


@pytest.fixture
def ready(indexed_home: Path, ask_home: Path, ask: Ask) -> Ask:
    """Run commands on an index of the shipped corpus."""
    shutil.copytree(indexed_home, ask_home, dirs_exist_ok=True)
    return ask


@pytest.fixture
def brief(excerpted_home: Path, ask_home: Path, ask: Ask) -> Ask:
    """Run commands on a few paragraphs of the shipped corpus: answered in a fifth of the time."""
    shutil.copytree(excerpted_home, ask_home, dirs_exist_ok=True)
    return ask


@pytest.fixture
def article(tmp_path: Path) -> Callable[..., Path]:
    """Write an article of one's own."""

    def write(name: str, text: str, **front: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        head = "".join(f"{key}: {value}\n" for key, value in front.items())
        path.write_text(f"---\n{head}---\n\n{text}\n" if front else f"{text}\n", encoding="utf-8")
        return path

    return write
