"""Answers about messages: post, read, change, delete, react."""

import time

from support.discord.calls import Call, Route, Stage
from support.discord.errors import (
    ARCHIVED,
    CANNOT_SEND_TO_USER,
    MISSING_PERMISSIONS,
    OTHERS_MESSAGE,
    ApiError,
)
from support.discord.payloads import message_payload
from support.discord.values import DIRECT, Channel, Json, Message
from support.discord.writing import edit, new_message, refer, remove, write

HISTORY, HISTORY_MOST = 50, 100


def post(stage: Stage, call: Call) -> Json:
    """Write a message with the bot's own token."""
    channel = stage.world.find_channel(call.parts[0])
    _check_allowed(channel, call)
    message = new_message(stage, channel)
    refer(message, call.body.get("message_reference"))
    return _shown(stage, write(stage, message, call, call.body))


def change(stage: Stage, call: Call) -> Json:
    """Edit a message of the bot."""
    channel = stage.world.find_channel(call.parts[0])
    message = stage.world.find_message(channel, call.parts[1])
    if message.author is not stage.world.bot:
        raise ApiError(*OTHERS_MESSAGE)
    if channel.archived:
        raise ApiError(*ARCHIVED)
    _leave_out_embeds(channel, call)
    return _shown(stage, edit(stage, message, call, call.body))


def delete(stage: Stage, call: Call) -> None:
    """Delete a message; those of others need the permission for it, which the bot has not."""
    message = _find(stage, call)
    if message.author is not stage.world.bot:
        raise ApiError(*MISSING_PERMISSIONS)
    remove(stage, message)


def read(stage: Stage, call: Call) -> Json:
    """Show one message."""
    message = _find(stage, call)
    if message.channel.forbids("read_history"):
        raise ApiError(*MISSING_PERMISSIONS)
    return _shown(stage, message)


def history(stage: Stage, call: Call) -> list[Json]:
    """Show many messages, the newest first."""
    channel = stage.world.find_channel(call.parts[0])
    if channel.forbids("read_history"):
        return []  # so Discord answers instead of refusing
    after, before = int(call.query.get("after", 0)), int(call.query.get("before", 1 << 63))
    limit = min(int(call.query.get("limit", HISTORY)), HISTORY_MOST)
    seen = [known for known in channel.all_messages if not known.deleted and not known.ephemeral]
    between = sorted((known for known in seen if after < known.id < before), key=lambda known: known.id)
    chosen = between[:limit] if "after" in call.query else between[-limit:]
    return [_shown(stage, message) for message in reversed(chosen)]


def type_on(stage: Stage, call: Call) -> None:
    """Show that the bot is typing."""
    channel = stage.world.find_channel(call.parts[0])
    _check_allowed(channel, call)
    channel.typing.append(time.monotonic())


def react(stage: Stage, call: Call) -> None:
    """Put an emoji under a message."""
    message = _find(stage, call)
    if message.channel.forbids("add_reactions"):
        raise ApiError(*MISSING_PERMISSIONS)
    if call.parts[2] not in message.reactions:
        message.reactions.append(call.parts[2])


def unreact(stage: Stage, call: Call) -> None:
    """Take an emoji of the bot away again."""
    message = _find(stage, call)
    if call.parts[2] in message.reactions:
        message.reactions.remove(call.parts[2])


def _find(stage: Stage, call: Call) -> Message:
    return stage.world.find_message(stage.world.find_channel(call.parts[0]), call.parts[1])


def _shown(stage: Stage, message: Message) -> Json:
    return message_payload(message, bot=stage.world.bot, full=stage.world.message_content_allowed)


def _check_allowed(channel: Channel, call: Call) -> None:
    if channel.type == DIRECT and channel.forbids("send"):
        raise ApiError(*CANNOT_SEND_TO_USER)
    needed = {"send": True, "send_in_threads": channel.is_thread, "attach_files": bool(call.files)}
    needed["read_history"] = bool(call.body.get("message_reference"))
    if any(asked and channel.forbids(name) for name, asked in needed.items()):
        raise ApiError(*MISSING_PERMISSIONS)
    if channel.locked and channel.archived:
        raise ApiError(*ARCHIVED)
    _leave_out_embeds(channel, call)


def _leave_out_embeds(channel: Channel, call: Call) -> None:
    if channel.forbids("embed_links"):
        call.body.pop("embeds", None)  # Discord drops them without a word


ROUTES = (
    Route("POST", "/channels/{}/messages", post, bucket="send"),
    Route("GET", "/channels/{}/messages", history),
    Route("GET", "/channels/{}/messages/{}", read),
    Route("PATCH", "/channels/{}/messages/{}", change, bucket="edit"),
    Route("DELETE", "/channels/{}/messages/{}", delete),
    Route("POST", "/channels/{}/typing", type_on),
    Route("PUT", "/channels/{}/messages/{}/reactions/{}/@me", react),
    Route("DELETE", "/channels/{}/messages/{}/reactions/{}/@me", unreact),
)
