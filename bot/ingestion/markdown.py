"""
Turns Markdown into plain paragraphs: the words stay, the marks go.

It refuses to judge what belongs to an article; see `bot.ingestion.cleaning`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

DEEPEST_NESTING = 50  # lists and quotes; what stands deeper is left out

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>")


def plain_markdown(text: str) -> str:
    r"""
    Return the words of *text*, a blank line between two paragraphs; links and images leave their text.

    Bullets and numbers of lists stay, hard-wrapped paragraphs are joined, the cells of a table are kept apart by bars.

    >>> print(plain_markdown("# Rain\n\nIt *rained* in\n[Rome](https://rome.example).\n\n> - Again!\n"))
    Rain
    <BLANKLINE>
    It rained in Rome.
    <BLANKLINE>
    - Again!
    """
    return "\n\n".join(_blocks(_parser().parse(text)))


@cache
def _parser() -> "MarkdownIt":
    # Read Markdown only where there is some: the import costs as much as all of ours together.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"maxNesting": DEEPEST_NESTING}).enable("table")


def _blocks(tokens: Sequence["Token"]) -> Iterator[str]:
    mark = ""
    cells: list[str] | None = None
    for token in tokens:
        if token.type == "list_item_open":
            mark = f"{token.info}{token.markup} " if token.info else "- "
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            yield " | ".join(cells or ())
            cells = None
        elif words := _words(token):
            if cells is not None:
                cells.append(words)
                continue
            yield mark + words
            mark = ""


def _words(token: "Token") -> str:
    if token.type == "inline":
        return "".join(_inline(token.children or ())).strip()
    if token.type in ("fence", "code_block"):
        return token.content.strip("\n")
    return _without_tags(token.content).strip() if token.type == "html_block" else ""


def _inline(children: Sequence["Token"]) -> Iterator[str]:
    for child in children:
        if child.type == "softbreak":
            yield " "
        elif child.type == "hardbreak":
            yield "\n"
        elif child.type == "image":
            yield "".join(_inline(child.children or ()))
        elif child.type != "html_inline":
            yield child.content


def _without_tags(html: str) -> str:
    return _TAG.sub("", _COMMENT.sub("", html))
