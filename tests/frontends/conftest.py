"""Commands run as a user runs them: words in, what is printed and the exit code out."""

import io
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.frontends.cli import run
from bot.library import Library


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
def indexed_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the shipped corpus is indexed; copied, never used itself."""
    home = tmp_path_factory.mktemp("indexed")
    patch = pytest.MonkeyPatch()
    patch.setenv("ASK_HOME", str(home))
    patch.chdir(tmp_path_factory.mktemp("elsewhere"))
    try:
        assert run(["index"]) == 0
    finally:
        patch.undo()
    return home


@pytest.fixture
def ready(indexed_home: Path, ask_home: Path, ask: Ask) -> Ask:
    """Run commands on an index of the shipped corpus."""
    shutil.copytree(indexed_home, ask_home, dirs_exist_ok=True)
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
