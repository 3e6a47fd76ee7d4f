"""What every provider's client has in common: its key, its extra, its address, and errors that may hold secrets."""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from bot.errors import ModelError, SettingsError

if TYPE_CHECKING:
    from pydantic import SecretStr

EXTRAS = {"openai": "openai", "azure_openai": "openai", "ollama": "ollama", "anthropic": "anthropic"}
KEY = re.compile(r"\b(?:sk|pk|key)-[\w*-]+")
PACKAGE = re.compile(r"pip install ([\w-]+)")
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
    try:
        yield
    except ImportError as error:
        package = package_for(provider, error)
        raise ModelError(f"{setting} needs a package that is not installed; run: pip install {package}") from None
    except ValueError as error:
        if "nsupported" in str(error) or "not supported" in str(error):
            name = setting.partition("=")[0]
            raise SettingsError(f"{name} names the unknown provider {provider!r}; use {known}.") from None
        raise ModelError(f"{setting} cannot be used: {one_line(error, secrets)}") from error
    except Exception as error:  # each provider's client has errors of its own
        told = one_line(error, secrets)
        raise ModelError(f"{setting} cannot be used ({told}); is {key_name(provider)} set?") from error


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
