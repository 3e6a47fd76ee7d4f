"""
Measures what int8 costs the reader: `python -m training.reader.measure` prints a table of both models on the dev part.

Leaves with an error where int8 loses more of the F1 than it may.
"""

import argparse
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from training.reader.evaluate import measure
from training.reader.export import FP32, INT8, make_run, open_session
from training.reader.prepare import FOLDER_OF_RUN
from training.reader.tables import Tables

MOST_LOST = 0.5  # of the F1, which counts to 100


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=FOLDER_OF_RUN, help="where dev.npz lies")
    parser.add_argument("--folder", type=Path, default=FOLDER_OF_RUN, help="where the models lie")
    parser.add_argument("--pairs", type=int, default=1000, help="of each kind at most")
    parser.add_argument("--threads", type=int, default=2)
    chosen = parser.parse_args()
    dev = Tables.load(chosen.data / "dev.npz")
    figures: dict[str, dict[str, float]] = {}
    for name in (FP32, INT8):
        run = make_run(open_session(str(chosen.folder / name), chosen.threads))
        began = time.perf_counter()
        figures[name] = measure(run, dev, at_most=chosen.pairs)
        print(f"{name}: {time.perf_counter() - began:.0f} s", flush=True)
    print("| | fp32 | int8 |\n| --- | --- | --- |")
    for name, value in figures[FP32].items():
        print(f"| {name} | {value:g} | {figures[INT8][name]:g} |")
    lost = f1_of(figures[FP32]) - f1_of(figures[INT8])
    print(f"int8 loses {lost:.2f} of the F1 over all questions.")
    if lost > MOST_LOST:
        sys.exit(f"It may lose {MOST_LOST}.")


def f1_of(figures: Mapping[str, float]) -> float:
    """
    Return the F1 over the questions of all collections.

    >>> f1_of({"wiki n": 3, "wiki f1": 80.0, "news n": 1, "news f1": 40.0})
    70.0
    """
    sizes = {name: figures[f"{name} n"] for name in (key.removesuffix(" f1") for key in figures if key.endswith(" f1"))}
    return sum(size * figures[f"{name} f1"] for name, size in sizes.items()) / sum(sizes.values())


if __name__ == "__main__":
    main()
