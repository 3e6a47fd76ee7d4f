"""What turns texts into vectors for the index: the shipped encoder, or any embeddings that LangChain reaches."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bot.addresses import address_of
from bot.errors import ModelError
from bot.models.encoder import Encoder
from bot.models.providers import (
    key_name,
    one_line,
    redirected_to,
    refuse_redirects,
    secrets_of,
    telling,
)
from bot.models.tokens import OPENAI, make_token_counter

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from pydantic import SecretStr

Vectors = NDArray[np.float32]
TIMEOUT_SECONDS = 60.0
REFUSED, UNKNOWN = (401, 403), 404  # of HTTP's status codes


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
    remote = _Remote.connect(spec, url=url, keys=keys)
    count_tokens, notice = make_token_counter(remote.provider, remote.model)
    return Embedder(
        name=json.dumps([spec, address_of(url)]),
        shipped=False,
        encode=lambda texts: remote.vectors(lambda client: client.embed_documents(list(texts)), len(texts)),
        encode_question=lambda text: remote.vectors(lambda client: [client.embed_query(text)], 1)[0],
        count_tokens=count_tokens,
        notices=(notice,) if notice else (),
    )


@dataclass(frozen=True)
class _Remote:
    """A provider's model, and all that a sentence about its failure needs."""

    provider: str
    model: str
    address: str | None
    client: "Embeddings"
    secrets: frozenset[str]
    """What no message may hold, although providers put it into their errors."""

    @classmethod
    def connect(cls, spec: str, *, url: str | None, keys: Mapping[str, "SecretStr"]) -> "_Remote":
        provider, _, model = spec.partition(":")
        options = _options(provider, url=url, key=keys.get(key_name(provider)))
        client = _make_client(provider, model, options, secrets_of(keys, url))
        return cls(provider, model, address_of(url), client, secrets_of(keys, url, client))

    def vectors(self, embed: Callable[["Embeddings"], list[list[float]]], expected: int) -> Vectors:
        """Call the provider, check what it returned, and scale each row to length one."""
        try:
            returned = embed(self.client)
        except Exception as error:  # each provider's client has errors of its own
            if host := redirected_to(error):
                why = f"want to be asked at {host}, where nothing is sent"
                raise ModelError(f"{self._name} {why}; set ASK_EMBEDDINGS_URL to the right address.") from error
            told = one_line(error, self.secrets)
            raise ModelError(f"{self._name} failed ({told}); {self._remedy(error)}.") from error
        rows = _rows_of(returned)
        if rows is None or len(rows) != expected:
            raise ModelError(f"{self._name} returned no usable vectors; try again or unset ASK_EMBEDDINGS.")
        unit: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        return unit

    @property
    def _name(self) -> str:
        place = f" at {self.address}" if self.address else ""
        return f"The embeddings {self.provider}:{self.model}{place}"

    def _remedy(self, error: Exception) -> str:
        status = getattr(error, "status_code", None)
        if status in REFUSED:
            return f"check {key_name(self.provider)}"
        if status == UNKNOWN:
            return "check the model's name in ASK_EMBEDDINGS, and ASK_EMBEDDINGS_URL"
        return "run the command again, what was embedded before is kept"


def _make_client(provider: str, model: str, options: Mapping[str, Any], secrets: Collection[str]) -> "Embeddings":
    from langchain.embeddings import init_embeddings

    setting = f"ASK_EMBEDDINGS={provider}:{model}"
    with telling(setting, provider, known="openai or ollama", secrets=secrets):
        client = init_embeddings(model, provider=provider, **options)
    refuse_redirects(client)
    return client


def _options(provider: str, *, url: str | None, key: "SecretStr | None") -> dict[str, Any]:
    """Return what the provider's class takes; each has its own way to be told address, key and patience."""
    options: dict[str, Any] = {"api_key": key} if key and provider != "ollama" else {}
    if provider in OPENAI:
        # Passages are far below every model's limit; without this OpenAI's client fetches tiktoken's file to check.
        options |= {"check_embedding_ctx_length": False, "timeout": TIMEOUT_SECONDS}
    if provider == "ollama":
        headers = {"Authorization": f"Bearer {key.get_secret_value()}"} if key else {}
        options["client_kwargs"] = {"timeout": TIMEOUT_SECONDS, "headers": headers}
    if url:
        options["azure_endpoint" if provider == "azure_openai" else "base_url"] = url
    return options


def _rows_of(returned: object) -> Vectors | None:
    """Return finite rows of one length, or None where a provider returned anything else."""
    try:
        rows: Vectors = np.asarray(returned, dtype=np.float32)
    except (TypeError, ValueError):
        return None
    return rows if rows.ndim == 2 and np.isfinite(rows).all() else None
