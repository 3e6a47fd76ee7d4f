"""A chat model that writes what a test's function of its prompt returns, and the pipeline that asks it."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from bot import pipeline as pipelines
from bot.models.chat import ChatModel, Limits
from bot.models.estimate import fewest_tokens
from bot.pipeline import Pipeline, make_pipeline
from bot.settings import load_settings

BLOCK = re.compile(r"<<\w+ \[(\w+)\]\n(.*?)\n\w+>>", re.DOTALL)
Script = Callable[[str, dict[str, str]], str]
"""From the prompt, and the texts of its passages by their keys, to the reply."""


class ScriptedModel(BaseChatModel):
    """Writes what a function of the prompt and its passages, by key, returns; in pieces, as models do."""

    script: Any
    cost: float | None = None
    count: Any = None
    """From the prompt, to how many tokens of it are told to have been read."""
    pause: float = 0.0
    """Seconds before each piece of a reply."""

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002 - LangChain's
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002 - LangChain's
        **options: Any,  # noqa: ARG002 - LangChain's
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=self._written(messages)))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002 - LangChain's
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002 - LangChain's
        **options: Any,  # noqa: ARG002 - LangChain's
    ) -> Iterator[ChatGenerationChunk]:
        text = self._written(messages)
        for at in range(0, len(text), 7):
            time.sleep(self.pause)
            yield ChatGenerationChunk(message=AIMessageChunk(content=text[at : at + 7]))
        end = {"finish_reason": "stop"} | ({"cost": self.cost} if self.cost is not None else {})
        usage = self._usage(_prompt_of(messages)) if self.count is not None else None
        yield ChatGenerationChunk(message=AIMessageChunk(content="", response_metadata=end, usage_metadata=usage))

    def _usage(self, prompt: str) -> UsageMetadata:
        return UsageMetadata(input_tokens=self.count(prompt), output_tokens=0, total_tokens=0)

    def _written(self, messages: Sequence[BaseMessage]) -> str:
        prompt = _prompt_of(messages)
        return str(self.script(prompt, dict(BLOCK.findall(prompt))))


def _prompt_of(messages: Sequence[BaseMessage]) -> str:
    return "\n".join(str(message.content) for message in messages)


@contextmanager
def writing(script: Script, **model: Any) -> Iterator[Pipeline]:
    """Open the pipeline of the settings with a model that follows *script*; *model* is more of `model_of`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipelines, "make_chat_model", lambda *_, **__: model_of(script, **model))
        patch.setenv("ASK_MODEL", "test:scripted")
        with make_pipeline(load_settings()) as made:
            yield made


def model_of(
    script: Script,
    *,
    cost: float | None = None,
    count: Callable[[str], int] | None = None,
    pause: float = 0.0,
    whole_seconds: float = 10.0,
) -> ChatModel:
    """
    Return a chat model that follows *script*, with a *pause* in seconds before each piece.

    Its provider may tell the *cost* of a reply, and how many tokens it read by a *count* of the prompt.
    """
    return ChatModel(
        provider="test",
        model="scripted",
        address=None,
        context_size=8192,
        limits=Limits(500, 5.0, whole_seconds),
        count_tokens=lambda text: len(text) // 3,
        count_fewest=fewest_tokens,
        notices=(),
        make_client=lambda _: ScriptedModel(script=script, cost=cost, count=count, pause=pause),
    )
