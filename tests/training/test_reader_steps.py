"""The steps from the data to the reader, in one command."""

import argparse
import doctest
from pathlib import Path

from training.reader import __main__ as steps


def chosen(folder: Path) -> argparse.Namespace:
    return argparse.Namespace(folder=folder, at_most=20, minutes=None)


def test_worked_example_holds():
    assert doctest.testmod(steps) == (0, 2)


def test_data_are_prepared_before_anything_else(tmp_path: Path):
    assert [step[0].rpartition(".")[2] for step in steps.steps_of(chosen(tmp_path))] == [
        *("prepare", "train", "export", "measure")
    ]


def test_data_that_are_prepared_are_not_prepared_again(tmp_path: Path):
    for part in ("train", "dev"):
        (tmp_path / f"{part}.npz").touch()

    assert steps.steps_of(chosen(tmp_path))[0][0] == "training.reader.train"
