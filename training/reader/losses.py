"""What the reader's scores cost, given the labels of a batch; each part apart, so that one can be left away."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from training.reader.batches import Batch
from training.reader.model import FORBIDDEN, OF_TOKENS, OF_WHOLE, Scores

WEIGHTS: Mapping[str, float] = {
    "span": 1.0,
    "relevance": 0.5,
    "listwise": 0.5,
    "support": 0.7,
    "polarity": 0.3,
    "answer": 1.0,
    "sentence": 0.5,
}
UNANSWERED_WEIGHT = 0.4  # of a pair without an answer in the span loss, since most are, and to tell them is easier
POSITIVE_WEIGHT = 3.0  # of a token in an answer, since few are


def losses_of(scores: Scores, batch: Batch) -> dict[str, Tensor]:
    """Return each part of the loss that the batch has labels for, by the names of `WEIGHTS`."""
    labels = {name: _like(scores, getattr(batch, name)) for name in OF_WHOLE}
    whole = dict(zip(OF_WHOLE, scores.whole.unbind(-1), strict=True))
    parts = {name: _known(whole[name], labels[name]) for name in OF_WHOLE}
    parts["listwise"] = listwise(whole["relevance"], labels["relevance"], _like(scores, batch.groups))
    parts["span"] = _span(scores, batch, labels["relevance"])
    taught = taught_tokens(scores, batch)
    parts["answer"] = _of_tokens(scores, "answer", _like(scores, batch.answers), taught["answer"])
    parts["sentence"] = _of_tokens(scores, "sentence", _like(scores, batch.sentences), taught["sentence"])
    return {name: loss for name, loss in parts.items() if loss is not None}


def taught_tokens(scores: Scores, batch: Batch) -> dict[str, Tensor]:
    """Return 1 for the tokens that a batch teaches the answer or its sentence, shape [pairs, tokens]."""
    questions = _like(scores, batch.relevance) >= 0
    allowed = _like(scores, batch.passage)
    told = questions | _like(scores, batch.sentences).any(-1)
    return {"answer": allowed * questions[:, None], "sentence": allowed * told[:, None]}


def total_of(parts: Mapping[str, Tensor], weights: Mapping[str, float] = WEIGHTS) -> Tensor:
    """Return the weighted sum of the parts."""
    return torch.stack([weights[name] * loss for name, loss in parts.items()]).sum()


def span_logits(tokens: Tensor, passage: Tensor) -> tuple[Tensor, Tensor]:
    """Return log probabilities of starts and ends over the passage and the first token, which means no answer."""
    allowed = passage.clone()
    allowed[:, 0] = 1
    masked = tokens[..., :2] + (1 - allowed)[..., None] * FORBIDDEN
    start, end = masked.log_softmax(1).unbind(-1)
    return start, end


def listwise(relevance: Tensor, labels: Tensor, groups: Tensor) -> Tensor | None:
    """Return the cross entropy of each group's answered pair against the others of its group."""
    answered, same, compared = groups_of(labels, groups)
    if not compared.any():
        return None
    ranked = torch.where(same, relevance[None], FORBIDDEN).log_softmax(-1)
    return -ranked[torch.arange(len(answered), device=ranked.device), answered][compared].mean()


def groups_of(labels: Tensor, groups: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """
    Return the answered pairs, which pairs are of their groups, and which of them have others to compare with.

    Their shapes are [answered], [answered, pairs] and [answered].
    """
    answered = (labels == 1).nonzero()[:, 0]
    same = groups[answered][:, None] == groups[None]
    return answered, same, same.sum(1) > 1


def counted_spans(relevance: Tensor) -> Tensor:
    """Return how much each pair counts in the loss of spans; 0 of one that is no question's."""
    return (relevance == 1).float() + UNANSWERED_WEIGHT * (relevance == 0)


def _span(scores: Scores, batch: Batch, relevance: Tensor) -> Tensor | None:
    """Return minus the log of the probability of all of a question's spans together, or of none."""
    if not (relevance >= 0).any():
        return None
    start, end = span_logits(scores.tokens, _like(scores, batch.passage))
    spans = _like(scores, batch.spans)
    there = spans[..., 0] >= 0
    first, last = spans.clamp(min=0).unbind(-1)
    together = start.gather(1, first) + end.gather(1, last)
    each = -torch.where(there, together, FORBIDDEN).logsumexp(-1)
    counted = counted_spans(relevance)
    return (each * counted).sum() / counted.sum()


def _like(scores: Scores, labels: np.ndarray[Any, np.dtype[Any]]) -> Tensor:
    """Return labels where the scores are."""
    return torch.from_numpy(labels).to(scores.tokens.device)


def _known(logits: Tensor, labels: Tensor) -> Tensor | None:
    known = labels >= 0
    return binary_cross_entropy_with_logits(logits[known], labels[known]) if known.any() else None


def _of_tokens(scores: Scores, name: str, labels: Tensor, taught: Tensor) -> Tensor | None:
    """Return the mean over the taught tokens, a token of an answer counting more."""
    if not taught.any():
        return None
    logits = scores.tokens[..., OF_TOKENS.index(name)]
    each = binary_cross_entropy_with_logits(
        logits, labels, reduction="none", pos_weight=torch.tensor(POSITIVE_WEIGHT, device=logits.device)
    )
    return (each * taught).sum() / taught.sum()
