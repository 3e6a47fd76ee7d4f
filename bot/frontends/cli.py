"""
The command line: what can be typed, and how the process ends. Each command imports what it needs when it runs.

This is the one place that turns errors into messages and exit codes.
"""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

import click

from bot import __version__
from bot.errors import BotError, ExitCode, UsageError
from bot.frontends.grammar import (
    QUESTION,
    AskGroup,
    Question,
    Quotable,
    answering,
    is_plain_word,
    narrowing,
    quote_the_question,
)

if TYPE_CHECKING:
    from bot.frontends.options import AskOptions, EvaluationOptions, QuestionOptions


@click.group(cls=AskGroup, default=QUESTION, default_if_no_args=True, context_settings={"max_content_width": 100})
@click.version_option(version=__version__, prog_name="ask", message="%(prog)s %(version)s")
def ask() -> None:
    """
    Answer questions from your own news articles, with an exact citation for every sentence.

    Without a key and without a network. The question may also come from standard input (`ask -`);
    without one, on a terminal, a chat begins. The articles that ship are indexed on first use; `ask index PATH`
    takes your own in their place.
    """


@ask.command(QUESTION, cls=Question, hidden=True)
@answering
@narrowing
@click.argument("words", nargs=-1)
def question(words: tuple[str, ...], **options: "Unpack[AskOptions]") -> int:
    """Answer a question; several words are joined, `-` reads standard input."""
    from bot.frontends.questions import answer_question

    return answer_question(words, **options)


@ask.command("index", cls=Quotable, short_help="Read articles into the index: files, folders, standard input.")
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
    if len(paths) > 1 and all(is_plain_word(path) for path in paths):
        raise UsageError(quote_the_question(f"There is no file {paths[0]!r}", "index", paths))
    from bot.frontends.indexing import index_paths

    return index_paths(paths, prune=prune, reset=reset, as_json=as_json)


@ask.command("remove", cls=Quotable)
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
def remove(articles: tuple[str, ...]) -> int:
    """Take articles out of the index."""
    from bot.frontends.indexing import remove_articles

    try:
        return remove_articles(articles)
    except UsageError as error:
        if len(articles) > 1:
            problem = f"There is no article {articles[0]!r}"
            raise UsageError(quote_the_question(problem, "remove", articles)) from error
        raise


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


@ask.command("log", cls=Quotable, short_help="List past questions, or show one with its answer.")
@click.argument("number", required=False)
@click.option("--clear", is_flag=True, help="Delete all of them, and the lines that the chat remembers; votes stay.")
@click.option("--yes", is_flag=True, help="Delete without asking first.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON objects, one a line.")
def log(number: str | None, *, clear: bool, yes: bool, as_json: bool) -> int:
    """
    List past questions, the newest last, or show the one of NUMBER with its answer as it was.

    They are kept under ASK_HOME for ASK_LOG_DAYS days; ASK_LOG=off, or --no-log with a question, keeps nothing.
    """
    from bot.frontends.log import show_log

    return show_log(number, clear=clear, yes=yes, as_json=as_json)


@ask.command("feedback", cls=Quotable, short_help="List the votes on answers, or make gold questions of them.")
@click.option("--export", type=click.Choice(["gold"]), help="Print candidates for gold questions, one JSON line each.")
@click.option("--clear", is_flag=True, help="Delete all votes; past questions stay.")
@click.option("--yes", is_flag=True, help="Delete without asking first.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON objects with the whole answers, one a line.")
def feedback(*, export: str | None, clear: bool, yes: bool, as_json: bool) -> int:
    """
    List the votes on answers, the newest last; one that was changed counts from its change.

    They are kept under ASK_HOME until deleted. With --export gold each answer is a line that `ask eval --gold` takes:
    a good answer with its quotes as evidence, a bad one with the articles it cites, a good abstention as not
    answerable, a bad one with the articles near it. Its class tells which, its note the votes and reasons: look
    the lines through, above all those of bad votes, before you measure by them.
    """
    from bot.frontends.feedback import show_feedback

    return show_feedback(export_gold=export is not None, clear=clear, yes=yes, as_json=as_json)


@ask.command("batch", cls=Quotable, short_help="Answer many questions, one JSON answer a line.")
@narrowing
@click.argument("file")
def batch(file: str, **options: "Unpack[QuestionOptions]") -> int:
    """
    Answer the questions of FILE (`-`: standard input), one JSON answer a line.

    A line is a question, or a JSON object with "question", which comes back under "input".
    """
    from bot.frontends.batch import answer_batch

    return answer_batch(file, **options)


@ask.command("eval", cls=Quotable, short_help="Measure the answers on gold questions, beside other pipelines.")
@click.option(
    "--gold", metavar="FILE", help="Gold questions, or a public set; by default those on the shipped articles."
)
@click.option("--corpus", multiple=True, metavar="PATH", help="Articles to ask; by default those that ship.")
@click.option(
    "--pipeline",
    multiple=True,
    metavar="NAME",
    help="embedded (default), chat, hybrid, dense, bm25, naive; may come again.",
)
@click.option("--split", type=click.Choice(["dev", "test"]), help="Only the questions for tuning, or for the test.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Only N of the questions, always the same.")
@click.option("--given", is_flag=True, help="Ask each question of its own article or passage alone.")
@click.option("--save", metavar="FILE", help="Save the run as JSON, with every question.")
@click.option("--compare", metavar="FILE", help="Compare with a run that was saved.")
@click.option(
    "--fail-under",
    multiple=True,
    metavar="METRIC=VALUE",
    help="Exit with 7 if the metric is worse, of a GROUP:METRIC too; may come again.",
)
@click.option("--html", metavar="FILE", help="Write a page with charts and every question.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--no-color", is_flag=True, help="No colour, even on a terminal.")
def evaluation(**options: "Unpack[EvaluationOptions]") -> int:
    """
    Measure the answers on gold questions, beside other pipelines.

    FILE is JSON Lines in the format of corpus/gold.jsonl, SQuAD 1.1 or 2.0, or a folder or file of RealTime QA,
    CLAPnq or SummHay. Each figure comes with its number of questions and a 95 % bootstrap interval. A run that was
    interrupted goes on where it was.
    """
    from bot.frontends.evaluation import evaluate_pipelines

    return evaluate_pipelines(**options)


@ask.command("discord", cls=Quotable, short_help="Answer on Discord until stopped.")
@click.option("--health", metavar="HOST:PORT", help="Serve /livez, /readyz and /metrics there.")
def discord(*, health: str | None) -> int:
    """
    Answer on Discord, as the bot whose token is ASK_DISCORD_TOKEN, until SIGTERM or Ctrl-C.

    Questions that are being answered then are finished, for up to ten seconds.
    """
    from bot.frontends.discord.running import run_bot

    return run_bot(health=health)


@ask.command("doctor", cls=Quotable, short_help="Tell what is configured, and whether all is in health.")
@click.option("--discord", is_flag=True, help="Ask Discord too: token, intents, commands; prints the invite link.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def doctor(*, discord: bool, as_json: bool) -> int:
    """Tell what is configured, where things are kept, and whether all is in health."""
    from bot.frontends.doctor import examine

    return examine(as_json=as_json, discord=discord)


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line and leave the process with one of the documented exit codes."""
    _complete_streams()
    for stream in (sys.stdout, sys.stderr):
        # A quote that the terminal's encoding lacks is shown escaped rather than ending the program.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(args))


def _complete_streams() -> None:
    """Stand the null device in for standard streams that the caller closed (`ask … <&-`), for which Python has None."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - open to the end


def run(args: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; every error of a user's making is told in one line."""
    try:
        return int(ask.main(args=list(args) if args is not None else None, prog_name="ask", standalone_mode=False) or 0)
    except BotError as error:
        return _fail(str(error), error.exit_code)
    except click.ClickException as error:
        return _fail(f"{error.format_message()}{_help_of(error)}", ExitCode.USAGE)
    except (KeyboardInterrupt, click.Abort):
        return _fail("interrupted", ExitCode.INTERRUPTED)


def _help_of(error: click.ClickException) -> str:
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    path = ctx.command_path.removesuffix(f" {QUESTION}") if ctx else "ask"
    return f" See `{path} --help`."


def _fail(message: str, code: ExitCode) -> int:
    from bot.frontends.terminal import warn

    warn(f"ask: {message}")
    return int(code)
