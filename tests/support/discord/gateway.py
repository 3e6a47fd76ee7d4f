"""The Gateway: lets bots identify themselves, resume and stay alive, and sends them their events."""

import asyncio
import json
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

from support.discord.payloads import guild_payload, member_payload, user_payload
from support.discord.sessions import (
    GUILD_MEMBERS,
    GUILD_PRESENCES,
    HANG_UP,
    MESSAGE_CONTENT,
    Connection,
    Session,
)
from support.discord.values import Json

if TYPE_CHECKING:
    from support.discord.world import World

HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT, REQUEST_MEMBERS, INVALID, HELLO, ACK = 1, 2, 3, 6, 7, 8, 9, 10, 11
WRONG_TOKEN, ALREADY_IDENTIFIED, WRONG_SHARD, DISALLOWED_INTENTS = 4004, 4005, 4010, 4014
TWICE = ("INTERACTION_CREATE", "MESSAGE_CREATE")


class Gateway:
    """All sessions and connections; used in the server's own thread alone."""

    def __init__(self) -> None:
        self.world: World
        self.url = ""
        self.sessions: dict[str, Session] = {}
        self.connections: list[Connection] = []
        self.heartbeats: list[float] = []
        self.identifies: list[float] = []
        self.resumes: list[float] = []
        self.closes: list[int | None] = []
        """The codes with which bots closed, None for connections that broke."""
        self.presences: list[Json] = []
        self.heartbeat_seconds = 41.25
        self.refusals = 0
        self.shards = 1
        self.twice = False

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Speak with a bot until the connection ends."""
        if self.refusals > 0:
            self.refusals -= 1
            return web.Response(status=503)
        connection = Connection(request)
        await connection.socket.prepare(request)
        self.connections.append(connection)
        writer = asyncio.create_task(connection.write())
        try:
            connection.send(HELLO, {"heartbeat_interval": int(self.heartbeat_seconds * 1000)})
            async for message in connection.socket:
                if message.type is WSMsgType.TEXT:
                    self._receive(connection, json.loads(message.data))
        finally:
            self._leave(connection)
            if connection.closed_with in (None, HANG_UP):
                writer.cancel()  # else it waits for the bot's goodbye: a bot that finds the line dead sees no code
            with suppress(asyncio.CancelledError):
                await writer
        return connection.socket

    def dispatch(self, name: str, payload: Json, *, guild_id: int | None, hidden: Json | None = None) -> None:
        """Send an event to the sessions that it concerns; *hidden* is for those without the content intent."""
        for session in list(self.sessions.values()):
            if session.wants(name, guild_id):
                blind = hidden is not None and not session.intents & MESSAGE_CONTENT
                for _ in range(2 if self.twice and name in TWICE else 1):
                    session.push(name, hidden if blind and hidden is not None else payload)

    def is_ready(self) -> bool:
        """Tell whether every shard of a bot is connected."""
        connected = [session for session in self.sessions.values() if session.connected and session.ready]
        return bool(connected) and len({session.shard for session in connected}) >= connected[0].shards

    def forget(self, connection: Connection) -> None:
        """End the session of a connection: it cannot be resumed."""
        if connection.session is not None:
            self.sessions.pop(connection.session.id, None)

    def _receive(self, connection: Connection, frame: Json) -> None:
        receive = {
            HEARTBEAT: self._beat,
            IDENTIFY: self._identify,
            PRESENCE: lambda _, data: self.presences.append(data),
            RESUME: self._resume,
            REQUEST_MEMBERS: self._list_members,
        }.get(frame["op"])
        if receive is not None:
            data = frame.get("d")
            receive(connection, data if isinstance(data, dict) else {})

    def _beat(self, connection: Connection, _: Json) -> None:
        self.heartbeats.append(time.monotonic())
        connection.send(ACK, None)

    def _identify(self, connection: Connection, data: Json) -> None:
        intents, (shard, shards) = int(data.get("intents", 0)), data.get("shard") or (0, 1)
        self.identifies.append(time.monotonic())
        if data.get("token") != self.world.token:
            connection.close(WRONG_TOKEN)
        elif connection.session is not None:
            connection.close(ALREADY_IDENTIFIED)
        elif not 0 <= shard < shards:
            connection.close(WRONG_SHARD)
        elif intents & self._disallowed():
            connection.close(DISALLOWED_INTENTS)
        else:
            self._begin(connection, Session(f"{self.world.snowflake():x}", shard, shards, intents, connection))

    def _disallowed(self) -> int:
        switches = (
            (GUILD_MEMBERS, self.world.members_allowed),
            (GUILD_PRESENCES, self.world.presences_allowed),
            (MESSAGE_CONTENT, self.world.message_content_allowed),
        )
        return sum(intent for intent, allowed in switches if not allowed)

    def _begin(self, connection: Connection, session: Session) -> None:
        for old in [old for old in self.sessions.values() if old.connection is None and old.shard == session.shard]:
            del self.sessions[old.id]  # nobody will resume it
        connection.session = self.sessions[session.id] = session
        guilds = [guild for guild in self.world.guilds.values() if session.wants("GUILD_CREATE", guild.id)]
        ready = {
            "v": 10,
            "user": user_payload(self.world.bot),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": [session.shard, session.shards],
            "application": {"id": str(self.world.application_id), "flags": 0},
        }
        session.push("READY", ready)
        for guild in guilds:
            session.push("GUILD_CREATE", guild_payload(guild, self.world.bot))
        session.ready = True

    def _resume(self, connection: Connection, data: Json) -> None:
        session = self.sessions.get(data.get("session_id", ""))
        if session is None or data.get("token") != self.world.token:
            connection.send(INVALID, False)
            return
        self.resumes.append(time.monotonic())
        connection.session, session.connection = session, connection
        session.replay(int(data.get("seq") or 0))
        session.push("RESUMED", {})

    def _list_members(self, connection: Connection, asked: Json) -> None:
        guild = self.world.guilds.get(int(asked["guild_id"]))
        if guild is None or connection.session is None:
            return
        wanted = {int(id_) for id_ in asked.get("user_ids") or guild.members}
        members = [member_payload(guild, member) for id_, member in guild.members.items() if id_ in wanted]
        chunk = {"guild_id": str(guild.id), "members": members, "chunk_index": 0, "chunk_count": 1}
        if asked.get("nonce"):
            chunk["nonce"] = asked["nonce"]
        connection.session.push("GUILD_MEMBERS_CHUNK", chunk)

    def _leave(self, connection: Connection) -> None:
        code = connection.socket.close_code
        self.connections.remove(connection)
        if connection.closed_with is None:
            self.closes.append(None if code == 1006 else code)
        session = connection.session
        if session is not None and session.connection is connection:
            session.connection = None
            if code in (1000, 1001) and connection.closed_with is None:
                self.forget(connection)  # the bot said that it will not come back
