"""A server on this machine that speaks OpenAI's chat-completions protocol, well or badly, as a test tells it to."""

import select
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from servers import LOOPBACK, in_a_thread

from support.chat_behaviours import Behaviour, Broken, ChatRequest, Refusal, Reply
from support.chat_wire import Cut, Head, Step, Wait, models_of, steps_of

CHAT, MODELS = "/v1/chat/completions", "/v1/models"
LOOK_SECONDS = 0.01  # between two looks whether the client is still there


@dataclass
class ChatServer:
    """What a server was asked, and what it does next."""

    url: str
    """The base URL that clients want, with its `/v1`."""
    script: tuple[Behaviour, ...] = (Reply(),)
    """One for each request for a reply; the last goes on."""
    models: tuple[str, ...] | Refusal = ("test",)
    requests: list[ChatRequest] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _played: int = 0

    def play(self, *script: Behaviour) -> None:
        """Begin a script."""
        with self._lock:
            self.script, self._played = script, 0

    @property
    def chats(self) -> list[ChatRequest]:
        """The requests for a reply, in the order in which they came."""
        return [request for request in self.requests if request.path == CHAT]

    def next_to(self, request: ChatRequest) -> Reply | Refusal | Broken:
        """Take the next behaviour of the script; functions are called with the request."""
        with self._lock:
            behaviour = self.script[min(self._played, len(self.script) - 1)]
            self._played += 1
        while callable(behaviour):
            behaviour = behaviour(request)
        return behaviour


class ClientLeftError(Exception):
    """The client closed the connection before all was sent."""


class ServerClosingError(Exception):
    """The test is over while a client still waited."""


class Handler(BaseHTTPRequestHandler):
    """Notes a request, and takes the steps that its behaviour has."""

    server: "LoopbackChatServer"
    protocol_version = "HTTP/1.1"  # in 1.0 a stream that is cut cannot be told from one that ends
    wbufsize = 0

    def handle(self) -> None:
        with suppress(ConnectionError):  # a client may leave between two requests too
            super().handle()

    def do_GET(self) -> None:
        request, models = self._note(), self.server.state.models
        if request.path != MODELS:
            self._answer(request, steps_of(self._no_such_place(), request))
        elif isinstance(models, Refusal):
            self._answer(request, steps_of(models, request))
        else:
            self._answer(request, models_of(models))

    def do_POST(self) -> None:
        request = self._note()
        behaviour = self.server.state.next_to(request) if request.path == CHAT else self._no_such_place()
        self._answer(request, steps_of(behaviour, request))

    def _answer(self, request: ChatRequest, steps: Iterable[Step]) -> None:
        try:
            self._take(steps)
        except (ClientLeftError, ConnectionError):
            request.hung_up.set()
            self.close_connection = True
        except ServerClosingError:
            self.close_connection = True
        else:
            request.served.set()
            self._end()

    def _note(self) -> ChatRequest:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = ChatRequest(self.command, *self._place(), headers, body, time.monotonic())
        self.server.state.requests.append(request)
        return request

    def _place(self) -> tuple[str, str]:
        path, _, query = self.path.partition("?")
        return path, query

    def _no_such_place(self) -> Refusal:
        return Refusal(404, f"Invalid URL ({self.command} {self.path})")

    def _take(self, steps: Iterable[Step]) -> None:
        self._chunked = False
        for step in steps:
            match step:
                case Head():
                    self._send_head(step)
                case bytes():
                    self._send(step)
                case Wait():
                    self._wait(step.seconds)
                case Cut():
                    self._chunked, self.close_connection = False, True
                    return

    def _send_head(self, head: Head) -> None:
        self._chunked = head.length is None
        framing = ("Transfer-Encoding", "chunked") if self._chunked else ("Content-Length", str(head.length))
        self.send_response(head.status)
        for name, value in (("Content-Type", head.kind), framing, *head.extra.items()):
            self.send_header(name, value)
        self.end_headers()

    def _send(self, content: bytes) -> None:
        if self._left():
            raise ClientLeftError
        self.connection.sendall(b"%x\r\n%b\r\n" % (len(content), content) if self._chunked else content)

    def _end(self) -> None:
        # Clients need not read on after the last event: one that has left by now left nothing unread.
        if self._chunked:
            with suppress(ConnectionError):
                self.wfile.write(b"0\r\n\r\n")

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if self._left():
                raise ClientLeftError
            if self.server.state.closing.wait(min(left, LOOK_SECONDS)):
                raise ServerClosingError

    def _left(self) -> bool:
        readable, _, _ = select.select([self.connection], [], [], 0)
        return bool(readable) and self.connection.recv(1, socket.MSG_PEEK) == b""

    def log_message(self, *_: object) -> None:
        """Keep out of the test's output."""


class LoopbackChatServer(ThreadingHTTPServer):
    """Serves each connection in a thread; closing it ends them all."""

    daemon_threads = False  # each is waited for: none outlives its test

    def __init__(self, script: tuple[Behaviour, ...]) -> None:
        super().__init__((LOOPBACK, 0), Handler)
        self.state = ChatServer(f"http://{LOOPBACK}:{self.server_port}/v1", script)
        self.connections: set[socket.socket] = set()

    def process_request(self, request: socket.socket, client_address: tuple[str, int]) -> None:  # type: ignore[override]  # always a socket of TCP
        self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]  # the same
        self.connections.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        self.state.closing.set()
        for connection in list(self.connections):  # clients keep them open for their next request
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        super().server_close()


@contextmanager
def serving_chat(*script: Behaviour) -> Iterator[ChatServer]:
    """Run a server for the length of the block; without a script every request gets a good reply."""
    server = LoopbackChatServer(script or (Reply(),))
    with in_a_thread(server):
        yield server.state
