"""What weighs a statement against a span, fitted beside the reader's weights: `verifier.json`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.reading.fitted import interpolate, read_weights, weights_of
from bot.reading.verification.support import SUPPORT_FEATURES

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """What `training/reader/fit_verifier.py` fitted: `verifier.json`."""

    support: Vector
    """One weight for each of SUPPORT_FEATURES, and a bias at the end."""
    supported: float
    """The lowest likelihood, in [0, 1], of a sentence that is supported."""
    partly: float
    """The same of one that is so in part; lower."""

    @classmethod
    def load(cls, path: Path) -> "Weights":
        """
        Read the file that lies beside the models.

        Raises:
            ModelError: it is missing or damaged.
        """
        return read_weights(path, cls.of)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Weights":
        """
        Make it of plain values by name.

        Raises:
            KeyError, TypeError, ValueError: a value is missing or of another kind.
        """
        support = weights_of(values["support"], (*SUPPORT_FEATURES, "bias"))
        return cls(support, float(values["supported"]), float(values["partly"]))

    def likelihood_of(self, features: Sequence[float]) -> float:
        """Return how likely a span bears a sentence out, in [0, 1], given SUPPORT_FEATURES."""
        return interpolate((), float(np.array(features) @ self.support[:-1] + self.support[-1]))
