"""Articles that a test makes up, and takes in and out as those do who run the bot."""

from collections.abc import Mapping

from frontends.discord.server_with_bot import Newsroom
from support.discord import Attachment, Interaction, Message

from bot.library import Entry
from bot.pipeline import Pipeline

WAIT = 120.0
Value = str | Attachment


def article(place: str, thing: str = "bridge", price: str = "12 million dollars") -> str:
    """Write an article of one's own."""
    return (
        f"The new {thing} in {place} was opened on Monday by mayor Ines Falk in front of a large crowd.\n"
        f"The {thing} in {place} cost {price}, the town council said, and it took three years to build it."
    )


def index(newsroom: Newsroom, command: str, options: Mapping[str, Value] = {}, *, locale: str = "en-US") -> Interaction:
    return newsroom.discord.command(newsroom.boss, newsroom.channel, f"index {command}", options, locale=locale)


def reply_to_add(newsroom: Newsroom, **options: Value) -> Message:
    """Add, and return what was told, which only the one who added sees."""
    message = index(newsroom, "add", options).message(WAIT)
    assert message.ephemeral
    assert not message.pings
    return message


def add(newsroom: Newsroom, **options: Value) -> str:
    return reply_to_add(newsroom, **options).content


def add_file(newsroom: Newsroom, name: str, content: str | bytes, **options: Value) -> str:
    return add(newsroom, file=Attachment(name, content.encode() if isinstance(content, str) else content), **options)


def entry_of(pipeline: Pipeline, told_text: str) -> Entry:
    """Return the article that was taken in, found by the id that was told."""
    assert told_text.startswith("Taken in: "), told_text
    return next(entry for entry in pipeline.entries if f"`{entry.id}`" in told_text)
