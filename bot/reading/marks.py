"""
Takes the keys of passages out of what a chat model wrote, however it puts them, and tells where each stood.

No text that was sent holds a key (`bot.reading.fences`), so that one is a mark wherever it stands by itself.
"""

import re
from collections.abc import Collection, Iterator

from bot.reading.english.words import listed

_GAP = r"[\s,;:#]"
# Between two words something has to stand: letters that could be parted anywhere would take exponential time.
BRACKETS = re.compile(rf"[\[【({{]({_GAP}*\w{{1,12}}(?:{_GAP}+\w{{1,12}})*{_GAP}*)[\]】)}}]")
LABELS = listed(
    """
    article articles citation citations cited from key keys passage passages ref reference see source sources
    """
)
_POINTING = (
    r"according to|as (?:told|stated|reported|described|mentioned|noted|shown) (?:in|by)|based on|from|in|per|see"
)
_TELLING = r"states?|says?|tells|reports?|mentions?|notes?|shows?|confirms?|indicates?"
WRAPPED = re.compile(r"\[\]|\(\)|\{\}")
NUMBERED = re.compile(r"\d{1,3}\Z")
CLOSES = re.compile(r"\s*(?:[.!?…\n\[【]|\Z)")
SEPARATOR = re.compile(rf"{_GAP}+")
ENDED = re.compile(r"[.!?…。！？][\"'”’»)\]]*\Z")


def without_marks(text: str, keys: Collection[str]) -> tuple[str, list[tuple[int, str]]]:
    """
    Return the text without marks, and where each of the *keys* stood in what is left.

    >>> without_marks("It rained [k7f]. It poured (source: m3x). k7f", ["k7f", "m3x"])
    ('It rained . It poured . ', [(10, 'k7f'), (22, 'm3x'), (24, 'k7f')])
    """
    pieces: list[str] = []
    marks: list[tuple[int, str]] = []
    at = length = 0
    for start, end, cited in _marks(text, keys):
        pieces.append(text[at:start])
        length += start - at
        if cited and text[start:end].rstrip().lower().endswith(" that"):  # what was told is a sentence by itself
            pieces.append("\n")
            length += 1
        marks += [(length, key) for key in cited]
        at = end
    return "".join((*pieces, text[at:])), marks


def _marks(text: str, keys: Collection[str]) -> Iterator[tuple[int, int, list[str]]]:
    """Yield where each mark starts and ends, and the keys in it; none where it is of no passage."""
    known = {key.casefold(): key for key in keys}
    pattern = re.compile(f"{BRACKETS.pattern}|{_bare(known)}" if known else BRACKETS.pattern, re.IGNORECASE)
    for found in pattern.finditer(text):
        inside = [word.casefold() for word in SEPARATOR.split(found[1] or found.group()) if word]
        cited = [known[word] for word in inside if word in known]
        if cited or _is_mark(found, text, inside):
            start, end = found.span()
            wrapped = WRAPPED.fullmatch(text[max(start - 1, 0) : start] + text[end : end + 1])  # "{[k7f]}"
            yield (start - 1, end + 1, cited) if cited and wrapped else (start, end, cited)


def _bare(keys: Collection[str]) -> str:
    """Return what finds keys without brackets, with the words that point at them: "as stated in passage k7f"."""
    key = rf"\#?\b(?:{'|'.join(map(re.escape, keys))})\b"
    label = rf"(?:\b(?:the )?(?:{'|'.join(sorted(LABELS))})\b[ \t:#]*)"
    return (
        rf"(?:\b(?:{_POINTING})[ \t]+)?{label}?{key}(?:(?:[ \t,;&]|\band\b)+{key})*(?:[ \t]+(?:{_TELLING}) that\b\s*)?"
    )


def _is_mark(found: re.Match[str], text: str, inside: Collection[str]) -> bool:
    """Whether what stands in brackets is a mark of no passage, and no aside of the sentence's own."""
    named = [word for word in inside if word not in LABELS]
    is_labelled = bool(named) and len(named) < len(inside)
    may_be = text[found.start()] != "(" or is_labelled
    return may_be and (all(map(_may_be_key, named)) or _is_placeholder(found, text))


def _may_be_key(word: str) -> bool:
    """Whether a word in brackets is a number, or letters and digits mixed."""
    return bool(NUMBERED.match(word)) or (len(word) <= 8 and not word.isalpha() and not word.isdigit())


def _is_placeholder(found: re.Match[str], text: str) -> bool:
    """Whether it is letters alone, and still no aside: "[NOKEY]" at a sentence's end, or "[zzz]" behind one."""
    if found[1].startswith(" "):
        return False
    if found[1].isupper():
        return bool(CLOSES.match(text, found.end()))
    return found[1].islower() and found[1].isalpha() and bool(ENDED.search(text[: found.start()].rstrip()[-8:]))
