"""
Fences passages off from the words around them, and gives each a key to be cited by.

An article may hold anything, orders to the model and forged fences too. So the mark in the fences and the keys are
drawn until no text holds them: no article can end its own fence, and none can cite or forge another passage.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from langchain_core.documents import Document

from bot.passages import cut_passage, header_of_passage

# No vowels, so that no word comes out; none of 0, 1, l, which are taken for others.
LETTERS = "bcdfghjkmnpqrstvwxz"
DIGITS = "23456789"
SIGNS = LETTERS + DIGITS
KEY_LENGTH = 3
MARK_LENGTH = 6
TRIES = 64  # of one length; longer strings are tried after that, so that a string is always found


@dataclass(frozen=True, slots=True)
class FencedPassage:
    """A passage, its key, and how it stands in the prompt."""

    key: str
    passage: Document
    block: str


@dataclass(frozen=True, slots=True)
class Fenced:
    """The passages of a prompt, best first, and the mark in their fences."""

    mark: str
    passages: tuple[FencedPassage, ...]

    def first(self, count: int) -> "Fenced":
        """Return the first *count* of the passages; their keys and the mark stay."""
        return replace(self, passages=self.passages[:count])

    def best_cut(self, length: int) -> "Fenced":
        """Return the best passage alone, cut to the first *length* code points of its text; its key stays."""
        best = self.passages[0]
        passage = cut_passage(best.passage, length)
        block = _block_of(best.key, _body_of(passage), self.mark)
        return replace(self, passages=(FencedPassage(best.key, passage, block),))


def fence_passages(passages: Sequence[Document], *, beside: Sequence[str], nonce: str) -> Fenced:
    """
    Fence each passage under a key of its own; the same for the same passages, *beside* and *nonce*.

    *beside* is all else that the prompt will hold. No key and no mark occurs in it or in a passage, in capitals or not.
    A key has three signs, a letter and a digit among them; more where all of three are taken.
    """
    bodies = [_body_of(passage) for passage in passages]
    mark = make_mark((*beside, *bodies), nonce=nonce)
    keys = _keys_of(passages, _haystack((*beside, *bodies, mark)), nonce)
    return Fenced(
        mark,
        tuple(
            FencedPassage(key, passage, _block_of(key, body, mark))
            for key, passage, body in zip(keys, passages, bodies, strict=True)
        ),
    )


def make_mark(texts: Sequence[str], *, nonce: str) -> str:
    """Return a random-looking mark that none of the texts holds; the same for the same texts and *nonce*."""
    haystack = _haystack(texts)
    return next(mark for mark in _drawn("mark", nonce, length=MARK_LENGTH) if mark not in haystack)


def _keys_of(passages: Sequence[Document], haystack: str, nonce: str) -> list[str]:
    keys: list[str] = []
    for passage in passages:
        drawn = _drawn(f"key {passage.id}", nonce, length=KEY_LENGTH)
        keys.append(next(key for key in drawn if key not in haystack and not _meets(key, keys)))
    return keys


def _meets(key: str, keys: Collection[str]) -> bool:
    """Tell whether one of the keys holds this one, or is held by it."""
    return any(key in other or other in key for other in keys)


def _drawn(what: str, nonce: str, *, length: int) -> Iterator[str]:
    """Yield strings of signs without end, ever longer: longer than any text at last."""
    n = 0
    while True:
        text = _signs_of(f"{nonce}\n{what}\n{n}", length + n // TRIES)
        if not (text.isdigit() or text.isalpha()):
            yield text
        n += 1


def _signs_of(seed: str, length: int) -> str:
    digest = hashlib.shake_256(seed.encode("utf-8", "surrogatepass")).digest(2 * length)
    return "".join(SIGNS[int.from_bytes(digest[n : n + 2]) % len(SIGNS)] for n in range(0, 2 * length, 2))


def _haystack(texts: Sequence[str]) -> str:
    return "\n".join(texts).casefold()


def _body_of(passage: Document) -> str:
    """Return the header on one line, and the text with a plain line break after each of its paragraphs."""
    header = " ".join(header_of_passage(passage).split())
    lines = (" ".join(line.split()) for line in passage.page_content.splitlines())
    return "\n".join(line for line in (header, *lines) if line)


def _block_of(key: str, body: str, mark: str) -> str:
    return f"<<{mark} [{key}]\n{body}\n{mark}>>"
