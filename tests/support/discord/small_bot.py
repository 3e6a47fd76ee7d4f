"""A bot of discord.py's own classes, to show that the stand-in is Discord to a client that knows no better."""

import asyncio
import io
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
import yarl

from support.discord.stand_in import Discord

with warnings.catch_warnings():  # it imports audioop, which goes away in Python 3.13
    warnings.simplefilter("ignore", DeprecationWarning)
    import discord
    from discord import app_commands

SECONDS = 10
ORDINARY = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


def point_at(stand_in: Discord, patch: pytest.MonkeyPatch) -> None:
    """Let discord.py take the stand-in for Discord."""
    patch.setattr(discord.http.Route, "BASE", stand_in.api_base)
    patch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(stand_in.gateway_url))


class Form(discord.ui.Modal, title="Ask more"):
    """Asks one thing."""

    question: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(label="Your question", max_length=100)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Say it again."""
        await interaction.response.send_message(f"more: {self.question.value}")


class Buttons(discord.ui.View):
    """Stands under an answer."""

    @discord.ui.button(label="Good", custom_id="good", emoji="👍")
    async def good(self, interaction: discord.Interaction, _: discord.ui.Button["Buttons"]) -> None:
        """Thank, to one alone."""
        await interaction.response.send_message("Thank you", ephemeral=True)

    @discord.ui.button(label="Ask more", custom_id="more")
    async def more(self, interaction: discord.Interaction, _: discord.ui.Button["Buttons"]) -> None:
        """Bring up the form."""
        await interaction.response.send_modal(Form())


class SmallBot(discord.AutoShardedClient):
    """Answers commands with what was asked; notes what it reads."""

    def __init__(self, intents: discord.Intents, heartbeat_timeout: float) -> None:
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0.05,
            heartbeat_timeout=heartbeat_timeout,
        )
        self.tree = app_commands.CommandTree(self)
        self.read: list[str] = []
        self.errors: list[str] = []
        self.failures: list[BaseException] = []
        add_commands(self.tree)
        self.tree.error(self.on_command_error)

    async def setup_hook(self) -> None:
        """Register the commands, and the buttons for good."""
        self.add_view(Buttons(timeout=None))
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait, as discord.py does for five seconds."""

    async def on_error(self, event_method: str, /, *_: object, **__: object) -> None:
        """Note what an event came to."""
        self.errors.append(f"{event_method}: {sys.exc_info()[1]}")

    async def on_command_error(self, _: discord.Interaction, error: app_commands.AppCommandError) -> None:
        """Note what a command came to."""
        self.errors.append(str(error))

    async def on_message(self, message: discord.Message) -> None:
        """Note it; answer a mention in a thread."""
        if message.author == self.user:
            return
        self.read.append(message.content)
        if self.user in message.mentions and isinstance(message.channel, discord.TextChannel):
            thread = await message.create_thread(name=message.clean_content[:100])
            await thread.send("in the thread @everyone")


def add_commands(tree: app_commands.CommandTree[Any]) -> None:
    """Give the bot its commands."""

    @tree.command(description="Ask a question")
    async def ask(interaction: discord.Interaction, question: str, publisher: str = "any") -> None:
        await interaction.response.defer(thinking=True)
        embed = discord.Embed(title=question, description=publisher)
        await interaction.edit_original_response(embed=embed, view=Buttons(timeout=None))

    @ask.autocomplete("publisher")
    async def choose(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=name, value=name) for name in ("Ars", "BBC") if name.startswith(typed)]

    @tree.context_menu(name="Answer this")
    async def answer(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"about: {message.content}", ephemeral=True)

    index = app_commands.Group(name="index", description="What is indexed")

    @index.command(description="Add an article")
    async def add(interaction: discord.Interaction, article: discord.Attachment) -> None:
        content = io.BytesIO(await article.read())
        await interaction.response.send_message(file=discord.File(content, article.filename))

    tree.add_command(index)


@contextmanager
def running_bot(
    stand_in: Discord,
    intents: discord.Intents | None = None,
    *,
    token: str | None = None,
    heartbeat_timeout: float = 60,
) -> Iterator[SmallBot]:
    """Run the bot in a thread for the length of the block."""
    ready: list[tuple[SmallBot, asyncio.AbstractEventLoop, asyncio.Task[None]]] = []
    begun = threading.Event()

    async def running() -> None:
        bot = SmallBot(intents or ORDINARY, heartbeat_timeout)
        async with bot:
            task = asyncio.create_task(bot.start(token or stand_in.token))
            ready.append((bot, asyncio.get_running_loop(), task))
            begun.set()
            with suppress(asyncio.CancelledError):
                try:
                    await task
                except discord.DiscordException as error:
                    bot.failures.append(error)

    thread = threading.Thread(target=asyncio.run, args=(running(),))
    thread.start()
    begun.wait(SECONDS)
    bot, loop, task = ready[0]
    try:
        yield bot
    finally:
        until = time.monotonic() + SECONDS
        while thread.is_alive() and time.monotonic() < until:
            with suppress(RuntimeError):  # it may have ended by itself
                loop.call_soon_threadsafe(task.cancel)
            thread.join(1)  # before Python 3.12, `asyncio.wait_for` may lose a cancellation: it is told again
