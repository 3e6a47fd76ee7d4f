# mypy: disable-error-code="import-not-found, import-untyped"
"""
Writes a trained reader as ONNX: `python -m training.reader.export`.

reader.onnx in int8, as it ships, and reader-fp32.onnx to measure it against. Both read one pair at a time, unpadded: in
int8 the range of a tensor's activations sets its steps, so a batch's other pairs, or padding, would change a score.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from onnx import ModelProto, TensorProto, helper

from training.encoder_graph import Array, Graph, Weights, build_reader, linear_fp32, words_fp32
from training.encoder_int8 import divisors_of, make_linear_int8, words_int8
from training.reader.batches import Batch, inputs_of, lay_out
from training.reader.evaluate import Floats, Run
from training.reader.pairs import Role
from training.reader.prepare import FOLDER_OF_RUN
from training.reader.shipped import read_shipped
from training.reader.tables import Tables

MAX_BYTES = 24_000_000
CALIBRATED_ON = 96  # pairs that show which channels reach far
SEED = 5
INT8, FP32 = "reader.onnx", "reader-fp32.onnx"


def main() -> None:
    """Write both models."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=FOLDER_OF_RUN, help="where train.npz lies")
    parser.add_argument(
        "--run",
        type=Path,
        nargs="+",
        default=[FOLDER_OF_RUN],
        help="where the checkpoint lies, or the reader.onnx that ships; of several, their mean",
    )
    parser.add_argument("--folder", type=Path, default=FOLDER_OF_RUN, help="where to write")
    chosen = parser.parse_args()
    weights = read_trained(chosen.run)
    sample = calibration_of(Tables.load(chosen.data / "train.npz"))
    models = {INT8: make_int8(weights, sample), FP32: build_reader(weights, linear_fp32, words_fp32)}
    for name, model in models.items():
        written = model.SerializeToString()
        if name == INT8 and len(written) > MAX_BYTES:
            sys.exit(f"The model has {len(written):,} bytes; it may have {MAX_BYTES:,}.")
        (chosen.folder / name).write_bytes(written)
        print(f"{name}: {len(written):,} bytes")


def read_trained(runs: Sequence[Path]) -> Weights:
    """Return the averaged weights of a run's checkpoint, or the mean of those of several runs."""
    trained = [read_shipped(run) if run.suffix == ".onnx" else _checkpoint_of(run) for run in runs]
    return {name: np.mean([weights[name] for weights in trained], axis=0, dtype=np.float32) for name in trained[0]}


def _checkpoint_of(run: Path) -> Weights:
    from training.reader.checkpoint import NAME, read_averaged  # the only step that needs PyTorch

    return {name: tensor.numpy() for name, tensor in read_averaged(run / NAME).items()}


def make_int8(weights: Weights, sample: Sequence[Mapping[str, np.ndarray]]) -> ModelProto:
    """Return the reader in int8, its outlying channels found on *sample*."""
    return build_reader(weights, make_linear_int8(find_divisors(weights, sample)), words_int8)


def find_divisors(weights: Weights, sample: Sequence[Mapping[str, np.ndarray]]) -> dict[str, Array]:
    """Run the sample through the fp32 model and return each linear layer's divisors."""
    inputs: dict[str, str] = {}

    def watched(graph: Graph, x: str, layer_weights: Array, bias: Array, name: str) -> str:
        inputs[name] = x
        return linear_fp32(graph, x, layer_weights, bias, name)

    model = build_reader(weights, watched, words_fp32)
    model.graph.output.extend(helper.make_tensor_value_info(x, TensorProto.FLOAT, None) for x in inputs.values())
    session = open_session(model.SerializeToString())
    reach: dict[str, Array] = {}
    for one in sample:
        for name, values in zip(inputs, session.run(list(inputs.values()), one), strict=True):
            far = np.abs(values).reshape(-1, values.shape[-1]).max(axis=0)
            reach[name] = np.maximum(reach.get(name, far), far)
    return {name: divisors_of(far) for name, far in reach.items()}


def calibration_of(tables: Tables) -> list[dict[str, np.ndarray]]:
    """Return inputs of pairs of all kinds, always the same."""
    draw = np.random.default_rng(SEED)
    of_role = [np.flatnonzero(tables.roles == role) for role in Role]
    pairs = [int(pair) for some in of_role for pair in draw.permutation(some)[: CALIBRATED_ON // len(Role)]]
    batches = [lay_out(tables, inputs_of(tables, [pair], with_header=True), [0]) for pair in pairs]
    return [{"input_ids": batch.input_ids, "token_type_ids": batch.token_types} for batch in batches]


def open_session(model: bytes | str, threads: int = 1) -> onnxruntime.InferenceSession:
    """Open a model as the project does: on the CPU, its graph left as it was written."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def make_run(session: onnxruntime.InferenceSession) -> Run:
    """Return what scores a batch for `measure`, one pair at a time, without its padding."""

    def run(batch: Batch) -> tuple[Floats, Floats]:
        tokens = np.zeros((*batch.input_ids.shape, 4), np.float32)
        whole = np.zeros((len(batch.input_ids), 3), np.float32)
        for row, size in enumerate(batch.mask.sum(axis=1).astype(int)):
            inputs = {"input_ids": batch.input_ids[row : row + 1, :size]}
            inputs["token_type_ids"] = batch.token_types[row : row + 1, :size]
            told, whole[row : row + 1] = session.run(["tokens", "whole"], inputs)
            tokens[row, :size] = told[0]
        return tokens, whole

    return run


if __name__ == "__main__":
    main()
