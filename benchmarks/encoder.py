"""
Passages a second: the shipped encoder beside Chroma's default embedding function, which runs the same weights in fp32.

Run `python -m benchmarks.encoder`. Both embed the same passages of RealTime QA 2024 in turns, in one process.
"""

import argparse
import json
import random
import statistics
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.realtimeqa import cut_passages, read_articles, require_data
from benchmarks.timing import machine, median_and_range, time_in_turns
from bot.models.encoder import Encoder

CACHE = Path(__file__).parent / "cache"
PASSAGE_WORDS = 110
OURS, CHROMA, OURS_FP32 = "the shipped encoder (int8)", "Chroma's default embedding function", "the same in fp32"


def main() -> None:
    """Print the table and, if asked, write the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=60, help="passages a round; short rounds share disturbances")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    arguments = parser.parse_args()
    require_data()
    passages = sample_passages(arguments.passages)
    figures = measure(passages, rounds=arguments.rounds)
    print(to_markdown(figures))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def sample_passages(n: int) -> list[str]:
    """Return *n* whole passages of the articles, drawn with a fixed seed."""
    passages = [passage for article in read_articles() for passage in cut_passages(article.text, words=PASSAGE_WORDS)]
    whole = [passage for passage in passages if len(passage.split()) == PASSAGE_WORDS]
    return random.Random(0).sample(whole, n)


def measure(passages: Sequence[str], *, rounds: int) -> dict[str, Any]:
    """Time the contestants in turns and return passages a second by contestant."""
    encoder, fp32, chroma = Encoder(), Encoder(fp32_folder("fp32")), open_chroma()
    texts = list(passages)
    contestants: dict[str, Callable[[], object]] = {
        OURS: lambda: encoder.encode(texts),
        OURS_FP32: lambda: fp32.encode(texts),
        CHROMA: lambda: chroma(texts),
    }
    seconds = time_in_turns(contestants, rounds=rounds)
    return {
        "machine": machine(),
        "passages": len(texts),
        "mean_tokens": statistics.mean(encoder.count_tokens(text) for text in texts),
        "rounds": rounds,
        "passages_per_second": {name: [len(texts) / taken for taken in values] for name, values in seconds.items()},
    }


def open_chroma() -> Callable[[list[str]], object]:
    """Return Chroma's default embedding function over an fp32 model where it would have put its download."""
    from chromadb.utils.embedding_functions.onnx_mini_lm_l6_v2 import ONNXMiniLM_L6_V2

    chroma = ONNXMiniLM_L6_V2()
    chroma.DOWNLOAD_PATH = fp32_folder("chroma")
    return chroma


def to_markdown(figures: dict[str, Any]) -> str:
    """Return the figures as a table, each contestant beside Chroma's."""
    speeds: dict[str, list[float]] = figures["passages_per_second"]
    heading = (
        f"{figures['passages']} passages of {figures['mean_tokens']:.0f} tokens (mean), median of {figures['rounds']} "
        f"rounds (least to greatest), on {figures['machine']}:\n\n"
        "| encoder | passages a second | times Chroma's |\n| --- | --- | --- |\n"
    )
    return heading + "\n".join(
        f"| {name} | {median_and_range(values)} | {statistics.median(values) / statistics.median(speeds[CHROMA]):.1f} |"
        for name, values in speeds.items()
    )


def fp32_folder(name: str) -> Path:
    """Return the folder of the weights in fp32, "fp32" for `Encoder` or "chroma" for Chroma; leave without."""
    folder = CACHE / name
    if not folder.is_dir():
        sys.exit(f"{folder} is missing: run `python -m training.export_fp32` to make it.")
    return folder


if __name__ == "__main__":
    main()
