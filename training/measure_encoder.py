"""
Measures what int8 costs: `python -m training.measure_encoder` prints the tables of bot/models/MODEL_CARD.md.

Needs RealTime QA 2024 beside the project and the model in fp32 (`python -m training.export_fp32`).
"""

import random
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from benchmarks.encoder import CACHE, PASSAGE_WORDS
from benchmarks.realtimeqa import (
    cut_passages,
    cut_sentences,
    is_answered_by,
    read_articles,
    read_questions,
    require_data,
)
from bot.models.encoder import Encoder
from bot.types import GoldQuestion

Vectors = npt.NDArray[np.float32]
SENTENCES = 1000
RANKS = (1, 5, 10)


def main() -> None:
    """Print both tables."""
    require_data()
    encoders = {"int8": Encoder(), "fp32": Encoder(CACHE / "fp32")}
    texts = [article.text for article in read_articles()]
    questions = [question for question in read_questions() if question.apart is None]
    print("| cosine of int8 with fp32 | n | mean | 1st percentile | least |\n| --- | --- | --- | --- | --- |")
    for name, sample in samples(texts, questions).items():
        print(cosine_row(name, *(encoder.encode(sample) for encoder in encoders.values())))
    passages = [passage for text in texts for passage in cut_passages(text, words=PASSAGE_WORDS)]
    print(f"\n| dense retrieval, {len(questions)} questions, {len(passages):,} passages | recall@1 | @5 | @10 |")
    print("| --- | --- | --- | --- |")
    for name, encoder in encoders.items():
        recalls = recall(encoder.encode([q.question for q in questions]), encoder.encode(passages), questions, passages)
        print(f"| {name} | " + " | ".join(f"{value:.3f}" for value in recalls) + " |", flush=True)


def samples(texts: Sequence[str], questions: Sequence[GoldQuestion]) -> dict[str, list[str]]:
    """Return what cosines are measured on, by name."""
    sentences = [sentence for text in texts for sentence in cut_sentences(text) if len(sentence.split()) > 2]
    passages = [passage for text in texts for passage in cut_passages(text, words=PASSAGE_WORDS)]
    draw = random.Random(1)
    return {
        "sentences": draw.sample(sentences, SENTENCES),
        "passages": draw.sample(passages, SENTENCES // 2),
        "questions": [question.question for question in questions],
    }


def cosine_row(name: str, ours: Vectors, reference: Vectors) -> str:
    """Return a table row on the cosines between the rows of two arrays of vectors of length one."""
    cosines = (ours * reference).sum(axis=1)
    return (
        f"| {name} | {len(cosines)} | {cosines.mean():.4f} | {np.quantile(cosines, 0.01):.4f} | {cosines.min():.4f} |"
    )


def recall(asked: Vectors, stored: Vectors, questions: Sequence[GoldQuestion], passages: Sequence[str]) -> list[float]:
    """Return, for each rank, the share of questions that one of the passages up to it answers."""
    nearest = np.argsort(-(asked @ stored.T), axis=1, kind="stable")[:, : max(RANKS)]
    answered = np.array(
        [[is_answered_by(question, passages[i]) for i in row] for question, row in zip(questions, nearest, strict=True)]
    )
    return [float(answered[:, :k].any(axis=1).mean()) for k in RANKS]


if __name__ == "__main__":
    main()
