"""What the server of a chat model may do with a request, well or badly: values that a test hands to the server."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from threading import Event
from typing import Any

Messages = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class ChatRequest:
    """A request as it came, and what became of it."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    """Their names in lower case."""
    body: bytes
    at: float
    """When it came, by `time.monotonic`."""
    served: Event = field(default_factory=Event, compare=False)
    """Set when all that was to be sent was sent."""
    hung_up: Event = field(default_factory=Event, compare=False)
    """Set when the client closed the connection before that."""

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.body)

    @property
    def messages(self) -> Messages:
        return self.json["messages"]

    @property
    def key(self) -> str:
        return self.headers.get("authorization", "").removeprefix("Bearer ")


@dataclass(frozen=True)
class Reply:
    """A reply that comes well."""

    text: str | Callable[[Messages], str] = "All is well."
    finish_reason: str = "stop"
    """Also "length" and "content_filter"; the text says how far the model came."""
    context_tokens: int | None = None
    """As many tokens of the messages are read, and told in the usage; servers of local models drop the others."""
    cost: float | None = None
    """Told in the usage, as some servers do that sell the models of others."""
    piece_chars: int = 16
    """Where it is streamed, the characters of each event."""
    pause_seconds: float = 0.0
    """Where it is streamed, the time before each piece."""


@dataclass(frozen=True)
class Refusal:
    """An HTTP error, as OpenAI words it."""

    status: int
    message: str
    code: str | None = None
    type: str = "invalid_request_error"
    retry_after: str | None = None
    """Seconds, or a date, as the header has it."""


class Fault(Enum):
    """How a reply goes wrong; of one that is not streamed, half is sent before."""

    SILENT = "no byte ever comes, and the connection stays open"
    DROPPED = "the connection is closed before the first byte"
    STALLED = "no further byte comes, and the connection stays open"
    CUT = "the connection is closed in the middle"
    ENDED = "it ends as if it were whole, without a reason to finish"
    BAD_JSON = "one event is no JSON"
    NO_CHOICES = "the list of choices is empty"
    ERROR = "an error is told with status 200, as proxies do once they have begun to stream"
    PAGE = "a web page comes with status 200, as from a wrong address or a portal"


@dataclass(frozen=True)
class Broken:
    """A reply that goes wrong, where it is streamed once *after* pieces of it were sent."""

    fault: Fault
    after: int = 0
    reply: Reply = Reply("The bridge over the Orla is 412 metres long.")


Behaviour = Reply | Refusal | Broken | Callable[[ChatRequest], "Behaviour"]


def wrong_key(request: ChatRequest) -> Refusal:
    """Refuse the key, and repeat all of it, as some servers do: what is shown to a user must not."""
    return Refusal(401, f"Incorrect API key provided: {request.key}.", code="invalid_api_key")


def unknown_model(request: ChatRequest) -> Refusal:
    """Know no such model."""
    told = f"The model `{request.json['model']}` does not exist or you do not have access to it."
    return Refusal(404, told, code="model_not_found")


def rate_limit(retry_after: str | None = None) -> Refusal:
    """Ask for patience, for a given time or for an unknown one."""
    told = "Rate limit reached for requests. Please try again later."
    return Refusal(429, told, code="rate_limit_exceeded", type="requests", retry_after=retry_after)


NO_QUOTA = Refusal(
    429,
    "You exceeded your current quota, please check your plan.",
    code="insufficient_quota",
    type="insufficient_quota",
)
SERVER_ERROR = Refusal(500, "The server had an error while processing your request.", type="server_error")
OVERLOADED = Refusal(503, "The engine is currently overloaded, please try again later.", type="server_error")
TOO_LONG = Refusal(
    400,
    "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
    code="context_length_exceeded",
)
FILTERED = Refusal(400, "The prompt was flagged by the content management policy.", code="content_filter")
