"""
The prepared pairs as arrays: texts as tokens, each once, and pairs that refer to them by number.

The input of the reader is `[CLS] question [SEP] header passage [SEP]`; headers are kept apart from passages, so that a
pair can be read with its header or without. Text before a passage and the passage are cut into tokens alike whether
they are joined by a line break or not.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from bot.sentences import sentence_spans
from training.reader.asked import Spans
from training.reader.pairs import Pair

Numbers = npt.NDArray[np.int32]
MAX_TOKENS = 384  # of a whole input; longer pairs are left out
SPECIAL_TOKENS = 3
CLS, SEP = 101, 102


@dataclass(frozen=True)
class Tables:
    """Everything about the pairs, a row each, in numbers."""

    token_ids: Numbers
    token_starts: Numbers
    """In code points of the text, as are the ends."""
    token_ends: Numbers
    sentences: Numbers
    """Of each token, the number of its sentence in the text."""
    bounds: Numbers
    """Text i is the tokens from bounds[i] to bounds[i + 1]."""
    words: Numbers
    passages: Numbers
    headers: Numbers
    """-1 where there is none."""
    roles: Numbers
    groups: Numbers
    polarities: Numbers
    """1 yes, 0 no, -1 not a question of yes or no."""
    together: Numbers
    collections: Numbers
    spans: Numbers
    """First and last token, in tokens of the passage; shape [spans, 2]."""
    span_bounds: Numbers
    names: tuple[str, ...]
    """Of the collections."""
    texts: tuple[str, ...]

    def tokens_of(self, text: int) -> slice:
        """Return where the tokens of a text stand."""
        return slice(int(self.bounds[text]), int(self.bounds[text + 1]))

    def spans_of(self, pair: int) -> Numbers:
        """Return the spans of a pair."""
        return self.spans[self.span_bounds[pair] : self.span_bounds[pair + 1]]

    def lengths(self) -> Numbers:
        """Return the tokens of each pair's input, its header included."""
        sizes = np.append(np.diff(self.bounds), 0)  # the last is that of no header, -1
        lengths: Numbers = SPECIAL_TOKENS + sizes[self.words] + sizes[self.passages] + sizes[self.headers]
        return lengths

    def digest(self) -> str:
        """Return what changes when anything in the tables does."""
        hashed = hashlib.sha256(json.dumps(self.names).encode())
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                hashed.update(value.tobytes())
        return hashed.hexdigest()[:16]

    def save(self, path: Path) -> None:
        """Write the tables to *path*, whole or not at all."""
        arrays = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("names", "texts")}
        strings = np.frombuffer(json.dumps([self.names, self.texts]).encode(), np.uint8)
        partial = path.with_suffix(".partial.npz")
        np.savez_compressed(partial, strings=strings, **arrays)
        partial.replace(path)

    @classmethod
    def load(cls, path: Path) -> "Tables":
        """Read what `save` wrote."""
        with np.load(path) as stored:
            names, texts = json.loads(stored["strings"].tobytes())
            arrays = {name: stored[name] for name in stored.files if name != "strings"}
        return cls(**arrays, names=tuple(names), texts=tuple(texts))


def make_tables(pairs: Iterable[Pair], tokenizer: Tokenizer) -> Tables:
    """Return the tables of *pairs*; those that are too long are left out, and with an answered one its group."""
    kept = list(pairs)
    numbers = {"": -1} | {text: i for i, text in enumerate(dict.fromkeys(t for pair in kept for t in _texts(pair)))}
    texts = [text for text in numbers if text]
    encodings = tokenizer.encode_batch([_tokenizable(text) for text in texts], add_special_tokens=False)
    sizes = {text: len(encoding.ids) for text, encoding in zip(texts, encodings, strict=True)} | {"": 0}
    kept = _without_long(kept, sizes)
    spans = [_token_spans(encodings[numbers[pair.passage]], pair.spans) for pair in kept]
    names = tuple(sorted({pair.collection for pair in kept}))
    offsets = np.array([span for encoding in encodings for span in encoding.offsets], np.int32).reshape(-1, 2)
    return Tables(
        token_ids=_column(i for encoding in encodings for i in encoding.ids),
        token_starts=offsets[:, 0].copy(),
        token_ends=offsets[:, 1].copy(),
        sentences=_column(
            i for text, encoding in zip(texts, encodings, strict=True) for i in _sentence_of_each(text, encoding)
        ),
        bounds=_column(np.cumsum([0, *(len(encoding.ids) for encoding in encodings)])),
        words=_column(numbers[pair.words] for pair in kept),
        passages=_column(numbers[pair.passage] for pair in kept),
        headers=_column(numbers[pair.header] for pair in kept),
        roles=_column(pair.role for pair in kept),
        groups=_column(pair.group for pair in kept),
        polarities=_column(-1 if pair.polarity is None else int(pair.polarity) for pair in kept),
        together=_column(pair.together for pair in kept),
        collections=_column(names.index(pair.collection) for pair in kept),
        spans=_column(number for found in spans for span in found for number in span).reshape(-1, 2),
        span_bounds=_column(np.cumsum([0, *(len(found) for found in spans)])),
        names=names,
        texts=tuple(texts),
    )


def _column(values: Iterable[int]) -> Numbers:
    return np.array(list(values), np.int32)


def _texts(pair: Pair) -> list[str]:
    return [text for text in (pair.words, pair.header, pair.passage) if text]


def _tokenizable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _without_long(pairs: Sequence[Pair], sizes: dict[str, int]) -> list[Pair]:
    fitting = [p for p in pairs if SPECIAL_TOKENS + sum(sizes[text] for text in _texts(p)) <= MAX_TOKENS]
    led = {pair.group for pair in fitting if not pair.role}
    return [pair for pair in fitting if pair.group < 0 or pair.group in led]


def _token_spans(encoding: Encoding, spans: Spans) -> list[tuple[int, int]]:
    """Return the first and the last token that each span touches."""
    found = []
    for start, end in spans:
        touched = [i for i, (first, last) in enumerate(encoding.offsets) if first < end and last > start]
        if touched:
            found.append((touched[0], touched[-1]))
    return found


def _sentence_of_each(text: str, encoding: Encoding) -> list[int]:
    starts = [start for start, _ in sentence_spans(text)]
    return [max(int(np.searchsorted(starts, first, side="right")) - 1, 0) for first, _ in encoding.offsets]
