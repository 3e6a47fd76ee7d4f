"""
The shipped reader: a question and a passage, read together, to where an answer stands and how likely there is one.

Each pair runs through the model by itself, unpadded, so its scores depend on nothing but the pair; several run side by
side on as many threads as there are cores, the longest first. Importing this module is cheap.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from bot.models.opening import FOLDER, SessionOnce, default_threads, open_tokenizer, tokenizable

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Floats = npt.NDArray[np.float32]
MODEL = "reader.onnx"
MAX_TOKENS = 384  # of a pair, as in training; a longer passage is read in windows
QUESTION_TOKENS = 96
HEADER_TOKENS = 64
WINDOW_STEP = 0.5  # of a window: how far the next one begins after it
LONGEST_ANSWER = 30  # tokens of a span
CLS, SEP = 101, 102
KEPT_PASSAGES = 4096  # passages whose tokens are kept; a question reads two dozen


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text in tokens: their ids, and of each the half-open range of code points of the text; shape [tokens, 2]."""

    ids: npt.NDArray[np.int64]
    places: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Scores:
    """
    What the reader makes of one pair, all in log odds.

    *start* and *end* are each token's against the first token's, where no answer starts and ends, so that their sum
    over a span is how much likelier the span is than no answer. *answer* and *sentence*: whether a token lies in an
    answer, and in a sentence that holds one.
    """

    places: npt.NDArray[np.int32]
    """Of each token of the passage, the half-open range of its code points; shape [tokens, 2]."""
    start: Floats
    end: Floats
    answer: Floats
    sentence: Floats
    relevance: float
    """Whether the passage answers the question."""
    support: float
    """Whether the passage bears out what is asked, read as a statement."""
    polarity: float
    """Yes (above 0) or no, of a question that asks for either."""

    @property
    def margin(self) -> float:
        """How much likelier the best span is than no answer; minus infinity without tokens."""
        return best_span(self.start, self.end)[2]


class Reader:
    """
    The embedded reader; safe to share between threads, and its scores are the same whatever the number of *threads*.

    *folder* holds `reader.onnx` and `tokenizer.json`. A model that is missing or damaged raises `ModelError` at the
    first use. A window has at most *max_tokens*, which have to leave room for text behind the question and a header.
    """

    def __init__(self, folder: Path = FOLDER, *, threads: int | None = None, max_tokens: int = MAX_TOKENS) -> None:
        self._folder = folder
        self._threads = threads or default_threads()
        self._max_tokens = max_tokens
        self._session = SessionOnce(folder / MODEL)
        self._tokens_of = lru_cache(KEPT_PASSAGES)(self._tokenize)

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Scores]:
        """
        Score a question, or a statement in its place, with each of *passages*, in their order.

        A passage is its header, which says where it comes from and holds no answer, and its text.
        """
        asked = self._tokens_of(question).ids[:QUESTION_TOKENS]
        cut = [(self._tokens_of(header).ids[:HEADER_TOKENS], self._tokens_of(text)) for header, text in passages]
        pairs = [
            _Pair(number, asked, header, text, at, room)
            for number, (header, text) in enumerate(cut)
            for room in (self._max_tokens - 3 - len(asked) - len(header),)
            for at in _windows(room, text)
        ]
        pairs.sort(key=lambda pair: -pair.length)
        parts: list[list[_Read]] = [[] for _ in passages]
        for read in self._run(pairs):
            parts[read.pair.number].append(read)
        return [_join(text, reads) for (_, text), reads in zip(cut, parts, strict=True)]

    def load(self) -> None:
        """Open the model now rather than at the first question."""
        self._tokens_of("")
        self._session.get()

    def _run(self, pairs: Sequence["_Pair"]) -> list["_Read"]:
        session = self._session.get()
        if len(pairs) < 2 or self._threads < 2:
            return [_run(session, pair) for pair in pairs]
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(lambda pair: _run(session, pair), pairs))

    def _tokenize(self, text: str) -> Tokens:
        encoding = self._tokenizer.encode(tokenizable(text), add_special_tokens=False)
        return Tokens(np.array(encoding.ids, np.int64), np.array(encoding.offsets, np.int32).reshape(-1, 2))

    @property
    def _tokenizer(self) -> "Tokenizer":
        return open_tokenizer(self._folder / "tokenizer.json")


def best_span(start: Floats, end: Floats) -> tuple[int, int, float]:
    """
    Return the first and last token of the best span, and its score; minus infinity where there are no tokens.

    >>> best_span(np.array([0.0, 2.0, 1.0], np.float32), np.array([5.0, 0.0, 1.0], np.float32))
    (0, 0, 5.0)
    """
    if not len(start):
        return 0, 0, float("-inf")
    # Ends at most so far after each start; what lies beyond the last token never wins.
    reach = min(LONGEST_ANSWER, len(end))
    padded = np.concatenate([end, np.full(reach - 1, -np.inf, np.float32)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, reach)
    sums = start[:, None] + windows
    first, further = divmod(int(sums.argmax()), reach)
    return first, first + further, float(sums[first, further])


@dataclass(frozen=True, slots=True)
class _Pair:
    """The input of one run: a window of passage number *number*, of *room* tokens from token *at* on."""

    number: int
    question: npt.NDArray[np.int64]
    header: npt.NDArray[np.int64]
    text: Tokens
    at: int
    room: int

    @property
    def tokens(self) -> npt.NDArray[np.int64]:
        return self.text.ids[self.at : self.at + self.room]

    @property
    def length(self) -> int:
        return len(self.question) + len(self.header) + len(self.tokens) + 3


@dataclass(frozen=True, slots=True)
class _Read:
    """A run's logits: of the window's tokens [tokens, 4], those of the first token taken off starts and ends."""

    pair: _Pair
    tokens: Floats
    whole: Floats


def _windows(room: int, text: Tokens) -> Iterator[int]:
    """Yield where each window of so many tokens begins; a passage that fits has one."""
    yield 0
    step = int(room * WINDOW_STEP)
    yield from range(step, len(text.ids) - room + step, step)


def _run(session: "InferenceSession", pair: _Pair) -> _Read:
    ids = np.concatenate([[CLS], pair.question, [SEP], pair.header, pair.tokens, [SEP]])[None]
    types = np.zeros_like(ids)
    types[0, len(pair.question) + 2 :] = 1
    tokens, whole = session.run(["tokens", "whole"], {"input_ids": ids, "token_type_ids": types})
    first = len(pair.question) + 2 + len(pair.header)
    scores: Floats = tokens[0, first:-1].copy()
    scores[:, :2] -= tokens[0, 0, :2]
    return _Read(pair, scores, whole[0])


def _join(text: Tokens, reads: Sequence[_Read]) -> Scores:
    """Lay the windows of a passage over one another; where two overlap, the surer one counts."""
    tokens = np.full((len(text.ids), 4), -np.inf, np.float32)
    for read in reads:
        part = tokens[read.pair.at : read.pair.at + len(read.tokens)]
        np.maximum(part, read.tokens, out=part)
    best = max(reads, key=lambda read: float(read.whole[0]))
    relevance, _, polarity = (float(value) for value in best.whole)
    support = max(float(read.whole[1]) for read in reads)
    return Scores(text.places, tokens[:, 0], tokens[:, 1], tokens[:, 2], tokens[:, 3], relevance, support, polarity)
