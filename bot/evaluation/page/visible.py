"""Makes what cannot be seen visible, so that no text of an article can disorder the page that shows it."""

import re
import unicodedata

# Controls but for tab and newline; what sets or overrides the direction of writing; what has no width and joins
# nothing; tags; halves of a surrogate pair.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)


def visible(text: str) -> str:
    r"""
    Return *text* with each character that is not seen named by its code point, and newlines as they are in HTML.

    >>> visible("evil\u202Etxt.exe\x00\r\nnext")
    'evil‹U+202E›txt.exe‹U+0000›\nnext'
    """
    return _UNSEEN.sub(lambda m: f"‹U+{ord(m[0]):04X}›", text.replace("\r\n", "\n").replace("\r", "\n"))


def label(text: str, width: int = 24) -> str:
    r"""
    Return *text* as a short label of one line.

    >>> label("several\narticles"), label("a class with a very long name")
    ('several articles', 'a class with a very lon…')
    """
    line = " ".join(visible(unicodedata.normalize("NFC", text)).split())
    return line if len(line) <= width else line[: width - 1] + "…"
