"""How the command line is understood: which words are a command, which a question, and what its help shows."""

import errno
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.errors import ExitCode, StorageError, UsageError

if TYPE_CHECKING:
    from click import Group as DefaultGroup  # click-default-group is untyped
else:
    from click_default_group import DefaultGroup

Command = TypeVar("Command", bound=Callable[..., Any])
QUESTION = "QUESTION"  # the name of the command that is run where none is named
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
    (ExitCode.REFUSED_BY_DISCORD, "Discord refused the bot's token or an intent"),
    (ExitCode.UNREACHABLE, "Discord could not be reached"),
    (ExitCode.INTERRUPTED, "interrupted"),
)


class AskGroup(DefaultGroup):
    """The group of commands; words that name no command are a question."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Leave everything that follows to the question, `--` included, where the first word names no command."""
        ours = not args or args[0] in {*self.commands, *self.get_help_option_names(ctx), "--version"}
        return super().parse_args(ctx, args if ours else [QUESTION, *args])

    def invoke(self, ctx: click.Context) -> object:
        """
        Run the command; that the reader of its output has left (`ask … | head`) is no error.

        Raises:
            StorageError: the disk that standard output goes to is full.
        """
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            close_quietly()
            return ExitCode.DONE
        except OSError as error:
            if error.errno != errno.ENOSPC or error.filename is not None:
                raise
            close_quietly()
            raise StorageError("Standard output cannot be written: its disk is full; make room there.") from error
        return code

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the question before the commands, for it is what most people come for."""
        formatter.write_usage(ctx.command_path, '[OPTIONS] "QUESTION"')
        formatter.write_usage(ctx.command_path, "COMMAND [ARGS]...", prefix="       ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the options of a question, the commands and the exit codes."""
        question = self.commands[QUESTION]
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


class Question(click.Command):
    """The command that is run where none is named: its help is that of the whole."""

    def get_help(self, ctx: click.Context) -> str:
        """Return the help of `ask`."""
        return ctx.parent.get_help() if ctx.parent else super().get_help(ctx)


class Quotable(click.Command):
    """A command that, given what reads like a question, says so rather than complaining of its arguments."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; three or more plain words that do not fit are most likely a question."""
        words = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            if isinstance(error, click.BadParameter) and not isinstance(error, click.MissingParameter):
                raise  # an option's value is wrong, and says how
            if sum(not word.startswith("-") for word in words) >= 2:
                name = self.name or ""
                raise UsageError(quote_the_question(f"`ask {name}` does not take that", name, words)) from None
            raise error from None


def quote_the_question(problem: str, command: str, words: Sequence[str]) -> str:
    r"""
    Return the sentence for a question that was typed without quotes and begins with a command's name.

    >>> quote_the_question("There is no file 'of'", "index", ["of", "prices"])
    'There is no file \'of\'; if it is a question, quote it: ask "index of prices"'
    """
    return f'{problem}; if it is a question, quote it: ask "{" ".join((command, *words))}"'


def is_plain_word(path: str) -> bool:
    """Tell whether what was typed for a path looks like a word of a question, and is no file."""
    return path.strip(".,:;?!'\"’").replace("-", "").replace("'", "").isalnum() and not os.path.lexists(path)


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


def answering(command: Command) -> Command:
    """Add the options of a question that is answered at once, or in a chat."""
    for option in reversed(
        (
            click.option("-c", "--continue", "continues", is_flag=True, help="Go on from the last conversation."),
            click.option("--no-log", is_flag=True, help="Keep neither question nor answer for `ask log`."),
            click.option("--no-stream", is_flag=True, help="Show a written answer only when it is checked."),
        )
    ):
        command = option(command)
    return command


def close_quietly() -> None:
    """Keep the interpreter from complaining at its end that standard output's reader has left (`ask … | head`)."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
