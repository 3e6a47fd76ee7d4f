"""Who may ask where, and who may change the index: the settings held against an event's ids."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import discord

from bot.frontends.discord.failing import RefusedError
from bot.frontends.discord.limits import Limit
from bot.frontends.discord.texts import Words, words_for

Asker = discord.User | discord.Member
Refusal = Literal["error.not_here", "error.not_you"]


@dataclass(frozen=True, slots=True)
class Gates:
    """Ids of the servers, channels and roles that are answered, none meaning all; and of those who run the bot."""

    guilds: Collection[int] = ()
    channels: Collection[int] = ()
    roles: Collection[int] = ()
    admins: Collection[int] = ()
    """Ids of people or roles."""

    def let_in(self, asker: Asker, guild_id: int | None, channel: object, words: Words) -> None:
        """
        Let someone in, before anything is awaited.

        Raises:
            RefusedError: nothing is told to them here.
        """
        refusal = self.refusal(asker, guild_id, channel)
        if refusal:
            raise RefusedError(words(refusal))

    def let_in_by(self, interaction: discord.Interaction) -> Words:
        """
        Let the user of an interaction in, and return the words for them.

        Raises:
            RefusedError: nothing is told to them here.
        """
        words = words_for(interaction.locale)
        self.let_in(interaction.user, interaction.guild_id, interaction.channel, words)
        return words

    def refusal(self, asker: Asker, guild_id: int | None, channel: object) -> Refusal | None:
        """Return why a question is not answered, or None; a thread counts as its channel, a direct message as none."""
        if self.is_admin(asker):
            return None
        if self.guilds and guild_id not in self.guilds:
            return "error.not_here"
        direct = guild_id is None  # there nobody has a role, and no channel is a server's
        if self.channels and (direct or _ids_of(channel).isdisjoint(self.channels)):
            return "error.not_here"
        if self.roles and (direct or _roles_of(asker).isdisjoint(self.roles)):
            return "error.not_you"
        return None

    def is_admin(self, asker: Asker) -> bool:
        """Tell whether this person may change the index."""
        return asker.id in self.admins or not _roles_of(asker).isdisjoint(self.admins)


@dataclass(frozen=True, slots=True)
class Wait:
    """Seconds until a question may come, and the key of the text that tells whose questions were too many."""

    seconds: float
    of: Literal["error.slow_down", "error.slow_down_all"]


@dataclass(frozen=True, slots=True)
class Rates:
    """How often may be asked, by one person and in one server."""

    person: Limit
    guild: Limit

    def wait_of(self, person: int, guild_id: int | None) -> Wait | None:
        """Return how long the next question has to wait; None if it may come now, and then it is counted."""
        own, shared = self.person.wait_of(person), self.guild.wait_of(guild_id) if guild_id else 0.0
        if own or shared:
            return Wait(own, "error.slow_down") if own >= shared else Wait(shared, "error.slow_down_all")
        self.person.count(person)
        if guild_id:
            self.guild.count(guild_id)
        return None


def is_moderator(interaction: discord.Interaction) -> bool:
    """Tell whether this person may delete messages of others where the interaction came from."""
    return interaction.guild_id is not None and interaction.permissions.manage_messages


def _ids_of(channel: object) -> set[int]:
    """Return the ids that stand for a channel: its own, its parent's, its category's."""
    found = {getattr(channel, name, None) for name in ("id", "parent_id", "category_id")}
    return {value for value in found if isinstance(value, int)}


def _roles_of(asker: Asker) -> set[int]:
    return {role.id for role in asker.roles} if isinstance(asker, discord.Member) else set()
