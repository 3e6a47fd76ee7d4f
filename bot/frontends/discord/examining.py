"""`ask doctor --discord`: what Discord and the developer portal say, held against the settings; nothing is changed."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import aiohttp
import discord

from bot.errors import SettingsError
from bot.frontends.discord.commands import Interface, Tree, make_tree
from bot.frontends.discord.inviting import invite_link
from bot.frontends.discord.markdown import clipped
from bot.frontends.discord.pointing import point_at
from bot.frontends.discord.syncing import CommandHash, commands_at_discord, commands_of, difference
from bot.frontends.discord.tokens import token_of
from bot.frontends.doctor import Finding
from bot.settings import LoadedSettings, Settings

PATIENCE_SECONDS = 10.0
REASON_LIMIT = 200  # characters: what answers in Discord's place may answer with a page


def examine_discord(loaded: LoadedSettings) -> Iterator[Finding]:
    """Look at all that the bot needs of Discord; without a token of the right shape nobody is asked."""
    settings = loaded.settings
    try:
        token = token_of(settings)
    except SettingsError as error:
        yield Finding("token", "wrong", str(error).removesuffix("."))
    else:
        yield Finding("token", "ok", "ASK_DISCORD_TOKEN is set and has a token's shape")
        yield from _on_discord(settings, token)
    yield _admins(settings)


def unconnected_tree(client: discord.Client | None = None) -> Tree:
    """Return the commands as the bot has them, of a client that does not answer to them."""
    owner: Any = client or unconnected_client()
    return make_tree(owner)


def unconnected_client() -> discord.Client:
    """Return a client that asks for no events."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nothing here speaks
    return discord.Client(intents=discord.Intents.none())


def _on_discord(settings: Settings, token: str) -> Iterator[Finding]:
    begun = perf_counter()
    try:
        if settings.discord_api_base:
            point_at(settings.discord_api_base)
        application, commands = asyncio.run(_application_and_commands(settings.home, token))
    except Exception as error:  # noqa: BLE001 - sorted out there, and raised again where it is a bug
        yield Finding("discord", "wrong", _refusal(error))
        return
    milliseconds = (perf_counter() - begun) * 1000
    who = f"{application.name} (application {application.id})"
    yield Finding("discord", "ok", f"takes the token for {who} ({milliseconds:.0f} ms)")
    yield _intent(application.flags, reads_along=settings.discord_message_content)
    if application.interactions_endpoint_url:
        yield Finding(
            "endpoint",
            "wrong",
            "the developer portal names an Interactions Endpoint URL, which gets every command and click in the "
            "bot's place; clear it (General Information)",
        )
    yield commands
    yield _invitation(application)


async def _application_and_commands(home: Path, token: str) -> tuple[discord.AppInfo, Finding]:
    async with asyncio.timeout(PATIENCE_SECONDS), unconnected_client() as client:
        await client.login(token)
        application = client.application or await client.application_info()
        return application, await _commands(client, home)


def _refusal(error: Exception) -> str:
    """
    Return what keeps the bot from Discord.

    Raises:
        Exception: the error itself, where it is none of those that Discord or the way to it make.
    """
    base = discord.http.Route.BASE
    match error:
        case SettingsError():
            return str(error)
        case discord.LoginFailure():
            return "Discord refuses the token; copy it anew from the developer portal into ASK_DISCORD_TOKEN"
        case discord.HTTPException():
            return f"{base} answers with {error.status} ({_line(error.text) or 'no reason'}); try again later"
        case TimeoutError():
            return f"{base} gives no answer within {PATIENCE_SECONDS:.0f} s; look at the network, or try again later"
        case OSError() | aiohttp.ClientError():
            return f"{base} cannot be reached ({_line(str(error))}); look at the network"
    raise error


def _line(text: str) -> str:
    return clipped(" ".join(text.split()), REASON_LIMIT)


def _intent(flags: discord.ApplicationFlags, *, reads_along: bool) -> Finding:
    allowed = flags.gateway_message_content or flags.gateway_message_content_limited
    if reads_along and not allowed:
        text = (
            "ASK_DISCORD_MESSAGE_CONTENT is on, but the Message Content Intent is off: Discord will refuse the bot; "
            "switch it on in the developer portal (Bot), or take the setting out"
        )
        return Finding("intents", "wrong", text)
    if reads_along:
        return Finding("intents", "ok", "the Message Content Intent is on, as ASK_DISCORD_MESSAGE_CONTENT needs it")
    if allowed:
        return Finding("intents", "ok", "the Message Content Intent is on and not used; the portal may have it off")
    return Finding("intents", "ok", "none privileged is on, and none is needed")


async def _commands(client: discord.Client, home: Path) -> Finding:
    tree = unconnected_tree(client)
    await tree.set_translator(Interface())
    try:
        there = await commands_at_discord(client)
    except discord.HTTPException as error:
        return Finding("commands", "warning", f"cannot be looked at: {_refusal(error)}")
    if not there and str(client.application_id) not in CommandHash(home).kept():
        return Finding("commands", "ok", "not sent to Discord from here yet; `ask discord` sends them when it starts")
    if apart := difference(await commands_of(tree), there):
        text = f"Discord's are not the bot's ({_line(apart)}); `ask discord` sends them when it starts next"
        return Finding("commands", "warning", text)
    return Finding("commands", "ok", "as Discord has them")


def _invitation(application: discord.AppInfo) -> Finding:
    link = invite_link(application.id)
    if application.bot_require_code_grant:
        text = f"the portal has Requires OAuth2 Code Grant on, with which no invitation works; switch it off for {link}"
        return Finding("invite", "warning", text)
    return Finding("invite", "ok", link)


def _admins(settings: Settings) -> Finding:
    if not settings.discord_admins:
        text = (
            "ASK_DISCORD_ADMINS is not set, so nobody may take articles in and out on Discord; set it to ids of "
            "people or roles"
        )
        return Finding("admins", "warning", text)
    return Finding("admins", "ok", f"{len(settings.discord_admins)} people or roles may take articles in and out")
