"""
Speed against quality of the embedded reader: how many passages it reads for a question.

Run `python -m benchmarks.reading`. RealTime QA 2024 (600 articles), by numbers that were fitted without it; every
question is asked warm, on as many threads as `ASK_THREADS` says.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter

from benchmarks.evaluation import weights_without
from benchmarks.realtimeqa import FOLDER, require_data
from benchmarks.timing import machine
from bot.evaluation.question_sets import read_question_set
from bot.evaluation.run import ALL, QuestionSet, Summary
from bot.evaluation.runs import Told, run_pipelines
from bot.models.reader import Reader
from bot.settings import load_settings

CANDIDATES = (4, 8, 12, 16, 24, 32, 48)
SHOWN = ("answer-recall@1", "answer-recall@5", "right", "auroc", "total-p50", "total-p95")


def main() -> None:
    """Print the curve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("candidates", nargs="*", type=int, default=CANDIDATES, help="passages to read")
    parser.add_argument("--limit", type=int, help="questions, for a first try")
    arguments = parser.parse_args()
    require_data()
    questions = read_question_set(FOLDER, limit=arguments.limit)
    questions = replace(questions, questions=tuple(q for q in questions.questions if q.apart is None))
    print(f"{len(questions.questions)} questions on {len(questions.articles)} articles, on {machine()}.")
    print(f"Opening the reader takes {_milliseconds_to_open():.0f} ms.\n")
    print(f"| passages read | {' | '.join(SHOWN)} |\n| --- |{' --- |' * len(SHOWN)}")
    for count in arguments.candidates:
        print(_row(questions, count), flush=True)


def _row(questions: QuestionSet, count: int) -> str:
    loaded = load_settings()
    loaded = replace(loaded, settings=loaded.settings.model_copy(update={"passages": count}))
    notices = Told(notice=lambda sentence: print(sentence, file=sys.stderr, flush=True))
    weights = {"embedded": weights_without("realtimeqa", "embedded")}
    run = run_pipelines(questions, ["embedded"], loaded, weights=weights, told=notices)
    return f"| {count} | {' | '.join(_figures(run.pipelines[0].groups[ALL]))} |"


def _figures(summary: Summary) -> Sequence[str]:
    found = []
    for name in SHOWN:
        estimate = summary[name]
        digits = 0 if name.startswith("total") else 3
        found.append(f"{estimate.value:.{digits}f} ({estimate.low:.{digits}f}–{estimate.high:.{digits}f})")
    return found


def _milliseconds_to_open() -> float:
    begun = perf_counter()
    Reader().load()
    return (perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()
