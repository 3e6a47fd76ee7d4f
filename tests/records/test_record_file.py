"""The file of past questions and votes: several processes at once, other layouts, refusals that are told."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from disks import fill_up, small_disk
from recorded import ANN, ANSWER, NOON, add, cast

from bot.errors import SettingsError, StorageError
from bot.records.forgetting import Forgotten, forget
from bot.records.questions import Record, Records

ROOT = Path(__file__).resolve().parent.parent.parent
# Asks *n* questions as fast as it can, in a process of its own.
ASKER = """
import sys
from pathlib import Path
from bot.records.questions import Records
home, name, n = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for i in range(n):
    question = f"{name} {i}"
    Records(home, days=90).add(
        surface="cli", conversation=name, question=question, understood_as=None, answer={"question": question})
"""


def fill(records: Records) -> None:
    for n in range(100):
        add(records, f"Who is number {n}?", answer={"answer": "x" * 3000})


def damage(records: Records, content: bytes) -> None:
    records.path.parent.mkdir(parents=True, exist_ok=True)
    records.path.write_bytes(content)


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


class TestOlderLayout:
    """A file as the release before votes wrote it."""

    @pytest.fixture
    def old(self, records: Records) -> Records:
        records.path.parent.mkdir()
        connection = sqlite3.connect(records.path)
        connection.executescript("""
            CREATE TABLE questions (number INTEGER PRIMARY KEY AUTOINCREMENT, asked TEXT NOT NULL,
                surface TEXT NOT NULL, conversation TEXT NOT NULL, question TEXT NOT NULL, understood_as TEXT,
                answer TEXT NOT NULL);
            CREATE INDEX questions_by_time ON questions (asked);
            CREATE INDEX questions_by_conversation ON questions (conversation);
            INSERT INTO questions VALUES (6, '2023-09-16T12:00:00.000+00:00', 'chat', 'c', 'Gone?', NULL, '{}');
            INSERT INTO questions VALUES (7, '2023-09-16T12:00:00.000+00:00', 'chat', 'c', 'When?', 'When was it?',
                '{"answer": "At noon."}');
            DELETE FROM questions WHERE number = 6;
            PRAGMA user_version = 1;
        """)
        connection.close()
        return records

    KEPT = Record(7, NOON, "chat", "c", "When?", "When was it?", {"answer": "At noon."})

    def test_it_is_read_and_left_as_it_was(self, old, votes):
        before = old.path.read_bytes()

        assert list(old.past()) == [self.KEPT]
        assert old.record(7) == self.KEPT
        assert old.last_conversation(9) == old.conversation("c", 9) == (self.KEPT,)
        assert list(votes.past()) == []
        assert old.path.read_bytes() == before
        assert list(old.path.parent.iterdir()) == [old.path]

    def test_it_is_brought_up_to_date_by_the_next_question(self, old):
        assert add(old, "Who?", asked=NOON, user=ANN) == 8

        assert list(old.past()) == [self.KEPT, Record(8, NOON, "cli", "a", "Who?", None, ANSWER, ANN)]
        assert version_of(old) == 2

    def test_it_is_brought_up_to_date_by_the_next_vote(self, old, votes):
        cast(votes, 7, ANN)

        assert [vote.number for vote in votes.past()] == [7]
        assert list(old.past()) == [self.KEPT]

    def test_it_then_has_the_layout_of_a_new_file(self, old, tmp_path):
        add(old)
        new = Records(tmp_path / "new", days=90)
        add(new)

        assert layout_of(old) == layout_of(new)

    def test_nothing_is_brought_half_up_to_date(self, old):
        with sqlite3.connect(old.path) as connection:
            connection.execute("CREATE TABLE votes (of_another INTEGER)")  # the second step then fails
        connection.close()
        before = layout_of(old)
        with pytest.raises(SettingsError, match="is damaged"):
            add(old)

        assert layout_of(old) == before
        assert version_of(old) == 1

    def test_it_can_be_cleared_and_forgotten_from(self, old, votes):
        assert (forget(old.path.parent, ANN), votes.clear()) == (Forgotten(0, 0), 0)
        assert old.clear() == 1
        assert add(old) == 8


def version_of(records: Records) -> int:
    connection = sqlite3.connect(records.path)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    return version


def layout_of(records: Records) -> list[tuple[str, ...]]:
    connection = sqlite3.connect(records.path)
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    columns = [(name, *column) for (name,) in rows for column in connection.execute(f"PRAGMA table_info({name})")]
    indexes = connection.execute(
        "SELECT name, tbl_name FROM sqlite_master WHERE type = 'index' ORDER BY name"
    ).fetchall()
    connection.close()
    return [*columns, *indexes]


class TestRefusals:
    @pytest.mark.parametrize(
        "content", [b"no database at all", b"\x00" * 4096, b"SQLite format 3\x00" + b"\xff" * 5000]
    )
    def test_damaged_file_is_named_with_the_next_step(self, records, content):
        damage(records, content)

        for use in (
            *(add, lambda r: list(r.past()), lambda r: r.record(1), lambda r: r.last_conversation(3)),
            *(lambda r: r.conversation("a", 3), lambda r: forget(r.path.parent, ANN)),
        ):
            with pytest.raises(SettingsError, match=r"records\.sqlite3 is damaged; .*`ask log --clear`\.$"):
                use(records)

    def test_damaged_file_is_not_deleted_for_its_votes_alone(self, records, votes):
        damage(records, b"no database at all")

        for use in (cast, lambda v: list(v.past()), lambda v: v.clear()):
            with pytest.raises(SettingsError, match=r"is damaged; .*votes included, with `ask log --clear`\.$"):
                use(votes)
        assert records.path.read_bytes() == b"no database at all"

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

    def test_file_of_a_newer_release_is_told_as_that(self, records, votes):
        add(records)
        with sqlite3.connect(records.path) as connection:
            connection.execute("PRAGMA user_version = 99")
        connection.close()

        for use in (lambda: add(records), lambda: list(records.past()), lambda: cast(votes), votes.clear):
            with pytest.raises(SettingsError, match="newer release"):
                use()
        assert version_of(records) == 99

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
        monkeypatch.setattr("bot.records.database.WAIT_SECONDS", 0.05)
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
