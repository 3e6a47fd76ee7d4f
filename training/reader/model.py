"""
The reader as a PyTorch module: the encoder's transformer, and small heads over its states.

The parameters bear the names of the published weights. Attention is written out and nothing is dropped, which on a CPU
trains two to three times as fast as PyTorch's fused attention with dropout.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, linear

Weights = Mapping[str, npt.NDArray[np.float32]]
OF_TOKENS = ("start", "end", "answer", "sentence")
OF_WHOLE = ("relevance", "support", "polarity")
FORBIDDEN = -1e4  # a logit that no softmax sees
EPSILON = 1e-12  # layer_norm_eps in the published config.json


class Shape(NamedTuple):
    """How large the transformer is; the published one unless a test asks for less."""

    layers: int = 6
    heads: int = 12
    width: int = 384
    inner: int = 1536
    words: int = 30522
    positions: int = 512


class Scores(NamedTuple):
    """Logits of a batch: each token's [pairs, tokens, 4], each pair's [pairs, 3]."""

    tokens: Tensor
    whole: Tensor


class Reader(nn.Module):
    """Scores a question, or a statement, with a passage."""

    def __init__(self, shape: Shape = Shape()) -> None:  # noqa: B008 - a tuple does not change
        super().__init__()
        self.shape = shape
        self.embeddings = _Embeddings(shape)
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(_Layer(shape) for _ in range(shape.layers))})
        self.tokens = nn.Linear(shape.width, len(OF_TOKENS))
        self.summary = nn.Linear(shape.width, shape.width)
        self.whole = nn.Linear(shape.width, len(OF_WHOLE))
        for head in (self.tokens, self.summary, self.whole):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def forward(self, input_ids: Tensor, token_types: Tensor, mask: Tensor) -> Scores:
        """Score inputs of shape [pairs, tokens]; *mask* is 1 where there is a token."""
        states: Tensor = self.embeddings(input_ids, token_types)
        hidden = (1 - mask)[:, None, None, :] * FORBIDDEN
        for layer in self.encoder["layer"]:
            states = layer(states, hidden)
        summary = gelu(self.summary(states[:, 0]))
        return Scores(self.tokens(states).float(), self.whole(summary).float())

    def load_published(self, weights: Weights) -> None:
        """Take the published weights over; the heads stay as they are."""
        own = self.state_dict()
        own.update({name: torch.from_numpy(weights[name]) for name in own if name in weights})
        self.load_state_dict(own)

    def weights(self) -> dict[str, npt.NDArray[np.float32]]:
        """Return all parameters by name."""
        return {name: tensor.detach().float().cpu().numpy() for name, tensor in self.state_dict().items()}


class _Embeddings(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.word_embeddings = nn.Embedding(shape.words, shape.width)
        self.position_embeddings = nn.Embedding(shape.positions, shape.width)
        self.token_type_embeddings = nn.Embedding(2, shape.width)
        self.LayerNorm = nn.LayerNorm(shape.width, EPSILON)

    def forward(self, input_ids: Tensor, token_types: Tensor) -> Tensor:
        positions = self.position_embeddings.weight[: input_ids.shape[1]]
        normalised: Tensor = self.LayerNorm(
            self.word_embeddings(input_ids) + positions + self.token_type_embeddings(token_types)
        )
        return normalised


class _Layer(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.attention = nn.ModuleDict(
            {
                "self": nn.ModuleDict(
                    {part: nn.Linear(shape.width, shape.width) for part in ("query", "key", "value")}
                ),
                "output": _Output(shape.width, shape.width),
            }
        )
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(shape.width, shape.inner)})
        self.output = _Output(shape.inner, shape.width)

    def forward(self, states: Tensor, hidden: Tensor) -> Tensor:
        joined = linear(states, *self._projections())
        query, key, value = (self._split(part) for part in joined.chunk(3, -1))
        weights = (query * query.shape[-1] ** -0.5) @ key.transpose(-1, -2)
        attended = ((weights + hidden.to(weights.dtype)).softmax(-1).to(value.dtype) @ value).transpose(1, 2).flatten(2)
        states = self.attention["output"](attended, states)
        wide: Tensor = self.output(gelu(self.intermediate["dense"](states)), states)
        return wide

    def _projections(self) -> tuple[Tensor, Tensor]:
        """Return the weights and biases of query, key and value as one layer's, which multiplies once."""
        parts = [self.attention["self"][name] for name in ("query", "key", "value")]
        return torch.cat([part.weight for part in parts]), torch.cat([part.bias for part in parts])

    def _split(self, projected: Tensor) -> Tensor:
        return projected.unflatten(-1, (self.heads, -1)).transpose(1, 2)


class _Output(nn.Module):
    def __init__(self, inner: int, width: int) -> None:
        super().__init__()
        self.dense = nn.Linear(inner, width)
        self.LayerNorm = nn.LayerNorm(width, EPSILON)

    def forward(self, inner: Tensor, residual: Tensor) -> Tensor:
        normalised: Tensor = self.LayerNorm(self.dense(inner) + residual)
        return normalised
