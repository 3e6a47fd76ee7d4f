"""Tells a statement that calls things the same, equal or identical where its text does not."""

import re

_ADVERBS = (
    r"(?:,? (?:all|also|always|both|each|essentially|exactly|in fact|just|more or less|much|now|one and|still))*,?"
)
EQUATES = re.compile(
    rf"(?:\b(?:are|were)|['’]re)\b{_ADVERBS} (?:alike|equal|equivalent|identical|interchangeable|the same)\b"
    r"(?=\W*\Z|[,;:)]| (?:and|as|at|but|everywhere|for|in|on|to|when|with)\b)(?! as (?:always|before|ever|usual)\b)"
    rf"|\b(?:be|been|being|is|was)\b{_ADVERBS} (?:the same as|(?:equal|equivalent|identical) to)\b",
    re.IGNORECASE,
)
# Whatever may say it in other words.
ALIKE = re.compile(
    r"\b(?:alike|a ?like|as \w+ as|chang\w*|common|copy|copies|double|drawn?|drew|equal\w*|"
    r"equivalent|even|(?:little|no|not|\w+n['’]t|without) (?:any )?differ\w*|"
    r"identical\w*|indistinguishable|interchangeabl[ey]|level|like|match\w*|(?:on a )?par|parity|remain\w*|"
    r"repeat\w*|same|shar(?:e[ds]?|ing)|similar\w*|synonym\w*|tied?|ties|twins?|unchanged|uniform\w*|unison)\b",
    re.IGNORECASE,
)


def is_equated(statement: str, text: str) -> bool:
    """
    Tell whether a statement calls things the same, and nothing in *text* could say so.

    >>> is_equated("The Tu-160, the Tu-95 and the Tu-22 are all the same.", "Among them are the Tu-160 and the Tu-95.")
    True
    >>> is_equated("Both prices are equal.", "The price remains at $9."), is_equated("Ann was the same.", "")
    (False, False)
    """
    return EQUATES.search(statement) is not None and ALIKE.search(text) is None
