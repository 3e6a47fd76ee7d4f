# mypy: disable-error-code="import-not-found, import-untyped"
"""The readers that a run begins with or learns from: the published encoder, an earlier run, or the one that ships."""

from pathlib import Path

import torch

from training.export_encoder import fetch_source, read_weights
from training.reader.checkpoint import digest_of, read_averaged
from training.reader.model import Reader
from training.reader.shipped import read_shipped

PUBLISHED = "published"


def make_published() -> tuple[Reader, str]:
    """Return a reader with the published encoder's weights and new heads, and its name."""
    model = Reader()
    model.load_published(read_weights(fetch_source()))
    return model, PUBLISHED


def open_trained(path: Path) -> tuple[Reader, str]:
    """Return the reader of a checkpoint, its parameters averaged, or of a reader.onnx, and its weights' digest."""
    if path.suffix == ".onnx":
        weights = {name: torch.tensor(array) for name, array in read_shipped(path).items()}
    else:
        weights = read_averaged(path)
    model = Reader()
    model.load_state_dict(weights)
    return model, digest_of(weights)
