"""Tells a heading, or a link to another article, from what an article says."""

import re

CLOSERS = "\"'”’»)]"
END_MARKS = (".", "!", "?", "…", ":", ";", ",")
MOST_WORDS = 15
LINK = re.compile(
    r"[^\W\d_]:[\"“‘']?[A-Z]"
)  # "More on this:Bridge falls": the link's own text, set off by its type alone


def is_heading(text: str, start: int, end: int) -> bool:
    r"""
    Tell whether the span [start, end) of canonical *text* is a heading: a short paragraph of its own, without an end.

    A line of a list is none: those beside it are as short. A link to another article counts, whatever its length.

    >>> text = "It rained.\nA bridge falls\nThe bridge over the Senn fell on Friday."
    >>> is_heading(text, 11, 25), is_heading(text, 0, 10), is_heading("Winners:\nAnn Lee\nBo Fox", 9, 16)
    (True, False, False)
    >>> is_heading("It rained.\nMore on the rain:Bridge over the Senn falls", 11, 54)
    True
    """
    before, after = text[:start], text[end:]
    if before[-1:] not in ("", "\n") or after[:1] not in ("", "\n") or _is_ended(text[start:end]):
        return False
    if LINK.search(text, start, end):
        return True
    if not _is_short(text[start:end]):
        return False
    beside = [before.rstrip("\n").rpartition("\n")[2], after.lstrip("\n").partition("\n")[0]]
    told = [line for line in beside if line]
    return bool(told) and not any(map(_is_short, told)) and not beside[0].endswith(":")


def _is_short(line: str) -> bool:
    return len(line.split()) <= MOST_WORDS and not _is_ended(line)


def _is_ended(line: str) -> bool:
    return line.rstrip(CLOSERS).endswith(END_MARKS)
