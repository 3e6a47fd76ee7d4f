# mypy: disable-error-code="import-not-found, import-untyped"
"""
Measures what reading less would save and cost: `python -m training.reader.sparing` prints a table of each set.

Fewer passages where the first are certain, shorter windows, and an early exit: after half of the layers a probe that
foretells the relevance drops the passages that fall too far behind. The weights are those that ship.
"""

import argparse
import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from time import perf_counter

import numpy as np
import onnx
from langchain_core.documents import Document
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnx.utils import Extractor

from bot.models.encoder import Encoder
from bot.models.opening import FOLDER, open_tokenizer
from bot.models.reader import MODEL, Reader, Scores
from bot.reading.extract import ReadPairs
from bot.reading.features import REACH
from bot.reading.fitted import Fitted
from bot.reading.sameness import Encode
from bot.types import GoldQuestion
from training.encoder_graph import DIMENSIONS, LAYERS
from training.fitting import area, remembering
from training.question_sets import answers_of, gold, realtimeqa, years_of_news
from training.reader.export import open_session
from training.reader.fit import is_right
from training.reader.reads import CANDIDATES, make_reader_over, pairs_of, retrieved

Asked = tuple[GoldQuestion, list[Document]]
Floats = NDArray[np.float32]
FIRST = 8  # passages that may be certain
CERTAIN = (5.0, 3.0)  # log odds of relevance and of a span, from which they are
WINDOWS = (160, 128)  # tokens
BEHIND = (4.0, 3.0, 2.0)  # log odds of relevance foretold, by how much less than the best a passage is dropped
SEED = 20230916
RIDGE = 10.0
TOLD_BY = 60  # questions that the probe is fitted by
LAST_SCALE = f"encoder.layer.{LAYERS // 2 - 1}.output.LayerNorm.weight"
HEAD = "| | right | AUROC | passages read to the end | ms, median |\n| --- | --- | --- | --- | --- |"
NOTHING = np.zeros(0, np.float32)


@dataclass(frozen=True)
class Figures:
    """What a way of reading does on a set."""

    right: float
    area: float
    passages: float
    """Of a question, read to the end, on average."""
    milliseconds: float
    """For a question's reading alone, the median."""


class Counting:
    """Reads pairs in some way, and keeps how long it took and how many were read to their end."""

    def __init__(self, read_pairs: ReadPairs) -> None:
        self._read_pairs = read_pairs
        self.seconds: list[float] = []
        self.passages: list[int] = []

    def __call__(self, question: str, pairs: Sequence[tuple[str, str]]) -> list[Scores]:
        """Return the scores of the pairs."""
        began = perf_counter()
        scores = self._read_pairs(question, pairs)
        self.seconds.append(perf_counter() - began)
        self.passages.append(sum(one.places.size > 0 for one in scores))
        return scores


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at-most", type=int, default=200, help="questions of each set")
    chosen = parser.parse_args()
    encoder, fitted = Encoder(), Fitted.load(FOLDER / "reader.json")
    encode = remembering(encoder.encode)
    with tempfile.TemporaryDirectory() as folder:
        ways = dict(ways_of_reading(encoder, Path(folder)))
        for questions in (gold(), realtimeqa()):
            size = min(chosen.at_most, len(questions.questions))
            drawn = tuple(random.Random(SEED).sample(questions.questions, size))
            asked = list(retrieved(replace(questions, questions=drawn), encoder))
            print(f"\n{questions.name}, {len(asked)} questions\n\n{HEAD}")
            for name, read_pairs in ways.items():
                found = figures_of(asked, read_pairs, fitted, encode)
                cells = f"{found.right:.3f} | {found.area:.3f} | {found.passages:.1f} | {found.milliseconds:.0f}"
                print(f"| {name} | {cells} |", flush=True)


def ways_of_reading(encoder: Encoder, folder: Path) -> Iterator[tuple[str, ReadPairs]]:
    """Yield each way of reading with its name."""
    reader = Reader()
    yield f"all {CANDIDATES}", reader.read
    for least in CERTAIN:
        yield f"the first {FIRST} alone where they are certain ({least:g})", certain_first(reader, least)
    for tokens in WINDOWS:
        yield f"windows of {tokens} tokens", Reader(max_tokens=tokens).read
    exits = EarlyExit(folder)
    exits.fit(list(islice(retrieved(next(iter(years_of_news())), encoder), TOLD_BY)))
    for behind in BEHIND:
        yield f"early exit, {behind:g} behind the best", exits.dropping(behind)


def certain_first(reader: Reader, least: float) -> ReadPairs:
    """Return what reads the others only where none of the first passages is certain."""

    def read_pairs(question: str, pairs: Sequence[tuple[str, str]]) -> list[Scores]:
        first = reader.read(question, pairs[:FIRST])
        if any(min(one.relevance, one.margin) >= least for one in first):
            return first + [unread(-REACH)] * (len(pairs) - len(first))
        return first + reader.read(question, pairs[FIRST:])

    return read_pairs


def unread(relevance: float) -> Scores:
    """Return the scores of a passage that was not read to its end."""
    places = np.zeros((0, 2), np.int32)
    return Scores(places, NOTHING, NOTHING, NOTHING, NOTHING, relevance, -REACH, 0.0)


class EarlyExit:
    """
    Half of the reader's layers with a probe in place of its heads: it drops passages before the whole reads the rest.

    What is kept runs through the lower layers twice here, which an exit built into the graph would save.
    """

    def __init__(self, folder: Path) -> None:
        model = onnx.load(FOLDER / MODEL)
        self._state = next(node.output[0] for node in model.graph.node if LAST_SCALE in node.input)
        shape = helper.make_tensor_value_info(self._state, TensorProto.FLOAT, [1, "tokens", DIMENSIONS])
        model.graph.value_info.append(shape)
        self._lower = Extractor(model).extract_model(["input_ids", "token_type_ids"], [self._state])
        self._folder = folder
        self._whole = Reader()

    def fit(self, asked: Sequence[Asked]) -> None:
        """Fit the probe to the relevance that the whole reader tells of these passages in the end."""
        session, tokenizer = open_session(self._lower.SerializeToString()), open_tokenizer(FOLDER / "tokenizer.json")
        states, relevance = [], []
        for question, passages in asked:
            pairs = pairs_of(passages)
            relevance += [one.relevance for one in self._whole.read(question.question, pairs)]
            for pair in pairs:
                read = tokenizer.encode(question.question, " ".join(pair))
                inputs = {"input_ids": np.array([read.ids]), "token_type_ids": np.array([read.type_ids])}
                states.append(session.run([self._state], inputs)[0][0].mean(0))
        rows = np.column_stack([states, np.ones(len(states))]).astype(np.float64)
        probe = np.linalg.solve(rows.T @ rows + RIDGE * np.eye(rows.shape[1]), rows.T @ relevance)
        self._write(probe.astype(np.float32))

    def dropping(self, behind: float) -> ReadPairs:
        """Return what reads to the end only the passages foretold to be at most so far *behind* the best."""
        lower = Reader(self._folder)
        lower.load()

        def read_pairs(question: str, pairs: Sequence[tuple[str, str]]) -> list[Scores]:
            foretold = [one.relevance for one in lower.read(question, pairs)]
            kept = [n for n, value in enumerate(foretold) if value >= max(foretold) - behind]
            read = dict(zip(kept, self._whole.read(question, [pairs[n] for n in kept]), strict=True))
            return [read.get(n) or unread(foretold[n]) for n in range(len(pairs))]

        return read_pairs

    def _write(self, probe: Floats) -> None:
        """Write the lower layers as a reader whose relevance is the probe's."""
        body = self._lower.graph
        whole = np.zeros((DIMENSIONS, 3), np.float32)
        whole[:, 0] = probe[:-1]
        constants = {
            "tokens axis": np.array([1]),
            "probe": whole,
            "probe.bias": np.array([probe[-1], 0, 0], np.float32),
            "no tokens": np.zeros((DIMENSIONS, 4), np.float32),
        }
        body.initializer.extend(numpy_helper.from_array(array, name) for name, array in constants.items())
        body.node.extend(
            [
                helper.make_node("ReduceMean", [self._state, "tokens axis"], ["mean"], keepdims=0),
                helper.make_node("Gemm", ["mean", "probe", "probe.bias"], ["whole"]),
                helper.make_node("MatMul", [self._state, "no tokens"], ["tokens"]),
            ]
        )
        body.ClearField("output")
        body.output.append(helper.make_tensor_value_info("tokens", TensorProto.FLOAT, [1, "tokens", 4]))
        body.output.append(helper.make_tensor_value_info("whole", TensorProto.FLOAT, [1, 3]))
        onnx.save(self._lower, self._folder / MODEL)
        shutil.copy(FOLDER / "tokenizer.json", self._folder)


def figures_of(asked: Sequence[Asked], read_pairs: ReadPairs, fitted: Fitted, encode: Encode) -> Figures:
    """Answer every question, reading in this way."""
    counting = Counting(read_pairs)
    reader = make_reader_over(counting, fitted, encode)
    odds, answerable, right = [], [], []
    for question, passages in asked:
        reading = reader.read(question.question, passages)
        odds.append(reading.probability)
        answerable.append(bool(answers_of(question)))
        told = " ".join(one.text for one in reading.told) if reading.probability >= fitted.threshold else ""
        right.append(is_right(question, told))
    known = np.array(answerable)
    return Figures(
        right=float(np.array(right)[known].mean()),
        area=area(np.array(odds), known),
        passages=float(np.mean(counting.passages)),
        milliseconds=1000 * float(np.median(counting.seconds)),
    )


if __name__ == "__main__":
    main()
