"""What turns texts into vectors for the index: the shipped encoder, or any embeddings that LangChain reaches."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bot.errors import ModelError, SettingsError
from bot.models.encoder import Encoder
from bot.models.tokens import make_token_counter

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from pydantic import SecretStr

Vectors = NDArray[np.float32]
TIMEOUT_SECONDS = 60.0
EXTRAS = {"openai": "openai", "azure_openai": "openai", "ollama": "ollama"}
KEY = re.compile(r"\b(?:sk|pk|key)-[\w*-]+")
# Passages are far below every model's limit; without this OpenAI's client fetches tiktoken's file to check.
PROVIDER_OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "openai": {"check_embedding_ctx_length": False, "timeout": TIMEOUT_SECONDS},
}


@dataclass(frozen=True, slots=True)
class Embedder:
    """Embeddings with what an index needs to know of them."""

    name: str
    """Tells vectors of two models apart; it enters the name of the index."""
    shipped: bool
    """Whether it is the encoder that ships."""
    encode: Callable[[Sequence[str]], Vectors]
    """Texts to rows of length one, in their order."""
    encode_question: Callable[[str], Vectors]
    count_tokens: Callable[[str], int]
    notices: tuple[str, ...] = ()


def make_embedder(encoder: Encoder, spec: str | None, *, url: str | None, keys: Mapping[str, "SecretStr"]) -> Embedder:
    """
    Return the embedder that *spec* ("provider:model") names, or *encoder* for None; nothing is contacted yet.

    Raises:
        SettingsError: the provider is unknown.
        ModelError: its package is not installed, or its key is missing.
    """
    if spec is None:
        return Embedder(
            name=encoder.name,
            shipped=True,
            encode=encoder.encode,
            encode_question=lambda text: encoder.encode([text])[0],
            count_tokens=encoder.count_tokens,
        )
    provider, _, model = spec.partition(":")
    embeddings = _make_embeddings(provider, model, url=url, keys=keys)
    count_tokens, notice = make_token_counter(provider, model)
    name = json.dumps([spec, url])
    return Embedder(
        name=name,
        shipped=False,
        encode=lambda texts: _unit(spec, lambda: embeddings.embed_documents(list(texts)), len(texts)),
        encode_question=lambda text: _unit(spec, lambda: [embeddings.embed_query(text)], 1)[0],
        count_tokens=count_tokens,
        notices=(notice,) if notice else (),
    )


def _make_embeddings(provider: str, model: str, *, url: str | None, keys: Mapping[str, "SecretStr"]) -> "Embeddings":
    from langchain.embeddings import init_embeddings

    options: dict[str, Any] = dict(PROVIDER_OPTIONS.get(provider, {}))
    key_name = f"{provider.upper()}_API_KEY"
    if key_name in keys:
        options["api_key"] = keys[key_name]
    if url:
        options["base_url"] = url
    try:
        made = init_embeddings(model, provider=provider, **options)
    except ImportError:
        extra = EXTRAS.get(provider)
        package = f"'ask-the-articles[{extra}]'" if extra else f"langchain-{provider.replace('_', '-')}"
        raise ModelError(f"ASK_EMBEDDINGS={provider}:{model} needs a package; run: pip install {package}") from None
    except ValueError as error:
        if "not supported" in str(error):
            raise SettingsError(
                f"ASK_EMBEDDINGS names the unknown provider {provider!r}; use openai or ollama."
            ) from None
        raise ModelError(f"ASK_EMBEDDINGS={provider}:{model} cannot be used: {_first_line(error)}") from error
    except Exception as error:  # each provider's client has errors of its own
        raise ModelError(f"{provider}:{model} cannot be used ({_first_line(error)}); is {key_name} set?") from error
    return made  # type: ignore[return-value]  # a runnable is returned only for a configurable model


def _unit(spec: str, embed: Callable[[], list[list[float]]], expected: int) -> Vectors:
    """Call a provider, check what it returned, and scale each row to length one."""
    try:
        rows = np.asarray(embed(), dtype=np.float32)
    except Exception as error:  # each provider's client has errors of its own
        raise ModelError(
            f"The embeddings {spec} failed ({_first_line(error)}); try again or unset ASK_EMBEDDINGS."
        ) from error
    if rows.ndim != 2 or len(rows) != expected or not np.isfinite(rows).all():
        raise ModelError(f"The embeddings {spec} returned no usable vectors; try again or unset ASK_EMBEDDINGS.")
    unit: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return unit


def _first_line(error: Exception) -> str:
    """Return what an error says on one line, shortened and without keys; clients put whole responses into errors."""
    line = KEY.sub("(key)", " ".join(str(error).split())) or type(error).__name__
    return line if len(line) <= 200 else line[:199] + "…"
