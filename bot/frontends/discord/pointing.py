"""A stand-in for Discord on this machine; nowhere else may it be, for the bot's token is sent there."""

import ipaddress
from urllib.parse import urlsplit

import aiohttp
import discord
import yarl

from bot.errors import SettingsError


def point_at(api_base: str) -> None:
    """
    Send everything for Discord to another address from now on, in this whole process.

    Raises:
        SettingsError: it is not on this machine.
    """
    host = urlsplit(api_base).hostname or ""
    if not _is_loopback(host):
        raise SettingsError(
            f"ASK_DISCORD_API_BASE is {api_base!r}; the token is sent there, so it has to be a loopback address "
            "such as http://127.0.0.1:8090/api/v10."
        )
    discord.http.Route.BASE = api_base.rstrip("/")


async def point_gateway() -> None:
    """Let the gateway be the one that the API names, where that is not Discord's own."""
    base = discord.http.Route.BASE
    if not _is_loopback(urlsplit(base).hostname or ""):
        return
    # discord.py takes the address of its first connection from the API, but falls back to Discord's own later.
    async with aiohttp.ClientSession() as session, session.get(f"{base}/gateway") as response:
        url = yarl.URL((await response.json(content_type=None))["url"])
    if not _is_loopback(url.host or ""):
        raise SettingsError(f"{base} names the gateway {url}, which is not on this machine.")
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = url


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
