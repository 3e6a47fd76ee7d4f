"""The parts of a question that asks two things at once."""

import re

ASKING = r"(?:which|what|who|whom|whose|when|where|why|how)"
# "…, and on what day did he leave?": a second question word with what may stand before it.
SECOND = re.compile(rf"\s+and\s+(?=(?:(?:on|in|at|by|for|from|to|with|under) )?{ASKING}\b)", re.IGNORECASE)
FIRST = re.compile(rf"\b{ASKING}\b", re.IGNORECASE)


def parts_of(question: str) -> list[str]:
    """
    Return the questions that *question* puts together, each as a question of its own; none where it asks one thing.

    >>> parts_of("What jets does the plant make, and on what day did Kim visit?")
    ['What jets does the plant make?', 'On what day did Kim visit?']
    >>> parts_of("Who knew when and where it began?"), parts_of("Who won?")
    ([], [])
    """
    found = SECOND.search(question)
    if found is None:
        return []
    first, second = question[: found.start()].strip(" ,"), question[found.end() :].strip()
    # "when and where it began" are two words of one question.
    if not FIRST.search(first) or FIRST.search(first.rsplit(maxsplit=1)[-1]):
        return []
    second = second[:1].upper() + second[1:]
    return [f"{first.rstrip(' ?.!,')}?", second if second.endswith("?") else f"{second}?"]
