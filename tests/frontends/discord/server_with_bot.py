"""A server with a channel and a few people on a stand-in Discord, and the bot, as it is, in a thread beside it."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from support.discord import Channel, Discord, Guild, Message, User, serving_discord
from support.discord.waiting import SECONDS

from bot.frontends.discord.client import AskClient
from bot.frontends.discord.pointing import point_at
from bot.frontends.discord.running import keep_connected, make_client
from bot.pipeline import Pipeline
from bot.settings import load_settings


@dataclass
class Newsroom:
    """Who and what is there."""

    discord: Discord
    guild: Guild
    channel: Channel
    ada: User
    boss: User


@contextmanager
def open_newsroom() -> Iterator[Newsroom]:
    """Open a Discord with a server in it."""
    with serving_discord() as discord, pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASK_DISCORD_API_BASE", discord.api_base)
        patch.setenv("ASK_DISCORD_TOKEN", discord.token)
        patch.setenv("ASK_DISCORD_USER_RATE", "1000")  # tests ask much
        patch.setenv("ASK_DISCORD_GUILD_RATE", "1000")
        guild = discord.guild("Newsroom")
        boss = discord.user("boss")
        patch.setenv("ASK_DISCORD_ADMINS", str(boss.id))
        ada = discord.user("ada")
        for user in (ada, boss):
            guild.member(user)
        yield Newsroom(discord, guild, guild.channel("general"), ada, boss)


@contextmanager
def running_bot(pipeline: Pipeline, *, workers: int = 2, seconds: float = 10.0) -> Iterator[AskClient]:
    """Run the bot of the settings in a thread for the length of the block, and stop it as a signal would."""
    loaded = load_settings()
    assert loaded.settings.discord_token is not None
    token = loaded.settings.discord_token.get_secret_value()
    point_at(str(loaded.settings.discord_api_base))
    begun, ended = threading.Event(), []
    stop: list[tuple[asyncio.AbstractEventLoop, asyncio.Event, AskClient]] = []

    async def running() -> None:
        async with make_client(loaded, pipeline, workers=workers, ready_timeout=0.05) as client:
            stop.append((asyncio.get_running_loop(), asyncio.Event(), client))
            begun.set()
            await keep_connected(stop[0][1], client, token)

    def run() -> None:
        try:
            asyncio.run(running())
        except BaseException as error:  # noqa: BLE001 - told to the test
            ended.append(error)
        begun.set()

    thread = threading.Thread(target=run, name="the bot")
    thread.start()
    begun.wait(SECONDS)
    try:
        yield stop[0][2]
    finally:
        loop, event, _ = stop[0]
        if thread.is_alive():
            loop.call_soon_threadsafe(event.set)
        thread.join(seconds + 5)
        assert not thread.is_alive()
    if ended:
        raise ended[0]


def thread_of(newsroom: Newsroom, said: Message, *, is_done: Callable[[Message], bool] | None = None) -> Channel:
    """Return the thread that the bot opened at a message, once an answer is in it, or what *is_done* looks for."""
    discord, done = newsroom.discord, is_done or is_answer
    found: list[Channel] = []  # a thread has the id of the message that it was opened at

    def is_there() -> bool:
        found[:] = [thread for thread in discord.threads(newsroom.channel) if thread.id == said.id]
        return any(map(done, found[0].messages)) if found else False

    discord.wait(is_there)
    return found[0]


def embed_of(message: Message) -> dict:
    """Return the embed of an answer."""
    assert len(message.embeds) == 1
    return message.embeds[0]


def is_answer(message: Message) -> bool:
    """Tell whether a message shows an answer, and not what stands there before it."""
    return bool(message.embeds) and bool(message.components)


def told(message: Message) -> str:
    """Return all that an embed says, the backslashes that escape it taken out."""
    embed = embed_of(message)
    fields = [f"{f['name']} {f['value']}" for f in embed.get("fields", ())]
    return "\n".join([embed.get("title") or "", embed.get("description") or "", *fields]).replace("\\", "")
