"""ASK_HOME and what is set there: read-only, closed, a file, or with a wrong `.env`; and files that may not be read."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

RAIN = "It rained in Rome on Tuesday. The Tiber rose by two metres."
FAR = "How far is Vostochny from Moscow?"


@pytest.fixture
def nobody() -> tuple[str, ...]:
    """What starts a command as a user to whom permissions apply."""
    if not hasattr(os, "geteuid"):
        pytest.skip("needs users with ids")
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("needs setpriv to drop the privileges of root, whom no permission stops")
    return ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can reach, as those of pytest are not."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
        for path in [p for p in Path(folder).rglob("*") if not p.is_symlink()]:
            path.chmod(0o755)


@pytest.mark.slow
class TestPermissions:
    @pytest.fixture(autouse=True)
    def in_open_folder(self, open_folder: Path, monkeypatch) -> None:
        monkeypatch.chdir(open_folder)

    @pytest.fixture
    def read_only(self, indexed_home: Path, open_folder: Path) -> Path:
        home = open_folder / "home"
        shutil.copytree(indexed_home, home)
        for path in [*home.rglob("*"), home]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        return home

    def test_index_in_a_read_only_home_answers(self, read_only, nobody, spawn):
        outcome = spawn("--json", FAR, prefix=nobody, ASK_HOME=str(read_only))

        assert outcome.code == 0
        assert outcome.json["citations"]

    def test_question_that_cannot_be_kept_in_a_read_only_home_costs_one_warning(self, read_only, nobody, spawn):
        outcome = spawn(FAR, prefix=nobody, ASK_HOME=str(read_only))

        assert outcome.code == 0
        assert "8,000 kilometres" in outcome.out
        assert len(outcome.err.splitlines()) == 1
        assert f"{read_only / 'records.sqlite3'} cannot be written" in outcome.err
        assert spawn(FAR, prefix=nobody, ASK_HOME=str(read_only), ASK_LOG="off").err == ""

    def test_past_questions_of_a_read_only_home_can_be_looked_at(self, read_only, nobody, spawn):
        read_only.chmod(0o777)
        spawn(FAR, prefix=nobody, ASK_HOME=str(read_only))
        read_only.chmod(0o555)

        assert FAR in spawn("log", prefix=nobody, ASK_HOME=str(read_only)).out
        assert spawn("log", "1", prefix=nobody, ASK_HOME=str(read_only)).code == 0
        (read_only / "records.sqlite3").chmod(0o000)
        outcome = spawn("log", prefix=nobody, ASK_HOME=str(read_only))
        assert outcome.code == 8
        assert f"{read_only / 'records.sqlite3'} cannot be read" in outcome.err
        assert len(outcome.err.splitlines()) == 1

    @pytest.mark.parametrize("words", [("index", "rain.md"), ("remove", "kim-arrives-in-vladivostok")])
    def test_read_only_home_cannot_be_changed_and_says_so(self, read_only, nobody, spawn, open_folder, words):
        (open_folder / "rain.md").write_text(RAIN)
        words = [str(open_folder / word) if word.endswith(".md") else word for word in words]
        outcome = spawn(*words, prefix=nobody, ASK_HOME=str(read_only))

        assert outcome.code == 8
        assert f"{read_only} cannot be written" in outcome.err
        assert len(outcome.err.splitlines()) == 1

    def test_doctor_warns_of_a_read_only_home(self, read_only, nobody, spawn):
        outcome = spawn("doctor", "--json", prefix=nobody, ASK_HOME=str(read_only))
        home = next(found for found in outcome.json["findings"] if found["name"] == "home")

        assert outcome.code == 0
        assert home["status"] == "warning"

    @pytest.mark.parametrize(
        ("part", "words"),
        [
            ("", (FAR,)),
            ("library", ("articles",)),
            ("indexes", ("index",)),
        ],
    )
    def test_home_that_cannot_be_read_says_so(self, read_only, nobody, spawn, part, words):
        (read_only / part).chmod(0o000)
        outcome = spawn(*words, prefix=nobody, ASK_HOME=str(read_only))

        assert outcome.code == 8
        assert f"{read_only / part} cannot be read" in outcome.err
        assert len(outcome.err.splitlines()) == 1

    def test_doctor_says_that_a_home_cannot_be_read(self, read_only, nobody, spawn):
        read_only.chmod(0o000)
        outcome = spawn("doctor", prefix=nobody, ASK_HOME=str(read_only))

        assert outcome.code == 8
        assert f"{read_only} cannot be read" in outcome.out

    def test_home_that_cannot_be_made_says_so(self, nobody, spawn, open_folder):
        home = open_folder / "home"
        outcome = spawn(FAR, prefix=nobody, ASK_HOME=str(home))

        assert outcome.code == 8
        assert f"{home} cannot be written" in outcome.err
        assert len(outcome.err.splitlines()) == 1
        assert spawn("doctor", prefix=nobody, ASK_HOME=str(home)).code == 8

    def test_files_that_may_not_be_read_are_named_and_the_rest_is_indexed(self, nobody, spawn, open_folder):
        home = open_folder / "home"
        home.mkdir()
        home.chmod(0o777)
        news = open_folder / "news"
        (news / "closed").mkdir(parents=True)
        (news / "closed" / "snow.txt").write_text(RAIN)
        (news / "rain.txt").write_text(RAIN)
        (news / "secret.txt").write_text(RAIN)
        (news / "secret.txt").chmod(0o000)
        (news / "closed").chmod(0o000)
        outcome = spawn("index", str(news), prefix=nobody, ASK_HOME=str(home))

        assert outcome.code == 6
        told = [line for line in outcome.err.splitlines() if line.startswith("ask: ")]
        assert len(told) == 2
        assert "closed: cannot be read (Permission denied)" in told[0]
        assert "secret.txt: cannot be read (Permission denied)" in told[1]
        assert "1 added" in outcome.out

    def test_prune_keeps_what_may_not_be_read_now(self, nobody, spawn, open_folder):
        home = open_folder / "home"
        home.mkdir()
        home.chmod(0o777)
        news = open_folder / "news"
        (news / "closed").mkdir(parents=True)
        for n, name in enumerate(("closed/snow.txt", "secret.txt", "rain.txt")):
            (news / name).write_text(f"{RAIN} Part {n}.")
        spawn("index", str(news), prefix=nobody, ASK_HOME=str(home))
        (news / "secret.txt").chmod(0o000)
        (news / "closed").chmod(0o000)
        outcome = spawn("index", "--prune", "--json", str(news), prefix=nobody, ASK_HOME=str(home))

        assert outcome.code == 6
        assert (outcome.json["removed"], outcome.json["unchanged"]) == (0, 3)

    def test_settings_file_that_may_not_be_read_is_named(self, read_only, nobody, spawn):
        (read_only / ".env").write_text("ASK_PASSAGES=5\n")
        (read_only / ".env").chmod(0o000)
        outcome = spawn("articles", prefix=nobody, ASK_HOME=str(read_only))

        assert outcome.code == 8
        assert str(read_only / ".env") in outcome.err
        assert len(outcome.err.splitlines()) == 1


class TestHome:
    @pytest.mark.parametrize("words", [(FAR,), ("articles",), ("index",), ("remove", "x"), ("doctor",)])
    @pytest.mark.parametrize("below", ["", "/below"])
    def test_home_that_is_a_file_is_named(self, ask, ask_home: Path, monkeypatch, words, below):
        (ask_home / "file").touch()
        monkeypatch.setenv("ASK_HOME", f"{ask_home}/file{below}")
        outcome = ask(*words)

        assert outcome.code == 8
        assert f"{ask_home}/file is not a folder" in outcome.out + outcome.err
        assert "Traceback" not in outcome.err

    @pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder in which nobody may make another")
    @pytest.mark.parametrize("words", [(FAR,), ("index",)])
    def test_home_that_cannot_be_made_is_named(self, ask, monkeypatch, words):
        monkeypatch.setenv("ASK_HOME", "/proc/nope")
        outcome = ask(*words)

        assert outcome.code not in (0, 1)
        assert "/proc/nope cannot be made; set ASK_HOME" in outcome.err
        assert "Traceback" not in outcome.err

    @pytest.mark.parametrize(
        ("line", "culprit"),
        [
            ("ASK_PASSAGES=many", "ASK_PASSAGES has the value 'many'"),
            ("ASK_PASSAGES=0", "ASK_PASSAGES has the value '0'"),
            ("ASK_LANGSMITH=perhaps", "ASK_LANGSMITH has the value 'perhaps'"),
            ("ASK_EMBEDDINGS=minilm", "ASK_EMBEDDINGS has the value 'minilm'"),
            ("ASK_EMBEDDINGS_URL=localhost", "ASK_EMBEDDINGS_URL has the value 'localhost'"),
        ],
    )
    @pytest.mark.parametrize("place", ["here", "home"])
    def test_wrong_value_in_an_env_file_is_named(self, ask, ask_home: Path, place, line, culprit):
        (Path() if place == "here" else ask_home).joinpath(".env").write_text(f"{line}\n")
        outcome = ask(FAR)

        assert outcome.code == 8
        assert culprit in outcome.err
        assert outcome.err.count("\n") == 1

    def test_env_file_that_is_no_text_is_named(self, ask, ask_home: Path):
        (ask_home / ".env").write_bytes(b"\xff\xfeA\x00S\x00K\x00")
        outcome = ask(FAR)

        assert outcome.code == 8
        assert str(ask_home / ".env") in outcome.err
        assert outcome.err.count("\n") == 1

    @pytest.mark.slow
    @pytest.mark.usefixtures("ready")
    def test_what_env_files_set_for_others_is_left_alone(self, spawn):
        Path(".env").write_text("OPENAI_ORG=x\nDJANGO_DEBUG=perhaps\nCHROMA_SERVER_HTTP_PORT=8000\n")

        assert spawn(FAR).code == 0

    @pytest.mark.slow
    @pytest.mark.usefixtures("ready")
    def test_what_chroma_refuses_in_an_env_file_is_told_as_that(self, spawn):
        Path(".env").write_text("CHROMA_SERVER_HTTP_PORT=none\n")

        outcome = spawn(FAR)

        assert outcome.code == 8
        assert "chroma_server_http_port" in outcome.err
        assert outcome.err.count("\n") == 1

    @pytest.mark.slow
    @pytest.mark.usefixtures("ready")
    def test_nothing_is_written_outside_home(self, spawn, tmp_path):
        assert spawn(FAR, HOME=str(tmp_path), XDG_CACHE_HOME="", XDG_DATA_HOME="").code == 0

        assert [str(path) for path in tmp_path.rglob("*")] == []
