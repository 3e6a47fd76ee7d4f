"""
Fits what weighs the reader's scores, `bot/models/reader.json`: `python -m training.reader.fit`.

Passages and sentences are ordered by linear scores, each fitted by a softmax over a question's candidates against those
that hold an answer. Whether a further sentence is told, and whether there is an answer at all, are logistic functions;
the latter is then brought to the probability of a right answer by isotonic regression. Each set of questions weighs the
same, so that one threshold serves a lone passage, five articles and hundreds. `--without clapnq --to FILE` leaves a set
out, so that its figures can be measured with numbers that never saw it.
"""

import argparse
import json
import pickle
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.documents import Document
from numpy.typing import NDArray

from bot.evaluation.matching import occurs
from bot.evaluation.run import QuestionSet
from bot.models.encoder import Encoder
from bot.models.opening import FOLDER
from bot.models.reader import Reader, Scores
from bot.passages import header_of_passage
from bot.reading.asked import wants_several
from bot.reading.extract import EmbeddedReader
from bot.reading.features import passage_features, sentence_features, told_features
from bot.reading.fitted import (
    PASSAGE_FEATURES,
    QUESTION_FEATURES,
    SENTENCE_FEATURES,
    TOLD_FEATURES,
    Fitted,
    interpolate,
)
from bot.retrieval.lexical import content_words
from bot.retrieval.ranking import rank
from bot.types import Filters, GoldQuestion
from training.fitting import RIDGE, Matrix, area, fit_logistic, indexed
from training.question_sets import (
    answers_of,
    clapnq,
    gold,
    held_out_news,
    holds_answer,
    lone_passages,
    realtimeqa,
    small_corpora,
)

CACHE = Path(__file__).resolve().parents[1] / "cache"
CANDIDATES = 24
VectorOf = Callable[[str], NDArray[np.float32]]
SETS: dict[str, Callable[[], Iterable[QuestionSet]]] = {
    "realtimeqa": lambda: [realtimeqa()],
    "clapnq": lambda: [clapnq(at_most=300)],
    "gold": lambda: [gold()],
    "news": held_out_news,
    "small": lambda: small_corpora(count=5, part="dev", source="squadshifts_reddit"),
    "alone": lambda: [lone_passages(at_most=240)],
}
FOLDS = 5
SEED = 20230916
THRESHOLD = 0.5  # rather right than wrong
KEEP = 0.52  # rather needed than not; a little more, since what is told in vain hides the rest
TOPIC_QUANTILE = 0.05
BLOCKS = 12  # knots of the calibration at most


@dataclass(frozen=True)
class Read:
    """A question, its retrieved passages and what the reader scored."""

    asked: GoldQuestion
    passages: list[Document]
    scores: list[Scores]


@dataclass(frozen=True)
class Rows:
    """One row per question of all the sets."""

    features: Matrix
    answerable: NDArray[np.bool_]
    right: NDArray[np.bool_]
    group: NDArray[np.str_]

    def shares(self) -> Matrix:
        """Return weights by which each set counts as much as any other."""
        names, sizes = np.unique(self.group, return_counts=True)
        size = dict(zip(names.tolist(), sizes.tolist(), strict=True))
        return np.array([len(self.group) / len(size) / size[name] for name in self.group.tolist()])


def read_set(questions: QuestionSet, encoder: Encoder, reader: Reader) -> list[Read]:
    """Index the set's articles, retrieve for each question and score what was found."""
    reads = []
    with indexed(questions, encoder) as snapshot:
        for asked in questions.questions:
            passages = rank(
                snapshot,
                asked.question,
                embed=lambda question: encoder.encode([question])[0],
                k=CANDIDATES,
                filters=Filters(articles=asked.within),
            )
            reads.append(Read(asked, passages, reader.read(asked.question, pairs_of(passages))))
    return reads


def pairs_of(passages: Sequence[Document]) -> tuple[tuple[str, str], ...]:
    """Return headers and texts, as the embedded reader hands them over."""
    return tuple((header_of_passage(p), p.page_content) for p in passages)


def make_reader(fitted: Fitted, vector_of: VectorOf, reads: Iterable[Read], model: Reader) -> EmbeddedReader:
    """Return the embedded reader over scores that are there already; only what is not is read by the model."""
    known = {(read.asked.question, pairs_of(read.passages)): read.scores for read in reads}

    def read_pairs(question: str, pairs: Sequence[tuple[str, str]]) -> list[Scores]:
        return known.get((question, tuple(pairs))) or model.read(question, pairs)

    return EmbeddedReader(
        read_pairs=read_pairs,
        encode=lambda texts: np.stack([vector_of(text) for text in texts]),
        terms_of=content_words,
        fitted=fitted,
        candidates=CANDIDATES,
    )


def fit_ranking(candidates: Sequence[tuple[str, Matrix, NDArray[np.bool_]]], columns: int) -> Matrix:
    """Fit weights by a softmax over each question's candidates against the right ones, each set weighing the same."""
    usable = [(name, rows, right) for name, rows, right in candidates if right.any() and not right.all()]
    names = sorted({name for name, *_ in usable})
    size = {name: sum(name == other for other, *_ in usable) * len(names) for name in names}
    weights = np.zeros(columns)
    for step in range(1500):
        gradient = RIDGE * weights
        for name, rows, right in usable:
            sums = rows @ weights
            shares = np.exp(sums - sums.max())
            shares /= shares.sum()
            wanted = shares * right
            gradient = gradient + rows.T @ (shares - wanted / wanted.sum()) / size[name]
        weights -= 2.0 / (1 + step / 500) * gradient
    return weights


def fit_isotonic(odds: Matrix, right: NDArray[np.bool_], share: Matrix) -> list[tuple[float, float]]:
    """
    Return the knots of the probability of being right, rising with *odds* (pool adjacent violators).

    Barlow, Bartholomew, Bremner and Brunk, "Statistical Inference under Order Restrictions", 1972. The ends are drawn a
    little further, so that no two different questions have the same probability by being sure alone.
    """
    order = np.argsort(odds, kind="stable")
    parts = np.array_split(order, 4 * BLOCKS)
    blocks = [[share[p].sum(), (share[p] * odds[p]).sum(), (share[p] * right[p]).sum()] for p in parts if len(p)]
    pooled: list[list[float]] = []
    for block in blocks:
        pooled.append(block)
        while len(pooled) > 1 and pooled[-2][2] / pooled[-2][0] >= pooled[-1][2] / pooled[-1][0] - 1e-9:
            last = pooled.pop()
            pooled[-1] = [a + b for a, b in zip(pooled[-1], last, strict=True)]
    knots = [(x / weight, min(max(y / weight, 0.01), 0.99)) for weight, x, y in pooled]
    lowest, highest = float(odds.min()) - 2, float(odds.max()) + 2
    return [(lowest, knots[0][1] / 2), *knots, (highest, (1 + knots[-1][1]) / 2)]


def collect(encoder: Encoder, reader: Reader, *, without: Sequence[str], kept: Path) -> dict[str, list[Read]]:
    """Return what was read of each set; what was read before with the same model is taken from *kept*."""
    kept.mkdir(parents=True, exist_ok=True)
    sets: dict[str, list[Read]] = {}
    for name, source in SETS.items():
        path = kept / f"{name}.pickle"
        if not path.exists():
            path.write_bytes(pickle.dumps([read for some in source() for read in read_set(some, encoder, reader)]))
        if name not in without:
            sets[name] = pickle.loads(path.read_bytes())
        print(f"read {name}", flush=True)
    return sets


def fit(sets: dict[str, list[Read]], encoder: Encoder, model: Reader, *, keep: float = KEEP) -> dict[str, Any]:
    """Fit everything, report for each set, and return the values as they are kept."""
    reads = [(name, read) for name, some in sets.items() for read in some if read.passages]
    values = _blank(keep)
    vector_of = cache(lambda text: encoder.encode([text])[0])  # the same sentences come again at every step
    held = [(name, _features_of_passages(r), _held(r, [p.page_content for p in r.passages])) for name, r in reads]
    values["passage"] = _named(PASSAGE_FEATURES, fit_ranking(held, len(PASSAGE_FEATURES)))
    reader = make_reader(Fitted.of(values), vector_of, [read for _, read in reads], model)
    lines = [(name, *_lines(read, reader)) for name, read in reads]
    values["sentence"] = _named(SENTENCE_FEATURES, fit_ranking(lines, len(SENTENCE_FEATURES)))
    reader = make_reader(Fitted.of(values), vector_of, [read for _, read in reads], model)
    values["told"] = _fit_told([read for _, read in reads], reader)
    reader = make_reader(Fitted.of(values), vector_of, [read for _, read in reads], model)
    rows = _describe(reads, reader)
    weights, bias = fit_logistic(rows.features, rows.answerable, rows.shares())
    odds = _cross_fitted(rows)
    values["question"] = _named((*QUESTION_FEATURES, "bias"), np.array([*weights, bias]))
    values["knots"] = [[round(x, 4), round(y, 4)] for x, y in fit_isotonic(odds, rows.right, rows.shares())]
    fitted = Fitted.of(values)
    told = np.array([_calibrated(fitted, value) for value in odds])
    values["threshold"] = THRESHOLD
    best_cosine = [max(p.metadata["cosine"] for p in r.passages) for _, r in reads if answers_of(r.asked)]
    values["topic"] = round(float(np.quantile(best_cosine, TOPIC_QUANTILE)), 3)
    _report(rows, odds, told, values["threshold"])
    return values


def _calibrated(fitted: Fitted, odds: float) -> float:
    return interpolate(fitted.knots, odds)


def _blank(keep: float) -> dict[str, Any]:
    names = {
        "passage": PASSAGE_FEATURES,
        "sentence": SENTENCE_FEATURES,
        "told": (*TOLD_FEATURES, "bias"),
        "question": (*QUESTION_FEATURES, "bias"),
    }
    zeros = {key: dict.fromkeys(of, 0.0) for key, of in names.items()}
    return {**zeros, "knots": [], "threshold": 0.0, "keep": keep, "topic": 0.0}


def _named(names: Sequence[str], weights: Matrix) -> dict[str, float]:
    return dict(zip(names, np.asarray(weights).round(4).tolist(), strict=True))


def _features_of_passages(read: Read) -> Matrix:
    return passage_features(read.passages, read.scores, len(set(content_words(read.asked.question))))


def _held(read: Read, texts: Sequence[str]) -> NDArray[np.bool_]:
    return np.array([holds_answer(text, answers_of(read.asked)) for text in texts], np.bool_)


def _lines(read: Read, reader: EmbeddedReader) -> tuple[Matrix, NDArray[np.bool_]]:
    scored = reader.score(read.asked.question, read.passages)
    terms = set(content_words(read.asked.question))
    weighed = np.array([p.metadata["score"] for p in scored.passages])
    rows = sentence_features(scored.lines, weighed, terms, content_words)
    return rows, _held(read, [line.candidate.text for line in scored.lines])


def _fit_told(reads: Sequence[Read], reader: EmbeddedReader) -> dict[str, float]:
    """Fit how likely a sentence has to be told on the best ten of each answerable question."""
    rows, held = [], []
    for read in reads:
        if not answers_of(read.asked):
            continue
        scored = reader.score(read.asked.question, read.passages)
        best = np.argsort(-scored.line_scores, kind="stable")[:10]
        features = told_features(scored.lines, scored.line_scores, several=wants_several(read.asked.question))
        rows.append(features[best])
        held.append(_held(read, [scored.lines[n].candidate.text for n in best]))
    all_rows = np.concatenate(rows)
    weights, bias = fit_logistic(all_rows, np.concatenate(held), np.ones(len(all_rows)))
    return _named((*TOLD_FEATURES, "bias"), np.array([*weights, bias]))


def _describe(reads: Sequence[tuple[str, Read]], reader: EmbeddedReader) -> Rows:
    features, answerable, right, group = [], [], [], []
    for name, read in reads:
        features.append(reader.score(read.asked.question, read.passages).features)
        told = " ".join(one.text for one in reader.read(read.asked.question, read.passages).told)
        answerable.append(bool(answers_of(read.asked)))
        right.append(answerable[-1] and _is_right(read.asked, told))
        group.append(name)
    return Rows(np.array(features), np.array(answerable), np.array(right), np.array(group))


def _is_right(asked: GoldQuestion, told: str) -> bool:
    if asked.answers:
        return all(any(occurs(one, told) for one in alternatives) for alternatives in asked.answers)
    return any(occurs(quote, told) for quote in asked.evidence)


def _cross_fitted(rows: Rows) -> Matrix:
    """Return the log odds of every question, each by a fit that did not see it."""
    fold = np.random.default_rng(SEED).integers(0, FOLDS, len(rows.group))
    odds = np.zeros(len(rows.group))
    for n in range(FOLDS):
        weights, bias = fit_logistic(rows.features[fold != n], rows.answerable[fold != n], rows.shares()[fold != n])
        odds[fold == n] = rows.features[fold == n] @ weights + bias
    return odds


def _report(rows: Rows, odds: Matrix, told: Matrix, threshold: float) -> None:
    for name in np.unique(rows.group).tolist():
        of = rows.group == name
        line = f"{name}: n {of.sum()}; right {rows.right[of & rows.answerable].mean():.3f} of the answerable"
        line += f"; refused {(told[of & rows.answerable] < threshold).mean():.3f}"
        if (of & ~rows.answerable).any():
            line += f", declined {(told[of & ~rows.answerable] < threshold).mean():.3f}"
            line += f"; AUROC answerable {area(odds[of], rows.answerable[of]):.3f}"
        print(f"{line}; AUROC right {area(odds[of], rows.right[of]):.3f}")


def main() -> None:
    """Fit, and write the numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without", action="append", default=[], choices=SETS, help="leave a set out; may be repeated")
    parser.add_argument("--models", type=Path, default=FOLDER, help="where reader.onnx lies")
    parser.add_argument("--to", type=Path, default=FOLDER / "reader.json", help="the file to write")
    parser.add_argument("--cache", type=Path, default=CACHE / "reader-fit", help="where scores are kept")
    chosen = parser.parse_args()
    encoder = Encoder()
    model = Reader(chosen.models)
    sets = collect(encoder, model, without=chosen.without, kept=chosen.cache)
    chosen.to.write_text(json.dumps(fit(sets, encoder, model), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
