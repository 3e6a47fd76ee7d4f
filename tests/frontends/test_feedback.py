"""Votes on answers as a user looks at them: `ask feedback`, and the candidates for gold questions made of them."""

import json
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation.gold import KEYS
from bot.evaluation.question_sets import read_question_set
from bot.records.votes import Votes
from bot.types import GoldQuestion

pytestmark = pytest.mark.slow

FAR = "How far is Vostochny from Moscow?"
TENNIS = "Who won the tennis final in Paris?"
BORN = "Where was Sergei Shoigu born?"
ANN, BEN, CAT = "a" * 32, "b" * 32, "c" * 32
GOOD, BAD = 1, -1


@pytest.fixture
def votes(ask_home: Path) -> Votes:
    return Votes(ask_home)


@pytest.fixture
def vote(ready, votes):
    """Ask a question, unless a record of it is given, and vote on its answer; the record is returned."""

    def call(question: str | dict[str, Any], *opinions: tuple[str, int, str | None]) -> dict[str, Any]:
        if isinstance(question, str):
            ready(question)
            question = ready("log", "--json").lines[-1]
        facts = {"question": question["question"], "answer": question["answer"]}
        for user, choice, reason in opinions:
            votes.cast(question["number"], user, choice, reason=reason, generation=1, **facts)
        return question

    return call


def read_exported(ready, folder: Path) -> list[GoldQuestion]:
    """Return what the evaluation reads of the export."""
    path = folder / "candidates.jsonl"
    path.write_text(ready("feedback", "--export", "gold").out, encoding="utf-8")
    return list(read_question_set(path).questions)


class TestList:
    def test_a_line_for_each_vote_oldest_first(self, ready, vote):
        began = datetime.now().astimezone().replace(second=0, microsecond=0)
        vote(FAR, (ANN, GOOD, None), (BEN, BAD, "in miles,\n\tplease"))
        vote(TENNIS, (ANN, BAD, None))
        lines = [line.split("\t") for line in ready("feedback").out.splitlines()]

        assert [[number, *rest] for number, _, *rest in lines] == [
            ["1", "good", FAR, ""],
            ["1", "bad", FAR, "in miles, please"],
            ["2", "bad", TENNIS, ""],
        ]
        for _, time, *_ in lines:
            assert began <= datetime.strptime(time, "%Y-%m-%d %H:%M").astimezone() <= datetime.now().astimezone()

    def test_json_holds_the_user_and_the_whole_answer(self, ready, vote):
        record = vote(FAR, (ANN, BAD, "too\nshort"))
        (told,) = ready("feedback", "--json").lines

        assert list(told) == [
            *("schema", "number", "voted", "user", "vote", "reason", "question", "generation", "answered", "answer")
        ]
        assert told["answer"] == record["answer"]
        assert datetime.fromisoformat(told["voted"]).utcoffset().total_seconds() == 0
        assert (told["schema"], told["number"], told["user"], told["vote"]) == (1, 1, ANN, "bad")
        assert (told["reason"], told["question"], told["generation"]) == ("too\nshort", FAR, 1)
        assert told["answered"]

    def test_without_votes_there_is_nothing_and_nothing_is_made(self, ask, ask_home: Path):
        for words, told in (((), True), (("--json",), False), (("--export", "gold"), True)):
            outcome = ask("feedback", *words)
            assert (outcome.code, outcome.out) == (0, "")
            assert outcome.err == ("There are no votes yet.\n" if told else "")
        assert list(ask_home.iterdir()) == []

    @pytest.mark.parametrize("words", [(), ("--export", "gold")])
    def test_without_votes_a_terminal_is_told(self, on_terminal, words):
        assert on_terminal("feedback", *words).out == "There are no votes yet.\r\n"

    def test_on_a_terminal_it_is_a_table(self, vote, on_terminal):
        vote(FAR, (ANN, BAD, "in miles, please"))
        shown = " ".join(on_terminal("feedback").out.split())

        assert all(heading in shown for heading in ("number", "voted", "vote", "question", "reason"))
        assert f"bad {FAR} in miles, please" in shown

    def test_what_steers_a_terminal_is_taken_out(self, ready, vote):
        vote(FAR, (ANN, BAD, "red \x1b[31malert\u202e"))

        assert ready("feedback").out.rstrip("\n").endswith("\tred [31malert")

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            (("--yes",), "--yes goes with --clear"),
            (("--export", "gold", "--json"), "leave --json and --clear out"),
            (("--export", "gold", "--clear", "--yes"), "leave --json and --clear out"),
            (("--export", "csv"), "'csv' is not 'gold'"),
            (("about", "the", "summit"), 'if it is a question, quote it: ask "feedback about the summit"'),
        ],
    )
    def test_what_does_not_fit_is_wrong_usage(self, ready, vote, words, told):
        vote(FAR, (ANN, GOOD, None))
        outcome = ready("feedback", *words)

        assert (outcome.code, outcome.out) == (2, "")
        assert told in outcome.err
        assert len(ready("feedback").out.splitlines()) == 1

    def test_damaged_record_is_told_in_a_sentence(self, ask, ask_home: Path):
        (ask_home / "records.sqlite3").write_text("no database")
        for words in ((), ("--json",), ("--export", "gold"), ("--clear", "--yes")):
            outcome = ask("feedback", *words)
            assert (outcome.code, outcome.out) == (8, "")
            assert f"{ask_home / 'records.sqlite3'} is damaged" in outcome.err
            assert len(outcome.err.splitlines()) == 1


class TestClear:
    def test_all_votes_go_and_the_past_questions_stay(self, ready, vote):
        vote(FAR, (ANN, GOOD, None), (BEN, BAD, None))
        outcome = ready("feedback", "--clear", "--yes")

        assert (outcome.code, outcome.out) == (0, "Deleted 2 votes.\n")
        assert ready("feedback").out == ""
        assert [record["question"] for record in ready("log", "--json").lines] == [FAR]
        assert ready("feedback", "--clear", "--yes", "--json").json == {"schema": 1, "deleted": 0}

    def test_past_questions_are_cleared_without_the_votes(self, ready, vote):
        vote(FAR, (ANN, GOOD, None))
        ready("log", "--clear", "--yes")

        assert ready("log").out == ""
        assert len(ready("feedback").out.splitlines()) == 1

    def test_where_nobody_can_be_asked_it_takes_yes(self, ready, vote):
        vote(FAR, (ANN, GOOD, None))
        outcome = ready("feedback", "--clear")

        assert outcome.code == 2
        assert "add --yes" in outcome.err
        assert len(ready("feedback").out.splitlines()) == 1

    @pytest.mark.parametrize(("typed", "left"), [(b"n\n", 1), (b"\n", 1), (b"y\n", 0)])
    def test_on_a_terminal_it_asks_first(self, ready, vote, on_terminal, typed, left):
        vote(FAR, (ANN, GOOD, None))
        outcome = on_terminal("feedback", "--clear", typed=typed)

        assert outcome.code == 0
        assert "Delete all votes and their reasons? [y/N]" in outcome.out
        assert len(ready("feedback").out.splitlines()) == left


class TestLogOfDiscord:
    def test_questions_of_discord_are_past_questions_with_their_user(self, ready, ask_home: Path):
        ready(FAR)
        with sqlite3.connect(ask_home / "records.sqlite3") as connection:
            connection.execute("UPDATE questions SET surface = 'discord', user = ?", (ANN,))
        connection.close()
        ready(TENNIS)
        told = ready("log", "--json").lines

        assert [(record["surface"], record["user"]) for record in told] == [("discord", ANN), ("cli", None)]
        assert FAR in ready("log").out
        assert ready("log", "1").code == 0


class TestExport:
    def test_good_answer_is_answerable_by_the_quotes_that_it_cites(self, ready, vote, tmp_path):
        answer = vote(FAR, (ANN, GOOD, None), (BEN, GOOD, "well told"), (CAT, BAD, None))["answer"]
        (gold,) = read_exported(ready, tmp_path)

        assert (gold.question, gold.answerable, gold.kind) == (FAR, True, "answer voted good")
        assert gold.evidence == tuple(dict.fromkeys(citation["quote"] for citation in answer["citations"]))
        assert gold.articles == tuple(dict.fromkeys(citation["article"] for citation in answer["citations"]))
        assert gold.note == "votes: 2 good, 1 bad; reason: well told"
        assert gold.evidence

    @pytest.mark.parametrize("opinions", [[(ANN, BAD, "in miles,\nplease")], [(ANN, GOOD, None), (BEN, BAD, None)]])
    def test_bad_answer_and_one_that_divides_people_have_no_evidence(self, ready, vote, tmp_path, opinions):
        answer = vote(FAR, *opinions)["answer"]
        (gold,) = read_exported(ready, tmp_path)

        assert (gold.question, gold.answerable, gold.kind) == (FAR, True, "answer voted bad")
        assert (gold.evidence, gold.answers) == ((), ())
        assert gold.articles == tuple(dict.fromkeys(citation["article"] for citation in answer["citations"]))
        assert gold.note.startswith(f"votes: {len(opinions) - 1} good, 1 bad")
        assert ("reason: in miles, please" in gold.note) == (len(opinions) == 1)

    def test_good_abstention_is_not_answerable(self, ready, vote, tmp_path):
        vote(TENNIS, (ANN, GOOD, None))
        (gold,) = read_exported(ready, tmp_path)

        assert (gold.question, gold.answerable, gold.kind) == (TENNIS, False, "abstention voted good")
        assert gold.evidence == ()

    def test_bad_abstention_is_answerable_by_the_articles_near_it(self, ready, vote, tmp_path):
        answer = vote(TENNIS, (ANN, BAD, "it was in the news"))["answer"]
        (gold,) = read_exported(ready, tmp_path)

        assert (gold.answerable, gold.kind) == (True, "abstention voted bad")
        assert gold.articles == tuple(near["article"] for near in answer["nearest"])
        assert gold.articles
        assert gold.note == "votes: 0 good, 1 bad; reason: it was in the news"

    def test_follow_up_stands_alone_and_its_note_tells_how_it_was_asked(self, ready, vote, tmp_path):
        ready(BORN)
        ready("-c", "And Dmitry Peskov?")
        vote(ready("log", "2", "--json").json, (ANN, BAD, None))
        (gold,) = read_exported(ready, tmp_path)

        assert gold.question == "Where was Dmitry Peskov born?"
        assert "asked as: And Dmitry Peskov?" in gold.note

    def test_each_answer_is_one_line_with_all_keys_in_order_of_their_numbers(self, ready, vote):
        first = vote(FAR, (ANN, GOOD, None))
        second = vote(FAR, (ANN, GOOD, None))
        vote(first, (BEN, BAD, None))  # the newest vote, on the oldest answer
        outcome = ready("feedback", "--export", "gold")

        assert [line["id"].split("-")[1] for line in outcome.lines] == [str(r["number"]) for r in (first, second)]
        assert [tuple(line) for line in outcome.lines] == [KEYS] * 2
        assert outcome.err == ""

    def test_ids_are_the_same_after_more_votes(self, ready, vote):
        first = vote(FAR, (ANN, GOOD, None))
        vote(TENNIS, (ANN, GOOD, None))
        before = [line["id"] for line in ready("feedback", "--export", "gold").lines]
        vote(first, (ANN, BAD, "on second thoughts"), (BEN, BAD, None))
        after = [line["id"] for line in ready("feedback", "--export", "gold").lines]

        assert after == before
        assert len(set(after)) == 2

    def test_nobody_is_named(self, ready, vote):
        vote(FAR, (ANN, GOOD, None))

        assert ANN not in ready("feedback", "--export", "gold").out

    def test_what_utf8_cannot_hold_does_not_keep_it_from_being_read(self, ready, vote, votes, tmp_path):
        record = vote(FAR, (ANN, BAD, "half \ud83d \x00 character"))
        answer = {**record["answer"], "question": "Where is half a \udc00?"}
        votes.cast(99, ANN, GOOD, question=answer["question"], answer=answer, generation=1)
        golds = read_exported(ready, tmp_path)

        assert [gold.question for gold in golds] == [FAR, "Where is half a ??"]

    def test_article_that_left_the_index_is_left_out_and_told(self, ready, vote):
        cited = vote(FAR, (ANN, GOOD, None))["answer"]["citations"]
        vote(TENNIS, (ANN, GOOD, None))
        ready("remove", *{citation["article"] for citation in cited})
        outcome = ready("feedback", "--export", "gold")

        assert outcome.code == 0
        assert [line["question"] for line in outcome.lines] == [TENNIS]
        assert outcome.err == "ask: left out, for no article to check them by is in the index: 1\n"

    def test_quote_that_its_article_holds_no_more_is_no_evidence(self, ready, vote, article, tmp_path):
        name = vote(FAR, (ANN, GOOD, None))["answer"]["citations"][0]["article"]
        revised = article(f"{name}.md", "Kim arrived.", title="Kim arrives")
        ready("index", str(revised))
        gold = tmp_path / "candidates.jsonl"
        gold.write_text(ready("feedback", "--export", "gold").out)

        (line,) = map(json.loads, gold.read_text().splitlines())
        assert (line["articles"], line["evidence"]) == ([name], [])
        assert read_question_set(gold, [str(revised)]).questions

    def test_all_four_classes_are_measured_by_the_evaluation(self, ready, vote, tmp_path):
        for question in (FAR, TENNIS):
            for choice in (GOOD, BAD):
                vote(question, (ANN, choice, None))
        path = tmp_path / "candidates.jsonl"
        path.write_text(ready("feedback", "--export", "gold").out)
        outcome = ready("eval", "--gold", str(path), "--pipeline", "bm25", "--json")

        assert (outcome.code, outcome.err) == (0, "")
        assert set(outcome.json["run"]["pipelines"][0]["classes"]) == {
            f"{what} voted {how}" for what in ("answer", "abstention") for how in ("good", "bad")
        }

    def test_answer_that_is_damaged_is_told(self, ready, votes):
        votes.cast(4, ANN, GOOD, question=FAR, answer={"schema": 1}, generation=1)
        outcome = ready("feedback", "--export", "gold")

        assert (outcome.code, outcome.out) == (8, "")
        assert "The answer that vote 4 is about is damaged" in outcome.err
        assert "`ask feedback --clear`" in outcome.err
