"""Follow-ups in an evaluation: asked in their conversation, whatever part of it the run has, and however it was cut."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from made_sets import ids, write_corpus, write_lines
from town import ARTICLES, QUESTIONS

from bot.evaluation.evaluate import evaluate
from bot.evaluation.gold import split_of
from bot.evaluation.journal import open_journal
from bot.evaluation.question_sets import read_question_set
from bot.evaluation.run import Contestant, Outcome, QuestionSet
from bot.evaluation.runs import run_pipelines
from bot.settings import LoadedSettings
from bot.types import Answer, Filters, GoldQuestion, Turn

Make = Callable[..., Contestant]
LIBRARIAN = QUESTIONS[1]
WANTS = GoldQuestion("wants", "And what does he want?", answerable=True, kind="follow-up", after="librarian")
WHY = GoldQuestion("why", "Why?", answerable=False, kind="follow-up", after="wants")
TALK = QuestionSet("talk", (LIBRARIAN, QUESTIONS[0], WANTS, WHY), ARTICLES)


def asked(make: Make, questions: QuestionSet, folder: Path, name: str = "embedded") -> list[Outcome]:
    with open_journal(folder, ["a run"]) as journal:
        return evaluate(questions, make(name), store=journal)


def untimed(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [replace(outcome, answer=replace(outcome.answer, milliseconds=None)) for outcome in outcomes]  # type: ignore[arg-type]  # what differs from run to run


def noted(contestant: Contestant, *, until: int | None = None) -> tuple[Contestant, list[str]]:
    """Note every follow-up that is asked, and stop as a user would after some."""
    follow_ups: list[str] = []
    assert contestant.follow_up is not None
    call = contestant.follow_up

    def follow_up(question: str, filters: Filters, history: Sequence[Turn]) -> Answer:
        if len(follow_ups) == until:
            raise KeyboardInterrupt
        follow_ups.append(question)
        return call(question, filters, history)

    return replace(contestant, follow_up=follow_up), follow_ups


def test_follow_up_is_asked_with_the_answers_before_it(make: Make, tmp_path: Path) -> None:
    _, engine, wants, why = asked(make, TALK, tmp_path)

    assert engine.answer.understood_as is None
    assert (wants.answer.question, wants.answer.understood_as) == (WANTS.question, "What does Tomas Reyl want?")
    assert why.answer.understood_as is not None
    assert "Tomas Reyl" in why.answer.understood_as


def test_ranking_of_a_follow_up_is_of_the_question_it_stands_for(make: Make, tmp_path: Path) -> None:
    wants = asked(make, TALK, tmp_path)[2]

    contestant = make("embedded")
    assert wants.ranking == contestant.search("What does Tomas Reyl want?", Filters(), 100)
    assert wants.ranking != contestant.search(WANTS.question, Filters(), 100)


@pytest.mark.parametrize("name", ["bm25", "dense", "hybrid"])
def test_other_pipelines_take_each_question_by_itself(make: Make, tmp_path: Path, name: str) -> None:
    wants = asked(make, TALK, tmp_path, name)[2]

    assert wants.answer.understood_as is None
    assert wants.answer.question == WANTS.question


def test_question_left_out_is_asked_for_its_follow_ups_alone(make: Make, tmp_path: Path) -> None:
    part = replace(TALK, questions=(WHY,), before=(LIBRARIAN, WANTS))

    outcomes = asked(make, part, tmp_path / "part")

    assert [outcome.question for outcome in outcomes] == ["why"]
    assert untimed(outcomes) == untimed(asked(make, TALK, tmp_path / "whole")[3:])


@pytest.mark.parametrize("until", [0, 1])
def test_interrupted_conversation_goes_on_as_if_it_had_not_been(make: Make, tmp_path: Path, until: int) -> None:
    whole = asked(make, TALK, tmp_path / "whole")
    contestant, _ = noted(make("embedded"), until=until)
    with open_journal(tmp_path, ["a run"]) as journal, pytest.raises(KeyboardInterrupt):
        evaluate(TALK, contestant, store=journal)
    assert len(whole) > journal.count("embedded") > 0

    assert untimed(asked(make, TALK, tmp_path)) == untimed(whole)


def test_answers_of_the_journal_are_not_asked_for_again(make: Make, tmp_path: Path) -> None:
    contestant, _ = noted(make("embedded"), until=1)
    with open_journal(tmp_path, ["a run"]) as journal, pytest.raises(KeyboardInterrupt):
        evaluate(TALK, contestant, store=journal)

    contestant, follow_ups = noted(make("embedded"))
    with open_journal(tmp_path, ["a run"]) as journal:
        evaluate(TALK, contestant, store=journal)

    assert follow_ups == [WHY.question, WHY.question]  # the first of them untimed


def test_split_or_limit_keeps_what_its_follow_ups_follow_beside_it(tmp_path: Path) -> None:
    row = {"question": "Where did it rain?", "answerable": True, "answers": [["Rome"]], "articles": ["rain"]}
    names = [f"q{n}" for n in range(12)]
    chain = [{**row, "id": name, "after": after} for name, after in zip(names, [None, *names], strict=False)]
    gold = write_lines(tmp_path / "chain.jsonl", *chain)

    for options in ({"split": "dev"}, {"split": "test"}, {"limit": 3}, {"limit": 3, "given": True}):
        part = read_question_set(gold, [str(write_corpus(tmp_path / "corpus"))], **options)
        last = max(names.index(name) for name in ids(part))
        beside = [question.id for question in part.before]
        assert beside == [name for name in names[:last] if name not in ids(part)]
        assert all(question.within == ("rain",) for question in part.before) is ("given" in options)
    assert read_question_set(gold, [str(tmp_path / "corpus")]).before == ()
    assert split_of(names[0])


def test_run_of_a_part_is_another_where_what_it_follows_is_another(loaded: LoadedSettings) -> None:
    part = replace(TALK, questions=(WANTS,), before=(LIBRARIAN,))
    other = replace(part, before=(replace(LIBRARIAN, question="Who guards the library?"),))

    runs = [run_pipelines(questions, ["bm25"], loaded) for questions in (part, other)]

    assert runs[0].questions != runs[1].questions
