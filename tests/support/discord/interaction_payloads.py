"""How Discord writes what a user did with a command, a button or a form."""

from collections.abc import Mapping, Sequence
from typing import Any

from support.discord.interaction import Interaction
from support.discord.limits import FILE_BYTES
from support.discord.payloads import (
    app_permissions,
    attachment_payload,
    channel_payload,
    member_payload,
    message_payload,
    role_payload,
    user_payload,
)
from support.discord.values import Attachment, Channel, Json, Role, User
from support.discord.world import World

STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, NUMBER, ATTACHMENT = 3, 4, 5, 6, 7, 8, 10, 11
IN_GUILD, IN_DIRECT = 0, 1


def interaction_payload(world: World, asked: Interaction) -> Json:
    """Describe an interaction, as INTERACTION_CREATE brings it."""
    channel, guild = asked.channel, asked.channel.guild
    payload: Json = {
        "id": str(asked.id),
        "application_id": str(world.application_id),
        "type": asked.type,
        "version": 1,
        "token": asked.token,
        "data": asked.data,
        "channel_id": str(channel.id),
        "channel": channel_payload(channel),
        "locale": asked.locale,
        "attachment_size_limit": FILE_BYTES,
        "app_permissions": str(app_permissions(channel)),
        "entitlements": [],
        "authorizing_integration_owners": {"0": str(guild.id) if guild else "0"},
        "context": IN_GUILD if guild else IN_DIRECT,
    }
    if asked.source is not None:
        payload["message"] = message_payload(asked.source, bot=world.bot)
    if guild is None:
        return {**payload, "user": user_payload(asked.user)}
    return {
        **payload,
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
        "guild_locale": "en-US",
        "member": member_payload(guild, guild.find(asked.user)),
    }


def command_data(world: World, channel: Channel, name: str, options: Mapping[str, Any], focused: str = "") -> Json:
    """Describe a slash command, `group command` too, with its options; one of them may be in the making."""
    parts, resolved = name.split(), dict[str, Json]()
    inner = [_option(world, channel, key, value, resolved) for key, value in options.items()]
    for option in inner:
        if option["name"] == focused:
            option["focused"] = True
    for depth, part in enumerate(reversed(parts[1:]), start=1):
        inner = [{"type": depth, "name": part, "options": inner}]
    data: Json = {"id": "0", "name": parts[0], "type": 1, "options": inner}
    return {**data, "resolved": resolved} if resolved else data


def _option(world: World, channel: Channel, name: str, value: object, resolved: dict[str, Json]) -> Json:
    kind, written = _written(world, channel, value, resolved)
    return {"name": name, "type": kind, "value": written}


def _written(world: World, channel: Channel, value: object, resolved: dict[str, Json]) -> tuple[int, object]:
    plain = {bool: BOOLEAN, int: INTEGER, float: NUMBER, str: STRING}.get(type(value))
    if plain is not None:
        return plain, value
    match value:
        case User():
            _resolve_user(channel, value, resolved)
            kind, thing = USER, value.id
        case Role():
            resolved.setdefault("roles", {})[str(value.id)] = role_payload(value)
            kind, thing = ROLE, value.id
        case Channel():
            resolved.setdefault("channels", {})[str(value.id)] = channel_payload(value)
            kind, thing = CHANNEL, value.id
        case Attachment():
            stored = world.store(value, channel)
            resolved.setdefault("attachments", {})[str(stored.id)] = attachment_payload(stored)
            kind, thing = ATTACHMENT, stored.id
        case _:
            raise TypeError(f"no option of a command is a {type(value).__name__}")
    return kind, str(thing)


def _resolve_user(channel: Channel, user: User, resolved: dict[str, Json]) -> None:
    resolved.setdefault("users", {})[str(user.id)] = user_payload(user)
    if channel.guild is not None and user.id in channel.guild.members:
        member = member_payload(channel.guild, channel.guild.members[user.id], with_user=False)
        resolved.setdefault("members", {})[str(user.id)] = member


def form_data(form: Json, values: Mapping[str, str | Sequence[str]]) -> Json:
    """Describe a form as filled in, its fields named by custom_id or label."""
    left, components = dict(values), []
    for component in form["components"]:
        inner = component.get("component") or (component.get("components") or [None])[0]
        if inner is None:
            continue
        value = _take(left, component, inner)
        _check_filled(inner, component, value)
        field = {"type": inner["type"], "custom_id": inner["custom_id"], "id": inner.get("id", 0)}
        field |= {"value": value} if inner["type"] == 4 else {"values": list(value)}
        if component["type"] == 18:
            components.append({"type": 18, "id": component.get("id", 0), "component": field})
        else:
            components.append({"type": 1, "id": component.get("id", 0), "components": [field]})
    assert not left, f"the form has no field {sorted(left)}: {form}"
    return {"custom_id": form["custom_id"], "components": components}


def _take(values: dict[str, str | Sequence[str]], *parts: Json) -> str | Sequence[str]:
    for part in parts:
        for name in (part.get("custom_id"), part.get("label")):
            if name in values:
                return values.pop(name)
    return str(parts[-1].get("value") or "") if parts[-1]["type"] == 4 else ()


def _check_filled(field: Json, holder: Json, value: str | Sequence[str]) -> None:
    """Refuse what Discord's own form would not let a user send."""
    if field["type"] != 4:
        return
    name = field.get("label") or holder.get("label")
    assert value or not field.get("required", True), f"the form needs {name!r}"
    most, least = field.get("max_length") or 4000, field.get("min_length") or 0
    assert len(value) <= most, f"{name!r} takes {most} characters"
    assert not value or len(value) >= least, f"{name!r} needs {least} characters"
