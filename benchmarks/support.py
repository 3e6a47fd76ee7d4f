"""
Statements against the passages they rest on: how well the reader's support head tells true from false.

Run `python -m benchmarks.support`. `statements.jsonl` holds paraphrased statements on spans of the articles that ship
and of RealTime QA 2024, half of them corrupted in one place. Each is read with its span under its article's header.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.realtimeqa import read_articles, require_data
from bot.evaluation.question_sets import read_question_set
from bot.models.encoder import Encoder
from bot.models.reader import Reader
from bot.passages import header_of
from bot.types import Article
from training.fitting import area

FILE = Path(__file__).parent / "statements.jsonl"
KINDS = ("number", "unit", "date", "name", "negation", "role", "place", "overclaim")
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement on the span [start, end) of an article."""

    set: str
    """Of which articles: "own", those that ship, or "realtimeqa"."""
    article: str
    start: int
    end: int
    statement: str
    supported: bool
    kind: str
    """What was changed, one of KINDS; empty where nothing was."""


def main() -> None:
    """Print the table."""
    require_data()
    statements = read_statements()
    articles = {a.id: a for a in (*read_question_set(None).articles, *read_articles())}
    columns = {"support head": by_support(statements, articles), "cosine": by_cosine(statements, articles)}
    print(f"{len(statements)} statements, {sum(s.supported for s in statements)} of them true.\n")
    print("AUROC of true against those corrupted in this place:\n")
    print(f"| | n | {' | '.join(columns)} |\n| --- | --- |{' --- |' * len(columns)}")
    for name in ("all", "own", "realtimeqa", *KINDS):
        chosen = np.array([_belongs(statement, name) for statement in statements])
        right = np.array([statement.supported for statement in statements])
        areas = [f"{area(scores[chosen], right[chosen]):.3f}" for scores in columns.values()]
        print(f"| {name} | {chosen.sum()} | {' | '.join(areas)} |")


def half_of(statement: Statement) -> str:
    """Return the half that a statement is in, "dev" or "test": all those on one article are in the same."""
    return "dev" if sha256(statement.article.encode()).digest()[0] % 2 else "test"


def read_statements() -> list[Statement]:
    """Return all statements, in the order of the file."""
    return [Statement(**json.loads(line)) for line in FILE.read_text(encoding="utf-8").splitlines()]


def by_support(statements: Iterable[Statement], articles: dict[str, Article]) -> Scores:
    """Return the log odds that each span bears its statement out."""
    reader = Reader()
    return np.array([reader.read(s.statement, [_passage_of(s, articles)])[0].support for s in statements])


def by_cosine(statements: Sequence[Statement], articles: dict[str, Article]) -> Scores:
    """Return how near each statement is to its span."""
    encoder = Encoder()
    ours = encoder.encode([s.statement for s in statements])
    theirs = encoder.encode([_passage_of(s, articles)[1] for s in statements])
    return np.asarray((ours * theirs).sum(1), np.float64)


def _passage_of(statement: Statement, articles: dict[str, Article]) -> tuple[str, str]:
    article = articles[statement.article]
    return header_of(article), article.text[statement.start : statement.end]


def _belongs(statement: Statement, name: str) -> bool:
    if name in KINDS:
        return statement.supported or statement.kind == name
    return name in ("all", statement.set)


if __name__ == "__main__":
    main()
