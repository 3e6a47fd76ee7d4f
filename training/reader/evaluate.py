"""Measures a reader on the prepared development part, a sample of each kind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.evaluation.metrics.squad import exact_match, token_f1
from training.reader.batches import Batch, inputs_of, lay_out
from training.reader.pairs import ALONE, STATEMENTS, Role
from training.reader.tables import Tables

Floats = npt.NDArray[np.float32]
LONGEST_ANSWER = 30  # tokens of a span
SEED = 1


Run = Callable[[Batch], tuple[Floats, Floats]]
"""Scores a batch: logits of the tokens [pairs, tokens, 4], undefined in padding, and of the pairs [pairs, 3]."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader made of one pair."""

    pair: int
    text: str
    """The best span."""
    margin: float
    """How much likelier the best span is than none, in log probability."""
    relevance: float
    support: float
    polarity: float


def read_pairs(run: Run, tables: Tables, pairs: Sequence[int], *, batch_size: int = 32) -> list[Read]:
    """Return what the reader makes of *pairs*, in their order; odd ones are read with their headers."""
    order = sorted(pairs, key=lambda pair: int(tables.lengths()[pair]))
    found: dict[int, Read] = {}
    for i in range(0, len(order), batch_size):
        some = order[i : i + batch_size]
        inputs = [one for pair in some for one in inputs_of(tables, [pair], with_header=pair % 2 == 1)]
        batch = lay_out(tables, inputs, [0] * len(some))
        tokens, whole = run(batch)
        for row, pair in enumerate(some):
            found[pair] = _read(tables, pair, batch.passage[row], tokens[row], whole[row])
    return [found[pair] for pair in pairs]


def best_span(start: Floats, end: Floats) -> tuple[int, int, float]:
    """Return the first and last token of the best span, and its score."""
    scores = start[:, None] + end[None, :]
    ordered = np.triu(np.ones_like(scores, dtype=bool)) & ~np.triu(np.ones_like(scores, dtype=bool), LONGEST_ANSWER)
    best = int(np.where(ordered, scores, -np.inf).argmax())
    first, last = divmod(best, len(end))
    return first, last, float(scores[first, last])


def _read(tables: Tables, pair: int, passage: Floats, tokens: Floats, whole: Floats) -> Read:
    text = int(tables.passages[pair])
    inside = np.flatnonzero(passage)
    first, last, score = best_span(tokens[inside, 0], tokens[inside, 1])
    own = tables.tokens_of(text)
    start, end = tables.token_starts[own][first], tables.token_ends[own][last]
    margin = score - float(tokens[0, 0] + tokens[0, 1])
    return Read(pair, tables.texts[text][start:end], margin, *map(float, whole))


def measure(run: Run, tables: Tables, *, at_most: int) -> dict[str, float]:
    """Return the figures by name; of each kind of pair at most so many are read, always the same."""
    figures: dict[str, float] = {}
    for number, name in enumerate(tables.names):
        here = tables.collections == number
        if name in ("daily", "wiki", "news", "reddit", "squad"):
            answered = _sample(here & (tables.roles == Role.ANSWERED) & (tables.polarities < 0), at_most)
            figures |= _of_spans(run, tables, answered, name)
        if name in ("daily", "wiki", "news", "squad"):
            figures |= _of_relevance(run, tables, here, at_most, name)
        if name in ("wiki", "news", "squad", "pieces"):
            figures |= _of_statements(run, tables, here, at_most, name)
    polar = _sample(tables.polarities >= 0, at_most)
    figures |= _of_polarity(run, tables, polar)
    return {name: round(value, 4) for name, value in figures.items()}


def golds_of(tables: Tables, pair: int) -> list[str]:
    """Return the texts of a pair's spans."""
    own = tables.tokens_of(int(tables.passages[pair]))
    starts, ends = tables.token_starts[own], tables.token_ends[own]
    text = tables.texts[int(tables.passages[pair])]
    return [text[starts[first] : ends[last]] for first, last in tables.spans_of(pair)]


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """
    Return how often a positive has more than a negative; half where they have the same.

    >>> auroc([3.0, 1.0], [2.0, 0.0])
    0.75
    """
    above = np.array(positive)[:, None] - np.array(negative)[None]
    return float(((above > 0) + (above == 0) / 2).mean())


def _sample(chosen: npt.NDArray[np.bool_], at_most: int) -> list[int]:
    pairs = np.flatnonzero(chosen)
    return sorted(np.random.default_rng(SEED).permutation(pairs)[:at_most].tolist())


def _of_spans(run: Run, tables: Tables, pairs: Sequence[int], name: str) -> dict[str, float]:
    if not pairs:
        return {}
    told = [(read.text, [golds_of(tables, read.pair)]) for read in read_pairs(run, tables, pairs)]
    return {
        f"{name} n": len(told),
        f"{name} f1": 100 * float(np.mean([token_f1(text, golds) for text, golds in told])),
        f"{name} em": 100 * float(np.mean([exact_match(text, golds) for text, golds in told])),
    }


def _of_relevance(run: Run, tables: Tables, here: npt.NDArray[np.bool_], at_most: int, name: str) -> dict[str, float]:
    led = _sample(here & (tables.roles == Role.ANSWERED) & (tables.groups != ALONE), at_most)
    groups = np.isin(tables.groups, tables.groups[led]) & here
    alone = here & (tables.roles == Role.UNANSWERED)
    reads = read_pairs(run, tables, np.flatnonzero(groups | alone).tolist())
    answered = [read for read in reads if tables.roles[read.pair] == Role.ANSWERED]
    figures: dict[str, float] = {}
    for role in (Role.NEAR_MISS, Role.CUT, Role.SWAPPED, Role.UNANSWERED):
        others = [read for read in reads if tables.roles[read.pair] == role]
        if answered and others:
            label = f"{name} auroc {role.name.lower()}"
            figures[label] = auroc([r.relevance for r in answered], [r.relevance for r in others])
            figures[f"{label} by margin"] = auroc([r.margin for r in answered], [r.margin for r in others])
    figures[f"{name} first of group"] = _first_of_group(tables, [r for r in reads if tables.groups[r.pair] != ALONE])
    return figures


def _first_of_group(tables: Tables, reads: Sequence[Read]) -> float:
    """Return the share of groups whose answered pair is told most relevant among the passages."""
    by_group: dict[int, list[Read]] = {}
    for read in reads:
        if tables.roles[read.pair] not in (Role.SWAPPED, Role.CUT):
            by_group.setdefault(int(tables.groups[read.pair]), []).append(read)
    firsts = [max(group, key=lambda read: read.relevance).pair for group in by_group.values()]
    return float(np.mean([tables.roles[pair] == Role.ANSWERED for pair in firsts])) if firsts else float("nan")


def _of_statements(run: Run, tables: Tables, here: npt.NDArray[np.bool_], at_most: int, name: str) -> dict[str, float]:
    reads = read_pairs(run, tables, _sample(here & np.isin(tables.roles, list(STATEMENTS)), at_most))
    if not reads:
        return {}
    right = [(read.support > 0) == (tables.roles[read.pair] == Role.SUPPORTED) for read in reads]
    sides: list[list[float]] = [[], []]
    for read in reads:
        if tables.roles[read.pair] != Role.UNRELATED:
            sides[int(tables.roles[read.pair] == Role.SUPPORTED)].append(read.support)
    figures = {f"{name} support n": len(reads), f"{name} support accuracy": float(np.mean(right))}
    return figures | ({f"{name} support auroc": auroc(sides[1], sides[0])} if all(sides) else {})


def _of_polarity(run: Run, tables: Tables, pairs: Sequence[int]) -> dict[str, Any]:
    if not pairs:
        return {}
    right = [(read.polarity > 0) == (tables.polarities[read.pair] == 1) for read in read_pairs(run, tables, pairs)]
    return {"polarity n": len(right), "polarity accuracy": float(np.mean(right))}
