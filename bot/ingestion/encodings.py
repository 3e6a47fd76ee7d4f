"""Bytes -> str: the byte order mark, then UTF-8, then what the page declares, then what charset-normalizer detects."""

import codecs
import re

from bot.ingestion.reasons import UnreadableError

# UTF-32 first: its mark begins with that of UTF-16.
MARKS = [
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
SAMPLE_BYTES = 100_000  # enough to tell an encoding
DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]{0,200}(?:charset|encoding)\s*=\s*["']?([\w.:-]{2,30})""", re.IGNORECASE)
# The one-byte encodings of Western Europe agree on letters; detection on a short text would rather guess a rare one.
WESTERN_LETTERS = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýßÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝœŒ")
WESTERN_SIGNS = frozenset("‘’“”–—…•€£§©®°«»·½¼¾¡¿\u00a0´²³ºª™")
UNPRINTED = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
SIGN_IN_WORD = re.compile("[A-Za-z][¡¿²³ªº¼½¾´§°£€]+[A-Za-z]")  # the `³` of `¿o³nierze`, which is Polish
MOST_UNPRINTED = 0.01  # of all characters; terminal logs and forms with a few controls are text still


def decode(content: bytes) -> str:
    """
    Return the text of *content*, without a byte order mark.

    Raises:
        UnreadableError: it is binary.

    >>> decode("Café".encode("utf-16"))
    'Café'
    """
    encoding = encoding_of(content[:SAMPLE_BYTES])
    text = content.decode(encoding, "replace").removeprefix("\ufeff")
    if len(UNPRINTED.findall(text)) > MOST_UNPRINTED * len(text):
        raise UnreadableError("looks like binary, not text; name it by its own format or leave it out", code="binary")
    return text


def encoding_of(sample: bytes) -> str:
    """Return the name of the encoding that the beginning of a text is in."""
    for mark, name in MARKS:
        if sample.startswith(mark):
            return name
    wide = _wide_encoding(sample)
    if wide or _is_utf8(sample):
        return wide or "utf-8"
    return _declared_encoding(sample) or _western_encoding(sample) or _detected_encoding(sample)


def _wide_encoding(sample: bytes) -> str | None:
    """Recognise UTF-16 without a mark: in most languages every other byte of its spaces and marks is zero."""
    zeros_even, zeros_odd = sample[::2].count(0), sample[1::2].count(0)
    half = max(len(sample) // 2, 1)
    if zeros_odd > 0.1 * half and zeros_even < 0.01 * half:
        return "utf-16-le"
    if zeros_even > 0.1 * half and zeros_odd < 0.01 * half:
        return "utf-16-be"
    return None


def _is_utf8(sample: bytes) -> bool:
    """Tell whether it is UTF-8; with a few damaged letters among many good ones it is still."""
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(sample)
    damaged = text.count("\ufffd")
    return damaged == 0 or len(text.encode("ascii", "ignore")) + 10 * damaged < len(text)


def _declared_encoding(sample: bytes) -> str | None:
    found = DECLARED.search(sample[:4096])
    if found is None:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
        sample.decode(name)
    except (LookupError, UnicodeError, ValueError):
        return None
    return "cp1252" if name in {"iso8859-1", "ascii"} else name  # as browsers read them


def _western_encoding(sample: bytes) -> str | None:
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError:
        return None
    others = [character for character in text if not character.isascii()]
    letters = sum(character in WESTERN_LETTERS for character in others)
    signs = sum(character in WESTERN_SIGNS for character in others)
    # Letters of another script, read as Western ones, follow one another.
    is_sparse = len(others) < 0.15 * len(text) and not SIGN_IN_WORD.search(text)
    return "cp1252" if is_sparse and letters + signs == len(others) else None


def _detected_encoding(sample: bytes) -> str:
    from charset_normalizer import from_bytes  # slow to import, seldom needed

    best = from_bytes(sample).best()
    return best.encoding if best else "utf-8"
