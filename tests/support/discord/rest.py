"""The REST interface: reads requests, lets the weather have its way, finds who answers, and writes as Discord does."""

import asyncio
import json
import re
import time
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from support.discord import accounts, callbacks, messages, threads, webhooks
from support.discord.calls import Call, Request, Route, Stage
from support.discord.errors import INVALID_JSON, TOO_LARGE, UNAUTHORIZED, UNKNOWN_ROUTE, ApiError
from support.discord.limits import REQUEST_BYTES
from support.discord.values import Attachment
from support.discord.weather import HANG_UP, Refusal, too_many

PREFIX = "/api/v10"
ROUTES = accounts.ROUTES + callbacks.ROUTES + messages.ROUTES + threads.ROUTES + webhooks.ROUTES
PATTERNS = [(re.compile(re.escape(route.path).replace(r"\{\}", "([^/]+)")), route) for route in ROUTES]
FILE = re.compile(r"files\[(\d+)\]")


class Rest:
    """Answers what a bot asks, and notes it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.requests: list[Request] = []

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        path = request.path.removeprefix(PREFIX)
        noted = Request(time.monotonic(), request.method, path, {})
        self.requests.append(noted)
        try:
            response = await self._answer(request, noted)
        except ApiError as error:
            response = _written(error.status, error.body)
        if noted.status is None:
            noted.status = response.status
        return response

    async def show_file(self, request: web.Request) -> web.StreamResponse:
        """Serve a file, as Discord's content network does."""
        stored = self.stage.world.attachments.get(int(request.match_info["id"]))
        if stored is None:
            return web.Response(status=404)
        return web.Response(body=stored.content, headers={"Content-Type": stored.type})

    async def _answer(self, request: web.Request, noted: Request) -> web.Response:
        files = await _read(request, noted)
        noted.authorized = request.headers.get("Authorization") == f"Bot {self.stage.world.token}"
        refusal = self.stage.weather.next_refusal(noted.method, noted.path)
        if refusal is not None and (refused := await _refused(refusal, request, noted)) is not None:
            return refused
        route, parts = self._find(noted)
        if not noted.authorized and not route.public:
            raise ApiError(*UNAUTHORIZED)
        major = "/".join(parts[:2] if route.public else parts[:1])
        passes, headers = self.stage.weather.count(route.bucket, major)
        if not passes:
            return _written(429, *too_many(route.bucket, float(headers["X-RateLimit-Reset-After"])))
        body, listed = (noted.body, []) if isinstance(noted.body, dict) else ({}, noted.body)
        response = self._carried_out(route, Call(parts, body, listed, files, request.query), headers)
        await asyncio.sleep(refusal.lag if refusal else 0)
        return response

    def _carried_out(self, route: Route, call: Call, headers: Mapping[str, str]) -> web.Response:
        try:
            answered = route.answer(self.stage, call)
        except ApiError as error:
            return _written(error.status, error.body, headers)
        except Exception as error:  # noqa: BLE001 - a body that the stand-in does not understand must not stay unseen
            self.stage.surprises.append(f"{call.parts} {call.body}: {error!r}")
            return _written(500, {"message": "500: Internal Server Error", "code": 0}, headers)
        return _written(204 if answered is None else 200, answered, headers)

    def _find(self, noted: Request) -> tuple[Route, tuple[str, ...]]:
        for pattern, route in PATTERNS:
            found = pattern.fullmatch(noted.path)
            if found and route.method == noted.method and _are_ids(route, found.groups()):
                return route, found.groups()
        self.stage.surprises.append(f"{noted.method} {noted.path}")
        raise ApiError(*UNKNOWN_ROUTE)


def _are_ids(route: Route, parts: tuple[str, ...]) -> bool:
    return route.public or all(part.isdecimal() for part in parts[:2]) or "thread-members" in route.path


async def _read(request: web.Request, noted: Request) -> dict[str, Attachment]:
    if (request.content_length or 0) > REQUEST_BYTES:
        raise ApiError(*TOO_LARGE)
    try:
        if request.content_type == "multipart/form-data":
            form = await request.post()
            noted.body = json.loads(str(form.get("payload_json") or "{}"))
            files = _files(form)
            noted.files = tuple(files.values())
            return files
        text = await request.text()
        noted.body = json.loads(text) if text else {}
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(*TOO_LARGE) from None
    except ValueError:
        raise ApiError(*INVALID_JSON) from None
    return {}


def _files(form: Mapping[str, Any]) -> dict[str, Attachment]:
    files = {}
    for name, value in form.items():
        found = FILE.fullmatch(name)
        if found and isinstance(value, web.FileField):
            files[found[1]] = Attachment(value.filename, value.file.read())
            value.file.close()
    return files


async def _refused(refusal: Refusal, request: web.Request, noted: Request) -> web.Response | None:
    """Carry out a refusal; None where it only cost time."""
    await asyncio.sleep(refusal.delay)
    if refusal.status == HANG_UP:
        noted.status = HANG_UP
        assert request.transport is not None
        request.transport.abort()
        return web.Response(status=500)  # reaches nobody
    if refusal.status is None:
        return None
    return _written(refusal.status, refusal.body, refusal.headers)


def _written(status: int, body: object, headers: Mapping[str, str] | None = None) -> web.Response:
    sent = dict(headers or {})
    if status == 204:
        return web.Response(status=status, headers=sent)
    # discord.py takes anything but exactly this type for text.
    sent["Content-Type"] = "application/json"
    return web.Response(status=status, body=json.dumps(body).encode(), headers=sent)
