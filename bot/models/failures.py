"""Tells in one sentence why a chat model failed: what happened, whose fault it is, and what to do next."""

import math
import re
import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from bot.errors import ModelError
from bot.models.providers import chain_of, key_name, one_line, redirected_to

Told = tuple[str, str]
"""What happened, and the next step."""

UNREACHED = frozenset({"ConnectError", "ConnectTimeout", "ConnectionError", "ConnectionRefusedError"})
BROKEN = frozenset({"RemoteProtocolError", "ReadError", "WriteError", "APIConnectionError", "ConnectionResetError"})
TOO_LONG = re.compile(
    r"context[ _](?:length|size|window)|maximum context|prompt is too long|too many tokens|exceed_context",
    re.IGNORECASE,
)
TOLD_SIZE = re.compile(r"context (?:length|size|window)\D{0,20}(\d{3,7})", re.IGNORECASE)
NO_QUOTA = re.compile(r"\bquota\b|credit balance|insufficient (?:credit|balance|fund)|\bbilling\b", re.IGNORECASE)
FILTERED = frozenset({"content_filter", "content_policy_violation"})
NO_SUCCESS, PAYMENT, TOO_LARGE, SERVER_ERROR = 300, 402, 413, 500  # of HTTP's status codes
SOONEST_IN_MINUTES, SOONEST_IN_HOURS = 120, 7200  # seconds


class OutOfTimeError(TimeoutError):
    """A chat model took longer than it may; *setting* says how long that is."""

    def __init__(self, seconds: float, setting: str) -> None:
        super().__init__(f"longer than {seconds:g} seconds")
        self.setting = setting


@dataclass(frozen=True, slots=True)
class Failing:
    """What a sentence about a chat model's failure names."""

    provider: str
    model: str
    address: str | None
    """As it was set; None where the provider's own is used."""
    tried: str | None
    """What is contacted in truth, where its client tells."""
    context_size: int
    secrets: frozenset[str]
    """What no message may hold, although providers put it into their errors."""


def failure_of(error: Exception, failing: Failing, *, begun: bool) -> ModelError:
    """Return the error that tells of *error*; *begun* is whether a part of the reply had come."""
    unreached = _is_unreached(error)
    address = failing.address or (failing.tried if unreached else None)
    place = f" at {address}" if address else ""
    happened, step = (
        _of_time(error)
        or _of_redirect(error)
        or _of_status(error, failing)
        or (_unreached(error, failing) if unreached else None)
        or _of_reply(error, failing, begun=begun)
    )
    return ModelError(f"The chat model {failing.provider}:{failing.model}{place} {happened}; {step}.")


def seconds_asked_for(error: Exception) -> float | None:
    """Return how many seconds the server asks to wait before the next try; None where it does not."""
    for each in chain_of(error):
        headers = getattr(getattr(each, "response", None), "headers", {})
        if told := headers.get("retry-after"):
            return _seconds(str(told))
    return None


def _of_time(error: Exception) -> Told | None:
    for each in chain_of(error):
        if isinstance(each, OutOfTimeError):
            return f"took {each}", f"ask again, or give it longer by {each.setting}"
    return None


def _of_redirect(error: Exception) -> Told | None:
    host = redirected_to(error)
    step = "set ASK_BASE_URL to the right address"
    return (f"wants to be asked at {host}, where nothing is sent", step) if host else None


def _of_status(error: Exception, failing: Failing) -> Told | None:
    status = _status_of(error)
    if told := _of_code(error, status, failing):
        return told
    if status is None:
        return None
    key, when = key_name(failing.provider), _when(seconds_asked_for(error))
    refusals = {
        401: ("refused the key", f"check {key}"),
        403: (f"refused access{_aside(error, failing)}", f"check what {key} may use, and ASK_MODEL"),
        404: ("was not found", _name_or_address(failing)),
        429: ("is asked too often", f"try again {when}"),
    }
    if status in refusals:
        return refusals[status]
    said = _aside(error, failing, f"HTTP {status}")
    if status >= SERVER_ERROR:
        return f"failed on its own side{said}", f"try again {when}{_log(failing)}"
    return f"refused the request{said}", "check ASK_MODEL" + (" and ASK_BASE_URL" if failing.address else "")


def _of_code(error: Exception, status: int | None, failing: Failing) -> Told | None:
    """Tell of what providers have words and codes for, but no common status."""
    if status is not None and status >= SERVER_ERROR:
        return None
    said, codes = one_line(error, failing.secrets), _codes_of(error)
    if status == TOO_LARGE or any(map(TOO_LONG.search, (said, *codes))):
        return _too_long(said, failing)
    if codes & FILTERED:
        return "refused the question, for its provider's filter objects", "ask in other words"
    if status == PAYMENT or any(map(NO_QUOTA.search, (said, *codes))):
        return (
            "has no quota left",
            f"add credit to the account of {key_name(failing.provider)}, or set another ASK_MODEL",
        )
    return None


def _aside(error: Exception, failing: Failing, before: str = "") -> str:
    """Return in brackets what the provider said, where it said something; *before* stands ahead of it."""
    said = one_line(error, failing.secrets)
    told = ": ".join(part for part in (before, said if said != type(error).__name__ else "") if part)
    return f" ({told})" if told else ""


def _log(failing: Failing) -> str:
    return ", and look into the server's log if it goes on" if failing.address else ""


def _name_or_address(failing: Failing) -> str:
    if failing.provider == "ollama":
        return f"get it with `ollama pull {failing.model}`, or check ASK_MODEL and ASK_BASE_URL"
    return "check the model's name in ASK_MODEL" + (", and ASK_BASE_URL" if failing.address else "")


def _too_long(said: str, failing: Failing) -> Told:
    """Tell to set the size that the server told, or a smaller one than is set."""
    told = TOLD_SIZE.search(said)
    size = int(told[1]) if told else 0
    step = (
        str(size)
        if 0 < size < failing.context_size
        else f"what its server was started with, below {failing.context_size}"
    )
    happened = f"was sent more than it reads at once{f' ({size} tokens)' if size else ''}"
    return happened, f"set ASK_CONTEXT_SIZE to {step}"


def _unreached(error: Exception, failing: Failing) -> Told:
    if failing.provider == "ollama":
        step = "start it with `ollama serve`, or set ASK_BASE_URL to where it runs"
    elif failing.address:
        step = "check ASK_BASE_URL, and that the server is up"
    else:
        step = "check the network, and try again"
    return f"cannot be reached ({_why_unreached(error, failing)})", step


def _is_unreached(error: Exception) -> bool:
    return any(type(each).__name__ in UNREACHED or isinstance(each, socket.gaierror) for each in chain_of(error))


def _why_unreached(error: Exception, failing: Failing) -> str:
    for each in chain_of(error):
        if isinstance(each, socket.gaierror):
            return "no such host is known"
        if isinstance(each, ssl.SSLError):
            return "its certificate is not trusted" if "CERTIFICATE" in str(each) else "it speaks no TLS"
        if isinstance(each, ConnectionRefusedError):
            return "nothing listens there"
    return one_line(error, failing.secrets)


def _of_reply(error: Exception, failing: Failing, *, begun: bool) -> Told:
    """Tell of a reply that broke, or that is none."""
    again = f"ask again{_log(failing)}"
    names = {type(each).__name__ for each in chain_of(error)}
    if any("Timeout" in name for name in names):
        return "let the connection wait too long", "ask again, or give it longer by ASK_WHOLE_SECONDS"
    if names & BROKEN:
        return ("broke off in the middle of its reply" if begun else "closed the connection without a reply"), again
    if isinstance(error, ValueError):  # what its client cannot read, be it JSON or no event at all
        if begun or not failing.address:
            return "sent a damaged reply", again
        version = ", which most often ends in /v1" if failing.provider == "openai" else ""
        return "sent what is no reply of a chat model", f"check ASK_BASE_URL{version}"
    return f"failed{_aside(error, failing)}", again


def _status_of(error: Exception) -> int | None:
    """Return HTTP's status code of a refusal; some clients have one that is none."""
    for each in chain_of(error):
        response: Any = getattr(each, "response", None)
        status: Any = getattr(each, "status_code", None) or getattr(response, "status_code", None)
        if isinstance(status, int) and status >= NO_SUCCESS:
            return status
    return None


def _codes_of(error: Exception) -> set[str]:
    told = (getattr(each, name, None) for each in chain_of(error) for name in ("code", "type"))
    return {code for code in told if isinstance(code, str)}


def _when(seconds: float | None) -> str:
    """
    Return when to come back, as people tell it.

    >>> _when(30), _when(3600), _when(86400), _when(None)
    ('in 30 seconds', 'in 60 minutes', 'in 24 hours', 'later')
    """
    if seconds is None:
        return "later"
    if seconds < SOONEST_IN_MINUTES:
        count, unit = math.ceil(seconds), "second"
    elif seconds < SOONEST_IN_HOURS:
        count, unit = math.ceil(seconds / 60), "minute"
    else:
        count, unit = math.ceil(seconds / 3600), "hour"
    return f"in {count} {unit}{'' if count == 1 else 's'}"


def _seconds(header: str) -> float | None:
    """
    Return how many seconds a Retry-After header asks for, which may be a date; None where it is neither.

    >>> _seconds("2"), _seconds("Wed, 21 Oct 2015 07:28:00 GMT"), _seconds("soon")
    (2.0, 0.0, None)
    """
    try:
        return max(float(header), 0.0)
    except ValueError:
        pass
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max((until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds(), 0.0)
