"""
Measures what cleaning keeps, on lines labelled by hand: `python -m benchmarks.cleaning [--show]`.

Precision is the share of the lines kept that were to be kept, recall the share of the lines to be kept that were.
The real pages are read from the shared material beside the project; only numbers and hashes of their lines are here.
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.ingestion.canonical import canonical
from bot.ingestion.cleaning import clean

ROOT = Path(__file__).resolve().parent.parent
LABELS = ROOT / "tests" / "ingestion" / "labels"
OWN_PAGES = ROOT / "tests" / "ingestion" / "pages"
REAL_PAGES = ROOT.parent / "shared" / "articles"


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page, and for each of its lines that are not blank whether a reader would keep it."""

    name: str
    text: str
    keep: Mapping[int, bool]
    """By line number, from 0."""


@dataclass(frozen=True, slots=True)
class Score:
    """How many lines were kept rightly, kept wrongly and dropped wrongly."""

    kept: int
    kept_wrongly: int
    lost: int

    @property
    def precision(self) -> float:
        """In [0, 1]; 1 where nothing was kept."""
        return self.kept / (self.kept + self.kept_wrongly) if self.kept + self.kept_wrongly else 1.0

    @property
    def recall(self) -> float:
        """In [0, 1]; 1 where nothing was to be kept."""
        return self.kept / (self.kept + self.lost) if self.kept + self.lost else 1.0


def read_real_pages(folder: Path = REAL_PAGES) -> list[LabelledPage]:
    """Return the real pages in *folder* with their labels; a line that is not the one labelled is a `ValueError`."""
    return [
        _real_page(folder / path.stem, json.loads(path.read_text("utf-8"))) for path in sorted(LABELS.glob("*.json"))
    ]


def _real_page(path: Path, rows: Sequence[Mapping[str, str | int]]) -> LabelledPage:
    text = path.read_text("utf-8")
    lines = text.split("\n")
    for row in rows:
        line = lines[int(row["line"]) - 1].strip()
        if hashlib.sha256(line.encode()).hexdigest()[:12] != row["sha256"]:
            message = f"{path.name} line {row['line']} is not the line that was labelled"
            raise ValueError(message)
    return LabelledPage(path.name, text, {int(row["line"]) - 1: row["label"] == "keep" for row in rows})


def read_own_pages(part: str) -> list[LabelledPage]:
    """Return the invented pages of *part*, "dev" or "held", in which each line begins with its label, + or -."""
    return [_own_page(path) for path in sorted((OWN_PAGES / part).glob("*.txt"))]


def _own_page(path: Path) -> LabelledPage:
    lines = path.read_text("utf-8").split("\n")
    keep = {n: line[0] == "+" for n, line in enumerate(lines) if line}
    return LabelledPage(path.stem, "\n".join(line[2:] for line in lines), keep)


def kept_lines(page: str, cleaned: str) -> set[int]:
    """Return which lines of *page* stand in *cleaned*, by number from 0; wrapped lines are found in their paragraph."""
    left = [_squashed(line) for line in cleaned.split("\n")]
    kept: set[int] = set()
    for n, line in enumerate(page.split("\n")):
        squashed = _squashed(canonical(line))
        if squashed and left and left[0].startswith(squashed):
            kept.add(n)
            left[0] = left[0].removeprefix(squashed)
            left = left if left[0] else left[1:]
    return kept


def _squashed(line: str) -> str:
    return "".join(line.split())


def score(pages: Iterable[LabelledPage]) -> Score:
    """Return how cleaning does on the lines of all *pages* together."""
    kept = wrongly = lost = 0
    for page in pages:
        found = kept_lines(page.text, clean(page.text))
        kept += sum(keep and n in found for n, keep in page.keep.items())
        wrongly += sum(not keep and n in found for n, keep in page.keep.items())
        lost += sum(keep and n not in found for n, keep in page.keep.items())
    return Score(kept, wrongly, lost)


def _report(name: str, pages: Sequence[LabelledPage], *, show: bool) -> None:
    rows = [(page.name, [page]) for page in pages]
    print(f"| {name} | lines | precision | recall |\n| --- | --- | --- | --- |")
    for label, part in [*rows, (f"{name}, together", pages)]:
        result = score(part)
        lines = sum(len(page.keep) for page in part)
        print(f"| {label} | {lines} | {result.precision:.3f} | {result.recall:.3f} |")
    for page in pages if show else ():
        _show_errors(page)
    print()


def _show_errors(page: LabelledPage) -> None:
    found = kept_lines(page.text, clean(page.text))
    for n, line in enumerate(page.text.split("\n")):
        if page.keep.get(n, n in found) != (n in found):
            print(f"{page.name} {n + 1}: {'kept wrongly' if n in found else 'lost'}: {line.strip()[:100]}")


def main(arguments: Sequence[str]) -> None:
    """Print precision and recall of each page and of each part; --show adds the lines that went wrong."""
    show = "--show" in arguments
    if REAL_PAGES.is_dir():
        _report("real pages", read_real_pages(), show=show)
    else:
        print("The real pages are not beside the project; only the invented ones are measured.\n")
    for part in ("dev", "held"):
        if part not in arguments and len(arguments) > show:
            continue
        _report(f"invented pages, {part}", read_own_pages(part), show=show)


if __name__ == "__main__":
    main(sys.argv[1:])
