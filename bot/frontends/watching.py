"""Shows an answer while it is written, and takes it away again for the one whose verdicts are in."""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing

from rich.live import Live
from rich.text import Text

from bot.events import Answered, Event, TextWritten
from bot.frontends.terminal import make_console, printable
from bot.types import Answer

# The keys of passages, of which the last may have come in part: they mean nothing to a reader.
KEYS = re.compile(r" ?\[[^\[\]\n]{0,40}(?:\]|\Z)")
TAIL_LINES = 3  # of the terminal that the text under way leaves free


async def watch(events: AsyncGenerator[Event, None], *, color: bool | None) -> Answer:
    """Return the answer that the events end with; what a chat model writes meanwhile is seen, dimmed, until then."""
    console = make_console(color=color)
    text = ""
    with Live(console=console, transient=True, refresh_per_second=8) as live:
        async with aclosing(events):
            async for event in events:
                if isinstance(event, Answered):
                    return event.answer
                if isinstance(event, TextWritten):
                    text += printable(event.text)
                    room = max(console.height - TAIL_LINES, 1) * max(console.width // 2, 1)
                    live.update(Text(KEYS.sub("", text)[-room:], style="dim"))
    raise AssertionError("a stream ends with an answer")
