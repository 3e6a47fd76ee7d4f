"""Tells a statement that repeats a sentence, and only denies what that tells, or tells what that denies."""

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.reading.english.modality import DENIALS
from bot.reading.english.repeats import WORD, places_shared

PLAIN = re.compile(r"not|never|no|neither|nor|without|hardly|rarely|seldom|barely|scarcely")
# What leaves out as much as a denial does: "all but three were shut", "three were not shut".
LEAVES_OUT = re.compile(r"un\w+|little|few|only|but|until")
CONTRACTED = {"can't": "can", "won't": "will", "shan't": "shall", "cannot": "can"}
REPEATED = 0.8  # of a statement's words, in their order; what says it in other words is left to the reader
STATED, TOLD = 2, 4  # words between two that are repeated: what stands further apart may belong elsewhere


def denial_is_turned(statement: str, sentence: str) -> bool:
    """
    Tell whether a statement in the words of a sentence denies what that tells, or tells what that denies.

    >>> denial_is_turned("A deal would not break the law.", "A deal, though, would break the law.")
    True
    >>> denial_is_turned("Fox did not see it.", "Fox failed to see it.")
    False
    """
    said, told = _words(statement), _words(sentence)
    shared = places_shared(said, told)
    plain = [word for word in said if not PLAIN.fullmatch(word)]
    repeated = sum(not PLAIN.fullmatch(said[at]) for at, _ in shared)
    if repeated < REPEATED * max(len(plain), 1):
        return False
    between = ((said[a + 1 : c], told[b + 1 : d]) for (a, b), (c, d) in pairwise(shared))
    return any(_is_turned(one, other) for one, other in between if len(one) <= STATED and len(other) <= TOLD)


def _is_turned(said: Sequence[str], told: Sequence[str]) -> bool:
    """Whether the words between two that are repeated deny in the one, and in no way in the other."""
    (here, there) = (any(map(PLAIN.fullmatch, words)) for words in (said, told))
    (denied, denies) = (_denies_in_effect(words) for words in (said, told))
    return (here and not denies) or (there and not denied)


def _denies_in_effect(words: Sequence[str]) -> bool:
    """Whether words deny, be it by what a verb means, or leave out as much as if they did."""
    return DENIALS.search(" ".join(words)) is not None or any(
        PLAIN.fullmatch(word) or LEAVES_OUT.fullmatch(word) for word in words
    )


def _words(text: str) -> list[str]:
    words: list[str] = []
    for found in WORD.finditer(text.lower().replace("’", "'")):
        word = found.group()
        if word in CONTRACTED or word.endswith("n't"):
            words += [CONTRACTED.get(word, word.removesuffix("n't")), "not"]
        else:
            words.append(word)
    return words
