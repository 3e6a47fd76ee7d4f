"""
From the data to `reader.onnx` in one command: `python -m training.reader`.

Prepares, trains, exports and measures what int8 costs. What was broken off goes on where it was: call it again. Data
that lie in the folder prepared are taken as they are.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from training.reader.prepare import FOLDER_OF_RUN


def main() -> int:
    """Take the steps in their order; return the status of the first that fails, else 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER_OF_RUN, help="where data, checkpoint and models lie")
    parser.add_argument("--at-most", type=int, help="questions of each collection, for a first try")
    parser.add_argument("--minutes", type=float, help="stop training after so many, and export what there is")
    chosen = parser.parse_args()
    statuses = (subprocess.run([sys.executable, "-m", *step], check=False).returncode for step in steps_of(chosen))
    return next((status for status in statuses if status), 0)


def steps_of(chosen: argparse.Namespace) -> list[Sequence[str]]:
    """
    Return the modules to run with their arguments.

    >>> chosen = argparse.Namespace(folder=Path("run"), at_most=None, minutes=5.0)
    >>> [" ".join(step) for step in steps_of(chosen)][1]
    'training.reader.train --data run --folder run --minutes 5.0'
    """
    folder = str(chosen.folder)
    tried = ["--at-most", str(chosen.at_most)] if chosen.at_most else []
    minutes = ["--minutes", str(chosen.minutes)] if chosen.minutes else []
    prepared = (chosen.folder / "train.npz").exists() and (chosen.folder / "dev.npz").exists()
    prepare = [] if prepared else [["training.reader.prepare", "--folder", folder, *tried]]
    return [
        *prepare,
        ["training.reader.train", "--data", folder, "--folder", folder, *minutes],
        ["training.reader.export", "--data", folder, "--run", folder, "--folder", folder],
        ["training.reader.measure", "--data", folder, "--folder", folder],
    ]


if __name__ == "__main__":
    sys.exit(main())
