# mypy: disable-error-code="import-not-found, import-untyped"
"""
What a run learns from earlier ones beside the labels: to score as they do on average.

Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural Network", 2015. The teachers are of the pupil's size, so
that their scores are taken as they are, at temperature 1.
"""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from training.reader.batches import Batch
from training.reader.losses import counted_spans, groups_of, span_logits, taught_tokens
from training.reader.model import FORBIDDEN, OF_TOKENS, OF_WHOLE, Reader, Scores
from training.reader.scoring import score


class Teachers:
    """Readers that are trained already, and no further."""

    def __init__(self, models: Sequence[Reader], device: str = "cpu") -> None:
        self._models = [model.to(device).eval() for model in models]

    def losses_of(self, scores: Scores, batch: Batch) -> dict[str, Tensor]:
        """Return the cross entropy of the scores with the teachers' mean, by the parts of the loss."""
        with torch.no_grad():
            each = [score(model, batch) for model in self._models]
        mean = Scores(*(torch.stack(some).mean(0) for some in zip(*each, strict=True)))
        return _losses_of(scores, mean, batch)


def _losses_of(scores: Scores, taught: Scores, batch: Batch) -> dict[str, Tensor]:
    labels = {name: _like(scores, getattr(batch, name)) for name in OF_WHOLE}
    parts = {}
    for n, name in enumerate(OF_WHOLE):
        known = labels[name] >= 0
        parts[name] = _binary(scores.whole[known, n], taught.whole[known, n]) if known.any() else None
    parts["listwise"] = _listwise(scores, taught, labels["relevance"], _like(scores, batch.groups))
    parts["span"] = _span(scores, taught, labels["relevance"], _like(scores, batch.passage))
    for name, there in taught_tokens(scores, batch).items():
        n, tokens = OF_TOKENS.index(name), there.bool()
        parts[name] = _binary(scores.tokens[..., n][tokens], taught.tokens[..., n][tokens]) if there.any() else None
    return {name: loss for name, loss in parts.items() if loss is not None}


def _binary(logits: Tensor, taught: Tensor) -> Tensor:
    return binary_cross_entropy_with_logits(logits, taught.sigmoid())


def _listwise(scores: Scores, taught: Scores, labels: Tensor, groups: Tensor) -> Tensor | None:
    _, same, compared = groups_of(labels, groups)
    if not compared.any():
        return None
    n = OF_WHOLE.index("relevance")
    ranked, wanted = (torch.where(same, one.whole[None, :, n], FORBIDDEN).log_softmax(-1) for one in (scores, taught))
    return -(wanted.exp() * ranked).sum(-1)[compared].mean()


def _span(scores: Scores, taught: Scores, relevance: Tensor, passage: Tensor) -> Tensor | None:
    counted = counted_spans(relevance)
    if not counted.any():
        return None
    guessed, wanted = (span_logits(one.tokens, passage) for one in (scores, taught))
    each = sum(-(right.exp() * guess).sum(-1) for guess, right in zip(guessed, wanted, strict=True))
    loss: Tensor = (each * counted).sum() / counted.sum()
    return loss


def _like(scores: Scores, labels: object) -> Tensor:
    return torch.as_tensor(labels, device=scores.tokens.device)
