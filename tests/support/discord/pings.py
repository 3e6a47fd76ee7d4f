"""Whom a message would ping; https://discord.com/developers/docs/resources/message#allowed-mentions-object."""

import re
from collections.abc import Iterable

from support.discord.values import Json, Message, walk

MENTION = re.compile(r"@everyone|@here|<@!?(?P<user>\d+)>|<@&(?P<role>\d+)>")
ALL = ("everyone", "users", "roles")


def pings_of(message: Message) -> list[str]:
    """List the mentions that would ping, in order; embeds never do, the author of a message replied to may."""
    allowed, by_interaction = message.allowed_mentions, message.interaction is not None
    if allowed is None:
        allowed = {"parse": ["users"] if by_interaction else list(ALL), "replied_user": not by_interaction}
    pinged = [found.group() for text in _texts(message) for found in MENTION.finditer(text) if _pings(found, allowed)]
    if message.reply_to is not None and allowed.get("replied_user"):
        pinged.append(message.reply_to.author.mention)
    return pinged


def _texts(message: Message) -> Iterable[str]:
    yield message.content
    yield from (str(part.get("content") or "") for part in walk(message.components) if part.get("type") == 10)


def _pings(found: re.Match[str], allowed: Json) -> bool:
    parsed = allowed.get("parse") or ()
    for kind, id_ in (("users", found["user"]), ("roles", found["role"])):
        if id_ is not None:
            return kind in parsed or id_ in map(str, allowed.get(kind) or ())
    return "everyone" in parsed
