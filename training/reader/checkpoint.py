"""All that a training run needs to go on exactly where it was: written whole or not at all."""

import hashlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

NAME = "checkpoint.pt"


@dataclass
class Position:
    """How far a run has come."""

    step: int = 0
    epoch: int = 0
    batch: int = 0
    """The next of the epoch."""
    seconds: float = 0.0


class Averaged:
    """A moving average of a model's parameters, which generalises better than the last of them."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        self._decay = decay
        self.weights: dict[str, Tensor] = {name: tensor.clone() for name, tensor in model.state_dict().items()}

    def add(self, model: nn.Module, step: int) -> None:
        """Take the parameters of this step in; the first steps count less long."""
        decay = min(self._decay, (1 + step) / (10 + step))
        state = model.state_dict()
        torch._foreach_lerp_(list(self.weights.values()), [state[name] for name in self.weights], 1 - decay)


def save(
    folder: Path,
    model: nn.Module,
    averaged: Averaged,
    optimizer: Optimizer,
    *,
    recipe: Mapping[str, Any],
    position: Position,
) -> None:
    """Write the checkpoint, in place of the last one."""
    state = {
        "position": vars(position),
        "model": model.state_dict(),
        "averaged": averaged.weights,
        "optimizer": optimizer.state_dict(),
        "recipe": dict(recipe),
    }
    partial = folder / f"{NAME}.partial"
    torch.save(state, partial)
    partial.replace(folder / NAME)


def restore(
    folder: Path, model: nn.Module, averaged: Averaged, optimizer: Optimizer, *, recipe: Mapping[str, Any]
) -> Position:
    """Take a checkpoint's state over and return its position; the start where there is none."""
    if not (folder / NAME).exists():
        return Position()
    device = next(model.parameters()).device  # a run may go on on another machine
    state = torch.load(folder / NAME, map_location=device, weights_only=True)
    differing = sorted(name for name in recipe if state["recipe"].get(name) != recipe[name])
    if differing:
        sys.exit(f"{folder / NAME} is of another recipe ({', '.join(differing)}); choose another --folder.")
    model.load_state_dict(state["model"])
    averaged.weights = state["averaged"]
    optimizer.load_state_dict(state["optimizer"])
    return Position(**state["position"])


def read_averaged(path: Path) -> dict[str, Tensor]:
    """Return the averaged parameters of a checkpoint."""
    weights: dict[str, Tensor] = torch.load(path, map_location="cpu", weights_only=True)["averaged"]
    return weights


def digest_of(weights: Mapping[str, Tensor]) -> str:
    """Return what tells these parameters from any others."""
    digest = hashlib.sha256()
    for name in sorted(weights):
        digest.update(name.encode())
        digest.update(weights[name].contiguous().numpy().tobytes())
    return digest.hexdigest()[:16]
