"""Whether words stand in a text, whatever the case and the typography; the one rule for gold answers and evidence."""

import re

from bot.ingestion.canonical import canonical

_SINGLE, _DOUBLE = "‘’‚‛ʼ′`´", "“”„‟«»″"
_STRAIGHT = str.maketrans(dict.fromkeys(_SINGLE, "'") | dict.fromkeys(_DOUBLE, '"'))


def plain(text: str) -> str:
    r"""
    Return *text* in canonical form on one line, with straight quotation marks and apostrophes.

    >>> plain("“It’s  a\n rifle,” he said.")
    '"It\'s a rifle," he said.'
    """
    return " ".join(canonical(text).translate(_STRAIGHT).split())


def occurs(words: str, text: str) -> bool:
    r"""
    Tell whether *words* stand in *text*, whole and in any case; no words stand nowhere.

    >>> occurs("Tass", "the agency TASS said"), occurs("40", "about 400"), occurs("", "anything")
    (True, False, False)
    >>> occurs("Kim's  visit", "During Kim’s\nvisit")
    True
    """
    wanted = plain(words).casefold()
    # Most texts do not hold the words at all, and looking for them plainly is much faster.
    folded = plain(text).casefold() if wanted else ""
    return wanted in folded and bool(wanted and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", folded))


def stands_in(quote: str, text: str) -> bool:
    """
    Tell whether *quote* stands in *text* in the same case, at word boundaries or not.

    >>> stands_in('met "Kim" on', "Putin met  “Kim” on Friday."), stands_in("kim", "Kim")
    (True, False)
    """
    return plain(quote) in plain(text)
