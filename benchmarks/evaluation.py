"""
Answers: every pipeline on the gold questions, the reports that the articles follow, invented news, and public sets.

Run `python -m benchmarks.evaluation [SET...] [--pages FOLDER]`. The readers' weights were fitted on the dev half
of the gold questions, RealTime QA and CLAPnq among others; where one of the public sets is measured, they are fitted
anew without it, and of the gold questions the test half is, so that no question is judged by weights that saw it.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchmarks.encoder import CACHE
from bot.evaluation.page.html import to_html
from bot.evaluation.pipelines.contestants import DEFAULT_NAMES, NAMES
from bot.evaluation.question_sets import read_question_set
from bot.evaluation.report import class_table, summary_tables, to_markdown
from bot.evaluation.run import ALL, QuestionSet, Run
from bot.evaluation.runs import Told, run_pipelines
from bot.evaluation.saved import save_run
from bot.models import encoder, reader
from bot.models.opening import FOLDER
from bot.settings import load_settings
from training.question_sets import CORPORA, TO_MEASURE
from training.reader.reads import digest_of_model

SHARED = Path(__file__).resolve().parents[2] / "shared"
PUBLISHED = """Published with SummHay (P@10, R@10): keyword overlap .883, .390; all-mpnet-base-v2 .871, .388;
Cohere rerank-english-v3.0 .979, .446."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A set to measure on."""

    name: str
    about: str
    gold: Path | None = None
    corpus: Path | None = None
    split: Literal["dev", "test"] | None = None
    limit: int | None = None
    given: bool = False
    without: str | None = None
    """The set to leave out of the fit of the readers' weights."""
    kinds: tuple[str, ...] = ("answers", "abstention", "retrieval", "citations", "speed")
    beside: str = ""


SETS = (
    Measured("gold", "The test half of the gold questions, on the articles that ship.", split="test"),
    Measured(
        "gold-originals",
        "The same questions, on the reports that those articles follow, as they were saved from the web.",
        corpus=SHARED / "articles",
        split="test",
    ),
    Measured(
        "year",
        "A year of invented news, with what people would ask of it; by it nothing was trained or fitted.",
        gold=CORPORA / TO_MEASURE / "questions.jsonl",
        corpus=CORPORA / TO_MEASURE / "news",
    ),
    Measured(
        "realtimeqa",
        "RealTime QA 2024: 600 news articles; quiz questions that one of them answers, and questions of 2025.",
        gold=SHARED / "dev" / "realtimeqa-24",
        without="realtimeqa",
    ),
    Measured(
        "clapnq",
        "CLAPnq: real questions on 600 Wikipedia passages, half of them with no passage that answers.",
        gold=SHARED / "dev" / "clapnq",
        without="clapnq",
    ),
    Measured(
        "clapnq-given",
        "The same questions, each asked of its own passage alone.",
        gold=SHARED / "dev" / "clapnq",
        given=True,
        without="clapnq",
        kinds=("answers", "abstention", "citations", "speed"),
    ),
    Measured(
        "summhay",
        "SummHay news: which of a topic's 100 articles bear on a query.",
        gold=SHARED / "dev" / "summhay-news",
        kinds=("retrieval", "speed"),
        beside=PUBLISHED,
    ),
    Measured(
        "reading",
        "The reader's development data: 1,000 questions, each asked of its own paragraph alone.",
        gold=SHARED / "reader" / "dev.jsonl.gz",
        limit=1000,
        kinds=("answers", "abstention", "speed"),
    ),
)


FITS = {"hybrid": "training.fit_hybrid", "embedded": "training.reader.fit"}
FITTED_ON = {"hybrid": encoder.MODEL, "embedded": reader.MODEL}  # the model whose scores the weights weigh


def main() -> None:
    """Measure the sets that are there and print their tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    names = [measured.name for measured in SETS]
    parser.add_argument("sets", nargs="*", default=names, metavar="SET", help=f"by default all: {', '.join(names)}")
    parser.add_argument("--pipeline", action="append", choices=NAMES, help="by default all")
    parser.add_argument("--pages", type=Path, help="also write each run as JSON and as a page into this folder")
    arguments = parser.parse_args()
    if unknown := set(arguments.sets) - set(names):
        parser.error(f"there is no set {min(unknown)!r}; there are {', '.join(names)}")
    for measured in (one for one in SETS if one.name in arguments.sets):
        path = measured.gold or measured.corpus
        if path and not path.exists():
            sys.exit(f"{path} is not there: put the set there to measure.")
        questions = questions_of(measured)
        run = measure(measured, questions, arguments.pipeline or DEFAULT_NAMES)
        print("\n".join(told(measured, run)), flush=True)
        if arguments.pages:
            keep(run, questions, arguments.pages / measured.name)


def questions_of(measured: Measured) -> QuestionSet:
    """Read a set as it is measured."""
    return read_question_set(
        measured.gold,
        [str(measured.corpus)] if measured.corpus else (),
        split=measured.split,
        limit=measured.limit,
        given=measured.given,
    )


def measure(measured: Measured, questions: QuestionSet, names: Sequence[str]) -> Run:
    """Run the pipelines on a set."""
    weights = {name: weights_without(measured.without, name) for name in FITS} if measured.without else None
    notices = Told(notice=lambda sentence: print(sentence, file=sys.stderr, flush=True))
    return run_pipelines(questions, names, load_settings(), split=measured.split, weights=weights, told=notices)


def weights_without(left_out: str, pipeline: str) -> Path:
    """Return weights of a pipeline's reader that were fitted without the set; they are fitted once for a model."""
    path = CACHE / f"{pipeline}-without-{left_out}-{digest_of_model(FOLDER / FITTED_ON[pipeline])}.json"
    if not path.exists():
        CACHE.mkdir(exist_ok=True)
        command = [sys.executable, "-m", FITS[pipeline], "--without", left_out, "--to", str(path)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return path


def told(measured: Measured, run: Run) -> Iterator[str]:
    """Yield the lines of a set's part of the results."""
    yield f"### {measured.name}\n"
    rows = run.pipelines[0].rows
    answerable = sum(row.gold.answerable for row in rows)
    yield f"{measured.about} {len(rows)} questions, {answerable} answerable; 95 % bootstrap intervals; {run.machine}.\n"
    for group in dict.fromkeys(name for pipeline in run.pipelines for name in pipeline.groups):
        apart = group != ALL
        if apart:
            yield f"Apart: {group}\n"
        for table in summary_tables(
            run, group, kinds=[k for k in measured.kinds if not apart or k == measured.kinds[0]]
        ):
            yield to_markdown(table) + "\n"
    if len(run.pipelines[0].classes) > 2 and class_table(run)[1]:
        yield to_markdown(class_table(run)) + "\n"
    if measured.beside:
        yield measured.beside + "\n"
    for name, reason in run.skipped.items():
        yield f"{name} was skipped: {reason}\n"


def keep(run: Run, questions: QuestionSet, path: Path) -> None:
    """Write a run as JSON and as a page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    save_run(run, path.with_suffix(".json"))
    page = to_html(run, {article.id: article.text for article in questions.articles})
    path.with_suffix(".html").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
