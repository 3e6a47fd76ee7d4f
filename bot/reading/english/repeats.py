"""Where two texts have the same words in the same order."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def places_shared(said: Sequence[str], told: Sequence[str]) -> list[tuple[int, int]]:
    """
    Return where each word that both have stands in the one, and where in the other, in order.

    >>> places_shared("they did not go".split(), "they go".split())
    [(0, 0), (3, 1)]
    """
    blocks = SequenceMatcher(None, said, told, autojunk=False).get_matching_blocks()
    return [(block.a + n, block.b + n) for block in blocks for n in range(block.size)]
