"""Tells a statement that repeats a sentence with two of its names exchanged."""

from collections.abc import Container, Iterator, Sequence
from itertools import combinations

from bot.reading.english.names import Name, names_agree, names_in
from bot.reading.english.repeats import WORD, places_shared
from bot.reading.verification.deeds import MUTUAL, verb_of

NAMED = "\0"  # stands for any name
JOINING = frozenset(("and", "or", "nor", "with"))
REPEATED = 0.7  # of a statement's words but its names, in their order
REPEATED_BETWEEN = 0.4  # of the words between two of the names


def names_exchanged(statement: str, sentence: str) -> bool:
    """
    Tell whether a statement in the words of a sentence has two of its names in each other's place.

    >>> names_exchanged("Ann sold a horse to Bo for $9.", "On Monday, Bo sold a horse to Ann for $9.")
    True
    >>> names_exchanged("A horse was sold to Ann by Bo.", "On Monday, Bo sold a horse to Ann for $9.")
    False
    >>> names_exchanged("Ann showed Bo a black horse.", "A day before Bo left, Ann had shown him a black horse.")
    False
    """
    said, told = list(_pieces(statement)), list(_pieces(sentence))
    words, others = ([NAMED if isinstance(piece, Name) else piece for piece in pieces] for pieces in (said, told))
    if ("by" in words) != ("by" in others):  # "Ann was thanked by Bo": the other of the two stands first
        return False
    shared = places_shared(words, others)
    plain = [word for word in words if word != NAMED]
    if sum(words[at] != NAMED for at, _ in shared) < REPEATED * max(len(plain), 1):
        return False
    moved = [(a, b) for a, b in shared if words[a] == NAMED and not _agree(said[a], told[b])]
    places = {at for at, _ in shared}
    return any(
        _agree(said[a], told[d])
        and _agree(said[c], told[b])
        and _is_repeated(range(a + 1, c), places)
        and not _is_mutual(words[a + 1 : c])
        for (a, b), (c, d) in combinations(moved, 2)
    )


def _is_repeated(between: range, shared: Container[int]) -> bool:
    """Whether enough of what stands between two names is the sentence's; else they are in other parts of it there."""
    return sum(at in shared for at in between) >= REPEATED_BETWEEN * len(between)


def _is_mutual(between: Sequence[str]) -> bool:
    """Whether it is the same which of two stands first: "Ann and Bo", "Ann met Bo"."""
    return JOINING.issuperset(between) or any(verb_of(word) in MUTUAL for word in between)


def _agree(one: Name | str, other: Name | str) -> bool:
    return isinstance(one, Name) and isinstance(other, Name) and names_agree(one, other)


def _pieces(text: str) -> Iterator[Name | str]:
    """Yield the names of a text, and the words between them in lower case."""
    at = 0
    for name in names_in(text):
        yield from WORD.findall(text[at : name.start].lower())
        yield name
        at = name.end
    yield from WORD.findall(text[at:].lower())
