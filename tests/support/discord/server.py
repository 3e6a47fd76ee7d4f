"""The server itself: a thread with a loop of its own, for the REST interface, the Gateway and the files."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from aiohttp import web
from servers import LOOPBACK

from support.discord.calls import Stage
from support.discord.gateway import Gateway
from support.discord.limits import REQUEST_BYTES
from support.discord.rest import PREFIX, Rest
from support.discord.stand_in import Discord
from support.discord.weather import Weather
from support.discord.world import World

SECONDS = 10
T = TypeVar("T")


class Loop:
    """An event loop in a thread."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, name="stand-in Discord", daemon=True)

    def run(self, act: Callable[[], T]) -> T:
        """Do something in the thread, and wait for it; the thread itself does it at once."""
        if threading.current_thread() is self.thread:
            return act()

        async def acting() -> T:
            return act()

        return asyncio.run_coroutine_threadsafe(acting(), self.loop).result(SECONDS)

    def stop(self) -> None:
        """End the thread, with all that still runs in it."""
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.run_until_complete(_cancel_others())
        self.loop.close()


@contextmanager
def serving_discord() -> Iterator[Discord]:
    """Run a Discord for the length of the block; bots should be gone before it ends."""
    loop = Loop()
    loop.thread.start()
    gateway = Gateway()
    try:
        runner, rest = asyncio.run_coroutine_threadsafe(_start(gateway, loop), loop.loop).result(SECONDS)
        try:
            yield Discord(rest, loop.run)
        finally:
            asyncio.run_coroutine_threadsafe(_end(runner, gateway), loop.loop).result(SECONDS)
    finally:
        loop.stop()


async def _start(gateway: Gateway, loop: Loop) -> tuple[web.AppRunner, Rest]:
    application = web.Application(client_max_size=REQUEST_BYTES)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1, handle_signals=False)
    listening = socket.create_server((LOOPBACK, 0))
    origin = f"http://{LOOPBACK}:{listening.getsockname()[1]}"
    gateway.world = World(loop.run, gateway.dispatch, origin)
    gateway.url = origin.replace("http", "ws") + "/gateway"
    rest = Rest(Stage(gateway.world, gateway, Weather()))
    application.router.add_get("/gateway", gateway.serve)
    application.router.add_get("/gateway/", gateway.serve)
    application.router.add_get("/attachments/{channel}/{id}/{name}", rest.show_file)
    application.router.add_route("*", PREFIX + "/{path:.*}", rest.serve)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    return runner, rest


async def _end(runner: web.AppRunner, gateway: Gateway) -> None:
    for connection in list(gateway.connections):
        connection.hang_up()
    await runner.cleanup()


async def _cancel_others() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
