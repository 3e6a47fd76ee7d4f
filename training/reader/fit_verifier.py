"""
Fits what weighs a statement against its span, `bot/models/verifier.json`: `python -m training.reader.fit_verifier`.

A logistic function of what the reader and simple rules tell of the two, fitted on the dev half of the benchmark's
statements (`benchmarks/statements.jsonl`, halves by article) and on those of our own that the reader was not trained
on. A sentence counts as supported from the likelihood on that leaves at most a tenth of the dev half's true ones out,
held against the passages of their article as a written sentence is, those included whose values the rules miss.
`python -m benchmarks.verifier` measures both halves.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.realtimeqa import require_data
from benchmarks.support import Statement, half_of, read_statements
from benchmarks.verifier import FILE, holding, passages_of, read_all_articles, score_of
from bot.models.encoder import Encoder
from bot.models.reader import Reader, Scores
from bot.passages import header_of
from bot.reading.counterparts import Counterparts
from bot.reading.extract import ReadPairs
from bot.reading.verification.grounding import missing_in
from bot.reading.verification.support import SUPPORT_FEATURES, support_features
from bot.reading.verification.weights import Weights
from bot.reading.verify import Checked, Verifier
from bot.retrieval.lexical import content_words
from bot.sentences import sentence_spans
from bot.types import Article
from training.fitting import fit_logistic, remembering
from training.reader.asked import Stated, read_news, read_pieces

FLAGGED = 0.1  # of the true statements, at most
PARTLY = 0.5  # of the threshold of what is supported


@dataclass(frozen=True, slots=True)
class Row:
    """A statement with sentences of news, and whether they bear it out."""

    statement: str
    text: str
    header: str
    supported: bool


def main() -> None:
    """Fit, and write the file."""
    require_data()
    statements, articles = read_statements(), read_all_articles()
    passages = {article: passages_of(articles[article]) for article in {s.article for s in statements}}
    reader, encoder = Reader(), Encoder()
    kept = [s for s in statements if half_of(s) == "dev"]
    held = [_row_of(s, articles) for s in kept]
    own = [row for stated in (*read_news("dev")[1], *read_pieces("dev")) for row in _rows_of(stated)]
    fitted = _fit([held, own], reader, Counterparts(encoder.encode, content_words))

    def checked_with(weights: Weights) -> list[Checked]:
        """Check the true statements by these weights; what they pass is not looked for elsewhere."""
        verifier = Verifier(read_pairs=read_pairs, encode=encode, terms_of=content_words, weights=weights)
        return [
            verifier.check(s.statement, holding(s, passages[s.article]), passages[s.article])
            for s in kept
            if s.supported
        ]

    read_pairs, encode = _remembering(reader), remembering(encoder.encode)
    supported = _highest_threshold(fitted, checked_with)
    names = (*SUPPORT_FEATURES, "bias")
    told = {
        "support": {name: round(float(value), 4) for name, value in zip(names, fitted.support, strict=True)},
        "supported": round(supported, 4),
        "partly": round(supported * PARTLY, 4),
    }
    FILE.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(
        f"Fitted on {len(held)} statements of the benchmark and {len(own)} of our own; `python -m benchmarks.verifier`."
    )


def _highest_threshold(fitted: Weights, checked_with: Callable[[Weights], list[Checked]]) -> float:
    """Return the highest likelihood at which at most a tenth of the true statements are flagged, found step by step."""
    scores = sorted(score for score in map(score_of, checked_with(fitted)) if score > 0)
    highest = 0.0
    for value in scores:
        checked = checked_with(replace(fitted, supported=value, partly=value * PARTLY))
        if np.mean([check.verdict != "supported" for check in checked]) > FLAGGED:
            break
        highest = value
    return highest


def _remembering(reader: Reader) -> ReadPairs:
    """Return what reads the same pairs once, however often they are checked."""
    known: dict[tuple[str, tuple[tuple[str, str], ...]], list[Scores]] = {}

    def read_pairs(statement: str, pairs: Sequence[tuple[str, str]]) -> list[Scores]:
        key = statement, tuple(pairs)
        if key not in known:
            known[key] = reader.read(statement, pairs)
        return known[key]

    return read_pairs


def _row_of(statement: Statement, articles: Mapping[str, Article]) -> Row:
    article = articles[statement.article]
    text = article.text[statement.start : statement.end]
    return Row(statement.statement, text, header_of(article), statement.supported)


def _rows_of(stated: Stated) -> Iterator[Row]:
    """Yield a statement with its sentences, and one that is true or invented with the likest sentence elsewhere."""
    if not (stated.spans or stated.invented):
        return
    sentences = sentence_spans(stated.passage)
    inside = [(s, e) for s, e in sentences if any(s < end and e > start for start, end in stated.spans)]
    outside = [each for each in sentences if each not in inside]
    likest = _likest(stated.statement, stated.passage, outside)
    if inside:
        text = stated.passage[inside[0][0] : inside[-1][1]]
        yield Row(stated.statement, text, stated.header, stated.supported)
    if likest and (stated.invented or stated.supported):
        yield Row(stated.statement, likest, stated.header, supported=False)


def _likest(statement: str, passage: str, sentences: Sequence[tuple[int, int]]) -> str:
    terms = set(content_words(statement))
    texts = [passage[start:end] for start, end in sentences]
    return max(texts, key=lambda text: len(terms & set(content_words(text))), default="")


def _fit(sets: Sequence[Sequence[Row]], reader: Reader, counterparts: Counterparts) -> Weights:
    """Fit on the rows whose values the rules find, each set as much as another, and its true ones as its others."""
    features: list[tuple[float, ...]] = []
    weights: list[float] = []
    true: list[bool] = []
    for rows in sets:
        left = [row for row in rows if not missing_in(row.statement, row.text, beside=f"{row.header}\n{row.text}")]
        count = sum(row.supported for row in left)
        features += [_features(row, reader, counterparts) for row in left]
        weights += [1 / (count if row.supported else len(left) - count) for row in left]
        true += [row.supported for row in left]
    fitted, bias = fit_logistic(np.array(features), np.array(true), np.array(weights) / sum(weights))
    return Weights(np.array([*fitted, bias]), supported=0.0, partly=0.0)


def _features(row: Row, reader: Reader, counterparts: Counterparts) -> tuple[float, ...]:
    (scores,) = reader.read(row.statement, [(row.header, row.text)])
    counterpart = counterparts.of(row.statement, f"{row.header}\n{row.text}").mean
    return support_features(row.statement, row.text, scores, counterpart, content_words)


if __name__ == "__main__":
    main()
