"""
Articles in and out: read, cleaned, cut, embedded and published as the next generation of the index.

The other half of the composition root: it joins ingestion, models and retrieval, which do not know each other.
"""

import os
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from bot.errors import CorpusError, SettingsError, StorageError, UsageError
from bot.library import Catalogue, Entry, Library, add_entries, prune_entries, remove_entries
from bot.models.embedder import Embedder, make_embedder
from bot.models.encoder import Encoder
from bot.retrieval.generations import IndexSettings, index_folder, library_of, read_manifest
from bot.retrieval.health import index_state
from bot.retrieval.update import Progress, UpdateReport, update_index
from bot.settings import LoadedSettings
from bot.shipped import shipped_corpus
from bot.types import Article, Day, Unreadable

CHUNK_TOKENS = 200
STANDARD_INPUT = "-"
OnProgress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What `ask index` did."""

    update: UpdateReport
    read: int
    """Articles read in this run."""
    unreadable: tuple[Unreadable, ...]


@dataclass(frozen=True, slots=True)
class RemoveReport:
    """What `ask remove` did."""

    update: UpdateReport
    removed: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass
class _Intake:
    """What reading yields, kept until the update that it is part of is published."""

    entries: list[Entry] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)


class NothingReadError(CorpusError):
    """No article could be read; *unreadable* tells why."""

    def __init__(self, unreadable: Sequence[Unreadable]) -> None:
        first = f": {unreadable[0].name}: {unreadable[0].reason}" if unreadable else "; name files or folders"
        more = f" (and {len(unreadable) - 1} more)" if len(unreadable) > 1 else ""
        super().__init__(f"No article could be read, so nothing was changed{first}{more}.")
        self.unreadable = tuple(unreadable)


class Indexer:
    """Changes the library under *home* and makes the index that follows it, for one embedder."""

    def __init__(self, home: Path, embedder: Embedder, *, corpus: Sequence[Path], progress: OnProgress) -> None:
        self.home = home
        self.embedder = embedder
        self.settings = IndexSettings(encoder=embedder.name, chunk_tokens=CHUNK_TOKENS)
        self._corpus = [str(path) for path in corpus]
        self._progress = progress

    def index(
        self, paths: Sequence[str], *, prune: bool = False, reset: bool = False, stdin: BinaryIO | None = None
    ) -> IndexReport:
        """
        Take in the articles of *paths*; without any, those of ASK_CORPUS, else those known, else those that ship.

        Raises:
            NothingReadError: nothing at all could be read; everything is as it was.
            CorpusError: the library is damaged.
            StorageError: the disk refused; everything is as it was.
        """
        intake = _Intake()

        def change(library: Library, catalogue: Catalogue) -> Catalogue:
            wanted, shipped = self._wanted(paths, catalogue)
            base = Catalogue(catalogue.version) if catalogue.shipped or reset else catalogue
            named = bool(paths or self._corpus or shipped)
            present = wanted if named else [path for path in wanted if not _is_gone(path)]
            self._read(present, library, base, intake, stdin)
            # Without a path, what came in without one (standard input) is kept, and so is what is gone.
            if not intake.entries and (present or (prune and wanted)):
                raise NothingReadError(intake.unreadable)
            merged = add_entries(replace(base, shipped=shipped), intake.entries)
            return self._prune(merged, wanted, intake) if prune else merged

        update = self._update(change, fresh=reset)
        return IndexReport(update, len(intake.entries), tuple(intake.unreadable))

    def take_in(self, articles: Sequence[Article]) -> UpdateReport:
        """
        Make these articles, as they are, the whole library; nothing is done where they are that already.

        Raises:
            CorpusError: the library is damaged.
            StorageError: the disk refused; everything is as it was.
        """
        return self._update(lambda library, held: add_entries(Catalogue(held.version), map(library.put, articles)))

    def add(self, articles: Sequence[Article]) -> UpdateReport:
        """
        Add these articles, as they are, to the library; as with `index`, the first take the place of those that ship.

        Raises:
            CorpusError: the library is damaged.
            StorageError: the disk refused; everything is as it was.
        """

        def change(library: Library, held: Catalogue) -> Catalogue:
            base = Catalogue(held.version) if held.shipped else held
            return add_entries(base, map(library.put, articles))

        return self._update(change)

    def remove(self, ids: Sequence[str]) -> RemoveReport:
        """
        Take articles out.

        Raises:
            UsageError: there is none of them.
        """
        removed: list[str] = []

        def change(_: Library, catalogue: Catalogue) -> Catalogue:
            removed.extend(entry.id for entry in catalogue.entries if entry.id in ids)
            if not removed:
                told = f"There is no article {ids[0]!r}; `ask articles` lists those there are."
                raise UsageError(told, kind="unknown_article", article=ids[0])
            return remove_entries(catalogue, removed)

        update = self._update(change)
        return RemoveReport(update, tuple(removed), tuple(article for article in ids if article not in removed))

    def make_ready(self) -> bool:
        """
        See to it that there is an index that follows the library; the articles that ship are taken in on first use.

        Returns:
            Whether there was none.

        Raises:
            CorpusError: every article was removed.
            SettingsError: ASK_HOME is a file.
            StorageError: the state under it cannot be read.
        """
        check_home(self.home)
        state = index_state(self.home, self.settings)
        if state == "missing" and not library_of(self.home).catalogue().version:
            self.index(())
        elif state == "missing":
            self._update(lambda _, held: held)
        elif state == "stale":
            # The generation that is there answers while another process makes the next, or where none can be made.
            with suppress(StorageError):
                self._update(lambda _, held: held, wait_seconds=0.0)
        if self._is_empty():
            raise CorpusError("Every article was taken out; `ask index PATH` takes in others.")
        return state == "missing"

    def _is_empty(self) -> bool:
        index = index_folder(self.home, self.settings)
        with suppress(CorpusError, ValueError):  # what is damaged is told where it is opened
            number = index.current()
            return number is not None and read_manifest(index.generation(number)).passages == 0
        return False

    def _wanted(self, paths: Sequence[str], catalogue: Catalogue) -> tuple[list[str], bool]:
        """Return what to read, and whether it is the shipped corpus taken for want of another."""
        if paths or self._corpus:
            return list(paths) or self._corpus, False
        if catalogue.shipped or not catalogue.entries:
            return [str(shipped_corpus())], True
        return list(dict.fromkeys(entry.path for entry in catalogue.entries if entry.path)), False

    def _read(
        self, paths: Sequence[str], library: Library, base: Catalogue, intake: _Intake, stdin: BinaryIO | None
    ) -> None:
        from bot.ingestion.articles import read_articles  # no question needs it

        known = {entry.id: entry.path for entry in base.entries if entry.path}
        for item in read_articles(paths, stdin=stdin, known=known):
            if isinstance(item, Article):
                intake.entries.append(library.put(item))
                self._progress("reading articles", len(intake.entries), 0)
            else:
                intake.unreadable.append(item)

    def _prune(self, catalogue: Catalogue, paths: Sequence[str], intake: _Intake) -> Catalogue:
        """Take out what is gone from *paths*; what is there but could not be read now stays."""
        parts = {part for item in intake.unreadable for part in (item.name, item.name.rpartition(":")[0]) if part}
        unread = {_absolute(part) for part in parts if _is_unread(part)}
        seen = {entry.id for entry in intake.entries}
        seen |= {entry.id for entry in catalogue.entries if entry.path and _lies_in(entry.path, unread)}
        return prune_entries(catalogue, [_absolute(path) for path in paths if path != STANDARD_INPUT], seen)

    def _update(
        self,
        change: Callable[[Library, Catalogue], Catalogue],
        *,
        fresh: bool = False,
        wait_seconds: float | None = None,
    ) -> UpdateReport:
        check_home(self.home)
        return update_index(
            self.home,
            self.settings,
            change,
            embed=self.embedder.encode,
            chunk=self._chunk,
            find_days=days_of_article,
            progress=self._told,
            fresh=fresh,
            wait_seconds=wait_seconds,
            on_wait=lambda: self._progress("waiting for another process that is indexing", 0, 0),
        )

    def _chunk(self, article: Article) -> list[tuple[int, int]]:
        from bot.ingestion.chunking import chunk

        return chunk(article, self.embedder.count_tokens, limit=CHUNK_TOKENS)

    def _told(self, progress: Progress) -> None:
        articles = f"{progress.articles} articles, " if progress.articles else ""
        unit = {"chunking": "cutting into passages", "embedding": "passages embedded"}.get(
            progress.phase, progress.phase
        )
        self._progress(f"{articles}{unit}", progress.done, progress.total)


def days_of_article(article: Article) -> list[Day]:
    """Return the days that an article names."""
    from bot.ingestion.event_dates import find_days  # no question needs it

    return find_days(article.text, article.published)


def make_indexer(loaded: LoadedSettings, encoder: Encoder, *, progress: OnProgress) -> Indexer:
    """
    Build an indexer from the settings; nothing is read, written or contacted yet.

    Raises:
        SettingsError: ASK_EMBEDDINGS names no known provider.
        ModelError: its package or key is missing.
    """
    settings = loaded.settings
    embedder = make_embedder(encoder, settings.embeddings, url=settings.embeddings_url, keys=loaded.provider_keys)
    return Indexer(settings.home, embedder, corpus=settings.corpus, progress=progress)


def check_home(home: Path) -> None:
    """
    See to it that state under *home* can be read, or made.

    Raises:
        SettingsError: it is a file, or lies below one.
        StorageError: it cannot be read.
    """
    nearest = next(path for path in (home, *home.parents) if os.path.lexists(path))
    if not os.path.isdir(nearest):  # noqa: PTH112 - Path.is_dir() raises where it may not look
        raise SettingsError(f"ASK_HOME is {home}, but {nearest} is not a folder; set ASK_HOME to a folder.")
    for folder in (nearest, home / "library", home / "indexes"):
        if os.path.lexists(folder) and not os.access(folder, os.X_OK if folder in home.parents else os.R_OK | os.X_OK):
            raise StorageError(f"{folder} cannot be read; give read permission or set ASK_HOME.")


def _absolute(path: str) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - as ingestion does: `..` is taken out, links are not followed


def _lies_in(path: str, folders: Collection[Path]) -> bool:
    return any(part in folders for part in (Path(path), *Path(path).parents))


def _is_gone(path: str) -> bool:
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:  # it may not be looked at
        return False
    return False


def _is_unread(path: str) -> bool:
    """Tell whether *path* is there but could not be read; a folder that can be listed hides nothing."""
    try:
        os.scandir(path).close()
    except OSError:
        return not _is_gone(path)
    return False
