"""Invented runs: a newspaper that does not exist, questions on it, and pipelines of different skill; seeded."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from bot.evaluation.metrics.measures import METRICS
from bot.evaluation.run import ALL, Bin, Estimate, PipelineRun, Point, Run, Scored, Summary, Verdict
from bot.evaluation.run import Outcome as Made
from bot.types import Answer, Citation, GoldQuestion, Milliseconds, RankedPassage, Reason, Sentence

SKILLS = {"naive": 0.35, "bm25": 0.5, "dense": 0.55, "hybrid": 0.7, "embedded": 0.8}
KINDS = ("fact", "number", "date", "quotation", "list", "why or how", "several articles", "second language")
ARTICLES = ("harbour-bridge-reopens", "council-votes-on-ferry", "museum-finds-lost-map", "storm-closes-coast-road")
_PEOPLE = ("Ada Lindqvist", "Tomas Brandt", "Mirela Kovač", "Jonas Okafor", "the harbour master", "Councillor Weiss")
_DEEDS = ("reopened the harbour bridge", "voted against the ferry", "found the lost map", "closed the coast road")
_TIMES = ("on Tuesday", "after eleven months of repairs", "in front of some 300 people", "before dawn on 3 May 2021")


def gold(id: str, question: str = "Who reopened the bridge?", **given: object) -> GoldQuestion:  # noqa: A002
    """An answerable question of class fact, with *given* in place."""
    asked = GoldQuestion(
        id, question, answerable=True, kind="fact", answers=(("Ada Lindqvist",),), articles=ARTICLES[:1]
    )
    return replace(asked, **given)  # type: ignore[arg-type]  # the fields of GoldQuestion


def answer(text: str = "Ada Lindqvist reopened the harbour bridge. [1]", **given: object) -> Answer:
    """An answer of one sentence and one citation, with *given* in place."""
    quote = text.removesuffix(" [1]")
    cited = Citation(
        1, ARTICLES[0], "Harbour bridge reopens", "The Coast", date(2021, 5, 4), None, quote, 40, 40 + len(quote)
    )
    made = Answer(
        question="",
        answer=text,
        abstained=False,
        confidence=0.8,
        model="embedded",
        generation=1,
        milliseconds=Milliseconds(4.0, 8.0, 12.0),
        sentences=(Sentence(quote, (1,), "supported"),),
        citations=(cited,),
    )
    return replace(made, **given)  # type: ignore[arg-type]  # the fields of Answer


def withheld(**given: object) -> Answer:
    """An answer that is none."""
    reason = Reason("not_told", "The articles are on this topic, but none of them seems to tell this.")
    return answer("", abstained=True, reason=reason, sentences=(), citations=(), confidence=0.7, **given)


def scored(
    asked: GoldQuestion, verdict: Verdict | None, told: Answer | None = None, scores: dict[str, float] | None = None
) -> Scored:
    """A question with its verdict; without *told*, an answer that goes with it."""
    silent = verdict == "withheld" or (verdict == "right" and not asked.answerable)
    told = told or (withheld() if silent else answer())
    ranking = tuple(RankedPassage(a, 100 * i, 100 * i + 90, 1 / (i + 1)) for i, a in enumerate(ARTICLES))
    right = {} if verdict is None else {"right": float(verdict == "right")}
    return Scored(asked, Made(asked.id, told, ranking), scores or right, verdict)


def pipeline(name: str, rows: Iterable[Scored], **given: object) -> PipelineRun:
    """A pipeline whose summaries are the means of its rows' scores."""
    rows = tuple(rows)
    groups = {row.gold.apart or ALL: 0 for row in rows}
    kinds = {row.gold.kind: 0 for row in rows}
    made = PipelineRun(
        name,
        rows,
        {group: _summary([row for row in rows if (row.gold.apart or ALL) == group]) for group in groups},
        {kind: _summary([row for row in rows if row.gold.kind == kind]) for kind in kinds},
    )
    return replace(made, **given)  # type: ignore[arg-type]  # the fields of PipelineRun


def run(*pipelines: PipelineRun, **given: object) -> Run:
    """A run of these pipelines."""
    made = Run(
        name="gold",
        split="test",
        questions="c0ffee00",
        corpus="ba5eba11",
        version="0.3.0",
        code="5eed5eed",
        commit="0123abc+",
        machine="Linux x86_64, 2 cores",
        date="2021-05-06T07:08:09Z",
        settings={"passages": "8", "threads": "2"},
        pipelines=pipelines,
        skipped={},
    )
    return replace(made, **given)  # type: ignore[arg-type]  # the fields of Run


def large_run(questions: int = 331, names: Sequence[str] = tuple(SKILLS), seed: int = 7) -> Run:
    """A run as large as the real ones, and as varied."""
    dice = random.Random(seed)
    asked = [_asked(i, dice) for i in range(questions)]
    made = [_contestant(name, SKILLS[name], asked, dice) for name in names]
    skipped = {"naive-fp32": "Its weights are not there; fetch them with: python -m benchmarks weights"}
    return run(*made, skipped=skipped)


def _asked(i: int, dice: random.Random) -> GoldQuestion:
    who, deed, when = dice.choice(_PEOPLE), dice.choice(_DEEDS), dice.choice(_TIMES)
    if i % 5 == 4:
        return gold(
            f"not-told-{i}",
            f"How much will it cost {who}, who {deed}?",
            answerable=False,
            kind="unanswerable",
            answers=(),
            articles=(),
        )
    kind = KINDS[i % len(KINDS)]
    return gold(
        f"{kind.replace(' ', '-')}-{i}",
        f"Who was it that {deed} {when}?",
        kind=kind,
        answers=((who, who.split()[-1]),) if i % 3 else ((who,), (when,)),
        articles=tuple(dice.sample(ARTICLES, 1 + i % 2)),
        evidence=(f"It was {who} who {deed} {when}, the paper wrote.",),
        apart="second language" if kind == "second language" else None,
        note="The two papers give different figures." if i % 7 == 0 else "",
    )


def _contestant(name: str, skill: float, asked: Sequence[GoldQuestion], dice: random.Random) -> PipelineRun:
    rows = [_played(question, skill, dice) for question in asked]
    speed = {"retrieve-p50": 4 / skill, "total-p50": 12 / skill, "total-p95": 31 / skill, "peak-memory": 312.0}
    made = pipeline(name, rows)
    timed = {metric: Estimate(value, len(rows), value * 0.93, value * 1.1) for metric, value in speed.items()}
    whole = {
        **made.groups[ALL],
        **timed,
        "auroc": Estimate(0.6 + skill / 4, len(rows), 0.55 + skill / 4, 0.66 + skill / 4),
    }
    return replace(
        made,
        groups={**made.groups, ALL: whole},
        risk_coverage=tuple(Point(k / 200, (1 - skill) * (k / 200) ** (0.4 + skill)) for k in range(1, 201)),
        reliability=tuple(
            Bin(dice.randint(3, 60), (b + 0.5) / 10, min(1.0, max(0.0, (b + 0.5) / 10 + dice.uniform(-0.2, 0.1))))
            for b in range(2, 10)
        ),
    )


def _played(asked: GoldQuestion, skill: float, dice: random.Random) -> Scored:
    lucky = dice.random() < skill
    fail: Verdict = "unfounded" if not asked.answerable else dice.choice(("wrong", "withheld"))
    verdict: Verdict = "right" if lucky else fail
    row = scored(asked, verdict, _told(asked, verdict, skill, dice), _scores(asked, verdict, dice))
    ranking = tuple(RankedPassage(dice.choice(ARTICLES), 400 * i, 400 * i + 380, 0.9 - 0.05 * i) for i in range(12))
    return replace(row, outcome=replace(row.outcome, ranking=ranking))


def _told(asked: GoldQuestion, verdict: Verdict, skill: float, dice: random.Random) -> Answer:
    took = dice.lognormvariate(2.2 - skill, 0.35)
    times = Milliseconds(took, 3 * took, 4 * took)
    if verdict == "withheld" or (verdict == "right" and not asked.answerable):
        return withheld(milliseconds=times)
    who = asked.answers[0][0] if asked.answers and verdict == "right" else dice.choice(_PEOPLE)
    sentences = [
        f"{who} {dice.choice(_DEEDS)} {dice.choice(_TIMES)}, the paper wrote." for _ in range(dice.randint(1, 3))
    ]
    return answer(
        " ".join(f"{text} [{mark}]" for mark, text in enumerate(sentences, 1)),
        short_answer=who,
        confidence=round(dice.betavariate(2 + 4 * skill, 2), 3),
        milliseconds=times,
        sentences=tuple(Sentence(text, (mark,), "supported") for mark, text in enumerate(sentences, 1)),
        citations=tuple(_cited(mark, text, dice) for mark, text in enumerate(sentences, 1)),
    )


def _cited(mark: int, text: str, dice: random.Random) -> Citation:
    article, start = dice.choice(ARTICLES), dice.randint(0, 3000)
    title = article.replace("-", " ").capitalize()
    return Citation(mark, article, title, "The Coast", date(2021, 5, 4), None, text, start, start + len(text))


def _scores(asked: GoldQuestion, verdict: Verdict, dice: random.Random) -> dict[str, float]:
    right = float(verdict == "right")
    if not asked.answerable:
        return {"right": right, "abstention-recall": right}
    retrieval = {m.name: float(dice.random() < 0.6 + 0.3 * right) for m in METRICS if m.group == "retrieval"}
    cited = {"citation-precision": dice.random(), "span-validity": 1.0} if verdict != "withheld" else {}
    answers = {
        "contains": right,
        "exact": right * (dice.random() < 0.6),
        "f1": right * dice.random(),
        "words": 20 + 40 * dice.random(),
    }
    return {"right": right, **answers, "answered": float(verdict != "withheld"), **retrieval, **cited}


def _summary(rows: Sequence[Scored]) -> Summary:
    names = dict.fromkeys(name for row in rows for name in row.scores)
    return {name: _estimate([row.scores[name] for row in rows if name in row.scores]) for name in names}


def _estimate(values: Sequence[float]) -> Estimate:
    mean = sum(values) / len(values)
    wide = 1.96 * (sum((v - mean) ** 2 for v in values) / len(values) ** 2) ** 0.5
    return Estimate(mean, len(values), max(0.0, mean - wide), mean + wide if mean > 1 else min(1.0, mean + wide))
