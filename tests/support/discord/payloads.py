"""How Discord writes what there is, as JSON objects."""

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from support.discord.interaction import COMMAND
from support.discord.values import (
    DIRECT,
    EVERYBODYS,
    PERMISSIONS,
    Attachment,
    Channel,
    Json,
    Member,
    Message,
    Role,
    User,
    to_bits,
)

if TYPE_CHECKING:
    from support.discord.interaction import Interaction
    from support.discord.world import Guild

ROLE_MENTION = re.compile(r"<@&(\d+)>")
EVERYBODY = to_bits((*EVERYBODYS, "send_in_threads"))
JOINED = "2025-01-01T00:00:00+00:00"
ADDS_UP_SINCE = datetime(2015, 1, 1, tzinfo=UTC)


def time_of(id_: int) -> str:
    """Read from an id when the thing was made."""
    return (ADDS_UP_SINCE + timedelta(milliseconds=id_ >> 22)).isoformat()


def user_payload(user: User) -> Json:
    """Describe a user."""
    return {
        "id": str(user.id),
        "username": user.name,
        "global_name": user.name.title(),
        "discriminator": "0",
        "avatar": None,
        "bot": user.bot,
        "public_flags": 0,
    }


def role_payload(role: Role) -> Json:
    """Describe a role."""
    tags = {} if role.bot_id is None else {"tags": {"bot_id": str(role.bot_id)}}
    return {
        "id": str(role.id),
        "name": role.name,
        "permissions": str(role.permissions),
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "position": 0 if role.name == "@everyone" else 1,
        "managed": False,
        "mentionable": False,
        "flags": 0,
        **tags,
    }


def member_payload(guild: "Guild", member: Member, *, with_user: bool = True) -> Json:
    """Describe a member; messages bring theirs without the user."""
    payload = {
        "nick": None,
        "avatar": None,
        "roles": [str(role.id) for role in member.roles],
        "joined_at": JOINED,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
        "permissions": str(guild.permissions_of(member.user)),
    }
    return {**payload, "user": user_payload(member.user)} if with_user else payload


def channel_payload(channel: Channel) -> Json:
    """Describe a channel, a direct conversation or a thread."""
    if channel.is_thread:
        return thread_payload(channel)
    payload: Json = {"id": str(channel.id), "type": channel.type, "flags": 0, "last_message_id": None}
    if channel.type == DIRECT:
        assert channel.recipient is not None
        return {**payload, "recipients": [user_payload(channel.recipient)]}
    assert channel.guild is not None
    return {
        **payload,
        "guild_id": str(channel.guild.id),
        "name": channel.name,
        "position": channel.guild.channels.index(channel) if channel in channel.guild.channels else 0,
        "permission_overwrites": _overwrites(channel),
        "nsfw": False,
        "topic": None,
        "parent_id": None,
        "rate_limit_per_user": 0,
        "permissions": str(app_permissions(channel)),
    }


def thread_payload(thread: Channel) -> Json:
    """Describe a thread."""
    assert thread.parent is not None
    assert thread.guild is not None
    assert thread.owner is not None
    return {
        "id": str(thread.id),
        "type": thread.type,
        "guild_id": str(thread.guild.id),
        "parent_id": str(thread.parent.id),
        "owner_id": str(thread.owner.id),
        "name": thread.name,
        "flags": 0,
        "last_message_id": None,
        "rate_limit_per_user": 0,
        "message_count": len(thread.messages),
        "total_message_sent": len(thread.messages),
        "member_count": 2,
        "permissions": str(app_permissions(thread)),
        "thread_metadata": {
            "archived": thread.archived,
            "locked": thread.locked,
            "auto_archive_duration": thread.archive_minutes,
            "archive_timestamp": time_of(thread.id),
            "create_timestamp": time_of(thread.id),
        },
    }


def app_permissions(channel: Channel) -> int:
    """Add up what the bot may do in a place."""
    taken = set(channel.forbidden) | (channel.parent.forbidden if channel.parent else set())
    return EVERYBODY & ~to_bits(taken & set(PERMISSIONS))


def guild_payload(guild: "Guild", bot: User) -> Json:
    """Describe a guild as it is sent at the start, with no member but the bot."""
    channels = [channel for channel in guild.channels if not channel.deleted]
    threads = [thread for channel in channels for thread in channel.threads]
    return {
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner.id),
        "icon": None,
        "unavailable": False,
        "large": False,
        "member_count": len(guild.members),
        "members": [member_payload(guild, guild.members[bot.id])],
        "roles": [role_payload(role) for role in (guild.everyone, *guild.roles)],
        "channels": [channel_payload(channel) for channel in channels],
        "threads": [thread_payload(thread) for thread in threads if not thread.archived and not thread.deleted],
        "emojis": [],
        "stickers": [],
        "features": [],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "preferred_locale": "en-US",
        "joined_at": JOINED,
        "premium_tier": 0,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "afk_timeout": 300,
        "system_channel_flags": 0,
    }


def attachment_payload(attachment: Attachment) -> Json:
    """Describe a file that was uploaded."""
    payload = {
        "id": str(attachment.id),
        "filename": attachment.name,
        "size": len(attachment.content),
        "url": attachment.url,
        "proxy_url": attachment.url,
        "content_type": attachment.type,
    }
    return payload if attachment.description is None else {**payload, "description": attachment.description}


def message_payload(message: Message, *, bot: User, full: bool = True) -> Json:
    """Describe a message; unless *full*, without its content if the bot needs the content intent to read it."""
    shown = full or readable_without_intent(message, bot)
    payload: Json = {
        "id": str(message.id),
        "channel_id": str(message.channel.id),
        "type": message.type,
        "author": user_payload(message.author),
        "content": message.content if shown else "",
        "embeds": message.embeds if shown else [],
        "components": message.components if shown else [],
        "attachments": [attachment_payload(file) for file in message.attachments] if shown else [],
        "mentions": [user_payload(user) for user in message.mentions],
        "mention_roles": ROLE_MENTION.findall(message.content),
        "mention_everyone": bool({"@everyone", "@here"} & set(message.pings)),
        "timestamp": time_of(message.id),
        "edited_timestamp": datetime.now(UTC).isoformat() if message.edits else None,
        "flags": message.flags,
        "pinned": False,
        "tts": False,
    }
    if message.nonce is not None:
        payload["nonce"] = message.nonce
    if message.thread is not None:
        payload["thread"] = thread_payload(message.thread)
    return payload | _place_of(message) | _reference_of(message, bot, full=full) | _origin_of(message, bot)


def readable_without_intent(message: Message, bot: User) -> bool:
    """Tell whether the bot may read a message without the content intent (docs, "Message Content Intent")."""
    return message.author is bot or message.channel.type == DIRECT or bot in message.mentions


def _place_of(message: Message) -> Json:
    guild = message.channel.guild
    if guild is None:
        return {}
    member = guild.members.get(message.author.id)
    described = {} if member is None else {"member": member_payload(guild, member, with_user=False)}
    return {"guild_id": str(guild.id), **described}


def _reference_of(message: Message, bot: User, *, full: bool) -> Json:
    replied = message.reply_to
    if replied is None:
        return {}
    reference = {"type": 0, "message_id": str(replied.id), "channel_id": str(replied.channel.id)}
    if replied.channel.guild is not None:
        reference["guild_id"] = str(replied.channel.guild.id)
    if replied.deleted:
        return {"message_reference": reference, "referenced_message": None}
    inner = message_payload(replied, bot=bot, full=full)
    inner.pop("referenced_message", None)  # Discord goes one message deep
    return {"message_reference": reference, "referenced_message": inner}


def _origin_of(message: Message, bot: User) -> Json:
    asked = message.interaction
    if asked is None:
        return {"application_id": str(bot.id)} if message.author is bot else {}
    origin: Json = {
        "application_id": str(bot.id),
        "webhook_id": str(bot.id),
        "interaction_metadata": _metadata_of(asked),
    }
    if asked.type == COMMAND:
        named = {"id": str(asked.id), "type": asked.type, "name": asked.data["name"]}
        origin["interaction"] = {**named, "user": user_payload(asked.user)}
    return origin


def _metadata_of(asked: "Interaction") -> Json:
    metadata: Json = {
        "id": str(asked.id),
        "type": asked.type,
        "user": user_payload(asked.user),
        "authorizing_integration_owners": {},
    }
    if asked.source is not None and asked.parent is None:
        metadata["interacted_message_id"] = str(asked.source.id)
    if asked.parent is not None:
        metadata["triggering_interaction_metadata"] = _metadata_of(asked.parent)
    return metadata


def _overwrites(channel: Channel) -> list[Json]:
    assert channel.guild is not None
    denied = to_bits(channel.forbidden & set(PERMISSIONS))
    bot = channel.guild.world.bot
    return [{"id": str(bot.id), "type": 1, "allow": "0", "deny": str(denied)}] if denied else []
