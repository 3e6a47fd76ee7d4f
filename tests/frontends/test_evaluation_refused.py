"""What `ask eval` refuses, in one sentence and before anything runs; and what it skips, with the reason."""

import json
import os
import re
import shutil
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from village import QUESTIONS, write_articles, write_gold

import bot
from bot.shipped import shipped_corpus

ROOT = Path(bot.__file__).resolve().parent.parent
COST, MILLER, WHEN, VOLCANO = QUESTIONS


@pytest.fixture
def refused(ask, ask_home, tmp_path):
    """Run `ask eval`, which has to end in one sentence and the exit code expected, and return the sentence."""

    def call(*words: str, code: int = 2) -> str:
        outcome = ask("eval", *words)
        assert (outcome.code, outcome.out) == (code, ""), outcome.err
        (line,) = outcome.err.splitlines()
        assert line.startswith("ask: ")
        assert not (ask_home / "evaluation").exists()
        return line.removeprefix("ask: ").replace(f"{tmp_path}/", "")

    return call


class TestArguments:
    @pytest.mark.parametrize(
        ("name", "hint"),
        [("bm-25", "did you mean bm25? There"), ("Embedded", "did you mean embedded?"), ("x", "there")],
    )
    def test_unknown_pipeline_is_told_with_the_nearest(self, refused, name, hint):
        sentence = refused("--pipeline", "dense", "--pipeline", name)

        assert sentence.startswith(f"There is no pipeline {name!r}; {hint}")
        assert sentence.endswith("are naive, bm25, dense, hybrid, embedded, chat.")

    @pytest.mark.parametrize("limit", ["0", "-1", "many"])
    def test_limit_is_a_number_from_1(self, refused, limit):
        assert refused("--limit", limit).startswith("Invalid value for '--limit'")

    def test_split_is_dev_or_test(self, refused):
        assert "'dev', 'test'" in refused("--split", "train")

    def test_empty_name_of_a_file_to_write_is_refused(self, refused):
        assert refused("--save", "") == ". is not a file; name one to write to."

    def test_given_needs_articles_to_ask_of(self, refused, tmp_path):
        words = ("--gold", str(write_gold(tmp_path)), "--corpus", str(write_articles(tmp_path)))

        assert refused("--given", *words) == (
            "village.jsonl:4: question 'volcano' names no article to be asked of; "
            "add 'articles' to it, or leave --given out."
        )


FORMATS = (
    "JSON Lines as in corpus/gold.jsonl, SQuAD's JSON, the files of RealTime QA, CLAPnq or SummHay, "
    "or JSON Lines of questions with their contexts for a reader"
)


class TestGold:
    @pytest.fixture
    def refused_lines(self, refused, tmp_path):
        """Give lines of a gold file to `ask eval`."""

        def call(*lines: bytes) -> str:
            (tmp_path / "gold.jsonl").write_bytes(b"\n".join(lines))
            return refused("--gold", f"{tmp_path}/gold.jsonl", "--corpus", str(write_articles(tmp_path)))

        return call

    @pytest.mark.parametrize(
        ("name", "sentence"),
        [
            ("nothing.jsonl", "nothing.jsonl is not there; name a file of questions with --gold."),
            ("empty", "empty is a folder that holds no set of questions; name a file of questions with --gold."),
            ("blank.jsonl", "blank.jsonl is empty; write a question into it, one JSON object a line."),
            ("binary.jsonl", f"binary.jsonl is no set of questions; --gold takes {FORMATS}."),
        ],
    )
    def test_path_of_no_questions_is_told(self, refused, tmp_path, name, sentence):
        (tmp_path / "empty").mkdir()
        (tmp_path / "blank.jsonl").write_bytes(b"")
        (tmp_path / "binary.jsonl").write_bytes(bytes(range(128, 256)))

        assert refused("--gold", str(tmp_path / name)) == sentence

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"question": None}, "'question' is null; make it a string."),
            ({"answerable": "yes"}, "'answerable' is \"yes\"; make it true or false."),
            ({"answers": "8,000"}, "'answers' is \"8,000\"; make it a list."),
            ({"id": "cost"}, "the id 'cost' was given at gold.jsonl:1 before; give this one its own."),
            ({"articles": ["milll"]}, "the article 'milll' of question 'miller' is not in the corpus"),
            ({"evidence": ["Nobody said so."]}, "the evidence \"Nobody said so.\" of question 'miller' stands in none"),
            ({"after": "later"}, "question 'miller' follows 'later', which is not in the file; mend it."),
        ],
    )
    def test_wrong_line_is_told_with_file_and_line(self, refused_lines, changed, sentence):
        told = refused_lines(json.dumps(COST).encode(), json.dumps({**MILLER, **changed}).encode())

        assert told.startswith(f"gold.jsonl:2: {sentence}")

    @pytest.mark.parametrize(
        ("line", "sentence"),
        [
            (b'{"id": "x"', "gold.jsonl:1 is not JSON ("),
            (b'["x"]', 'gold.jsonl:1 is ["x"], not a JSON object; write one object a line.'),
            (b'{"id": "x", "answerable": false}', "gold.jsonl:1 has no 'question'; add it: a string."),
        ],
    )
    def test_line_that_is_no_question_is_told_with_file_and_line(self, refused_lines, line, sentence):
        assert refused_lines(line).startswith(sentence)

    def test_corpus_that_is_not_there_is_told(self, refused, tmp_path):
        sentence = refused("--gold", str(write_gold(tmp_path)), "--corpus", str(tmp_path / "none"), code=4)

        assert sentence.startswith("No article of the corpus could be read: none: ")

    def test_split_without_a_question_is_told(self, refused, tmp_path):
        gold = str(write_gold(tmp_path, {**VOLCANO, "id": "summit-presents"}))

        sentence = refused("--gold", gold, "--corpus", str(write_articles(tmp_path)), "--split", "test")

        assert sentence == "village.jsonl has no question in the split test; take a larger part of it."


class TestHome:
    def test_home_that_is_a_file_is_told(self, ask, tmp_path, monkeypatch):
        (tmp_path / "home").write_text("a file")
        monkeypatch.setenv("ASK_HOME", str(tmp_path / "home"))

        outcome = ask("eval", "--limit", "1", "--pipeline", "bm25")

        assert (outcome.code, outcome.out) == (8, "")
        home = tmp_path / "home"
        assert outcome.err == f"ask: ASK_HOME is {home}, but {home} is not a folder; set ASK_HOME to a folder.\n"

    @pytest.mark.parametrize("place", ["", "home", "deep/home"])
    def test_home_that_cannot_be_written_is_told(self, ask, monkeypatch, place):
        if not hasattr(os, "geteuid"):
            pytest.skip("needs users with ids")
        with TemporaryDirectory() as folder:  # which other users can reach, as those of pytest are not
            monkeypatch.setenv("ASK_HOME", f"{folder}/{place}")
            monkeypatch.chdir(folder)
            Path(folder).chmod(0o555)
            root = os.geteuid() == 0  # whom no permission stops
            if root:
                os.seteuid(65534)
            try:
                outcome = ask("eval", "--limit", "1", "--pipeline", "bm25")
            finally:
                if root:
                    os.seteuid(0)
                Path(folder).chmod(0o755)
                monkeypatch.undo()

        assert (outcome.code, outcome.out) == (8, "")
        assert len(outcome.err.splitlines()) == 1
        assert outcome.err.startswith(f"ask: {Path(folder) / place} cannot be written (Permission denied); ")

    def test_home_whose_evaluations_are_a_file_is_told(self, ask, ask_home):
        (ask_home / "evaluation").write_text("a file")

        outcome = ask("eval", "--limit", "1", "--pipeline", "bm25")

        assert (outcome.code, outcome.out) == (8, "")
        assert outcome.err == f"ask: {ask_home}/evaluation is not a folder; move it away, or set ASK_HOME.\n"


def assert_can_be_run(command: str) -> None:
    """See to it that what a command names is there; to run it would take a network."""
    requirements = re.findall(r"pip install -r (\S+)", command)
    extras = re.findall(r"pip install -e '\.\[(\w+)\]'", command)
    modules = re.findall(r"python -m (\S+)", command)
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert requirements + extras
    assert all((ROOT / path).is_file() for path in requirements)
    assert all(extra in declared for extra in extras)
    assert all((ROOT / f"{module.replace('.', '/')}.py").is_file() for module in modules)


@pytest.mark.slow
class TestSkipping:
    @pytest.fixture
    def evaluate_elsewhere(self, spawn, tmp_path):
        """Run `ask eval` from a copy of the package, beside which no weights in fp32 can lie."""
        root = tmp_path / "clone"
        shutil.copytree(Path(bot.__file__).parent, root / "bot", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(shipped_corpus().parent, root / "corpus")
        return lambda *words: spawn("eval", "--limit", "2", *words, PYTHONPATH=str(root))

    def test_pipeline_that_lacks_its_weights_is_skipped_with_the_command_that_gets_them(
        self, evaluate_elsewhere, tmp_path
    ):
        saved = tmp_path / "run.json"

        outcome = evaluate_elsewhere("--pipeline", "naive", "--pipeline", "bm25", "--save", str(saved))

        assert outcome.code == 0
        (notice,) = outcome.err.splitlines()
        assert notice.startswith("ask: naive is skipped: The pipeline naive needs ")
        assert_can_be_run(notice.partition("run: ")[2] or notice.partition("run, in a clone: ")[2])
        assert "bm25" in outcome.out
        assert '"skipped":{"naive":"The pipeline naive needs ' in saved.read_text(encoding="utf-8")

    def test_evaluation_of_nothing_else_ends_in_one_sentence(self, evaluate_elsewhere):
        outcome = evaluate_elsewhere("--pipeline", "naive")

        assert (outcome.code, outcome.out) == (2, "")
        (sentence,) = outcome.err.splitlines()
        assert sentence.startswith("ask: No pipeline can run here: The pipeline naive needs ")
