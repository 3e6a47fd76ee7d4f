"""
Making the next generation of an index: one writer at a time, nothing embedded twice, nothing half published.

The order is: texts, the generation's folder, the pointer, the catalogue. A crash between two of them is finished or
undone by the next writer (`generations.recover`).
"""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bot.disk import disk_refusals_told
from bot.errors import CorpusError, ModelError
from bot.library import Catalogue, Library, distinct_entries
from bot.retrieval.build import copy_vectors, dead_nodes, must_rebuild, write_vectors, write_words
from bot.retrieval.embedding import embed_missing
from bot.retrieval.generations import (
    IndexFolder,
    IndexSettings,
    Manifest,
    complete,
    delete_indexes,
    delete_superseded,
    digests_in_use,
    index_folder,
    library_of,
    point_to,
    read_catalogue,
    read_manifest,
    recover,
    remove_unpublished,
)
from bot.retrieval.index import VectorsDamagedError
from bot.retrieval.locks import writing
from bot.retrieval.plan import Chunk, FindDays, Plan, Previous, make_plan
from bot.retrieval.snapshot import open_index
from bot.retrieval.sums import CHROMA, damage_of
from bot.retrieval.table import PassageTable

Phase = Literal[
    "recovering", "reading", "chunking", "embedding", "copying", "storing", "lexical", "publishing", "tidying"
]
Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Progress:
    """Where an update stands: *done* of *total* passages while embedding and storing, of steps while publishing."""

    phase: Phase
    done: int = 0
    total: int = 0
    articles: int = 0
    """Articles of the whole index."""


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What an update did; articles with the same text count once."""

    generation: int
    added: int
    changed: int
    removed: int
    unchanged: int
    passages: int
    embedded: int
    """Passages whose vector was computed in this run."""
    reused: int
    seconds: float
    same_text: tuple[tuple[str, ...], ...] = ()
    """Ids of articles that have one text, the one that stands for all of them first."""


def update_index(
    home: Path,
    settings: IndexSettings,
    change: Callable[[Library, Catalogue], Catalogue],
    *,
    embed: Callable[[Sequence[str]], Vector],
    chunk: Chunk,
    find_days: FindDays,
    progress: Callable[[Progress], None] = lambda _: None,
    fresh: bool = False,
    wait_seconds: float | None = None,
    on_wait: Callable[[], None] = lambda: None,
) -> UpdateReport:
    """
    Change the catalogue, and publish a generation of the index that follows it.

    *change* is called while this process is the one writer: it may `put` articles, and returns the catalogue to be
    (its version is set here). *fresh* starts from an empty catalogue, takes nothing over and deletes other indexes.
    Where nothing changed and the index is up to date, no generation is made.

    Raises:
        StorageError: the disk refused, or another process writes for longer than *wait_seconds* (None: wait for ever).
        CorpusError: the catalogue, or a text that is needed, is damaged.
        BotError: what *change*, *embed*, *chunk* or *find_days* raise; vectors computed before stay in the journal.
    """
    with disk_refusals_told(home), writing(home, wait_seconds=wait_seconds, on_wait=on_wait):
        progress(Progress("recovering"))
        recover(home)
        update = _Update(
            home, index_folder(home, settings), settings, library_of(home), embed, chunk, find_days, progress
        )
        try:
            return update.run(change, fresh=fresh)
        except OSError:
            update.forget_texts()
            raise


@dataclass(frozen=True)
class _Update:
    """One run of `update_index`, under the writer's lock."""

    home: Path
    index: IndexFolder
    settings: IndexSettings
    library: Library
    embed: Callable[[Sequence[str]], Vector]
    chunk: Chunk
    find_days: FindDays
    progress: Callable[[Progress], None]
    started: float = field(default_factory=time.perf_counter)

    def run(self, change: Callable[[Library, Catalogue], Catalogue], *, fresh: bool) -> UpdateReport:
        before = self._catalogue(fresh=fresh)
        self.progress(Progress("reading"))
        after = change(self.library, replace(before, entries=(), shipped=False) if fresh else before)
        same = (before.entries, before.shipped) == (after.entries, after.shipped)
        previous = None if fresh else _previous(self.index)
        if same and previous is not None and previous.manifest.library_version == before.version:
            if self._answers():
                return self._nothing_done(previous, after)
            previous = None
        after = replace(after, version=max(before.version + (not same), 1))
        report = self._publish(after, previous)
        self.progress(Progress("tidying"))
        self._tidy(after, fresh=fresh)
        return report

    def _answers(self) -> bool:
        """Tell whether the generation that stands can be asked: Chroma's own file has no checksum."""
        with suppress(CorpusError, VectorsDamagedError), open_index(self.home, self.settings) as snapshot:
            return snapshot.vectors.count() == snapshot.manifest.passages
        return False

    def forget_texts(self) -> None:
        """Delete the texts that came in with a change that the disk refused: the room may be what is missing."""
        with suppress(OSError, CorpusError):
            self.library.sweep(digests_in_use(self.home, self.library.catalogue()))

    def _catalogue(self, *, fresh: bool) -> Catalogue:
        try:
            return self.library.catalogue()
        except CorpusError:
            if not fresh:
                raise
            return Catalogue()

    def _publish(self, after: Catalogue, previous: Previous | None) -> UpdateReport:
        try:
            report = self._make_generation(after, previous)
        except VectorsDamagedError:
            if previous is None:
                raise
            report = self._make_generation(after, None)  # what the copy holds is lost; what the journal holds is not
        self.library.publish(after)
        self.progress(Progress("publishing", 3, 3))
        return report

    def _make_generation(self, after: Catalogue, previous: Previous | None) -> UpdateReport:
        number = self.index.next_number()
        building = self.index.building(number)
        self.progress(Progress("chunking"))
        plan = make_plan(after.entries, self.library, previous, self.chunk, self.find_days)
        vectors, embedded = embed_missing(
            plan, self.library, self._journal(), self.embed, self._tell("embedding", plan)
        )
        dimension = _dimension_of(vectors, previous)
        try:
            self._build(building, plan, vectors, previous)
            self.progress(Progress("publishing", 0, 3))
            self.library.sync_texts()
            complete(self.index, building, self._manifest(number, after, plan, previous, dimension), after)
            self.progress(Progress("publishing", 1, 3))
            point_to(self.index, number)
            self.progress(Progress("publishing", 2, 3))
        except BaseException:
            remove_unpublished(self.index, number)
            raise
        return self._report(number, plan, embedded, after)

    def _build(self, building: Path, plan: Plan, vectors: Mapping[bytes, Vector], previous: Previous | None) -> None:
        building.mkdir(parents=True)
        if previous is not None:
            self.progress(Progress("copying"))
            copy_vectors(self.index, previous.manifest.generation, building / CHROMA)
        write_vectors(building, plan, vectors, previous, self._tell("storing", plan))
        self.progress(Progress("lexical", articles=len(plan.entries)))
        write_words(building, plan, self.library)

    def _manifest(
        self, number: int, after: Catalogue, plan: Plan, previous: Previous | None, dimension: int
    ) -> Manifest:
        changed_copy = previous is not None and not must_rebuild(plan, previous)
        return Manifest(
            generation=number,
            library_version=after.version,
            encoder=self.settings.encoder,
            chunk_tokens=self.settings.chunk_tokens,
            passages=len(plan.table),
            dimension=dimension,
            replaced=dead_nodes(plan, previous) if previous is not None and changed_copy else 0,
            files={},
        )

    def _journal(self) -> Path:
        self.index.path.mkdir(parents=True, exist_ok=True)
        return self.index.journal

    def _tell(self, phase: Phase, plan: Plan) -> Callable[[int, int], None]:
        return lambda done, total: self.progress(Progress(phase, done, total, len(plan.entries)))

    def _tidy(self, after: Catalogue, *, fresh: bool) -> None:
        self.index.journal.unlink(missing_ok=True)
        delete_superseded(self.index)
        if fresh:
            delete_indexes(self.home, keep=self.index)
        self.library.sweep(digests_in_use(self.home, after))

    def _report(self, number: int, plan: Plan, embedded: int, after: Catalogue) -> UpdateReport:
        return UpdateReport(
            generation=number,
            added=plan.changes.added,
            changed=plan.changes.changed,
            removed=plan.changes.removed,
            unchanged=plan.changes.unchanged,
            passages=len(plan.table),
            embedded=embedded,
            reused=len(plan.table) - embedded,
            seconds=time.perf_counter() - self.started,
            same_text=_same_text(after),
        )

    def _nothing_done(self, previous: Previous, after: Catalogue) -> UpdateReport:
        passages = previous.manifest.passages
        return UpdateReport(
            generation=previous.manifest.generation,
            added=0,
            changed=0,
            removed=0,
            unchanged=len(previous.entries),
            passages=passages,
            embedded=0,
            reused=passages,
            seconds=time.perf_counter() - self.started,
            same_text=_same_text(after),
        )


def _previous(index: IndexFolder) -> Previous | None:
    """Return the generation to start from; a damaged one counts as none, and the index is made anew."""
    try:
        number = index.current()
        if number is None:
            return None
        folder = index.generation(number)
        manifest = read_manifest(folder)
        if damage_of(folder, manifest.files):
            return None
        entries = distinct_entries(read_catalogue(folder).entries)
        return Previous(manifest, entries, PassageTable.load(folder, (entry.id for entry in entries)))
    except (CorpusError, ValueError):
        return None


def _dimension_of(vectors: Mapping[bytes, Vector], previous: Previous | None) -> int:
    found = {len(vector) for vector in vectors.values()}
    if previous is not None and previous.manifest.passages:
        found.add(previous.manifest.dimension)
    if len(found) > 1:
        raise ModelError("The encoder's vectors changed their length; run `ask index --reset` to embed all anew.")
    return found.pop() if found else 0


def _same_text(catalogue: Catalogue) -> tuple[tuple[str, ...], ...]:
    names: dict[str, list[str]] = {}
    for entry in catalogue.entries:
        names.setdefault(entry.digest, []).append(entry.id)
    return tuple(tuple(ids) for ids in names.values() if len(ids) > 1)
