"""
A reader of Discord's markdown: what of a text is live, and what of it a person sees.

By the rules of Discord's own client (simple-markdown with its additions), and stricter than it where in doubt.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
INSIDE = r"((?:\\[\s\S]|[^\\])+?)"
AT_LINE_START = {
    "heading": r"[^\S\n]*#{1,6}\s+(?=\S)",
    "quote": r"[^\S\n]*>(?:>>)?\s",
    "subtext": r"[^\S\n]*-#\s",
    "list": r"[^\S\n]*(?:[-*+]|\d+[.)])\s",
}
ANYWHERE = {
    "fence": r"```[\s\S]+?```",
    "code": r"(`+)[\s\S]*?[^`]\1(?!`)",
    "everyone": r"@(?:everyone|here)",
    "mention": r"<(?:@[!&]?|#)\d+>",
    "command": r"</[^<>]+:\d+>",
    "place": r"<id:[^<>]+>",
    "emoji": r"<a?:\w+:\d+>",
    "time": r"<t:-?\d+(?::\w)?>",
    "address": r"<(?:(?:https?|steam|discord)://|mailto:|tel:)[^<>]+>",
    "masked link": rf"\[{INSIDE}\]\(<?[^\s()]+>?[^)]*\)",
    "bare link": r"(?i:https?|steam|discord|ftp)://[^\s<]+",
    "spoiler": rf"\|\|{INSIDE}\|\|",
    "strike": rf"~~{INSIDE}~~",
    "bold italic": rf"\*\*\*(?!\*){INSIDE}\*\*\*(?!\*)",
    "bold": rf"\*\*{INSIDE}\*\*(?!\*)",
    "underline": rf"__{INSIDE}__(?!_)",
    "italic": r"\*(?=\S)((?:\*\*|\\[\s\S]|[^\\*])+?)(?<!\s)\*(?!\*)",
    "italic too": rf"_{INSIDE}_(?!_)",
}
ESCAPABLE = ("fence", "code", "everyone", "mention", "command", "place", "emoji", "time", "address", "bare link")
STARTING = [(kind, re.compile(pattern)) for kind, pattern in AT_LINE_START.items()]
RUNNING = [(kind, re.compile(pattern)) for kind, pattern in ANYWHERE.items()]


class Live(NamedTuple):
    """A piece of text that Discord makes something of."""

    kind: str
    text: str


def live_in(text: str) -> list[Live]:
    """Return all of a text that is not shown as it is written, outer pieces first."""
    return list(_live(text, at_start=True))


def seen(text: str) -> str:
    """Return a text without the backslashes that escape it; what is live in it stays as written."""
    return ESCAPE.sub(r"\1", text)


def _live(text: str, *, at_start: bool) -> Iterator[Live]:
    place = 0
    while place < len(text):
        escape = ESCAPE.match(text, place)
        if escape:
            at_start, place = False, escape.end()
            continue
        patterns = STARTING + RUNNING if at_start else RUNNING
        found = next(((kind, match) for kind, rule in patterns if (match := rule.match(text, place))), None)
        if found is None:
            at_start = text[place] == "\n"
            place += 1
            continue
        kind, match = found
        yield Live(kind, match.group())
        if match.re.groups and kind not in ESCAPABLE:
            yield from _live(match[1], at_start=False)
        at_start, place = kind in AT_LINE_START, match.end()
