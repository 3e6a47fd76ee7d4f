"""Answers to interactions (a command, a form, a menu): acknowledged at once, answered when it is their turn."""

import logging
from time import perf_counter
from typing import TYPE_CHECKING
from uuid import uuid4

import discord

from bot.answering import plain_question
from bot.frontends.discord.asking import Asked, Asking
from bot.frontends.discord.buttons import buttons_of
from bot.frontends.discord.failing import ACKNOWLEDGED_ALREADY
from bot.frontends.discord.going_on import Way
from bot.frontends.discord.markdown import without_mentions
from bot.frontends.discord.memory import conversation_in, private_conversation
from bot.frontends.discord.messages import is_read_along
from bot.frontends.discord.place import LOST, Place, persist
from bot.frontends.discord.shown import searching
from bot.frontends.discord.texts import words_for
from bot.types import Filters

if TYPE_CHECKING:
    from bot.frontends.discord.client import AskClient

log = logging.getLogger(__name__)


async def reply(
    interaction: "discord.Interaction[AskClient]",
    question: str,
    *,
    filters: Filters = Filters(),  # noqa: B008  # frozen
    private: bool = False,
    follows: str | None = None,
) -> None:
    """
    Answer a question that came by an interaction; *follows* is the key of the answer that it goes on from.

    Raises:
        RefusedError: it is not taken, for reasons that its asker is to be told.
        UsageError: it is empty, or too long.
        BusyError: too many wait.
        ClosingError: the bot is being stopped.
    """
    asking, words, person = interaction.client.asking, words_for(interaction.locale), interaction.user
    question = without_mentions(question)
    if asking.seen.again(interaction.id):
        return
    asking.admit(person, interaction.guild_id, interaction.channel, words)
    plain_question(question)  # what cannot be asked is told while the reply can still be for its asker alone
    with asking.ticket(person.id) as ticket:
        place = await _acknowledged(interaction, asking, private=private)
        if not private and interaction.channel_id is not None:
            interaction.client.company.answers(interaction.channel_id, person.id)
        user = interaction.client.voting.name_of(person)
        followed = await asking.memory.told(follows, user) if follows else None
        asked = Asked(
            question=question,
            user=user,
            conversation=followed.conversation if followed else _conversation_at(interaction, private=private),
            words=words,
            follows=follows,
            filters=filters,
            way="anew" if follows and not followed else _way_on(interaction, private=private),
            alone=True,  # Discord shows the name of the command, and nothing of a form
        )
        if asking.pipeline.writes:
            await place.try_to_show(searching(words, question))
        await asking.answer(
            asked,
            place,
            ticket,
            lambda answer, key: buttons_of(answer, key, asker_id=person.id, words=words, private=private),
        )


async def _acknowledged(interaction: "discord.Interaction[AskClient]", asking: Asking, *, private: bool) -> Place:
    """Acknowledge an interaction and return where its answer goes."""
    begun = perf_counter()
    channel = interaction.channel if isinstance(interaction.channel, discord.abc.Messageable) else None
    place = Place(channel, interaction=interaction, private=private)
    try:
        await persist(lambda: interaction.response.defer(thinking=True, ephemeral=private))
    except discord.HTTPException as error:
        if error.code in LOST and not private:
            # Discord drops an interaction that is not acknowledged within three seconds: the channel is still there.
            log.warning("Interaction %s came too late to be acknowledged (%s).", interaction.id, error)
            place.leave_interaction()
        elif error.code != ACKNOWLEDGED_ALREADY:  # that is what a second attempt is told whose first went through
            raise
    asking.metrics.time("acknowledge", perf_counter() - begun)
    return place


def _conversation_at(interaction: "discord.Interaction[AskClient]", *, private: bool) -> str:
    """
    Return the conversation of the thread or direct message; elsewhere a new one.

    A private question has one of its own: what others ask in the thread must not lean on it.
    """
    if private:
        return private_conversation()
    if isinstance(interaction.channel, discord.Thread | discord.DMChannel):
        return conversation_in(interaction.channel.id)
    return uuid4().hex


def _way_on(interaction: "discord.Interaction[AskClient]", *, private: bool) -> Way:
    """Return how one can go on from the first answer of the conversation."""
    channel, client = interaction.channel, interaction.client
    if private or not (interaction.is_guild_integration() or interaction.context.dm_channel):
        return "clicking"  # where a person brought the bot along, it gets no messages
    if is_read_along(channel, client):
        return "plainly"
    return "mentioning" if isinstance(channel, discord.Thread) else "in_thread"
