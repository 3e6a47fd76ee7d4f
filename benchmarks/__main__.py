"""Runs the benchmarks: all of them, one, or those whose part of RESULTS.md is to be made anew."""

import ast
import re
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "RESULTS.md"
USAGE = """python -m benchmarks                      run all and print the results
python -m benchmarks NAME [ARGS...]       run one
python -m benchmarks --update [NAME...]   run these, or all, and write their parts of RESULTS.md"""


def main(arguments: list[str]) -> int:
    """Run what is named, or everything, each in a process of its own; return 1 if any failed."""
    known = {path.stem: _purpose(path) for path in sorted(FOLDER.glob("*.py")) if _is_benchmark(path)}
    updating = arguments[:1] == ["--update"]
    names = arguments[1:] if updating else arguments[:1]
    if unknown := [name for name in names if name not in known]:
        print(f"There is no benchmark {unknown[0]!r}; there are {', '.join(known)}.\n{USAGE}", file=sys.stderr)
        return 2
    if updating:
        return update(RESULTS, names or list(known), known)
    if names:
        return subprocess.run(_command(*arguments), check=False).returncode
    parts = {name: _output(name) for name in known}
    print(to_page(known, {name: part or "" for name, part in parts.items()}))
    return int(None in parts.values())


def update(path: Path, names: list[str], known: dict[str, str]) -> int:
    """Run the benchmarks named and put their results into the page, each as soon as it is there."""
    failed = 0
    for name in names:
        output = _output(name)
        if output is None:
            failed = 1
            continue
        parts = parts_of(path.read_text(encoding="utf-8")) if path.exists() else {}
        path.write_text(to_page(known, {**parts, name: output}) + "\n", encoding="utf-8")
    return failed


def parts_of(page: str) -> dict[str, str]:
    r"""
    Return what the page holds by benchmark.

    >>> parts_of("# Results\n\n## one\n\na\n\n## two\n\nb\n")
    {'one': 'a', 'two': 'b'}
    """
    _, *pieces = re.split(r"^## (.+)\n", page, flags=re.MULTILINE)
    return {name: part.strip() for name, part in zip(pieces[::2], pieces[1::2], strict=True)}


def to_page(known: dict[str, str], parts: dict[str, str]) -> str:
    """Return the whole page, without its last line break; a benchmark without results is left out."""
    there = [name for name in known if parts.get(name)]
    lines = ["# Results", "", "Made by `python -m benchmarks --update`.", ""]
    lines += [f"- [{name}](#{name}): {known[name]}" for name in there]
    return "\n".join(lines + [f"\n## {name}\n\n{parts[name].strip()}" for name in there])


def _is_benchmark(path: Path) -> bool:
    return path.name != "__main__.py" and "\ndef main(" in path.read_text(encoding="utf-8")


def _purpose(path: Path) -> str:
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]


def _output(name: str) -> str | None:
    """Run a benchmark and return what it prints, None if it failed."""
    done = subprocess.run(_command(name), stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        print(f"{name} failed.", file=sys.stderr)
        return None
    return done.stdout


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", f"benchmarks.{arguments[0]}", *arguments[1:]]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
