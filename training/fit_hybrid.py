"""
Fits the weights of the first embedded reader, `bot/models/hybrid.json`: python -m training.fit_hybrid.

`--without clapnq --to FILE` leaves a set out, so that its figures can be measured with weights that never saw it.

Sentences are ranked by a linear score, fitted by a softmax over each question's candidates against those that hold the
answer. The probability of a right answer is a logistic function of what the question and its passages look like; each
set of questions weighs the same, so that it serves corpora of five articles and of hundreds.
"""

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.documents import Document
from numpy.typing import NDArray

from bot.evaluation.run import QuestionSet
from bot.models.encoder import Encoder
from bot.models.opening import FOLDER
from bot.reading.candidates import Candidate, candidates_of
from bot.reading.likeness import QUESTION_FEATURES, SENTENCE_FEATURES, SentenceReader, Weights
from bot.retrieval.lexical import content_words
from bot.retrieval.ranking import rank
from bot.retrieval.snapshot import Snapshot
from bot.types import GoldQuestion
from training.fitting import RIDGE, Matrix, area, fit_logistic, indexed
from training.question_sets import answers_of, clapnq, gold, holds_answer, realtimeqa, small_corpora

PASSAGES = 12
SMALL_CORPORA = 12
SETS: dict[str, Callable[[], Iterable[QuestionSet]]] = {
    "realtimeqa": lambda: [realtimeqa()],
    "clapnq": lambda: [clapnq()],
    "gold": lambda: [gold()],
    "small": lambda: small_corpora(count=SMALL_CORPORA),
}
KEEP = 0.75  # about two sentences an answer; more finds more and pads more
FOLDS = 5
WRONG_COSTS = 1.25  # an answer where there is none, against silence where there is one
SEED = 20230916


@dataclass(frozen=True)
class Read:
    """A question, its passages and candidates, and which of them hold the answer."""

    asked: GoldQuestion
    passages: list[Document]
    candidates: list[Candidate]
    vectors: Matrix
    features: Matrix
    right: NDArray[np.bool_]


@dataclass(frozen=True)
class Described:
    """One row per question of all the sets."""

    features: Matrix
    right: NDArray[np.bool_]
    answerable: NDArray[np.bool_]
    group: NDArray[np.str_]

    @property
    def names(self) -> list[str]:
        """The sets' names."""
        return sorted(set(self.group.tolist()))

    def shares(self) -> Matrix:
        """Return weights by which each set counts as much as any other."""
        sizes = {name: (self.group == name).sum() for name in self.names}
        return np.array([len(self.group) / len(sizes) / sizes[name] for name in self.group.tolist()])


def read_set(questions: QuestionSet, encoder: Encoder, reader: SentenceReader) -> list[Read]:
    """Index the set's articles, retrieve for each question, and describe the candidates."""
    with indexed(questions, encoder) as snapshot:
        return [_read(asked, snapshot, encoder, reader) for asked in questions.questions]


def _read(asked: GoldQuestion, snapshot: Snapshot, encoder: Encoder, reader: SentenceReader) -> Read:
    passages = rank(snapshot, asked.question, embed=lambda q: encoder.encode([q])[0], k=PASSAGES)
    candidates = candidates_of(passages)
    vectors = encoder.encode([asked.question, *(c.text for c in candidates)]).astype(np.float64)
    features = reader.sentence_features(asked.question, candidates, passages, vectors)
    right = np.array([holds_answer(c.text, answers_of(asked)) for c in candidates])
    return Read(asked, passages, candidates, vectors, features, right)


def fit_sentences(sets: Sequence[Sequence[Read]]) -> Matrix:
    """Fit the softmax over candidates by gradient descent, each set of questions weighing the same."""
    weights = np.zeros(len(SENTENCE_FEATURES))
    usable = [[read for read in reads if read.right.any() and not read.right.all()] for reads in sets]
    for step in range(2000):
        gradient = RIDGE * weights
        for reads in usable:
            gradient += sum(_gradient(read, weights) for read in reads) / len(reads) / len(usable)
        weights -= 4.0 / (1 + step / 500) * gradient
    return weights


def _gradient(read: Read, weights: Matrix) -> Matrix:
    shares = _softmax(read.features @ weights)
    wanted = shares * read.right
    gradient: Matrix = read.features.T @ (shares - wanted / wanted.sum())
    return gradient


def _softmax(scores: Matrix) -> Matrix:
    powers = np.exp(scores - scores.max())
    shares: Matrix = powers / powers.sum()
    return shares


def told_right(read: Read, reader: SentenceReader) -> bool:
    """Tell whether the sentences that the reader would choose hold the answer."""
    told = reader.choose(read.candidates, read.features, read.vectors)
    return any(holds_answer(one.text, answers_of(read.asked)) for one in told)


def describe(sets: dict[str, list[Read]], reader: SentenceReader) -> Described:
    """Return the features of every question, whether what would be told is right, and the set it is of."""
    reads = [(name, read) for name, group in sets.items() for read in group if read.candidates]
    return Described(
        features=np.array([reader.question_features(r.asked.question, r.passages, r.features) for _, r in reads]),
        right=np.array([bool(answers_of(r.asked)) and told_right(r, reader) for _, r in reads]),
        answerable=np.array([bool(answers_of(r.asked)) for _, r in reads]),
        group=np.array([name for name, _ in reads]),
    )


def cross_fitted(rows: Described) -> Matrix:
    """Return the probability of every question, each by a fit that did not see it."""
    fold = np.random.default_rng(SEED).integers(0, FOLDS, len(rows.group))
    probability = np.zeros(len(rows.group))
    for n in range(FOLDS):
        weights, bias = fit_logistic(rows.features[fold != n], rows.right[fold != n], rows.shares()[fold != n])
        probability[fold == n] = 1 / (1 + np.exp(-(rows.features[fold == n] @ weights + bias)))
    return probability


def best_threshold(probability: Matrix, rows: Described) -> float:
    """Return where answering and declining are right most often over the sets, declining counting twice."""

    def merit(threshold: float) -> float:
        rates = [_rates(probability >= threshold, rows, name) for name in rows.names]
        return float(np.mean([taken + WRONG_COSTS * refused for taken, refused in rates]))

    return float(max(np.arange(0.05, 0.6, 0.01), key=merit))


def _rates(answered: NDArray[np.bool_], rows: Described, name: str) -> tuple[float, float]:
    """Return the share of answerable questions answered, and that of the others declined."""
    of_set = rows.group == name
    taken, refused = answered[of_set & rows.answerable], ~answered[of_set & ~rows.answerable]
    return float(taken.mean()), float(refused.mean())


def report(sets: dict[str, list[Read]], weights: Matrix, rows: Described, threshold: float) -> None:
    """Print, for each set, how often the first sentence is right and how well declining works."""
    probability = cross_fitted(rows)
    for name, reads in sets.items():
        asked = [read for read in reads if answers_of(read.asked) and read.candidates]
        first = np.mean([read.right[(read.features @ weights).argmax()] for read in asked])
        cosine = np.mean([read.right[read.features[:, 0].argmax()] for read in asked])
        of_set = rows.group == name
        taken, refused = _rates(probability >= threshold, rows, name)
        right, answerable = (area(probability[of_set], truth[of_set]) for truth in (rows.right, rows.answerable))
        print(
            f"{name}: n {of_set.sum()}; first sentence right {first:.3f} (by cosine alone {cosine:.3f}); AUROC "
            f"right {right:.3f}, answerable {answerable:.3f}; answered {taken:.2f}, declined {refused:.2f}"
        )


def read_sets(encoder: Encoder, reader: SentenceReader, *, without: Sequence[str]) -> dict[str, list[Read]]:
    """Return what was read of each set that is not left out, by name."""
    return {
        name: [read for questions in source() for read in read_set(questions, encoder, reader)]
        for name, source in SETS.items()
        if name not in without
    }


def fit(encoder: Encoder, *, without: Sequence[str]) -> dict[str, Any]:
    """Read the sets, fit, report per set, and return the weights as they are kept."""
    blank = Weights((0.0,) * len(SENTENCE_FEATURES), (0.0,) * len(QUESTION_FEATURES), 0.0, 0.0, KEEP, 0.0)
    reader = SentenceReader(encode=encoder.encode, terms_of=content_words, weights=blank)
    sets = read_sets(encoder, reader, without=without)
    sentence = fit_sentences([reads for name, reads in sets.items() if name != "gold"])
    reader = SentenceReader(
        encode=encoder.encode, terms_of=content_words, weights=replace(blank, sentence=tuple(sentence.tolist()))
    )
    rows = describe(sets, reader)
    question, bias = fit_logistic(rows.features, rows.right, rows.shares())
    threshold = best_threshold(cross_fitted(rows), rows)
    report(sets, sentence, rows, threshold)
    return {
        "sentence": dict(zip(SENTENCE_FEATURES, sentence.round(4).tolist(), strict=True)),
        "question": dict(zip(QUESTION_FEATURES, question.round(4).tolist(), strict=True)),
        "bias": round(bias, 4),
        "threshold": round(threshold, 2),
        "keep": KEEP,
        "topic": round(float(np.quantile(rows.features[rows.answerable, 0], 0.05)), 3),
    }


def main() -> None:
    """Fit, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        choices=SETS,
        help="leave this set out, so that figures on it come from weights that never saw it; may be repeated",
    )
    parser.add_argument("--to", type=Path, default=FOLDER / "hybrid.json", help="the file to write")
    arguments = parser.parse_args()
    if set(arguments.without) >= {"realtimeqa", "clapnq", "small"}:
        parser.error("at least one of realtimeqa, clapnq and small has to be left to fit on")
    fitted = fit(Encoder(), without=arguments.without)
    arguments.to.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
