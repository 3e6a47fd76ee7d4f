"""How the bot's messages come to be, and change: for posts, for answers to interactions, and for edits."""

import time
from collections.abc import Iterable

from support.discord.calls import Call, Stage
from support.discord.errors import UNKNOWN_MESSAGE, ApiError, Faults
from support.discord.limits import check_message, check_not_empty
from support.discord.payloads import channel_payload, message_payload
from support.discord.pings import MENTION, pings_of
from support.discord.values import (
    COMPONENTS_V2,
    DEFAULT,
    EPHEMERAL,
    LOADING,
    REPLY,
    Attachment,
    Channel,
    Json,
    Message,
    User,
)
from support.discord.world import World

WRITABLE = EPHEMERAL | COMPONENTS_V2 | 1 << 2 | 1 << 12  # also: no previews, no notification


def write(stage: Stage, message: Message, call: Call, body: Json, *, prefix: str = "") -> Message:
    """Fill a new message with what the bot sent, and publish it."""
    check_message(body, call.files.values(), prefix=prefix)
    files = _keep_files(stage.world, message, body, call)
    if not message.loading:
        check_not_empty(body.get("content"), body.get("embeds"), body.get("components"), files, body.get("poll"))
    message.flags |= int(body.get("flags") or 0) & WRITABLE
    message.nonce = body.get("nonce")
    _fill(stage.world, message, body, files)
    message.channel.all_messages.append(message)
    wake(stage, message.channel)
    if not message.ephemeral:
        publish(stage, "MESSAGE_CREATE", message)
    return message


def edit(stage: Stage, message: Message, call: Call, body: Json, *, prefix: str = "") -> Message:
    """Change what the bot wrote; what the body does not name stays."""
    if message.deleted or message.channel.deleted:
        raise ApiError(*UNKNOWN_MESSAGE)
    kept = {"flags": message.flags & COMPONENTS_V2 | int(body.get("flags") or 0)}
    check_message(body | kept, call.files.values(), prefix=prefix)
    files = _keep_files(stage.world, message, body, call)
    now = {"content": message.content, "embeds": message.embeds, "components": message.components} | body
    check_not_empty(now["content"], now["embeds"], now["components"], files)
    message.flags &= ~LOADING
    message.flags |= kept["flags"] & COMPONENTS_V2
    message.edits.append((time.monotonic(), body))
    _fill(stage.world, message, body, files)
    if not message.ephemeral:
        publish(stage, "MESSAGE_UPDATE", message)
    return message


def publish(stage: Stage, event: str, message: Message) -> None:
    """Send a message to the bot: with its content or without, as its intents are."""
    guild, bot = message.channel.guild, stage.world.bot
    payload = message_payload(message, bot=bot)
    hidden = message_payload(message, bot=bot, full=False)
    stage.gateway.dispatch(event, payload, guild_id=guild.id if guild else None, hidden=hidden)


def wake(stage: Stage, channel: Channel) -> None:
    """Bring a thread back from the archive, as a message in it does."""
    if channel.archived:
        channel.archived = False
        announce(stage, "THREAD_UPDATE", channel)


def remove(stage: Stage, message: Message) -> None:
    """Delete a message."""
    message.deleted = True
    if not message.ephemeral:
        place = {"id": str(message.id), "channel_id": str(message.channel.id)}
        announce(stage, "MESSAGE_DELETE", message.channel, place)


def announce(stage: Stage, event: str, channel: Channel, payload: Json | None = None) -> None:
    """Send an event about a channel; its description unless something else is given."""
    payload = channel_payload(channel) if payload is None else payload
    if channel.guild is not None:
        payload = {**payload, "guild_id": str(channel.guild.id)}
    stage.gateway.dispatch(event, payload, guild_id=channel.guild.id if channel.guild else None)


def new_message(stage: Stage, channel: Channel, *, kind: int = DEFAULT) -> Message:
    """Begin a message of the bot."""
    return Message(stage.world.snowflake(), channel, stage.world.bot, type=kind)


def refer(message: Message, reference: Json | None) -> None:
    """Make a message a reply, if it is to be one."""
    if not reference:
        return
    wanted = int(reference.get("message_id") or 0)
    found = [known for known in message.channel.all_messages if known.id == wanted and not known.deleted]
    if found and not found[0].ephemeral:
        message.reply_to, message.type = found[0], REPLY
    elif reference.get("fail_if_not_exists", True):
        faults = Faults()
        faults.add("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        faults.raise_any()


def mentioned_in(world: World, text: str) -> list[User]:
    """List the users that a text mentions."""
    ids = [int(found["user"]) for found in MENTION.finditer(text) if found["user"]]
    return [world.users[id_] for id_ in dict.fromkeys(ids) if id_ in world.users]


def _fill(world: World, message: Message, body: Json, files: list[Attachment]) -> None:
    if "content" in body:
        message.content = (body["content"] or "").strip()
    if "embeds" in body:
        message.embeds = [{"type": "rich", **embed} for embed in body["embeds"] or ()]
    if "components" in body:
        message.components = list(_numbered(body["components"] or ()))
    message.attachments = files
    message.allowed_mentions = body.get("allowed_mentions")
    message.mentions = mentioned_in(world, message.content)
    message.pings += [ping for ping in pings_of(message) if ping not in message.pings]


def _numbered(components: Iterable[Json]) -> Iterable[Json]:
    for number, component in enumerate(components, start=1):
        yield {"id": number, **component}


def _keep_files(world: World, message: Message, body: Json, call: Call) -> list[Attachment]:
    """Store what was uploaded; of what was there before, keep what the body lists, or all if it lists nothing."""
    listed = body.get("attachments")
    described = {str(row["id"]): row for row in listed or ()}
    unknown = [id_ for id_ in described if id_ not in call.files and int(id_) not in world.attachments]
    if unknown:
        faults = Faults()
        faults.add("attachments", "MESSAGE_ATTACHMENT_NOT_FOUND", f"Attachment data not found: {unknown[0]}")
        faults.raise_any()
    before = [file for file in message.attachments if listed is None or str(file.id) in described]
    uploaded = [_described(file, described.get(id_, {})) for id_, file in call.files.items()]
    return before + [world.store(file, message.channel) for file in uploaded]


def _described(file: Attachment, row: Json) -> Attachment:
    return Attachment(row.get("filename") or file.name, file.content, row.get("description"))
