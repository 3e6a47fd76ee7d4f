"""Indexing and asking with the embeddings of others, as a user does it: settings, commands, exit codes."""

import json
import os
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from servers import LOOPBACK, Refusal, Server, bag_of_words, serving

from bot.frontends.cli import run

pytestmark = pytest.mark.allow_hosts([LOOPBACK])
OPENAI, OLLAMA = "openai:text-embedding-3-small", "ollama:nomic-embed-text"
KEY = "sk-a-very-secret-key"
BATCH = 128  # passages that are embedded and kept at once
QUESTION = "How long is the bridge over the Orla?"
ARTICLES = {
    "bridge": "The bridge over the Orla is 412 metres long. Mayor Ines Calder opened it on Friday. It cost 31 million.",
    "harvest": "Farmers in the north expect a poor harvest of barley. Rain had stopped in May, the ministry said.",
    "choir": "The choir of Saint Anne sang in the square. Four hundred people listened, and nobody left early.",
    **{f"village-{n}": f"The village council of Norrby {n} met on day {n} and bought {n} lamps." for n in range(1, 12)},
}


class Outcome(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        assert self.out, self.err
        return json.loads(self.out)


Ask = Callable[..., Outcome]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    def call(*words: str) -> Outcome:
        capsys.readouterr()
        code = run(words)
        out, err = capsys.readouterr()
        assert KEY not in out + err
        return Outcome(code, out, err)

    return call


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE", "OLLAMA_API_KEY", "OLLAMA_HOST"):
        monkeypatch.delenv(name, raising=False)
    # Counting is proved elsewhere; with an empty cache no test depends on what this machine has fetched.
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as state:
        yield state


@pytest.fixture
def use(server: Server) -> Callable[[str | None], Server]:
    """Choose the embeddings in `.env`, or the shipped encoder for None; what is returned is the server of the first."""

    def choose(spec: str | None) -> Server:
        url = f"{server.url}/v1" if spec == OPENAI else server.url
        lines = [f"OPENAI_API_KEY={KEY}"] + [f"ASK_EMBEDDINGS={spec}", f"ASK_EMBEDDINGS_URL={url}"] * bool(spec)
        Path(".env").write_text("\n".join(lines), encoding="utf-8")
        return server

    return choose


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / f"{name}.txt").write_text(f"News of the {name}\n\n{text}\n", encoding="utf-8")
    return folder


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """More articles of one passage each than two batches hold."""
    rows = [{"id": f"a{n}", "title": f"Report {n}", "text": f"Village {n} has {n} wells."} for n in range(300)]
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def indexes(home: Path) -> set[str]:
    return {path.name for path in (home / "indexes").iterdir()}


@pytest.mark.parametrize("spec", [OPENAI, OLLAMA])
def test_questions_are_answered_from_an_index_of_their_embeddings(ask: Ask, use, server: Server, articles: Path, spec):
    use(spec)

    assert ask("index", str(articles)).code == 0
    answer = ask("--json", QUESTION)

    assert answer.code == 0
    assert "412 metres" in answer.json["answer"]
    assert answer.json["citations"][0]["article"] == "bridge"
    assert server.texts[-1] == QUESTION
    assert [text for text in server.texts if text.startswith("News of the bridge")]


@pytest.mark.parametrize("spec", [OPENAI, OLLAMA])
def test_what_the_articles_do_not_tell_is_not_answered(ask: Ask, use, articles: Path, spec):
    use(spec)
    ask("index", str(articles))

    answer = ask("--json", "Who won the tennis final in Paris?")

    assert answer.code == 3
    assert answer.json["abstained"]


def test_each_encoder_has_an_index_of_its_own_made_from_the_kept_articles(
    ask: Ask, use, server: Server, articles: Path, ask_home: Path
):
    use(None)
    ask("index", str(articles))
    own = indexes(ask_home)
    before = ask("--json", QUESTION).json
    for path in articles.iterdir():
        path.unlink()

    use(OPENAI)
    told = ask("--json", QUESTION)
    assert told.code == 0
    assert told.json["citations"][0]["article"] == "bridge"
    assert len(indexes(ask_home)) == 2
    embedded = len(server.texts)

    use(None)
    again = ask("--json", QUESTION).json
    assert indexes(ask_home) > own
    assert len(server.texts) == embedded
    assert (again["answer"], again["generation"]) == (before["answer"], before["generation"])


def test_an_encoder_left_for_a_while_catches_up_with_what_came_meanwhile(ask: Ask, use, server, articles, tmp_path):
    use(OPENAI)
    ask("index", str(articles))
    embedded = len(server.texts)
    use(None)
    late = tmp_path / "late.txt"
    late.write_text("News of the ferry\n\nThe ferry to Lund leaves at 7.40 each morning.\n", encoding="utf-8")
    ask("index", str(late))

    use(OPENAI)
    answer = ask("--json", "When does the ferry to Lund leave?").json

    assert answer["citations"][0]["article"] == "late"
    # The one new passage, and the question.
    assert len(server.texts) == embedded + 2


@pytest.mark.parametrize("spec", [OPENAI, OLLAMA])
@pytest.mark.parametrize(
    "refusal", [Refusal(500), Refusal(429, "rate limit reached"), Refusal(0)], ids=["500", "429", "hung up"]
)
def test_failure_half_way_loses_nothing_that_was_embedded(ask: Ask, use, many: Path, spec, refusal):
    server = use(spec)
    server.refusal, server.patience = refusal, 2

    failed = ask("index", str(many))
    first = list(server.texts)
    server.refusal = None
    mended = ask("index", "--json", str(many))

    assert failed.code == 5
    assert failed.err.count("\n") == 1
    assert "Traceback" not in failed.err
    assert len(first) == 2 * BATCH
    assert mended.code == 0
    assert mended.json["embedded"] == 300 - 2 * BATCH
    assert len(server.texts) == len(set(server.texts)) == 300


def test_failure_while_switching_keeps_the_old_index_and_goes_on_later(ask: Ask, use, server: Server, many: Path):
    use(OPENAI)
    ask("index", str(many))
    server.texts.clear()
    server.refusal, server.patience = Refusal(500), 1

    use(OLLAMA)
    assert ask("Which village has 7 wells?").code == 5
    use(OPENAI)
    server.refusal = None
    assert ask("search", "village 7").code == 0
    use(OLLAMA)
    assert ask("search", "village 7").code == 0

    passages = [text for text in server.texts if text.startswith("Report")]
    assert len(passages) == len(set(passages)) == 300


def test_failure_at_a_question_is_one_sentence_and_exit_5(ask: Ask, use, server: Server, articles: Path):
    use(OPENAI)
    ask("index", str(articles))
    server.refusal = Refusal(401, f"Incorrect API key provided: {KEY}.")

    failed = ask(QUESTION)

    assert failed.code == 5
    assert failed.out == ""
    assert "OPENAI_API_KEY" in failed.err


def test_vectors_of_another_length_are_not_mixed_in(ask: Ask, use, server: Server, articles: Path, tmp_path: Path):
    use(OPENAI)
    ask("index", str(articles))
    server.embed = lambda texts: [bag_of_words(text, 32) for text in texts]
    late = tmp_path / "late.txt"
    late.write_text("News of the ferry\n\nThe ferry leaves at noon.\n", encoding="utf-8")

    asked, indexed = ask(QUESTION), ask("index", str(late))

    for failed in (asked, indexed):
        assert failed.code == 5
        assert "ask index --reset" in failed.err
    assert ask("index", "--reset", str(articles)).code == 0
    assert "412" in ask("--json", QUESTION).json["answer"]


def test_vectors_of_nothing_but_zeros_are_refused(ask: Ask, use, server: Server, articles: Path):
    use(OPENAI)
    server.embed = lambda texts: [[0.0] * 8 for _ in texts]

    assert ask("index", str(articles)).code == 5


@pytest.mark.parametrize(
    ("spec", "code", "told"),
    [
        ("opnai:text-embedding-3-small", 8, "'opnai'"),
        ("openai", 8, "ASK_EMBEDDINGS"),
        ("openai: ", 5, "cannot be empty"),
    ],
)
def test_setting_that_names_no_embeddings_is_told(ask: Ask, use, spec: str, code: int, told: str):
    use(None)
    Path(".env").write_text(f'ASK_EMBEDDINGS="{spec}"\nOPENAI_API_KEY={KEY}\n', encoding="utf-8")

    failed = ask("index")

    assert failed.code == code
    assert told in failed.err
    assert failed.err.count("\n") == 1


def test_missing_package_is_told_with_the_extra_to_install(ask: Ask, use, monkeypatch: pytest.MonkeyPatch):
    from langchain.embeddings import base

    use(OLLAMA)
    monkeypatch.setitem(sys.modules, "langchain_ollama", None)
    base._get_embeddings_class_creator.cache_clear()

    failed = ask("index")

    assert failed.code == 5
    assert "ask-the-articles[ollama]" in failed.err


def test_key_from_env_file_reaches_the_client_and_not_the_environment(ask: Ask, use, server: Server, articles: Path):
    use(OPENAI)
    ask("index", str(articles))
    ask(QUESTION)

    sent = [{name.lower(): value for name, value in headers.items()} for _, _, headers in server.requests]
    assert {headers["authorization"] for headers in sent} == {f"Bearer {KEY}"}
    assert KEY not in str(dict(os.environ))


def test_key_is_in_no_file_that_is_kept(ask: Ask, use, articles: Path, ask_home: Path):
    use(OPENAI)
    ask("index", str(articles))
    ask("doctor")

    kept = [path for path in ask_home.rglob("*") if path.is_file()]
    assert kept
    assert [path for path in kept if KEY.encode() in path.read_bytes()] == []


def test_nothing_but_the_server_is_contacted(ask: Ask, use, server: Server, articles: Path, monkeypatch):
    connect, places = socket.socket.connect, []

    def noted(self: socket.socket, address: Any) -> None:
        places.append(address)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", noted)
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(articles / "no-cache"))
    use(OPENAI)
    ask("index", str(articles))
    ask(QUESTION)

    assert {f"http://{host}:{port}" for host, port in places} == {server.url}


def test_without_tiktokens_file_the_over_estimate_is_said_once_a_run(ask: Ask, use, articles: Path):
    use(OPENAI)

    indexed = ask("index", str(articles))

    assert indexed.err.count("over-estimated") == 1


def test_with_tiktokens_file_passages_are_longer_and_nothing_is_said(
    ask: Ask, use, tmp_path: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "long.txt"
    path.write_text("A long report\n\n" + " ".join(f"The town bought {n} buses." for n in range(150)), encoding="utf-8")
    server = use(OPENAI)
    ask("index", str(path))
    estimated = len(server.texts)
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(shared / "tiktoken"))

    counted = ask("index", "--reset", str(path))

    assert "estimated" not in counted.err
    assert len(server.texts) - estimated < estimated
