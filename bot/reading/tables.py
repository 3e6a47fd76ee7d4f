"""Reads tables, in markdown or HTML, into lines: a row says something only as a whole, with what its columns are of."""

import re
from collections.abc import Container, Iterator, Sequence

from bot.sentences import sentence_spans

CELLS = re.compile(r"</t[dh]>\s*<t[dh](?:\s[^<>\n]{0,200})?>", re.IGNORECASE)
HEAD_END = re.compile(r"</th>\s*</tr>", re.IGNORECASE)
RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*(?::?-+:?[ \t]*)?)+")  # below a head: |---|:---:|
ROW = re.compile(r"[ \t]*\|.*|.* \| .*")
BAR = re.compile(r"(?<!\\)\|")
MARK = re.compile(r"[\[【({][^\]】)}]{0,40}[\]】)}]")
SOURCES = re.compile(r"\W*(?:sources?|citations?|references?|keys?|passages?)\W*", re.IGNORECASE)
WORD = re.compile(r"\w+")
ENDED = re.compile(r"[.!?…][\"'”’)\]]*\Z")


def with_bars(html: str) -> str:
    """
    Return HTML with the rows of its tables as markdown has them, the head with a rule below it; other tags stay.

    >>> with_bars("<tr><th>Firm</th><th>Chief</th></tr>").splitlines()
    ['<tr><th>Firm | Chief', '|-|-|']
    """
    return HEAD_END.sub("\n|-|-|\n", CELLS.sub(" | ", html))


def rows_as_statements(text: str, passages: str) -> str:
    r"""
    Return the text with each row of a table as one statement; the heads of the columns go into it.

    A head keeps its capital where it is one of a name, as in the *passages*.

    >>> rows_as_statements("| Firm | Chief |\n|---|---|\n| Halden | Ann Lee [k7f] |", "The chief is Ann Lee.")
    'Halden – chief: Ann Lee [k7f].'
    """
    if "|" not in text:
        return text
    names = frozenset(WORD.findall(passages))
    return "\n".join(_lines(text.split("\n"), names))


def _lines(lines: Sequence[str], names: Container[str]) -> Iterator[str]:
    heads: list[str] = []
    for line, following in zip(lines, (*lines[1:], ""), strict=True):
        if RULE.fullmatch(line):
            continue
        if "|" in line and RULE.fullmatch(following):
            heads = [_head(cell, names) for cell in _cells(line)]
        elif ROW.fullmatch(line):
            yield _row(_cells(line), heads, whole=line.rstrip().endswith("|") or not line.lstrip().startswith("|"))
        else:
            heads = [] if line.strip() else heads
            yield line


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in BAR.split(line.strip().removeprefix("|").removesuffix("|"))]


def _head(cell: str, names: Container[str]) -> str:
    first = WORD.match(cell)
    if first is None or not first.group().istitle() or (first.group() in names and first.group().lower() not in names):
        return cell
    return cell[:1].lower() + cell[1:]


def _row(cells: Sequence[str], heads: Sequence[str], *, whole: bool) -> str:
    """Return what a row says: what its first cell names, and of that the others, each behind its head."""
    named, told, marks = "", list[str](), list[str]()
    for cell, head in zip(cells, [*heads, *([""] * len(cells))], strict=False):
        if not _says(cell):
            marks += MARK.findall(cell)
        elif SOURCES.fullmatch(head) and " " not in cell:
            marks.append(f"[{cell}]")
        elif not named:
            named = _as_one(cell)
        else:
            told.append(f"{head}: {_as_one(cell)}" if head else _as_one(cell))
    parts = " – " if any(heads[1:]) else ": "
    line = " ".join((f"{named}{parts}{'; '.join(told)}" if told else named, *marks))
    return f"{line}." if whole and named and not ENDED.search(MARK.sub("", line).rstrip()) else line


def _as_one(cell: str) -> str:
    """Return a cell as one sentence at most: what further ones tell would be of no row."""
    spans = sentence_spans(cell)
    return "; ".join(cell[start:end].rstrip(".") if end < len(cell) else cell[start:end] for start, end in spans)


def _says(cell: str) -> bool:
    return any(c.isalnum() for c in MARK.sub("", cell))
