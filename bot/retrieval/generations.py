"""
Generations of an index on disk: immutable folders, a pointer to the current one, and what a crash may leave behind.

    indexes/<name>/CURRENT                 the number of the generation that answers
    indexes/<name>/generations/<N>/        manifest.json, catalogue.json, passages, days, bm25/, chroma/
    indexes/<name>/<N>.lease               held shared by readers for as long as they use N, exclusively to delete it
    indexes/<name>/<N>.opening             held shared while a reader opens Chroma, exclusively while N is copied
    indexes/<name>/vectors.journal         vectors of an update that is not published yet

Chroma rewrites two pages of its SQLite file at every open: that file has no sum, and is not copied meanwhile.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.disk import sync_folder, sync_tree, write_durably
from bot.errors import CorpusError
from bot.library import Catalogue, Library, catalogue_from_json, catalogue_to_json
from bot.retrieval.locks import try_lock
from bot.retrieval.sums import Sums, sums_of

FORMAT = 4  # raise it when words(), days, the tables or Chroma's settings change: older indexes are then made anew
KEPT = 2  # the current generation and the one before it
MANIFEST, CATALOGUE, LEXICAL = "manifest.json", "catalogue.json", "bm25"


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """What shapes an index; vectors of two models, or passages of two sizes, never meet in one."""

    encoder: str
    """The encoder's name, with its version."""
    chunk_tokens: int

    @property
    def name(self) -> str:
        """The name of the index's folder."""
        return hashlib.sha256(f"{FORMAT}\n{self.chunk_tokens}\n{self.encoder}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is, and the size and CRC-32 of each of its files."""

    generation: int
    library_version: int
    encoder: str
    chunk_tokens: int
    passages: int
    dimension: int
    replaced: int
    """Vectors deleted or replaced since Chroma's folder was last made anew; each leaves a dead node in its graph."""
    files: Sums


@dataclass(frozen=True, slots=True)
class IndexFolder:
    """Where the parts of one index lie."""

    path: Path

    @property
    def journal(self) -> Path:
        """The vectors that no generation has yet."""
        return self.path / "vectors.journal"

    def generation(self, number: int) -> Path:
        """Return the generation's folder."""
        return self.path / "generations" / str(number)

    def building(self, number: int) -> Path:
        """Return the folder in which the generation is made."""
        return self.path / "generations" / f"{number}.building"

    def lease(self, number: int) -> Path:
        """Return the lock that keeps the generation from being deleted."""
        return self.path / f"{number}.lease"

    def opening(self, number: int) -> Path:
        """Return the lock that keeps Chroma's folder from being opened and copied at once."""
        return self.path / f"{number}.opening"

    def current(self) -> int | None:
        """
        Return the number of the generation that answers; None where nothing was ever published.

        Raises:
            CorpusError: the pointer is damaged.
        """
        try:
            return int((self.path / "CURRENT").read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            return None
        except ValueError:
            raise damaged(self.path) from None

    def numbers(self) -> list[int]:
        """Return the numbers of the whole generations on disk, in order."""
        with suppress(FileNotFoundError, NotADirectoryError):
            return sorted(int(path.name) for path in (self.path / "generations").iterdir() if path.name.isdecimal())
        return []

    def next_number(self) -> int:
        """Return a number that no generation has, or ever had."""
        known = [*self.numbers(), *(int(path.stem) for path in self.path.glob("*.lease") if path.stem.isdecimal())]
        with suppress(CorpusError):
            known.append(self.current() or 0)
        return max(known, default=0) + 1


def damaged(folder: Path) -> CorpusError:
    """Return the error of an index that cannot be read."""
    return CorpusError(
        f"The index at {folder} is damaged; run `ask index`, which makes it anew from the articles that are kept."
    )


def index_folder(home: Path, settings: IndexSettings) -> IndexFolder:
    """Return where the index with these settings lies, whether or not it is there."""
    return IndexFolder(home / "indexes" / settings.name)


def index_folders(home: Path) -> list[IndexFolder]:
    """Return the indexes that are there."""
    return [IndexFolder(path) for path in sorted((home / "indexes").glob("*")) if path.is_dir()]


def library_of(home: Path) -> Library:
    """Return the library that the indexes are made from."""
    return Library(home / "library")


def read_manifest(generation: Path) -> Manifest:
    """
    Read what a generation is.

    Raises:
        ValueError: it is not a whole generation.
    """
    try:
        kept = json.loads((generation / MANIFEST).read_bytes())
        files = {name: (int(size), int(crc)) for name, (size, crc) in kept.pop("files").items()}
        return Manifest(**kept, files=files)
    except (OSError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{generation / MANIFEST} cannot be read: {error}") from error


def read_catalogue(generation: Path) -> Catalogue:
    """
    Read the catalogue that a generation was made from.

    Raises:
        ValueError: it is not a whole generation.
    """
    try:
        return catalogue_from_json((generation / CATALOGUE).read_bytes())
    except OSError as error:
        raise ValueError(f"{generation / CATALOGUE} cannot be read: {error}") from error


def complete(index: IndexFolder, building: Path, manifest: Manifest, catalogue: Catalogue) -> None:
    """Turn the folder *building* into a whole generation, which does not answer yet."""
    (building / CATALOGUE).write_bytes(catalogue_to_json(catalogue))
    whole = asdict(manifest) | {"files": sums_of(building)}
    (building / MANIFEST).write_text(json.dumps(whole, indent=1), "utf-8")
    sync_tree(building)
    number = manifest.generation
    for lock in (index.lease(number), index.opening(number)):
        lock.touch()  # now, because a reader may not be allowed to
    building.rename(index.generation(number))
    sync_folder(building.parent)


def point_to(index: IndexFolder, number: int) -> None:
    """Make a whole generation the one that answers."""
    write_durably(index.path / "CURRENT", b"%d\n" % number)


def remove_unpublished(index: IndexFolder, number: int) -> None:
    """Remove what there is of a generation that could not be made; one that answers by now stays."""
    shutil.rmtree(index.building(number), ignore_errors=True)
    try:
        answers = index.current() == number
    except CorpusError:
        answers = False
    if not answers:
        shutil.rmtree(index.generation(number), ignore_errors=True)


def recover(home: Path) -> None:
    """Finish or undo what a writer that died has left; only the one writer may call this."""
    for index in index_folders(home):
        for path in leftovers(index):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        delete_superseded(index)
    library = library_of(home)
    for path in library.folder.glob("*.tmp"):
        path.unlink(missing_ok=True)
    _roll_forward(home, library)


def leftovers(index: IndexFolder) -> list[Path]:
    """Return what a writer left that died before its generation was current, or while it deleted one."""
    found = [path for mark in ("building", "deleting") for path in (index.path / "generations").glob(f"*.{mark}")]
    found += index.path.glob("*.tmp")
    with suppress(CorpusError):
        current = index.current() or 0
        found += [index.generation(number) for number in index.numbers() if number > current]
        found += [path for path in index.path.glob("*.lease") if path.stem.isdecimal() and int(path.stem) > current]
    return found


def _roll_forward(home: Path, library: Library) -> None:
    try:
        held: Catalogue | None = library.catalogue()
    except CorpusError:
        held = None
    newest = max(_current_catalogues(home), key=lambda catalogue: catalogue.version, default=None)
    if newest is not None and (held is None or newest.version > held.version):
        library.publish(newest)


def _current_catalogues(home: Path) -> Iterator[Catalogue]:
    for index in index_folders(home):
        with suppress(CorpusError, ValueError):
            current = index.current()
            if current is not None:
                yield read_catalogue(index.generation(current))


def delete_superseded(index: IndexFolder) -> None:
    """Delete the generations before the last two, but for those that a reader holds."""
    with suppress(CorpusError):
        current = index.current() or 0
        for number in [number for number in index.numbers() if number <= current][:-KEPT]:
            _delete(index, number)


def _delete(index: IndexFolder, number: int) -> None:
    lease = try_lock(index.lease(number), shared=False)
    if lease is None:
        return
    try:
        gone = index.generation(number).rename(index.path / "generations" / f"{number}.deleting")
        shutil.rmtree(gone)
        index.opening(number).unlink(missing_ok=True)
        index.lease(number).unlink(missing_ok=True)
    except OSError:  # Windows deletes no file that is open; the next writer tries again
        return
    finally:
        lease.release()


def delete_indexes(home: Path, *, keep: IndexFolder) -> None:
    """Delete the indexes but one, as far as no reader holds a generation of theirs."""
    for index in index_folders(home):
        if index.path != keep.path:
            for number in index.numbers():
                _delete(index, number)
            if not index.numbers():
                shutil.rmtree(index.path, ignore_errors=True)


def digests_in_use(home: Path, catalogue: Catalogue) -> set[str]:
    """Return the digests of all texts that the catalogue or a generation on disk names."""
    digests = {entry.digest for entry in catalogue.entries}
    for index in index_folders(home):
        for number in index.numbers():
            with suppress(ValueError):
                digests |= {entry.digest for entry in read_catalogue(index.generation(number)).entries}
    return digests
