"""What the reader scored of the sets of questions that `training.reader.fit` learns from, kept between runs."""

import hashlib
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from langchain_core.documents import Document

from bot.evaluation.run import QuestionSet
from bot.models.encoder import Encoder
from bot.models.reader import Reader, Scores
from bot.passages import header_of_passage
from bot.reading.extract import EmbeddedReader, ReadPairs
from bot.reading.fitted import Fitted
from bot.reading.sameness import Encode
from bot.retrieval.lexical import content_words
from bot.retrieval.ranking import rank
from bot.types import Filters, GoldQuestion
from training.fitting import indexed
from training.question_sets import (
    clapnq,
    gold,
    held_out_news,
    lone_passages,
    realtimeqa,
    small_corpora,
    years_of_news,
)

CACHE = Path(__file__).resolve().parents[1] / "cache"
CANDIDATES = 24
SETS: dict[str, Callable[[], Iterable[QuestionSet]]] = {
    "realtimeqa": lambda: [realtimeqa()],
    "clapnq": lambda: [clapnq(at_most=300)],
    "gold": lambda: [gold()],
    "news": held_out_news,
    "years": years_of_news,
    "small": lambda: small_corpora(count=5, part="dev", source="squadshifts_reddit"),
    "alone": lambda: [lone_passages(at_most=240)],
}


@dataclass(frozen=True)
class Read:
    """A question, its retrieved passages and what the reader scored."""

    asked: GoldQuestion
    passages: list[Document]
    scores: list[Scores]


def read_set(questions: QuestionSet, encoder: Encoder, reader: Reader) -> list[Read]:
    """Index the set's articles, retrieve for each question and score what was found."""
    return [
        Read(asked, passages, reader.read(asked.question, pairs_of(passages)))
        for asked, passages in retrieved(questions, encoder)
    ]


def retrieved(questions: QuestionSet, encoder: Encoder) -> Iterator[tuple[GoldQuestion, list[Document]]]:
    """Index the set's articles and yield each question with the passages found for it."""
    with indexed(questions, encoder) as snapshot:
        for asked in questions.questions:
            yield (
                asked,
                rank(
                    snapshot,
                    asked.question,
                    embed=lambda question: encoder.encode([question])[0],
                    k=CANDIDATES,
                    filters=Filters(articles=asked.within),
                ),
            )


def pairs_of(passages: Sequence[Document]) -> tuple[tuple[str, str], ...]:
    """Return headers and texts, as the embedded reader hands them over."""
    return tuple((header_of_passage(p), p.page_content) for p in passages)


def make_reader(fitted: Fitted, encode: Encode, reads: Iterable[Read], model: Reader) -> EmbeddedReader:
    """Return the embedded reader over scores that are there already; only what is not is read by the model."""
    known = {(read.asked.question, pairs_of(read.passages)): read.scores for read in reads}

    def read_pairs(question: str, pairs: Sequence[tuple[str, str]]) -> list[Scores]:
        return known.get((question, tuple(pairs))) or model.read(question, pairs)

    return make_reader_over(read_pairs, fitted, encode)


def make_reader_over(read_pairs: ReadPairs, fitted: Fitted, encode: Encode) -> EmbeddedReader:
    """Return the embedded reader over what scores pairs."""
    return EmbeddedReader(
        read_pairs=read_pairs,
        encode=encode,
        terms_of=content_words,
        fitted=fitted,
        candidates=CANDIDATES,
    )


def digest_of_model(path: Path) -> str:
    """Return what tells the model in a file from any other."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def collect(encoder: Encoder, reader: Reader, *, without: Sequence[str], kept: Path) -> dict[str, list[Read]]:
    """Return what was read of each set; what was read before is taken from *kept*, which is of this reader alone."""
    kept.mkdir(parents=True, exist_ok=True)
    sets: dict[str, list[Read]] = {}
    for name, source in SETS.items():
        if name in without:
            continue
        path = kept / f"{name}.pickle"
        if not path.exists():
            path.write_bytes(pickle.dumps([read for some in source() for read in read_set(some, encoder, reader)]))
        sets[name] = pickle.loads(path.read_bytes())
        print(f"read {name}", flush=True)
    return sets
