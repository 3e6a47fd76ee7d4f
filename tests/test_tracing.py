"""Nothing reaches LangSmith, whatever its own variables say, unless ASK_LANGSMITH is on; in whole processes."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from servers import LOOPBACK, Server, serving
from support.chat_behaviours import Reply
from support.chat_server import ChatServer

pytestmark = [pytest.mark.allow_hosts([LOOPBACK]), pytest.mark.slow]
ROOT = Path(__file__).resolve().parent.parent
TEXT = "The bridge over the Orla is 412 metres long. Mayor Ines Calder opened it on Friday."
QUESTION = "How long is the bridge over the Orla?"
COMMAND = "from bot.frontends.cli import main; main()"
# Every module, but for those that do something when they are run.
EVERY_MODULE = """
import importlib, pkgutil, bot
for module in pkgutil.walk_packages(bot.__path__, "bot."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
"""
Start = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def langsmith() -> Iterator[Server]:
    with serving() as state:
        yield state


@pytest.fixture
def start(langsmith: Server) -> Start:
    """Run Python where LangSmith's variables are set; what it has to send is sent by the time the process ends."""

    def run(code: str, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        tracing = {
            "LANGSMITH_TRACING": "true",
            "LANGCHAIN_TRACING_V2": "true",
            "LANGSMITH_ENDPOINT": langsmith.url,
            "LANGSMITH_API_KEY": "lsv2_secret",
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, "-c", code, *words]
        environment = {**os.environ, **tracing, **settings}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
        return done

    return run


@pytest.fixture
def ask(start: Start, tmp_path: Path) -> Start:
    """Run commands on an index of a few articles, whose making is held to the same."""
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "bridge.txt").write_text(f"News of the bridge\n\n{TEXT}\n", encoding="utf-8")
    for n in range(1, 12):
        text = f"News of Norrby {n}\n\nThe village council met on day {n} and bought {n} lamps.\n"
        (articles / f"village-{n}.txt").write_text(text, encoding="utf-8")
    start(COMMAND, "index", str(articles))

    def call(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return start(COMMAND, *words, **settings)

    return call


def test_questions_searches_and_indexing_send_nothing(ask: Start, langsmith: Server, tmp_path: Path):
    questions = tmp_path / "questions.txt"
    questions.write_text(f"{QUESTION}\n{QUESTION}\n", encoding="utf-8")

    told = ask("--json", QUESTION)
    ask("search", "bridge")
    ask("batch", str(questions))

    assert "412 metres" in told.stdout
    assert langsmith.requests == []


def test_prompts_and_written_answers_are_not_sent_either(ask: Start, langsmith: Server, chat_server: ChatServer):
    chat_server.play(Reply("The bridge over the Orla is 412 metres long."))

    told = ask("--json", QUESTION, ASK_MODEL="openai:test", ASK_BASE_URL=chat_server.url, OPENAI_API_KEY="x")

    assert '"model": "openai:test"' in told.stdout
    assert len(chat_server.chats) == 1
    assert langsmith.requests == []


def test_questions_are_sent_where_our_own_setting_asks_for_it(ask: Start, langsmith: Server):
    told = ask("--json", QUESTION, ASK_LANGSMITH="true")

    assert "412 metres" in told.stdout
    assert "POST" in {method for method, _, _ in langsmith.requests}
    assert "lsv2_secret" in str(langsmith.requests)


def test_our_setting_alone_sends_nothing(ask: Start, langsmith: Server):
    ask(QUESTION, ASK_LANGSMITH="true", LANGSMITH_TRACING="false", LANGCHAIN_TRACING_V2="false")

    assert langsmith.requests == []


def test_importing_every_module_sends_nothing(start: Start, langsmith: Server):
    start(EVERY_MODULE)

    assert langsmith.requests == []
