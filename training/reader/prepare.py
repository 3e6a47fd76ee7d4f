"""
Prepares what the reader is trained on and measured by: `python -m training.reader.prepare`.

Writes train.npz and dev.npz into the folder given. The same material gives the same bytes. What is slow, embedding, is
kept in the cache a block at a time, so a run that was broken off goes on where it was.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from bot.models.encoder import Encoder
from bot.models.opening import FOLDER
from training.fetching import CACHE
from training.reader.asked import Asked, Part, Stated, read_news, read_pieces, read_public, texts_of
from training.reader.corpora import read_corpora
from training.reader.negatives import HARD, Collection, Vectors, embed, is_apart
from training.reader.pairs import (
    Pair,
    Role,
    near_misses,
    pairs_made,
    pairs_of_questions,
    pairs_of_statements,
    pool_of,
)
from training.reader.paragraphs import build_paragraphs, set_into
from training.reader.squad import read_squad, squad_file
from training.reader.tables import Tables, make_tables

SEED = 20230916
PARTS: tuple[Part, ...] = ("train", "dev")
FOLDER_OF_RUN = CACHE / "reader"
GROUPS_APART = 1_000_000  # groups of two collections have numbers this far apart


@dataclass(frozen=True)
class Source:
    """One collection: what is asked about it, stated on it, and known not to answer."""

    name: str
    asked: list[Asked]
    stated: list[Stated]
    without: dict[str, list[str]]


def main() -> None:
    """Prepare both parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER_OF_RUN, help="where to write")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--at-most", type=int, help="questions of each collection, for a first try")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    encoder = Encoder(threads=chosen.threads)
    for part in PARTS:
        tables = prepare(part, encoder, cache=CACHE / "reader-vectors", at_most=chosen.at_most)
        tables.save(chosen.folder / f"{part}.npz")
        print(f"{part}: {tables.digest()}, {tables.lengths().sum():,} tokens")
        print(counts_of(tables), flush=True)


def prepare(part: Part, encoder: Encoder, *, cache: Path, at_most: int | None = None) -> Tables:
    """Return the tables of one part."""
    sources = read_sources(part, encoder, at_most)
    made = [
        pair
        for number, source in enumerate(sources)
        for pair in pairs_of(source, encoder, cache, first_group=number * GROUPS_APART)
    ]
    return make_tables(made, Tokenizer.from_file(str(FOLDER / "tokenizer.json")))


def read_sources(part: Part, encoder: Encoder, at_most: int | None = None) -> list[Source]:
    """Return all collections of a part, by name."""
    asked, without = read_public(part)
    news, stated = read_news(part)
    asked += [*news, *read_squad(squad_file(part)), *read_corpora(part, encoder.count_tokens)]
    stated += read_pieces(part)
    names = sorted({one.collection for one in asked} | {one.collection for one in stated})
    return [
        Source(
            name,
            [one for one in asked if one.collection == name][:at_most],
            [one for one in stated if one.collection == name],
            without,
        )
        for name in names
    ]


def pairs_of(source: Source, encoder: Encoder, cache: Path, *, first_group: int) -> Iterator[Pair]:
    """Yield all pairs of a collection."""
    draw = np.random.default_rng([SEED, first_group])
    yield from pairs_of_statements(source.stated, draw)
    if source.asked:
        yield from _pairs_asked(source, encoder, cache, draw, first_group=first_group)


def _pairs_asked(
    source: Source, encoder: Encoder, cache: Path, draw: np.random.Generator, *, first_group: int
) -> Iterator[Pair]:
    vectors = embed([one.question for one in source.asked], encoder, cache)
    if source.name.startswith("qamr"):
        asked, near = _in_paragraphs(source.asked, vectors, encoder, cache, draw)
    else:
        asked, near = source.asked, _with_known(source, vectors, encoder, cache)
    pool = pool_of(source.asked)
    yield from pairs_of_questions(asked, near, pool, draw, first_group=first_group)
    yield from pairs_made(asked, near, pool, draw)


def _with_known(source: Source, vectors: Vectors, encoder: Encoder, cache: Path) -> list[list[str]]:
    """Return the near misses found here and those that came with the collection."""
    texts = texts_of(source.asked)
    collection = Collection.of(texts, embed(texts, encoder, cache))
    found = near_misses(source.asked, collection, vectors)
    return [
        list(dict.fromkeys([*misses, *source.without.get(one.id, [])])) if misses else []
        for one, misses in zip(source.asked, found, strict=True)
    ]


def _in_paragraphs(
    asked: Sequence[Asked],
    vectors: Vectors,
    encoder: Encoder,
    cache: Path,
    draw: np.random.Generator,
) -> tuple[list[Asked], list[list[str]]]:
    """Return questions on sentences as questions on paragraphs, with the paragraphs around the nearest sentences."""
    sentences = texts_of(asked)
    numbers = {text: i for i, text in enumerate(sentences)}
    embedded = embed(sentences, encoder, cache)
    paragraphs = build_paragraphs(sentences, embedded, draw)
    collection = Collection.of(sentences, embedded)
    moved, near = [], []
    for one, misses in zip(asked, near_misses(asked, collection, vectors), strict=True):
        own = numbers[one.passage]
        moved.append(set_into(one, paragraphs[own][int(draw.integers(len(paragraphs[own])))]))
        around = [paragraphs[numbers[text]][int(draw.integers(len(paragraphs[own])))] for text in misses]
        near.append([p.text for p in around if own not in p.sentences and is_apart(p.text, one)][:HARD])
    return moved, near


def counts_of(tables: Tables) -> str:
    """Return how many pairs of each role each collection has, a line a collection."""
    counted = Counter(zip(tables.collections.tolist(), tables.roles.tolist(), strict=True))
    lines = [
        f"  {name}: " + ", ".join(f"{counted[i, role]:,} {role.name.lower()}" for role in Role if counted[i, role])
        for i, name in enumerate(tables.names)
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
