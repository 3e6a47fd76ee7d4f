"""A chat model writes piece by piece, and each of its failures comes as one sentence without a key."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk, HumanMessage
from langchain_core.outputs import ChatGenerationChunk
from pydantic import SecretStr
from servers import LOOPBACK
from support.chat_behaviours import (
    FILTERED,
    NO_QUOTA,
    OVERLOADED,
    SERVER_ERROR,
    TOO_LONG,
    Behaviour,
    Broken,
    Fault,
    Refusal,
    Reply,
    rate_limit,
    unknown_model,
    wrong_key,
)
from support.chat_server import ChatServer
from support.scripted import ScriptedModel, model_of

from bot.errors import ModelError, SettingsError
from bot.models import chat
from bot.models.chat import ChatModel, Limits, make_chat_model

pytestmark = pytest.mark.allow_hosts([LOOPBACK])
KEY = "sk-a-very-secret-key"
TEXT = "The bridge over the Orla is 412 metres long."


@dataclass
class Outcome:
    """What came of a question."""

    pieces: list[str] = field(default_factory=list)
    reply: chat.Reply = field(default_factory=chat.Reply)
    error: ModelError | None = None
    seconds: float = 0.0


class DeafModel(ScriptedModel):
    """Loses a cancellation that meets a chunk, as `asyncio.wait_for` does before Python 3.12."""

    async def _astream(self, *_: Any, **__: Any) -> AsyncIterator[ChatGenerationChunk]:
        for _ in range(50):
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(0.05)
            yield ChatGenerationChunk(message=AIMessageChunk(content="word "))


def make_model(server: ChatServer, *, first: float = 5.0, whole: float = 10.0) -> ChatModel:
    return make_chat_model(
        "openai:test",
        url=server.url,
        keys={"OPENAI_API_KEY": SecretStr(KEY)},
        context_size=8192,
        limits=Limits(answer_tokens=300, first_seconds=first, whole_seconds=whole),
    )


def ask(model: ChatModel) -> Outcome:
    outcome = Outcome()

    async def write() -> None:
        async for piece in model.stream([HumanMessage("How long is the bridge?")], outcome.reply):
            outcome.pieces.append(piece)

    begun = time.monotonic()
    try:
        asyncio.run(write())
    except ModelError as error:
        outcome.error = error
    outcome.seconds = time.monotonic() - begun
    return outcome


def test_cancellation_that_a_client_loses_ends_the_stream():
    model = replace(model_of(lambda *_: ""), make_client=lambda _: DeafModel(script=None))
    pieces: list[str] = []

    async def give_up_at_once() -> None:
        async with asyncio.timeout(None) as limit:
            async for piece in model.stream([HumanMessage("How long is the bridge?")], chat.Reply()):
                pieces.append(piece)
                limit.reschedule(asyncio.get_running_loop().time())

    with pytest.raises(TimeoutError):
        asyncio.run(give_up_at_once())
    assert pieces == ["word "]


def test_reply_comes_in_pieces_with_its_usage_and_its_end(chat_server: ChatServer):
    chat_server.play(Reply(TEXT))

    outcome = ask(make_model(chat_server))

    assert outcome.error is None
    assert len(outcome.pieces) > 1
    assert "".join(outcome.pieces) == TEXT
    assert outcome.reply.finish_reason == "stop"
    assert outcome.reply.usage["prompt_tokens"] > 0
    assert outcome.reply.usage["completion_tokens"] > 0
    assert 0 < (outcome.reply.first_seconds or 0) < outcome.seconds
    sent = chat_server.chats[0].json
    assert sent["temperature"] == 0
    assert sent.get("max_tokens", sent.get("max_completion_tokens")) == 300
    assert chat_server.chats[0].key == KEY


def test_one_model_serves_several_event_loops(chat_server: ChatServer):
    chat_server.play(Reply(TEXT))
    model = make_model(chat_server)

    assert ["".join(ask(model).pieces) for _ in range(3)] == [TEXT] * 3


@pytest.mark.parametrize(
    ("behaviour", "told", "requests"),
    [
        (wrong_key, "refused the key; check OPENAI_API_KEY", 1),
        (
            Refusal(403, "Your project may not use it. See https://example.com/limits."),
            "refused access (Your project may not use it); check what OPENAI_API_KEY may use, and ASK_MODEL",
            1,
        ),
        (unknown_model, "was not found; check the model's name in ASK_MODEL, and ASK_BASE_URL", 1),
        (
            TOO_LONG,
            "more than it reads at once (8192 tokens); set ASK_CONTEXT_SIZE to what its server was started with, below",
            1,
        ),
        (
            Refusal(400, "request (6401 tokens) exceeds the available context size (4096 tokens), try increasing it"),
            "was sent more than it reads at once (4096 tokens); set ASK_CONTEXT_SIZE to 4096",
            1,
        ),
        (NO_QUOTA, "has no quota left; add credit to the account of OPENAI_API_KEY, or set another ASK_MODEL", 1),
        (FILTERED, "refused the question, for its provider's filter objects; ask in other words", 1),
        (rate_limit("0.01"), "is asked too often; try again in 1 second", 3),
        (rate_limit("3600"), "is asked too often; try again in 60 minutes", 1),
        (rate_limit("Wed, 21 Oct 2015 07:28:00 GMT"), "is asked too often; try again in 0 seconds", 3),
        (Refusal(400, "No such parameter: top_k."), "refused the request (HTTP 400: No such parameter: top_k)", 1),
        (SERVER_ERROR, f"failed on its own side (HTTP 500: {SERVER_ERROR.message[:-1]}); try again later", 3),
        (Refusal(500, "\x1b[31mOut of memory\x1b[0m\non GPU 0"), "(HTTP 500: Out of memory on GPU 0); try again", 3),
        (OVERLOADED, "overloaded", 3),
        (Broken(Fault.DROPPED), "closed the connection without a reply; ask again", 3),
        (Broken(Fault.PAGE), "sent what is no reply of a chat model; check ASK_BASE_URL, which most often ends in", 1),
        (Broken(Fault.ERROR), "failed (Provider returned error); ask again", 1),
    ],
    ids=[
        *("key", "access", "model", "long", "longer", "quota", "filtered", "busy", "patience", "date", "parameter"),
        *("500", "colours", "503", "dropped", "page", "error"),
    ],
)
def test_refusal_is_told_in_a_sentence(
    chat_server: ChatServer, monkeypatch: pytest.MonkeyPatch, behaviour: Behaviour, told: str, requests: int
):
    monkeypatch.setattr(chat, "FIRST_WAIT_SECONDS", 0.01)
    chat_server.play(behaviour)

    outcome = ask(make_model(chat_server))

    assert told in str(outcome.error)
    assert str(outcome.error).startswith(f"The chat model openai:test at {chat_server.url} ")
    assert str(outcome.error).endswith(".")
    assert not any(part in str(outcome.error) for part in (KEY, "\n", "\x1b", "[3", "https://", "try increasing it"))
    assert outcome.pieces == []
    assert len(chat_server.chats) == requests


def test_failure_that_passes_is_not_noticed(chat_server: ChatServer):
    chat_server.play(rate_limit("0.3"), Reply(TEXT))

    outcome = ask(make_model(chat_server))

    assert "".join(outcome.pieces) == TEXT
    first, second = chat_server.chats
    assert second.at - first.at >= 0.3


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault.CUT, "broke off in the middle of its reply; ask again"),
        (Fault.BAD_JSON, "sent a damaged reply; ask again"),
        (Fault.ERROR, "failed (Provider returned error); ask again"),
    ],
)
def test_what_breaks_in_the_middle_is_told_after_its_pieces(chat_server: ChatServer, fault: Fault, told: str):
    chat_server.play(Broken(fault, after=1))

    outcome = ask(make_model(chat_server))

    assert told in str(outcome.error)
    assert TEXT.startswith("".join(outcome.pieces))
    assert outcome.pieces
    assert len(chat_server.chats) == 1


@pytest.mark.parametrize("fault", [Fault.ENDED, Fault.NO_CHOICES])
def test_what_ends_too_early_has_no_reason(chat_server: ChatServer, fault: Fault):
    chat_server.play(Broken(fault, after=1))

    outcome = ask(make_model(chat_server))

    assert outcome.error is None
    assert outcome.reply.finish_reason is None


@pytest.mark.parametrize(
    ("behaviour", "told"),
    [
        (Broken(Fault.SILENT), "took longer than 0.3 seconds; ask again, or give it longer by ASK_FIRST_SECONDS"),
        (
            Broken(Fault.STALLED, after=1),
            "took longer than 0.6 seconds; ask again, or give it longer by ASK_WHOLE_SECONDS",
        ),
    ],
    ids=["first", "whole"],
)
def test_time_runs_out(chat_server: ChatServer, behaviour: Behaviour, told: str):
    chat_server.play(behaviour)

    outcome = ask(make_model(chat_server, first=0.3, whole=0.6))

    assert told in str(outcome.error)
    assert outcome.seconds < 2
    assert chat_server.chats[0].hung_up.wait(2)


def test_first_piece_may_not_take_longer_than_the_whole(chat_server: ChatServer):
    chat_server.play(Broken(Fault.SILENT))

    outcome = ask(make_model(chat_server, first=30.0, whole=0.3))

    assert "took longer than 0.3 seconds; ask again, or give it longer by ASK_WHOLE_SECONDS" in str(outcome.error)
    assert outcome.seconds < 2
    assert len(chat_server.chats) == 1


def test_no_limit_holds_but_ours(chat_server: ChatServer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LANGCHAIN_OPENAI_STREAM_CHUNK_TIMEOUT_S", "0.1")  # two minutes otherwise
    chat_server.play(Reply(TEXT, pause_seconds=0.3))

    outcome = ask(make_model(chat_server))

    assert outcome.error is None
    assert "".join(outcome.pieces) == TEXT


def test_slow_pieces_run_out_of_time_as_well(chat_server: ChatServer):
    chat_server.play(Reply("x" * 40, piece_chars=1, pause_seconds=0.1))

    outcome = ask(make_model(chat_server, first=1.0, whole=1.0))

    assert "longer than 1 seconds" in str(outcome.error)
    assert 3 < len(outcome.pieces) < 20


def test_reader_that_leaves_hangs_up(chat_server: ChatServer):
    chat_server.play(Broken(Fault.STALLED, after=1))

    async def leave() -> None:
        stream = make_model(chat_server).stream([HumanMessage("Hm?")], chat.Reply())
        await anext(stream)
        await stream.aclose()

    asyncio.run(leave())
    assert chat_server.chats[0].hung_up.wait(2)


@pytest.mark.parametrize(
    ("spec", "url", "told"),
    [
        ("openai:x", "http://127.0.0.1:9/v1", "at http://127.0.0.1:9/v1 cannot be reached (nothing listens there)"),
        ("ollama:x", "http://127.0.0.1:9", "start it with `ollama serve`, or set ASK_BASE_URL to where it runs"),
        ("ollama:x", None, "at http://127.0.0.1:9 cannot be reached (nothing listens there)"),
        ("openai:x", "http://me:hunter22@127.0.0.1:9/v1?key=abcdef0123", "at http://127.0.0.1:9/v1 cannot be reached"),
    ],
    ids=["own", "ollama", "default", "secrets"],
)
def test_server_that_is_not_there_is_told_with_its_address(
    monkeypatch: pytest.MonkeyPatch, spec: str, url: str | None, told: str
):
    monkeypatch.setenv("OLLAMA_HOST", "http://127.0.0.1:9")
    limits = Limits(answer_tokens=300, first_seconds=5, whole_seconds=10)
    key = {"OPENAI_API_KEY": SecretStr(KEY)}

    outcome = ask(make_chat_model(spec, url=url, keys=key, context_size=8192, limits=limits))

    assert told in str(outcome.error)
    assert not any(secret in str(outcome.error) for secret in ("hunter22", "abcdef0123"))


def test_secrets_of_an_address_that_a_server_repeats_are_not_shown(chat_server: ChatServer):
    chat_server.play(Refusal(400, "No access for abcdef0123 with hunter22, by hunter%3F2."))
    url = chat_server.url.replace("://", "://hunter%3F2:hunter22@") + "?key=abcdef0123"
    key = {"OPENAI_API_KEY": SecretStr(KEY)}

    model = make_chat_model("openai:x", url=url, keys=key, context_size=8192, limits=Limits(300, 5.0, 10.0))

    assert not any(secret in str(ask(model).error) for secret in ("hunter", "abcdef0123"))
    assert {request.query for request in chat_server.chats} == {"key=abcdef0123"}


def test_provider_that_is_unknown_or_not_installed_is_told():
    limits = Limits(answer_tokens=300, first_seconds=5, whole_seconds=10)
    with pytest.raises(SettingsError, match="unknown provider 'nobody'"):
        make_chat_model("nobody:x", url=None, keys={}, context_size=8192, limits=limits)
    with pytest.raises(ModelError, match="and the key GROQ_API_KEY; run `pip install langchain-groq`"):
        make_chat_model("groq:x", url=None, keys={}, context_size=8192, limits=limits)


@pytest.mark.parametrize(("spec", "name"), [("openai:x", "OPENAI_API_KEY"), ("anthropic:x", "ANTHROPIC_API_KEY")])
def test_key_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, spec: str, name: str):
    monkeypatch.delenv(name, raising=False)
    limits = Limits(answer_tokens=300, first_seconds=5, whole_seconds=10)
    with pytest.raises(ModelError, match=f"^ASK_MODEL={spec} needs a key; set {name}.$"):
        make_chat_model(spec, url=None, keys={}, context_size=8192, limits=limits)


def test_cost_is_kept_where_the_provider_tells_it():
    reply = chat.Reply()

    async def write() -> None:
        async for _ in model_of(lambda *_: "It rained.", cost=0.0004).stream([HumanMessage("Hm?")], reply):
            pass

    asyncio.run(write())
    assert reply.usage == {"cost": 0.0004}


@pytest.mark.parametrize("cost", [None, 0, 0.0012])
def test_cost_that_a_server_tells_in_its_usage_is_kept(chat_server: ChatServer, cost: float | None):
    chat_server.play(Reply('It cost {"usage": {"cost": 9}} to cross.\ndata: {"usage": {"cost": 9}}', cost=cost))

    assert ask(make_model(chat_server)).reply.usage.get("cost") == cost
