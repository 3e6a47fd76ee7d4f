"""The gate can fail: the floors that every change has to reach let the product through, and no sabotaged one."""

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
from runs import run

from bot.evaluation.evaluate import evaluate
from bot.evaluation.gate import Floor, missed, parse_floor
from bot.evaluation.journal import open_journal
from bot.evaluation.metrics.scoring import score_pipeline
from bot.evaluation.pipelines.contestants import make_contestant
from bot.evaluation.question_sets import read_question_set
from bot.evaluation.run import Contestant, QuestionSet
from bot.pipeline import FITTED
from bot.settings import load_settings
from bot.types import Answer, Citation, Filters, RankedPassage, Turn

GATE = Path(__file__).resolve().parents[2] / ".ci" / "run"

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Trial:
    """Questions, the product over their articles, and the floors that it has to reach on them."""

    questions: QuestionSet
    product: Contestant
    floors: tuple[Floor, ...]
    make: Callable[..., Contestant]
    folder: Path

    def missed(self, contestant: Contestant) -> dict[str, str]:
        """Hold a contestant against the floors, and return what is said of those it misses by metric."""
        with open_journal(self.folder, [contestant.name]) as journal:
            outcomes = evaluate(self.questions, contestant, store=journal)
            journal.delete()
        sentences = missed(run(score_pipeline(contestant.name, outcomes, self.questions)), self.floors)
        return {sentence.removeprefix(f"{contestant.name}: ").split()[0]: sentence for sentence in sentences}


def gate_floors() -> list[Floor]:
    """Return the floors that every change has to reach, as they are typed there."""
    command = GATE.read_text(encoding="utf-8").replace("\\\n", " ")
    (line,) = re.findall(r"ask eval --split test(?: .*)?$", command, re.MULTILINE)
    return [parse_floor(text) for text in re.findall(r"--fail-under (\S+)", line)]


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    """The questions that the gate asks, on its very floors."""
    questions = read_question_set(None, split="test")
    folder = tmp_path_factory.mktemp("trial")
    made: list[Contestant] = []

    def make(**options: Path) -> Contestant:
        """Make the product, which asks nothing twice."""
        loaded = load_settings()
        made.append(make_contestant("embedded", questions.articles, loaded, folder, lambda *_: None, **options))
        product = made[-1]
        assert product.follow_up is not None
        cached = cache(product.follow_up)
        return replace(product, ask=cache(product.ask), search=cache(product.search), follow_up=cached)

    yield Trial(questions, make(), tuple(gate_floors()), make, folder)
    for contestant in made:
        contestant.close()


def ask_another(product: Contestant, questions: QuestionSet) -> Contestant:
    """Answer and rank each question as if another one of the set had been asked, whatever it follows."""
    dice = random.Random(0)
    asked = [gold.question for gold in questions.questions]
    others = {question: dice.choice([other for other in asked if other != question]) for question in asked}

    def ask(question: str, filters: Filters) -> Answer:
        return replace(product.ask(others[question], filters), question=question)

    def search(question: str, filters: Filters, k: int) -> tuple[RankedPassage, ...]:
        return product.search(others.get(question, asked[0]), filters, k)  # it may come with its spelling mended

    return replace(product, name="shuffled", ask=ask, search=search, follow_up=None)


def cite(product: Contestant, change: Callable[[Citation], Citation]) -> Contestant:
    """Change every citation."""

    def changed(answer: Answer) -> Answer:
        return replace(answer, citations=tuple(map(change, answer.citations)))

    def ask(question: str, filters: Filters) -> Answer:
        return changed(product.ask(question, filters))

    def follow_up(question: str, filters: Filters, history: Sequence[Turn]) -> Answer:
        assert product.follow_up is not None
        return changed(product.follow_up(question, filters, history))

    return replace(product, name="shifted", ask=ask, follow_up=follow_up)


def shift(citation: Citation) -> Citation:
    return replace(citation, start=citation.start + 1, end=citation.end + 1)


def test_gate_has_floors_for_all_that_sabotage_hurts():
    assert {floor.metric for floor in gate_floors()} >= {
        *("right", "contains", "answer-recall@1", "mrr@10"),
        *("span-validity", "citation-precision", "abstention-recall"),
    }


def test_product_as_it_is_passes(trial: Trial):
    assert trial.missed(trial.product) == {}


def test_shuffled_retrieval_is_caught_by_answers_rankings_and_evidence(trial: Trial):
    sentences = trial.missed(ask_another(trial.product, trial.questions))

    assert {"contains", "answer-recall@1", "answer-recall@5", "evidence-precision", "first-citation"} <= set(sentences)
    assert re.fullmatch(r"shuffled: contains is [\d.]+ \(n=\d+\), below [\d.]+\.", sentences["contains"])


def test_citations_off_by_a_character_are_caught_by_the_validity_of_spans(trial: Trial):
    sentences = trial.missed(cite(trial.product, shift))

    assert re.fullmatch(r"shifted: span-validity is 0 \(n=\d+\), below 1\.", sentences["span-validity"])


def test_citations_that_quote_what_stands_off_by_a_character_are_caught_by_their_support(trial: Trial):
    texts = {article.id: article.text for article in trial.questions.articles}

    def quote_shifted(citation: Citation) -> Citation:
        moved = shift(citation)
        return replace(moved, quote=texts[moved.article][moved.start : moved.end])

    sentences = trial.missed(cite(trial.product, quote_shifted))

    assert {"citation-precision", "citation-recall"} <= set(sentences)
    assert "span-validity" not in sentences  # which sees nothing wrong


def test_abstaining_from_nothing_is_caught_by_the_recall_of_abstention(trial: Trial, tmp_path: Path):
    weights = tmp_path / "answers-all.json"
    weights.write_text(json.dumps(json.loads(FITTED.read_text("utf-8")) | {"threshold": 0.0}), "utf-8")

    sentences = trial.missed(replace(trial.make(weights=weights), name="talkative"))

    assert re.fullmatch(
        r"talkative: abstention-recall is [\d.]+ \(n=\d+\), below [\d.]+\.", sentences["abstention-recall"]
    )
    assert "contains" not in sentences  # which alone would have praised it
