"""Made-up names: the same for one person, other ones with another secret, and one secret however many make it."""

import hashlib
import hmac
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.errors import SettingsError, StorageError
from bot.records.users import SECRET, open_or_make_secret, user_name
from bot.retrieval.locks import try_lock

ROOT = Path(__file__).resolve().parent.parent.parent
# Waits for the word on standard input, so that all of them begin at once.
MAKER = """
import sys
from pathlib import Path
from bot.records.users import open_or_make_secret
print("ready", flush=True)
sys.stdin.readline()
print(open_or_make_secret(Path(sys.argv[1])).hex())
"""
ID = 80351110224678912


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


class TestName:
    def test_it_is_the_half_of_the_hmac_of_the_id(self, home):
        secret = open_or_make_secret(home)

        assert user_name(ID, secret) == hmac.digest(secret, b"80351110224678912", hashlib.sha256)[:16].hex()

    def test_another_person_and_another_secret_make_another_name(self):
        names = {user_name(ID, bytes(32)), user_name(ID + 1, bytes(32)), user_name(ID, b"\x01" * 32)}

        assert len(names) == 3


class TestSecret:
    def test_it_is_made_once(self, home):
        secret = open_or_make_secret(home)

        assert len(secret) == 32
        assert open_or_make_secret(home) == (home / SECRET).read_bytes() == secret

    def test_it_is_another_one_in_another_home(self, home, tmp_path):
        assert open_or_make_secret(home) != open_or_make_secret(tmp_path / "other")

    @pytest.mark.skipif(os.name == "nt", reason="needs the permissions of Unix")
    def test_nobody_else_may_read_it(self, home):
        old = os.umask(0)
        try:
            open_or_make_secret(home)
        finally:
            os.umask(old)

        assert (home / SECRET).stat().st_mode & 0o777 == 0o600

    def test_processes_that_make_it_at_once_get_the_same(self, home):
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "env": environment}
        makers = [subprocess.Popen([sys.executable, "-c", MAKER, str(home)], **pipes) for _ in range(4)]
        for maker in makers:
            assert maker.stdout.readline() == "ready\n"
        for maker in makers:
            maker.stdin.write("go\n")
            maker.stdin.flush()
        told = [maker.communicate(timeout=60)[0] for maker in makers]

        assert told == [f"{(home / SECRET).read_bytes().hex()}\n"] * 4

    def test_what_a_stopped_process_left_half_made_is_no_secret(self, home):
        home.mkdir()
        (home / f"{SECRET}.tmp").write_bytes(b"half")

        assert len(open_or_make_secret(home)) == 32
        assert not (home / f"{SECRET}.tmp").exists()


class TestRefusals:
    @pytest.mark.parametrize("n", [0, 31, 33])
    def test_secret_of_another_length_is_damaged_and_left_alone(self, home, n):
        home.mkdir()
        (home / SECRET).write_bytes(bytes(n))

        with pytest.raises(SettingsError, match=rf"^The secret .*{SECRET} has {n} bytes in place of 32; put a copy"):
            open_or_make_secret(home)
        assert (home / SECRET).read_bytes() == bytes(n)

    def test_folder_in_its_place_is_told(self, home):
        (home / SECRET).mkdir(parents=True)

        with pytest.raises(StorageError, match=rf"^The secret .*{SECRET} cannot be read \(.*\); .* set ASK_HOME\.$"):
            open_or_make_secret(home)

    def test_home_that_is_a_file_is_told(self, home):
        home.touch()

        with pytest.raises(StorageError, match=r"cannot be read"):
            open_or_make_secret(home)

    def test_home_that_may_not_be_written_is_told(self, open_folder):
        open_folder.chmod(0o555)

        with as_nobody(), pytest.raises(StorageError) as caught:
            open_or_make_secret(open_folder)
        assert str(caught.value) == f"{open_folder} cannot be written; give write permission or set ASK_HOME."
        assert list(open_folder.iterdir()) == []

    def test_secret_that_may_not_be_read_is_told(self, open_folder):
        open_or_make_secret(open_folder)
        (open_folder / SECRET).chmod(0)

        with (
            as_nobody(),
            pytest.raises(StorageError, match=r"cannot be read \(Permission denied\); give read permission"),
        ):
            open_or_make_secret(open_folder)

    def test_secret_in_a_home_that_may_not_be_written_is_read(self, open_folder):
        secret = open_or_make_secret(open_folder)
        (open_folder / SECRET).chmod(0o444)
        open_folder.chmod(0o555)

        with as_nobody():
            assert open_or_make_secret(open_folder) == secret

    def test_maker_that_does_not_finish_is_told(self, home, monkeypatch):
        monkeypatch.setattr("bot.records.users.WAIT_SECONDS", 0.05)
        home.mkdir()
        lock = try_lock(home / f"{SECRET}.lock", shared=False)
        try:
            with pytest.raises(StorageError, match=rf"^Another process is making .*{SECRET}; wait"):
                open_or_make_secret(home)
        finally:
            lock.release()
        assert len(open_or_make_secret(home)) == 32


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can reach, as those of pytest are not."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
        Path(folder).chmod(0o755)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Be a user to whom permissions apply."""
    if not hasattr(os, "seteuid"):
        pytest.skip("needs users with ids")
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
