"""
Makes int8 of the encoder's weights such that little is lost and every CPU computes the same.

- Weights have one scale a column, activations one a text, found at run time.
- A few channels (mostly those in which the model parks the [CLS] token) reach several times as far as all others and
  would take the activations' 256 steps. They are divided by a power of two, and their weights multiplied
  by it: SmoothQuant, Xiao et al. 2023, for outliers alone.
- On x86 CPUs without VNNI, onnxruntime adds the products of two neighbouring weights in 16 bits, which saturate. The
  usual remedy, weights of 7 bits, costs precision everywhere; here each column's scale keeps any pair from overflowing.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from training.encoder_graph import CONTRIB, Array, Graph, Linear

STEPS = 127
ORDINARY_RANK = 8  # the channel of this rank shows how far ordinary channels reach
MIN_DIVISOR = 2.0


def quantise_columns(weights: Array) -> tuple[npt.NDArray[np.int8], Array]:
    """Return int8 weights and each column's scale; no two neighbours in a column add up to more than 128."""
    wide = weights.astype(np.float64)
    reach = np.maximum(np.abs(wide).max(axis=0), np.abs(wide[0::2] + wide[1::2]).max(axis=0))
    scales = (np.where(reach == 0, 1, reach) / STEPS).astype(np.float32)
    return np.clip(np.rint(weights / scales), -STEPS, STEPS).astype(np.int8), scales


def quantise_rows(table: Array) -> tuple[npt.NDArray[np.int8], Array]:
    """Return an int8 table and each row's scale, shape [rows, 1]."""
    reach = np.abs(table).max(axis=1, keepdims=True)
    scales = (np.where(reach == 0, 1, reach) / STEPS).astype(np.float32)
    return np.clip(np.rint(table / scales), -STEPS, STEPS).astype(np.int8), scales


def divisors_of(reach: Array) -> Array:
    """
    Return what to divide each channel by, given how far each reaches: 1 for most, a power of two for outliers.

    >>> divisors_of(np.array([24.0, 9.0, 3.0, 3.0, 3.0, 3.0, 3.0, 2.5, 2.0], np.float32)).tolist()
    [8.0, 4.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    """
    ordinary = np.sort(reach)[-ORDINARY_RANK]
    powers = np.exp2(np.rint(np.log2(np.maximum(reach, 1e-9) / ordinary)))
    return np.where(powers < MIN_DIVISOR, 1, powers).astype(np.float32)


def words_int8(graph: Graph, table: Array) -> str:
    """Add the look-up of word vectors in an int8 table with a scale a word."""
    rows, scales = quantise_rows(table)
    looked_up = graph.add("Gather", [graph.constant("words", rows), "input_ids"])
    scale = graph.add("Gather", [graph.constant("words.scales", scales), "input_ids"])
    return graph.add("Mul", [graph.add("Cast", [looked_up], to=1), scale])


def make_linear_int8(divisors: Mapping[str, Array]) -> Linear:
    """Return what adds a linear layer in int8, its outlying channels divided by *divisors* under the layer's name."""

    def linear_int8(graph: Graph, x: str, weights: Array, bias: Array, name: str) -> str:
        by = divisors[name]
        if by.max() > 1:
            x = graph.add("Mul", [x, graph.constant(f"{name}.divisors", 1 / by)])
        quantised, scales = quantise_columns(weights * by[:, None])
        inputs = [
            x,
            graph.constant(f"{name}.weights", quantised),
            graph.constant(f"{name}.scales", scales),
            "",  # zero points: none, the weights are symmetric
            graph.constant(f"{name}.bias", bias),
        ]
        return graph.add("DynamicQuantizeMatMul", inputs, domain=CONTRIB)

    return linear_int8
