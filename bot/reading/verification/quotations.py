"""Finds what a statement puts between quotation marks though its text has no such words in that order."""

import re
from collections.abc import Iterator

QUOTED = re.compile(
    r'["“„«»](?P<double>[^"“”„«»]{1,600})["”“»«]'
    r"|(?<!\w)['‘](?=[^\W\d])(?P<single>(?:[^'‘’\n]|(?<=\w)['’](?=\w)){1,600})(?<! )['’](?!\w)"
)
LEFT_OUT = re.compile(r"\.\.\.|…|\[[^\]]*\]|\([^)]*\)")  # by whoever quotes: "[the deal] … is done"
WORD = re.compile(r"\w+(?:'\w+)*")


def quotations_missing(statement: str, text: str) -> Iterator[str]:
    """
    Yield the words between quotation marks that *text* has not, next to each other, in whatever case.

    >>> list(quotations_missing('She called it "a bad, bad idea" and "a mess".', "“It is a bad, bad idea,” she said."))
    ['a mess']
    """
    told = _in_one_line(text)
    for found in QUOTED.finditer(statement):
        words = found["double"] or found["single"]
        if not all(_in_one_line(part) in told for part in LEFT_OUT.split(words)):
            yield words


def _in_one_line(text: str) -> str:
    words = WORD.findall(text.casefold().replace("’", "'"))
    return f" {' '.join(words)} " if words else " "
