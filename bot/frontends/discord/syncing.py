"""Sends the commands to Discord, only when they changed: it takes 200 new ones a day from a bot."""

import asyncio
import hashlib
import json
import logging
from pathlib import Path
from typing import Any

from discord import app_commands

from bot.disk import write_durably

log = logging.getLogger(__name__)

FILE = "discord-commands.json"


class CommandHash:
    """The hash of the commands as they were last sent, by application, in a file under *home*."""

    def __init__(self, home: Path) -> None:
        self._path = home / FILE

    async def sync(self, tree: app_commands.CommandTree[Any]) -> bool:
        """
        Send the commands if they changed, and tell whether they were sent.

        Raises:
            discord.HTTPException: Discord refused them.
        """
        application = str(tree.client.application_id)
        told = await hash_of(tree)
        kept = await asyncio.to_thread(self.kept)
        if kept.get(application) == told:
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
    translator = tree.translator
    payload = [
        await command.get_translated_payload(tree, translator) if translator else command.to_dict(tree)
        for command in tree.get_commands()
    ]
    return hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()
