"""A client that does nothing by itself: one request, one answer."""

import http.client
import json
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from support.discord.stand_in import Discord

BOUNDARY = "----stand-in"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: Any

    @property
    def code(self) -> tuple[int, int]:
        """The status, and Discord's own number of the fault."""
        return self.status, self.body["code"]

    @property
    def faults(self) -> list[str]:
        """The places of what is wrong with the body that was sent."""
        return sorted(_places(self.body.get("errors", {})))


class PlainClient:
    """Speaks with the stand-in under a bot's token."""

    def __init__(self, stand_in: Discord) -> None:
        self._api, self._token = urlsplit(stand_in.api_base), stand_in.token

    def ask(
        self, method: str, path: str, body: object = None, *, files: dict[str, bytes] | None = None, token: str = ""
    ) -> Answer:
        """Send a request, with files by their names."""
        headers = {"Authorization": f"Bot {token or self._token}", "Content-Type": "application/json"}
        sent = b"" if body is None else json.dumps(body).encode()
        if files is not None:
            headers["Content-Type"] = f"multipart/form-data; boundary={BOUNDARY}"
            sent = _form(sent, files)
        with closing(http.client.HTTPConnection(self._api.netloc, timeout=10)) as connection:
            connection.request(method, self._api.path + path, sent, headers)
            response = connection.getresponse()
            content = response.read()
        received = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, received, json.loads(content) if content else None)


def _form(body: bytes, files: dict[str, bytes]) -> bytes:
    parts = [(b'name="payload_json"', body)] if body else []
    parts += [
        (f'name="files[{number}]"; filename="{name}"'.encode(), content)
        for number, (name, content) in enumerate(files.items())
    ]
    line = f"--{BOUNDARY}".encode()
    written = [line + b"\r\nContent-Disposition: form-data; " + head + b"\r\n\r\n" + part for head, part in parts]
    return b"\r\n".join([*written, line + b"--\r\n"])


def _places(errors: Any, place: str = "") -> list[str]:
    if "_errors" in errors:
        return [place]
    return [found for key, inner in errors.items() for found in _places(inner, f"{place}.{key}" if place else key)]
