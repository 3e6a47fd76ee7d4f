"""What LangChain's client of OpenAI makes of replies that come, and of being left."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from openai import DefaultAsyncHttpxClient, DefaultHttpxClient
from servers import LOOPBACK

from support.chat_behaviours import Broken, Fault, Reply
from support.chat_client import EVERY_WAY, IN_PIECES, KEY, QUESTION, STREAMED, TIMEOUT_SECONDS, ask, make_model
from support.chat_server import ChatServer

pytestmark = [pytest.mark.allow_hosts([LOOPBACK]), pytest.mark.slow]
TWO_LOOPS = """
import asyncio, sys
from langchain.chat_models import init_chat_model
for _ in range(2):
    model = init_chat_model("openai:test", base_url=sys.argv[1], api_key="x", timeout=5)
    print(asyncio.run(model.ainvoke("How long is it?")).content, flush=True)
"""


@EVERY_WAY
def test_good_reply_arrives(chat_server: ChatServer, way: str):
    chat_server.play(Reply("The bridge over the Orla is 412 metres long."))

    outcome = ask(chat_server, way)

    assert outcome.error is None
    assert outcome.text == "The bridge over the Orla is 412 metres long."
    assert outcome.finish_reasons == ["stop"]
    assert chat_server.chats[0].key == KEY
    assert chat_server.chats[0].json["model"] == "test"


@IN_PIECES
def test_stream_holds_the_usage_only_where_it_is_asked_for(chat_server: ChatServer, way: str):
    assert ask(chat_server, way).prompt_tokens == []
    assert ask(chat_server, way, stream_usage=True).prompt_tokens == [9]
    assert [chat.json.get("stream_options") for chat in chat_server.chats] == [None, {"include_usage": True}]


@EVERY_WAY
@pytest.mark.parametrize("reason", ["length", "content_filter"])
def test_reason_to_finish_is_told_and_is_no_error(chat_server: ChatServer, way: str, reason: str):
    chat_server.play(Reply("The bridge", finish_reason=reason))

    outcome = ask(chat_server, way)

    assert outcome.error is None
    assert outcome.text == "The bridge"
    assert outcome.finish_reasons == [reason]


@EVERY_WAY
def test_prompt_that_was_cut_is_told_by_the_usage_alone(chat_server: ChatServer, way: str):
    chat_server.play(Reply(context_tokens=2))

    assert ask(chat_server, way, stream_usage=True).prompt_tokens == [2]


@EVERY_WAY
def test_ten_megabytes_arrive_whole(chat_server: ChatServer, way: str):
    text = "word " * 2_000_000
    chat_server.play(Reply(text, piece_chars=65_536))

    assert ask(chat_server, way, timeout=30).text == text


@EVERY_WAY
@pytest.mark.parametrize("text", ["a\x00b\x1b[2J\x07\r\nc\x0b\x85\u2028d", "half a pair \ud83d", ""])
def test_text_is_handed_on_as_it_is(chat_server: ChatServer, way: str, text: str):
    chat_server.play(Reply(text, piece_chars=3))

    outcome = ask(chat_server, way)

    assert outcome.error is None
    assert outcome.text == text


def test_timeout_counts_between_pieces_and_not_in_all(chat_server: ChatServer):
    chat_server.play(Reply("x" * 8, piece_chars=1, pause_seconds=TIMEOUT_SECONDS / 4))

    outcome = ask(chat_server, STREAMED)

    assert outcome.error is None
    assert outcome.seconds > TIMEOUT_SECONDS


def test_stream_that_is_left_hangs_up(chat_server: ChatServer):
    chat_server.play(Broken(Fault.STALLED, after=1))

    with DefaultHttpxClient() as client:
        stream = make_model(chat_server, timeout=30, http_client=client).stream(QUESTION)
        next(stream)
        stream.close()
        assert chat_server.chats[0].hung_up.wait(2)


@pytest.mark.parametrize("behaviour", [Broken(Fault.STALLED, after=1), Broken(Fault.SILENT)], ids=["stalled", "silent"])
def test_task_that_is_cancelled_hangs_up(chat_server: ChatServer, behaviour: Broken):
    chat_server.play(behaviour)

    async def cancel() -> bool:
        async with DefaultAsyncHttpxClient() as client:
            stream = make_model(chat_server, timeout=30, http_async_client=client).astream(QUESTION)
            task = asyncio.create_task(_read(stream))
            await _until(lambda: bool(chat_server.chats))
            await asyncio.sleep(0.1)
            task.cancel()
            await asyncio.wait([task])
            return await asyncio.to_thread(chat_server.chats[0].hung_up.wait, 2)

    assert asyncio.run(cancel())


def test_own_connections_of_the_client_do_not_outlive_an_event_loop(chat_server: ChatServer):
    # In a process of its own, since it loses a connection.
    done = subprocess.run(
        [sys.executable, "-c", TWO_LOOPS, chat_server.url], check=False, capture_output=True, text=True, timeout=60
    )

    assert done.stdout == "All is well.\n"
    assert "RuntimeError: Event loop is closed" in done.stderr


async def _read(stream: AsyncIterator[Any]) -> None:
    async for _ in stream:
        pass


async def _until(true: Callable[[], bool]) -> None:
    while not true():  # noqa: ASYNC110  # the server's threads know no events of asyncio
        await asyncio.sleep(0.01)
