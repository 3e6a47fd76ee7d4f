"""Shows an answer on a terminal: the answer with its sources on standard output, notes on standard error."""

import sys

from bot.frontends.render import notes_of, to_text
from bot.frontends.terminal import print_text, warn
from bot.types import Answer


def show_answer(answer: Answer, *, color: bool | None = None) -> None:
    """Print the answer, and then what is worth knowing of it, which does not go where the answer is sent."""
    print_text(to_text(answer), color=color)
    sys.stdout.flush()  # so that notes come last also where both lead to one file
    for note in notes_of(answer):
        warn(note)
