"""
Indexing: articles in files to an index on disk, ours beside LangChain's recursive splitter and Chroma's defaults.

Run `python -m benchmarks.indexing`. Both read the same articles of RealTime QA 2024, cut them into passages, embed them
with the same weights (Chroma's function runs them in fp32) and store them in a folder of their own, in turns, in one
process. Passages differ, so articles a second stand beside them: ours also cleans, and makes a BM25 index.
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.encoder import fp32_folder
from benchmarks.realtimeqa import read_articles, require_data
from benchmarks.timing import machine, median_and_range, median_ratio, time_in_turns
from bot.indexing import Indexer
from bot.models.embedder import make_embedder
from bot.models.encoder import Encoder

SPLIT_CHARACTERS, SPLIT_OVERLAP = 1000, 200
OURS, THEIRS = "`ask index`", "LangChain's splitter + Chroma's default embedding function"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    require_data()
    if missing := [name for name in ("langchain_chroma", "langchain_text_splitters") if find_spec(name) is None]:
        sys.exit(f"{missing[0]} is not installed, beside which this measures: pip install -e '.[bench]'")
    with tempfile.TemporaryDirectory() as folder:
        files = write_sample(Path(folder, "articles"), arguments.articles)
        print(measure(files, Path(folder), rounds=arguments.rounds))


def write_sample(folder: Path, n: int) -> list[Path]:
    """Write *n* articles, drawn with a fixed seed, as text files and return them."""
    folder.mkdir()
    files = []
    for number, article in enumerate(random.Random(0).sample(read_articles(), n)):
        path = folder / f"{number}.txt"
        path.write_text(f"{article.title}\n\n{article.text}\n", encoding="utf-8")
        files.append(path)
    return files


def measure(files: Sequence[Path], folder: Path, *, rounds: int) -> str:
    """Index *files* in turns and return the table."""
    passages: dict[str, int] = {}
    encoder = Encoder()
    contestants: dict[str, Callable[[Path], int]] = {
        OURS: lambda home: index_ours(files, home, encoder),
        THEIRS: lambda home: index_theirs(files, home),
    }

    def run(name: str) -> None:
        with tempfile.TemporaryDirectory(dir=folder) as home:
            passages[name] = contestants[name](Path(home))

    seconds = time_in_turns({OURS: lambda: run(OURS), THEIRS: lambda: run(THEIRS)}, rounds=rounds)
    return to_markdown(seconds, passages, articles=len(files))


def index_ours(files: Sequence[Path], home: Path, encoder: Encoder) -> int:
    """Index as `ask index` does, and return how many passages there are."""
    embedder = make_embedder(encoder, None, url=None, keys={})
    report = Indexer(home, embedder, corpus=(), progress=lambda *_: None).index([str(path) for path in files])
    return report.update.passages


def index_theirs(files: Sequence[Path], home: Path) -> int:
    """Index as LangChain's tutorials do, with what is the default at each step, and return how many passages."""
    from chromadb.config import Settings
    from chromadb.utils.embedding_functions.onnx_mini_lm_l6_v2 import ONNXMiniLM_L6_V2
    from langchain_core.documents import Document

    # Not imported by name, since they come with the extra `bench`, without which types are checked.
    splitters, stores = import_module("langchain_text_splitters"), import_module("langchain_chroma")
    articles = [Document(path.read_text(encoding="utf-8"), metadata={"source": str(path)}) for path in files]
    splitter = splitters.RecursiveCharacterTextSplitter(chunk_size=SPLIT_CHARACTERS, chunk_overlap=SPLIT_OVERLAP)
    passages = splitter.split_documents(articles)
    settings = Settings(is_persistent=True, persist_directory=str(home), anonymized_telemetry=False)
    ONNXMiniLM_L6_V2.DOWNLOAD_PATH = fp32_folder("chroma")
    stores.Chroma("articles", client_settings=settings).add_documents(passages)
    return len(passages)


def to_markdown(seconds: Mapping[str, list[float]], passages: Mapping[str, int], *, articles: int) -> str:
    """Return the figures as a table, ours beside theirs."""
    rounds = len(seconds[OURS])
    heading = (
        f"{articles} articles, median of {rounds} rounds (least to greatest), on {machine()}:\n\n"
        "| indexing | passages | passages a second | times theirs | articles a second | times theirs |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
    )
    speeds: dict[str, tuple[Any, ...]] = {
        name: ([passages[name] / taken for taken in values], [articles / taken for taken in values])
        for name, values in seconds.items()
    }
    rows = []
    for name, parts in speeds.items():
        cells = [
            f"{median_and_range(part)} | {median_ratio(part, beside):.1f}"
            for part, beside in zip(parts, speeds[THEIRS], strict=True)
        ]
        rows.append(f"| {name} | {passages[name]} | {' | '.join(cells)} |")
    return heading + "\n".join(rows)


if __name__ == "__main__":
    main()
