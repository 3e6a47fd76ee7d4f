"""The one Discord that a test has: its guilds and users, the application, and all that was written."""

import itertools
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Protocol

from support.discord import payloads
from support.discord.errors import (
    MISSING_ACCESS,
    UNKNOWN_CHANNEL,
    UNKNOWN_INTERACTION,
    UNKNOWN_MESSAGE,
    ApiError,
)
from support.discord.interaction import ACKNOWLEDGE_SECONDS, Interaction
from support.discord.values import DIRECT, Attachment, Channel, Json, Member, Message, Role, User, to_bits
from support.discord.waiting import Run

EPOCH_SECONDS = 1_420_070_400  # the first second of 2015, from which Discord counts
FIRST_GUILD = 362_880_000_000  # many numbers divide it: the guilds go to shards 0, 1, 2 ... in turn


class Dispatch(Protocol):
    """Sends an event to the sessions that it concerns; *hidden* is for those without the content intent."""

    def __call__(self, name: str, payload: Json, *, guild_id: int | None, hidden: Json | None = None) -> None: ...


@dataclass(eq=False)
class Guild:
    """A server, as its members call it."""

    id: int
    name: str
    owner: User
    world: "World" = field(repr=False)
    everyone: Role
    roles: list[Role] = field(default_factory=list)
    members: dict[int, Member] = field(default_factory=dict)
    channels: list[Channel] = field(default_factory=list)

    def channel(self, name: str) -> Channel:
        """Make a text channel."""
        return self.world.run(lambda: self._add_channel(name))

    def role(self, name: str, permissions: int | Iterable[str] = 0, *, of_bot: bool = False) -> Role:
        """Make a role; permissions by name or number."""
        bot_id = self.world.bot.id if of_bot else None
        return self.world.run(lambda: self._add_role(name, to_bits(permissions), bot_id))

    def member(self, user: User, roles: Iterable[Role] = (), permissions: int | Iterable[str] | None = None) -> Member:
        """Let a user in, or change what they may do."""
        bits = None if permissions is None else to_bits(permissions)
        return self.world.run(lambda: self.join(user, list(roles), bits))

    def join(self, user: User, roles: list[Role] | None = None, permissions: int | None = None) -> Member:
        """Let a user in; for the server's own thread."""
        known = user.id in self.members
        self.members[user.id] = member = Member(user, roles or [], permissions)
        payload = {**payloads.member_payload(self, member), "guild_id": str(self.id)}
        self.world.dispatch("GUILD_MEMBER_UPDATE" if known else "GUILD_MEMBER_ADD", payload, guild_id=self.id)
        return member

    def find(self, user: User) -> Member:
        """Find a member; whoever acts in a guild is one."""
        return self.members.get(user.id) or self.join(user)

    def permissions_of(self, user: User) -> int:
        """Add up what a member may do."""
        member = self.find(user)
        if member.permissions is not None:
            return member.permissions
        if user is self.owner:
            return to_bits(("administrator",)) | self.everyone.permissions
        bits = self.everyone.permissions
        for role in member.roles:
            bits |= role.permissions
        return bits

    def _add_channel(self, name: str) -> Channel:
        channel = Channel(self.world.snowflake(), name, guild=self)
        self.world.channels[channel.id] = channel
        self.channels.append(channel)
        self.world.dispatch("CHANNEL_CREATE", payloads.channel_payload(channel), guild_id=self.id)
        return channel

    def _add_role(self, name: str, permissions: int, bot_id: int | None) -> Role:
        role = Role(self.world.snowflake(), name, permissions, bot_id)
        self.roles.append(role)
        payload = {"guild_id": str(self.id), "role": payloads.role_payload(role)}
        self.world.dispatch("GUILD_ROLE_CREATE", payload, guild_id=self.id)
        return role


@dataclass(eq=False)
class World:
    """Everything that exists, by id; only the server's own thread changes it, through *run*."""

    run: Run
    dispatch: Dispatch
    origin: str
    token: str = "MTA.stand-in.token"
    message_content_allowed: bool = False
    members_allowed: bool = False
    presences_allowed: bool = False
    users: dict[int, User] = field(default_factory=dict)
    guilds: dict[int, Guild] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    interactions: dict[int, Interaction] = field(default_factory=dict)
    attachments: dict[int, Attachment] = field(default_factory=dict)
    commands: list[Json] = field(default_factory=list)
    guild_commands: dict[int, list[Json]] = field(default_factory=dict)
    syncs: int = 0
    acknowledge_seconds: float = ACKNOWLEDGE_SECONDS
    lateness: float = 0
    """Age in seconds of the next interaction."""
    counter: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.bot = self.add_user("ask", bot=True)
        self.owner = self.add_user("owner")
        self.application_id = self.bot.id

    def snowflake(self, age: float = 0) -> int:
        """Make an id that was made *age* seconds ago."""
        milliseconds = int((time.time() - age - EPOCH_SECONDS) * 1000)
        return milliseconds << 22 | next(self.counter) & 0x3FFFFF

    def add_user(self, name: str, *, locale: str = "en-US", bot: bool = False) -> User:
        """Let somebody register."""
        user = User(self.snowflake(), name, locale, bot)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str, owner: User | None) -> Guild:
        """Make a guild with the bot in it."""
        id_ = FIRST_GUILD + len(self.guilds) << 22
        everyone = Role(id_, "@everyone", payloads.EVERYBODY)
        guild = Guild(id_, name, owner or self.add_user(f"{name}'s owner"), self, everyone)
        for user in (self.bot, guild.owner):
            guild.members[user.id] = Member(user)
        self.guilds[id_] = guild
        self.dispatch("GUILD_CREATE", payloads.guild_payload(guild, self.bot), guild_id=id_)
        return guild

    def direct(self, user: User) -> Channel:
        """Open the direct conversation of a user with the bot."""
        for channel in self.channels.values():
            if channel.recipient is user and not channel.deleted:
                return channel
        channel = Channel(self.snowflake(), "", type=DIRECT, recipient=user)
        self.channels[channel.id] = channel
        return channel

    def find_channel(self, id_: str | int) -> Channel:
        """Find a channel or thread as the bot sees it."""
        channel = self.channels.get(int(id_))
        if channel is None or channel.deleted:
            raise ApiError(*UNKNOWN_CHANNEL)
        if channel.forbids("view"):
            raise ApiError(*MISSING_ACCESS)
        return channel

    def find_message(self, channel: Channel, id_: str | int) -> Message:
        """Find a message as the bot's own token reaches it: no ephemeral one."""
        for message in channel.all_messages:
            if message.id == int(id_) and not message.deleted and not message.ephemeral:
                return message
        raise ApiError(*UNKNOWN_MESSAGE)

    def find_interaction(self, id_: str, token: str) -> Interaction:
        """Find an interaction by both its keys."""
        interaction = self.interactions.get(int(id_))
        if interaction is None or interaction.token != token:
            raise ApiError(*UNKNOWN_INTERACTION)
        return interaction

    def store(self, attachment: Attachment, channel: Channel) -> Attachment:
        """Keep a file where its url leads."""
        id_ = self.snowflake()
        url = f"{self.origin}/attachments/{channel.id}/{id_}/{attachment.name}"
        self.attachments[id_] = stored = replace(attachment, id=id_, url=url)
        return stored
