"""Tells a heading inside an article from what is said under it."""

CLOSERS = "\"'”’»)]"
END_MARKS = (".", "!", "?", "…", ":", ";", ",")
MOST_WORDS = 12


def is_heading(text: str, start: int, end: int) -> bool:
    r"""
    Tell whether the span [start, end) of canonical *text* is a heading: a short paragraph of its own, without an end.

    A line of a list is none: those beside it are as short.

    >>> text = "It rained.\nA bridge falls\nThe bridge over the Senn fell on Friday."
    >>> is_heading(text, 11, 25), is_heading(text, 0, 10), is_heading("Winners:\nAnn Lee\nBo Fox", 9, 16)
    (True, False, False)
    """
    before, after = text[:start], text[end:]
    if before[-1:] not in ("", "\n") or after[:1] not in ("", "\n") or not _is_short(text[start:end]):
        return False
    beside = [before.rstrip("\n").rpartition("\n")[2], after.lstrip("\n").partition("\n")[0]]
    told = [line for line in beside if line]
    return bool(told) and not any(map(_is_short, told)) and not beside[0].endswith(":")


def _is_short(line: str) -> bool:
    return len(line.split()) <= MOST_WORDS and not line.rstrip(CLOSERS).endswith(END_MARKS)
