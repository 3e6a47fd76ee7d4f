"""What a run was made of: digests of questions, articles and code, the commit, the machine, what else matters."""

import hashlib
import importlib.metadata
import json
import os
import platform
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path

import bot
from bot.addresses import address_of
from bot.reading.prompts import ANSWER, STANDALONE, load_prompt
from bot.settings import LoadedSettings, Settings
from bot.types import Article, GoldQuestion

PACKAGE = Path(bot.__file__).resolve().parent
ROOT = PACKAGE.parent
PROMPTS = (ROOT / "prompts", PACKAGE / "_shipped" / "prompts")
SHAPES_INDEX = (
    *("ingestion", "retrieval", "indexing.py", "library.py", "passages.py", "sentences.py", "days.py"),
    *(f"models/{name}" for name in ("embedder.py", "encoder.py", "tokens.py")),
    *(f"models/{name}" for name in ("encoder.json", "encoder.onnx", "tokenizer.json")),
)
LIBRARIES = ("bm25s", "chromadb", "numpy", "onnxruntime", "pystemmer", "tokenizers")
GIT_SECONDS = 10.0
UNSEEN = frozenset({"found", "path"})  # of an article: they reach neither the index nor an answer


def questions_digest(questions: Iterable[GoldQuestion]) -> str:
    """Return a digest of the questions and all that is known of their answers, in their order."""
    return _digest_of([_facts(question) for question in questions])


def articles_digest(articles: Iterable[Article]) -> str:
    """Return a digest of the articles' texts and of all else that the index or an answer holds of them."""
    return _digest_of([_facts(article) for article in articles])


def code_digest(parts: Sequence[str] = ()) -> str:
    """Return a digest of the package and the prompts, models included, or of these parts of the package alone."""
    roots = [PACKAGE / part for part in parts] or [PACKAGE, *PROMPTS]
    if gone := [part for part in parts if not (PACKAGE / part).exists()]:
        raise FileNotFoundError(gone[0])  # a part that was moved would be followed no more
    digest = hashlib.sha256()
    for path in sorted({path for root in roots for path in _files_of(root)}):
        digest.update(f"{path.relative_to(ROOT).as_posix()}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def index_code_digest() -> str:
    """Return a digest of the code and the models that shape an index."""
    return code_digest(SHAPES_INDEX)


def commit() -> str | None:
    """Return the commit that the package is of, "+" at its end where its files were changed; None where none is."""
    if _git("ls-files", "--error-unmatch", "bot/__init__.py") is None:
        return None  # a package that is installed inside somebody else's checkout
    head, changes = _git("rev-parse", "HEAD"), _git("status", "--porcelain", "--", "bot", "prompts", "corpus")
    if not head or changes is None:
        return None
    return head + "+" * bool(changes)


def machine() -> str:
    """Return one line that says what the figures were measured on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{_processor()}, {cores} cores, {platform.system()}, Python {platform.python_version()}"


def settings_of(
    loaded: LoadedSettings, *, weights: Mapping[str, Path] | None = None, writes: bool = False
) -> dict[str, str]:
    """
    Return what besides the code may change an answer: settings, other weights, the libraries' versions.

    Where a chat model *writes*, which one, where it runs and what it is sent are among them; its key is not.

    Raises:
        SettingsError: the folder of prompts, or a prompt in it, cannot be used.
    """
    settings = loaded.settings
    told = {
        "passages": str(settings.passages),
        "embeddings": settings.embeddings or "shipped",
        "threads": str(settings.threads or "default"),
        "weights": ", ".join(f"{name}: {_weights_name(path)}" for name, path in (weights or {}).items()) or "shipped",
    }
    return told | (_writing(settings) if writes else {}) | {name: _version_of(name) for name in LIBRARIES}


def _writing(settings: Settings) -> dict[str, str]:
    """Return what may change an answer that a chat model writes."""
    prompts = [load_prompt(name, settings.prompts).messages for name in (ANSWER, STANDALONE)]
    return {
        "model": str(settings.model),
        "address": address_of(settings.base_url) or "default",
        "context size": str(settings.context_size),
        "answer tokens": str(settings.answer_tokens),
        "strict": "on" if settings.strict else "off",
        "prompts": hashlib.sha256(repr(prompts).encode()).hexdigest()[:12],
    }


def _weights_name(weights: Path) -> str:
    content = weights.read_bytes() if weights.is_file() else b""
    return f"{weights.name} {hashlib.sha256(content).hexdigest()[:12]}"


def _version_of(library: str) -> str:
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return "unknown"


def _facts(value: Article | GoldQuestion) -> dict[str, object]:
    return {field.name: getattr(value, field.name) for field in fields(value) if field.name not in UNSEEN}


def _digest_of(rows: Sequence[dict[str, object]]) -> str:
    text = json.dumps(rows, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _files_of(root: Path) -> list[Path]:
    if root.is_file():
        return [root]
    return [path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


def _git(*words: str) -> str | None:
    """Return what git prints; None where it fails, or where there is none."""
    # Optional locks would stand in the way of the user's own git; a file monitor is a program of the checkout's choice.
    command = ["git", "--no-optional-locks", "-c", "core.fsmonitor=false", "-C", str(ROOT), *words]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=GIT_SECONDS, check=False)  # noqa: S603
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
