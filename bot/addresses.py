"""Addresses of servers as they may be shown: some hold a password before the @, or a key in the query."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

USER = re.compile(r"(?<=://)[^/\s?#]*@")
QUERY = re.compile(r"(?<=://)([^\s?#'\"]*)[?#][^\s'\"]+")
SHORTEST_SECRET = 6  # characters; what is shorter would be found in the middle of plain words


def masked(text: str) -> str:
    """
    Return a text without users, passwords and queries in the addresses that it holds.

    >>> masked("http://me:secret@host/v1?key=abc is set")
    'http://…@host/v1?… is set'
    """
    return QUERY.sub(r"\1?…", USER.sub("…@", text))


def address_of(url: str | None) -> str | None:
    """
    Return the URL without a user's name and password, and without its query.

    >>> address_of("http://me:secret@localhost:11434/v1?key=abc")
    'http://localhost:11434/v1'
    """
    if url is None:
        return None
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def secrets_in(url: str | None) -> frozenset[str]:
    """
    Return what of a URL nobody may see, as it stands there and as it is meant.

    >>> sorted(secrets_in("http://me:pass%20word@host/v1?key=abc123"))
    ['abc123', 'pass word', 'pass%20word']
    """
    parts = urlsplit(url or "")
    values = [value for _, value in parse_qsl(parts.query)]
    told = [*values, *(pair.partition("=")[2] for pair in parts.query.split("&")), parts.username, parts.password]
    return frozenset(
        form for each in told for form in (each or "", unquote(each or "")) if len(form) >= SHORTEST_SECRET
    )
