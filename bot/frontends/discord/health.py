"""Health and figures over HTTP: `/livez`, `/readyz`, `/metrics`, for whatever supervises the bot."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from math import isfinite

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.errors import SettingsError
from bot.frontends.discord.client import AskClient


def parse_address(address: str) -> tuple[str, int]:
    """
    Return host and port of an address.

    Raises:
        SettingsError: it is not written HOST:PORT.

    >>> parse_address("127.0.0.1:9090")
    ('127.0.0.1', 9090)
    """
    host, colon, port = address.rpartition(":")
    if not (colon and host and port.isascii() and port.isdigit() and int(port) < 65536):
        raise SettingsError(f"--health takes HOST:PORT, such as 127.0.0.1:9090, not {address!r}.")
    return host.strip("[]"), int(port)


@asynccontextmanager
async def serving_health(address: str | None, client: AskClient, is_closing: Callable[[], bool]) -> AsyncIterator[None]:
    """
    Serve for the length of the block, if there is an *address* to serve at.

    Raises:
        SettingsError: the address is taken, or is not one of this machine.
    """
    if address is None:
        yield
        return
    host, port = parse_address(address)
    runner = web.AppRunner(_application(client, is_closing), access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise SettingsError(f"--health {address} cannot be served at ({error.strerror}); name another.") from error
        yield
    finally:
        await runner.cleanup()


def _application(client: AskClient, is_closing: Callable[[], bool]) -> web.Application:
    async def live(_: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def ready(_: web.Request) -> web.Response:
        """Tell whether a question would be answered: connected, and not being stopped."""
        if client.is_ready() and not client.is_closed() and not is_closing():
            return web.Response(text="ready\n")
        return web.Response(status=503, text="not ready\n")

    async def metrics(_: web.Request) -> web.Response:
        figures = client.asking.metrics
        figures.queue_length.set(client.asking.queue.waiting)
        if isfinite(client.latency):
            figures.gateway_latency.set(client.latency)
        body = generate_latest(figures.registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    application = web.Application()
    application.add_routes([web.get("/livez", live), web.get("/readyz", ready), web.get("/metrics", metrics)])
    return application
