"""The articles on Discord: listed in pages for everyone, taken in and out by those who run the bot."""

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

import discord
from discord.ui import Button, DynamicItem, Item, View

from bot.frontends.discord.embeds import corpus_of
from bot.frontends.discord.failing import RefusedError, tell_failures
from bot.frontends.discord.intake import (
    LEAST_CHARACTERS,
    Added,
    ChangingError,
    Declared,
    NothingToAddError,
    SeveralError,
    TooLittleError,
)
from bot.frontends.discord.markdown import code, escaped_within, link
from bot.frontends.discord.saying import said_count, said_published
from bot.frontends.discord.shown import Colour
from bot.frontends.discord.texts import Words, words_for
from bot.frontends.options import parse_day
from bot.ingestion.files import MAX_BYTES
from bot.library import Entry

if TYPE_CHECKING:
    from bot.frontends.discord.client import AskClient

    Clicked = discord.Interaction[AskClient]

ON_A_PAGE = 10
MEGABYTE = 1_000_000


class PageButton(DynamicItem[Button[View]], template=r"ask:page:(?P<page>\d{1,6})"):
    """Turns to a page of the articles."""

    def __init__(self, page: int, label: str = "…") -> None:
        super().__init__(Button(label=label, custom_id=f"ask:page:{page}"))
        self.page = page

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction[Any], __: Item[View], match: re.Match[str], /) -> Self:
        """Return the button that an id stands for."""
        return cls(int(match["page"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Turn the page."""
        await tell_failures(interaction, self._turn(interaction))

    async def _turn(self, interaction: "Clicked") -> None:
        interaction.client.asking.gates.let_in_by(interaction)
        await interaction.response.defer()
        await _show_page(interaction, self.page)


class ShippedButton(DynamicItem[Button[View]], template=r"ask:shipped"):
    """Takes in the articles that ship beside those of one's own, whose first took their place."""

    def __init__(self, label: str = "…") -> None:
        super().__init__(Button(label=label, custom_id="ask:shipped"))

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction[Any], __: Item[View], ___: re.Match[str], /) -> Self:
        """Return the button that an id stands for."""
        return cls()

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Take them in."""
        await tell_failures(interaction, _add_shipped(interaction))


async def show_articles(interaction: "Clicked", page: int) -> None:
    """List the articles to the one who asks, a page at a time."""
    interaction.client.asking.gates.let_in_by(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    await _show_page(interaction, page)


async def _show_page(interaction: "Clicked", page: int) -> None:
    embed, view = _page(await interaction.client.asking.entries(), page, words_for(interaction.locale))
    await interaction.edit_original_response(embed=embed, view=view)


def _page(entries: tuple[Entry, ...], page: int, words: Words) -> tuple[discord.Embed, View]:
    pages = max(-(-len(entries) // ON_A_PAGE), 1)
    wanted, page = page, min(max(page, 1), pages)
    newest_first = sorted(entries, key=lambda entry: (entry.published or datetime.date.min, entry.title), reverse=True)
    lines = [_line(entry, words) for entry in newest_first[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]]
    embed = discord.Embed(title=said_count("count.articles", len(entries), words), colour=Colour.ANSWERED)
    told = [words("articles.no_page", page=wanted) + "\n"] if wanted > pages else []
    embed.description = "\n".join(told + lines) if lines else words("articles.none")
    embed.set_footer(text=words("articles.page", page=page, pages=pages))
    view = View(timeout=None)
    if page > 1:
        view.add_item(PageButton(page - 1, "◀"))
    if page < pages:
        view.add_item(PageButton(page + 1, "▶"))
    view.stop()
    return embed, view


def _line(entry: Entry, words: Words) -> str:
    parts = [f"**{escaped_within(entry.title, 140)}**", escaped_within(entry.publisher or "", 60)]
    day = said_published(entry.published, words)
    parts += [day, link(words("source.open"), entry.url) or ""]
    line = "• " + " · ".join(part for part in parts if part)
    return line if len(line) <= 380 else "• " + " · ".join(part for part in parts[:3] if part)


async def add_article(
    interaction: "Clicked",
    *,
    file: discord.Attachment | None,
    text: str | None,
    title: str | None,
    publisher: str | None,
    date: str | None,
) -> None:
    """Take in an article that was attached or pasted, by the rules of `ask index`."""
    words = _let_in(interaction)
    if (file is None) == (text is None):
        raise RefusedError(words("add.nothing"))
    if file is not None and file.size > MAX_BYTES:
        size = f"{file.size / MEGABYTE:.0f}"
        raise RefusedError(words("add.too_big", size=size, limit=MAX_BYTES // MEGABYTE))
    declared = Declared(title, publisher, parse_day(date, option="date") if date else None)
    with _alone(interaction, words):
        await interaction.response.defer(ephemeral=True, thinking=True)
        content = await _read(file, words) if file is not None else (text or "").encode("utf-8", "replace")
        added = await _take_in(interaction, file.filename if file else None, content, declared, words)
    told, view = _told_of(added, words)
    await interaction.edit_original_response(content=told, view=view)


def _told_of(added: Added, words: Words) -> tuple[str, View | None]:
    """Return what became of an article, with the way back where it took the place of those that ship."""
    if not added.new:
        return words("add.kept"), None
    told = words(
        "add.done", title=escaped_within(added.title, 300), article=code(added.id), generation=added.generation
    )
    if not added.replaced:
        return told, None
    view = View(timeout=None)
    view.add_item(ShippedButton(words("button.shipped")))
    view.stop()
    return f"{told}\n\n{words('add.replaced', count=added.replaced, button=words('button.shipped'))}", view


async def _add_shipped(interaction: "Clicked") -> None:
    words = _let_in(interaction)
    with _alone(interaction, words):
        await interaction.response.defer(ephemeral=True, thinking=True)
        count, generation = await interaction.client.articles.add_shipped()
    articles = said_count("count.articles", count, words)
    await interaction.edit_original_response(content=words("shipped.done", articles=articles, generation=generation))


async def _read(file: discord.Attachment, words: Words) -> bytes:
    try:
        return await file.read()
    except discord.HTTPException as error:
        raise RefusedError(words("add.gone")) from error


async def _take_in(interaction: "Clicked", name: str | None, content: bytes, declared: Declared, words: Words) -> Added:
    try:
        return await interaction.client.articles.add(name, content, declared)
    except TooLittleError as error:
        refusal = words("add.too_little", count=error.characters, limit=LEAST_CHARACTERS)
        raise RefusedError(refusal) from error
    except SeveralError as error:
        raise RefusedError(words("add.one", count=error.count)) from error
    except NothingToAddError as error:
        reason = words(f"unreadable.{error.unreadable.code}", **error.unreadable.about)
        raise RefusedError(words("add.unreadable", reason=reason)) from error


async def remove_article(interaction: "Clicked", article: str) -> None:
    """Take an article out."""
    words = _let_in(interaction)
    with _alone(interaction, words):
        await interaction.response.defer(ephemeral=True, thinking=True)
        generation = await interaction.client.articles.remove(article)
    told = words("removed.done", article=code(article), generation=generation)
    await interaction.edit_original_response(content=told)


async def show_status(interaction: "Clicked") -> None:
    """Tell the state of the index."""
    words = _let_in(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    state, entries = await interaction.client.articles.state(), await interaction.client.asking.entries()
    told = words("status.text", generation=state.generation, corpus=corpus_of(entries, words))
    if state.shipped:
        told = f"{told}\n{words('status.shipped')}"
    await interaction.edit_original_response(content=told)


def _let_in(interaction: "Clicked") -> Words:
    """Return the words for someone who may change the index; nobody else passes."""
    words = words_for(interaction.locale)
    if not interaction.client.asking.gates.is_admin(interaction.user):
        raise RefusedError(words("error.only_admins"))
    return words


@contextmanager
def _alone(interaction: "Clicked", words: Words) -> Iterator[None]:
    """Keep other changes away for the length of the block, or refuse to make this one."""
    try:
        with interaction.client.articles.alone():
            yield
    except ChangingError as error:
        raise RefusedError(words("error.indexing")) from error
