"""`ask doctor`, as a user types it."""

import re
import shutil
from pathlib import Path

import pytest


def finding(outcome, name: str) -> dict:
    return next(found for found in outcome.json["findings"] if found["name"] == name)


def test_healthy_index_is_done_and_nothing_needs_the_network(ready):
    outcome = ready("doctor")

    assert outcome.code == 0
    assert re.search(r"^ok +network +nothing needs it$", outcome.out, re.MULTILINE)
    assert re.search(r"^ok +index +generation 1, 5 articles, \d+ passages", outcome.out, re.MULTILINE)
    assert not re.search(r"^(warning|wrong)", outcome.out, re.MULTILINE)


def test_json_tells_the_same(ready):
    outcome = ready("doctor", "--json")

    assert outcome.code == 0
    assert outcome.json["schema"] == 1
    assert outcome.json["healthy"] is True
    assert [found["name"] for found in outcome.json["findings"]] == [
        *("settings", "set", "home", "library", "encoder", "reader", "index", "network")
    ]
    assert {found["status"] for found in outcome.json["findings"]} == {"ok"}


def test_before_first_use_all_is_in_health_and_nothing_is_made(ask, ask_home: Path):
    outcome = ask("doctor", "--json")

    assert outcome.code == 0
    assert "none yet" in finding(outcome, "index")["text"]
    assert list(ask_home.iterdir()) == []


def test_home_that_is_not_there_yet_is_said_to_be_made(ask, ask_home: Path, monkeypatch):
    monkeypatch.setenv("ASK_HOME", str(ask_home / "deep" / "below"))

    assert "made on first use" in finding(ask("doctor", "--json"), "home")["text"]


def test_home_that_is_a_file_is_wrong(ask, ask_home: Path, monkeypatch):
    (ask_home / "file").touch()
    monkeypatch.setenv("ASK_HOME", str(ask_home / "file"))
    outcome = ask("doctor", "--json")

    assert outcome.code == 8
    assert finding(outcome, "home")["status"] == "wrong"
    assert "is not a folder" in finding(outcome, "home")["text"]


def test_misspelt_setting_is_warned_of_with_what_was_meant(ready, monkeypatch):
    monkeypatch.setenv("ASK_PASAGES", "5")
    outcome = ready("doctor")

    assert outcome.code == 0
    assert re.search(
        r"^warning +settings +ASK_PASAGES sets nothing; did you mean ASK_PASSAGES\?$", outcome.out, re.MULTILINE
    )


def test_env_files_that_were_read_are_told_the_one_that_wins_first(ready, ask_home: Path):
    (ask_home / ".env").write_text("ASK_PASSAGES=5\n")
    Path(".env").write_text("ASK_PASSAGES=7\n")
    outcome = ready("doctor", "--json")
    told = finding(outcome, "settings")["text"]

    assert told.index(str(Path.cwd() / ".env")) < told.index(str(ask_home / ".env"))
    assert "ASK_PASSAGES=7" in finding(outcome, "set")["text"]


@pytest.mark.parametrize(
    ("name", "value"), [("ASK_PASSAGES", "many"), ("ASK_THREADS", "0"), ("ASK_EMBEDDINGS", "no-colon")]
)
def test_wrong_setting_is_wrong(ready, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    outcome = ready("doctor", "--json")

    assert outcome.code == 8
    assert outcome.json["healthy"] is False
    (only,) = outcome.json["findings"]
    assert only["status"] == "wrong"
    assert name in only["text"]
    assert repr(value) in only["text"]


def test_unknown_provider_of_embeddings_is_wrong(ready, monkeypatch):
    monkeypatch.setenv("ASK_EMBEDDINGS", "nobody:model")
    outcome = ready("doctor", "--json")

    assert outcome.code == 8
    assert finding(outcome, "embeddings")["status"] == "wrong"
    assert "nobody" in finding(outcome, "embeddings")["text"]


def test_damaged_index_is_wrong_and_the_file_is_named(ready, ask_home: Path):
    damaged = next((ask_home / "indexes").glob("*/generations/1/passages.npy"))
    damaged.write_bytes(damaged.read_bytes()[:-1])
    outcome = ready("doctor", "--json")

    assert outcome.code == 8
    assert finding(outcome, "index")["status"] == "wrong"
    assert str(damaged) in finding(outcome, "index")["text"]
    assert "ask index" in finding(outcome, "index")["text"]


def test_damaged_text_of_an_article_is_wrong(ready, ask_home: Path):
    text = next((ask_home / "library" / "texts").iterdir())
    text.write_text("something else")
    outcome = ready("doctor", "--json")

    assert outcome.code == 8
    assert finding(outcome, "library")["status"] == "wrong"
    assert str(text) in finding(outcome, "library")["text"]


def test_keys_of_providers_are_named_and_never_shown(ready):
    address = "https://me:pass-word@host.example/v1?key=query-word"
    Path(".env").write_text(f"OPENAI_API_KEY=sk-very-secret\nASK_EMBEDDINGS_URL={address}\nASK_BASE_URL={address}\n")
    for outcome in (ready("doctor"), ready("doctor", "--json")):
        assert "OPENAI_API_KEY" in outcome.out
        assert "host.example" in outcome.out
        assert "very-secret" not in outcome.out + outcome.err
        assert "-word" not in outcome.out + outcome.err


def test_what_needs_the_network_is_told(ready, monkeypatch):
    monkeypatch.setenv("ASK_LANGSMITH", "true")

    assert "LangSmith" in finding(ready("doctor", "--json"), "network")["text"]


def test_doctor_changes_nothing(ready, ask_home: Path):
    def state() -> dict[str, bytes]:
        # Chroma rewrites two pages of its own file at every opening.
        paths = [path for path in ask_home.rglob("*") if path.is_file() and path.name != "chroma.sqlite3"]
        return {str(path): path.read_bytes() for path in paths}

    before = state()
    ready("doctor")

    assert state() == before


def test_manifest_that_is_no_json_is_told_with_the_remedy(ready, ask_home):
    manifest = next(ask_home.glob("indexes/*/generations/*/manifest.json"))
    manifest.write_text("")

    outcome = ready("doctor")

    assert outcome.code == 8
    assert "is damaged; run `ask index`" in outcome.out


def test_missing_index_is_told_as_made_from_what_is_kept(ready, ask_home):
    shutil.rmtree(ask_home / "indexes")

    outcome = ready("doctor")

    assert outcome.code == 0
    assert "makes it from the 5 articles kept" in outcome.out
