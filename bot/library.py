"""
The articles that were taken in, apart from every index of them: their texts, and a catalogue of all else.

A text lies in a file named by its own SHA-256 and never changes. The catalogue is replaced as a whole, in one step.
Every entry stays in the catalogue, also when two have the same text; `distinct_entries` tells what is indexed.
"""

import hashlib
import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.disk import replace_file, sync_folder, write_durably
from bot.errors import CorpusError, UsageError
from bot.types import Article

KEPT_TEXTS = 256  # texts held in memory; a question touches a few dozen


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything of an article but its text, which *digest* names: the SHA-256 of the text in UTF-8."""

    id: str
    title: str
    digest: str
    publisher: str | None = None
    published: date | None = None
    url: str | None = None
    found: Mapping[str, str] = field(default_factory=dict)
    path: str | None = None
    also_named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the library holds; *version* grows by one with every change, and 0 means that nothing ever came in."""

    version: int = 0
    entries: tuple[Entry, ...] = ()
    shipped: bool = False
    """Whether it holds only the shipped corpus, taken in because there was nothing else."""


def entry_of(article: Article) -> Entry:
    """Return the article's entry."""
    return Entry(
        id=article.id,
        title=article.title,
        digest=digest_of(article.text),
        publisher=article.publisher,
        published=article.published,
        url=article.url,
        found=dict(article.found),
        path=article.path,
        also_named=article.also_named,
    )


def article_of(entry: Entry, text: str) -> Article:
    """Return the article that the entry and its text make."""
    facts = {f.name: getattr(entry, f.name) for f in fields(entry) if f.name != "digest"}
    return Article(text=text, **facts)


def digest_of(text: str) -> str:
    """Return the name under which a text is kept."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def add_entries(catalogue: Catalogue, entries: Iterable[Entry]) -> Catalogue:
    """Put *entries* into the catalogue; one with an id that is there takes its place, a new one goes to the end."""
    merged = {entry.id: entry for entry in catalogue.entries}
    merged.update((entry.id, entry) for entry in entries)
    return replace(catalogue, entries=tuple(merged.values()))


def remove_entries(catalogue: Catalogue, ids: Collection[str]) -> Catalogue:
    """
    Take the entries with these ids out.

    Raises:
        UsageError: no entry has one of the ids; the catalogue is as it was.
    """
    missing = sorted(set(ids) - {entry.id for entry in catalogue.entries})
    if missing:
        raise UsageError(f"There is no article {missing[0]!r}; `ask articles` lists those there are.")
    return replace(catalogue, entries=tuple(entry for entry in catalogue.entries if entry.id not in ids))


def prune_entries(catalogue: Catalogue, paths: Sequence[Path], seen: Collection[str]) -> Catalogue:
    """Take out what came from one of *paths*, or from below it, and is not *seen* (ids); what has no path stays."""
    folders = {str(path) for path in paths}

    def stays(entry: Entry) -> bool:
        return entry.path is None or entry.id in seen or folders.isdisjoint(_path_and_parents(entry.path))

    return replace(catalogue, entries=tuple(entry for entry in catalogue.entries if stays(entry)))


def distinct_entries(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the first entry of every text, its *also_named* completed by the ids of the others that have that text."""
    by_text: dict[str, list[Entry]] = {}
    for entry in entries:
        by_text.setdefault(entry.digest, []).append(entry)
    return tuple(_named_together(first, others) for first, *others in by_text.values())


def _named_together(first: Entry, others: Sequence[Entry]) -> Entry:
    names = [*first.also_named]
    for other in others:
        names += [other.id, *other.also_named]
    return replace(first, also_named=tuple(dict.fromkeys(name for name in names if name != first.id)))


def _path_and_parents(path: str) -> Iterator[str]:
    yield path
    yield from (str(parent) for parent in Path(path).parents)


def catalogue_to_json(catalogue: Catalogue) -> bytes:
    """Return the catalogue as it is kept on disk."""
    entries = [{f.name: _plain(getattr(entry, f.name)) for f in fields(entry)} for entry in catalogue.entries]
    kept = {"version": catalogue.version, "shipped": catalogue.shipped, "entries": entries}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return dict(value) if isinstance(value, Mapping) else value


def catalogue_from_json(content: bytes) -> Catalogue:
    """
    Return the catalogue that was kept.

    Raises:
        ValueError: *content* is not a catalogue.
    """
    try:
        kept = json.loads(content.decode("utf-8", "surrogatepass"))
        return Catalogue(kept["version"], tuple(_entry_from_json(entry) for entry in kept["entries"]), kept["shipped"])
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a catalogue: {error}") from error


def _entry_from_json(kept: dict[str, Any]) -> Entry:
    published = date.fromisoformat(kept["published"]) if kept["published"] else None
    return Entry(**{**kept, "published": published, "also_named": tuple(kept["also_named"])})


class Library:
    """The folder of texts and the catalogue; nothing is made on disk before the first `put` or `publish`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.catalogue_path = folder / "catalogue.json"
        self._texts = folder / "texts"
        self._unsynced: set[Path] = set()
        self._kept = lru_cache(maxsize=KEPT_TEXTS)(self._read)

    def catalogue(self) -> Catalogue:
        """
        Return the catalogue as it was last published.

        Raises:
            CorpusError: its file is damaged.
        """
        try:
            return catalogue_from_json(self.catalogue_path.read_bytes())
        except FileNotFoundError:
            return Catalogue()
        except ValueError as error:
            remedy = "run `ask index`, which restores it from the index, or `ask index --reset` to start over"
            raise CorpusError(f"The catalogue {self.catalogue_path} is damaged; {remedy}.") from error

    def put(self, article: Article) -> Entry:
        """Keep the article's text, and return its entry, which is in no catalogue yet."""
        entry = entry_of(article)
        path = self._path(entry.digest)
        if not _holds(path, entry.digest):
            self._texts.mkdir(parents=True, exist_ok=True)
            temporary = path.with_suffix(f".{os.getpid()}.tmp")
            temporary.write_bytes(article.text.encode("utf-8", "surrogatepass"))
            replace_file(temporary, path)
            self._unsynced.add(path)
        return entry

    def text(self, digest: str) -> str:
        """
        Return a text, checked against its name.

        Raises:
            CorpusError: it is missing or is not what it was.
        """
        return self._kept(digest)

    def publish(self, catalogue: Catalogue) -> None:
        """Make the texts that were put, and then the catalogue, survive a crash."""
        self.sync_texts()
        self.folder.mkdir(parents=True, exist_ok=True)
        write_durably(self.catalogue_path, catalogue_to_json(catalogue))

    def sync_texts(self) -> None:
        """Make the texts that were put survive a loss of power."""
        for path in self._unsynced:
            with path.open("r+b") as file:
                os.fsync(file.fileno())
        if self._unsynced:
            sync_folder(self._texts)
        self._unsynced.clear()

    def sweep(self, keep_digests: Collection[str]) -> int:
        """Delete the texts that nothing names, and return how many there were."""
        if not self._texts.is_dir():
            return 0
        gone = [path for path in self._texts.iterdir() if path.stem not in keep_digests]
        for path in gone:
            with suppress(OSError):  # a reader on Windows holds it; the next sweep takes it
                path.unlink()
            self._unsynced.discard(path)
        return len(gone)

    def _path(self, digest: str) -> Path:
        return self._texts / f"{digest}.txt"

    def _read(self, digest: str) -> str:
        path = self._path(digest)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            raise CorpusError(f"The text {path} is missing; index its article again.") from None
        if hashlib.sha256(content).hexdigest() != digest:
            raise CorpusError(f"The text {path} is damaged; index its article again.")
        return content.decode("utf-8", "surrogatepass")


def _holds(path: Path, digest: str) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == digest
    except OSError:
        return False
