"""`ask eval`: pipelines over a set of questions, as tables, as JSON, as a page; against an earlier run; as a gate."""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Unpack

from rich.text import Text

from bot.disk import disk_refusals_told, write_durably
from bot.errors import ExitCode, UsageError
from bot.evaluation.gate import Floor, check_floors, missed, parse_floor
from bot.evaluation.metrics.comparison import Comparison
from bot.evaluation.pipelines.contestants import check_names
from bot.evaluation.question_sets import read_question_set
from bot.evaluation.report import KINDS, class_table, comparison_table, summary_tables, turned_lines
from bot.evaluation.run import ALL, QuestionSet, Run
from bot.evaluation.runs import Told, changes_between, check_comparable, compare_runs, run_pipelines
from bot.evaluation.saved import check_writable, load_run, run_to_json, save_run
from bot.frontends.grammar import close_quietly
from bot.frontends.options import EvaluationOptions
from bot.frontends.render import SCHEMA
from bot.frontends.terminal import print_json, print_table, print_text, progress_bar, warn
from bot.settings import load_settings

DEFAULT = "embedded"
APART_KINDS = ("answers", "retrieval")  # what is scored apart has few questions; the page and the JSON tell all


def evaluate_pipelines(**options: Unpack[EvaluationOptions]) -> int:
    """Run and report; exit 7 where a floor is missed. Whatever can be refused is refused before anything runs."""
    floors = [parse_floor(text) for text in options["fail_under"]]
    names = check_names(options["pipeline"] or (DEFAULT,))
    before = load_run(Path(options["compare"])) if options["compare"] else None
    _check_written(options["save"], options["html"])
    questions = _read(options)
    check_floors(floors, questions)
    if before:
        check_comparable(before, names, questions)
    run = _run(questions, names, before, options)
    comparisons = compare_runs(before, run) if before else []
    for sentence in changes_between(before, run) if before else ():
        warn(f"ask: {sentence}")
    try:
        if options["as_json"]:
            _print_json(run, comparisons, floors)
        else:
            _print(run, comparisons, color=False if options["no_color"] else None)
        sys.stdout.flush()
    except BrokenPipeError:
        close_quietly()  # whether the gate is passed does not hang on who reads the tables (`ask eval … | head`)
    sentences = missed(run, floors)
    for sentence in sentences:
        warn(f"ask: {sentence}")
    return ExitCode.GATE_MISSED if sentences else ExitCode.DONE


def _check_written(save: str | None, html: str | None) -> None:
    for path in (save, html):
        if path is not None:  # an empty name, as of a variable that is not set, is told
            check_writable(Path(path))
    if save and html and Path(save).resolve() == Path(html).resolve():
        raise UsageError(f"--save and --html both name {Path(html)}; name two files.")


def _read(options: EvaluationOptions) -> QuestionSet:
    gold = Path(options["gold"]) if options["gold"] else None
    questions = read_question_set(
        gold, options["corpus"], split=options["split"], limit=options["limit"], given=options["given"]
    )
    for warning in questions.warnings:
        warn(f"ask: {warning}")
    return questions


def _run(questions: QuestionSet, names: Sequence[str], before: Run | None, options: EvaluationOptions) -> Run:
    def keep(run: Run) -> None:
        if options["save"]:
            save_run(run, Path(options["save"]))
        if options["html"]:
            _write_page(run, questions, compare_runs(before, run) if before else [], Path(options["html"]))

    with progress_bar() as bar:
        told = Told(progress=bar.show, notice=lambda sentence: warn(f"ask: {sentence}"))
        return run_pipelines(questions, names, load_settings(), split=options["split"], told=told, keep=keep)


def _write_page(run: Run, questions: QuestionSet, comparisons: Sequence[Comparison], path: Path) -> None:
    from bot.evaluation.page.html import to_html  # matplotlib takes a second

    page = to_html(run, {article.id: article.text for article in questions.articles}, comparisons)
    with disk_refusals_told(path):
        write_durably(path, page.encode())


def _print_json(run: Run, comparisons: Sequence[Comparison], floors: Sequence[Floor]) -> None:
    print_json(
        {
            "schema": SCHEMA,
            "run": run_to_json(run),
            "comparisons": [asdict(comparison) for comparison in comparisons],
            "missed": missed(run, floors),
        }
    )


def _print(run: Run, comparisons: Sequence[Comparison], *, color: bool | None) -> None:
    groups = dict.fromkeys(name for pipeline in run.pipelines for name in pipeline.groups)
    print_text(Text(_heading(run)), color=color)
    for group in groups:
        if group != ALL:
            print_text(Text(f"Apart: {group}\n"), color=color)
        kinds = KINDS if group == ALL else APART_KINDS
        for heading, rows in summary_tables(run, group, kinds=kinds):
            print_table(heading, rows, color=color)
    heading, rows = class_table(run)
    if rows:
        print_table(heading, rows, color=color)
    for comparison in comparisons:
        print_table(*comparison_table(comparison), color=color)
        print_text(Text("\n".join(turned_lines(comparison))), color=color)


def _heading(run: Run) -> str:
    rows = run.pipelines[0].rows
    answerable = sum(row.gold.answerable for row in rows)
    split = f", split {run.split}" if run.split else ""
    told = f"{len(rows)} question{'s' * (len(rows) != 1)}, {answerable} of them answerable"
    apart = sum(row.gold.apart is not None for row in rows)
    if apart:
        told += f", {apart} scored apart, below"
    return f"{run.name}{split}: {told}. In brackets: 95 % bootstrap intervals, where they have a width.\n"
