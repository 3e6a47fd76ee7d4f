"""OpenAI's chat-completions protocol as bytes: what is sent for a behaviour, step by step, without a socket."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from support.chat_behaviours import Broken, ChatRequest, Fault, Messages, Refusal, Reply

PAGE = b"<!doctype html><title>Welcome</title><p>Please log in to use the network."
BAD_JSON = b'{"id": "chatcmpl-1", "choices": [{"index": 0, "del'
DONE = b"data: [DONE]\n\n"
PARTS = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Head:
    """Status and headers; without a length the body is chunked, each step one chunk."""

    status: int = 200
    kind: str = "application/json"
    length: int | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Wait:
    """Let time pass, or all time there is."""

    seconds: float = math.inf


@dataclass(frozen=True)
class Cut:
    """Close the connection here."""


Step = Head | bytes | Wait | Cut


def steps_of(behaviour: Reply | Refusal | Broken, request: ChatRequest) -> Iterator[Step]:
    """Tell what is sent, and when; the connection may be used again after the last step."""
    match behaviour:
        case Refusal():
            yield from _refused(behaviour)
        case Broken(fault=Fault.SILENT):
            yield Wait()
        case Broken(fault=Fault.DROPPED):
            yield Cut()
        case Broken(fault=Fault.PAGE):
            yield from _whole(PAGE, kind="text/html")
        case Broken() if _streamed(request):
            yield from _broken_stream(behaviour, request)
        case Broken():
            yield from _broken_body(behaviour, request)
        case Reply() if _streamed(request):
            yield from _opening(behaviour, request)
            yield from _ending(behaviour, request)
        case Reply():
            yield from _whole(to_json(completion(behaviour, request)))


def models_of(names: tuple[str, ...]) -> Iterator[Step]:
    """Tell which models there are."""
    rows = [{"id": name, "object": "model", "created": 1_700_000_000, "owned_by": "tests"} for name in names]
    yield from _whole(to_json({"object": "list", "data": rows}))


def count_tokens(messages: Messages) -> int:
    """
    Count words, numbers and marks, of which a tokenizer makes one each at least; to see whether all was read.

    >>> count_tokens([{"role": "user", "content": "How long is it?"}])
    5
    """
    return sum(len(PARTS.findall(str(message.get("content") or ""))) for message in messages)


def to_json(value: Any) -> bytes:
    r"""
    Write JSON as providers do, in UTF-8 where JSON allows it; half a surrogate pair has no bytes and is escaped.

    >>> to_json({"text": "né\u2028\x1b"}).decode()
    '{"text": "né\u2028\\u001b"}'
    >>> to_json("\ud83d")
    b'"\\ud83d"'
    """
    text = json.dumps(value, ensure_ascii=False)
    return LONE_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text).encode()


def completion(reply: Reply, request: ChatRequest) -> dict[str, Any]:
    """Return a reply that is not streamed."""
    text = text_of(reply, request)
    message = {"role": "assistant", "content": text, "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": reply.finish_reason}
    return _envelope(request, "chat.completion") | {"choices": [choice], "usage": _usage(reply, request, text)}


def text_of(reply: Reply, request: ChatRequest) -> str:
    """Return the words of a reply to this request."""
    return reply.text if isinstance(reply.text, str) else reply.text(request.messages)


def _opening(reply: Reply, request: ChatRequest, pieces: int | None = None) -> Iterator[Step]:
    """Stream the first *pieces* of a reply, or all."""
    text, size = text_of(reply, request), reply.piece_chars
    yield Head(kind="text/event-stream; charset=utf-8")
    yield _event(_chunk(request, {"role": "assistant", "content": "", "refusal": None}))
    for start in range(0, len(text), size)[:pieces]:
        if reply.pause_seconds:
            yield Wait(reply.pause_seconds)
        yield _event(_chunk(request, {"content": text[start : start + size]}))


def _ending(reply: Reply, request: ChatRequest) -> Iterator[Step]:
    yield _event(_chunk(request, {}, reply.finish_reason))
    if _wants_usage(request):
        usage = _usage(reply, request, text_of(reply, request))
        yield _event(_envelope(request, "chat.completion.chunk") | {"choices": [], "usage": usage})
    yield DONE


def _broken_stream(broken: Broken, request: ChatRequest) -> Iterator[Step]:
    yield from _opening(broken.reply, request, broken.after)
    match broken.fault:
        case Fault.STALLED:
            yield Wait()
        case Fault.CUT:
            yield Cut()
        case Fault.BAD_JSON:
            yield b"data: " + BAD_JSON + b"\n\n"
            yield from _ending(broken.reply, request)
        case Fault.NO_CHOICES:
            yield _event(_envelope(request, "chat.completion.chunk") | {"choices": []})
            yield DONE
        case Fault.ERROR:
            yield _event(_error(Refusal(200, "Provider returned error", type="server_error")))
            yield DONE


def _broken_body(broken: Broken, request: ChatRequest) -> Iterator[Step]:
    value = completion(broken.reply, request)
    body = to_json(value)
    match broken.fault:
        case Fault.STALLED | Fault.CUT:
            yield Head(length=len(body))
            yield body[: len(body) // 2]
            yield Wait() if broken.fault is Fault.STALLED else Cut()
        case Fault.ENDED:
            value["choices"][0]["finish_reason"] = None
            yield from _whole(to_json(value))
        case Fault.BAD_JSON:
            yield from _whole(BAD_JSON)
        case Fault.NO_CHOICES:
            yield from _whole(to_json(value | {"choices": []}))
        case Fault.ERROR:
            yield from _whole(to_json(_error(Refusal(200, "Provider returned error", type="server_error"))))


def _refused(refusal: Refusal) -> Iterator[Step]:
    extra = {"Retry-After": refusal.retry_after} if refusal.retry_after is not None else {}
    yield from _whole(to_json(_error(refusal)), status=refusal.status, extra=extra)


def _whole(
    body: bytes, *, status: int = 200, kind: str = "application/json", extra: Mapping[str, str] = {}
) -> Iterator[Step]:
    yield Head(status, kind, len(body), extra)
    yield body


def _error(refusal: Refusal) -> dict[str, Any]:
    return {"error": {"message": refusal.message, "type": refusal.type, "param": None, "code": refusal.code}}


def _event(value: dict[str, Any]) -> bytes:
    return b"data: " + to_json(value) + b"\n\n"


def _chunk(request: ChatRequest, delta: dict[str, Any], finish_reason: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
    usage = {"usage": None} if _wants_usage(request) else {}
    return _envelope(request, "chat.completion.chunk") | {"choices": [choice]} | usage


def _envelope(request: ChatRequest, kind: str) -> dict[str, Any]:
    return {"id": "chatcmpl-1", "object": kind, "created": 1_700_000_000, "model": request.json["model"]}


def _usage(reply: Reply, request: ChatRequest, text: str) -> dict[str, float]:
    sent = count_tokens(request.messages)
    read = sent if reply.context_tokens is None else min(sent, reply.context_tokens)
    written = count_tokens([{"content": text}])
    cost = {} if reply.cost is None else {"cost": reply.cost}
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written} | cost


def _streamed(request: ChatRequest) -> bool:
    return bool(request.json.get("stream"))


def _wants_usage(request: ChatRequest) -> bool:
    return bool((request.json.get("stream_options") or {}).get("include_usage"))
