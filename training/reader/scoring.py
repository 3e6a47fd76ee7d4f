# mypy: disable-error-code="import-not-found, import-untyped"
"""Runs a reader on a batch, on whatever device it lies."""

from functools import cache

import torch

from training.reader.batches import Batch
from training.reader.evaluate import Floats, Run
from training.reader.model import Reader, Scores


def score(model: Reader, batch: Batch) -> Scores:
    """Return the model's scores, its matrices multiplied in bf16 where the device can."""
    device = next(model.parameters()).device
    inputs = (torch.from_numpy(array).to(device) for array in (batch.input_ids, batch.token_types, batch.mask))
    with torch.autocast(device.type, torch.bfloat16, enabled=_multiplies_bf16(device.type)):
        scores: Scores = model(*inputs)
    return scores


def make_run(model: Reader) -> Run:
    """Return what scores a batch for `measure`."""

    def run(batch: Batch) -> tuple[Floats, Floats]:
        with torch.no_grad():
            scores = score(model, batch)
        return scores.tokens.cpu().numpy(), scores.whole.cpu().numpy()

    return run


@cache
def _multiplies_bf16(device: str) -> bool:
    """
    Tell whether bf16 is worth it.

    Without instructions for it a CPU was 44 times slower than in fp32, with those of AVX-512 alone 1.8 times.
    """
    return device != "cpu" or bool(torch.cpu.get_capabilities().get("amx_bf16"))
