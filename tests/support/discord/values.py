"""What there is on Discord: users, roles, channels, threads, messages, attachments."""

import mimetypes
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from support.discord.interaction import Interaction
    from support.discord.world import Guild

Json = dict[str, Any]

TEXT, DIRECT, PUBLIC_THREAD, PRIVATE_THREAD = 0, 1, 11, 12
DEFAULT, THREAD_CREATED, REPLY, COMMAND_ANSWER, THREAD_STARTER, MENU_ANSWER = 0, 18, 19, 20, 21, 23
EPHEMERAL, LOADING, HAS_THREAD, COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 5, 1 << 15
# https://discord.com/developers/docs/topics/permissions
PERMISSIONS = {
    "administrator": 1 << 3,
    "manage_channels": 1 << 4,
    "manage_guild": 1 << 5,
    "add_reactions": 1 << 6,
    "view": 1 << 10,
    "send": 1 << 11,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_history": 1 << 16,
    "manage_threads": 1 << 34,
    "create_threads": 1 << 35,
    "send_in_threads": 1 << 38,
}
EVERYBODYS = ("add_reactions", "view", "send", "embed_links", "attach_files", "read_history", "create_threads")


def to_bits(permissions: int | Iterable[str]) -> int:
    """Add up permissions given by name, or take the number they already are."""
    if isinstance(permissions, int):
        return permissions
    return sum(PERMISSIONS[name] for name in set(permissions))


@dataclass(frozen=True)
class Attachment:
    """A file; *id* and *url* are given to it once it was uploaded."""

    name: str
    content: bytes
    description: str | None = None
    id: int = 0
    url: str = ""

    @property
    def type(self) -> str:
        """Its media type, guessed from its name as Discord does."""
        guessed = mimetypes.guess_type(self.name)[0] or "application/octet-stream"
        return f"{guessed}; charset=utf-8" if guessed.startswith("text/") else guessed


@dataclass(eq=False)
class User:
    """A person, or the bot."""

    id: int
    name: str
    locale: str = "en-US"
    bot: bool = False

    @property
    def mention(self) -> str:
        """What mentions them in a text."""
        return f"<@{self.id}>"


@dataclass(eq=False)
class Role:
    """A role of a guild."""

    id: int
    name: str
    permissions: int = 0
    bot_id: int | None = None
    """Of the bot whose own role it is, which it got when it was let in."""

    @property
    def mention(self) -> str:
        """What mentions its members in a text."""
        return f"<@&{self.id}>"


@dataclass(eq=False)
class Member:
    """A user in a guild; *permissions* override what the roles give."""

    user: User
    roles: list[Role] = field(default_factory=list)
    permissions: int | None = None


@dataclass(eq=False)
class Message:
    """A message as it is now, and how it became so."""

    id: int
    channel: "Channel" = field(repr=False)
    author: User
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    type: int = DEFAULT
    flags: int = 0
    mentions: list[User] = field(default_factory=list)
    reply_to: "Message | None" = field(default=None, repr=False)
    interaction: "Interaction | None" = field(default=None, repr=False)
    """What the message answers, if it came by an interaction's token."""
    nonce: str | int | None = None
    allowed_mentions: Json | None = None
    """As last sent."""
    pings: list[str] = field(default_factory=list)
    """Mentions that would ping somebody, of all that was ever written into it; the author replied to is one."""
    edits: list[tuple[float, Json]] = field(default_factory=list)
    """Time (monotonic) and body of each."""
    reactions: list[str] = field(default_factory=list)
    """The emoji that the bot put under it."""
    thread: "Channel | None" = field(default=None, repr=False)
    deleted: bool = False
    sent: float = field(default_factory=time.monotonic)

    @property
    def ephemeral(self) -> bool:
        """Only the one who asked sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """It says that the bot is thinking."""
        return bool(self.flags & LOADING)

    @property
    def text(self) -> str:
        """All that a reader sees of it, embeds and text displays too."""
        shown = [self.content]
        for embed in self.embeds:
            shown += [embed.get("title") or "", embed.get("description") or ""]
            shown += [f"{row['name']}\n{row['value']}" for row in embed.get("fields") or ()]
            shown += [(embed.get("footer") or {}).get("text") or ""]
        shown += [part["content"] for part in walk(self.components) if part["type"] == 10]
        return "\n".join(part for part in shown if part)

    def component(self, name: str) -> Json:
        """Find a button or select by its custom_id, label, placeholder or emoji."""
        parts = [part for part in walk(self.components) if name in names_of(part)]
        if not parts:
            known = [names_of(part) for part in walk(self.components) if names_of(part)]
            raise AssertionError(f"no component {name!r} under the message, only {known}")
        return parts[0]


@dataclass(eq=False)
class Channel:
    """A channel, a direct conversation with *recipient*, or a thread in *parent*."""

    id: int
    name: str
    type: int = TEXT
    guild: "Guild | None" = field(default=None, repr=False)
    recipient: User | None = None
    parent: "Channel | None" = field(default=None, repr=False)
    owner: User | None = None
    """Who made the thread."""
    all_messages: list[Message] = field(default_factory=list, repr=False)
    threads: list["Channel"] = field(default_factory=list, repr=False)
    typing: list[float] = field(default_factory=list)
    """When the bot was seen typing there."""
    forbidden: set[str] = field(default_factory=set)
    archived: bool = False
    locked: bool = False
    archive_minutes: int = 1440
    deleted: bool = False

    @property
    def mention(self) -> str:
        """What links to it in a text."""
        return f"<#{self.id}>"

    @property
    def is_thread(self) -> bool:
        """It is a thread."""
        return self.parent is not None

    @property
    def messages(self) -> list[Message]:
        """What stands there, in order, ephemeral messages too, without Discord's own notices."""
        notices = (THREAD_CREATED, THREAD_STARTER)
        return [message for message in self.all_messages if message.type not in notices and not message.deleted]

    def forbids(self, permission: str) -> bool:
        """Tell whether the bot lacks a permission here."""
        return permission in self.forbidden or (self.parent is not None and permission in self.parent.forbidden)


def walk(components: object) -> Iterator[Json]:
    """Go through components and all that they hold."""
    for component in components if isinstance(components, list) else []:
        if isinstance(component, Mapping):
            yield dict(component)
            yield from walk(component.get("components"))
            yield from walk([component[key] for key in ("component", "accessory") if component.get(key)])


def names_of(component: Json) -> list[str]:
    """List what a user or a test may call a component."""
    emoji = (component.get("emoji") or {}).get("name")
    named = [component.get("custom_id"), component.get("label"), component.get("placeholder"), emoji]
    return [name for name in named if name]
