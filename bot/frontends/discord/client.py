"""The client: what it is built from, what it does once before it connects, and where its events go."""

import logging
from typing import Any

import discord

from bot.frontends.discord.articles import PageButton, ShippedButton
from bot.frontends.discord.asking import Asking
from bot.frontends.discord.buttons import BAD, BUTTONS
from bot.frontends.discord.commands import Interface, make_tree
from bot.frontends.discord.company import Company
from bot.frontends.discord.failing import tell_failures
from bot.frontends.discord.fleeting import Fleeting
from bot.frontends.discord.forms import QUESTION_FORM, REASON_FORM, text_of
from bot.frontends.discord.intake import Intake
from bot.frontends.discord.locales import Locales
from bot.frontends.discord.messages import answer_message
from bot.frontends.discord.metrics import counting_waits
from bot.frontends.discord.pointing import point_gateway
from bot.frontends.discord.replying import reply
from bot.frontends.discord.syncing import CommandHash
from bot.frontends.discord.texts import words_for
from bot.frontends.discord.voting import Voting

log = logging.getLogger(__name__)


class AskClient(discord.AutoShardedClient):
    """Connects to Discord; everything it answers with is handed to it."""

    def __init__(
        self,
        *,
        asking: Asking,
        voting: Voting,
        articles: Intake,
        command_hash: CommandHash,
        model: str | None,
        days_kept: int,
        reads_along: bool,
        ready_timeout: float = 2.0,
    ) -> None:
        super().__init__(
            intents=intents_of(reads_along=reads_along),
            allowed_mentions=discord.AllowedMentions.none(),  # a model or an article can write @everyone
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=ready_timeout,
            http_trace=counting_waits(asking.metrics.rate_limit_waits),
        )
        self.asking = asking
        self.voting = voting
        self.articles = articles
        self.model = model
        self.days_kept = days_kept
        self.reads_along = reads_along
        self.locales = Locales()
        self.fleeting = Fleeting()
        self.company = Company()
        self.tree = make_tree(self)
        self._command_hash = command_hash

    async def setup_hook(self) -> None:
        """Do what is done once, however often the gateway connects."""
        await point_gateway()
        self.add_dynamic_items(*BUTTONS, PageButton, ShippedButton)
        await self.tree.set_translator(Interface())
        await self._command_hash.sync(self.tree)

    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that asks something."""
        await answer_message(message, self)

    async def on_interaction(self, interaction: "discord.Interaction[AskClient]") -> None:
        """Take a form that was sent; commands and buttons find their way by themselves."""
        self.locales.note(interaction.user.id, interaction.locale)
        if interaction.type is discord.InteractionType.modal_submit:
            await tell_failures(interaction, self._take_form(interaction))

    async def on_error(self, event_method: str, /, *_: object, **__: object) -> None:
        """Log what went wrong in an event; what can be told to someone was told already."""
        log.exception("The event %s failed", event_method)

    async def _take_form(self, interaction: "discord.Interaction[AskClient]") -> None:
        data: Any = interaction.data
        form_id, text = str(data.get("custom_id", "")), text_of(data.get("components", ()))
        words = words_for(interaction.locale)
        if match := QUESTION_FORM.fullmatch(form_id):
            # Where Discord does not tell which message the form came from, it may have been a private one.
            private = interaction.message is None or interaction.message.flags.ephemeral
            await reply(interaction, text, private=private, follows=match[1])
        elif match := REASON_FORM.fullmatch(form_id):
            self.asking.gates.let_in_by(interaction)
            await interaction.response.defer(ephemeral=True, thinking=True)
            reason = text.strip() or None
            await self.voting.cast(match[1], interaction.user, BAD, words=words, reason=reason)
            await interaction.edit_original_response(content=words("vote.reason" if reason else "vote.kept"))


def intents_of(*, reads_along: bool) -> discord.Intents:
    """Return what the bot asks to be sent; only to read along in its threads does it need a privileged one."""
    return discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=reads_along)
