# mypy: disable-error-code="import-not-found, import-untyped"
"""
Writes the encoder, and the reader that grew out of it, as ONNX graphs, node by node, straight from their weights.

What a linear layer looks like and what stands at the end are the caller's choice; the rest is the same in fp32 and in
int8, so that the two differ by their arithmetic alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

Array = npt.NDArray[np.float32]
Weights = Mapping[str, Array]

CONTRIB = "com.microsoft"  # onnxruntime's own operators
LAYERS, HEADS, DIMENSIONS = 6, 12, 384
MAX_TOKENS = 256  # max_seq_length of the model; the position table ends there
READER_TOKENS = 512  # as far as the position table goes; the reader is trained on up to 384
EPSILON = 1e-12  # layer_norm_eps in the model's config.json


class Graph:
    """Nodes and constants in the making; every method returns the name of the value it adds."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: dict[str, TensorProto] = {}

    def constant(self, name: str, array: npt.NDArray[Any]) -> str:
        """Add a constant; one that is there already under this name is used again."""
        self.constants.setdefault(name, numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def add(
        self, operator: str, inputs: Sequence[str], *, domain: str = "", name: str = "", **attributes: object
    ) -> str:
        """Add a node with one output, called *name*."""
        return self.add_many(operator, inputs, 1, domain=domain, name=name, **attributes)[0]

    def add_many(
        self,
        operator: str,
        inputs: Sequence[str],
        outputs: int,
        *,
        domain: str = "",
        name: str = "",
        **attributes: object,
    ) -> list[str]:
        """Add a node with several outputs."""
        name = name or f"{operator}_{len(self.nodes)}"
        names = [name] if outputs == 1 else [f"{name}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(operator, inputs, names, name=name, domain=domain, **attributes))
        return names


Linear = Callable[[Graph, str, Array, Array, str], str]
"""Adds `input @ weights + bias` under a name: (graph, input, weights, bias, name) -> output."""
Words = Callable[[Graph, Array], str]
"""Adds the look-up of `input_ids` in the table of word vectors."""
Values = Sequence[tuple[str, Sequence[int | str]]]
"""A model's inputs or outputs: names and shapes."""


def linear_fp32(graph: Graph, x: str, weights: Array, bias: Array, name: str) -> str:
    """Add a linear layer as it was trained."""
    product = graph.add("MatMul", [x, graph.constant(f"{name}.weights", weights)])
    return graph.add("Add", [product, graph.constant(f"{name}.bias", bias)])


def words_fp32(graph: Graph, table: Array) -> str:
    """Add the word vectors as they were trained."""
    return graph.add("Gather", [graph.constant("words", table), "input_ids"])


def build_encoder(weights: Weights, linear: Linear, words: Words) -> ModelProto:
    """
    Build the encoder of one text: `input_ids` int64 [1, tokens] to `vector` float32 [1, 384], of length one.

    It takes no batch, hence no mask: padding costs time, and in int8 it would let one text's range of activations round
    another text's vector.
    """
    graph = Graph()
    states = _Transformer(graph, weights, linear, mask=None).states(words)
    # The sum and the mean over the tokens point the same way, and only the direction is left.
    total = graph.add("ReduceSum", [states, graph.constant("axis", np.array([1]))], keepdims=0)
    graph.add("LpNormalization", [total], name="vector", axis=-1, p=2)
    return _model(graph, [("input_ids", [1, "tokens"])], [("vector", [1, DIMENSIONS])])


def build_states(weights: Weights, linear: Linear, words: Words) -> ModelProto:
    """Build the bare transformer with the inputs and the output that Chroma's default embedding function expects."""
    graph = Graph()
    mask = graph.add("Cast", ["attention_mask"], to=TensorProto.INT32)
    states = _Transformer(graph, weights, linear, mask).states(words)
    graph.add("Identity", [states], name="last_hidden_state")
    batch = ["batch", "tokens"]
    inputs = [(name, batch) for name in ("input_ids", "attention_mask", "token_type_ids")]
    return _model(graph, inputs, [("last_hidden_state", [*batch, DIMENSIONS])])


def build_reader(weights: Weights, linear: Linear, words: Words) -> ModelProto:
    """
    Build the reader of one pair: `input_ids` and `token_type_ids`, int64 [1, tokens], to the logits of its heads.

    `tokens` float32 [1, tokens, 4] are start, end, answer and sentence; `whole` float32 [1, 3] are relevance, support
    and polarity. It takes no batch, for the encoder's reasons.
    """
    graph = Graph()
    states = _Transformer(graph, weights, linear, mask=None, segments="token_type_ids").states(words)
    tokens = linear_fp32(graph, states, weights["tokens.weight"].T, weights["tokens.bias"], "tokens.head")
    graph.add("Identity", [tokens], name="tokens")
    first = graph.add("Gather", [states, graph.constant("first of all", np.array([0]))], axis=1)
    state = graph.add("Squeeze", [first, graph.constant("tokens axis", np.array([1]))])
    summary = linear(graph, state, weights["summary.weight"].T, weights["summary.bias"], "summary")
    bent = graph.add("Gelu", [summary], domain=CONTRIB)
    whole = linear_fp32(graph, bent, weights["whole.weight"].T, weights["whole.bias"], "whole.head")
    graph.add("Identity", [whole], name="whole")
    inputs: Values = [(name, [1, "tokens"]) for name in ("input_ids", "token_type_ids")]
    outputs: Values = [
        ("tokens", [1, "tokens", weights["tokens.bias"].size]),
        ("whole", [1, weights["whole.bias"].size]),
    ]
    return _model(graph, inputs, outputs)


@dataclass(frozen=True)
class _Transformer:
    graph: Graph
    weights: Weights
    linear: Linear
    mask: str | None
    segments: str | None = None
    """The input that tells each token's segment; without it all are of segment 0."""

    def states(self, words: Words) -> str:
        """Add everything from `input_ids` to the states of the last layer."""
        x = self._embed(words)
        for layer in range(LAYERS):
            x = self._attend(x, layer)
            x = self._feed_forward(x, layer)
        return x

    def _embed(self, words: Words) -> str:
        graph, weights = self.graph, self.weights
        x = words(graph, weights["embeddings.word_embeddings.weight"])
        types = weights["embeddings.token_type_embeddings.weight"]
        table = weights["embeddings.position_embeddings.weight"]
        # A text alone is all of segment 0, whose vector is therefore part of every position's.
        table = table[:READER_TOKENS] if self.segments else table[:MAX_TOKENS] + types[0]
        length = graph.add("Shape", ["input_ids"], start=1, end=2)
        first = graph.constant("first", np.array([0]))
        positions = graph.add("Slice", [graph.constant("positions", table), first, length])
        x = graph.add("Add", [x, positions])
        if self.segments:
            x = graph.add("Add", [x, graph.add("Gather", [graph.constant("segments", types), self.segments])])
        return self._normalise(x, "embeddings.LayerNorm")

    def _attend(self, x: str, layer: int) -> str:
        prefix = f"encoder.layer.{layer}.attention"
        parts = [f"{prefix}.self.{part}" for part in ("query", "key", "value")]
        joined = np.concatenate([self.weights[f"{part}.weight"].T for part in parts], axis=1)
        bias = np.concatenate([self.weights[f"{part}.bias"] for part in parts])
        projected = self.linear(self.graph, x, joined, bias, f"{prefix}.self")
        heads = self.graph.add_many("Split", [projected], 3, axis=-1, num_outputs=3)
        masked = ["", self.mask] if self.mask else []
        attended = self.graph.add("MultiHeadAttention", [*heads, *masked], domain=CONTRIB, num_heads=HEADS)
        return self._add_and_normalise(attended, x, f"{prefix}.output")

    def _feed_forward(self, x: str, layer: int) -> str:
        prefix = f"encoder.layer.{layer}"
        wide = self._linear(x, f"{prefix}.intermediate.dense")
        bent = self.graph.add("Gelu", [wide], domain=CONTRIB)
        return self._add_and_normalise(bent, x, f"{prefix}.output")

    def _add_and_normalise(self, x: str, residual: str, prefix: str) -> str:
        total = self.graph.add("Add", [self._linear(x, f"{prefix}.dense"), residual])
        return self._normalise(total, f"{prefix}.LayerNorm")

    def _linear(self, x: str, name: str) -> str:
        return self.linear(self.graph, x, self.weights[f"{name}.weight"].T, self.weights[f"{name}.bias"], name)

    def _normalise(self, x: str, name: str) -> str:
        scale = self.graph.constant(f"{name}.weight", self.weights[f"{name}.weight"])
        bias = self.graph.constant(f"{name}.bias", self.weights[f"{name}.bias"])
        return self.graph.add("LayerNormalization", [x, scale, bias], axis=-1, epsilon=EPSILON)


def _model(graph: Graph, inputs: Values, outputs: Values) -> ModelProto:
    body = helper.make_graph(
        graph.nodes,
        "encoder",
        [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name, shape in inputs],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs],
        list(graph.constants.values()),
    )
    versions = [helper.make_opsetid("", 18), helper.make_opsetid(CONTRIB, 1)]
    return helper.make_model(body, opset_imports=versions, ir_version=9)
