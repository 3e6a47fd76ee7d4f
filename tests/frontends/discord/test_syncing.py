"""When the commands are sent to Discord: where they changed, here or there, and at no other start."""

from collections.abc import Callable
from typing import Any

import pytest
from frontends.discord.server_with_bot import Newsroom, running_bot
from servers import LOOPBACK
from support.discord import Discord

from bot.pipeline import Pipeline

pytestmark = [pytest.mark.allow_hosts([LOOPBACK]), pytest.mark.slow]
Commands = list[dict[str, Any]]


@pytest.fixture
def discord(newsroom: Newsroom, pipeline: Pipeline) -> Discord:
    """A Discord that has the commands as the bot sent them."""
    start(newsroom.discord, pipeline)
    return newsroom.discord


def start(discord: Discord, pipeline: Pipeline) -> int:
    """Start the bot once, and return how often it sent its commands."""
    before = discord.syncs
    with running_bot(pipeline):
        discord.wait_until_ready()
    return discord.syncs - before


def translated_otherwise(commands: Commands) -> Commands:
    first, *rest = commands
    return [{**first, "description_localizations": {"de": "Etwas anderes"}}, *rest]


def used_anywhere(commands: Commands) -> Commands:
    return [{**command, "contexts": [0, 1, 2]} for command in commands]


def opened_to_everyone(commands: Commands) -> Commands:
    return [{**command, "default_member_permissions": None} for command in commands]


def with_another(commands: Commands) -> Commands:
    return [*commands, {"id": "1", "type": 1, "name": "play", "description": "Play"}]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda _: [], id="gone"),
        pytest.param(lambda commands: commands[1:], id="one gone"),
        with_another,
        translated_otherwise,
        used_anywhere,
        opened_to_everyone,
    ],
)
def test_commands_that_discord_has_otherwise_are_sent_again(
    discord: Discord, pipeline: Pipeline, change: Callable[[Commands], Commands]
):
    before = discord.commands
    discord.stage.world.commands = change(before)

    assert start(discord, pipeline) == 1
    assert [command["name"] for command in discord.commands] == [command["name"] for command in before]
    assert start(discord, pipeline) == 0


def test_order_and_what_discord_adds_are_no_change(discord: Discord, pipeline: Pipeline):
    activity = {"id": "2", "type": 4, "name": "launch", "description": "", "handler": 2}
    discord.stage.world.commands = [activity, *({**command, "new": 1} for command in reversed(discord.commands))]

    assert start(discord, pipeline) == 0


def test_commands_that_discord_does_not_tell_are_taken_to_be_there(discord: Discord, pipeline: Pipeline):
    discord.refuse("GET", "/commands$", 403)

    assert start(discord, pipeline) == 0
