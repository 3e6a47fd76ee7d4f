"""
Draws the batches of an epoch, the same for the same seed and epoch, and lays a batch out in arrays.

Pairs of a group stay in one batch. Batches hold inputs of about one length, and about as many tokens each.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.reader.pairs import ALONE, STATEMENTS, Role
from training.reader.tables import CLS, SEP, Tables

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Unit = list[int]
"""Pairs that stay together; where there are several, the first is the answered one."""

# How often a collection's questions are drawn in an epoch: those that people would ask of news most, and where many
# questions are asked of few sentences, or of what only their writer knows, less.
SHARES = {
    "daily": 4.0,
    "news": 1.2,
    "squad": 1.0,
    "wiki": 0.5,
    "reddit": 0.4,
    "amazon": 0.2,
    "qamr-news": 0.2,
    "qamr-wiki": 0.1,
}
# How often its statements: those that people wrote are in other words than the passage, those made by rules are not.
SHARES_OF_STATEMENTS = {"news": 1.4, "pieces": 4.0, "squad": 0.35, "wiki": 0.35}
OF_STATEMENTS = "statements:"  # before a collection's name, where a recipe gives its statements another share
SHARE_CUT = 0.3  # of the groups whose passage can spare its answer: it takes the place of a near miss
SHARE_SWAPPED = 0.35  # of the groups that have a changed question
SHARE_FAR = 0.15  # of the other negatives
SHARE_WITH_HEADER = 0.5
POOLED_BATCHES = 100  # batches are cut by length from so many batches' units at a time


@dataclass(frozen=True)
class Batch:
    """One batch, padded; labels of what a pair does not teach are -1."""

    input_ids: Integers
    token_types: Integers
    mask: Floats
    """1 where there is a token; shape [pairs, tokens], like the two before."""
    passage: Floats
    """1 where a span may lie: the passage without its header."""
    answers: Floats
    """The share of the annotators in whose answer a token lies."""
    sentences: Floats
    """1 where a token lies in a sentence with an answer."""
    spans: Integers
    """Shape [pairs, spans, 2]; -1 where there are fewer. Without an answer, the only span is the first token."""
    relevance: Floats
    support: Floats
    polarity: Floats
    groups: Integers
    """Pairs of one group have one number."""

    @property
    def tokens(self) -> int:
        """The tokens that are not padding."""
        return int(self.mask.sum())


def plan_epoch(
    tables: Tables, *, seed: int, epoch: int, negatives: int, tokens: int, shares: Mapping[str, float] | None = None
) -> list[list[Unit]]:
    """
    Return the batches of an epoch as units, each batch of at most *tokens* with its padding.

    *shares* tells by collection how often its questions are drawn, or by "statements:" and its name its statements,
    where that is not as ever.
    """
    draw = np.random.default_rng([seed, epoch])
    lengths = tables.lengths()
    times = _share_of_each(tables, shares or {})
    units = list(_draw_units(tables, lengths, draw, negatives, times))
    order = draw.permutation(len(units))
    pooled: list[list[Unit]] = []
    for some in np.array_split(order, max(1, _count_tokens(units, lengths) // (tokens * POOLED_BATCHES))):
        pooled += _cut_by_length([units[i] for i in some], lengths, tokens)
    return [pooled[i] for i in draw.permutation(len(pooled))]


def _draw_units(
    tables: Tables, lengths: npt.NDArray[np.int32], draw: np.random.Generator, negatives: int, shares: Sequence[float]
) -> Iterator[Unit]:
    groups: dict[int, list[int]] = defaultdict(list)
    for pair in np.flatnonzero(tables.groups != ALONE).tolist():
        groups[int(tables.groups[pair])].append(pair)
    for group in groups.values():
        for _ in range(_times(shares[group[0]], draw)):
            yield _draw_unit(tables, lengths, group, draw, negatives)
    for pair in np.flatnonzero(tables.groups == ALONE).tolist():
        for _ in range(_times(shares[pair], draw)):
            yield [pair]


def _share_of_each(tables: Tables, others: Mapping[str, float]) -> list[float]:
    """Return how often each pair is drawn."""

    def share_of(name: str, *, stated: bool) -> float:
        if stated:
            return others.get(f"{OF_STATEMENTS}{name}", SHARES_OF_STATEMENTS.get(name, 0.1))
        return others.get(name, SHARES.get(name, 1.0))

    known = {(name, stated): share_of(name, stated=stated) for name in tables.names for stated in (False, True)}
    pairs = zip(tables.collections.tolist(), tables.roles.tolist(), strict=True)
    return [known[tables.names[collection], role in STATEMENTS] for collection, role in pairs]


def _times(share: float, draw: np.random.Generator) -> int:
    return int(share + draw.random())


def _draw_unit(
    tables: Tables, lengths: npt.NDArray[np.int32], group: Sequence[int], draw: np.random.Generator, negatives: int
) -> Unit:
    by_role: dict[int, list[int]] = defaultdict(list)
    for pair in group:
        by_role[int(tables.roles[pair])].append(pair)
    near, far = by_role[Role.NEAR_MISS], by_role[Role.FAR_OFF]
    # Of twice as many as are wanted, those about as long as the answered pair: less padding.
    drawn = [near[i] for i in draw.permutation(len(near))[: 2 * negatives]]
    chosen = sorted(drawn, key=lambda pair: abs(int(lengths[pair] - lengths[group[0]])))[:negatives]
    if far and (not chosen or draw.random() < SHARE_FAR * negatives):
        chosen[-1:] = far[:1]
    if by_role[Role.CUT] and draw.random() < SHARE_CUT:
        chosen[-1:] = by_role[Role.CUT][:1]
    if by_role[Role.SWAPPED] and draw.random() < SHARE_SWAPPED:
        chosen += by_role[Role.SWAPPED][:1]
    return [*by_role[Role.ANSWERED], *chosen]


def _count_tokens(units: Sequence[Unit], lengths: npt.NDArray[np.int32]) -> int:
    return sum(int(lengths[unit].sum()) for unit in units)


def _cut_by_length(units: Sequence[Unit], lengths: npt.NDArray[np.int32], tokens: int) -> list[list[Unit]]:
    batches: list[list[Unit]] = [[]]
    longest = pairs = 0
    for unit in sorted(units, key=lambda unit: int(lengths[unit].max())):
        longest, pairs = max(longest, int(lengths[unit].max())), pairs + len(unit)
        if longest * pairs > tokens and batches[-1]:
            batches.append([])
            longest, pairs = int(lengths[unit].max()), len(unit)
        batches[-1].append(unit)
    return [batch for batch in batches if batch]


def assemble(tables: Tables, units: Sequence[Unit], draw: np.random.Generator) -> Batch:
    """Lay the pairs of *units* out in one batch; half of the headers are left away."""
    pairs = [pair for unit in units for pair in unit]
    inputs = [_Input.of(tables, pair, with_header=draw.random() < SHARE_WITH_HEADER) for pair in pairs]
    return lay_out(tables, inputs, [number for number, unit in enumerate(units) for _ in unit])


@dataclass(frozen=True)
class _Input:
    """The tokens of one input, and where its passage begins."""

    pair: int
    words: npt.NDArray[np.int32]
    header: npt.NDArray[np.int32]
    passage: npt.NDArray[np.int32]

    @classmethod
    def of(cls, tables: Tables, pair: int, *, with_header: bool) -> "_Input":
        header = int(tables.headers[pair]) if with_header else -1
        parts = (int(tables.words[pair]), header, int(tables.passages[pair]))
        none = np.empty(0, np.int32)
        return cls(pair, *(none if text < 0 else tables.token_ids[tables.tokens_of(text)] for text in parts))

    @property
    def ids(self) -> list[int]:
        return [CLS, *self.words, SEP, *self.header, *self.passage, SEP]

    @property
    def second(self) -> int:
        """Where the second segment begins."""
        return len(self.words) + 2

    @property
    def start(self) -> int:
        return self.second + len(self.header)


def inputs_of(tables: Tables, pairs: Sequence[int], *, with_header: bool) -> list[_Input]:
    """Return the inputs of *pairs*, all with their headers or none."""
    return [_Input.of(tables, pair, with_header=with_header) for pair in pairs]


def lay_out(tables: Tables, inputs: Sequence[_Input], groups: Sequence[int]) -> Batch:
    """Pad *inputs* to one length and set their labels beside them."""
    shape = len(inputs), max(len(one.ids) for one in inputs)
    found = [_spans_in(tables, one) for one in inputs]
    batch = Batch(
        input_ids=np.zeros(shape, np.int64),
        token_types=np.zeros(shape, np.int64),
        mask=np.zeros(shape, np.float32),
        passage=np.zeros(shape, np.float32),
        answers=np.zeros(shape, np.float32),
        sentences=np.zeros(shape, np.float32),
        spans=np.full((len(inputs), max(map(len, found)), 2), -1, np.int64),
        relevance=np.array([_relevance(int(tables.roles[one.pair])) for one in inputs], np.float32),
        support=np.array([_support(int(tables.roles[one.pair])) for one in inputs], np.float32),
        polarity=tables.polarities[[one.pair for one in inputs]].astype(np.float32),
        groups=np.array(groups, np.int64),
    )
    for row, (one, spans) in enumerate(zip(inputs, found, strict=True)):
        _fill(batch, row, tables, one, spans)
    return batch


def _spans_in(tables: Tables, one: _Input) -> list[tuple[int, int]]:
    """Return the spans in tokens of the input; the first token where there is none."""
    spans = [(int(a) + one.start, int(b) + one.start) for a, b in tables.spans_of(one.pair)]
    return spans or [(0, 0)]


def _relevance(role: int) -> float:
    return -1.0 if role in STATEMENTS else float(role == Role.ANSWERED)


def _support(role: int) -> float:
    return float(role == Role.SUPPORTED) if role in STATEMENTS else -1.0


def _fill(batch: Batch, row: int, tables: Tables, one: _Input, spans: Sequence[tuple[int, int]]) -> None:
    """Write one input into its row of *batch*."""
    ids, end = one.ids, one.start + len(one.passage)
    batch.input_ids[row, : len(ids)] = ids
    batch.token_types[row, one.second : len(ids)] = 1
    batch.mask[row, : len(ids)] = 1
    batch.passage[row, one.start : end] = 1
    for i, span in enumerate(dict.fromkeys(spans)):
        batch.spans[row, i] = span
    if spans[0] == (0, 0):
        return
    share = 1.0 if tables.together[one.pair] else 1 / len(spans)
    sentences = tables.sentences[tables.tokens_of(int(tables.passages[one.pair]))]
    for first, last in spans:
        batch.answers[row, first : last + 1] += share
        told = np.isin(sentences, sentences[first - one.start : last - one.start + 1])
        batch.sentences[row, one.start : end][told] = 1
    np.clip(batch.answers[row], 0, 1, out=batch.answers[row])
