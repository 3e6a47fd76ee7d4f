"""
Written sentences held against articles: which of 566 paraphrases the verifier passes, half of them false in one place.

Run `python -m benchmarks.verifier`. `statements.jsonl` holds statements on spans of the articles that ship and of
RealTime QA 2024, half of them corrupted in one place. Each is checked as a written sentence is: against the passages
that hold its span, as those it cites, and then against the others of its article; it is flagged or caught where its
verdict is not "supported". The true ones are also held against the rest of their article alone, which does not bear
them out. The weights, and the threshold, were fitted on the half "dev".
"""

from collections.abc import Sequence

import numpy as np
from langchain_core.documents import Document
from numpy.typing import NDArray

from benchmarks.realtimeqa import read_articles, require_data
from benchmarks.support import KINDS, Statement, half_of, read_statements
from bot.evaluation.question_sets import read_question_set
from bot.indexing import CHUNK_TOKENS, days_of_article
from bot.ingestion.chunking import chunk
from bot.models.encoder import Encoder
from bot.models.opening import FOLDER
from bot.models.reader import Reader
from bot.passages import make_passage, span_of
from bot.reading.verification.weights import Weights
from bot.reading.verify import NO_COUNTERPART, Checked, Verifier
from bot.retrieval.lexical import content_words
from bot.types import Article
from training.fitting import area

FILE = FOLDER / "verifier.json"
Scores = NDArray[np.float64]


def main() -> None:
    """Print the table."""
    require_data()
    statements, articles = read_statements(), read_all_articles()
    weights, encoder = Weights.load(FILE), Encoder()
    verifier = Verifier(read_pairs=Reader().read, encode=encoder.encode, terms_of=content_words, weights=weights)
    passages = {article: passages_of(articles[article]) for article in {s.article for s in statements}}
    checked = [verifier.check(s.statement, holding(s, passages[s.article]), passages[s.article]) for s in statements]
    away = [verifier.check(s.statement, apart(s, passages[s.article])) if s.supported else None for s in statements]
    print(f"{len(statements)} statements; supported from a likelihood of {weights.supported:.3f} on.\n")
    print("\n".join(rows_of(statements, checked, away)))


def read_all_articles() -> dict[str, Article]:
    """Return the articles that the statements are about, by their ids."""
    return {article.id: article for article in (*read_question_set(None).articles, *read_articles())}


def passages_of(article: Article) -> list[Document]:
    """Cut an article as the index does."""
    spans = chunk(article, Encoder().count_tokens, limit=CHUNK_TOKENS)
    days = days_of_article(article)
    return [
        make_passage(article, n, start, end, days=[d for d in days if start <= d.start and d.end <= end])
        for n, (start, end) in enumerate(spans)
    ]


def holding(statement: Statement, passages: Sequence[Document]) -> list[Document]:
    """Return the passages that a statement would cite: those that share most of its span."""
    shared = {p.id: min(statement.end, span_of(p)[1]) - max(statement.start, span_of(p)[0]) for p in passages}
    return [p for p in passages if shared[p.id] == max(shared.values())]


def apart(statement: Statement, passages: Sequence[Document]) -> list[Document]:
    """Return the passages that hold nothing of the statement's span."""
    return [p for p in passages if span_of(p)[1] <= statement.start or span_of(p)[0] >= statement.end]


def score_of(check: Checked) -> float:
    """Return one number for a verdict: the likelihood, or less than nothing where a rule speaks against it."""
    if check.place is None or check.counterpart < NO_COUNTERPART:
        return -1.0
    return -float(len(check.missing)) if check.missing else check.likelihood


def rows_of(statements: Sequence[Statement], checked: Sequence[Checked], away: Sequence[Checked | None]) -> list[str]:
    """Return the lines of the table: what is told of each half, with n."""
    dev = np.array([half_of(s) == "dev" for s in statements])
    true = np.array([s.supported for s in statements])
    kinds = np.array([s.kind for s in statements])
    scores = np.array([score_of(check) for check in checked])
    held = np.array([check.verdict != "supported" for check in checked])
    held_away = np.array([check is not None and check.verdict != "supported" for check in away])
    areas = [f"{area(scores[half], true[half]):.3f}" for half in (dev, ~dev)]
    lines = ["| | dev | test |", "| --- | --- | --- |", f"| AUROC | {' | '.join(areas)} |"]
    chosen = {"true ones flagged": true, "corrupted ones caught": ~true} | {kind: kinds == kind for kind in KINDS}
    for name, one in chosen.items():
        cells = [f"{held[half & one].mean():.3f} (n {(half & one).sum()})" for half in (dev, ~dev)]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    cells = [f"{held_away[half & true].mean():.3f} (n {(half & true).sum()})" for half in (dev, ~dev)]
    return [*lines, f"| true ones caught against the rest of their article | {' | '.join(cells)} |"]


if __name__ == "__main__":
    main()
