"""Small servers on this machine, spoken to over real sockets, that stand in for what lies in the network elsewhere."""

import base64
import hashlib
import json
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseServer
from typing import Any

LOOPBACK = "127.0.0.1"
DIMENSIONS = 256
Vectors = list[list[float]]


def bag_of_words(text: str, dimensions: int = DIMENSIONS) -> list[float]:
    """Count the words of a text in places that their hashes choose: texts that share words lie near each other."""
    vector = [0.0] * dimensions
    for word in text.lower().split():
        digest = hashlib.sha256(word.strip(".,?!'\"").encode("utf-8", "replace")).digest()
        vector[int.from_bytes(digest[:4], "big") % dimensions] += 1.0
    return vector


@dataclass(frozen=True)
class Refusal:
    """An HTTP error with the provider's message; status 0 hangs up without a word."""

    status: int
    message: str = "the model is overloaded"


@dataclass
class Server:
    """What a server was asked, and what it is to do next."""

    url: str = ""
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    """Method, path and headers of each."""
    texts: list[str] = field(default_factory=list)
    """Every text that was embedded, in order."""
    formats: set[str] = field(default_factory=set)
    """The encodings of vectors that were asked for."""
    embed: Callable[[list[str]], Vectors] = lambda texts: [bag_of_words(text) for text in texts]
    refusal: Refusal | None = None
    """What comes in place of an answer once *patience* batches were answered."""
    patience: int = 0
    moved_to: str = ""
    """The address of another server, to which every request is sent on."""

    def answer(self, texts: list[str]) -> Vectors | Refusal:
        """Embed a batch, or refuse it."""
        if self.refusal is not None and self.patience <= 0:
            return self.refusal
        self.patience -= 1
        self.texts += texts
        return self.embed(texts)


class Handler(BaseHTTPRequestHandler):
    """Answers OpenAI's `/v1/embeddings` and Ollama's `/api/embed`; anything else it counts and lets pass."""

    server: "LoopbackServer"

    def do_GET(self) -> None:
        self._note()
        self._send(200, {})

    def do_POST(self) -> None:
        self._note()
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.server.state.moved_to:
            self._send_on(self.server.state.moved_to)
        elif self.path in {"/v1/embeddings", "/api/embed"}:
            self._embed(json.loads(body))
        else:
            self._send(202, {})

    def _embed(self, asked: dict[str, Any]) -> None:
        texts = [asked["input"]] if isinstance(asked["input"], str) else asked["input"]
        answered = self.server.state.answer(texts)
        if not isinstance(answered, Refusal):
            self._send(200, self._told(asked, answered))
        elif answered.status:
            self._send(answered.status, {"error": {"message": answered.message, "type": "server_error"}})
        else:
            self.close_connection = True

    def _told(self, asked: dict[str, Any], vectors: Vectors) -> dict[str, Any]:
        if self.path == "/api/embed":
            return {"model": asked["model"], "embeddings": vectors}
        encoding = asked.get("encoding_format", "float")
        self.server.state.formats.add(encoding)
        rows = [_packed(vector) if encoding == "base64" else vector for vector in vectors]
        return {
            "object": "list",
            "model": asked["model"],
            "data": [{"object": "embedding", "index": n, "embedding": row} for n, row in enumerate(rows)],
            "usage": {"prompt_tokens": 0, "total_tokens": 0},
        }

    def _note(self) -> None:
        self.server.state.requests.append((self.command, self.path, dict(self.headers)))

    def _send(self, status: int, value: dict[str, Any]) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("retry-after-ms", "1")  # OpenAI's client waits half a second before it tries again
        self.end_headers()
        self.wfile.write(body)

    def _send_on(self, url: str) -> None:
        self.send_response(307)
        self.send_header("Location", url + self.path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep out of the test's output."""


class LoopbackServer(ThreadingHTTPServer):
    """Serves in threads that end with it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__((LOOPBACK, 0), Handler)
        self.state = Server(url=f"http://{LOOPBACK}:{self.server_port}")


@contextmanager
def serving() -> Iterator[Server]:
    """Run a server for the length of the block."""
    server = LoopbackServer()
    with in_a_thread(server):
        yield server.state


@contextmanager
def in_a_thread(server: BaseServer) -> Iterator[None]:
    """Let a server answer for the length of the block."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _packed(vector: Sequence[float]) -> str:
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
