"""What every command does to a terminal: clean text, colour only where it is seen, progress on standard error."""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID
    from rich.text import Text

# What steers a terminal (controls, the C1 ones too), turns the reading order, is not seen, or cannot be encoded.
# Joiners and the visible format characters of Arabic and its like stay: articles are written with them.
STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
PIPED_WIDTH = 1000  # columns of a table that no terminal has to hold
PATIENCE_SECONDS = 1.0  # work that is done sooner shows no bar


def printable(text: str) -> str:
    r"""
    Take out what would steer a terminal or turn the reading order: control and bidi characters, lone surrogates.

    Line breaks and tabs stay, and so does every character of an article's canonical text.

    >>> printable("red \x1b[31malert\u202e!")
    'red [31malert!'
    """
    return STEERING.sub("", text)


def make_console(stream: TextIO | None = None, *, color: bool | None = None) -> "Console":
    """Return a console that wraps to the terminal's width, and neither wraps nor colours what is no terminal."""
    from rich.console import Console

    class PipedConsole(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # told to the command line; rich's own way is to exit with 1

    stream = stream or sys.stdout
    return PipedConsole(
        file=stream,
        no_color=None if color is None else not color,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=not stream.isatty(),
    )


def print_text(text: "Text", *, color: bool | None = None) -> None:
    """Print a rendered text to standard output, cleaned of what would steer the terminal."""
    text.plain = text.plain if text.plain == printable(text.plain) else _same_length(text.plain)
    make_console(color=color).print(text)


def print_json(value: dict[str, Any]) -> None:
    """Print one JSON object on one line; what is not seen is escaped, for terminals and readers of lines."""
    line = json.dumps(value, ensure_ascii=not _is_unicode(sys.stdout.encoding))
    if not line.isprintable():
        line = "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in line)
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def print_table(heading: Sequence[str], rows: Iterable[Sequence[str]], *, color: bool | None = None) -> None:
    """Print a table to standard output: the first column to the left, the others to the right."""
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for number, name in enumerate(heading):
        table.add_column(printable(name), justify="right" if number else "left", no_wrap=not number, overflow="fold")
    for row in rows:
        table.add_row(*(printable(cell) for cell in row))
    console = make_console(color=color)
    if not console.is_terminal:
        console.width = PIPED_WIDTH
    console.print(table)
    console.print()


def print_listing(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows of text to standard output: a table on a terminal, elsewhere lines with tabs, each as it comes."""
    if not sys.stdout.isatty():
        for row in rows:
            sys.stdout.write("\t".join(printable(cell).replace("\t", " ") for cell in row) + "\n")
        return
    from rich.table import Table

    table = Table(*heading, box=None, padding=(0, 2, 0, 0))
    for row in rows:
        table.add_row(*map(printable, row))
    make_console().print(table)


def warn(message: str) -> None:
    """Print one line to standard error."""
    sys.stderr.write(printable(message) + "\n")


def _is_unicode(encoding: str | None) -> bool:
    return (encoding or "").lower().startswith("utf")


def _same_length(text: str) -> str:
    """Clean *text* without moving the spans that style it: what `printable` takes out becomes a space."""
    return STEERING.sub(" ", text)


class Bar:
    """A progress bar that appears once the work has lasted a second, and only where standard error is a terminal."""

    def __init__(self) -> None:
        self._begun = monotonic()
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def show(self, description: str, done: int, total: int) -> None:
        """Move to *done* of *total*; call as often as you like."""
        if self._progress is None or self._task is None:
            if not sys.stderr.isatty() or monotonic() - self._begun < PATIENCE_SECONDS:
                return
            self._progress = _make_progress()
            self._progress.start()
            self._task = self._progress.add_task(printable(description), total=total)
        self._progress.update(self._task, description=printable(description), completed=done, total=total)

    def close(self) -> None:
        """Take the bar off the screen."""
        if self._progress is not None:
            self._progress.stop()


@contextmanager
def progress_bar() -> Iterator[Bar]:
    """Yield a bar and take it off the screen at the end, whatever happens."""
    bar = Bar()
    try:
        yield bar
    finally:
        bar.close()


def _make_progress() -> "Progress":
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=make_console(sys.stderr),
        transient=True,
    )
