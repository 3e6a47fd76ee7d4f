"""Every question of a run with what each pipeline made of it, the failures first."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.evaluation.metrics.measures import BY_NAME
from bot.evaluation.page.summary import gold_of
from bot.evaluation.report import to_figure
from bot.evaluation.run import Run, Scored
from bot.types import GoldQuestion, RankedPassage

SHOWN = 12  # passages of a ranking
QUOTED = 5  # passages of a ranking that are shown with their first words
BEGINNING = 120  # characters of these
ORDER = ("unfounded", "wrong", "withheld", "unscored", "right", "missing")
"""Verdicts, worst first; missing: the pipeline was not asked."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A question, what each pipeline made of it (None: it was not asked), and the verdicts in the same order."""

    gold: GoldQuestion
    follows: str | None
    """The question before it, where it stands in the run."""
    scored: tuple[Scored | None, ...]
    verdicts: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether the pipelines got different verdicts."""
        return len(set(self.verdicts) - {"missing"}) > 1


def entries(run: Run) -> list[Entry]:
    """Return each question once: by the worst verdict of any pipeline, then by how many pipelines failed."""
    by_pipeline = [{row.gold.id: row for row in pipeline.rows} for pipeline in run.pipelines]
    golds = gold_of(run)
    told = {gold.id: gold.question for gold in golds}
    made = [_entry(gold, told, tuple(rows.get(gold.id) for rows in by_pipeline)) for gold in golds]
    return sorted(made, key=_badness)


def passages_of(scored: Scored) -> tuple[RankedPassage, ...]:
    """Return what was retrieved, best first: the deep ranking, or else what the answer was read from."""
    return (scored.outcome.ranking or scored.outcome.answer.passages)[:SHOWN]


def beginning_of(passage: RankedPassage, rank: int, texts: Mapping[str, str]) -> str:
    """Return how a passage begins, "" where its article's text is not at hand or the rank, from 1, is low."""
    text = texts.get(passage.article, "")[passage.start : passage.end] if rank <= QUOTED else ""
    begins = " ".join(text[: 2 * BEGINNING].split())
    return begins if len(begins) <= BEGINNING else begins[: BEGINNING - 1] + "…"


def scores_of(scored: Scored) -> list[tuple[str, str]]:
    """Return the question's scores as shown, in the order of the metrics."""
    scores = scored.scores
    known = [(name, to_figure(metric, scores[name])) for name, metric in BY_NAME.items() if name in scores]
    return known + [(name, f"{value:.3g}") for name, value in scores.items() if name not in BY_NAME]


def _entry(gold: GoldQuestion, told: dict[str, str], scored: tuple[Scored | None, ...]) -> Entry:
    verdicts = tuple("missing" if each is None else each.verdict or "unscored" for each in scored)
    return Entry(gold, told.get(gold.after) if gold.after else None, scored, verdicts)


def _badness(entry: Entry) -> tuple[int, int]:
    worst = min(ORDER.index(verdict) for verdict in entry.verdicts)
    return worst, -sum(verdict in ORDER[:3] for verdict in entry.verdicts)
