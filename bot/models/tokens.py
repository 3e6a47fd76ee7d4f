"""
Counts the tokens of a text for embeddings and chat models other than the shipped encoder, without the network.

tiktoken fetches a file at the first use of an encoding. Here it is used only where that file already lies in its cache
(the folder in TIKTOKEN_CACHE_DIR, or tiktoken's own); elsewhere an over-estimate stands in.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from bot.models.estimate import estimate_tokens

TokenCounter = Callable[[str], int]

OPENAI = frozenset({"openai", "azure_openai"})
# Where tiktoken keeps each encoding, and the SHA-256 it expects; it would fetch a file that does not match anew.
CACHED = {
    "cl100k_base": (
        "9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
        "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    ),
    "o200k_base": (
        "fb374d419588a4632f3f557e76b4b70aebbca790",
        "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    ),
}
# Models of OpenAI newer than the tiktoken that is installed; each encoding so far has served several generations.
CHAT_MODEL = re.compile(r"(?:gpt-|chatgpt-|o\d)")
NEWEST = "o200k_base"


def make_token_counter(provider: str, model: str) -> tuple[TokenCounter, str | None]:
    """
    Return what counts tokens for a provider's model, and a notice for the user where an expected count is estimated.

    Models of OpenAI are counted exactly where tiktoken's file is at hand, chat models that tiktoken does not know yet
    by the newest encoding; all others are over-estimated.
    """
    if provider not in OPENAI:
        return estimate_tokens, None
    counter = _open_tiktoken(model)
    if counter:
        return counter, None
    notice = (
        f"Tokens for {provider}:{model} are over-estimated, so passages come out shorter or fewer: "
        "tiktoken has no file for it in its cache (TIKTOKEN_CACHE_DIR)."
    )
    return estimate_tokens, notice


def _open_tiktoken(model: str) -> TokenCounter | None:
    """Return tiktoken's counter for a model, or None where it could not be had without the network."""
    import tiktoken  # costs a tenth of a second

    try:
        name = tiktoken.encoding_name_for_model(model)
    except KeyError:
        if not CHAT_MODEL.match(model):
            return None
        name = NEWEST
    if not _is_cached(name):
        return None
    encoding = tiktoken.get_encoding(name)
    return lambda text: len(encoding.encode_ordinary(text))


def _is_cached(encoding: str) -> bool:
    if encoding not in CACHED:
        return False
    name, sha256 = CACHED[encoding]
    folder = _cache_folder()
    try:
        return bool(folder) and hashlib.sha256(Path(folder, name).read_bytes()).hexdigest() == sha256
    except OSError:
        return False


def _cache_folder() -> str:
    """Return where tiktoken will look, by its own rules; empty where its user has switched the cache off."""
    for variable in ("TIKTOKEN_CACHE_DIR", "DATA_GYM_CACHE_DIR"):
        if variable in os.environ:
            return os.environ[variable]
    return str(Path(tempfile.gettempdir(), "data-gym-cache"))
