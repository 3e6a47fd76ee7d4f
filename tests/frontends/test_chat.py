"""The chat, as a user types into it."""

import io
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot.frontends.chat import TURNS_KEPT, Conversation
from bot.frontends.cli import run
from bot.frontends.questions import open_pipeline
from bot.shipped import shipped_corpus
from bot.types import Filters

FAR = "How far is Vostochny from Moscow?"
CTRL_C, CTRL_D, UP = "\x03", "\x04", "\x1b[A"


class Keyboard(io.TextIOWrapper):
    """Standard input as it is when someone sits before it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def chat(brief, capsys, monkeypatch) -> Callable[..., tuple[int, str, str]]:  # noqa: ARG001 - it makes the index
    """Type *keys* into a chat on the shipped articles; return exit code, output and errors."""

    def call(*keys: str, words: tuple[str, ...] = ()) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", Keyboard(io.BytesIO()))
        capsys.readouterr()
        with create_pipe_input() as typed, create_app_session(input=typed, output=DummyOutput()):
            typed.send_text("".join(keys))
            code = run(words)
        return (code, *capsys.readouterr())

    return call


def test_greeting_tells_how_to_get_help_and_to_leave(chat):
    code, out, err = chat(CTRL_D)

    assert code == 0
    assert "/help" in out
    assert "/quit" in out
    assert err == ""


@pytest.mark.parametrize("farewell", ["/quit\n", "/exit\n", "  /quit  \n", CTRL_D])
def test_chat_ends_with_done(chat, farewell):
    assert chat(farewell)[0] == 0


def test_question_is_answered_with_sources(chat):
    code, out, _ = chat(f"{FAR}\n", "/quit\n")

    assert code == 0
    assert "8,000 kilometres" in out
    assert "\n[1] " in out


def test_sources_are_those_of_the_last_answer(chat, brief):
    citations = brief("--json", FAR).json["citations"]
    said = ("What did Kim and Putin give each other?\n", f"{FAR}\n", "thanks\n", "are you sure?\n")
    _, out, _ = chat(*said, "/sources\n", "/quit\n")
    told = out.rpartition("”\n")[2]

    assert citations
    for citation in citations:
        assert f"[{citation['mark']}] {citation['title']}" in told
        assert f"{citation['article']} {citation['start']}:{citation['end']}" in told


@pytest.mark.parametrize("argument", ["1", "[1]", " 1 "])
def test_show_tells_the_quote_in_its_paragraph(chat, brief, argument):
    citation = brief("--json", FAR).json["citations"][0]
    text = brief("show", citation["article"]).out
    paragraph = next(line for line in text.split("\n") if citation["quote"] in line)
    code, out, _ = chat(f"{FAR}\n", f"/show {argument}\n", "/quit\n")

    assert code == 0
    assert out.endswith(f"[1] {out.rpartition('[1] ')[2]}")
    assert f"\n\n{paragraph}\n" in out


@pytest.mark.parametrize("command", ["/show 99", "/show", "/show one", "/show -1"])
def test_show_of_no_source_names_those_there_are(chat, command):
    _, _, err = chat(f"{FAR}\n", f"{command}\n", "/quit\n")

    assert "/show takes the number of a source" in err
    assert "(1" in err


def test_before_any_answer_there_is_nothing_to_show(chat):
    code, _, err = chat("/sources\n", "/show 1\n", "/quit\n")

    assert code == 0
    assert err == (
        "There are no sources yet; ask a question first.\n"
        "/show takes the number of a source of the last answer (none yet).\n"
    )


def test_help_lists_every_command(chat):
    _, out, _ = chat("/help\n", "/quit\n")

    assert all(command in out for command in ("/sources", "/show N", "/new", "/help", "/quit"))


def test_question_may_lean_on_the_one_before(chat):
    _, out, _ = chat("Which university did Kim visit?\n", "When did he arrive in Vladivostok?\n", "/quit\n")

    assert "Understood as: When did Kim arrive in Vladivostok?\n" in out


def test_question_that_stands_alone_is_not_said_again(chat):
    _, out, _ = chat("Which university did Kim visit?\n", f"{FAR}\n", "/quit\n")

    assert "Understood as" not in out


def test_question_without_an_answer_is_a_turn_too(chat):
    _, out, _ = chat("Where was Sergei Shoigu born?\n", "And Dmitry Peskov?\n", "And when?\n", "/quit\n")

    assert "Understood as: Where was Dmitry Peskov born?\n" in out
    assert "Understood as: When was Dmitry Peskov born?\n" in out


def test_refused_question_is_no_turn(chat):
    _, out, _ = chat("Where was Sergei Shoigu born?\n", "?!\n", "And Dmitry Peskov?\n", "/quit\n")

    assert "Understood as: Where was Dmitry Peskov born?\n" in out


def test_new_conversation_leans_on_nothing(chat):
    _, out, err = chat("Which university did Kim visit?\n", "/new\n", "/sources\n", "And Putin?\n", "/quit\n")

    assert "A new conversation.\n" in out
    assert "Understood as" not in out
    assert "There are no sources yet" in err


@pytest.mark.slow
@pytest.mark.usefixtures("brief")
def test_a_long_chat_keeps_its_last_turns():
    with open_pipeline() as pipeline:
        conversation = Conversation(pipeline, filters=Filters(), k=None, color=None)
        for n in range(TURNS_KEPT + 2):
            conversation.respond(f"Who is number {n}?")

        assert [turn.question for turn in conversation._turns] == [
            f"Who is number {n}?" for n in range(2, TURNS_KEPT + 2)
        ]


def test_unknown_command_is_told_and_the_chat_goes_on(chat):
    code, out, err = chat("/shwo 1\n", f"{FAR}\n", "/quit\n")

    assert code == 0
    assert "There is no command /shwo; /help lists them." in err
    assert "8,000 kilometres" in out


def test_bad_question_is_told_and_the_chat_goes_on(chat):
    code, out, err = chat("?!\n", f"{FAR}\n", "/quit\n")

    assert code == 0
    assert "empty" in err
    assert "8,000 kilometres" in out


def test_ctrl_c_drops_the_line_and_the_chat_goes_on(chat):
    code, out, _ = chat("a half-typed question", CTRL_C, f"{FAR}\n", "/quit\n")

    assert code == 0
    assert "8,000 kilometres" in out
    assert "half-typed" not in out


def test_empty_line_asks_nothing(chat):
    code, out, err = chat("\n", "   \n", "/quit\n")

    assert code == 0
    assert out.count("\n") == 1
    assert err == ""


def test_questions_are_remembered_for_the_next_chat(chat, ask_home: Path):
    chat(f"{FAR}\n", "/quit\n")
    assert FAR in (ask_home / "chat_history").read_text(encoding="utf-8")

    _, out, _ = chat(UP, UP, "\n", "/quit\n")  # before /quit comes the question
    assert "8,000 kilometres" in out


def test_history_that_cannot_be_written_is_kept_in_memory(chat, ask_home: Path):
    (ask_home / "chat_history").mkdir()
    code, out, _ = chat(f"{FAR}\n", "/quit\n")

    assert code == 0
    assert "8,000 kilometres" in out


def test_chat_is_one_conversation_that_is_kept(chat, brief):
    chat(f"{FAR}\n", "And from Vladivostok?\n", "/quit\n")
    chat(f"{FAR}\n", "/new\n", f"{FAR}\n", "/quit\n")
    first, follow_up, second, third = brief("log", "--json").lines

    assert follow_up["question"] == "And from Vladivostok?"
    assert first["conversation"] == follow_up["conversation"]
    assert len({record["conversation"] for record in (first, second, third)}) == 3
    assert {record["surface"] for record in (first, follow_up, second, third)} == {"chat"}


def test_chat_may_go_on_from_the_last_conversation(chat, brief):
    brief("Where was Sergei Shoigu born?")
    _, out, _ = chat("And Dmitry Peskov?\n", "/quit\n", words=("-c",))

    assert "This goes on from: Where was Sergei Shoigu born?\n" in out
    assert "Understood as: Where was Dmitry Peskov born?\n" in out


def test_sources_of_the_answer_before_are_at_hand_in_a_chat_that_goes_on(chat, brief):
    brief(FAR)
    _, out, err = chat("/sources\n", "/quit\n", words=("-c",))

    assert "\n[1] " in out
    assert err == ""


@pytest.mark.parametrize(("words", "value"), [(("--no-log",), "on"), ((), "off")])
def test_chat_that_is_not_kept_leaves_nothing(chat, ask_home: Path, monkeypatch, words, value):
    before = sorted(ask_home.iterdir())
    monkeypatch.setenv("ASK_LOG", value)
    code, out, err = chat(f"{FAR}\n", "/quit\n", words=words)

    assert (code, err) == (0, "")
    assert "8,000 kilometres" in out
    assert sorted(ask_home.iterdir()) == before


def test_record_that_cannot_be_written_costs_one_warning_a_chat(chat, ask_home: Path):
    (ask_home / "records.sqlite3").write_text("no database")
    _, out, err = chat(f"{FAR}\n", f"{FAR}\n", "/quit\n")

    assert out.count("\n[1] ") == 2
    assert err.count("is damaged") == 1


@pytest.mark.skipif(os.name == "nt", reason="needs the permissions of Unix")
def test_nobody_else_may_read_what_a_chat_leaves(chat, ask_home: Path):
    chat(f"{FAR}\n", "/quit\n")

    for name in ("records.sqlite3", "chat_history"):
        assert (ask_home / name).stat().st_mode & 0o777 == 0o600


def test_options_narrow_every_question_of_the_chat(chat):
    _, out, _ = chat(f"{FAR}\n", "/quit\n", words=("--since", "2024-01-01"))

    assert "No article is left by the filters." in out


def test_article_that_changed_since_the_answer_is_told(brief, tmp_path: Path, capsys):
    folder = Path(shutil.copytree(shipped_corpus(), tmp_path / "articles"))
    brief("index", str(folder))
    with open_pipeline() as pipeline:
        conversation = Conversation(pipeline, filters=Filters(), k=None, color=None)
        conversation.respond(FAR)
        for path in folder.iterdir():
            path.write_text(path.read_text().replace("\n---\n", "\n---\nA new first sentence.\n", 1))
        assert run(["index", str(folder)]) == 0
        conversation.respond("/show 1")

    out, err = capsys.readouterr()
    assert "[1] " in out
    assert "has changed since this answer" in err


@pytest.mark.usefixtures("brief")
def test_chat_runs_on_a_real_terminal(on_terminal):
    outcome = on_terminal(typed=f"{FAR}\r/quit\r".encode())

    assert outcome.code == 0
    assert "8,000 kilometres" in outcome.out
