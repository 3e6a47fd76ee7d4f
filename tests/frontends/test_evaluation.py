"""`ask eval` as a user runs it: what it measures, prints, saves, compares and holds against floors."""

import json
from typing import Any

import pytest
from village import QUESTIONS, alone, write_articles, write_gold


def refuse_constant(name: str) -> float:
    raise AssertionError(f"{name} is not JSON")


def strict_json(text: str) -> dict[str, Any]:
    value = json.loads(text, parse_constant=refuse_constant)
    assert isinstance(value, dict)
    return value


@pytest.fixture(scope="session")
def village(tmp_path_factory):
    folder = tmp_path_factory.mktemp("village")
    return ("eval", "--gold", str(write_gold(folder)), "--corpus", str(write_articles(folder)))


@pytest.fixture
def evaluate(ask, village):
    """Run `ask eval` on the village."""
    return lambda *words: ask(*village, *words)


class TestTables:
    def test_tables_come_on_standard_output_and_nothing_else_anywhere(self, evaluate):
        outcome = evaluate()

        assert (outcome.code, outcome.err) == (0, "")
        heading = "village: 4 questions, 3 of them answerable, 1 scored apart, below. In brackets: 95 % bootstrap "
        assert outcome.out.startswith(heading)
        for kind in ("answers", "abstention", "retrieval", "citations", "speed", "right, by class"):
            assert any(line.startswith(f"{kind} ") for line in outcome.out.splitlines()), kind
        assert "Apart: follow-up" in outcome.out
        assert "span-validity" in outcome.out

    def test_each_pipeline_has_a_column_once(self, evaluate):
        outcome = evaluate("--pipeline", "bm25", "--pipeline", "embedded", "--pipeline", "bm25")

        assert outcome.code == 0
        (heading,) = [line for line in outcome.out.splitlines() if line.startswith("citations ")]
        assert heading.split() == ["citations", "n", "bm25", "embedded"]

    def test_shipped_questions_are_the_default(self, ask):
        outcome = ask("eval", "--split", "test", "--limit", "3", "--pipeline", "bm25")

        assert (outcome.code, outcome.err) == (0, "")
        assert outcome.out.startswith("gold, split test: 3 questions, ")

    def test_one_question_is_told_in_the_singular(self, evaluate):
        assert evaluate("--limit", "1").out.startswith("village: 1 question, ")

    @pytest.mark.slow
    def test_reader_that_leaves_early_is_no_error(self, village, start):
        with start(*village) as process:
            process.stdout.close()
            process.stdout = None
            _, err = process.communicate(timeout=60)

        assert (process.returncode, err) == (0, b"")

    def test_unreadable_file_of_the_corpus_is_told_and_the_rest_is_measured(self, ask, tmp_path):
        articles = write_articles(tmp_path)
        (articles / "torn.pdf").write_bytes(b"%PDF-1.4 torn")

        outcome = ask("eval", "--gold", str(write_gold(tmp_path)), "--corpus", str(articles))

        assert outcome.code == 0
        assert len(outcome.err.splitlines()) == 1
        assert outcome.err.startswith("ask: ")
        assert "torn.pdf" in outcome.err
        assert outcome.out.startswith("village: 4 questions")


class TestJson:
    def test_run_is_one_object_of_plain_json(self, evaluate):
        outcome = evaluate("--json", "--pipeline", "bm25", "--fail-under", "words=1", "--fail-under", "auroc=0")

        assert len(outcome.out.splitlines()) == 1
        told = strict_json(outcome.out)
        assert told["schema"] == 1
        (pipeline,) = told["run"]["pipelines"]
        assert pipeline["name"] == "bm25"
        assert [row["gold"]["id"] for row in pipeline["rows"]] == [row["id"] for row in QUESTIONS]
        assert pipeline["groups"]["all"]["right"]["n"] == 3
        assert told["comparisons"] == []
        assert [sentence.split(" is ")[0] for sentence in told["missed"]] == ["bm25: words"]
        assert outcome.code == 7

    @pytest.mark.parametrize("one", range(4))
    def test_run_of_a_single_question_is_plain_json_too(self, ask, village, tmp_path, one):
        gold = write_gold(tmp_path, alone(QUESTIONS[one]))

        told = strict_json(ask("eval", "--json", "--gold", str(gold), *village[3:], "--pipeline", "bm25").out)

        assert len(told["run"]["pipelines"][0]["rows"]) == 1

    def test_two_runs_have_the_same_scores(self, evaluate):
        runs = [strict_json(evaluate("--json").out)["run"]["pipelines"][0]["rows"] for _ in range(2)]

        assert [row["scores"] for row in runs[0]] == [row["scores"] for row in runs[1]]

    def test_limit_split_and_given_choose_what_is_asked(self, evaluate):
        def asked(*words: str) -> list[dict[str, Any]]:
            (pipeline,) = strict_json(evaluate("--json", "--pipeline", "bm25", *words).out)["run"]["pipelines"]
            return [row["gold"] for row in pipeline["rows"]]

        everything = [gold["id"] for gold in asked()]
        parts = [{gold["id"] for gold in asked("--split", part)} for part in ("dev", "test")]
        assert parts[0] | parts[1] == set(everything)
        assert not parts[0] & parts[1]
        assert len(asked("--limit", "2")) == 2
        assert asked("--limit", "2") == asked("--limit", "2")

    def test_question_is_asked_of_its_own_article_alone_with_given(self, ask, village, tmp_path):
        gold = str(write_gold(tmp_path, *QUESTIONS[:3]))

        told = strict_json(ask("eval", "--given", "--json", "--gold", gold, *village[3:], "--pipeline", "bm25").out)

        rows = told["run"]["pipelines"][0]["rows"]
        assert [row["gold"]["within"] for row in rows] == [["hall"], ["mill"], ["mill"]]
        assert {(row["gold"]["id"], passage["article"]) for row in rows for passage in row["outcome"]["ranking"]} <= {
            ("cost", "hall"),
            ("miller", "mill"),
            ("when", "mill"),
        }
