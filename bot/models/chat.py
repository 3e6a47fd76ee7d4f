"""
A chat model of any provider that LangChain reaches: what it writes, piece by piece, and its failures in a sentence.

A client lives for one reply, because those of OpenAI and Anthropic keep connections that do not outlive an event loop.
What can pass is tried again before the first piece has come; what has begun never is.
"""

import asyncio
import random
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing, nullcontext
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl, urlsplit

from langsmith import tracing_context

from bot.addresses import address_of
from bot.models.estimate import estimate_tokens, fewest_tokens
from bot.models.failures import Failing, OutOfTimeError, failure_of, seconds_asked_for
from bot.models.providers import address_tried, check_key, key_name, refuse_redirects, secrets_of, telling
from bot.models.tokens import OPENAI, TokenCounter, make_token_counter

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk, BaseMessage
    from pydantic import SecretStr

    from bot.models.cost import CostOverheard

TRIES = 3
FIRST_WAIT_SECONDS = 0.5  # before the second try, doubled before the third, each between half and all of it
MOST_WAIT_SECONDS = 20.0  # that a server may ask for; who asks for more is not waited for
NO_TEMPERATURE = ("o1", "o3", "o4", "gpt-5")  # models that take none but their own


@dataclass(frozen=True, slots=True)
class Limits:
    """How much and how long a reply may be."""

    answer_tokens: int
    first_seconds: float
    """Until the first piece, all tries together."""
    whole_seconds: float

    @property
    def until_first(self) -> tuple[float, str]:
        """How long the first piece may take, and the setting that says so: the whole may be given less than it."""
        return min((self.first_seconds, "ASK_FIRST_SECONDS"), self.whole)

    @property
    def whole(self) -> tuple[float, str]:
        """How long the whole may take, and the setting that says so."""
        return self.whole_seconds, "ASK_WHOLE_SECONDS"


@dataclass(slots=True)
class Reply:
    """What is known of a reply besides its pieces; filled in while they come."""

    finish_reason: str | None = None
    """Why it ended: "stop", "length", "content_filter"; None where it was cut off."""
    refused: bool = False
    """Whether the provider told apart that the model refuses."""
    usage: dict[str, int | float] = field(default_factory=dict)
    """Where the provider tells: "prompt_tokens" and "completion_tokens", and "cost" in its own currency."""
    first_seconds: float | None = None
    """Until the first piece came."""


@dataclass(frozen=True)
class ChatModel:
    """A chat model; nothing is contacted before it is asked."""

    provider: str
    model: str
    address: str | None
    context_size: int
    """The most tokens, of the question and its answer together."""
    limits: Limits
    count_tokens: TokenCounter
    """Of a text: exact, or more than it has."""
    count_fewest: TokenCounter
    """Of a text: exact, or fewer than it has."""
    notices: tuple[str, ...]
    make_client: "Callable[[object], BaseChatModel]"
    """Makes the client for a reply; its argument is what sends requests for OpenAI's, or None."""
    tried: str | None = None
    """What is contacted where no *address* is set, as far as the client tells."""
    secrets: frozenset[str] = frozenset()
    """What no message may hold, although providers put it into their errors."""
    tracing: bool = False
    """Whether LangSmith's own variables decide that prompts and replies are sent there."""

    @property
    def name(self) -> str:
        """What it is called in settings and answers: provider:model."""
        return f"{self.provider}:{self.model}"

    async def stream(self, messages: "Sequence[BaseMessage]", reply: Reply) -> AsyncGenerator[str, None]:
        """
        Yield what the model writes, as it comes, and fill in *reply*.

        Raises:
            ModelError: it cannot be reached, refused, or took too long.
        """
        begun = monotonic()
        for left in reversed(range(TRIES)):
            try:
                async with aclosing(self._pieces(messages, reply, begun)) as pieces:
                    async for piece in pieces:
                        yield piece
            except Exception as error:  # each provider's client has errors of its own
                wait = _wait_before(error, TRIES - left)
                over = monotonic() + (wait or 0) - begun >= self.limits.until_first[0]
                if wait is None or not left or over or reply.first_seconds is not None:
                    raise failure_of(error, self._failing(), begun=reply.first_seconds is not None) from error
                await asyncio.sleep(wait)
            else:
                return

    async def _pieces(self, messages: "Sequence[BaseMessage]", reply: Reply, begun: float) -> AsyncGenerator[str, None]:
        async with AsyncExitStack() as stack:
            connections, heard = await _connections(stack) if self.provider in OPENAI else (None, None)
            # In a thread: certificates are read for it, which would hold the event loop for a tenth of a second.
            client = await asyncio.to_thread(self.make_client, connections)
            chunks = client.astream(list(messages))
            stack.push_async_callback(chunks.aclose)  # type: ignore[attr-defined]  # it is a generator
            async for chunk in self._in_time(chunks, reply, begun):
                text = chunk.text
                if reply.first_seconds is None and text:
                    reply.first_seconds = monotonic() - begun
                _fill_in(reply, chunk)
                if text:
                    yield text
            if heard is not None and heard.cost is not None:
                reply.usage["cost"] = heard.cost

    async def _in_time(self, chunks: AsyncIterator[Any], reply: Reply, begun: float) -> AsyncIterator[Any]:
        """Yield the chunks as long as each comes before its time is over."""
        loop = asyncio.get_running_loop()
        while True:
            begun_to_write = reply.first_seconds is not None
            before = _times_cancelled()
            seconds, setting = self.limits.whole if begun_to_write else self.limits.until_first
            try:
                async with asyncio.timeout_at(loop.time() + begun + seconds - monotonic()):
                    with nullcontext() if self.tracing else tracing_context(enabled=False):
                        chunk = await anext(chunks)
            except StopAsyncIteration:
                return
            except TimeoutError as error:
                raise OutOfTimeError(seconds, setting) from error
            # Clients wait for a chunk by asyncio.wait_for, which before Python 3.12 loses a cancellation that meets it.
            if _times_cancelled() > before:
                raise asyncio.CancelledError
            yield chunk

    def _failing(self) -> Failing:
        return Failing(
            provider=self.provider,
            model=self.model,
            address=self.address,
            tried=self.tried,
            context_size=self.context_size,
            secrets=self.secrets,
        )


def _times_cancelled() -> int:
    task = asyncio.current_task()
    return task.cancelling() if task is not None else 0


def make_chat_model(
    spec: str,
    *,
    url: str | None,
    keys: Mapping[str, "SecretStr"],
    context_size: int,
    limits: Limits,
    tracing: bool = False,
) -> ChatModel:
    """
    Return the chat model that *spec* ("provider:model") names; nothing is contacted yet.

    *tracing* lets LangSmith's own variables decide whether prompts and replies are sent there.

    Raises:
        SettingsError: the provider is unknown.
        ModelError: its package is not installed, or its key is missing.
    """
    provider, _, model = spec.partition(":")
    key = keys.get(key_name(provider))
    options = _options(provider, model, url=url, key=key, context_size=context_size, limits=limits)
    client = _make_client(provider, model, options, secrets_of(keys, url))  # to see that it can be made
    counter, notice = make_token_counter(provider if url is None else "", model)  # who knows what runs there

    def make_client(connections: object) -> "BaseChatModel":
        own = {"http_async_client": connections} if connections is not None else {}
        return _make_client(provider, model, options | own, secrets_of(keys, url))

    return ChatModel(
        provider=provider,
        model=model,
        address=address_of(url),
        context_size=context_size,
        limits=limits,
        count_tokens=counter,
        count_fewest=fewest_tokens if counter is estimate_tokens else counter,
        notices=(notice,) if notice else (),
        make_client=make_client,
        tried=address_tried(client),
        secrets=secrets_of(keys, url, client),
        tracing=tracing,
    )


def _make_client(provider: str, model: str, options: Mapping[str, Any], secrets: frozenset[str]) -> "BaseChatModel":
    from langchain.chat_models import init_chat_model

    setting = f"ASK_MODEL={provider}:{model}"
    with telling(setting, provider, known="openai, anthropic or ollama", secrets=secrets):
        client = cast("BaseChatModel", init_chat_model(model, model_provider=provider, **options))
        check_key(client)
    refuse_redirects(client)
    return client


def _options(
    provider: str, model: str, *, url: str | None, key: "SecretStr | None", context_size: int, limits: Limits
) -> dict[str, Any]:
    """Return what the provider's class takes; each has its own way to be told address, key, sizes and patience."""
    options: dict[str, Any] = {} if model.startswith(NO_TEMPERATURE) else {"temperature": 0}
    if url:
        options |= _addressed(provider, url)
    if provider == "ollama":
        headers = {"Authorization": f"Bearer {key.get_secret_value()}"} if key else {}
        client = {"timeout": limits.whole_seconds, "headers": headers}
        return options | {"num_ctx": context_size, "num_predict": limits.answer_tokens, "client_kwargs": client}
    options |= {"max_tokens": limits.answer_tokens, "timeout": limits.whole_seconds, "max_retries": 0}
    if key:
        options["api_key"] = key
    if provider in OPENAI:
        options["stream_usage"] = True  # LangChain asks other servers than OpenAI's for it only when told to
        options["stream_chunk_timeout"] = None  # ours are the limits; LangChain's are two minutes to each chunk
        options["http_socket_options"] = ()  # or it warns, where there is a proxy, that what we send does not use it
    return options


def _addressed(provider: str, url: str) -> dict[str, Any]:
    """Return an address as the provider's class takes it; OpenAI's would put its paths behind a query."""
    if provider == "azure_openai":
        return {"azure_endpoint": url}
    parts = urlsplit(url)
    if provider not in OPENAI or not parts.query:
        return {"base_url": url}
    return {"base_url": parts._replace(query="").geturl(), "default_query": dict(parse_qsl(parts.query))}


async def _connections(stack: AsyncExitStack) -> "tuple[object, CostOverheard]":
    """Return what sends requests to servers of OpenAI's protocol, and what overhears what they cost."""
    from openai import DefaultAsyncHttpxClient

    from bot.models.cost import CostOverheard

    heard = CostOverheard()
    client = await asyncio.to_thread(DefaultAsyncHttpxClient, event_hooks={"response": [heard.hear]})
    return await stack.enter_async_context(client), heard


def _fill_in(reply: Reply, chunk: "AIMessageChunk") -> None:
    for name in ("finish_reason", "stop_reason", "done_reason"):
        if told := chunk.response_metadata.get(name):
            reply.finish_reason = str(told).lower()
    reply.refused = reply.refused or bool(chunk.additional_kwargs.get("refusal"))
    if usage := chunk.usage_metadata:
        # 0 stands for what was not told: Anthropic's streams tell the two counts apart, and some tell one alone.
        counts = {"prompt_tokens": usage["input_tokens"], "completion_tokens": usage["output_tokens"]}
        reply.usage |= {name: max(reply.usage.get(name, 0), count) for name, count in counts.items() if count}
    cost = chunk.response_metadata.get("cost")
    if isinstance(cost, int | float):
        reply.usage["cost"] = cost


def _wait_before(error: Exception, tries: int) -> float | None:
    """Return how many seconds to wait before the next try; None where it would be in vain."""
    if not getattr(error, "is_retryable", False) or getattr(error, "code", None) == "insufficient_quota":
        return None
    asked = seconds_asked_for(error)
    if asked is not None:
        return asked if asked <= MOST_WAIT_SECONDS else None
    jitter = random.uniform(0.5, 1)  # noqa: S311 - so that not all come back at once
    return float(FIRST_WAIT_SECONDS * 2 ** (tries - 1) * jitter)
