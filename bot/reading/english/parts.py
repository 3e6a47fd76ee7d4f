"""The parts of a question that asks two things at once."""

import re

from bot.reading.english.verbs import bases, participles
from bot.reading.english.words import AUXILIARIES

ASKING = r"(?:which|what|who|whom|whose|when|where|why|how)"
# "…, and on what day did he leave?": a second question word with what may stand before it.
SECOND = re.compile(rf"\s+and\s+(?=(?:(?:on|in|at|by|for|from|to|with|under) )?{ASKING}\b)", re.IGNORECASE)
FIRST = re.compile(rf"\b{ASKING}\b", re.IGNORECASE)


def parts_of(question: str) -> list[str]:
    """
    Return the questions that *question* puts together, each as a question of its own; none where it asks one thing.

    >>> parts_of("What jets does the plant make, and on what day did Kim visit?")
    ['What jets does the plant make?', 'On what day did Kim visit?']
    >>> parts_of("Who knew when and where it began?"), parts_of("Which jets and which ships did Kim see?")
    ([], [])
    """
    found = SECOND.search(question)
    if found is None:
        return []
    first, second = question[: found.start()].strip(" ,"), question[found.end() :].strip()
    # "when and where it began" are two words of one question, "which jets and which ships" two things asked for in one.
    if not FIRST.search(first) or FIRST.search(first.rsplit(maxsplit=1)[-1]) or not _has_verb(first):
        return []
    if " " not in second:
        return []  # "What happened, and why?"
    second = second[:1].upper() + second[1:]
    return [f"{first.rstrip(' ?.!,')}?", second if second.endswith("?") else f"{second}?"]


def _has_verb(text: str) -> bool:
    words = set(re.findall(r"[^\W\d_]+", text.lower()))
    short = re.search(rf"\b{ASKING}['’](?:s|re|d)\b", text, re.IGNORECASE)  # "Who's the mayor"
    return bool(words & AUXILIARIES or short) or any(word in bases() or word in participles() for word in words)
