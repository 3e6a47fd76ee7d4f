"""What one message shows: its embed or its text, and the file that holds what these have no room for."""

from dataclasses import dataclass
from enum import IntEnum

import discord

from bot.frontends.discord.markdown import escaped_within, visible
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
TEXT_LIMIT = 1900  # of a message without an embed, which takes 2,000
QUESTION_SHOWN = 300  # characters of a question above its answer: two lines or three, and never a page


@dataclass(frozen=True, slots=True)
class Plain:
    """The text of a message, and of an attached Markdown file where it could not hold everything."""

    text: str
    rest: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """An embed, and the text of an attached Markdown file where the embed could not hold everything."""

    embed: discord.Embed
    rest: str | None = None
    plain: Plain | None = None
    """The same where embeds are not shown; None where it is the embed's title and description."""

    def without_embed(self) -> Plain:
        """Return what is shown where embeds are not."""
        if self.plain is not None:
            return self.plain
        title, told = self.embed.title, self.embed.description or ""
        parts = [f"**{title}**"] if title else []
        room = TEXT_LIMIT - sum(map(len, parts))
        return Plain("\n".join([*parts, *([told] if len(told) < room else [])]) or "…")


def question_line(question: str | None) -> str:
    r"""
    Return a question as the line that stands above its answer; nothing where none is to be shown.

    >>> question_line("who\nwon *what*?")
    '> who won \\*what\\*?\n'
    """
    plain = " ".join(visible(question or "").split())
    return f"> {escaped_within(plain, QUESTION_SHOWN)}\n" if plain else ""


def searching(words: Words, question: str) -> Shown:
    """Return what stands there until there is an answer."""
    title = words("title.searching")
    embed = discord.Embed(title=title, description=escaped_within(question, DESCRIPTION_LIMIT), colour=Colour.SEARCHING)
    return Shown(embed)


def being_written(words: Words, text: str, question: str | None = None) -> Shown:
    """Return what a chat model has written so far, the end of it where it is long, below the *question* if given."""
    tail = text if len(text) <= DESCRIPTION_LIMIT // 2 else "…" + text[-DESCRIPTION_LIMIT // 2 :]
    head = question_line(question)
    told = head + escaped_within(tail, DESCRIPTION_LIMIT - len(head))
    embed = discord.Embed(description=told, colour=Colour.SEARCHING)
    return Shown(embed.set_footer(text=words("footer.unchecked")))


def failed(words: Words, text: str, question: str | None = None) -> Shown:
    """Return why the *question* has no answer, for a reason that lies in it or in us; *text* is shown as it is."""
    told = question_line(question) + text
    return Shown(discord.Embed(title=words("title.failed"), description=told, colour=Colour.FAILED))
