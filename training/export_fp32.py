"""
Writes the encoder in fp32, to measure the shipped one against: `python -m training.export_fp32`.

Two folders under benchmarks/cache: `fp32`, which `Encoder` opens, and `chroma`, which Chroma's default function opens.
"""

import json
import shutil
from pathlib import Path

from benchmarks.encoder import CACHE
from training.encoder_graph import Weights, build_encoder, build_states, linear_fp32, words_fp32
from training.export_encoder import fetch_source, read_weights, write_tokenizer

# Chroma takes its folder for complete when these lie in it.
CHROMA_FILES = ("config.json", "special_tokens_map.json", "tokenizer_config.json", "tokenizer.json", "vocab.txt")


def main() -> None:
    """Write both folders."""
    source = fetch_source()
    weights = read_weights(source)
    write_for_encoder(weights, source, CACHE / "fp32")
    write_for_chroma(weights, source, CACHE / "chroma" / "onnx")
    print(f"The encoder in fp32 is in {CACHE}")


def write_for_encoder(weights: Weights, source: Path, folder: Path) -> None:
    """Write what `Encoder` opens."""
    folder.mkdir(parents=True, exist_ok=True)
    model = build_encoder(weights, linear_fp32, words_fp32)
    (folder / "encoder.onnx").write_bytes(model.SerializeToString())
    (folder / "encoder.json").write_text(json.dumps({"name": "all-MiniLM-L6-v2-fp32"}), encoding="utf-8")
    write_tokenizer(source / "tokenizer.json", folder / "tokenizer.json")


def write_for_chroma(weights: Weights, source: Path, folder: Path) -> None:
    """Write what Chroma would have downloaded: the bare transformer, to which it adds pooling itself."""
    folder.mkdir(parents=True, exist_ok=True)
    model = build_states(weights, linear_fp32, words_fp32)
    (folder / "model.onnx").write_bytes(model.SerializeToString())
    for name in CHROMA_FILES:
        shutil.copy(source / name, folder / name)


if __name__ == "__main__":
    main()
