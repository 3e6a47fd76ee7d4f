"""What the proofs run in processes of their own: one that re-indexes, and one that asks without pause."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import numpy as np  # noqa: E402
from langchain_core.documents import Document  # noqa: E402
from newsroom import SETTINGS, TOPICS, adding, embed, embed_question, embed_slowly, make_articles, update  # noqa: E402

from bot.passages import article_of, cosine_of, title_of  # noqa: E402
from bot.retrieval.ranking import rank  # noqa: E402
from bot.retrieval.snapshot import IndexWatcher, Snapshot  # noqa: E402
from bot.retrieval.update import Progress  # noqa: E402

COUNT, LINES = 260, 8  # 2,080 passages
SOME = 60  # articles that change where few do: the copy is changed in place rather than made anew


def start(*arguments: object) -> subprocess.Popen[str]:
    """Run an actor of this file."""
    command = [sys.executable, __file__, *(str(argument) for argument in arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def reindex(home: Path, version: int, changing: int, *, progress: Callable[[Progress], None] = lambda _: None) -> int:
    """Bring the first *changing* articles to *version*, and return the generation."""
    articles = make_articles(COUNT, version=version, lines=LINES, changing=changing)
    return update(home, adding(articles), progress=progress, embed=embed_slowly).generation


def version_of(snapshot: Snapshot) -> int:
    """Return the version that the generation was made from, by its own catalogue."""
    return version_in(snapshot.article_text("report-0"))


def version_in(text: str) -> int:
    return int(text.split()[1])


def ask(snapshot: Snapshot, number: int) -> list[Document]:
    """Ask for a report that changes with every version."""
    question = question_about(snapshot, number)
    return rank(snapshot, question, embed=embed_question, k=5)


def question_about(snapshot: Snapshot, number: int) -> str:
    return f"version {version_of(snapshot)} of report {number} on the {TOPICS[number % len(TOPICS)]}"


def mixtures_in(snapshot: Snapshot, number: int) -> list[str]:
    """Ask, and return the passages whose text, vector and generation are not of one version, or that are missing."""
    passages, question = ask(snapshot, number), embed_question(question_about(snapshot, number))
    wrong = [f"{len(passages)} passages"] if len(passages) != 5 else []
    for passage in passages:
        changes = int(article_of(passage).removeprefix("report-")) < SOME
        embedded = embed([f"{title_of(passage)}\n{passage.page_content}"])[0]
        cosine = float(embedded @ question / np.linalg.norm(embedded) / np.linalg.norm(question))
        other = changes and version_in(passage.page_content) != version_of(snapshot)
        if other or abs(cosine - cosine_of(passage)) > 1e-4:
            wrong.append(f"generation {snapshot.generation}: {passage.page_content} {cosine} {cosine_of(passage)}")
    return wrong


def tell_phases_and_die_at(event: str) -> Callable[[Progress], None]:
    """Print each event; at *event*, die as by `kill -9`."""

    def progress(told: Progress) -> None:
        name = f"{told.phase} {told.done}" if told.phase in {"embedding", "storing", "publishing"} else told.phase
        sys.stdout.write(f"{time.time()} {name}\n")
        sys.stdout.flush()
        if name == event:
            os.kill(os.getpid(), signal.SIGKILL)

    return progress


def ask_without_pause(home: Path, stop: Path, found: Path) -> None:
    """Ask until *stop* is there; write when each generation was first seen, and every answer that mixes versions."""
    watcher = IndexWatcher(home, SETTINGS)
    seen: dict[int, float] = {}
    mixtures: list[str] = []
    asked = 0
    while not stop.exists():
        with watcher.current() as snapshot:
            seen.setdefault(snapshot.generation, time.time())
            mixtures += mixtures_in(snapshot, asked % SOME)
            asked += 1
    watcher.close()
    found.write_text(json.dumps({"seen": seen, "mixtures": mixtures, "asked": asked}))


def main(arguments: Sequence[str]) -> None:
    actor, home, *rest = arguments
    if actor == "reindex":
        version, changing, event = rest
        reindex(Path(home), int(version), int(changing), progress=tell_phases_and_die_at(event))
    else:
        ask_without_pause(Path(home), *map(Path, rest))


if __name__ == "__main__":
    main(sys.argv[1:])
