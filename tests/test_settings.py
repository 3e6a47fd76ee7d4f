"""Settings come from the environment, the folder's `.env`, and ASK_HOME's, in that order."""

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings, load_settings, suggestion_for

ROOT = Path(__file__).resolve().parent.parent


def test_environment_wins_over_both_files(ask_home: Path, monkeypatch: pytest.MonkeyPatch):
    (ask_home / ".env").write_text("ASK_PASSAGES=3\nASK_THREADS=1\n")
    Path(".env").write_text("ASK_PASSAGES=4\n")

    assert load_settings().settings.passages == 4
    assert load_settings().settings.threads == 1

    monkeypatch.setenv("ASK_PASSAGES", "5")
    assert load_settings().settings.passages == 5


def test_home_may_be_set_in_the_folders_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("ASK_HOME")
    Path(".env").write_text(f"ASK_HOME={tmp_path / 'there'}\n")
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / ".env").write_text("ASK_PASSAGES=7\n")

    loaded = load_settings()

    assert loaded.settings.home == tmp_path / "there"
    assert loaded.settings.passages == 7
    assert loaded.env_files == (Path.cwd() / ".env", tmp_path / "there" / ".env")


def test_keys_of_others_are_left_alone_and_those_of_providers_kept_aside():
    Path(".env").write_text("DJANGO_SECRET=x\nOPENAI_API_KEY=sk-secret\n")

    loaded = load_settings()

    assert loaded.provider_keys["OPENAI_API_KEY"].get_secret_value() == "sk-secret"
    assert "sk-secret" not in repr(loaded)
    assert loaded.unknown == ()


def test_misspelt_setting_is_told_with_the_one_it_resembles():
    Path(".env").write_text("ASK_PASAGES=3\n")

    assert load_settings().unknown == ("ASK_PASAGES",)
    assert suggestion_for("ASK_PASAGES") == "ASK_PASSAGES"


@pytest.mark.parametrize(
    ("name", "value", "taken"),
    [
        ("ASK_PASSAGES", "many", "a whole number from 1 to 100, such as 24"),
        ("ASK_PASSAGES", "0", "a whole number from 1 to 100, such as 24"),
        ("ASK_PASSAGES", "101", "a whole number from 1 to 100, such as 24"),
        ("ASK_THREADS", "-1", "a whole number from 1 to 256, such as 1"),
        ("ASK_FIRST_SECONDS", "nan", "a number above 0, at most 3600, such as 30.0"),
        ("ASK_MODEL", "gpt-4", "provider:model, such as openai:gpt-4.1-mini"),
        ("ASK_EMBEDDINGS", "nomic-embed-text", "provider:model, such as openai:text-embedding-3-small"),
        ("ASK_BASE_URL", "notaurl", "an address, such as http://127.0.0.1:8080/v1"),
        ("ASK_EMBEDDINGS_URL", "localhost:8080", "an address, such as http://127.0.0.1:8080/v1"),
        (
            "ASK_DISCORD_ADMINS",
            "bob",
            "ids, which are made of digits, parted by commas, such as 1234567890, 2345678901",
        ),
        ("ASK_LANGSMITH", "perhaps", "on or off"),
        ("ASK_LOG", "perhaps", "on or off"),
        ("ASK_LOG_DAYS", "0", "a whole number from 1 to 36500, such as 90"),
    ],
)
def test_wrong_value_is_one_sentence_with_name_and_value_and_what_is_taken(name: str, value: str, taken: str):
    Path(".env").write_text(f"{name}={value}\n")

    with pytest.raises(SettingsError) as caught:
        load_settings()

    assert str(caught.value) == f"The setting {name} has the value {value!r}, but takes {taken}."


def test_password_in_a_wrong_address_is_not_repeated():
    Path(".env").write_text("ASK_BASE_URL=ftp://me:hunter2@host.example/v1?key=hunter3\n")

    with pytest.raises(SettingsError, match=r"ftp://…@host\.example/v1\?…") as caught:
        load_settings()
    assert "hunter" not in str(caught.value)


def test_settings_file_that_is_no_text_is_named():
    Path(".env").write_bytes(b"\xff\xfe\x00ASK\x80")

    with pytest.raises(SettingsError, match=r"\.env"):
        load_settings()


def test_line_that_sets_nothing_is_told_where_it_is_ours_and_passed_over_where_not(
    capfd: pytest.CaptureFixture[str],
):
    Path(".env").write_text("# mine\nsome words\nASK_PASSAGES=3\n")
    assert load_settings().settings.passages == 3
    assert capfd.readouterr().err == ""

    Path(".env").write_text("# mine\nASK_PASSAGES 3\n")
    with pytest.raises(
        SettingsError, match=r"^Line 2 of .*\.env sets ASK_PASSAGES without =; a setting is written NAME=value\.$"
    ):
        load_settings()


def test_line_that_may_hold_a_token_is_not_repeated():
    Path(".env").write_text("ASK_DISCORD_TOKEN MTA.secret.part\n")
    with pytest.raises(SettingsError) as refused:
        load_settings()

    assert "secret" not in str(refused.value)


def test_file_may_begin_with_a_byte_order_mark():
    Path(".env").write_bytes(b"\xef\xbb\xbfASK_PASSAGES=3\n")

    assert load_settings().settings.passages == 3


def test_empty_value_sets_nothing():
    Path(".env").write_text("ASK_PASSAGES=\nASK_EMBEDDINGS=\n")

    assert load_settings().settings.passages == Settings.model_fields["passages"].default


def test_every_setting_stands_in_the_example():
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert [name for name in Settings.model_fields if f"#ASK_{name.upper()}=" not in example] == []
