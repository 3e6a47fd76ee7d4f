"""What one message shows: its embed, and the file that holds what the embed has no room for."""

from dataclasses import dataclass
from enum import IntEnum

import discord

from bot.frontends.discord.markdown import escaped_within
from bot.frontends.discord.texts import Words


class Colour(IntEnum):
    """The state of an answer at a glance."""

    SEARCHING = 0x8A9BA8
    ANSWERED = 0x2E8B57
    PARTLY = 0xD9A400
    ABSTAINED = 0x5B6770
    FAILED = 0xB3261E


# https://discord.com/developers/docs/resources/message#embed-object-embed-limits; whether an emoji counts as one
# character or two is not documented, so a twentieth is left free.
DESCRIPTION_LIMIT = 3890
NAME_LIMIT = 243
VALUE_LIMIT = 970
FOOTER_LIMIT = 1900
TITLE_LIMIT = 243
WHOLE_LIMIT = 5700


@dataclass(frozen=True, slots=True)
class Shown:
    """An embed, and the text of an attached Markdown file where the embed could not hold everything."""

    embed: discord.Embed
    rest: str | None = None


def searching(words: Words, question: str) -> Shown:
    """Return what stands there until there is an answer."""
    title = words("title.searching")
    embed = discord.Embed(title=title, description=escaped_within(question, DESCRIPTION_LIMIT), colour=Colour.SEARCHING)
    return Shown(embed)


def being_written(words: Words, text: str) -> Shown:
    """Return what a chat model has written so far, the end of it where it is long."""
    tail = text if len(text) <= DESCRIPTION_LIMIT // 2 else "…" + text[-DESCRIPTION_LIMIT // 2 :]
    embed = discord.Embed(description=escaped_within(tail, DESCRIPTION_LIMIT), colour=Colour.SEARCHING)
    return Shown(embed.set_footer(text=words("footer.unchecked")))


def failed(words: Words, text: str) -> Shown:
    """Return why there is no answer, for a reason that lies in the question or in us; *text* is shown as it is."""
    return Shown(discord.Embed(title=words("title.failed"), description=text, colour=Colour.FAILED))
