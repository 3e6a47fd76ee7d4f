"""Reads what the reader is trained on: questions asked about passages, and statements on passages of our own."""

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "reader"
NEWS = ROOT / "training" / "news"
PIECES = ROOT / "training" / "pieces"
HELD_OUT = 8  # one of so many stories of our own is kept for development

Part = Literal["train", "dev"]
Spans = tuple[tuple[int, int], ...]
COLLECTIONS = {
    "squadshifts_new_wiki": "wiki",
    "squadshifts_reddit": "reddit",
    "squadshifts_amazon_reviews": "amazon",
    "qamr_wikinews": "qamr-news",
    "qamr_wikipedia": "qamr-wiki",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on a passage; without spans, the passage does not answer it."""

    id: str
    question: str
    passage: str
    spans: Spans
    """What answers, in code points of the passage: alternatives by several people, or the items of a list."""
    collection: str
    header: str = ""
    together: bool = False
    """Whether all the spans are needed."""
    polarity: bool | None = None
    """What the spans answer to a question of yes or no."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement that a passage supports or does not."""

    statement: str
    passage: str
    supported: bool
    collection: str
    header: str = ""
    spans: Spans = ()
    """Where the passage speaks of it, as far as known."""
    siblings: tuple[str, ...] = ()
    """Passages of the same story, which tell other things of the same people."""
    invented: bool = False
    """Whether the passage is silent on it, rather than against it."""


def read_public(part: Part, folder: Path = SHARED) -> tuple[list[Asked], dict[str, list[str]]]:
    """Return the questions of the public sets, and by a question's id the passages known not to answer it."""
    asked: list[Asked] = []
    without: dict[str, list[str]] = {}
    with gzip.open(folder / f"{part}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["is_impossible"]:
                without.setdefault(row["id"].removesuffix("_neg"), []).append(row["context"])
            else:
                asked.append(_asked_of(row))
    return asked, without


def read_news(part: Part, folder: Path = NEWS) -> tuple[list[Asked], list[Stated]]:
    """Return the questions and statements of our own; none where none are written yet."""
    held_out = part == "dev"
    rows = [row for row in _rows_of(sorted(folder.glob("*.jsonl"))) if is_held_out(story_of(row)) == held_out]
    asked = [_asked_of_news(row, entry, n) for row in rows for n, entry in enumerate(row["questions"])]
    return asked, list(_stated_of(rows))


def read_pieces(part: Part, folder: Path = PIECES) -> list[Stated]:
    """Return the statements on short pieces of news, of one to three sentences each."""
    rows = [row for row in _rows_of(sorted(folder.glob("*.jsonl"))) if is_held_out(row["id"]) == (part == "dev")]
    return [
        replace(stated, collection="pieces", spans=() if stated.invented else ((0, len(stated.passage)),))
        for stated in _stated_of(rows)
    ]


def story_of(row: dict[str, Any]) -> str:
    """Return what passages about one event share; a passage without a story is its own."""
    return str(row.get("story", row["id"]))


def is_held_out(story: str) -> bool:
    """Tell whether a story of our own is kept for development, the same for ever."""
    return zlib.crc32(story.encode()) % HELD_OUT == 0


def texts_of(asked: Iterable[Asked]) -> list[str]:
    """Return the passages asked about, each once, in their order."""
    return list(dict.fromkeys(one.passage for one in asked))


def answers_of(asked: Asked) -> list[str]:
    """Return what the spans say."""
    return [asked.passage[start:end] for start, end in asked.spans]


def _asked_of(row: dict[str, Any]) -> Asked:
    passage: str = row["context"]
    spans = tuple(_trimmed(passage, one["answer_start"], len(one["text"])) for one in row["answers"])
    return Asked(row["id"], row["question"].strip(), passage, spans, COLLECTIONS[row["source"]])


def _trimmed(passage: str, start: int, length: int) -> tuple[int, int]:
    """Return a span without the white space and the commas that some annotators took along."""
    text = passage[start : start + length]
    bare = text.rstrip(" ,;\n")
    return start + len(bare) - len(bare.lstrip()), start + len(bare)


def _rows_of(paths: Sequence[Path]) -> Iterator[dict[str, Any]]:
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                yield json.loads(line)
            except ValueError:  # the last line of a file that is being written
                print(f"{path.name}: left out a line that is not whole")


def _stated_of(rows: Sequence[dict[str, Any]]) -> Iterator[Stated]:
    stories: dict[str, list[str]] = {}
    for row in rows:
        stories.setdefault(story_of(row), []).append(row["text"])
    for row in rows:
        siblings = tuple(text for text in stories[story_of(row)] if text != row["text"])
        for entry in row["statements"]:
            spans = tuple((start, end) for start, end in entry.get("spans", ()))
            yield Stated(
                entry["text"],
                row["text"],
                entry["supported"],
                "news",
                _header_of(row),
                spans,
                siblings,
                invented=entry["note"] == "invented",
            )


def _header_of(row: dict[str, Any]) -> str:
    """Return the headline, for half of the passages with the date, as `bot.passages` writes it."""
    if zlib.crc32(f"{row['id']} header".encode()) % 2:
        return str(row["title"])
    day = date.fromisoformat(row["published"])
    return f"{row['title']} · {day.day} {day:%B %Y}"


def _asked_of_news(row: dict[str, Any], entry: dict[str, Any], number: int) -> Asked:
    spans = tuple((one["start"], one["start"] + len(one["text"])) for one in entry["answers"])
    kind = entry["kind"]
    return Asked(
        id=f"{row['id']}-{number}",
        question=entry["question"],
        passage=row["text"],
        spans=spans,
        collection="news",
        header=_header_of(row),
        together=kind == "list",
        polarity=entry["note"] == "yes" if kind == "yes or no" else None,
    )
