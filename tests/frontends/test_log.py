"""Past questions: that they are kept, `ask log`, and `ask --continue`, as a user types them."""

import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

FAR = "How far is Vostochny from Moscow?"
TENNIS = "Who won the tennis final in Paris?"
BORN = "Where was Sergei Shoigu born?"
THEN = "And Dmitry Peskov?"


def questions(ask) -> list[str]:
    return [record["question"] for record in ask("log", "--json").lines]


class TestList:
    def test_a_line_for_each_question_with_number_time_and_whether_it_was_answered(self, brief):
        began = datetime.now().astimezone().replace(second=0, microsecond=0)
        brief(FAR)
        brief("--json", TENNIS)
        lines = [line.split("\t") for line in brief("log").out.splitlines()]

        assert [[number, answered, question] for number, _, answered, question in lines] == [
            ["1", "yes", FAR],
            ["2", "no", TENNIS],
        ]
        for _, time, _, _ in lines:
            assert began <= datetime.strptime(time, "%Y-%m-%d %H:%M").astimezone() <= datetime.now().astimezone()

    def test_json_holds_the_whole_answer(self, brief):
        told = brief("--json", FAR).json
        (record,) = brief("log", "--json").lines

        assert list(record) == [
            *("schema", "number", "asked", "surface", "conversation", "user", "question", "understood_as"),
            *("answered", "answer"),
        ]
        assert (record["number"], record["surface"], record["answered"]) == (1, "cli", True)
        assert datetime.fromisoformat(record["asked"]).utcoffset().total_seconds() == 0
        assert record["answer"] == told
        assert brief("log", "1", "--json").json == record

    def test_without_past_questions_there_is_nothing(self, ask, ask_home: Path):
        table, lines = ask("log"), ask("log", "--json")
        assert (table.out, table.err) == ("", "There are no past questions yet.\n")
        assert (lines.out, lines.err) == ("", "")
        assert list(ask_home.iterdir()) == []

    def test_on_a_terminal_it_is_a_table(self, brief, on_terminal):
        brief(FAR)
        shown = on_terminal("log").out

        assert FAR in shown
        assert all(heading in shown for heading in ("number", "asked", "answered", "question"))

    def test_refused_questions_searches_and_batches_are_no_past_questions(self, brief):
        brief("?!")
        brief("search", FAR)
        brief("batch", "-", stdin=FAR.encode())

        assert questions(brief) == []


class TestOne:
    @pytest.mark.parametrize("question", [FAR, TENNIS])
    def test_it_is_shown_as_it_was_shown_then(self, brief, question):
        shown = brief(question).out
        brief("remove", "kim-arrives-in-vladivostok")
        outcome = brief("log", "1")

        assert (outcome.code, outcome.out) == (0, shown)
        assert outcome.err.startswith("1 · 2")
        assert outcome.err.endswith(f" · {question}\n")

    @pytest.mark.parametrize("number", ["2", "0", "999999999999999999"])
    def test_number_of_none_is_wrong_usage(self, brief, number):
        brief(FAR)
        outcome = brief("log", number)

        assert outcome.code == 2
        assert outcome.err == f"ask: There is no past question {int(number)}; `ask log` lists those there are.\n"

    @pytest.mark.parametrize("words", [("prices",), ("book", "prices"), ("3", "of", "them"), ("1.5",), ("9" * 5000,)])
    def test_what_is_no_number_may_be_a_question(self, ask, words):
        outcome = ask("log", *words)

        assert outcome.code == 2
        assert f'if it is a question, quote it: ask "log {" ".join(words)}"' in outcome.err

    def test_answer_that_is_damaged_is_told(self, brief, ask_home: Path):
        brief(FAR)
        with sqlite3.connect(ask_home / "records.sqlite3") as connection:
            connection.execute("""UPDATE questions SET answer = '{"schema": 1}'""")
        connection.close()
        outcome = brief("log", "1")

        assert outcome.code == 8
        assert "The answer to past question 1 is damaged" in outcome.err


class TestClear:
    def test_all_past_questions_go_and_what_the_chat_remembers(self, brief, ask_home: Path):
        brief(FAR), brief(TENNIS)
        (ask_home / "chat_history").write_text(f"+{FAR}\n")
        outcome = brief("log", "--clear", "--yes")

        assert (outcome.code, outcome.out) == (0, "Deleted 2 past questions.\n")
        assert questions(brief) == []
        assert not (ask_home / "chat_history").exists()
        assert brief("log", "--clear", "--yes", "--json").json == {"schema": 1, "deleted": 0}

    def test_where_nobody_can_be_asked_it_takes_yes(self, brief):
        brief(FAR)
        outcome = brief("log", "--clear")

        assert outcome.code == 2
        assert "add --yes" in outcome.err
        assert questions(brief) == [FAR]

    @pytest.mark.parametrize(("typed", "left"), [(b"n\n", [FAR]), (b"\n", [FAR]), (b"y\n", [])])
    def test_on_a_terminal_it_asks_first(self, brief, on_terminal, typed, left):
        brief(FAR)
        outcome = on_terminal("log", "--clear", typed=typed)

        assert outcome.code == 0
        assert "Delete all past questions and their answers? [y/N]" in outcome.out
        assert questions(brief) == left

    @pytest.mark.parametrize("words", [("1", "--clear"), ("1", "--clear", "--yes"), ("--yes",), ("1", "--yes")])
    def test_options_that_do_not_fit_are_wrong_usage(self, brief, words):
        brief(FAR)

        assert brief("log", *words).code == 2
        assert questions(brief) == [FAR]


class TestSwitchedOff:
    @pytest.mark.parametrize("value", ["off", "false", "0"])
    def test_setting_keeps_nothing(self, brief, ask_home: Path, monkeypatch, value):
        monkeypatch.setenv("ASK_LOG", value)
        outcome = brief(FAR)

        assert (outcome.code, outcome.err) == (0, "")
        assert not (ask_home / "records.sqlite3").exists()

    def test_flag_keeps_nothing_once(self, brief):
        brief("--no-log", FAR)
        brief(TENNIS)

        assert questions(brief) == [TENNIS]

    def test_questions_older_than_the_setting_are_deleted(self, brief, ask_home: Path, monkeypatch):
        brief(FAR)
        with sqlite3.connect(ask_home / "records.sqlite3") as connection:
            connection.execute("UPDATE questions SET asked = '2023-09-16T12:00:00.000+00:00'")
        connection.close()
        monkeypatch.setenv("ASK_LOG_DAYS", "36500")
        brief(TENNIS)
        assert questions(brief) == [FAR, TENNIS]

        monkeypatch.setenv("ASK_LOG_DAYS", "30")
        brief(TENNIS)
        assert questions(brief) == [TENNIS, TENNIS]


class TestContinue:
    @pytest.mark.parametrize("option", ["-c", "--continue"])
    def test_question_may_lean_on_the_last(self, brief, option):
        brief(FAR)
        brief(BORN)
        outcome = brief(option, THEN)

        assert "Understood as: Where was Dmitry Peskov born?\n" in outcome.out
        record = brief("log", "3", "--json").json
        assert (record["question"], record["understood_as"]) == (THEN, "Where was Dmitry Peskov born?")

    def test_conversation_goes_on_from_question_to_question(self, brief):
        brief(BORN)
        brief("-c", THEN)
        outcome = brief("-c", "--json", "And when?")
        first, *others = brief("log", "--json").lines

        assert outcome.json["understood_as"] == "When was Dmitry Peskov born?"
        assert [record["conversation"] for record in others] == [first["conversation"]] * 2

    def test_question_that_does_not_continue_begins_a_conversation(self, brief):
        brief(BORN)
        outcome = brief(THEN)
        first, second = brief("log", "--json").lines

        assert "Understood as" not in outcome.out
        assert first["conversation"] != second["conversation"]

    def test_question_that_is_not_kept_may_continue(self, brief):
        brief(BORN)

        assert "Where was Dmitry Peskov born?" in brief("-c", "--no-log", THEN).out
        assert questions(brief) == [BORN]

    def test_without_a_conversation_it_is_wrong_usage_and_nothing_is_made(self, ask, ask_home: Path):
        outcome = ask("-c", THEN)

        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.err == ("ask: There is no conversation to continue; ask a question without --continue first.\n")
        assert list(ask_home.iterdir()) == []

    def test_where_nothing_is_kept_it_is_wrong_usage(self, brief, monkeypatch):
        brief(BORN)
        monkeypatch.setenv("ASK_LOG", "off")
        outcome = brief("-c", THEN)

        assert outcome.code == 2
        assert "ASK_LOG is off" in outcome.err


class TestDamaged:
    def test_answer_still_comes_with_one_sentence_that_names_the_file(self, brief, ask_home: Path):
        (ask_home / "records.sqlite3").write_text("no database")
        outcome = brief(FAR)

        assert outcome.code == 0
        assert "8,000 kilometres" in outcome.out
        assert len(outcome.err.splitlines()) == 1
        assert f"{ask_home / 'records.sqlite3'} is damaged" in outcome.err
        assert "`ask log --clear`" in outcome.err

    @pytest.mark.parametrize("words", [("log",), ("log", "1"), ("log", "--json"), ("-c", THEN)])
    def test_what_has_to_read_it_says_so(self, brief, ask_home: Path, words):
        (ask_home / "records.sqlite3").write_text("no database")
        outcome = brief(*words)

        assert (outcome.code, outcome.out) == (8, "")
        assert len(outcome.err.splitlines()) == 1
        assert f"{ask_home / 'records.sqlite3'} is damaged" in outcome.err

    def test_clearing_mends_it(self, brief, ask_home: Path):
        (ask_home / "records.sqlite3").write_text("no database")

        assert brief("log", "--clear", "--yes").code == 0
        assert brief(FAR).err == ""
        assert questions(brief) == [FAR]
