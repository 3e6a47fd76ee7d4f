"""Writes the numbers of a statement as a text does: a small model takes "6500km" and "6,500 kilometres" for two."""

import re
from collections.abc import Sequence

from bot.reading.english.quantities import BOUNDS, Quantity, quantities_in

BOUND = re.compile(rf"\A(?:{'|'.join(words for _, words in BOUNDS)})\s*(?:an? )?", re.IGNORECASE)


def likened(statement: str, texts: Sequence[str]) -> str:
    """
    Return *statement* with each number, and its unit, in the words of the first text that has the same.

    What bounds it stays: "6500 km" is not told by "more than 6,500 km".

    >>> likened("It flies almost 6500km.", ["A range of over 6,500 kilometres"])
    'It flies almost 6,500 kilometres.'
    """
    told = [quantity for text in texts for quantity in quantities_in(text)]
    pieces: list[str] = []
    at = 0
    for quantity in quantities_in(statement):
        same = next((other for other in told if _are_same(quantity, other)), None)
        if same is not None:
            pieces += [statement[at : quantity.end - len(_unbound(quantity))], _unbound(same)]
            at = quantity.end
    return "".join((*pieces, statement[at:]))


def _are_same(one: Quantity, other: Quantity) -> bool:
    return (one.low, one.high, one.unit) == (other.low, other.high, other.unit)


def _unbound(quantity: Quantity) -> str:
    return BOUND.sub("", quantity.text)
