"""What every provider's client has in common: its key, its extra, its address, and errors that may hold secrets."""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from bot.addresses import address_of, secrets_in
from bot.errors import ModelError, SettingsError

if TYPE_CHECKING:
    from pydantic import SecretStr

EXTRAS = {"openai": "openai", "azure_openai": "openai", "ollama": "ollama", "anthropic": "anthropic"}
KEYLESS = frozenset({"ollama"})
KEY = re.compile(r"\b(?:sk|pk|key)-[\w*-]+")
PACKAGE = re.compile(r"pip install ([\w-]+)")
COLOUR = re.compile(r"(?:\x1b|\\x1b|\\u001b|\\033)\[[0-9;:?]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f-\x9f]")
LINKED = re.compile(r"[^.!?,;:]*\b(?:https?://|www\.)\S*")
NO_KEY = re.compile(r"api[_ -]?key|credentials", re.IGNORECASE)
LONGEST = 200  # characters of what an error says
HOLDERS = ("root_async_client", "root_client", "_async_client", "async_client", "_client", "client")
DEEPEST = 4  # LangChain's client holds a part of the provider's, that the whole, and that what sends requests


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


@contextmanager
def telling(setting: str, provider: str, *, known: str, secrets: Collection[str]) -> Iterator[None]:
    """
    Tell in a sentence why a provider's client cannot be made; *setting* is the line that asks for it.

    Raises:
        ModelError: its package is not installed, its key is missing, or it refuses the settings.
        SettingsError: the provider is none of those LangChain reaches, of which *known* names some.
    """
    key = key_name(provider)
    try:
        yield
    except ImportError as error:
        package = package_for(provider, error)
        wanted = "a package that is not installed" + ("" if provider in KEYLESS else f", and the key {key}")
        raise ModelError(f"{setting} needs {wanted}; run `pip install {package}`.") from None
    except Exception as error:  # each provider's client has errors of its own
        if isinstance(error, ValueError) and ("nsupported" in str(error) or "not supported" in str(error)):
            name = setting.partition("=")[0]
            raise SettingsError(f"{name} names the unknown provider {provider!r}; use {known}.") from None
        if NO_KEY.search(str(error)):
            raise ModelError(f"{setting} needs a key; set {key}.") from error
        raise ModelError(f"{setting} cannot be used ({one_line(error, secrets)}); check what it names.") from error


def check_key(client: object) -> None:
    """
    Refuse a *client* whose key is empty: some are made without a word, and only their first request fails.

    Raises:
        ValueError: its key is empty.
    """
    from pydantic import SecretStr

    for name, value in vars(client).items():
        if name.endswith("api_key") and isinstance(value, SecretStr) and not value.get_secret_value():
            raise ValueError("no API key")


def refuse_redirects(client: object) -> None:
    """Keep a provider's *client* at the address it was given: elsewhere nobody is to see questions and passages."""
    for sender in _senders(client, DEEPEST):
        sender.follow_redirects = False


def _senders(client: object, depth: int) -> Iterator[Any]:
    """Yield what sends requests over HTTP within a client; providers have no common way to be given their own."""
    if isinstance(getattr(client, "follow_redirects", None), bool):
        yield client
    elif client is not None and depth:
        for name in HOLDERS:
            yield from _senders(getattr(client, name, None), depth - 1)


def chain_of(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and those it came of; clients put the plainest one last."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def redirected_to(error: BaseException) -> str | None:
    """Return the host to which a server wanted a request sent on, if that is what failed."""
    for each in chain_of(error):
        response: Any = getattr(each, "response", None)
        if getattr(response, "has_redirect_location", False):
            place = urljoin(str(response.url), str(response.headers["location"]))
            return urlsplit(place).netloc.rpartition("@")[2]
    return None


def address_tried(client: object) -> str | None:
    """Return the address that a provider's *client* contacts, where it tells one."""
    told = (address_of(str(sender.base_url)) for sender in _senders(client, DEEPEST))
    return next((address.rstrip("/") for address in told if address), None)


def secrets_of(keys: Mapping[str, "SecretStr"], url: str | None, client: object = None) -> frozenset[str]:
    """Return what no message may hold: the *keys*, what *url* has, and keys that a client took from the environment."""
    from pydantic import SecretStr

    held = [value for value in vars(client).values() if isinstance(value, SecretStr)] if client is not None else []
    return frozenset(key.get_secret_value() for key in (*keys.values(), *held)) | secrets_in(url)


def one_line(error: BaseException, secrets: Collection[str]) -> str:
    r"""
    Return what an error says on one line, shortened: without keys, colours of a terminal, and sentences with links.

    Clients put whole responses into errors, and providers point to pages of theirs, which nobody is to be led to.

    >>> one_line(ValueError("\x1b[31mWrong key sk-abc.\x1b[0m Find yours at https://example.com/keys."), ())
    'Wrong key (key)'
    """
    line = " ".join(COLOUR.sub("", _message_of(error)).split())
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        line = line.replace(secret, "(key)")
    line = LINKED.sub("", KEY.sub("(key)", line)).strip(" .,;:")
    line = line or type(error).__name__
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _message_of(error: BaseException) -> str:
    """Return the provider's own words, where its client holds them apart from the rest of the response."""
    told: Any = getattr(error, "body", None) or getattr(error, "error", None)
    while isinstance(told, Mapping):
        told = told.get("error") or told.get("message") or told.get("detail")
    return told if isinstance(told, str) and told.strip() else str(error)
