"""Where the files that ship with the project lie: beside `bot/` in a clone, inside it in an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped_corpus() -> Path:
    """Return the folder of the articles that ship with the project."""
    installed = _PACKAGE / "_shipped" / "corpus" / "articles"
    return installed if installed.is_dir() else _PACKAGE.parent / "corpus" / "articles"


def shipped_gold() -> Path:
    """Return the file of gold questions on the articles that ship."""
    return shipped_corpus().parent / "gold.jsonl"


def shipped_prompts() -> Path:
    """Return the folder of the words that are sent to chat models."""
    installed = _PACKAGE / "_shipped" / "prompts"
    return installed if installed.is_dir() else _PACKAGE.parent / "prompts"
