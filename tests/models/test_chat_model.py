"""A chat model writes piece by piece, and each of its failures comes as one sentence without a key."""

import asyncio
import time
from dataclasses import dataclass, field

import pytest
from langchain_core.messages import HumanMessage
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
    Reply,
    rate_limit,
    unknown_model,
    wrong_key,
)
from support.chat_server import ChatServer
from support.scripted import model_of

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
        (wrong_key, "check OPENAI_API_KEY", 1),
        (unknown_model, "check the model's name in ASK_MODEL", 1),
        (TOO_LONG, "set ASK_CONTEXT_SIZE", 1),
        (NO_QUOTA, "no quota left", 1),
        (FILTERED, "flagged by the content management policy", 1),
        (rate_limit("0.01"), "asked too often", 3),
        (rate_limit("100"), "asked too often", 1),
        (SERVER_ERROR, "is ASK_BASE_URL right", 3),
        (OVERLOADED, "overloaded", 3),
        (Broken(Fault.DROPPED), "is ASK_BASE_URL right", 3),
        (Broken(Fault.PAGE), "is ASK_BASE_URL right", 1),
    ],
    ids=["key", "model", "long", "quota", "filtered", "busy", "patience", "500", "503", "dropped", "page"],
)
def test_refusal_is_told_in_a_sentence(
    chat_server: ChatServer, monkeypatch: pytest.MonkeyPatch, behaviour: Behaviour, told: str, requests: int
):
    monkeypatch.setattr(chat, "FIRST_WAIT_SECONDS", 0.01)
    chat_server.play(behaviour)

    outcome = ask(make_model(chat_server))

    assert told in str(outcome.error)
    assert str(outcome.error).startswith(f"The chat model openai:test at {chat_server.url} failed (")
    assert KEY not in str(outcome.error)
    assert "\n" not in str(outcome.error)
    assert outcome.pieces == []
    assert len(chat_server.chats) == requests


def test_failure_that_passes_is_not_noticed(chat_server: ChatServer):
    chat_server.play(rate_limit("0.3"), Reply(TEXT))

    outcome = ask(make_model(chat_server))

    assert "".join(outcome.pieces) == TEXT
    first, second = chat_server.chats
    assert second.at - first.at >= 0.3


@pytest.mark.parametrize("fault", [Fault.CUT, Fault.BAD_JSON, Fault.ERROR])
def test_what_breaks_in_the_middle_is_told_after_its_pieces(chat_server: ChatServer, fault: Fault):
    chat_server.play(Broken(fault, after=1))

    outcome = ask(make_model(chat_server))

    assert outcome.error is not None
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
    [(Broken(Fault.SILENT), "longer than 0.3 seconds"), (Broken(Fault.STALLED, after=1), "longer than 0.6 seconds")],
    ids=["first", "whole"],
)
def test_time_runs_out(chat_server: ChatServer, behaviour: Behaviour, told: str):
    chat_server.play(behaviour)

    outcome = ask(make_model(chat_server, first=0.3, whole=0.6))

    assert told in str(outcome.error)
    assert "ASK_FIRST_SECONDS" in str(outcome.error)
    assert outcome.seconds < 2
    assert chat_server.chats[0].hung_up.wait(2)


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


def test_provider_that_is_unknown_or_not_installed_is_told():
    limits = Limits(answer_tokens=300, first_seconds=5, whole_seconds=10)
    with pytest.raises(SettingsError, match="unknown provider 'nobody'"):
        make_chat_model("nobody:x", url=None, keys={}, context_size=8192, limits=limits)
    with pytest.raises(ModelError, match="pip install langchain-groq"):
        make_chat_model("groq:x", url=None, keys={}, context_size=8192, limits=limits)


def test_key_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    limits = Limits(answer_tokens=300, first_seconds=5, whole_seconds=10)
    with pytest.raises(ModelError, match="is OPENAI_API_KEY set"):
        make_chat_model("openai:x", url=None, keys={}, context_size=8192, limits=limits)


def test_cost_is_kept_where_the_provider_tells_it():
    reply = chat.Reply()

    async def write() -> None:
        async for _ in model_of(lambda *_: "It rained.", cost=0.0004).stream([HumanMessage("Hm?")], reply):
            pass

    asyncio.run(write())
    assert reply.usage == {"cost": 0.0004}
