"""Sends the commands to Discord, only when they changed here or there: it takes 200 new ones a day from a bot."""

import asyncio
import hashlib
import json
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import discord
from discord import app_commands

from bot.disk import write_durably

log = logging.getLogger(__name__)

FILE = "discord-commands.json"
SLASH, OF_A_USER, OF_A_MESSAGE = 1, 2, 3  # a fourth type, the way into an Activity, is made by Discord itself
# https://discord.com/developers/docs/interactions/application-commands: what a command is, and not its ids and version,
# nor `dm_permission`, in whose place `contexts` stands.
TOLD = {
    *("type", "name", "name_localizations", "description", "description_localizations"),
    *("default_member_permissions", "contexts", "integration_types", "nsfw"),
    *("options", "required", "choices", "value", "autocomplete", "channel_types"),
    *("min_value", "max_value", "min_length", "max_length"),
}
Command = dict[str, Any]


class CommandHash:
    """The hash of the commands as they were last sent, by application, in a file under *home*."""

    def __init__(self, home: Path) -> None:
        self._path = home / FILE

    async def sync(self, tree: app_commands.CommandTree[Any]) -> bool:
        """
        Send the commands if they changed, or if Discord has others, and tell whether they were sent.

        Raises:
            discord.HTTPException: Discord refused them.
        """
        application = str(tree.client.application_id)
        told = await hash_of(tree)
        kept = await asyncio.to_thread(self.kept)
        if kept.get(application) == told and await _are_there(tree):
            return False
        await tree.sync()
        log.info("The commands were sent to Discord.")
        try:
            await asyncio.to_thread(write_durably, self._path, json.dumps({**kept, application: told}).encode())
        except OSError as error:
            log.warning("That they were sent cannot be noted, so they will be sent again: %s", error)
        return True

    def kept(self) -> dict[str, str]:
        """Return what was sent, by application; nothing where that is not known."""
        try:
            kept = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}


async def hash_of(tree: app_commands.CommandTree[Any]) -> str:
    """Return a hash of all that Discord is told of the commands, their translations included."""
    return hashlib.sha256(json.dumps(await commands_of(tree), sort_keys=True, default=str).encode()).hexdigest()


async def commands_of(tree: app_commands.CommandTree[Any]) -> list[Command]:
    """Return the commands as they are sent."""
    translator = tree.translator
    return [
        await command.get_translated_payload(tree, translator) if translator else command.to_dict(tree)
        for command in tree.get_commands()
    ]


async def commands_at_discord(client: discord.Client) -> list[Command]:
    """
    Return the global commands as Discord has them.

    Raises:
        discord.HTTPException: it does not tell them.
    """
    # discord.py's own `fetch_commands` leaves the translations out.
    route = discord.http.Route("GET", "/applications/{id}/commands", id=client.application_id)
    there: list[Command] = await client.http.request(route, params={"with_localizations": "true"})
    return there


def difference(here: Iterable[Command], there: Iterable[Command]) -> str:
    """
    Return what sets two lists of commands apart, however they are ordered and whatever is left to its default.

    >>> difference([{"name": "ask", "nsfw": False}, {"name": "about"}], [{"name": "ask", "id": "1"}, {"name": "play"}])
    'missing: /about; unknown: /play'
    """
    ours, theirs = _by_name(here), _by_name(there)
    kinds = {
        "missing": [name for name in ours if name not in theirs],
        "unknown": [name for name in theirs if name not in ours],
        "changed": [name for name in ours if name in theirs and ours[name] != theirs[name]],
    }
    return "; ".join(f"{kind}: {', '.join(names)}" for kind, names in kinds.items() if names)


def _by_name(commands: Iterable[Command]) -> dict[str, object]:
    named = {}
    for command in commands:
        kind = command.get("type", SLASH)
        if kind in {SLASH, OF_A_USER, OF_A_MESSAGE}:
            name = f"/{command['name']}" if kind == SLASH else f"“{command['name']}”"
            named[name] = _bare({"type": kind, **command})
    return named


def _bare(part: object, key: str = "") -> object:
    """Return a part of a command as it is compared; Discord leaves out what is at its default."""
    if key == "default_member_permissions":
        return None if part is None else str(part)  # sent as a number, told as a text
    if isinstance(part, dict) and not key.endswith("_localizations"):
        bare = {name: _bare(value, name) for name, value in part.items() if name in TOLD}
        return {name: value for name, value in bare.items() if value not in (None, False, "", [], {})}
    if isinstance(part, list):
        return sorted(part) if key in {"contexts", "integration_types"} else [_bare(one) for one in part]
    return part


async def _are_there(tree: app_commands.CommandTree[Any]) -> bool:
    try:
        there = await commands_at_discord(tree.client)
    except discord.HTTPException as error:
        log.warning("Discord does not tell its commands, so they are taken to be as they were sent: %s", error)
        return True
    if apart := difference(await commands_of(tree), there):
        log.warning("The commands at Discord are not as they were sent (%s).", apart)
    return not apart
