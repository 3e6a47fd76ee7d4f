"""BM25 over the words of passages: our own words, bm25s's arithmetic, its arrays memory-mapped from a generation."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from Stemmer import Stemmer  # type: ignore[import-not-found]  # compiled, without stubs

WORD = re.compile(
    r"\d+(?:[.,]\d+)*"  # a number with its marks: 8,000 or 3.5
    r"|(?:[^\W\d_]\.){2,}"  # U.S.
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*"  # a word, with what an apostrophe adds
)
THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
POSSESSIVE = re.compile(r"['’]s?$")
NO_WORDS = "empty"  # bm25s refuses an empty vocabulary; this file stands for it


def words(text: str) -> list[str]:
    """
    Return what BM25 counts: stems in lower case without accents, numbers without commas, no stop words.

    >>> words("Kim's 8,000 Il-28 bombers visited São Paulo and the U.S.")
    ['kim', '8000', 'il', '28', 'bomber', 'visit', 'sao', 'paulo', 'us']
    """
    plain = [_plain(found) for found in WORD.findall(_folded(text))]
    stop_words = _stop_words()
    stems: list[str] = _stemmer().stemWords([word for word in plain if word and word not in stop_words])
    return stems


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))


def _plain(word: str) -> str:
    if word[0].isdigit():
        return THOUSANDS.sub(lambda number: number[0].replace(",", ""), word)
    return POSSESSIVE.sub("", word).replace(".", "")


@cache
def _stop_words() -> frozenset[str]:
    from bm25s.stopwords import STOPWORDS_EN  # type: ignore[import-untyped]  # has no stubs

    return frozenset(STOPWORDS_EN)


@cache
def _stemmer() -> "Stemmer":
    from Stemmer import Stemmer

    return Stemmer("english")


def write_lexical(folder: Path, passages: Sequence[Sequence[str]]) -> None:
    """Write the index of *passages*, each the list of its words, into *folder*."""
    import bm25s  # type: ignore[import-untyped]  # has no stubs

    folder.mkdir()
    if not any(passages):
        (folder / NO_WORDS).write_text(str(len(passages)), "ascii")
        return
    index = bm25s.BM25()
    index.index([list(passage) for passage in passages], show_progress=False)
    index.save(folder)


class LexicalIndex:
    """An index that `write_lexical` wrote."""

    def __init__(self, folder: Path) -> None:
        self._index: Any = None
        marker = folder / NO_WORDS
        if marker.exists():
            self.size = int(marker.read_text("ascii"))
            return
        import bm25s

        self._index = bm25s.BM25.load(folder, mmap=True)
        self.size = int(self._index.scores["num_docs"])

    def scores(self, question_words: Sequence[str]) -> NDArray[np.float32]:
        """Return the BM25 score of every passage, in the order of writing; 0 where no word is shared."""
        known = self._index.get_tokens_ids(question_words) if self._index is not None else []
        if not known:
            return np.zeros(self.size, np.float32)
        found: NDArray[np.float32] = self._index.get_scores_from_ids(known)
        return found
