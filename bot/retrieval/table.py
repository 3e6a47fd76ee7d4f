"""
The passages of a generation as memory-mapped arrays, one row a passage, grouped by article in the order of its text.

Three files: where each passage lies, the digest of the text that was embedded for it, and the days that the articles
name, one row a day, whatever passages hold it.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bot.types import Day

SPANS = "passages.npy"
DIGESTS = "digests.npy"
DAYS = "days.npy"
DIGEST_BYTES = 32


def digest_of_embedded(text: str) -> bytes:
    """Return what tells whether a text was embedded before."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


@dataclass(frozen=True)
class PassageTable:
    """
    *spans* has the columns article (its index among *articles*), n, start, end; *digests* 32 bytes a row.

    *days* has the columns article, start, end, ordinal of the day, grouped by article in the order of its text.
    """

    articles: tuple[str, ...]
    spans: NDArray[np.int32]
    digests: NDArray[np.uint8]
    days: NDArray[np.int32]

    @classmethod
    def build(cls, articles: Iterable[tuple[str, NDArray[np.int32], NDArray[np.uint8], NDArray[np.int32]]]) -> Self:
        """Make the table of *articles*: id, start and end of each passage, digests; start, end, ordinal of each day."""
        ids, spans, digests = [], [np.empty((0, 4), np.int32)], [np.empty((0, DIGEST_BYTES), np.uint8)]
        days = [np.empty((0, 4), np.int32)]
        for index, (article, places, marks, named) in enumerate(articles):
            ids.append(article)
            numbers = np.arange(len(places), dtype=np.int32)
            spans.append(np.column_stack([np.full_like(numbers, index), numbers, places]).astype(np.int32))
            digests.append(marks)
            days.append(np.column_stack([np.full(len(named), index, np.int32), named]))
        return cls(tuple(ids), np.concatenate(spans), np.concatenate(digests), np.concatenate(days))

    @classmethod
    def load(cls, folder: Path, articles: Iterable[str]) -> Self:
        """
        Map the arrays that `save` wrote.

        Raises:
            ValueError: they are not such arrays, or not of these articles.
        """
        ids = tuple(articles)
        spans, digests, days = (np.load(folder / name, mmap_mode="r") for name in (SPANS, DIGESTS, DAYS))
        table = cls(ids, spans, digests, days)
        if (spans.shape, digests.shape) != ((len(spans), 4), (len(spans), DIGEST_BYTES)) or days.shape[1:] != (4,):
            raise ValueError("the arrays of passages have another shape")
        if any(len(rows) and int(rows[-1, 0]) >= len(ids) for rows in (spans, days)):
            raise ValueError("the arrays of passages tell of more articles than there are")
        return table

    def save(self, folder: Path) -> None:
        """Write the arrays into *folder*."""
        np.save(folder / SPANS, self.spans)
        np.save(folder / DIGESTS, self.digests)
        np.save(folder / DAYS, self.days)

    def __len__(self) -> int:
        return len(self.spans)

    @cached_property
    def first_rows(self) -> NDArray[np.int64]:
        """The first row of each article, and one more for the end: article i has the rows from [i] to [i + 1]."""
        return np.searchsorted(self.spans[:, 0], np.arange(len(self.articles) + 1))

    @cached_property
    def index_of(self) -> dict[str, int]:
        """The index of each article by its id."""
        return {article: index for index, article in enumerate(self.articles)}

    @cached_property
    def first_days(self) -> NDArray[np.int64]:
        """The first row among *days* of each article, and one more for the end."""
        return np.searchsorted(self.days[:, 0], np.arange(len(self.articles) + 1))

    @cached_property
    def years(self) -> frozenset[int]:
        """The years of all days."""
        return frozenset(date.fromordinal(ordinal).year for ordinal in np.unique(self.days[:, 3]).tolist())

    def days_of(self, index: int) -> NDArray[np.int32]:
        """Return start, end and ordinal of each day of the article with this index."""
        return self.days[int(self.first_days[index]) : int(self.first_days[index + 1]), 1:]

    def days_in(self, row: int) -> list[Day]:
        """Return the days whose words lie in the passage of the row."""
        article, _, start, end = self.spans[row].tolist()
        days = self.days_of(article)
        inside = days[(days[:, 0] >= start) & (days[:, 1] <= end)]
        return [Day(first, last, date.fromordinal(ordinal)) for first, last, ordinal in inside.tolist()]

    def rows_of(self, index: int) -> slice:
        """Return the rows of the article with this index."""
        return slice(int(self.first_rows[index]), int(self.first_rows[index + 1]))

    def id_of(self, row: int) -> str:
        """Return the passage's id."""
        article, n = self.spans[row, :2]
        return f"{self.articles[article]}#{n}"

    def row_of(self, passage: str) -> int:
        """Return the row of the passage with this id."""
        article, _, n = passage.rpartition("#")
        return int(self.first_rows[self.index_of[article]]) + int(n)

    def ids(self) -> list[str]:
        """Return the id of every row."""
        return [f"{self.articles[article]}#{n}" for article, n in self.spans[:, :2].tolist()]

    def marks(self, rows: slice = slice(None)) -> list[bytes]:
        """Return the digests of the rows."""
        flat = np.ascontiguousarray(self.digests[rows]).tobytes()
        return [flat[at : at + DIGEST_BYTES] for at in range(0, len(flat), DIGEST_BYTES)]


def marks_to_array(marks: Sequence[bytes]) -> NDArray[np.uint8]:
    """Return digests as rows of bytes."""
    return np.frombuffer(b"".join(marks), np.uint8).reshape(-1, DIGEST_BYTES)


def days_to_array(days: Sequence[Day]) -> NDArray[np.int32]:
    """Return days as rows of start, end and ordinal."""
    return np.array([(day.start, day.end, day.day.toordinal()) for day in days], np.int32).reshape(-1, 3)
