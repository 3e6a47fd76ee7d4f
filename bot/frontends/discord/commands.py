"""The slash commands, and the menu of a message: what each takes, and where it goes."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.frontends.discord.articles import add_article, remove_article, show_articles, show_status
from bot.frontends.discord.failing import tell_failure
from bot.frontends.discord.markdown import clipped, visible
from bot.frontends.discord.replying import reply
from bot.frontends.discord.telling import about, privacy
from bot.frontends.discord.texts import ENGLISH, LANGUAGES
from bot.frontends.options import filters_between
from bot.types import QUESTION_LIMIT

if TYPE_CHECKING:
    from bot.frontends.discord.client import AskClient

MOST_CHOICES = 25
CHOICE_LIMIT = 100
Question = app_commands.Range[str, 1, QUESTION_LIMIT]


class Tree(app_commands.CommandTree["AskClient"]):
    """The commands; whatever fails in one is told to the one who gave it."""

    async def on_error(self, interaction: "discord.Interaction[AskClient]", error: Exception, /) -> None:
        """Tell the failure of a command."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        await tell_failure(interaction, cause)


class Interface(app_commands.Translator):
    """Translates the commands' texts, which stand under their keys."""

    async def translate(
        self, string: locale_str, locale: discord.Locale, _: app_commands.TranslationContextTypes, /
    ) -> str | None:
        """Return the text in the language of *locale*, or None where the interface has none."""
        key = string.extras.get("key")
        language = str(locale.value).partition("-")[0]
        return LANGUAGES[language][key] if key and language in LANGUAGES else None


def told(key: str) -> locale_str:
    """Return the text of a key, to be translated."""
    return locale_str(ENGLISH[key], key=key)


@app_commands.command(name="ask", description=told("command.ask"))
@app_commands.describe(
    question=told("option.question"),
    since=told("option.since"),
    until=told("option.until"),
    publisher=told("option.publisher"),
    private=told("option.private"),
)
async def ask(  # noqa: PLR0917 - discord.py reads the options from these
    interaction: "discord.Interaction[AskClient]",
    question: Question,
    since: str | None = None,
    until: str | None = None,
    publisher: str | None = None,
    private: bool = False,  # noqa: FBT001, FBT002 - the command's option
) -> None:
    """Answer a question."""
    filters = filters_between(since, until, publishers=(publisher,) if publisher else ())
    await reply(interaction, question, filters=filters, private=private)


@ask.autocomplete("publisher")
async def publishers(interaction: "discord.Interaction[AskClient]", typed: str) -> list[app_commands.Choice[str]]:
    """Offer the publishers whose names hold what is typed."""
    asking = interaction.client.asking
    if asking.gates.refusal(interaction.user, interaction.guild_id, interaction.channel):
        return []
    entries = await asking.entries()
    names = sorted({entry.publisher for entry in entries if entry.publisher}, key=str.casefold)
    fitting = [name for name in names if typed.casefold() in name.casefold() and len(name) <= CHOICE_LIMIT]
    return [app_commands.Choice(name=visible(name) or "…", value=name) for name in fitting[:MOST_CHOICES]]


@app_commands.context_menu(name=told("command.answer_this"))
async def answer_this(interaction: "discord.Interaction[AskClient]", message: discord.Message) -> None:
    """Answer a message as a question, for the one who chose it alone."""
    await reply(interaction, message.content, private=True)


@app_commands.command(name="sources", description=told("command.sources"))
@app_commands.describe(page=told("option.page"))
async def sources(interaction: "discord.Interaction[AskClient]", page: app_commands.Range[int, 1, 100_000] = 1) -> None:
    """List the articles."""
    await show_articles(interaction, page)


@app_commands.command(name="about", description=told("command.about"))
async def about_command(interaction: "discord.Interaction[AskClient]") -> None:
    """Tell what the bot knows."""
    await about(interaction)


@app_commands.command(name="privacy", description=told("command.privacy"))
async def privacy_command(interaction: "discord.Interaction[AskClient]") -> None:
    """Tell what the bot keeps."""
    await privacy(interaction)


index = app_commands.Group(
    name="index",
    description=told("command.index"),
    default_permissions=discord.Permissions(manage_guild=True),  # which nobody is asked for but in a server
    allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
    allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
)


@index.command(name="add", description=told("command.add"))
@app_commands.describe(
    file=told("option.file"),
    text=told("option.text"),
    title=told("option.title"),
    publisher=told("option.publisher_of"),
    date=told("option.date"),
)
async def add(  # noqa: PLR0917 - discord.py reads the options from these
    interaction: "discord.Interaction[AskClient]",
    file: discord.Attachment | None = None,
    text: str | None = None,
    title: app_commands.Range[str, 1, 300] | None = None,
    publisher: app_commands.Range[str, 1, 200] | None = None,
    date: str | None = None,
) -> None:
    """Take an article in."""
    await add_article(interaction, file=file, text=text, title=title, publisher=publisher, date=date)


@index.command(name="remove", description=told("command.remove"))
@app_commands.describe(article=told("option.article"))
async def remove(interaction: "discord.Interaction[AskClient]", article: str) -> None:
    """Take an article out."""
    await remove_article(interaction, article)


@remove.autocomplete("article")
async def article_ids(interaction: "discord.Interaction[AskClient]", typed: str) -> list[app_commands.Choice[str]]:
    """Offer the articles whose title or id holds what is typed, to those who may take one out."""
    if not interaction.client.asking.gates.is_admin(interaction.user):
        return []
    wanted = typed.casefold()
    fitting = [
        entry
        for entry in await interaction.client.asking.entries()
        if len(entry.id) <= CHOICE_LIMIT and (wanted in entry.title.casefold() or wanted in entry.id.casefold())
    ]
    return [
        app_commands.Choice(name=clipped(visible(entry.title), CHOICE_LIMIT) or entry.id, value=entry.id)
        for entry in fitting[:MOST_CHOICES]
    ]


@index.command(name="status", description=told("command.status"))
async def status(interaction: "discord.Interaction[AskClient]") -> None:
    """Tell the state of the index."""
    await show_status(interaction)


def make_tree(client: "AskClient") -> Tree:
    """Return the tree with every command; all but `/index` work also in direct messages and where people bring them."""
    tree = Tree(
        client,
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
    )
    commands: tuple[app_commands.Command[Any, ..., None] | app_commands.ContextMenu | app_commands.Group, ...] = (
        ask,
        answer_this,
        sources,
        about_command,
        privacy_command,
        index,
    )
    for command in commands:
        tree.add_command(command)
    return tree
