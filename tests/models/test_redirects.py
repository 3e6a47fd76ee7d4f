"""A server that sends requests on to another one is not obeyed: nobody but the address that is set sees anything."""

import asyncio
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from langchain_core.messages import HumanMessage
from pydantic import SecretStr
from servers import LOOPBACK, Server, serving

from bot.errors import ModelError
from bot.models.chat import Limits, Reply, make_chat_model
from bot.models.embedder import make_embedder
from bot.models.encoder import Encoder

pytestmark = pytest.mark.allow_hosts([LOOPBACK])
KEYS = {f"{name}_API_KEY": SecretStr("sk-a-very-secret-key") for name in ("OPENAI", "ANTHROPIC", "OLLAMA")}


@pytest.fixture
def moved() -> Iterator[tuple[Server, Server]]:
    """A server that sends every request on, and the one it sends them to."""
    with serving() as first, serving() as second:
        first.moved_to = second.url
        yield first, second


def ask_chat_model(spec: str, url: str) -> None:
    model = make_chat_model(spec, url=url, keys=KEYS, context_size=8192, limits=Limits(300, 5.0, 10.0))

    async def write() -> None:
        async for _ in model.stream([HumanMessage("How long is the bridge?")], Reply()):
            pass

    asyncio.run(write())


def embed(spec: str, url: str) -> None:
    make_embedder(Encoder(), spec, url=url, keys=KEYS).encode_question("How long is the bridge?")


@pytest.mark.parametrize(
    ("ask", "spec", "path", "setting"),
    [
        (ask_chat_model, "openai:gpt-4.1-mini", "/v1", "ASK_BASE_URL"),
        (ask_chat_model, "anthropic:claude-test", "", "ASK_BASE_URL"),
        (ask_chat_model, "ollama:llama3.2", "", "ASK_BASE_URL"),
        (embed, "openai:text-embedding-3-small", "/v1", "ASK_EMBEDDINGS_URL"),
        (embed, "ollama:nomic-embed-text", "", "ASK_EMBEDDINGS_URL"),
    ],
    ids=["openai", "anthropic", "ollama", "openai-embeddings", "ollama-embeddings"],
)
def test_redirect_is_told_and_not_followed(moved: tuple[Server, Server], ask, spec: str, path: str, setting: str):
    first, second = moved

    with pytest.raises(ModelError) as caught:
        ask(spec, first.url + path)

    assert len(first.requests) == 1
    assert second.requests == []
    assert f"to be asked at {urlsplit(second.url).netloc}, where nothing is sent" in str(caught.value)
    assert setting in str(caught.value)
