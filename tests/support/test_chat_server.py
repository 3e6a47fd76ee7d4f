"""The server itself, spoken to without any client library."""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from servers import LOOPBACK

from support.chat_behaviours import SERVER_ERROR, Broken, ChatRequest, Fault, Reply, wrong_key
from support.chat_server import CHAT, MODELS, ChatServer, serving_chat
from support.chat_wire import DONE, Head, completion, steps_of

pytestmark = [pytest.mark.allow_hosts([LOOPBACK]), pytest.mark.slow]
QUESTION = {"role": "user", "content": "How long is the bridge?"}
Events = list[dict[str, Any]]


@contextmanager
def connected(server: ChatServer) -> Iterator[http.client.HTTPConnection]:
    with closing(http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=5)) as connection:
        yield connection


@contextmanager
def asking(server: ChatServer, **options: Any) -> Iterator[http.client.HTTPResponse]:
    """Ask, and close the connection after the block, read to its end or not."""
    with connected(server) as connection:
        body = json.dumps({"model": "test", "messages": [QUESTION], **options})
        connection.request("POST", CHAT, body, {"Authorization": "Bearer sk-secret"})
        with connection.getresponse() as response:
            yield response


def events_of(stream: bytes) -> Events:
    assert stream.endswith(DONE)
    return [json.loads(event.removeprefix(b"data: ")) for event in stream.split(b"\n\n")[:-2]]


def words_of(events: Events) -> str:
    return "".join(event["choices"][0]["delta"].get("content", "") for event in events if event["choices"])


def test_reply_comes_whole(chat_server: ChatServer):
    chat_server.play(Reply("It is long."))

    with asking(chat_server) as response:
        told = json.load(response)

    assert told["choices"][0]["message"]["content"] == "It is long."
    assert told["choices"][0]["finish_reason"] == "stop"
    assert told["usage"] == {"prompt_tokens": 6, "completion_tokens": 4, "total_tokens": 10}


def test_reply_comes_streamed_and_ends_with_its_reason(chat_server: ChatServer):
    chat_server.play(Reply("It is long.", finish_reason="length", piece_chars=4))

    with asking(chat_server, stream=True) as response:
        events = events_of(response.read())

    assert response.headers["Content-Type"].startswith("text/event-stream")
    assert words_of(events) == "It is long."
    assert len(events) == 1 + 3 + 1
    assert [event["choices"][0]["finish_reason"] for event in events] == [None] * 4 + ["length"]
    assert not any("usage" in event for event in events)


def test_usage_comes_in_the_last_event_where_it_is_asked_for(chat_server: ChatServer):
    with asking(chat_server, stream=True, stream_options={"include_usage": True}) as response:
        *events, last = events_of(response.read())

    assert last["choices"] == []
    assert last["usage"]["total_tokens"] == 10
    assert {event["usage"] for event in events} == {None}


def test_reply_can_follow_from_the_messages(chat_server: ChatServer):
    chat_server.play(Reply(lambda messages: f"You asked: {messages[-1]['content']}"))

    with asking(chat_server) as response:
        assert "You asked: How long is the bridge?" in response.read().decode()


def test_script_is_played_in_order_and_its_last_goes_on(chat_server: ChatServer):
    chat_server.play(SERVER_ERROR, wrong_key, Reply())

    statuses = []
    for _ in range(4):
        with asking(chat_server) as response:
            statuses.append(response.status)

    assert statuses == [500, 401, 200, 200]


def test_every_request_is_kept_with_headers_body_and_time(chat_server: ChatServer):
    before = time.monotonic()
    with asking(chat_server) as response:
        response.read()

    (request,) = chat_server.chats
    assert request.key == "sk-secret"
    assert request.messages == [QUESTION]
    assert before <= request.at <= time.monotonic()
    assert request.served.wait(5)
    assert not request.hung_up.is_set()


def test_models_are_listed_or_refused(chat_server: ChatServer):
    def get(path: str) -> tuple[int, dict[str, Any]]:
        with connected(chat_server) as connection:
            connection.request("GET", path)
            with connection.getresponse() as response:
                return response.status, json.load(response)

    chat_server.models = ("gpt", "llama")
    listed = get(MODELS)
    chat_server.models = SERVER_ERROR

    assert [row["id"] for row in listed[1]["data"]] == ["gpt", "llama"]
    assert get(MODELS)[0] == 500
    assert get("/models")[0] == 404


def test_one_connection_serves_many_requests(chat_server: ChatServer):
    with connected(chat_server) as connection:
        for stream in (True, False, True):
            connection.request("POST", CHAT, json.dumps({"model": "m", "messages": [QUESTION], "stream": stream}))
            with connection.getresponse() as response:
                assert response.read()

    assert len(chat_server.chats) == 3


@pytest.mark.parametrize(
    "behaviour",
    [Broken(Fault.STALLED, after=1), Reply("word " * 1000, piece_chars=5, pause_seconds=0.05)],
    ids=["stalled", "slow"],
)
def test_client_that_leaves_amid_a_stream_is_noticed(chat_server: ChatServer, behaviour):
    chat_server.play(behaviour)

    with asking(chat_server, stream=True) as response:
        response.readline()

    (request,) = chat_server.chats
    assert request.hung_up.wait(2)
    assert not request.served.is_set()


def test_end_of_the_block_ends_what_still_hangs():
    before = threading.active_count()
    started = time.monotonic()

    with ExitStack() as clients, serving_chat(Broken(Fault.STALLED)) as server:
        clients.enter_context(asking(server, stream=True)).readline()

    assert time.monotonic() - started < 2
    assert threading.active_count() == before


@given(text=st.text(st.characters(), max_size=200), size=st.integers(1, 40))
def test_any_text_arrives_as_it_was_written_whole_and_in_pieces(text: str, size: int):
    reply = Reply(text, piece_chars=size)
    steps = [step for step in steps_of(reply, request(stream=True)) if not isinstance(step, Head)]

    assert words_of(events_of(b"".join(steps))) == text
    assert completion(reply, request())["choices"][0]["message"]["content"] == text


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("fault", Fault)
def test_each_fault_has_steps_that_do_not_end_well(fault: Fault, stream: bool):
    steps = list(steps_of(Broken(fault, after=1), request(stream=stream)))
    well = list(steps_of(Broken(fault).reply, request(stream=stream)))

    assert steps
    assert steps != well


def request(**options: Any) -> ChatRequest:
    body = json.dumps({"model": "test", "messages": [QUESTION], **options}).encode()
    return ChatRequest("POST", CHAT, "", {}, body, 0.0)
