"""Articles taken in and out by way of Discord: one change at a time, by the same rules as `ask index`."""

import asyncio
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path, PurePath

from bot.errors import UsageError
from bot.indexing import Indexer
from bot.ingestion.articles import read_articles
from bot.ingestion.canonical import canonical
from bot.ingestion.files import KINDS
from bot.ingestion.naming import slug_of
from bot.library import digest_of
from bot.retrieval.generations import index_folder, library_of
from bot.shipped import shipped_corpus
from bot.types import Article, Unreadable

LEAST_CHARACTERS = 40  # of an article's text: less is no sentence that an answer could quote
HASH_LENGTH = 8  # characters of the text's hash in an article's id: two files of one name are two articles
MAX_STEM = 50  # characters of up to four bytes, of the 255 bytes that a file's name may have
GIVEN = "given"  # where a piece of metadata was found that a person typed beside the article


@dataclass(frozen=True, slots=True)
class Declared:
    """What a person tells of an article; it stands above what the article itself tells."""

    title: str | None = None
    publisher: str | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """What became of an article."""

    id: str
    title: str
    generation: int
    new: bool
    """Whether its text was not in the index before."""
    replaced: int = 0
    """How many articles that ship it took the place of."""


@dataclass(frozen=True, slots=True)
class State:
    """The generation that answers, and when it was published: seconds since the epoch, None where unknown."""

    generation: int
    changed: float | None
    shipped: bool
    """Whether it holds the articles that ship, and none of one's own."""


class NothingToAddError(Exception):
    """A file holds no article, and why."""

    def __init__(self, unreadable: Unreadable) -> None:
        super().__init__(unreadable.reason)
        self.unreadable = unreadable


class SeveralError(Exception):
    """A file holds *count* articles."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} articles")
        self.count = count


class TooLittleError(Exception):
    """The text has so few *characters* that it is no article."""

    def __init__(self, characters: int) -> None:
        super().__init__(f"{characters} characters")
        self.characters = characters


class ChangingError(Exception):
    """Another change of the index is under way."""


class Intake:
    """Changes the library and the index; the pipeline that answers from it switches between two questions."""

    def __init__(self, indexer: Indexer) -> None:
        self._indexer = indexer
        self.busy = False
        """Whether a change is under way."""

    @contextmanager
    def alone(self) -> Iterator[None]:
        """
        Keep other changes away for the length of the block, from before anything is awaited.

        Raises:
            ChangingError: another is under way.
        """
        if self.busy:
            raise ChangingError
        self.busy = True
        try:
            yield
        finally:
            self.busy = False

    async def add(self, name: str | None, content: bytes, declared: Declared) -> Added:
        """
        Take in the article in a file's *content*; the ending of its *name* tells what kind of file it is.

        What was pasted has no name, and is read as `ask index -` reads its input.

        Raises:
            NothingToAddError: it holds none.
            SeveralError: it holds several.
            TooLittleError: its text is too short for one.
            CorpusError: the library is damaged.
            StorageError: the disk refused; everything is as it was.
        """
        return await asyncio.to_thread(self._add, name, content, declared)

    async def add_shipped(self) -> tuple[int, int]:
        """
        Take in the articles that ship beside those that are there; return how many, and the generation with them.

        Raises:
            CorpusError: the library is damaged.
            StorageError: the disk refused; everything is as it was.
        """
        report = await asyncio.to_thread(self._indexer.index, [str(shipped_corpus())])
        return report.read, report.update.generation

    async def remove(self, article_id: str) -> int:
        """
        Take an article out and return the number of the generation without it.

        Raises:
            UsageError: there is none of that id, or it is the last.
            StorageError: the disk refused; everything is as it was.
        """
        return await asyncio.to_thread(self._remove, article_id)

    async def state(self) -> State:
        """Return which generation answers, and since when."""
        return await asyncio.to_thread(self._state)

    def _add(self, name: str | None, content: bytes, declared: Declared) -> Added:
        article = _declared(_article_in(name, content), declared)
        if len(article.text) < LEAST_CHARACTERS:
            raise TooLittleError(len(article.text))
        digest = digest_of(article.text)
        held = library_of(self._indexer.home).catalogue()
        twin = next((entry for entry in held.entries if entry.digest == digest), None)
        if twin is not None:
            return Added(twin.id, twin.title, self._state().generation, new=False)
        stem = article.id if name is not None else slug_of(article.title) or "article"
        named = replace(article, id=f"{stem}-{digest[:HASH_LENGTH]}", path=None)
        generation = self._indexer.add([named]).generation
        replaced = len(held.entries) if held.shipped else 0
        return Added(named.id, named.title, generation, new=True, replaced=replaced)

    def _remove(self, article_id: str) -> int:
        held = library_of(self._indexer.home).catalogue().entries
        if [entry.id for entry in held] == [article_id]:
            raise UsageError("That is the last article; add another before it is taken out.", kind="last_article")
        return self._indexer.remove([article_id]).update.generation

    def _state(self) -> State:
        index = index_folder(self._indexer.home, self._indexer.settings)
        number = index.current() or 0
        shipped = library_of(self._indexer.home).catalogue().shipped
        try:
            return State(number, (index.path / "CURRENT").stat().st_mtime, shipped)
        except OSError:
            return State(number, None, shipped)


def _article_in(name: str | None, content: bytes) -> Article:
    items = _pasted(content) if name is None else _attached(name, content)
    if len(items) != 1:
        raise SeveralError(len(items))
    if isinstance(items[0], Unreadable):
        raise NothingToAddError(items[0])
    return items[0]


def _pasted(content: bytes) -> list[Article | Unreadable]:
    return list(read_articles(["-"], stdin=io.BytesIO(content)))


def _attached(name: str, content: bytes) -> list[Article | Unreadable]:
    with tempfile.TemporaryDirectory(prefix="ask-") as folder:
        path = Path(folder, _file_name(name))
        path.write_bytes(content)
        return list(read_articles([str(path)]))


def _file_name(name: str) -> str:
    """
    Return a name that is safe in any folder, with the ending that tells the kind.

    >>> _file_name("../../etc/Kim's visit.HTML")
    'Kim-s-visit.html'
    """
    path = PurePath(name.replace("\\", "/")).name
    packed = ".gz" if path.lower().endswith(".gz") else ""
    stem, _, ending = path[: len(path) - len(packed)].rpartition(".")
    kept = "".join(c if c.isalnum() else "-" for c in (stem or ending))[:MAX_STEM].strip("-") or "article"
    kind = f".{ending.lower()}"
    return f"{kept}{kind}{packed}" if kind in KINDS else f"{kept}{packed}"


def _declared(article: Article, declared: Declared) -> Article:
    declared = replace(declared, title=_line(declared.title), publisher=_line(declared.publisher))
    given = {f.name: GIVEN for f in fields(declared) if getattr(declared, f.name)}
    return replace(
        article,
        title=declared.title or article.title,
        publisher=declared.publisher or article.publisher,
        published=declared.published or article.published,
        found={**article.found, **given},
    )


def _line(text: str | None) -> str:
    return " ".join(canonical(text or "").split("\n"))
