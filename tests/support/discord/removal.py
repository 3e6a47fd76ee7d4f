"""What is taken away from the bot: channels, threads, messages, guilds, permissions."""

from support.discord.calls import Stage
from support.discord.threads import remove_channel
from support.discord.values import PERMISSIONS, Channel, Message
from support.discord.world import Guild
from support.discord.writing import announce, remove

Removable = Channel | Message | Guild


def delete(stage: Stage, thing: Removable) -> None:
    """Let something be gone; the bot hears of it as far as Discord tells."""
    match thing:
        case Message():
            remove(stage, thing)
        case Channel():
            remove_channel(stage, thing)
        case Guild():
            del stage.world.guilds[thing.id]
            stage.gateway.dispatch("GUILD_DELETE", {"id": str(thing.id)}, guild_id=thing.id)
            for channel in thing.channels:
                channel.deleted = True
                for thread in channel.threads:
                    thread.deleted = True


def forbid(stage: Stage, channel: Channel, permission: str) -> None:
    """Take a permission from the bot in a place."""
    if permission not in PERMISSIONS:
        raise ValueError(f"no permission {permission!r}, only {sorted(PERMISSIONS)}")
    channel.forbidden.add(permission)
    if channel.guild is not None and not channel.is_thread:
        announce(stage, "CHANNEL_UPDATE", channel)
