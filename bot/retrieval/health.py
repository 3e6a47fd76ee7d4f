"""What can be told of the indexes without opening them: whether they are up to date, and whether they are whole."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.errors import CorpusError
from bot.library import distinct_entries
from bot.retrieval.generations import (
    IndexFolder,
    IndexSettings,
    Manifest,
    damaged,
    index_folder,
    index_folders,
    leftovers,
    library_of,
    read_catalogue,
    read_manifest,
)
from bot.retrieval.sums import damage_of

State = Literal["missing", "stale", "damaged", "current"]


@dataclass(frozen=True, slots=True)
class IndexHealth:
    """One index on disk."""

    name: str
    folder: Path
    encoder: str | None
    generation: int | None
    articles: int
    passages: int
    megabytes: float
    generations: tuple[int, ...]
    """The numbers of all generations on disk."""
    leftovers: tuple[Path, ...]
    """What a writer left that died; the next one removes it."""
    problem: str | None
    """What is damaged, in one sentence."""


def index_state(home: Path, settings: IndexSettings) -> State:
    """Tell whether the index is there and follows the library; cheap, for contents are not read."""
    index = index_folder(home, settings)
    try:
        number = index.current()
        if number is None:
            return "missing"
        manifest = read_manifest(index.generation(number))
    except (CorpusError, ValueError):
        return "damaged"
    with suppress(CorpusError):  # an index answers without its library's catalogue
        if library_of(home).catalogue().version > manifest.library_version:
            return "stale"
    return "current"


def index_health(home: Path) -> list[IndexHealth]:
    """Examine every index under *home*, contents included."""
    return [_health_of(index) for index in index_folders(home)]


def _health_of(index: IndexFolder) -> IndexHealth:
    generation, articles, manifest, problem = None, 0, None, None
    try:
        generation = index.current()
        if generation is not None:
            manifest = read_manifest(index.generation(generation))
            articles = len(distinct_entries(read_catalogue(index.generation(generation)).entries))
            problem = _problem(index, manifest)
    except (CorpusError, ValueError):
        problem = str(damaged(index.path))
    return IndexHealth(
        name=index.path.name,
        folder=index.path,
        encoder=manifest.encoder if manifest else None,
        generation=generation,
        articles=articles,
        passages=manifest.passages if manifest else 0,
        megabytes=sum(path.stat().st_size for path in index.path.rglob("*") if path.is_file()) / 1e6,
        generations=tuple(index.numbers()),
        leftovers=tuple(leftovers(index)),
        problem=problem,
    )


def _problem(index: IndexFolder, manifest: Manifest) -> str | None:
    folder = index.generation(manifest.generation)
    broken = damage_of(folder, manifest.files)
    return (
        f"{folder / broken} is damaged; run `ask index`, which makes it anew from the articles that are kept."
        if broken
        else None
    )
