"""The canonical form of text, in which an article is kept and every offset is counted."""

import re
import unicodedata

# What shows nothing: controls, the soft hyphen, zero-width characters, bidi marks and overrides, interlinear marks,
# tag characters, lone surrogates (which no file can hold) and private use (the icons of a page's own font).
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\ue000-\uf8ff"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
# Joiners shape Persian, Indic scripts and emoji; beside ASCII, white space or one another they only hide.
SHAPED = "[^\x00-\x7f\\s\u200c\u200d]"
STRAY_JOINER = re.compile(f"(?<!{SHAPED})[\u200c\u200d]|[\u200c\u200d](?!{SHAPED})")
# Normalising takes quadratic time in the length of a run of combining marks; 30 is the stream-safe limit of UAX #15.
MARK = (
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20ff\ufe20-\ufe2f]"
)
PILED_MARKS = re.compile(f"({MARK}{{30}}){MARK}+")


def canonical(text: str) -> str:
    r"""
    Return *text* in Unicode NFC, a paragraph for each line that holds anything, without invisible characters.

    White space within a line becomes one space. Canonical text comes back identical.

    >>> canonical("  Kim\u00a0 met\tPutin.\r\n\r\n\u202eCafe\u0301\u200b ")
    'Kim met Putin.\nCafé'
    """
    lines = (" ".join(line.split()) for line in _visible(text).splitlines())
    return "\n".join(line for line in lines if line)


def _visible(text: str) -> str:
    if text.isascii():
        return INVISIBLE.sub("", text)
    normal = unicodedata.normalize("NFC", PILED_MARKS.sub(r"\1", INVISIBLE.sub("", text)))
    # Taking a joiner away can bring a letter and its accent together.
    return unicodedata.normalize("NFC", STRAY_JOINER.sub("", normal))
