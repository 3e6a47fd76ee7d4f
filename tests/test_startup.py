"""A command imports only what it needs: what is slow to import would be waited for at every start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Runs a command and tells on standard error what was imported for it.
CODE = "import sys\nfrom bot.frontends.cli import run\nrun()\nprint(*sys.modules, file=sys.stderr)"
SLOW = {"bm25s", "chromadb", "langchain_core", "numpy", "onnxruntime", "pydantic", "rich", "tokenizers"}
NOT_FOR_A_QUESTION = {"dateparser", "discord", "langchain", "prompt_toolkit", "pypdf", "tiktoken", "trafilatura"}


def imported_by(*words: str) -> set[str]:
    command = [sys.executable, "-c", CODE, *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True, timeout=120)
    return set(done.stderr.split())


@pytest.mark.parametrize("words", [("--help",), ("index", "--help"), ("--version",)])
def test_help_imports_nothing_that_is_slow(words: tuple[str, ...]):
    modules = imported_by(*words)

    assert "click" in modules
    assert modules & SLOW == set()


@pytest.mark.slow
def test_question_imports_nothing_that_only_other_commands_need():
    imported_by("index")

    modules = imported_by("--json", "How far is Vostochny from Moscow?")

    assert "onnxruntime" in modules
    assert modules & NOT_FOR_A_QUESTION == set()


def test_past_questions_are_listed_without_models_and_index():
    modules = imported_by("log")

    assert "sqlite3" in modules
    assert modules & (SLOW | NOT_FOR_A_QUESTION) == {"pydantic"}
