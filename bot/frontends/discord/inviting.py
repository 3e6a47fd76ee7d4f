"""How the bot is let into a server: the scopes and permissions that it needs, and none besides."""

import discord

SCOPES = ("bot", "applications.commands")
PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    create_public_threads=True,  # a mention opens one
    send_messages_in_threads=True,
    embed_links=True,  # every answer is an embed
    attach_files=True,  # the whole of a long answer
    read_message_history=True,  # Discord asks for it of a message that replies
)


def invite_link(application_id: int | str) -> str:
    """
    Return the address at which someone who manages a server lets the bot in.

    >>> invite_link(1)
    'https://discord.com/oauth2/authorize?client_id=1&scope=bot+applications.commands&permissions=309237763072'
    """
    return discord.utils.oauth_url(application_id, permissions=PERMISSIONS, scopes=SCOPES)
