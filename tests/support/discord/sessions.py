"""The sessions of bots at the Gateway, and the connections that carry them."""

import asyncio
import json
import time
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import web

from support.discord.values import Json

GUILDS, GUILD_MEMBERS, GUILD_PRESENCES = 1 << 0, 1 << 1, 1 << 8
GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 9, 1 << 12, 1 << 15
HANG_UP = -1
"""Breaks a connection off without a word."""


class Connection:
    """One websocket; what is to be sent waits in line, so that nobody who sends has to wait."""

    def __init__(self, request: web.Request) -> None:
        self._request = request
        self._outbox: asyncio.Queue[str | int] = asyncio.Queue()
        self.socket = web.WebSocketResponse(timeout=10, max_msg_size=0)  # for a bot under load to say goodbye
        self.session: Session | None = None
        self.silent = False
        self.leaving = False
        """The bot was told to go, and is about to."""
        self.closed_with: int | None = None
        """The code with which Discord closed it, HANG_UP for none."""

    def send(self, op: int, data: object) -> None:
        """Send an operation that is no event."""
        self.send_text(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    def send_text(self, text: str) -> None:
        """Send a frame, unless the connection fell silent."""
        if not self.silent:
            self._outbox.put_nowait(text)

    def close(self, code: int) -> None:
        """Close with a code once all before it is sent, with HANG_UP at once; send nothing more."""
        self.silent, self.closed_with = True, code
        if code == HANG_UP:
            self.hang_up()
        else:
            self._outbox.put_nowait(code)

    def hang_up(self) -> None:
        """Reset the connection."""
        if self._request.transport is not None:
            self._request.transport.abort()

    async def write(self) -> None:
        """Send what waits in line until the connection ends."""
        with suppress(ConnectionError):
            while True:
                item = await self._outbox.get()
                if isinstance(item, int):
                    await self.socket.close(code=item)
                    return
                await self.socket.send_str(item)


@dataclass(eq=False)
class Session:
    """What a bot that has identified itself is owed: all its events in order, sent or not."""

    id: str
    shard: int
    shards: int
    intents: int
    connection: Connection | None = None
    events: list[tuple[int, str]] = field(default_factory=list)
    sequence: int = 0
    ready: bool = False
    began: float = field(default_factory=time.monotonic)

    @property
    def connected(self) -> bool:
        """It has a connection that works."""
        return self.connection is not None and not self.connection.silent and not self.connection.leaving

    def push(self, name: str, payload: Json) -> None:
        """Send an event, or keep it for when the bot resumes."""
        self.sequence += 1
        text = json.dumps({"op": 0, "t": name, "s": self.sequence, "d": payload})
        self.events.append((self.sequence, text))
        if self.connection is not None:
            self.connection.send_text(text)

    def replay(self, after: int) -> None:
        """Send again all events after one."""
        assert self.connection is not None
        for number, text in self.events:
            if number > after:
                self.connection.send_text(text)

    def wants(self, name: str, guild_id: int | None) -> bool:
        """Tell whether an event is for this shard, and among its intents."""
        if self.shard != ((guild_id >> 22) % self.shards if guild_id is not None else 0):
            return False
        if name.startswith("MESSAGE_"):
            needed = GUILD_MESSAGES if guild_id is not None else DIRECT_MESSAGES
        elif name.startswith("GUILD_MEMBER_"):
            needed = GUILD_MEMBERS
        elif name.startswith(("GUILD_", "CHANNEL_", "THREAD_")):
            needed = GUILDS
        else:
            return True
        return bool(self.intents & needed)
