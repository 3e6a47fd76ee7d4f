"""Answers about the bot itself: its account, its application, its commands, and where the Gateway is."""

from support.discord.calls import Call, Route, Stage
from support.discord.command_limits import check_commands
from support.discord.errors import MISSING_ACCESS, UNKNOWN_GUILD, UNKNOWN_MEMBER, UNKNOWN_USER, ApiError
from support.discord.payloads import channel_payload, guild_payload, member_payload, user_payload
from support.discord.values import Json
from support.discord.world import Guild

IDENTIFIES_A_DAY = 1000


def show_self(stage: Stage, _: Call) -> Json:
    """Describe the bot's account."""
    return {**user_payload(stage.world.bot), "verified": True, "mfa_enabled": False, "flags": 0, "locale": "en-US"}


def show_user(stage: Stage, call: Call) -> Json:
    """Describe anybody."""
    user = stage.world.users.get(int(call.parts[0]))
    if user is None:
        raise ApiError(*UNKNOWN_USER)
    return user_payload(user)


def show_application(stage: Stage, _: Call) -> Json:
    """Describe the application, with its owner."""
    return {
        "id": str(stage.world.application_id),
        "name": stage.world.bot.name,
        "description": "",
        "icon": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": user_payload(stage.world.owner),
        "team": None,
        "verify_key": "0" * 64,
        "flags": 1 << 19 if stage.world.message_content_allowed else 0,
        "approximate_guild_count": len(stage.world.guilds),
        "integration_types_config": {"0": {}, "1": {}},
    }


def show_gateway(stage: Stage, _: Call) -> Json:
    """Tell where the Gateway is."""
    return {"url": stage.gateway.url}


def show_gateway_for_bot(stage: Stage, _: Call) -> Json:
    """Tell where the Gateway is, and how many shards it wants."""
    limit = {
        "total": IDENTIFIES_A_DAY,
        "remaining": IDENTIFIES_A_DAY - len(stage.gateway.identifies),
        "reset_after": 86_400_000,
        "max_concurrency": 1,
    }
    return {"url": stage.gateway.url, "shards": stage.gateway.shards, "session_start_limit": limit}


def open_direct(stage: Stage, call: Call) -> Json:
    """Open the direct conversation with a user."""
    user = stage.world.users.get(int(call.body.get("recipient_id") or 0))
    if user is None:
        raise ApiError(*UNKNOWN_USER)
    return channel_payload(stage.world.direct(user))


def show_guild(stage: Stage, call: Call) -> Json:
    """Describe a guild."""
    return guild_payload(_find_guild(stage, call.parts[0]), stage.world.bot)


def show_member(stage: Stage, call: Call) -> Json:
    """Describe a member."""
    guild = _find_guild(stage, call.parts[0])
    member = guild.members.get(int(call.parts[1]))
    if member is None:
        raise ApiError(*UNKNOWN_MEMBER)
    return member_payload(guild, member)


def list_commands(stage: Stage, call: Call) -> list[Json]:
    """List the global commands, with their translations only where these are asked for."""
    _check_own(stage, call)
    if call.query.get("with_localizations") == "true":
        return stage.world.commands
    return [_untranslated(command) for command in stage.world.commands]


def set_commands(stage: Stage, call: Call) -> list[Json]:
    """Put these global commands in place of all."""
    _check_own(stage, call)
    check_commands(call.listed)
    stage.world.syncs += 1
    stage.world.commands = _registered(stage, call.listed, {}, stage.world.commands)
    return stage.world.commands


def list_guild_commands(stage: Stage, call: Call) -> list[Json]:
    """List the commands of one guild."""
    _check_own(stage, call)
    return stage.world.guild_commands.get(_find_guild(stage, call.parts[1]).id, [])


def set_guild_commands(stage: Stage, call: Call) -> list[Json]:
    """Put these commands in place of all of one guild."""
    _check_own(stage, call)
    guild = _find_guild(stage, call.parts[1])
    check_commands(call.listed)
    stage.world.syncs += 1
    before = stage.world.guild_commands.get(guild.id, [])
    made = _registered(stage, call.listed, {"guild_id": str(guild.id)}, before)
    stage.world.guild_commands[guild.id] = made
    return made


def _registered(stage: Stage, commands: list[Json], extra: Json, before: list[Json]) -> list[Json]:
    known = {(command["type"], command["name"]): command["id"] for command in before}
    made = []
    for command in commands:
        kind = command.get("type", 1)
        id_ = known.get((kind, command["name"])) or str(stage.world.snowflake())
        defaults = {"type": kind, "description": "", "default_member_permissions": None, "nsfw": False}
        given = {"id": id_, "application_id": str(stage.world.application_id), "version": str(stage.world.snowflake())}
        if command.get("default_member_permissions") is not None:
            given["default_member_permissions"] = str(command["default_member_permissions"])
        made.append({**defaults, **_without_defaults(command), **given, **extra})
    return made


def _without_defaults(part: Json) -> Json:
    """Leave out what Discord leaves out of what it tells."""
    return {
        name: [_without_defaults(one) for one in value] if name == "options" else value
        for name, value in part.items()
        if value not in (False, []) and name != "dm_permission"
    }


def _untranslated(part: Json) -> Json:
    return {
        name: [_untranslated(one) for one in value] if name == "options" else value
        for name, value in part.items()
        if not name.endswith("_localizations")
    }


def _find_guild(stage: Stage, id_: str) -> Guild:
    guild = stage.world.guilds.get(int(id_))
    if guild is None:
        raise ApiError(*UNKNOWN_GUILD)
    return guild


def _check_own(stage: Stage, call: Call) -> None:
    if call.parts[0] != str(stage.world.application_id):
        raise ApiError(*MISSING_ACCESS)


ROUTES = (
    Route("GET", "/users/@me", show_self),
    Route("GET", "/users/{}", show_user),
    Route("GET", "/oauth2/applications/@me", show_application),
    Route("GET", "/applications/@me", show_application),
    Route("GET", "/gateway", show_gateway, public=True),
    Route("GET", "/gateway/bot", show_gateway_for_bot),
    Route("POST", "/users/@me/channels", open_direct),
    Route("GET", "/guilds/{}", show_guild),
    Route("GET", "/guilds/{}/members/{}", show_member),
    Route("GET", "/applications/{}/commands", list_commands),
    Route("PUT", "/applications/{}/commands", set_commands),
    Route("GET", "/applications/{}/guilds/{}/commands", list_guild_commands),
    Route("PUT", "/applications/{}/guilds/{}/commands", set_guild_commands),
)
