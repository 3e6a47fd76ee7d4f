"""
Fits what weighs a statement against its span, `bot/models/verifier.json`: `python -m training.reader.fit_verifier`.

A logistic function of the reader's support and of how surely both speak, fitted on the dev half of the benchmark's
statements (`benchmarks/statements.jsonl`, halves by article). A sentence counts as supported from the likelihood on
that leaves at most a tenth of the true ones out, those included whose values the rules miss; the test half is only
measured.
"""

import json
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
from bot.passages import header_of, make_passage, span_of
from bot.reading.verify import SUPPORT_FEATURES, Checked, Verifier, Weights, support_features
from bot.retrieval.lexical import content_words
from bot.types import Article
from training.fitting import area, fit_logistic

FLAGGED = 0.1  # of the true statements, at most
PARTLY = 0.5  # of the threshold of what is supported
FILE = FOLDER / "verifier.json"


def main() -> None:
    """Fit, write the file, and print what was measured."""
    require_data()
    statements = read_statements()
    articles = {a.id: a for a in (*read_question_set(None).articles, *read_articles())}
    passages = {a: _passages_of(articles[a]) for a in {s.article for s in statements}}
    reader = Reader()
    dev = np.array([half_of(s) == "dev" for s in statements])
    true = np.array([s.supported for s in statements])
    rows = np.array([_features(s, articles[s.article], reader) for s in statements])
    weights, bias = fit_logistic(rows[dev], true[dev], np.full(int(dev.sum()), 1 / dev.sum()))
    fitted = Weights(np.array([*weights, bias]), supported=0.0, partly=0.0)
    verifier = Verifier(read_pairs=reader.read, terms_of=content_words, weights=fitted)
    checks = [verifier.check(s.statement, _holding(s, passages[s.article])) for s in statements]
    scores = np.array([_score(check) for check in checks])
    supported = float(np.quantile(scores[dev & true], FLAGGED, method="lower"))
    values = dict(zip((*SUPPORT_FEATURES, "bias"), (*weights, bias), strict=True))
    told = {
        "support": {name: round(float(value), 4) for name, value in values.items()},
        "supported": round(max(supported, 0.0), 4),
        "partly": round(max(supported, 0.0) * PARTLY, 4),
    }
    FILE.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    _print(statements, scores, dev, told["supported"])  # type: ignore[arg-type]  # a number


def _features(statement: Statement, article: Article, reader: Reader) -> tuple[float, ...]:
    text = article.text[statement.start : statement.end]
    support = reader.read(statement.statement, [(header_of(article), text)])[0].support
    return support_features(statement.statement, text, support)


def _passages_of(article: Article) -> list[Document]:
    spans = chunk(article, Encoder().count_tokens, limit=CHUNK_TOKENS)
    days = days_of_article(article)
    return [
        make_passage(article, n, start, end, days=[d for d in days if start <= d.start and d.end <= end])
        for n, (start, end) in enumerate(spans)
    ]


def _holding(statement: Statement, passages: Sequence[Document]) -> list[Document]:
    """Return the passages that a statement would cite: those that share most of its span."""
    shared = {p.id: min(statement.end, span_of(p)[1]) - max(statement.start, span_of(p)[0]) for p in passages}
    return [p for p in passages if shared[p.id] == max(shared.values())]


def _score(check: Checked) -> float:
    return -float(len(check.missing)) if check.missing else check.likelihood


def _print(statements: Sequence[Statement], scores: NDArray[np.float64], dev: NDArray[np.bool_], least: float) -> None:
    true = np.array([s.supported for s in statements])
    print(f"supported from {least:.3f} on\n\n| | dev | test |\n| --- | --- | --- |")
    halves = (dev, ~dev)
    print("| AUROC |" + "".join(f" {area(scores[half], true[half]):.3f} |" for half in halves))
    for name in ("true ones flagged", "corrupted ones caught", *KINDS):
        kind = np.array([s.kind == name for s in statements])
        chosen = true if name == "true ones flagged" else kind if name in KINDS else ~true
        print(
            f"| {name} |"
            + "".join(f" {(scores[h & chosen] < least).mean():.3f} ({(h & chosen).sum()}) |" for h in halves)
        )


if __name__ == "__main__":
    main()
