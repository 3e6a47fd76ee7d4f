"""The stand-in Discord as a test holds it: every call may come from any thread, and waits until it has happened."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from support.discord.actions import Actions
from support.discord.calls import Request
from support.discord.gateway_weather import GatewayWeather
from support.discord.interaction import CHOICES, Interaction
from support.discord.removal import Removable, delete, forbid
from support.discord.rest import PREFIX, Rest
from support.discord.switches import Switch
from support.discord.threads import start_by
from support.discord.values import Attachment, Channel, Json, Message, User
from support.discord.waiting import SECONDS, Run, wait_until
from support.discord.weather import Refusal, too_many
from support.discord.world import Guild

SHOWN_REQUESTS = 12


class Discord:
    """A Discord with one application, its bot, and whoever else the test lets in."""

    token = Switch[str]("world")
    message_content_allowed = Switch[bool]("world")
    members_allowed = Switch[bool]("world")
    presences_allowed = Switch[bool]("world")
    acknowledge_seconds = Switch[float]("world")
    twice = Switch[bool]("gateway")
    shards = Switch[int]("gateway")
    heartbeat_seconds = Switch[float]("gateway")
    buckets = Switch[bool]("weather")

    def __init__(self, rest: Rest, run: Run) -> None:
        self.stage, self._rest, self._run = rest.stage, rest, run
        self._actions = Actions(rest.stage, self.wait)
        world = rest.stage.world
        self.api_base, self.gateway_url = world.origin + PREFIX, rest.stage.gateway.url
        self.bot, self.owner = world.bot, world.owner
        self.bot_id, self.application_id = world.bot.id, world.application_id
        self.gateway = GatewayWeather(rest.stage.gateway, run)

    def guild(self, name: str, owner: User | None = None) -> Guild:
        """Make a guild with the bot in it."""
        return self._run(lambda: self.stage.world.add_guild(name, owner))

    def user(self, name: str, locale: str = "en-US", *, bot: bool = False) -> User:
        """Let somebody register."""
        return self._run(lambda: self.stage.world.add_user(name, locale=locale, bot=bot))

    def dm(self, user: User) -> Channel:
        """Open the direct conversation of a user with the bot."""
        return self._run(lambda: self.stage.world.direct(user))

    def command(
        self,
        user: User,
        channel: Channel,
        name: str,
        options: Mapping[str, Any] | None = None,
        locale: str | None = None,
    ) -> Interaction:
        """Use a slash command; a subcommand as `index add`, a file as an Attachment."""
        return self._run(lambda: self._actions.command(user, channel, name, options or {}, locale=locale))

    def choose(
        self,
        user: User,
        channel: Channel,
        name: str,
        *,
        option: str,
        typed: str = "",
        options: Mapping[str, Any] | None = None,
        locale: str | None = None,
        timeout: float = SECONDS,
    ) -> list[Json]:
        """Type in an option of a command, and wait for the choices that come."""
        given = {**(options or {}), option: typed}
        asked = self._run(lambda: self._actions.type_in(user, channel, name, given, option, locale=locale))
        answer = asked.response(timeout)
        assert answer["type"] == CHOICES
        choices: list[Json] = answer["data"].get("choices") or []
        return choices

    def menu(self, user: User, channel: Channel, name: str, message: Message, locale: str | None = None) -> Interaction:
        """Use a command from the menu of a message."""
        return self._run(lambda: self._actions.menu(user, channel, name, message, locale=locale))

    def say(
        self,
        user: User,
        channel: Channel,
        text: str,
        *,
        mention: bool = False,
        reply_to: Message | None = None,
        ping: bool = True,
        attachments: Sequence[Attachment] = (),
    ) -> Message:
        """Write a message; *mention* puts the bot in front, *ping* tells a reply to call the author it answers."""
        return self._run(
            lambda: self._actions.say(
                user, channel, text, mention=mention, reply_to=reply_to, ping=ping, attachments=attachments
            )
        )

    def click(self, user: User, message: Message, name: str, values: Sequence[str] = ()) -> Interaction:
        """Press the button, or use the select, with that custom_id, label, placeholder or emoji."""
        return self._run(lambda: self._actions.click(user, message, name, values))

    def submit(
        self,
        user: User,
        asked: Interaction,
        values: Mapping[str, str | Sequence[str]],
        timeout: float = SECONDS,
    ) -> Interaction:
        """Fill in the form that an interaction brings up, its fields named by custom_id or label."""
        asked.modal(timeout)
        return self._run(lambda: self._actions.submit(user, asked, values))

    def messages(self, channel: Channel) -> list[Message]:
        """List what stands in a channel or thread, in order, ephemeral messages too."""
        return self._run(lambda: channel.messages)

    def thread(self, user: User, channel: Channel, name: str) -> Channel:
        """Let somebody make a thread in a channel."""
        return self._run(lambda: start_by(self.stage, user, channel, name))

    def threads(self, channel: Channel) -> list[Channel]:
        """List the threads that were made in a channel."""
        return self._run(lambda: [thread for thread in channel.threads if not thread.deleted])

    @property
    def requests(self) -> list[Request]:
        """All that was asked of the REST interface."""
        return list(self._rest.requests)

    @property
    def surprises(self) -> list[str]:
        """Requests that no route answers."""
        return list(self.stage.surprises)

    @property
    def heartbeats(self) -> list[float]:
        """When heartbeats arrived."""
        return list(self.stage.gateway.heartbeats)

    @property
    def identifies(self) -> list[float]:
        """When bots identified themselves; Discord allows 1000 a day."""
        return list(self.stage.gateway.identifies)

    @property
    def resumes(self) -> list[float]:
        """When sessions were resumed."""
        return list(self.stage.gateway.resumes)

    @property
    def closes(self) -> list[int | None]:
        """With which codes bots closed their connections, None for those that broke."""
        return list(self.stage.gateway.closes)

    @property
    def presences(self) -> list[Json]:
        """What the bot told of its status."""
        return list(self.stage.gateway.presences)

    @property
    def commands(self) -> list[Json]:
        """The global commands as registered."""
        return list(self.stage.world.commands)

    @property
    def guild_commands(self) -> dict[int, list[Json]]:
        """The commands of single guilds, by their ids."""
        return dict(self.stage.world.guild_commands)

    @property
    def syncs(self) -> int:
        """How often commands were registered."""
        return self.stage.world.syncs

    def wait(self, is_so: Callable[[], object], timeout: float = SECONDS) -> None:
        """Wait until something is true; else raise AssertionError with the last requests."""
        wait_until(is_so, timeout, self._explain)

    def wait_until_ready(self, timeout: float = SECONDS) -> None:
        """Wait until every shard of a bot is connected and has its guilds."""
        self.wait(self.stage.gateway.is_ready, timeout)

    def refuse(
        self,
        method: str,
        path: str,
        status: int,
        *,
        times: int = 1,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        retry_after: float | None = None,
    ) -> None:
        """Answer the next requests to a path (a regular expression) so; status 0 hangs up, method `*` is any."""
        answer, extra = body if body is not None else {"message": f"{status}: refused", "code": 0}, dict[str, str]()
        if status == 429:
            limited, extra = too_many(path, 0.1 if retry_after is None else retry_after)
            answer = limited if body is None else body
        refusal = Refusal(method, path, status, times, answer, {**extra, **(headers or {})})
        self._run(lambda: self.stage.weather.refusals.append(refusal))

    def delay(self, method: str, path: str, seconds: float, times: int = 1) -> None:
        """Take time over the next requests to a path, and answer them truly."""
        refusal = Refusal(method, path, None, times, delay=seconds)
        self._run(lambda: self.stage.weather.refusals.append(refusal))

    def lag(self, method: str, path: str, seconds: float, times: int = 1) -> None:
        """Do what the next requests to a path ask, and tell it so much later."""
        refusal = Refusal(method, path, None, times, lag=seconds)
        self._run(lambda: self.stage.weather.refusals.append(refusal))

    def late(self, seconds: float) -> None:
        """Let the next interaction be that old, too old to be answered."""
        self._run(lambda: setattr(self.stage.world, "lateness", seconds))

    def expire(self, asked: Interaction) -> None:
        """Let the quarter of an hour of an interaction's token be over."""
        self._run(lambda: setattr(asked, "expired", True))

    def delete(self, thing: Removable) -> None:
        """Let a channel, thread, message or guild be gone."""
        self._run(lambda: delete(self.stage, thing))

    def forbid(self, channel: Channel, permission: str) -> None:
        """Take a permission from the bot in a place: `send`, `create_threads`, `view` and others."""
        self._run(lambda: forbid(self.stage, channel, permission))

    def _explain(self) -> str:
        last = [str(request) for request in self.requests[-SHOWN_REQUESTS:]]
        return "the last requests:\n" + "\n".join(last or ["none"])
