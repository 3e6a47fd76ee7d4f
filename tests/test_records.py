"""The record of past questions: what goes in comes back, from several processes at once, and refusals are told."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from disks import fill_up, small_disk
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SettingsError, StorageError, UsageError
from bot.records import READ_AT_ONCE, Record, Records

ROOT = Path(__file__).resolve().parent.parent
NOON = datetime(2023, 9, 16, 12, tzinfo=UTC)
ANSWER = {"schema": 1, "question": "Who came?", "answer": "Kim came. [1]", "citations": [{"mark": 1, "start": 0}]}
# Asks *n* questions as fast as it can, in a process of its own.
ASKER = """
import sys
from pathlib import Path
from bot.records import Records
home, name, n = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for i in range(n):
    question = f"{name} {i}"
    Records(home, days=90).add(
        surface="cli", conversation=name, question=question, understood_as=None, answer={"question": question})
"""
texts = st.text(st.characters(codec=None, exclude_categories=()))  # lone surrogates and NUL among them
plain_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def records(tmp_path: Path) -> Records:
    return Records(tmp_path / "home", days=90)


def add(records: Records, question: str = "Who came?", *, conversation: str = "a", **given: Any) -> int:
    facts = {"surface": "cli", "understood_as": None, "answer": ANSWER, **given}
    return records.add(conversation=conversation, question=question, **facts)


def fill(records: Records) -> None:
    for n in range(100):
        add(records, f"Who is number {n}?", answer={"answer": "x" * 3000})


def damage(records: Records, content: bytes) -> None:
    records.path.parent.mkdir(parents=True, exist_ok=True)
    records.path.write_bytes(content)


class TestKeeping:
    def test_question_comes_back_with_all_that_was_told_of_it(self, records):
        number = add(records, "And when?", conversation="c", surface="chat", understood_as="When was it?", asked=NOON)

        assert records.record(number) == Record(1, NOON, "chat", "c", "And when?", "When was it?", ANSWER)

    @given(question=texts, understood=st.none() | texts, answer=st.dictionaries(texts, plain_values, max_size=4))
    def test_any_question_and_answer_come_back_as_they_went_in(self, question, understood, answer):
        with TemporaryDirectory() as home:
            records = Records(Path(home), days=90)
            record = records.record(add(records, question, understood_as=understood, answer=answer))

        assert (record.question, record.understood_as, record.answer) == (question, understood, answer)

    def test_questions_are_counted_from_one_and_listed_oldest_first(self, records):
        numbers = [add(records, f"Who is number {n}?") for n in range(2 * READ_AT_ONCE + 1)]

        assert numbers == list(range(1, 2 * READ_AT_ONCE + 2))
        assert [record.question for record in records.past()] == [f"Who is number {n - 1}?" for n in numbers]

    def test_time_is_that_of_writing_where_none_is_given(self, records):
        before = datetime.now(UTC) - timedelta(milliseconds=1)
        asked = records.record(add(records)).asked

        assert before <= asked <= datetime.now(UTC)
        assert asked.tzinfo == UTC

    def test_question_older_than_it_is_kept_for_goes_when_the_next_comes(self, records):
        add(records, "old", asked=NOON)
        add(records, "on the day", asked=NOON + timedelta(days=90))
        assert [record.question for record in records.past()] == ["old", "on the day"]

        add(records, "late", asked=NOON + timedelta(days=90, milliseconds=1))
        assert [record.question for record in records.past()] == ["on the day", "late"]

    def test_number_of_a_question_that_went_does_not_come_again(self, records):
        add(records, asked=NOON)
        add(records, asked=NOON + timedelta(days=200))

        assert add(records, asked=NOON + timedelta(days=400)) == 3

    @pytest.mark.parametrize("number", [0, -1, 2, 2**63 - 1, 2**63, 10**30])
    def test_number_that_no_question_has_is_wrong_usage(self, records, number):
        add(records)

        with pytest.raises(UsageError, match=rf"^There is no past question {number}; `ask log` lists"):
            records.record(number)

    def test_number_between_two_others_is_not_taken_for_the_next(self, records):
        add(records, asked=NOON)
        add(records, asked=NOON + timedelta(days=200))

        with pytest.raises(UsageError, match="no past question 1"):
            records.record(1)

    @pytest.mark.skipif(os.name == "nt", reason="needs the permissions of Unix")
    def test_nobody_else_may_read_the_file(self, records):
        old = os.umask(0)
        try:
            add(records)
        finally:
            os.umask(old)

        assert records.path.stat().st_mode & 0o777 == 0o600
        assert [path.name for path in records.path.parent.iterdir()] == [records.path.name]

    def test_nothing_is_made_by_looking(self, records):
        assert list(records.past()) == []
        assert records.last_conversation(10) == ()
        assert records.clear() == 0
        assert not records.path.parent.exists()

    def test_file_that_a_stopped_process_left_empty_is_used(self, records):
        damage(records, b"")

        assert list(records.past()) == []
        assert add(records) == 1

    def test_reader_that_takes_its_time_holds_nobody_up(self, records):
        for n in range(READ_AT_ONCE + 1):
            add(records, f"Who is number {n}?")
        past = records.past()
        next(past)
        add(records, "meanwhile")

        assert [record.question for record in past][-1] == "meanwhile"


class TestLastConversation:
    def test_it_is_that_of_the_last_question_in_order(self, records):
        for conversation, question in (("a", "1"), ("b", "2"), ("a", "3"), ("b", "4"), ("c", "5"), ("a", "6")):
            add(records, question, conversation=conversation)

        assert [record.question for record in records.last_conversation(10)] == ["1", "3", "6"]
        assert [record.question for record in records.last_conversation(2)] == ["3", "6"]


class TestClearing:
    def test_every_question_goes_and_counting_begins_anew(self, records):
        add(records), add(records)

        assert records.clear() == 2
        assert list(records.past()) == []
        assert add(records) == 1

    def test_what_was_deleted_is_not_in_the_file_any_more(self, records):
        add(records, "a secret of many words " * 500)
        records.clear()

        assert b"secret" not in records.path.read_bytes()
        assert records.path.stat().st_size < 40_000


class TestSeveralProcesses:
    def test_all_that_several_processes_ask_at_once_is_kept(self, records):
        n = 40
        command = [sys.executable, "-c", ASKER, str(records.path.parent)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        askers = [subprocess.Popen([*command, name, str(n)], env=environment) for name in ("left", "right")]
        assert [asker.wait(timeout=120) for asker in askers] == [0, 0]

        past = list(records.past())
        assert [record.number for record in past] == list(range(1, 2 * n + 1))
        for name in ("left", "right"):
            assert [r.question for r in past if r.conversation == name] == [f"{name} {i}" for i in range(n)]
        assert all(record.answer == {"question": record.question} for record in past)


class TestRefusals:
    @pytest.mark.parametrize(
        "content", [b"no database at all", b"\x00" * 4096, b"SQLite format 3\x00" + b"\xff" * 5000]
    )
    def test_damaged_file_is_named_with_the_next_step(self, records, content):
        damage(records, content)

        for use in (add, lambda r: list(r.past()), lambda r: r.record(1), lambda r: r.last_conversation(3)):
            with pytest.raises(SettingsError, match=r"records\.sqlite3 is damaged; .*`ask log --clear`\.$"):
                use(records)

    def test_file_cut_short_is_damaged(self, records):
        for _ in range(50):
            add(records, answer={"answer": "x" * 3000})
        damage(records, records.path.read_bytes()[:20_000])

        with pytest.raises(SettingsError, match="is damaged"):
            list(records.past())

    def test_damaged_file_can_be_cleared(self, records):
        damage(records, b"no database at all")
        records.path.with_name("records.sqlite3-journal").write_bytes(b"left over")

        assert records.clear() == 0
        assert list(records.path.parent.iterdir()) == []
        assert add(records) == 1

    def test_file_of_another_program_is_damaged(self, records):
        records.path.parent.mkdir()
        with sqlite3.connect(records.path) as connection:
            connection.execute("CREATE TABLE questions (mine TEXT)")
        connection.close()

        with pytest.raises(SettingsError, match="is damaged"):
            add(records)

    def test_file_of_a_newer_release_is_told_as_that(self, records):
        add(records)
        with sqlite3.connect(records.path) as connection:
            connection.execute("PRAGMA user_version = 99")
        connection.close()

        for use in (add, lambda r: list(r.past())):
            with pytest.raises(SettingsError, match="newer release"):
                use(records)

    def test_folder_in_its_place_is_told(self, records):
        records.path.mkdir(parents=True)

        for use in (add, lambda r: list(r.past()), lambda r: r.clear()):
            with pytest.raises(StorageError, match=r"records\.sqlite3 cannot be (read|written)"):
                use(records)

    def test_home_that_is_a_file_is_told(self, tmp_path):
        (tmp_path / "file").touch()
        records = Records(tmp_path / "file", days=90)

        for use in (add, lambda r: list(r.past()), lambda r: r.clear()):
            with pytest.raises(StorageError, match=r"cannot be (read|written)"):
                use(records)

    def test_writer_that_does_not_finish_is_told(self, records, monkeypatch):
        add(records)
        monkeypatch.setattr("bot.records.WAIT_SECONDS", 0.05)
        writer = sqlite3.connect(records.path, isolation_level=None)
        writer.execute("BEGIN EXCLUSIVE")
        try:
            with pytest.raises(StorageError, match=r"Another process is busy with .*records\.sqlite3"):
                add(records)
        finally:
            writer.close()

    @pytest.mark.slow
    @pytest.mark.parametrize("kilobytes_left", [0, 4, 16, 28, 40])
    def test_full_disk_is_told_and_costs_nothing_that_was_kept(self, disk: Path, kilobytes_left: int):
        records = Records(disk / "home", days=90)
        add(records, "kept")
        filler = fill_up(disk, kilobytes_left=kilobytes_left)

        with pytest.raises(StorageError, match="is full"):
            fill(records)

        kept = [record.question for record in records.past()]
        assert kept == ["kept", *(f"Who is number {n}?" for n in range(len(kept) - 1))]
        filler.unlink()
        assert add(records) == len(kept) + 1


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of a megabyte."""
    with small_disk(tmp_path, megabytes=1) as folder:
        yield folder
