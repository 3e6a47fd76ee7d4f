"""Failures told to the one who clicked or typed: the one place that turns exceptions into words on Discord."""

import logging
import secrets
from collections.abc import Awaitable

import discord

from bot.errors import UsageError
from bot.frontends.discord.markdown import escaped_within
from bot.frontends.discord.place import CUT_OFF, LOST
from bot.frontends.discord.queue import BusyError, ClosingError
from bot.frontends.discord.texts import Words, words_for

log = logging.getLogger(__name__)

ACKNOWLEDGED_ALREADY = 40060  # the event came twice, and its twin was faster
TYPED_LIMIT = 300  # characters of what was typed, where it is told again


class RefusedError(Exception):
    """Something is not done; the message, in the language of the one who wanted it, tells why."""


def told_failure(error: BaseException, words: Words) -> str:
    """
    Return the sentence that tells a failure.

    What is nobody's fault here is logged under a reference, and the sentence names that: the rest may hold paths.
    """
    if isinstance(error, RefusedError):
        return str(error)
    if isinstance(error, BusyError | ClosingError):
        return words("error.busy" if isinstance(error, BusyError) else "error.closing")
    if isinstance(error, UsageError) and error.kind:
        about = {name: escaped_within(str(value), TYPED_LIMIT) for name, value in error.about.items()}
        return words(f"usage.{error.kind}", **about)
    reference = secrets.token_hex(4)
    log.error("Reference %s", reference, exc_info=error)
    return words("error.failed", reference=reference)


async def tell_failures(interaction: discord.Interaction, work: Awaitable[None]) -> None:
    """Do what an interaction asks for, and tell its user alone if that fails."""
    try:
        await work
    except Exception as error:  # noqa: BLE001 - whatever it is, its user is told and the log has it
        await tell_failure(interaction, error)


async def tell_failure(interaction: discord.Interaction, error: BaseException) -> None:
    """Tell the user of an interaction, and nobody else, that it failed; unless there is nobody to be told."""
    if _is_moot(error):
        log.info("Interaction %s came to nothing: %s", interaction.id, error)
        return
    text = told_failure(error, words_for(interaction.locale))
    try:
        await whisper(interaction, text)
    except CUT_OFF as lost:
        log.info("The user of interaction %s could not be told %r: %r", interaction.id, text, lost)


def _is_moot(error: BaseException) -> bool:
    """Tell whether the interaction is lost, forbidden, or left to its twin: nothing went wrong here."""
    if not isinstance(error, discord.HTTPException):
        return False
    return error.code in LOST or error.code == ACKNOWLEDGED_ALREADY or isinstance(error, discord.Forbidden)


async def whisper(interaction: discord.Interaction, text: str) -> None:
    """Show text, as it is, to the user of the interaction alone."""
    if interaction.response.is_done():
        await interaction.followup.send(text, ephemeral=True)
    else:
        await interaction.response.send_message(text, ephemeral=True)
