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
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.evaluation.matching import occurs
from bot.models.encoder import Encoder
from bot.models.opening import FOLDER
from bot.models.reader import MODEL, Reader
from bot.reading.extract import EmbeddedReader
from bot.reading.features import passage_features
from bot.reading.fitted import (
    NEAREST_FEATURES,
    PASSAGE_FEATURES,
    QUESTION_FEATURES,
    SENTENCE_FEATURES,
    TOLD_FEATURES,
    Fitted,
    interpolate,
)
from bot.retrieval.lexical import content_words
from bot.types import GoldQuestion
from training.fitting import Matrix, area, fit_isotonic, fit_logistic, fit_ranking, remembering
from training.question_sets import answers_of, holds_answer
from training.reader.reads import CACHE, SETS, Read, collect, digest_of_model, make_reader

FOLDS = 5
TOLD_LINES = 10  # of a question, from which telling is learnt
SEED = 20230916
THRESHOLD = 0.333  # to withhold a right answer costs twice as much as to give a wrong one, whose quotes show it
KEEP = 0.1  # to leave out what adds something costs far more than to tell a sentence in vain
TOPIC_QUANTILE = 0.05


@dataclass(frozen=True)
class Rows:
    """One row per question of all the sets."""

    features: Matrix
    answerable: NDArray[np.bool_]
    right: NDArray[np.bool_]
    group: NDArray[np.str_]

    def shares(self) -> Matrix:
        """Return the weight of each question."""
        return shares(self.group.tolist())


def shares(group: Sequence[str]) -> Matrix:
    """Return weights by which each group counts as much as any other, 1 on average."""
    size = Counter(group)
    return np.array([len(group) / len(size) / size[name] for name in group])


def fit(sets: dict[str, list[Read]], encoder: Encoder, model: Reader, *, keep: float = KEEP) -> dict[str, Any]:
    """Fit everything, report for each set, and return the values as they are kept."""
    reads = [(name, read) for name, some in sets.items() for read in some if read.passages]
    values = _blank(keep)
    encode = remembering(encoder.encode)  # the same sentences come again at every step
    held = [(name, _features_of_passages(r), _held(r, [p.page_content for p in r.passages])) for name, r in reads]
    values["passage"] = _named(PASSAGE_FEATURES, fit_ranking(held, len(PASSAGE_FEATURES)))
    reader = make_reader(Fitted.of(values), encode, [read for _, read in reads], model)
    lines = [(name, *_lines(read, reader)) for name, read in reads]
    values["sentence"] = _named(SENTENCE_FEATURES, fit_ranking(lines, len(SENTENCE_FEATURES)))
    reader = make_reader(Fitted.of(values), encode, [read for _, read in reads], model)
    lines = [(name, *near) for name, read in reads if (near := _nearest(read, reader))]
    values["nearest"] = _named(NEAREST_FEATURES, fit_ranking(lines, len(NEAREST_FEATURES)))
    reader = make_reader(Fitted.of(values), encode, [read for _, read in reads], model)
    values["told"] = _fit_told(reads, reader)
    reader = make_reader(Fitted.of(values), encode, [read for _, read in reads], model)
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
        "nearest": NEAREST_FEATURES,
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
    weighed = reader.weigh(read.asked.question, read.passages)
    return weighed.rows, _held(read, [line.candidate.text for line in weighed.lines])


def _nearest(read: Read, reader: EmbeddedReader) -> tuple[Matrix, NDArray[np.bool_]] | None:
    scored = reader.score(read.asked.question, read.passages)
    if scored is None:
        return None
    return scored.rows, _held(read, [line.candidate.text for line in scored.lines])


def _fit_told(reads: Sequence[tuple[str, Read]], reader: EmbeddedReader) -> dict[str, float]:
    """Fit how likely a sentence after the first adds what no better one tells, on the best ten of a question."""
    rows, adds, group = [], [], []
    for name, read in reads:
        scored = reader.score(read.asked.question, read.passages) if answers_of(read.asked) else None
        if scored is None:
            continue
        texts = [line.candidate.text for line in scored.lines[:TOLD_LINES]]
        rows.append(scored.told[1 : len(texts)])
        adds.append(_adds(np.array([_told_of(read.asked, text) for text in texts]))[1:])
        group += [name] * (len(texts) - 1)
    weights, bias = fit_logistic(np.concatenate(rows), np.concatenate(adds), shares(group))
    return _named((*TOLD_FEATURES, "bias"), np.array([*weights, bias]))


def _told_of(asked: GoldQuestion, text: str) -> list[bool]:
    """Return which of the things asked for *text* tells."""
    things = asked.answers or (asked.evidence,)
    return [any(occurs(one, text) for one in alternatives) for alternatives in things]


def _adds(tells: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which rows of [lines, things] tell a thing that no row above does."""
    before = np.vstack([np.zeros_like(tells[:1]), np.maximum.accumulate(tells)[:-1]])
    found: NDArray[np.bool_] = (tells & ~before).any(1)
    return found


def _describe(reads: Sequence[tuple[str, Read]], reader: EmbeddedReader) -> Rows:
    features, answerable, right, group = [], [], [], []
    for name, read in reads:
        scored = reader.score(read.asked.question, read.passages)
        if scored is None:
            continue
        features.append(scored.features)
        told = " ".join(one.text for one in reader.read(read.asked.question, read.passages).told)
        answerable.append(bool(answers_of(read.asked)))
        right.append(answerable[-1] and is_right(read.asked, told))
        group.append(name)
    return Rows(np.array(features), np.array(answerable), np.array(right), np.array(group))


def is_right(asked: GoldQuestion, told: str) -> bool:
    """Tell whether everything asked for is told."""
    return all(_told_of(asked, told))


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
    kept = chosen.cache / digest_of_model(chosen.models / MODEL)
    sets = collect(encoder, model, without=chosen.without, kept=kept)
    chosen.to.write_text(json.dumps(fit(sets, encoder, model), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
