"""A headless Chromium, driven over the pipe of its DevTools protocol: no port, no driver, no network."""

import base64
import itertools
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium")
# Root has no sandbox to enter in a container; the pages are our own.
_FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe")
_PIPE_READ, _PIPE_WRITE = 3, 4  # by these numbers Chromium looks for its commands and its replies


class Tab:
    """A page in the browser; *told* holds what it wrote to the console and what went wrong."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._out, self._in, self._ids = to_browser, os.fdopen(from_browser, "rb"), itertools.count(1)
        self._session: str | None = None
        self._rest = b""
        self.told: list[str] = []
        self.loaded = False
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: object) -> Any:
        """Call a method of the protocol and return its result."""
        number = next(self._ids)
        session = {"sessionId": self._session} if self._session else {}
        message = json.dumps({"id": number, "method": method, "params": params, **session})
        os.write(self._out, message.encode() + b"\0")
        while True:
            reply = self._next()
            if reply.get("id") == number:
                assert "error" not in reply, reply
                return reply["result"]

    def open(self, url: str) -> None:
        """Open a page and wait until it is loaded."""
        for address in ("about:blank", url):  # between two addresses that differ behind # nothing is loaded
            self.loaded = False
            self.call("Page.navigate", url=address)
            while not self.loaded:
                self._next()

    def show_as(self, width: int, height: int, *, dark: bool = False) -> None:
        """Show pages as a screen of this size does; below 600 pixels as a phone."""
        phone = width < 600
        scale = 2 if phone else 1
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=phone
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])

    def evaluate(self, script: str) -> Any:
        """Return the value of an expression in the page."""
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def screenshot(self, path: Path) -> None:
        """Write what is seen now."""
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))

    def quit(self) -> None:
        """End the browser, which takes its own processes with it and leaves its profile alone."""
        self._session = None
        self.call("Browser.close")
        self._in.close()

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            read = os.read(self._in.fileno(), 1 << 20)
            assert read, "Chromium is gone"
            self._rest += read
        one, self._rest = self._rest.split(b"\0", 1)
        message: dict[str, Any] = json.loads(one)
        self._note(message)
        return message

    def _note(self, message: dict[str, Any]) -> None:
        match message.get("method"):
            case "Page.loadEventFired":
                self.loaded = True
            case "Runtime.consoleAPICalled" | "Runtime.exceptionThrown" | "Log.entryAdded":
                self.told.append(json.dumps(message["params"]))
            case "Network.requestWillBeSent":
                url = message["params"]["request"]["url"]
                if not url.startswith(("file:", "data:", "about:")):
                    self.told.append(f"asked for {url}")


@contextmanager
def chromium(profile: Path) -> Iterator[Tab]:
    """Start Chromium with a profile of its own, and end it."""
    commands, replies = os.pipe(), os.pipe()
    assert CHROMIUM

    def place() -> None:
        # Through high numbers, so that neither pipe is closed while the other takes its place.
        high = os.dup(commands[0]), os.dup(replies[1])
        os.dup2(high[0], _PIPE_READ)
        os.dup2(high[1], _PIPE_WRITE)

    process = subprocess.Popen(
        [CHROMIUM, *_FLAGS, f"--user-data-dir={profile}", "about:blank"],
        preexec_fn=place,  # noqa: PLW1509  # no thread runs beside it
        close_fds=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(commands[0])
    os.close(replies[1])
    tab = Tab(commands[1], replies[0])
    try:
        yield tab
    finally:
        tab.quit()
        os.close(commands[1])
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
