"""Questions that come as messages: a mention opens a thread, a thread goes on, a direct message is answered there."""

import logging
from typing import TYPE_CHECKING, Literal

import discord

from bot.answering import plain_question
from bot.errors import UsageError
from bot.frontends.discord.addressing import is_asked, is_asked_alone, is_asked_along
from bot.frontends.discord.asking import Asked
from bot.frontends.discord.buttons import buttons_of, key_below
from bot.frontends.discord.failing import RefusedError, told_failure
from bot.frontends.discord.going_on import Way
from bot.frontends.discord.markdown import clipped, visible, without_mentions
from bot.frontends.discord.memory import conversation_in
from bot.frontends.discord.place import CUT_OFF, LOST, Place, persist
from bot.frontends.discord.queue import BusyError, ClosingError
from bot.frontends.discord.shown import searching
from bot.frontends.discord.texts import Words, words_for
from bot.reading.question.courtesies import is_courtesy

if TYPE_CHECKING:
    from bot.frontends.discord.client import AskClient

log = logging.getLogger(__name__)

TOLD_SECONDS = 20.0  # time to read a line
THREAD_NAME_LIMIT = 95  # Discord takes 100
ARCHIVE_MINUTES: Literal[1440] = 1440
THREAD_MADE_ALREADY = 160004  # the event came twice


def question_in(message: discord.Message, client: "AskClient") -> str | None:
    """
    Return the question that a message asks of the bot, or None where it is not spoken to.

    It is in a direct message, by a mention (a reply to it is one), and, where it may read along in its own threads, by
    what asks something and is meant for nobody else.
    """
    me = client.user
    if me is None or message.author.bot or message.type not in {discord.MessageType.default, discord.MessageType.reply}:
        return None
    spoken_to = _is_called(message, me) or (
        is_read_along(message.channel, client) and (message.guild is None or _asks_along(message, me, client))
    )
    if not spoken_to:
        return None
    return without_mentions(message.content)


def _is_called(message: discord.Message, me: discord.ClientUser) -> bool:
    """Tell whether a message mentions the bot, or its own role, which Discord offers beside it under the same name."""
    return me in message.mentions or any(_is_of(role, me) for role in message.role_mentions)


def _is_of(role: discord.Role, me: discord.ClientUser) -> bool:
    return role.tags is not None and role.tags.bot_id == me.id


def _asks_along(message: discord.Message, me: discord.ClientUser, client: "AskClient") -> bool:
    """Tell whether a message that mentions nobody is for the bot; people talk to each other in its threads too."""
    if message.reference is None:
        alone = client.company.is_alone_with(message.channel.id, message.author.id)
        return is_asked_alone(message.content) if alone else is_asked_along(message.content)
    replied_to = message.reference.resolved
    to_me = isinstance(replied_to, discord.Message) and replied_to.author.id == me.id
    return to_me and not is_courtesy(message.content)


def is_read_along(channel: object, client: "AskClient") -> bool:
    """Tell whether every message in a channel is for the bot, and can be read: direct ones, and its own threads."""
    if isinstance(channel, discord.Thread):
        return client.reads_along and client.user is not None and channel.owner_id == client.user.id
    return isinstance(channel, discord.DMChannel)


async def answer_message(message: discord.Message, client: "AskClient") -> None:
    """Answer a message, if it asks something of the bot; failures are told in its place."""
    question = question_in(message, client)
    if question is None:
        if not message.author.bot:
            client.company.speaks(message.channel.id, message.author.id)
        return
    if client.asking.seen.again(message.id):
        return
    of_server = message.guild.preferred_locale if message.guild else None
    words = words_for(client.locales.of(message.author.id) or of_server)
    guild_id = message.guild.id if message.guild else None
    try:
        client.asking.admit(message.author, guild_id, message.channel, words)
        _check(message, question, client, words)
        with client.asking.ticket(message.author.id) as ticket:
            where = await _where_to_answer(message, question, client)
            if where is None:
                return
            place, conversation, way = where
            await place.try_to_show(searching(words, question))
            asked = Asked(
                question=question,
                user=client.voting.name_of(message.author),
                conversation=conversation,
                words=words,
                follows=_answer_replied_to(message),
                way=way,
            )
            author = message.author.id
            await client.asking.answer(
                asked, place, ticket, lambda answer, key: buttons_of(answer, key, asker_id=author, words=words)
            )
    except (RefusedError, UsageError, BusyError, ClosingError) as error:
        await _tell_briefly(message, told_failure(error, words), client)


def _answer_replied_to(message: discord.Message) -> str | None:
    """Return the key of the answer that a message replies to, if it replies to one."""
    replied_to = message.reference.resolved if message.reference else None
    return key_below(replied_to) if isinstance(replied_to, discord.Message) else None


def _check(message: discord.Message, question: str, client: "AskClient", words: Words) -> None:
    """
    Tell what is asked from what only names the bot, before a thread is opened for it.

    Raises:
        RefusedError: nothing is asked.
        UsageError: the question is empty, or too long.
    """
    me = client.user
    if me is not None and message.guild is not None and not is_asked(_as_called(message, me), me.id):
        raise RefusedError(words("error.not_asked", name=me.mention))
    plain_question(question)


def _as_called(message: discord.Message, me: discord.ClientUser) -> str:
    """Return what a message says, the bot's role as its name; Discord hides the words beside a mention of the role."""
    content = message.content
    for role in message.role_mentions:
        if _is_of(role, me):
            content = content.replace(role.mention, me.mention) or me.mention
    return content


async def _tell_briefly(message: discord.Message, text: str, client: "AskClient") -> None:
    """Reply to a message that is not answered; where others read along, the reply deletes itself."""
    channel, reference = message.channel, message.to_reference(fail_if_not_exists=False)

    async def send() -> discord.Message:
        return await persist(lambda: channel.send(text, reference=reference))

    try:
        await (send() if message.guild is None else client.fleeting.show(send, TOLD_SECONDS))
    except CUT_OFF as lost:
        log.info("The author of message %s could not be told %r: %r", message.id, text, lost)


async def _where_to_answer(
    message: discord.Message, question: str, client: "AskClient"
) -> tuple[Place, str, Way] | None:
    """Return the place of the answer, its conversation, and how one can go on from there; None for a twin."""
    channel = message.channel
    if not isinstance(channel, discord.TextChannel):
        client.company.answers(channel.id, message.author.id)
        way: Way = "plainly" if is_read_along(channel, client) else "replying"
        return Place(channel, reply_to=message), conversation_in(channel.id), way
    name = clipped(" ".join(visible(question).split()), THREAD_NAME_LIMIT) or "…"
    try:
        thread = await persist(lambda: message.create_thread(name=name, auto_archive_duration=ARCHIVE_MINUTES))
    except discord.HTTPException as error:
        if error.code == THREAD_MADE_ALREADY or error.code in LOST:
            return None
        log.info("No thread could be opened for message %s (%s); it is answered beside it.", message.id, error)
        return Place(channel, reply_to=message), f"message:{message.id}", "clicking"
    client.company.answers(thread.id, message.author.id)
    return Place(thread), conversation_in(thread.id), "plainly" if client.reads_along else "replying"
