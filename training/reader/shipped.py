# mypy: disable-error-code="import-not-found, import-untyped"
"""Reads the weights back from the reader that ships, so that training can go on where no checkpoint is left."""

from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

from training.encoder_graph import Array, Weights

LAYER_NORM, ATTENTION = ".LayerNorm.", ".attention.self"


def read_shipped(path: Path) -> Weights:
    """Return the parameters of `reader.onnx` by the names of the published weights; int8 has rounded most of them."""
    constants = {one.name: numpy_helper.to_array(one) for one in onnx.load(path).graph.initializer}
    weights = {
        "embeddings.word_embeddings.weight": _scaled(constants["words"], constants["words.scales"]),
        "embeddings.position_embeddings.weight": constants["positions"],
        "embeddings.token_type_embeddings.weight": constants["segments"],
        "tokens.weight": constants["tokens.head.weights"].T,
        "tokens.bias": constants["tokens.head.bias"],
        "whole.weight": constants["whole.head.weights"].T,
        "whole.bias": constants["whole.head.bias"],
    }
    weights |= {name: array for name, array in constants.items() if LAYER_NORM in name}
    for name in (name.removesuffix(".scales") for name in constants if name.endswith(".scales")):
        if name != "words":
            weights |= _linear(name, constants)
    return {name: np.ascontiguousarray(array, np.float32) for name, array in weights.items()}


def _linear(name: str, constants: dict[str, Array]) -> dict[str, Array]:
    """Return weights and bias of a linear layer; those of query, key and value stand in one."""
    whole = _scaled(constants[f"{name}.weights"], constants[f"{name}.scales"])
    if f"{name}.divisors" in constants:
        whole *= constants[f"{name}.divisors"][:, None]  # kept as one over them
    parts = [f"{name}.{part}" for part in ("query", "key", "value")] if name.endswith(ATTENTION) else [name]
    split = zip(
        parts, np.split(whole, len(parts), axis=1), np.split(constants[f"{name}.bias"], len(parts)), strict=True
    )
    return {key: array for part, w, b in split for key, array in ((f"{part}.weight", w.T), (f"{part}.bias", b))}


def _scaled(quantised: Array, scales: Array) -> Array:
    return quantised.astype(np.float32) * scales
