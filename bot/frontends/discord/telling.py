"""`/about` and `/privacy`: what the bot knows and keeps, told to the one who asks."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import discord

from bot.frontends.discord.buttons import ForgetButton
from bot.frontends.discord.embeds import corpus_of, range_of
from bot.frontends.discord.markdown import escaped
from bot.frontends.discord.saying import said_count
from bot.frontends.discord.shown import Colour
from bot.frontends.discord.texts import words_for

if TYPE_CHECKING:
    from bot.frontends.discord.client import AskClient


async def about(interaction: "discord.Interaction[AskClient]") -> None:
    """Tell what the bot knows, how fresh that is, and what answers."""
    client = interaction.client
    words = client.asking.gates.let_in_by(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    entries = await client.asking.entries()
    state = await client.articles.state()
    names = {entry.publisher for entry in entries if entry.publisher}
    articles = said_count("count.articles", len(entries), words)
    publishers = said_count("count.publishers", len(names), words)
    known = words("about.articles", articles=articles, publishers=publishers, range=range_of(entries, words))
    changed = discord.utils.format_dt(datetime.fromtimestamp(state.changed, UTC), "R") if state.changed else "–"
    lines = (
        known if names else corpus_of(entries, words),
        words("about.fresh", when=changed, generation=state.generation),
        words("about.how"),
        words("about.written", model=escaped(client.model)) if client.model else words("about.quoted"),
        words("about.stored"),
    )
    embed = discord.Embed(title=words("about.title"), description="\n\n".join(lines), colour=Colour.ANSWERED)
    await interaction.edit_original_response(embed=embed)


async def privacy(interaction: "discord.Interaction[AskClient]") -> None:
    """Tell what is kept of a person, with a button that deletes it."""
    client, words = interaction.client, words_for(interaction.locale)
    days = said_count("count.days", client.days_kept, words)
    lines = (
        words("privacy.kept", days=days) if client.asking.memory.keeps else words("privacy.nothing"),
        words("privacy.deleted"),
        words("privacy.away", model=escaped(client.model)) if client.model else words("privacy.local"),
    )
    embed = discord.Embed(title=words("privacy.title"), description="\n\n".join(lines), colour=Colour.ANSWERED)
    view = discord.ui.View(timeout=None)
    view.add_item(ForgetButton(words("button.forget")))
    view.stop()
    await interaction.response.send_message(embed=embed, view=view, ephemeral=True)
