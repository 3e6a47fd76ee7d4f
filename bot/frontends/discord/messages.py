"""Questions that come as messages: a mention opens a thread, a thread goes on, a direct message is answered there."""

import logging
from typing import TYPE_CHECKING, Literal

import discord

from bot.frontends.discord.asking import Asked
from bot.frontends.discord.buttons import buttons_of
from bot.frontends.discord.failing import RefusedError, told_failure
from bot.frontends.discord.markdown import clipped, visible, without_mentions
from bot.frontends.discord.memory import conversation_in
from bot.frontends.discord.place import LOST, Place, persist
from bot.frontends.discord.queue import BusyError, ClosingError
from bot.frontends.discord.shown import failed, searching
from bot.frontends.discord.texts import Words, words_for

if TYPE_CHECKING:
    from bot.frontends.discord.client import AskClient

log = logging.getLogger(__name__)

THREAD_NAME_LIMIT = 95  # Discord takes 100
ARCHIVE_MINUTES: Literal[1440] = 1440
THREAD_MADE_ALREADY = 160004  # the event came twice


def question_in(message: discord.Message, client: "AskClient") -> str | None:
    """
    Return the question that a message asks of the bot, or None where it is not spoken to.

    It is in a direct message, by a mention (a reply to it is one), and in its own threads where it may read along.
    """
    me = client.user
    if me is None or message.author.bot or message.type not in {discord.MessageType.default, discord.MessageType.reply}:
        return None
    own_thread = isinstance(message.channel, discord.Thread) and message.channel.owner_id == me.id
    spoken_to = message.guild is None or me in message.mentions or (own_thread and client.reads_along)
    if not spoken_to:
        return None
    return without_mentions(message.content)


async def answer_message(message: discord.Message, client: "AskClient") -> None:
    """Answer a message, if it asks something of the bot; failures are told in its place."""
    question = question_in(message, client)
    if question is None or client.asking.seen.again(message.id):
        return
    words = words_for(message.guild.preferred_locale if message.guild else None)
    guild_id = message.guild.id if message.guild else None
    try:
        client.asking.admit(message.author, guild_id, message.channel, words)
        with client.asking.ticket(message.author.id) as ticket:
            where = await _where_to_answer(message, question)
            if where is None:
                return
            place, conversation, begins = where
            await place.try_to_show(searching(words, question))
            first = begins and not await client.asking.memory.turns(conversation)
            asked = Asked(
                question=question,
                user=client.voting.name_of(message.author),
                conversation=conversation,
                words=words,
                hint=_hint(client, words) if first else None,
            )
            author = message.author.id
            await client.asking.answer(
                asked, place, ticket, lambda answer, key: buttons_of(answer, key, asker_id=author, words=words)
            )
    except (RefusedError, BusyError, ClosingError) as error:
        await Place(message.channel, reply_to=message).try_to_show(failed(words, told_failure(error, words)))


async def _where_to_answer(message: discord.Message, question: str) -> tuple[Place, str, bool] | None:
    """Return the place of the answer, its conversation, and whether others can go on there; None for a twin."""
    channel = message.channel
    if not isinstance(channel, discord.TextChannel):
        return Place(channel, reply_to=message), conversation_in(channel.id), isinstance(channel, discord.Thread)
    name = clipped(" ".join(visible(question).split()), THREAD_NAME_LIMIT) or "…"
    try:
        thread = await persist(lambda: message.create_thread(name=name, auto_archive_duration=ARCHIVE_MINUTES))
    except discord.HTTPException as error:
        if error.code == THREAD_MADE_ALREADY or error.code in LOST:
            return None
        log.info("No thread could be opened for message %s (%s); it is answered beside it.", message.id, error)
        return Place(channel, reply_to=message), f"message:{message.id}", False
    return Place(thread), conversation_in(thread.id), True


def _hint(client: "AskClient", words: Words) -> str:
    if client.reads_along:
        return words("answer.follow_plainly")
    return words("answer.follow_replying", more=words("button.more"))
