"""
Whole processes from start to end: `ask --help` and a cold question, each beside an import that it may not much exceed.

Run `python -m benchmarks.startup`. The files are in the system's cache; nothing else is warm. The question is asked of
an index of the articles that ship.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from benchmarks.timing import machine, median_and_range, median_ratio, time_in_turns

ROOT = Path(__file__).resolve().parent.parent
CALL = "from bot.frontends.cli import main; main()"
QUESTION = ("--json", "How far is Vostochny from Moscow?")
SCRIPT = Path(sys.executable).parent / "ask"


@dataclass(frozen=True)
class Race:
    """Commands of which all but the first are measured beside the first."""

    reference: str
    commands: Mapping[str, Sequence[str]]
    at_most: float
    """The ratio that none may exceed."""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=11)
    arguments = parser.parse_args()
    if find_spec("langchain_chroma") is None:
        sys.exit("langchain-chroma is not installed, beside which this measures: pip install -e '.[bench]'")
    with tempfile.TemporaryDirectory() as home:
        run = partial(run_process, environment=environment_of(Path(home)), folder=Path(home))
        run([sys.executable, "-c", CALL, "index"])
        print(f"Median of {arguments.rounds} rounds (least to greatest), on {machine()}:\n")
        print("| process | ms | beside its reference | at most |\n| --- | --- | --- | --- |")
        for race in races():
            contestants = {name: partial(run, command) for name, command in race.commands.items()}
            print("\n".join(rows_of(race, time_in_turns(contestants, rounds=arguments.rounds))), flush=True)


def races() -> list[Race]:
    """Return what is measured beside what; the installed command only where there is one."""
    script = {"`ask --help`": [str(SCRIPT), "--help"]} if SCRIPT.exists() else {}
    asked = {"`ask … --json`": [str(SCRIPT), *QUESTION]} if SCRIPT.exists() else {}
    return [
        Race(
            'python -c "import click"',
            {
                'python -c "import click"': [sys.executable, "-c", "import click"],
                **script,
                "`--help` by `python -c`": [sys.executable, "-c", CALL, "--help"],
            },
            at_most=2.0,
        ),
        Race(
            'python -c "import langchain_chroma"',
            {
                'python -c "import langchain_chroma"': [sys.executable, "-c", "import langchain_chroma"],
                **asked,
                "a question by `python -c`": [sys.executable, "-c", CALL, *QUESTION],
            },
            at_most=1.5,
        ),
    ]


def rows_of(race: Race, seconds: Mapping[str, list[float]]) -> list[str]:
    """Return a row of the table for each command."""
    rows = []
    for name, values in seconds.items():
        milliseconds = median_and_range([value * 1000 for value in values], digits=0)
        reference = name == race.reference
        ratio = "" if reference else f"{median_ratio(values, seconds[race.reference]):.2f}"
        rows.append(f"| {name} | {milliseconds} | {ratio} | {'' if reference else race.at_most} |")
    return rows


def environment_of(home: Path) -> dict[str, str]:
    """Return the environment without anyone's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ASK_", "LANGSMITH_"))}
    return {**kept, "ASK_HOME": str(home), "PYTHONPATH": str(ROOT)}


def run_process(command: Sequence[str], *, environment: Mapping[str, str], folder: Path) -> None:
    """Run a command to its end, which must be a good one."""
    subprocess.run(command, env=environment, cwd=folder, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
