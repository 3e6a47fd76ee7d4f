"""LangChain's own client of OpenAI, asking a server of a test in each of the four ways that there are."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

import pytest
from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from openai import DefaultAsyncHttpxClient, DefaultHttpxClient

from support.chat_server import ChatServer

QUESTION = "How long is the bridge over the Orla?"
KEY = "sk-a-very-secret-key"
TIMEOUT_SECONDS = 0.3
ONCE, STREAMED, ONCE_ASYNC, STREAMED_ASYNC = "invoke", "stream", "ainvoke", "astream"
EVERY_WAY = pytest.mark.parametrize("way", [ONCE, STREAMED, ONCE_ASYNC, STREAMED_ASYNC])
WHOLE = pytest.mark.parametrize("way", [ONCE, ONCE_ASYNC])
IN_PIECES = pytest.mark.parametrize("way", [STREAMED, STREAMED_ASYNC])


@dataclass
class Outcome:
    """What came of a question: chunks, then an error or none."""

    chunks: list[BaseMessage] = field(default_factory=list)
    error: Exception | None = None
    seconds: float = 0.0

    @property
    def text(self) -> str:
        return "".join(str(chunk.content) for chunk in self.chunks)

    @property
    def finish_reasons(self) -> list[str]:
        return [
            chunk.response_metadata["finish_reason"]
            for chunk in self.chunks
            if "finish_reason" in chunk.response_metadata
        ]

    @property
    def prompt_tokens(self) -> list[int]:
        return [usage["input_tokens"] for chunk in self.chunks if (usage := getattr(chunk, "usage_metadata", None))]


def make_model(server: ChatServer, **options: Any) -> BaseChatModel:
    defaults = {"timeout": TIMEOUT_SECONDS, "base_url": server.url, "api_key": KEY}
    return init_chat_model("openai:test", **(defaults | options))


def ask(server: ChatServer, way: str, **options: Any) -> Outcome:
    """Ask once; the connection is closed after it, as the client's own connections never are."""
    outcome, started = Outcome(), time.monotonic()
    try:
        if way in {ONCE, STREAMED}:
            with DefaultHttpxClient() as client:
                model = make_model(server, http_client=client, **options)
                for chunk in model.stream(QUESTION) if way == STREAMED else [model.invoke(QUESTION)]:
                    outcome.chunks.append(chunk)
        else:
            asyncio.run(_ask_async(server, way, outcome, options))
    except Exception as error:  # noqa: BLE001  # whatever comes is what is looked at
        outcome.error = error
    outcome.seconds = time.monotonic() - started
    return outcome


async def _ask_async(server: ChatServer, way: str, outcome: Outcome, options: dict[str, Any]) -> None:
    async with DefaultAsyncHttpxClient() as client:
        model = make_model(server, http_async_client=client, **options)
        if way == ONCE_ASYNC:
            outcome.chunks.append(await model.ainvoke(QUESTION))
        else:
            async for chunk in model.astream(QUESTION):
                outcome.chunks.append(chunk)
