"""One call of the REST interface, as its answerers see it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from support.discord.gateway import Gateway
from support.discord.values import Attachment, Json
from support.discord.world import World

if TYPE_CHECKING:
    from support.discord.weather import Weather

Answered = Json | list[Json] | None
"""None is 204, no content."""


@dataclass
class Request:
    """A request as it was noted; *status* is None while it is being answered, 0 if it was hung up on."""

    time: float
    method: str
    path: str
    """After `/api/v10`, without the query."""
    body: Json | list[Json]
    files: tuple[Attachment, ...] = ()
    status: int | None = None
    authorized: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.path} -> {self.status} {str(self.body)[:200]}"


@dataclass(frozen=True)
class Call:
    """A request with what it is about."""

    parts: tuple[str, ...]
    """The ids in the path, in order."""
    body: Json
    listed: list[Json]
    """The body, where that is a list."""
    files: Mapping[str, Attachment]
    """By the number that the body's `attachments` call them by."""
    query: Mapping[str, str]


@dataclass
class Stage:
    """What the answerers act on."""

    world: World
    gateway: Gateway
    weather: "Weather"
    surprises: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Route:
    """Who answers a method at a path, of which each `{}` is an id."""

    method: str
    path: str
    answer: Callable[[Stage, Call], Answered]
    public: bool = False
    """It needs no token of the bot: the path holds one."""
    bucket: str = ""
    """Requests to it are counted under this name, apart for each first id of the path."""
