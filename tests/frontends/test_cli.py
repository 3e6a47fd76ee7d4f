"""The command line as a whole: help, usage, and how the process ends."""

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

import bot
from bot import __version__
from bot.errors import ExitCode
from bot.frontends.cli import ask as group
from bot.frontends.cli import run
from bot.frontends.grammar import EXIT_CODES

COMMANDS = ["index", "remove", "search", "articles", "show", "batch", "doctor"]
ROOT = Path(bot.__file__).parent.parent
FAR = "How far is Vostochny from Moscow?"


class TestHelp:
    def test_help_lists_options_commands_and_exit_codes(self, ask):
        outcome = ask("--help")

        assert outcome.code == 0
        for option in (
            "--json",
            "--since",
            "--until",
            "--publisher",
            "--article",
            "--passages",
            "--no-color",
            "--help",
        ):
            assert re.search(rf"^  {option}\b", outcome.out, re.MULTILINE)
        for command in COMMANDS:
            assert re.search(rf"^  {command} +[A-Z]", outcome.out, re.MULTILINE)
        for code in ExitCode:
            assert re.search(rf"^  {int(code)} +\w", outcome.out, re.MULTILINE)

    def test_every_exit_code_is_documented_once(self):
        assert [code for code, _ in EXIT_CODES] == list(ExitCode)

    def test_no_line_of_help_is_cut_short(self, ask):
        assert "..." not in ask("--help").out.replace("[ARGS]...", "")

    @pytest.mark.parametrize("command", COMMANDS)
    def test_every_command_has_help_for_every_option(self, ask, command):
        outcome = ask(command, "--help")
        described = [p for p in group.commands[command].params if isinstance(p, click.Option)]

        assert outcome.code == 0
        assert outcome.out.startswith(f"Usage: ask {command}")
        assert all(option.help for option in described)

    def test_hidden_command_of_a_question_is_not_listed(self, ask):
        assert not re.search(r"^  QUESTION", ask("--help").out, re.MULTILINE)

    def test_version_is_that_of_the_package(self, ask):
        assert ask("--version").out == f"ask {__version__}\n"

    def test_help_needs_none_of_the_heavy_packages(self):
        code = "import sys\nfrom bot.frontends.cli import run\nrun(['--help'])\nsys.stderr.write(' '.join(sys.modules))"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
        loaded = {name.partition(".")[0] for name in done.stderr.split()}

        assert "click" in loaded
        assert not loaded & {"numpy", "chromadb", "onnxruntime", "tokenizers", "rich", "pydantic", "langchain_core"}


class TestUsage:
    @pytest.mark.parametrize(
        "words",
        [
            "show me the rifles",
            "articles about Kim",
            "index of prices rising",
            "index what?  else?",
            "remove the tariffs",
            "batch of new rockets",
            "doctor Who wins?",
        ],
    )
    def test_question_that_begins_like_a_command_is_to_be_quoted(self, ready, words):
        outcome = ready(*words.split())

        assert outcome.code == 2
        assert outcome.err.endswith(f'quote it: ask "{" ".join(words.split())}"\n')
        assert outcome.err.count("\n") == 1

    def test_quoted_question_that_begins_like_a_command_is_a_question(self, ready):
        assert ready("--json", "show me the rifles").json["question"] == "show me the rifles"

    @pytest.mark.parametrize("paths", [("news", "of.md"), ("news", "./of"), ("news", "-"), ("news",)])
    def test_what_looks_like_paths_is_no_question(self, ask, paths):
        outcome = ask("index", *paths)

        assert outcome.code == 4
        assert "quote" not in outcome.err
        assert "news: there is no such file or folder" in outcome.err

    def test_words_that_are_files_are_no_question(self, ask, article, monkeypatch):
        monkeypatch.chdir(article("prices", "The price of bread rose on Monday by a third.").parent)

        assert ask("index", "prices", "rising").code == 6

    @pytest.mark.parametrize(
        ("words", "see"),
        [
            (("--bogus", "where?"), "`ask --help`"),
            (("index", "--bogus"), "`ask index --help`"),
            (("show",), "`ask show --help`"),
            (("batch",), "`ask batch --help`"),
            (("search",), "`ask search --help`"),
            (("--passages", "101", "where?"), "`ask --help`"),
        ],
    )
    def test_wrong_usage_is_one_line_that_says_where_help_is(self, ready, words, see):
        outcome = ready(*words)

        assert outcome.code == 2
        assert outcome.err.startswith("ask: ")
        assert outcome.err.endswith(f"See {see}.\n")
        assert outcome.err.count("\n") == 1
        assert outcome.out == ""

    @pytest.mark.parametrize("question", ["--help", "-1 degrees, where?", "index"])
    def test_anything_after_two_dashes_is_the_question(self, ready, question):
        outcome = ready("--json", "--", question, "of Moscow")

        assert outcome.json["question"] == f"{question} of Moscow"

    @pytest.mark.parametrize("words", [("--help",), ("--json", "--help"), ("where", "--help")])
    def test_help_of_a_question_is_that_of_the_whole(self, ask, words):
        assert ask(*words).out == ask("--help").out


class TestEnd:
    @pytest.mark.usefixtures("ready")
    def test_error_goes_to_standard_error_alone_and_its_code_reaches_the_shell(self, spawn):
        outcome = spawn("--json", "?!")

        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.err.startswith("ask: The question is empty")

    def test_bug_keeps_its_traceback_and_exits_1(self):
        code = (
            "import bot.frontends.listing as listing\n"
            "def broken(**_): raise ZeroDivisionError('a bug')\n"
            "listing.list_articles = broken\n"
            "from bot.frontends.cli import main; main(['articles'])"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)

        assert done.returncode == ExitCode.INTERNAL
        assert "Traceback" in done.stderr
        assert "ZeroDivisionError: a bug" in done.stderr

    @pytest.mark.parametrize(
        "words", [("articles",), *(pytest.param(w, marks=pytest.mark.slow) for w in (("batch", "-"), (FAR,)))]
    )
    @pytest.mark.usefixtures("ready")
    def test_reader_that_leaves_early_is_no_error(self, start, words):
        with start(*words) as process:
            process.stdout.close()
            process.stdout = None
            _, err = process.communicate(f"{FAR}\n{FAR}\n".encode(), timeout=60)

        assert err == b""
        assert process.returncode == 0

    @pytest.mark.slow
    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
    @pytest.mark.usefixtures("ready")
    def test_full_disk_behind_standard_output_is_told(self, start):
        with Path("/dev/full").open("wb") as full, start("articles", stdout=full) as process:
            _, err = process.communicate(timeout=60)

        assert err.decode() == "ask: Standard output cannot be written: its disk is full; make room there.\n"
        assert process.returncode == 8

    def test_interrupted_indexing_ends_with_one_line_and_leaves_what_was(self, ready, start, tmp_path, ask_home: Path):
        (tmp_path / "news").mkdir()
        for n in range(300):
            (tmp_path / "news" / f"{n}.txt").write_text(f"Town number {n} was flooded on Tuesday.\n\n" * 30)
        with start("index", str(tmp_path / "news")) as process:
            _wait_for(lambda: len(list((ask_home / "library" / "texts").iterdir())) > 10)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)

        assert process.returncode == 130
        assert [line for line in err.decode().splitlines() if line] == ["ask: interrupted"]
        assert out == b""
        assert len(ready("articles").out.splitlines()) == 5
        assert ready("index").code == 0

    @pytest.mark.slow
    @pytest.mark.usefixtures("ready")
    def test_standard_streams_may_be_closed(self, start):
        shell = ("sh", "-c", '"$@" <&- >&- 2>&-', "sh")

        with start("--json", FAR, prefix=shell) as process:
            assert process.wait(timeout=60) == 0

    @pytest.mark.slow
    @pytest.mark.usefixtures("ready")
    def test_quotes_that_the_terminal_cannot_show_are_escaped(self, spawn):
        outcome = spawn(FAR, PYTHONIOENCODING="ascii")

        assert outcome.code == 0
        assert outcome.out.isascii()
        assert "\\u201c" in outcome.out


def _wait_for(condition) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.usefixtures("ask")
def test_run_returns_the_code_for_interrupts_too(monkeypatch):
    from bot.frontends import listing

    def interrupted(**_):
        raise KeyboardInterrupt

    monkeypatch.setattr(listing, "list_articles", interrupted)

    assert run(["articles"]) == 130
