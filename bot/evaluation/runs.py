"""A whole run: each pipeline over one set of questions, scored; and two runs held against each other."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot import __version__
from bot.errors import SettingsError, StorageError, UsageError
from bot.evaluation.evaluate import evaluate, peak_memory, reset_peak_memory
from bot.evaluation.journal import Journal, open_journal
from bot.evaluation.metrics.comparison import Comparison, compare
from bot.evaluation.metrics.scoring import score_pipeline
from bot.evaluation.pipelines.contestants import Skipped, is_written, make_contestant
from bot.evaluation.provenance import (
    articles_digest,
    code_digest,
    commit,
    machine,
    questions_digest,
    settings_of,
)
from bot.evaluation.run import PipelineRun, QuestionSet, Run
from bot.indexing import OnProgress, check_home
from bot.settings import LoadedSettings

FOLDER = "evaluation"  # below ASK_HOME


@dataclass(frozen=True, slots=True)
class Told:
    """Where a run tells what goes on: the progress of its work, and sentences for the user."""

    progress: OnProgress = lambda *_: None
    notice: Callable[[str], None] = lambda _: None


def run_pipelines(
    questions: QuestionSet,
    names: Sequence[str],
    loaded: LoadedSettings,
    *,
    split: str | None = None,
    weights: Mapping[str, Path] | None = None,
    told: Told = Told(),  # frozen
    keep: Callable[[Run], None] = lambda _: None,
) -> Run:
    """
    Ask the questions of each pipeline and score what comes of it; one that cannot run here is skipped.

    What is finished outlives an interruption until *keep* has returned. *weights* stand in for those of the
    readers, by the name of the pipeline.

    Raises:
        UsageError: none of the pipelines can run.
        SettingsError, StorageError: there can be no folder for it under ASK_HOME.
        BotError: a pipeline failed.
    """
    folder = _make_folder(loaded.settings.home)
    run = _empty_run(questions, split, settings_of(loaded, weights=weights, writes=is_written(names, loaded)))
    journal = open_journal(folder, (run.questions, run.corpus, run.code, repr(sorted(run.settings.items()))))
    try:
        if journal.notice:
            told.notice(journal.notice)
        for name in names:
            own = (weights or {}).get(name)
            measure = partial(_run, name, questions, loaded, folder=folder, journal=journal, weights=own, told=told)
            run = _with_pipeline(run, name, measure)
            if name in run.skipped and len(names) > 1:  # what is alone is told by the error
                told.notice(f"{name} is skipped: {run.skipped[name]}")
        if not run.pipelines:
            raise UsageError(f"No pipeline can run here: {next(iter(run.skipped.values()))}")
        run = replace(run, date=datetime.now(UTC).isoformat(timespec="seconds"))
        keep(run)
        journal.delete()
    finally:
        journal.close()
    return run


def _with_pipeline(run: Run, name: str, measure: Callable[[], PipelineRun]) -> Run:
    """Return the run with what *measure* returns of a pipeline, or with why it is skipped."""
    try:
        return replace(run, pipelines=(*run.pipelines, measure()))
    except Skipped as reason:
        return replace(run, skipped={**run.skipped, name: str(reason)})


def _make_folder(home: Path) -> Path:
    """Return the folder of all that evaluations keep; whatever stands in its way is told."""
    check_home(home)
    folder = home / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise SettingsError(f"{folder} is not a folder; move it away, or set ASK_HOME.") from None
    except OSError as error:
        told = f"{home} cannot be written ({error.strerror})"
        raise StorageError(f"{told}; give write permission, make room, or set ASK_HOME.") from error
    return folder


def _empty_run(questions: QuestionSet, split: str | None, settings: dict[str, str]) -> Run:
    return Run(
        name=questions.name,
        split=split,
        questions=questions_digest((*questions.questions, *questions.before)),
        corpus=articles_digest(questions.articles),
        version=__version__,
        code=code_digest(),
        commit=commit(),
        machine=machine(),
        date="",
        settings=settings,
        pipelines=(),
        skipped={},
    )


def _run(
    name: str,
    questions: QuestionSet,
    loaded: LoadedSettings,
    *,
    folder: Path,
    journal: Journal,
    weights: Path | None,
    told: Told,
) -> PipelineRun:
    if resumed := journal.count(name):
        told.notice(f"{name}: {resumed} of {len(questions.questions)} questions were answered before; going on.")
    contestant = make_contestant(name, questions.articles, loaded, folder, told.progress, weights=weights)
    try:
        reset_peak_memory()
        outcomes = evaluate(questions, contestant, store=journal, progress=told.progress)
        peak = peak_memory()
    finally:
        contestant.close()
    told.progress(f"{name}: scoring", 0, 0)
    return score_pipeline(name, outcomes, questions, model=contestant.model, peak_mib=peak)


def check_comparable(before: Run, names: Sequence[str], questions: QuestionSet) -> None:
    """
    See to it, before anything runs, that there will be something to compare.

    Raises:
        UsageError: they have no pipeline, or no question, in common.
    """
    if not _pairs([pipeline.name for pipeline in before.pipelines], names):
        known = ", ".join(pipeline.name for pipeline in before.pipelines)
        raise UsageError(f"The run to compare with has none of these pipelines; it has {known}.")
    asked = {question.id for question in questions.questions}
    if not any(row.gold.id in asked for pipeline in before.pipelines for row in pipeline.rows):
        raise UsageError("The run to compare with has none of these questions; compare runs of one set and split.")


def compare_runs(before: Run, after: Run) -> list[Comparison]:
    """
    Compare the pipelines that both have, by name; where each has only one, these two.

    Raises:
        UsageError: two of them have no question in common.
    """
    old = {pipeline.name: pipeline for pipeline in before.pipelines}
    new = {pipeline.name: pipeline for pipeline in after.pipelines}
    return [compare(old[one], new[other]) for one, other in _pairs(list(old), list(new))]


def changes_between(before: Run, after: Run) -> list[str]:
    """Return a sentence for all besides the code that differs between two runs and may explain a difference."""
    told = ["The run to compare with was over other articles than this one."] if before.corpus != after.corpus else []
    old, new = ({**run.settings, "machine": run.machine} for run in (before, after))
    changed = [f"{name} {old[name]} → {new[name]}" for name in new if name in old and old[name] != new[name]]
    if changed:
        told.append(f"More differs from the run to compare with than the code: {'; '.join(changed)}.")
    return told


def _pairs(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, str]]:
    if len(before) == len(after) == 1:
        return [(before[0], after[0])]
    return [(name, name) for name in after if name in before]
