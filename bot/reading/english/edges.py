"""Where a word or number may be cut, and where a cut would go through one."""

import re
import unicodedata

HYPHENS = "-‐‑"
INSIDE_WORDS = f"{HYPHENS}'’&"
INSIDE_NUMBERS = ",.:/–"
CURRENCIES = "$€£¥₩₽₹₺₴"
DOTTED = re.compile(r"[^\w.](?:[^\W\d_]\.)+[^\W\d_]\Z")
DECADE = re.compile(r"\d\ds\b")
SMALL_NUMBER = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
)
SCALE = r"(?:hundred|thousand|million|billion|trillion|bn|mn)"
NUMBER_BEHIND = re.compile(rf"(?:\d|\b{SMALL_NUMBER}|\b{SCALE})\Z", re.IGNORECASE)
NUMBER_BEFORE_SPACE = re.compile(rf"(?:\d|\b{SMALL_NUMBER}|\b{SCALE})[ \xa0]\Z", re.IGNORECASE)
SCALE_AHEAD = re.compile(rf"[ \xa0](?:{SCALE}\b|per cent\b|percent\b|%)", re.IGNORECASE)
LOOK = 16  # longer than any number word or abbreviation; keeps the work linear
UNSPACED = (  # scripts that set no space between words: Thai to Burmese, Khmer, Japanese and Chinese
    *((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF)),
    *((0x20000, 0x3FFFF),),
)


def is_joined(text: str, index: int) -> bool:
    """
    Tell whether the characters on both sides of *index* belong to one word or number.

    >>> [is_joined("$1.5 billion, 8,000 km, 18-month", n) for n in (1, 2, 4, 12, 15, 19, 26)]
    [True, True, True, False, True, False, True]
    """
    if not 0 < index < len(text):
        return False
    left, right = text[index - 1], text[index]
    if _is_cluster(left, right):
        return True
    if is_letter(left) and is_letter(right):
        return not (_is_unspaced(left) and _is_unspaced(right))
    if left.isspace() or right.isspace():
        return _is_number_with_space(text, index)
    return _is_sign(text, index) or _is_connected(text, index)


def _is_cluster(left: str, right: str) -> bool:
    """Whether the two are drawn as one: a letter and its accents, the parts of an emoji, a pair of surrogates."""
    if left.isspace():
        return False
    combining = unicodedata.category(right)[0] == "M" or right == "\u200d" or "\U0001f3fb" <= right <= "\U0001f3ff"
    surrogates = "\ud800" <= left <= "\udbff" and "\udc00" <= right <= "\udfff"
    flag = all("\U0001f1e6" <= character <= "\U0001f1ff" for character in (left, right))
    return combining or surrogates or flag or (left == "\u200d" and not right.isspace())


def is_letter(character: str) -> bool:
    """Whether it is of a word: an accent belongs to the letter before it."""
    return character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M"


def _is_unspaced(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in UNSPACED)


def _is_sign(text: str, index: int) -> bool:
    """Whether a sign stands at its number or name: `$5`, `US$5`, `40%`, `20°C`, `-5`, `.5`, `'90s`, `@user`."""
    before, left, right = text[index - 2 : index - 1] if index > 1 else "", text[index - 1], text[index]
    if right.isdigit():
        opens = not (before and is_letter(before))
        signed = left in "-−.+" and opens and before not in tuple("-−.+")
        return left in CURRENCIES or signed or (left in "'’" and opens and bool(DECADE.match(text[index : index + 4])))
    if right in "%‰°" or (right in CURRENCIES and text[index + 1 : index + 2].isdigit()):
        return is_letter(left)
    return (left in "#@" or left == "°") and is_letter(right)


def _is_connected(text: str, index: int) -> bool:
    """Whether a hyphen, an apostrophe, a point or a comma holds a word or number together here."""
    middle = index - 1 if text[index - 1] in INSIDE_WORDS + INSIDE_NUMBERS else index
    if text[middle] == "." and _ends_dotted(text, middle):
        return index == middle
    if not 0 < middle < len(text) - 1:
        return False
    left, mark, right = text[middle - 1], text[middle], text[middle + 1]
    if not (is_letter(left) and is_letter(right)):
        return False
    if mark in INSIDE_NUMBERS and left.isdigit() and right.isdigit():
        return True
    if mark == ".":  # "amazon.com", "U.S"; but "left.The" only lacks its space
        return left.isalpha() and (right.islower() or not (middle > 1 and is_letter(text[middle - 2])))
    return mark in INSIDE_WORDS


def _ends_dotted(text: str, point: int) -> bool:
    """Whether the point is the last one of a dotted word, `U.S.`."""
    after = text[point + 1 : point + 2]
    return not (after and is_letter(after)) and bool(DOTTED.search(" " + text[max(0, point - LOOK) : point]))


def _is_number_with_space(text: str, index: int) -> bool:
    """Whether the space at *index*, on either side, stands inside `1.5 billion`, `40 per cent` or `$ 5`."""
    space = index if text[index].isspace() else index - 1
    behind, ahead = text[max(0, space - LOOK) : space], text[space : space + LOOK]
    if NUMBER_BEHIND.search(behind) and SCALE_AHEAD.match(ahead):
        return True
    if behind[-1:] in tuple(CURRENCIES) and ahead[1:2].isdigit():
        return True
    if re.search(r"\bper\Z", behind, re.IGNORECASE) and re.match(r"\scent\b", ahead, re.IGNORECASE):
        return bool(NUMBER_BEFORE_SPACE.search(text[max(0, space - 3 - LOOK) : space - 3]))
    return False
