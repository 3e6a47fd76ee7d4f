"""The one message that an answer stands in: made, edited, and made anew where Discord has lost the way to it."""

import asyncio
import io
import logging
import secrets
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar

import aiohttp
import discord

from bot.frontends.discord.shown import Plain, Shown

log = logging.getLogger(__name__)
Result = TypeVar("Result")

ATTEMPTS = 4  # discord.py itself tries 500, 502 and 504 again, but not every 503
FIRST_WAIT_SECONDS = 0.5
PINGING_NOBODY = discord.AllowedMentions.none()  # an edit does not take the client's own
FILE_NAME = "answer.md"
NONCE_BITS = 60
# Interaction unknown or too old to acknowledge; its webhook or message gone; its token older than 15 minutes.
UNKNOWN_MESSAGE = 10008
LOST = frozenset({10062, 10015, UNKNOWN_MESSAGE, 50027})
# No right to send it; nothing left to send.
WITHOUT_EMBED = frozenset({50013, 50006})
# What may come of any call: Discord refuses, or the connection to it breaks, which discord.py hands on as it is.
CUT_OFF = (discord.DiscordException, aiohttp.ClientError, OSError)


class GoneError(Exception):
    """There is nowhere left to show it: the message, the channel or the right to write there is gone."""


class Place:
    """
    Where one answer is shown: the response to an *interaction*, or else a message in *channel*.

    A *private* one is seen by its asker alone, and never moves to the channel.
    """

    def __init__(
        self,
        channel: discord.abc.Messageable | None,
        *,
        interaction: discord.Interaction | None = None,
        private: bool = False,
        reply_to: discord.Message | None = None,
    ) -> None:
        self._channel = channel
        self._interaction = interaction
        self._private = private
        self._reply_to = reply_to
        self._message: discord.Message | None = None
        self._response: discord.InteractionMessage | None = None
        self._plainly = False

    @property
    def limited_by(self) -> Hashable:
        """What shares its rate limit of edits: the interaction has one of its own, a channel one for all in it."""
        return self._interaction.id if self._interaction is not None else getattr(self._channel, "id", None)

    async def show(self, shown: Shown, view: discord.ui.View | None = None) -> None:
        """
        Put *shown* in the place of what is there.

        Raises:
            GoneError: that is not possible any more.
        """
        try:
            if self._interaction is not None and await self._edit_response(self._interaction, shown, view):
                return
            await self._show_in_channel(shown, view)
        except discord.HTTPException as error:
            if isinstance(error, discord.NotFound | discord.Forbidden) or error.code in LOST:
                raise GoneError from error
            raise

    async def try_to_show(self, shown: Shown) -> None:
        """Show what the answer will take the place of; that this fails matters to nobody."""
        try:
            await self.show(shown)
        except (GoneError, *CUT_OFF) as error:
            log.info("What stands there until the answer could not be shown: %r", error)

    def leave_interaction(self) -> None:
        """Go on in the channel: the interaction could not be acknowledged in time."""
        self._interaction = None

    async def _edit_response(
        self, interaction: discord.Interaction, shown: Shown, view: discord.ui.View | None
    ) -> bool:
        """Edit the response, or tell that Discord does not know it any more."""
        try:
            self._response = await persist(
                lambda: interaction.edit_original_response(embed=shown.embed, view=view, attachments=_files(shown))
            )
        except discord.HTTPException as error:
            if error.code not in LOST or self._private:
                raise
            log.info("The response to interaction %s is lost (%s); the channel takes its place.", interaction.id, error)
            self._interaction = None
            return False
        return True

    async def _show_in_channel(self, shown: Shown, view: discord.ui.View | None) -> None:
        if self._private or self._channel is None:
            raise GoneError
        if not self._plainly:
            try:
                await self._write(self._channel, shown, view)
            except discord.HTTPException as error:
                if error.code not in WITHOUT_EMBED:
                    raise
            # Without the permission Embed Links an embed is refused, or left out without a word.
            self._plainly = self._message is None or not self._message.embeds
        if self._plainly:
            await self._write(self._channel, shown.without_embed(), view)

    async def _write(
        self, channel: discord.abc.Messageable, shown: Shown | Plain, view: discord.ui.View | None
    ) -> None:
        written = self._message or self._left_behind(channel)
        if written is not None and await self._edit_message(written, shown, view):
            return
        # With a nonce, a message that went through although its sending failed is not sent twice.
        options: dict[str, Any] = {"nonce": secrets.randbits(NONCE_BITS)}
        if view:
            options["view"] = view
        if self._reply_to is not None:
            options["reference"] = self._reply_to.to_reference(fail_if_not_exists=False)
        self._message = await persist(lambda: channel.send(**_body(shown), files=_files(shown), **options))

    def _left_behind(self, channel: discord.abc.Messageable) -> discord.PartialMessage | None:
        """Return the response whose interaction is over: as a message it can still be edited."""
        response, self._response = self._response, None
        partial = getattr(channel, "get_partial_message", None)
        return partial(response.id) if response is not None and partial is not None else None

    async def _edit_message(
        self, message: discord.Message | discord.PartialMessage, shown: Shown | Plain, view: discord.ui.View | None
    ) -> bool:
        """Edit the message, or tell that it was deleted."""
        try:
            self._message = await persist(
                lambda: message.edit(
                    **_body(shown), view=view, attachments=_files(shown), allowed_mentions=PINGING_NOBODY
                )
            )
        except discord.NotFound as error:
            if error.code != UNKNOWN_MESSAGE:
                raise
            self._message = None
            return False
        return True


async def persist(call: Callable[[], Awaitable[Result]]) -> Result:
    """
    Return what *call* returns, called again with growing waits while Discord is unavailable.

    Raises:
        discord.HTTPException: Discord refused, or stayed unavailable.
        aiohttp.ClientError: the connection to it broke again and again; or OSError.
    """
    wait = FIRST_WAIT_SECONDS
    for _ in range(ATTEMPTS - 1):
        try:
            return await call()
        except (discord.DiscordServerError, aiohttp.ClientError, OSError) as error:
            log.info("Discord is unavailable (%r); trying again in %.1f s.", error, wait)
        await asyncio.sleep(wait)
        wait *= 2
    return await call()


def _body(shown: Shown | Plain) -> dict[str, Any]:
    return {"content": shown.text} if isinstance(shown, Plain) else {"embed": shown.embed}


def _files(shown: Shown | Plain) -> list[discord.File]:
    return [discord.File(io.BytesIO(shown.rest.encode("utf-8", "replace")), FILE_NAME)] if shown.rest else []
