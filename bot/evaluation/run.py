"""The values of an evaluation: a set of questions goes in, each pipeline's outcomes are scored, a run comes out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.types import Answer, Article, Filters, GoldQuestion, RankedPassage, Turn

Verdict = Literal["right", "wrong", "withheld", "unfounded"]
"""Withheld: no answer where there is one; unfounded: an answer where there is none. abstaining rightly is right."""
ALL = "all"
"""The name of the group of every question that is not scored apart."""


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions and the articles they are asked of."""

    name: str
    questions: tuple[GoldQuestion, ...]
    articles: tuple[Article, ...]
    warnings: tuple[str, ...] = ()
    """Sentences for the user, such as what of the corpus could not be read."""
    before: tuple[GoldQuestion, ...] = ()
    """Questions left out of the set that others of it follow, each ahead of what follows it; they are not scored."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """A pipeline as it is evaluated, over one corpus."""

    name: str
    ask: Callable[[str, Filters], Answer]
    search: Callable[[str, Filters, int], tuple[RankedPassage, ...]]
    """The best passages, best first, at most as many as asked for: deeper than an answer reads."""
    close: Callable[[], None]
    follow_up: Callable[[str, Filters, Sequence[Turn]], Answer] | None = None
    """Asks a question that follows others; None where the pipeline takes each question by itself."""
    model: str | None = None
    """The chat model that writes its answers, as provider:name; None where none does."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a pipeline made of one question."""

    question: str
    """The id of the gold question."""
    answer: Answer
    ranking: tuple[RankedPassage, ...]
    """Passages, best first, as deep as retrieval is measured."""


@dataclass(frozen=True, slots=True)
class Scored:
    """An outcome beside its gold question, and its scores by metric; a metric that does not apply is not there."""

    gold: GoldQuestion
    outcome: Outcome
    scores: Mapping[str, float]
    verdict: Verdict | None
    """None where the set cannot tell, because it knows of articles alone."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure over *n* questions, and its 95 % bootstrap interval."""

    value: float
    n: int
    low: float
    high: float


Summary = Mapping[str, Estimate]
"""Estimates by metric."""


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the risk-coverage curve: answering the *coverage* surest share of the questions, *risk* are wrong."""

    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class Bin:
    """A bin of the reliability diagram: *n* questions, answered or not, their mean confidence, the share of right."""

    n: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class PipelineRun:
    """One pipeline's part of a run."""

    name: str
    rows: tuple[Scored, ...]
    groups: Mapping[str, Summary]
    """By group: ALL, then each name of `GoldQuestion.apart`."""
    classes: Mapping[str, Summary]
    """By class of question, those apart included."""
    risk_coverage: tuple[Point, ...] = ()
    reliability: tuple[Bin, ...] = ()
    model: str | None = None
    """The chat model that wrote its answers, as provider:name; None where none did, and in runs of earlier versions."""

    @property
    def title(self) -> str:
        """Its name, and which model wrote: two models' rows are told apart by it."""
        return f"{self.name} ({self.model})" if self.model else self.name


@dataclass(frozen=True, slots=True)
class Run:
    """A whole evaluation, as it is saved."""

    name: str
    """The set's name."""
    split: str | None
    questions: str
    """Digest of the questions as asked."""
    corpus: str
    """Digest of the articles' texts."""
    version: str
    code: str
    """Digest of the package, models included: runs of one digest, questions and corpus have the same scores."""
    commit: str | None
    """The commit the package was run from, "+" at its end if files were changed; None outside a checkout."""
    machine: str
    date: str
    """When it ended, ISO 8601, UTC."""
    settings: Mapping[str, str]
    pipelines: tuple[PipelineRun, ...]
    skipped: Mapping[str, str]
    """Pipelines that could not run, and why."""
