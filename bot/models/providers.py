"""What every provider's client has in common: its key, its extra, its address, and errors that may hold secrets."""

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from pydantic import SecretStr

EXTRAS = {"openai": "openai", "azure_openai": "openai", "ollama": "ollama", "anthropic": "anthropic"}
KEY = re.compile(r"\b(?:sk|pk|key)-[\w*-]+")
PACKAGE = re.compile(r"pip install ([\w-]+)")
LONGEST = 200  # characters of what an error says


def key_name(provider: str) -> str:
    """
    Return the variable that holds the provider's key.

    >>> key_name("openai")
    'OPENAI_API_KEY'
    """
    return f"{provider.upper()}_API_KEY"


def package_for(provider: str, error: ImportError) -> str:
    """Return what to install for a provider whose package is missing, as pip takes it."""
    extra, found = EXTRAS.get(provider), PACKAGE.search(str(error))
    return f"'ask-the-articles[{extra}]'" if extra else found[1] if found else f"langchain-{provider}"


def address_of(url: str | None) -> str | None:
    """
    Return the URL without a user's name and password, which some servers want in it.

    >>> address_of("http://me:secret@localhost:11434/v1")
    'http://localhost:11434/v1'
    """
    if url is None:
        return None
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def secrets_of(keys: Mapping[str, "SecretStr"], client: object = None) -> frozenset[str]:
    """Return what no message may hold: the *keys*, and those that a client took from the environment by itself."""
    from pydantic import SecretStr

    held = [value for value in vars(client).values() if isinstance(value, SecretStr)] if client is not None else []
    return frozenset(key.get_secret_value() for key in (*keys.values(), *held))


def one_line(error: Exception, secrets: Collection[str]) -> str:
    """Return what an error says on one line, shortened and without keys; clients put whole responses into errors."""
    line = " ".join(str(error).split()) or type(error).__name__
    for secret in filter(None, secrets):
        line = line.replace(secret, "(key)")
    line = KEY.sub("(key)", line)
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
