"""Answers about channels and threads: show, make, change, delete."""

from support.discord.calls import Call, Route, Stage
from support.discord.errors import MISSING_PERMISSIONS, THREAD_EXISTS, WRONG_CHANNEL_TYPE, ApiError
from support.discord.limits import check_thread
from support.discord.payloads import channel_payload
from support.discord.values import (
    HAS_THREAD,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    TEXT,
    THREAD_STARTER,
    Channel,
    Json,
    Message,
    User,
)
from support.discord.writing import announce, publish


def show(stage: Stage, call: Call) -> Json:
    """Describe a channel."""
    return channel_payload(stage.world.find_channel(call.parts[0]))


def start_from_message(stage: Stage, call: Call) -> Json:
    """Make the thread of a message; a message has one at most, ever, and gives it its id."""
    channel = _open_parent(stage, call)
    message = stage.world.find_message(channel, call.parts[1])
    if message.thread is not None:
        raise ApiError(*THREAD_EXISTS)
    thread = _start(stage, channel, call, message.id)
    message.thread, message.flags = thread, message.flags | HAS_THREAD
    notice = Message(stage.world.snowflake(), thread, message.author, type=THREAD_STARTER, reply_to=message)
    thread.all_messages.append(notice)
    publish(stage, "MESSAGE_UPDATE", message)
    return channel_payload(thread)


def start_alone(stage: Stage, call: Call) -> Json:
    """Make a thread that hangs on no message."""
    channel = _open_parent(stage, call)
    return channel_payload(_start(stage, channel, call, stage.world.snowflake()))


def start_by(stage: Stage, owner: User, parent: Channel, name: str) -> Channel:
    """Let somebody make a thread of their own, which hangs on no message."""
    thread = Channel(stage.world.snowflake(), name, PUBLIC_THREAD, guild=parent.guild, parent=parent, owner=owner)
    return _begun(stage, parent, thread)


def change(stage: Stage, call: Call) -> Json:
    """Rename, archive or lock a thread of the bot, which may do so without any permission."""
    thread = stage.world.find_channel(call.parts[0])
    if not thread.is_thread or (thread.owner is not stage.world.bot and thread.forbids("manage_threads")):
        raise ApiError(*MISSING_PERMISSIONS)
    check_thread(call.body, renamed=True)
    thread.name = (call.body.get("name") or thread.name).strip()
    thread.archived = bool(call.body.get("archived", thread.archived))
    thread.locked = bool(call.body.get("locked", thread.locked))
    thread.archive_minutes = call.body.get("auto_archive_duration") or thread.archive_minutes
    announce(stage, "THREAD_UPDATE", thread)
    return channel_payload(thread)


def delete(stage: Stage, call: Call) -> Json:
    """Delete a thread."""
    thread = stage.world.find_channel(call.parts[0])
    if not thread.is_thread:
        raise ApiError(*MISSING_PERMISSIONS)
    shown = channel_payload(thread)
    remove_channel(stage, thread)
    return shown


def join(stage: Stage, call: Call) -> None:
    """Let the bot, or somebody else, into a thread."""
    stage.world.find_channel(call.parts[0])


def remove_channel(stage: Stage, channel: Channel) -> None:
    """Let a channel or thread be gone, with the threads in it."""
    announce(stage, "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE", channel)
    channel.deleted = True
    for thread in channel.threads:
        thread.deleted = True


def _open_parent(stage: Stage, call: Call) -> Channel:
    channel = stage.world.find_channel(call.parts[0])
    if channel.type != TEXT:
        raise ApiError(*WRONG_CHANNEL_TYPE)
    if channel.forbids("create_threads"):
        raise ApiError(*MISSING_PERMISSIONS)
    check_thread(call.body)
    return channel


def _start(stage: Stage, parent: Channel, call: Call, id_: int) -> Channel:
    kind = PRIVATE_THREAD if call.body.get("type") == PRIVATE_THREAD else PUBLIC_THREAD
    thread = Channel(id_, call.body["name"].strip(), kind, guild=parent.guild, parent=parent, owner=stage.world.bot)
    thread.archive_minutes = call.body.get("auto_archive_duration") or thread.archive_minutes
    return _begun(stage, parent, thread)


def _begun(stage: Stage, parent: Channel, thread: Channel) -> Channel:
    parent.threads.append(thread)
    stage.world.channels[thread.id] = thread
    announce(stage, "THREAD_CREATE", thread, {**channel_payload(thread), "newly_created": True})
    return thread


ROUTES = (
    Route("GET", "/channels/{}", show),
    Route("PATCH", "/channels/{}", change),
    Route("DELETE", "/channels/{}", delete),
    Route("POST", "/channels/{}/threads", start_alone),
    Route("POST", "/channels/{}/messages/{}/threads", start_from_message),
    Route("PUT", "/channels/{}/thread-members/{}", join),
    Route("DELETE", "/channels/{}/thread-members/{}", join),
)
