"""
The shipped encoder: texts in, vectors of length one out, as a LangChain `Embeddings`.

Each text runs through the model by itself, unpadded, so its vector depends on nothing but the text. Several texts run
side by side on as many threads as there are cores, each on one core, which is also the fastest way measured.

Importing this module is cheap: onnxruntime and tokenizers are imported, and the model is read, at the first use.
"""

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings

from bot.models.opening import FOLDER, SessionOnce, damaged, default_threads, open_tokenizer, tokenizable

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MODEL = "encoder.onnx"
DIMENSIONS = 384
MAX_TOKENS = 256  # what the model was trained with: max_seq_length in its sentence_bert_config.json
ENCODING_VERSION = 1  # part of the encoder's name: to be raised when the same model is run in another way
MAX_CHARACTERS = 100 * MAX_TOKENS  # what lies beyond cannot reach the model, so it is not tokenized


class Encoder(Embeddings):
    """
    The embedded encoder; safe to share between threads, and its vectors are the same whatever the number of *threads*.

    A text counts up to its first 256 tokens, the two special ones included; what follows is not seen.
    *folder* holds `encoder.onnx`, `encoder.json` and `tokenizer.json`. A model that is missing or damaged raises
    `ModelError` at the first use.
    """

    def __init__(self, folder: Path = FOLDER, *, threads: int | None = None) -> None:
        self._folder = folder
        self._threads = threads or default_threads()
        self._session = SessionOnce(folder / MODEL)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector per text, in their order."""
        vectors: list[list[float]] = self.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of one text."""
        return self.embed_documents([text])[0]

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one row of length one per text, in their order; shape [texts, 384]."""
        vector_of = partial(_vector_of, self._tokenizer, self._session.get())
        if len(texts) < 2 or self._threads < 2:
            rows = [vector_of(text) for text in texts]
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                rows = list(pool.map(vector_of, texts))
        return np.concatenate([np.empty((0, DIMENSIONS), np.float32), *rows])

    def count_tokens(self, text: str) -> int:
        """Return the number of tokens of the whole text, without the two special ones and without truncation."""
        return len(self._tokenizer.encode(tokenizable(text), add_special_tokens=False))

    def is_word(self, text: str) -> bool:
        """Tell whether a text in lower case is one of the words, about 24,000, that the encoder reads as a whole."""
        return self._tokenizer.token_to_id(text) is not None

    @cached_property
    def name(self) -> str:
        """A short name that changes whenever a text's vector may: it tells indexes of two encoders apart."""
        path = self._folder / "encoder.json"
        try:
            return str(json.loads(path.read_text("utf-8"))["name"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise damaged(path) from error

    @property
    def _tokenizer(self) -> "Tokenizer":
        return open_tokenizer(self._folder / "tokenizer.json")


def fingerprint_of(folder: Path) -> str:
    """Return eight hexadecimal digits that change with the model, its tokenizer and the way they are run."""
    digest = hashlib.sha256(f"{ENCODING_VERSION} {MAX_TOKENS}".encode())
    for name in (MODEL, "tokenizer.json"):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:8]


def _vector_of(tokenizer: "Tokenizer", session: "InferenceSession", text: str) -> npt.NDArray[np.float32]:
    ids = tokenizer.encode(tokenizable(text[:MAX_CHARACTERS])).ids
    if len(ids) > MAX_TOKENS:
        ids = [*ids[: MAX_TOKENS - 1], ids[-1]]  # the last is the closing special token
    vector: npt.NDArray[np.float32] = session.run(None, {"input_ids": np.array([ids], dtype=np.int64)})[0]
    return vector
