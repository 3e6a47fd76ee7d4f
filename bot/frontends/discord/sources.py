"""A source by itself: the quote inside its paragraph, highlighted, with all that is known of its article."""

import discord

from bot.frontends.discord.embeds import source_head
from bot.frontends.discord.markdown import bold, escaped, escaped_within
from bot.frontends.discord.shown import DESCRIPTION_LIMIT, TITLE_LIMIT, Colour
from bot.frontends.discord.texts import Words
from bot.frontends.render import paragraph_around
from bot.types import Citation

AROUNDS = (1200, 600, 300, 100)  # characters of the paragraph on either side of the quote: the most that have room
HEAD_LIMIT = 1300  # publisher and address may be long


def source_embed(citation: Citation, article_text: str, words: Words) -> discord.Embed:
    """Return the paragraph that holds the quote, the quote in bold; *article_text* has it where the citation says."""
    start, end = paragraph_around(article_text, citation.start, citation.end)
    before, after = article_text[start : citation.start], article_text[citation.end : end]
    quote, room = article_text[citation.start : citation.end], DESCRIPTION_LIMIT - HEAD_LIMIT
    tries = (_highlighted(before[-around:], quote, after[:around]) for around in AROUNDS)
    shown = next((tried for tried in tries if len(tried) <= room), None) or f"**{escaped_within(quote, room - 4)}**"
    head = source_head(citation, words)
    embed = discord.Embed(title=escaped_within(citation.title, TITLE_LIMIT), colour=Colour.ANSWERED)
    embed.description = f"{head}\n\n{shown}" if head else shown
    return embed


def _highlighted(before: str, quote: str, after: str) -> str:
    return escaped(before) + bold(escaped(quote)) + escaped(after)
