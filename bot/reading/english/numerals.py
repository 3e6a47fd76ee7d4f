"""Reads a number as written in English, in digits, in words, or in both."""

import re

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ONES = {word: float(n) for n, word in enumerate(_UNITS.split())}
TENS = {word: 10.0 * n for n, word in enumerate(_TENS.split(), 2)}
SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
SUFFIXES = {"k": 1e3, "K": 1e3, "m": 1e6, "mn": 1e6, "M": 1e6, "bn": 1e9, "b": 1e9, "B": 1e9, "tn": 1e12}
FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
# What newspapers mean by these: from, up to.
VAGUE = {"dozens": (20, 200), "scores": (20, 300), "tens": (10, 200)} | {
    f"{word}s": (scale, 20 * scale) for word, scale in {"hundred": 100.0, **SCALES}.items()
}
_SMALL = "|".join((*ONES, *TENS))
_WORD = rf"(?:{_SMALL}|hundred|{'|'.join(SCALES)}|dozen)"
DIGITS = r"\d+(?:[,\u202f\u2009\xa0]\d{3}(?!\d))*(?:\.\d+)?[½¼¾⅓⅔]?|[½¼¾⅓⅔]"
SPELLED = (
    rf"(?:half (?:an? )?|an? (?=hundred|{'|'.join(SCALES)}|dozen))?{_WORD}"
    rf"(?:(?:[ -]|,? and (?:a )?){_WORD}\b|,? and a half\b)*"
)
SCALED = rf"(?: (?:and a half )?(?:hundred|{'|'.join(SCALES)}|dozen)\b)*"
VAGUELY = rf"(?:{'|'.join(VAGUE)})(?: of (?:{'|'.join(VAGUE)}))?"
WORD = re.compile(rf"{DIGITS}|[a-z]+", re.IGNORECASE)


def read_number(text: str) -> float | None:
    """
    Return the number that *text* is, None where it is none or more than one.

    >>> [read_number(n) for n in ("8,000", "eight thousand", "1.5 billion", "two and a half million", "one two")]
    [8000.0, 8000.0, 1500000000.0, 2500000.0, None]
    """
    total, current, largest = 0.0, None, float("inf")
    for word in WORD.findall(text.lower()):
        if word in ("a", "an", "and"):
            continue
        if word in SCALES:
            if SCALES[word] >= largest:
                return None
            largest = SCALES[word]
            total, current = total + (1.0 if current is None else current) * largest, None
        else:
            current = _added(current, word)
            if current is None:
                return None
    return total + (current or 0.0) if total or current is not None else None


def _added(current: float | None, word: str) -> float | None:
    """Return *current* with the next word below a thousand; None where the two are not one number."""
    if word in ("hundred", "dozen"):
        return (1.0 if current is None else current) * (100 if word == "hundred" else 12)
    if word == "half":
        return 0.5 if current is None else current + 0.5
    value = ONES[word] if word in ONES else TENS.get(word)
    if value is not None:
        room = 100 if current is None or current % 100 == 0 else 10 if current % 100 >= 20 and current % 10 == 0 else 0
        return (current or 0.0) + value if value < room and current != 0 else None
    return _read_digits(word) if current is None and not word.isalpha() else None


def _read_digits(word: str) -> float:
    bare = re.sub(r"[,\u202f\u2009\xa0]", "", word)
    last = FRACTIONS.get(bare[-1:])
    if last is None:
        return float(bare)
    return (float(bare[:-1]) if bare[:-1] else 0.0) + last


def read_vague(text: str) -> tuple[float, float] | None:
    """
    Return what "hundreds" or "tens of thousands" may be, from the least to the most.

    >>> read_vague("tens of thousands"), read_vague("dozens"), read_vague("ten")
    ((10000.0, 200000.0), (20.0, 200.0), None)
    """
    words = text.lower().split(" of ")
    if not all(word in VAGUE for word in words):
        return None
    factor = {"tens": 10.0, "dozens": 12.0}.get(words[0], VAGUE[words[0]][0]) if len(words) > 1 else 1.0
    low, high = VAGUE[words[-1]]
    return factor * low, factor * high
