"""
The command line: what can be typed, and how the process ends. Each command imports what it needs when it runs.

This is the one place that turns errors into messages and exit codes.
"""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, Unpack

import click
from click_default_group import DefaultGroup

from bot.errors import BotError, ExitCode, UsageError

if TYPE_CHECKING:
    from bot.frontends.options import QuestionOptions

Command = TypeVar("Command", bound=Callable[..., Any])
EXIT_CODES = (
    (ExitCode.DONE, "answered, or done"),
    (ExitCode.INTERNAL, "internal error"),
    (ExitCode.USAGE, "wrong usage"),
    (ExitCode.ABSTAINED, "abstained: the articles do not answer the question"),
    (ExitCode.NO_CORPUS, "no usable index or corpus"),
    (ExitCode.MODEL_FAILED, "a model or its provider failed"),
    (ExitCode.PARTLY, "partly done: some files or lines failed"),
    (ExitCode.GATE_MISSED, "a gate was missed"),
    (ExitCode.CONFIGURATION, "wrong configuration, or something is not in health"),
    (ExitCode.INTERRUPTED, "interrupted"),
)


class AskGroup(DefaultGroup):  # type: ignore[misc]  # click-default-group is untyped
    """The group of commands; words that name no command are a question."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the question before the commands, for it is what most people come for."""
        formatter.write_usage(ctx.command_path, '[OPTIONS] "QUESTION"')
        formatter.write_usage(ctx.command_path, "COMMAND [ARGS]...", prefix="       ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the options of a question, the commands and the exit codes."""
        question = self.commands[self.default_cmd_name]
        records = [
            record
            for option in question.get_params(ctx)
            if isinstance(option, click.Option) and (record := option.get_help_record(ctx))
        ]
        version = [record for option in self.params if (record := option.get_help_record(ctx))]
        with formatter.section("Options of a question"):
            formatter.write_dl(
                [
                    *(r for r in records if not r[0].startswith("--help")),
                    *version,
                    ("--help", "Show this message and exit."),
                ]
            )
        self.format_commands(ctx, formatter)
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(int(code)), text) for code, text in EXIT_CODES])


class Quotable(click.Command):
    """A command that, given what reads like a question, says so rather than complaining of its arguments."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; three or more plain words that do not fit are most likely a question."""
        words = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            if sum(not word.startswith("-") for word in words) >= 2:
                raise UsageError(quote_the_question(self.name or "", words)) from None
            raise error from None


def quote_the_question(command: str, words: Sequence[str]) -> str:
    """Return the sentence for a question that was typed without quotes and begins with a command's name."""
    return f'`ask {command}` does not take that; if it is a question, quote it: ask "{" ".join((command, *words))}"'


def narrowing(command: Command) -> Command:
    """Add the options that narrow a question to some articles, and those that every question has."""
    for option in reversed(
        (
            click.option("--json", "as_json", is_flag=True, help="Print one JSON object."),
            click.option("--since", metavar="DATE", help="Only articles published on DATE (YYYY-MM-DD) or later."),
            click.option("--until", metavar="DATE", help="Only articles published on DATE or earlier."),
            click.option("--publisher", multiple=True, help="Only articles of this publisher (part of its name)."),
            click.option("--article", multiple=True, metavar="ID", help="Only this article; may be given again."),
            click.option("--passages", type=click.IntRange(1, 100), metavar="N", help="Retrieve N passages."),
            click.option("--no-color", is_flag=True, help="No colour, even on a terminal."),
        )
    ):
        command = option(command)
    return command


@click.group(cls=AskGroup, default="QUESTION", default_if_no_args=True, context_settings={"max_content_width": 100})
@click.version_option(package_name="ask-the-articles", prog_name="ask", message="%(prog)s %(version)s")
def ask() -> None:
    """
    Answer questions from your own news articles, with an exact citation for every sentence.

    Without a key and without a network. The question may also come from standard input (`ask -`);
    without one, on a terminal, a chat begins. The articles that ship are indexed on first use; `ask index PATH`
    takes your own in their place.
    """


@ask.command("QUESTION", hidden=True)
@narrowing
@click.argument("words", nargs=-1)
def question(words: tuple[str, ...], **options: "Unpack[QuestionOptions]") -> int:
    """Answer a question; several words are joined, `-` reads standard input."""
    from bot.frontends.questions import answer_question

    return answer_question(words, **options)


@ask.command("index", cls=Quotable)
@click.argument("paths", nargs=-1)
@click.option("--prune", is_flag=True, help="Take out articles that are gone from the given paths.")
@click.option("--reset", is_flag=True, help="Start over: take out every article first.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def index(paths: tuple[str, ...], *, prune: bool, reset: bool, as_json: bool) -> int:
    """
    Read articles into the index: files, folders, or `-` for standard input.

    Reads .md, .txt, .html, .pdf, .json and .jsonl, also with .gz. Articles add up over calls; the first PATH takes
    the place of the articles that ship. Without PATH: ASK_CORPUS, else what was indexed before is read again, else
    the articles that ship.
    """
    from bot.frontends.indexing import index_paths

    return index_paths(paths, prune=prune, reset=reset, as_json=as_json)


@ask.command("remove", cls=Quotable)
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
def remove(articles: tuple[str, ...]) -> int:
    """Take articles out of the index."""
    from bot.frontends.indexing import remove_articles

    return remove_articles(articles)


@ask.command("search", cls=Quotable)
@narrowing
@click.argument("words", nargs=-1, required=True)
def search(words: tuple[str, ...], **options: "Unpack[QuestionOptions]") -> int:
    """Show the ranked passages with their scores, without answering."""
    from bot.frontends.questions import search_passages

    return search_passages(words, **options)


@ask.command("articles", cls=Quotable)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def articles(*, as_json: bool) -> int:
    """List the articles of the index."""
    from bot.frontends.listing import list_articles

    return list_articles(as_json=as_json)


@ask.command("show", cls=Quotable)
@click.argument("article")
@click.option("--span", metavar="S:E", help="Only the characters from S up to, not including, E.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(article: str, *, span: str | None, as_json: bool) -> int:
    """Print the text of an article, to which all citations refer."""
    from bot.frontends.listing import show_article

    return show_article(article, span=span, as_json=as_json)


@ask.command("batch", cls=Quotable)
@narrowing
@click.argument("file")
def batch(file: str, **options: "Unpack[QuestionOptions]") -> int:
    """
    Answer the questions of FILE (`-`: standard input), one JSON answer a line.

    A line is a question, or a JSON object with "question", which comes back under "input".
    """
    from bot.frontends.batch import answer_batch

    return answer_batch(file, **options)


@ask.command("doctor", cls=Quotable)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def doctor(*, as_json: bool) -> int:
    """Tell what is configured, where things are kept, and whether all is in health."""
    from bot.frontends.doctor import examine

    return examine(as_json=as_json)


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line and leave the process with one of the documented exit codes."""
    for stream in (sys.stdout, sys.stderr):
        # A quote that the terminal's encoding lacks is shown escaped rather than ending the program.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(args))


def run(args: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; every error of a user's making is told in one line."""
    try:
        return int(ask.main(args=list(args) if args is not None else None, prog_name="ask", standalone_mode=False) or 0)
    except BotError as error:
        return _fail(str(error), error.exit_code)
    except click.ClickException as error:
        return _fail(error.format_message(), ExitCode.USAGE)
    except (KeyboardInterrupt, click.Abort):
        return _fail("interrupted", ExitCode.INTERRUPTED)
    except BrokenPipeError:
        _close_quietly()
        return ExitCode.DONE


def _fail(message: str, code: ExitCode) -> int:
    from bot.frontends.terminal import warn

    warn(f"ask: {message}")
    return int(code)


def _close_quietly() -> None:
    """Keep the interpreter from complaining at its end that standard output's reader has left (`ask … | head`)."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
