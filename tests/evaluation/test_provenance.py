import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from town import ARTICLES, FERRY, QUESTIONS

import bot
from bot.evaluation.provenance import (
    articles_digest,
    code_digest,
    commit,
    index_code_digest,
    machine,
    questions_digest,
    settings_of,
)
from bot.settings import LoadedSettings
from bot.shipped import shipped_prompts

PACKAGE = Path(bot.__file__).parent


def copy_package(folder: Path) -> Path:
    return Path(shutil.copytree(PACKAGE, folder / "bot", ignore=shutil.ignore_patterns("__pycache__")))


def tell(folder: Path, expression: str) -> str:
    """Evaluate an expression of the package that lies in *folder*."""
    code = f"from bot.evaluation.provenance import *; print(*[{expression}])"
    command = [sys.executable, "-c", code]
    env = {"PATH": "/usr/bin:/bin"}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, env=env).stdout.strip()


def git(folder: Path, *words: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


def test_digests_follow_what_an_answer_follows_from() -> None:
    assert articles_digest(ARTICLES) == articles_digest(replace(a, path="/x", found={"a": "b"}) for a in ARTICLES)
    assert articles_digest(ARTICLES) != articles_digest(reversed(ARTICLES))
    for change in ({"text": "Other."}, {"title": "Other"}, {"published": None}, {"publisher": None}, {"id": "other"}):
        assert articles_digest([FERRY]) != articles_digest([replace(FERRY, **change)])
    assert questions_digest(QUESTIONS) != questions_digest(QUESTIONS[1:])
    assert questions_digest(QUESTIONS) != questions_digest([replace(QUESTIONS[0], answers=()), *QUESTIONS[1:]])


@pytest.mark.slow
def test_digest_of_the_code_follows_every_file_and_no_cache(tmp_path: Path) -> None:
    package = copy_package(tmp_path)

    def digests(changed: str) -> list[str]:
        with (package / changed).open("a") as file:
            file.write("\n")
        return tell(tmp_path, "code_digest(), index_code_digest()").split()

    whole, index = digests("__init__.py")
    assert tell(tmp_path, "code_digest()") == whole  # by now with compiled files beside the others

    reweighed, index_reweighed = digests("models/hybrid.json")
    cut, index_cut = digests("ingestion/chunking.py")

    assert len({whole, reweighed, cut}) == 3
    assert index_reweighed == index
    assert index_cut != index


def test_digest_of_the_code_is_that_of_this_package() -> None:
    assert code_digest() == code_digest()
    assert len({code_digest(), index_code_digest(), code_digest(("library.py",))}) == 3


def test_digest_of_a_part_that_is_not_there_is_refused() -> None:
    with pytest.raises(FileNotFoundError, match="moved"):
        code_digest(("library.py", "moved.py"))


@pytest.mark.slow
def test_commit_is_that_of_the_checkout_and_marked_where_files_changed(tmp_path: Path) -> None:
    copy_package(tmp_path)
    assert tell(tmp_path, "commit()") == "None"

    git(tmp_path, "init", "-q")
    assert tell(tmp_path, "commit()") == "None"  # the package is not of this checkout

    (tmp_path / ".gitignore").write_text("__pycache__/\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "first")
    head = git(tmp_path, "rev-parse", "HEAD")
    assert tell(tmp_path, "commit()") == head

    (tmp_path / "unrelated.txt").touch()
    assert tell(tmp_path, "commit()") == head
    (tmp_path / "bot" / "new.py").touch()
    assert tell(tmp_path, "commit()") == head + "+"


def test_commit_is_unknown_without_git(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    assert commit() is None


def test_settings_tell_what_may_change_an_answer(loaded: LoadedSettings, tmp_path: Path) -> None:
    weights = tmp_path / "weights.json"
    weights.write_text("{}")
    told = settings_of(loaded)
    other = settings_of(loaded, weights={"hybrid": weights})

    assert told["passages"] == "24"
    assert told["embeddings"] == told["weights"] == "shipped"
    assert told["chromadb"][0].isdigit()
    assert other["weights"].startswith("hybrid: weights.json ")
    assert settings_of(loaded) == told
    weights.write_text("{} ")
    assert settings_of(loaded, weights={"hybrid": weights}) != other


def test_settings_of_what_a_chat_model_writes_tell_which_and_what_it_is_sent(loaded: LoadedSettings, tmp_path: Path):
    def told(**given: object) -> dict[str, str]:
        settings = loaded.settings.model_copy(update={"model": "openai:one", **given})
        return settings_of(replace(loaded, settings=settings), writes=True)

    own = tmp_path / "answer.md"
    shipped = (shipped_prompts() / "answer.md").read_text("utf-8")
    own.write_text(shipped, "utf-8")
    plain = told()

    assert not {"model", "address", "prompts"} & set(settings_of(loaded))
    assert told(prompts=tmp_path) == plain
    assert told(base_url="http://me:secret@host/v1?key=secret")["address"] == "http://host/v1"
    own.write_text(f"{shipped}\nWrite in verse.\n", "utf-8")
    changes = (
        {"model": "openai:other"},
        {"base_url": "http://host/v1"},
        {"context_size": 4096},
        {"answer_tokens": 99},
        {"strict": False},
        {"prompts": tmp_path},
    )
    changed = [{name for name, value in told(**change).items() if plain[name] != value} for change in changes]
    assert changed == [{"model"}, {"address"}, {"context size"}, {"answer tokens"}, {"strict"}, {"prompts"}]


def test_machine_is_told_on_one_line() -> None:
    assert "core" in machine()
    assert "\n" not in machine()
