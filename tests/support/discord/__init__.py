"""A Discord on this machine: REST, Gateway and interactions, with Discord's limits, for bots that know no better."""

from support.discord.calls import Request
from support.discord.interaction import Interaction
from support.discord.server import serving_discord
from support.discord.stand_in import Discord
from support.discord.values import Attachment, Channel, Member, Message, Role, User
from support.discord.world import Guild

__all__ = [
    "Attachment",
    "Channel",
    "Discord",
    "Guild",
    "Interaction",
    "Member",
    "Message",
    "Request",
    "Role",
    "User",
    "serving_discord",
]
