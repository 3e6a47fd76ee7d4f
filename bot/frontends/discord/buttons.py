"""
The buttons below an answer. All they know stands in their ids, so they work on messages from before a restart.

Each id begins with `ask:`; the rest names what it does and the key of the answer, or the asker, that it is about.
"""

import asyncio
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import SelectOption
from discord.ui import Button, DynamicItem, Item, Modal, Select, View

from bot.errors import UsageError
from bot.frontends.discord.failing import RefusedError, tell_failures
from bot.frontends.discord.forms import question_form, reason_form
from bot.frontends.discord.gates import is_moderator
from bot.frontends.discord.markdown import clipped, visible
from bot.frontends.discord.saying import said_count
from bot.frontends.discord.sources import source_embed
from bot.frontends.discord.texts import Words, words_for
from bot.records.votes import Choice
from bot.types import Answer, Citation

if TYPE_CHECKING:
    from bot.frontends.discord.client import AskClient

    Clicked = discord.Interaction[AskClient]

IN_A_ROW = 5  # buttons; Discord takes five rows of them
SOURCE_ROWS = 4  # the last is for the rest
MOST_LISTED = 25  # options that Discord takes in a select, which is a row
OPTION_LIMIT = 95  # Discord takes 100 characters
LOOK_SECONDS = 1.0
MORE = re.compile(r"ask:more:(?P<key>\d{1,18}-[0-9a-f]{6})")
GOOD: Choice = 1
BAD: Choice = -1


def buttons_of(answer: Answer, key: str | None, *, asker_id: int, words: Words, private: bool = False) -> View:
    """
    Return the buttons below an answer; those that need it to be kept are there only with its *key*.

    A *private* message needs no button to be deleted, for its reader can dismiss it.
    """
    view = View(timeout=None)
    if key is not None:
        _add_sources(view, answer.citations, key, words)
        view.add_item(VoteButton(key, GOOD))
        view.add_item(VoteButton(key, BAD))
        view.add_item(MoreButton(key, words("button.more")))
    if not private:
        view.add_item(DeleteButton(asker_id, words("button.delete")))
    view.stop()  # nothing waits for it: clicks are told apart by their ids alone, and no memory is held
    return view


def _add_sources(view: View, citations: Sequence[Citation], key: str, words: Words) -> None:
    most = IN_A_ROW * SOURCE_ROWS
    room = most if len(citations) <= most else most - IN_A_ROW
    for number, citation in enumerate(citations[:room]):
        view.add_item(SourceButton(key, citation.mark, row=number // IN_A_ROW))
    if citations[room:]:
        # Behind the buttons, for it takes the next row that is free: discord.py 2.7.1 loses the row of such a select.
        view.add_item(SourceSelect(key, words("button.sources"), citations[room:]))


def key_below(message: discord.Message) -> str | None:
    """Return the key in the buttons below an answer; None for any other message, and for one that is not kept."""
    rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
    ids = [getattr(button, "custom_id", None) or "" for row in rows for button in row.children]
    return next((found["key"] for found in map(MORE.fullmatch, ids) if found), None)


class SourceButton(DynamicItem[Button[View]], template=r"ask:source:(?P<key>\d{1,18}-[0-9a-f]{6}):(?P<mark>\d{1,4})"):
    """Shows a source to the one who clicks: the quote inside its paragraph."""

    def __init__(self, key: str, mark: int, row: int | None = None) -> None:
        super().__init__(Button(label=f"[{mark}]", custom_id=f"ask:source:{key}:{mark}", row=row))
        self.key = key
        self.mark = mark

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction[Any], __: Item[View], match: re.Match[str], /) -> Self:
        """Return the button that an id stands for."""
        return cls(match["key"], int(match["mark"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Show the source."""
        await tell_failures(interaction, _show_source(interaction, self.key, self.mark))


class SourceSelect(DynamicItem[Select[View]], template=r"ask:sources:(?P<key>\d{1,18}-[0-9a-f]{6})"):
    """Shows one of the sources that have no room for a button, to the one who chooses it."""

    def __init__(self, key: str, placeholder: str = "…", citations: Sequence[Citation] = ()) -> None:
        options = [SelectOption(label=_option_of(each), value=str(each.mark)) for each in citations[:MOST_LISTED]]
        super().__init__(Select(custom_id=f"ask:sources:{key}", placeholder=placeholder, options=options))
        self.key = key

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction[Any], __: Item[View], match: re.Match[str], /) -> Self:
        """Return the list that an id stands for; what was chosen comes with the interaction."""
        return cls(match["key"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Show the source that was chosen."""
        mark = next((int(value) for value in self.item.values if value.isdecimal()), 0)
        await tell_failures(interaction, _show_source(interaction, self.key, mark))


class VoteButton(DynamicItem[Button[View]], template=r"ask:vote:(?P<key>\d{1,18}-[0-9a-f]{6}):(?P<vote>good|bad)"):
    """Takes a vote; a bad one opens a form for its reason, and counts once that is sent, with one or without."""

    def __init__(self, key: str, vote: Choice) -> None:
        name, emoji = ("good", "👍") if vote == GOOD else ("bad", "👎")
        super().__init__(Button(emoji=emoji, custom_id=f"ask:vote:{key}:{name}", row=SOURCE_ROWS))
        self.key = key
        self.vote = vote

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction[Any], __: Item[View], match: re.Match[str], /) -> Self:
        """Return the button that an id stands for."""
        return cls(match["key"], GOOD if match["vote"] == "good" else BAD)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Take the vote."""
        await tell_failures(interaction, self._take(interaction))

    async def _take(self, interaction: "Clicked") -> None:
        words = interaction.client.asking.gates.let_in_by(interaction)
        if self.vote == BAD:
            await _open_form(interaction, self.key, reason_form(self.key, words))
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.client.voting.cast(self.key, interaction.user, self.vote, words=words)
        await interaction.edit_original_response(content=words("vote.kept"))


class MoreButton(DynamicItem[Button[View]], template=MORE):
    """Opens a form for the next question of the answer's conversation."""

    def __init__(self, key: str, label: str = "…") -> None:
        super().__init__(Button(label=label, custom_id=f"ask:more:{key}", row=SOURCE_ROWS))
        self.key = key

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction[Any], __: Item[View], match: re.Match[str], /) -> Self:
        """Return the button that an id stands for."""
        return cls(match["key"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Open the form."""
        await tell_failures(interaction, self._open(interaction))

    async def _open(self, interaction: "Clicked") -> None:
        words = interaction.client.asking.gates.let_in_by(interaction)
        await _open_form(interaction, self.key, question_form(self.key, words))


class DeleteButton(DynamicItem[Button[View]], template=r"ask:delete:(?P<asker>\d{1,20})"):
    """Deletes the message of an answer, for the one who asked or a moderator; what is kept of it stays."""

    def __init__(self, asker_id: int, label: str = "…") -> None:
        super().__init__(Button(emoji="🗑", label=label, custom_id=f"ask:delete:{asker_id}", row=SOURCE_ROWS))
        self.asker_id = asker_id

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction[Any], __: Item[View], match: re.Match[str], /) -> Self:
        """Return the button that an id stands for."""
        return cls(int(match["asker"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Delete the message that the button is below."""
        await tell_failures(interaction, self._delete(interaction))

    async def _delete(self, interaction: "Clicked") -> None:
        asker = interaction.user
        if not (
            asker.id == self.asker_id or is_moderator(interaction) or interaction.client.asking.gates.is_admin(asker)
        ):
            raise RefusedError(words_for(interaction.locale)("error.not_yours"))
        await interaction.response.defer()
        if interaction.message is not None:
            await interaction.message.delete()


class ForgetButton(DynamicItem[Button[View]], template=r"ask:forget"):
    """Asks back whether all that is kept of the one who clicks is to be deleted."""

    def __init__(self, label: str = "…") -> None:
        super().__init__(Button(label=label, custom_id="ask:forget", style=discord.ButtonStyle.danger))

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction[Any], __: Item[View], ___: re.Match[str], /) -> Self:
        """Return the button that an id stands for."""
        return cls()

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Ask back."""
        await tell_failures(interaction, self._ask_back(interaction))

    async def _ask_back(self, interaction: "Clicked") -> None:
        words = words_for(interaction.locale)
        view = View(timeout=None)
        view.add_item(ForgetForGoodButton(words("button.forget_for_good")))
        view.stop()
        await interaction.response.send_message(words("forget.sure"), view=view, ephemeral=True)


class ForgetForGoodButton(DynamicItem[Button[View]], template=r"ask:forget:for-good"):
    """Deletes all that is kept of the one who clicks."""

    def __init__(self, label: str = "…") -> None:
        super().__init__(Button(label=label, custom_id="ask:forget:for-good", style=discord.ButtonStyle.danger))

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction[Any], __: Item[View], ___: re.Match[str], /) -> Self:
        """Return the button that an id stands for."""
        return cls()

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Delete, and tell how much there was."""
        await tell_failures(interaction, self._forget(interaction))

    async def _forget(self, interaction: "Clicked") -> None:
        words = words_for(interaction.locale)
        await interaction.response.defer()
        forgotten = await interaction.client.voting.forget(interaction.user)
        questions = said_count("count.questions", forgotten.questions, words)
        told = words("forget.done", questions=questions, votes=said_count("count.votes", forgotten.votes, words))
        await interaction.edit_original_response(content=told, view=None)


BUTTONS = (SourceButton, SourceSelect, VoteButton, MoreButton, DeleteButton, ForgetButton, ForgetForGoodButton)


def _option_of(citation: Citation) -> str:
    """Return mark and title of a source as plain text, for Discord shows no markdown in a select."""
    return clipped(f"[{citation.mark}] {' '.join(visible(citation.title).split())}", OPTION_LIMIT)


async def _show_source(interaction: "Clicked", key: str, mark: int) -> None:
    """Show a source of the answer of this key to the one who wants it."""
    words = interaction.client.asking.gates.let_in_by(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    reader = interaction.client.voting.name_of(interaction.user)
    told = await interaction.client.asking.memory.told(key, reader)
    citation = next((c for c in told.answer.citations if c.mark == mark), None) if told else None
    if citation is None:
        raise RefusedError(words("error.gone"))
    try:
        article = await asyncio.to_thread(interaction.client.asking.pipeline.article, citation.article)
    except UsageError:
        raise RefusedError(words("error.taken_out")) from None
    text = article.text
    if text[citation.start : citation.end] != citation.quote:
        raise RefusedError(words("error.paragraph"))
    await interaction.edit_original_response(embed=source_embed(citation, text, words))


async def _open_form(interaction: "Clicked", key: str, form: Modal) -> None:
    """
    Open a form about the answer of this key, if it is still kept.

    A form must be the first response, within three seconds: where looking takes long, that is told when it is sent.
    """
    memory, reader = interaction.client.asking.memory, interaction.client.voting.name_of(interaction.user)
    with suppress(TimeoutError):
        if await asyncio.wait_for(memory.told(key, reader), LOOK_SECONDS) is None:
            raise RefusedError(words_for(interaction.locale)("error.gone"))
    await interaction.response.send_modal(form)
