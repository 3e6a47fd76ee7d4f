"""Runs the benchmarks: `python -m benchmarks` lists them and runs all, `python -m benchmarks NAME [ARGS]` runs one."""

import ast
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def main(arguments: list[str]) -> int:
    """Run what is named, or everything, each in a process of its own; return 1 if any failed."""
    known = {path.stem: _purpose(path) for path in sorted(FOLDER.glob("*.py")) if _is_benchmark(path)}
    if arguments and arguments[0] not in known:
        print(f"There is no benchmark {arguments[0]!r}; there are {', '.join(known)}.", file=sys.stderr)
        return 2
    if arguments:
        return _run(*arguments)
    print("# Results\n\nMade by `python -m benchmarks > benchmarks/RESULTS.md`.\n")
    for name, purpose in known.items():
        print(f"- [{name}](#{name}): {purpose}")
    failed = []
    for name in known:
        print(f"\n## {name}\n", flush=True)
        if _run(name):
            failed.append(name)
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed))


def _is_benchmark(path: Path) -> bool:
    return path.name != "__main__.py" and "\ndef main(" in path.read_text(encoding="utf-8")


def _purpose(path: Path) -> str:
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]


def _run(name: str, *arguments: str) -> int:
    return subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
