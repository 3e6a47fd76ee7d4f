from pathlib import Path

import pytest
from actors import mixtures_in
from newsroom import SETTINGS, adding, embed_question, make_articles, update

from bot.errors import CorpusError
from bot.retrieval.generations import IndexSettings, index_folder, read_manifest
from bot.retrieval.health import index_health, index_state
from bot.retrieval.ranking import rank
from bot.retrieval.snapshot import IndexWatcher, open_index


def files_of(home: Path) -> list[str]:
    folder = index_folder(home, SETTINGS).generation(1)
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_without_an_index_the_next_step_is_told_and_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"^There is no index yet; run `ask index`\.$"):
        open_index(tmp_path / "home", SETTINGS)
    assert index_state(tmp_path / "home", SETTINGS) == "missing"
    assert index_health(tmp_path / "home") == []
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("damage", ["missing", "empty", "half", "garbage"])
def test_damage_to_any_file_is_told_in_one_sentence(tmp_path: Path, damage: str) -> None:
    update(tmp_path, adding(make_articles(40)))
    index = index_folder(tmp_path, SETTINGS)
    told, survived = set(), set()
    for name in files_of(tmp_path):
        path = index.generation(1) / name
        content = path.read_bytes()
        if damage == "missing":
            path.unlink()
        else:
            half = len(content) // 2
            path.write_bytes({"empty": b"", "half": content[:half], "garbage": content[:half] + b"\xa5" * half}[damage])
        try:
            open_index(tmp_path, SETTINGS).close()
            survived |= {name} if content else set()
        except CorpusError as error:
            told.add(str(error))
        path.write_bytes(content)

    assert told == {
        f"The index at {index.path} is damaged; run `ask index`, which makes it anew from the articles that are kept."
    }
    assert len(files_of(tmp_path)) >= 14
    # Nothing but SQLite itself watches over its pages, and garbage in one that is not read goes unseen.
    assert survived <= {"chroma/chroma.sqlite3"}
    with open_index(tmp_path, SETTINGS) as snapshot:
        assert mixtures_in(snapshot, 3) == []


@pytest.mark.parametrize("content", [b"", b"x", b"99"])
def test_damaged_pointer_is_told_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    update(tmp_path, adding(make_articles(2)))
    index = index_folder(tmp_path, SETTINGS)
    (index.path / "CURRENT").write_bytes(content)

    with pytest.raises(
        CorpusError, match=r"is damaged; run `ask index`, which makes it anew from the articles that are kept\.$"
    ):
        open_index(tmp_path, SETTINGS)
    assert index_state(tmp_path, SETTINGS) == "damaged"


def test_opening_and_asking_changes_no_file_that_has_a_sum(tmp_path: Path) -> None:
    update(tmp_path, adding(make_articles(40)))
    for _ in range(3):
        with open_index(tmp_path, SETTINGS) as snapshot:
            assert mixtures_in(snapshot, 3) == []

    assert [health.problem for health in index_health(tmp_path)] == [None]


@pytest.mark.parametrize("passages", [1, 2, 9, 10, 11, 19, 20])
def test_small_index_answers_again_and_again_and_takes_more(tmp_path: Path, passages: int) -> None:
    update(tmp_path, adding(make_articles(passages, lines=1)))

    for _ in range(3):
        with open_index(tmp_path, SETTINGS) as snapshot:
            found = rank(snapshot, "report 0 on the harvest", embed=embed_question, k=5)
        assert found[0].id == "report-0#0"
        assert len(found) == min(passages, 5)
    report = update(tmp_path, adding(make_articles(passages + 1, lines=1)))

    assert report.embedded == 1
    assert [health.problem for health in index_health(tmp_path)] == [None]


def test_health_names_the_damaged_file(tmp_path: Path) -> None:
    update(tmp_path, adding(make_articles(2)))
    path = index_folder(tmp_path, SETTINGS).generation(1) / "passages.npy"
    path.write_bytes(path.read_bytes()[:-1])

    [health] = index_health(tmp_path)

    assert health.problem == f"{path} is damaged; run `ask index`, which makes it anew from the articles that are kept."
    assert (health.encoder, health.generation, health.articles, health.passages) == ("fake-encoder", 1, 2, 16)


def test_names_of_indexes_tell_encoders_and_sizes_apart() -> None:
    names = {IndexSettings(encoder, tokens).name for encoder in ("a", "b") for tokens in (100, 200)}

    assert len(names) == 4


def test_generation_in_use_answers_while_the_next_one_does_for_others(tmp_path: Path) -> None:
    update(tmp_path, adding(make_articles(3)))
    watcher = IndexWatcher(tmp_path, SETTINGS)
    with watcher.current() as before:
        update(tmp_path, adding(make_articles(3, version=1)))
        with watcher.current() as after:
            assert (before.generation, after.generation) == (1, 2)
            assert [mixtures_in(snapshot, 1) for snapshot in (before, after)] == [[], []]
    watcher.close()


def test_watcher_keeps_a_generation_open_between_questions(tmp_path: Path) -> None:
    update(tmp_path, adding(make_articles(3)))
    watcher = IndexWatcher(tmp_path, SETTINGS)

    with watcher.current() as first, watcher.current() as second:
        assert first is second
    watcher.close()


def test_watcher_tells_when_there_is_no_index_and_finds_it_once_there_is(tmp_path: Path) -> None:
    watcher = IndexWatcher(tmp_path, SETTINGS)
    with pytest.raises(CorpusError, match="There is no index yet"), watcher.current():
        pass
    update(tmp_path, adding(make_articles(3)))

    with watcher.current() as snapshot:
        assert snapshot.generation == 1
    watcher.close()


def test_manifest_tells_what_the_generation_was_made_from(tmp_path: Path) -> None:
    update(tmp_path, adding(make_articles(3)))

    manifest = read_manifest(index_folder(tmp_path, SETTINGS).generation(1))

    assert (manifest.generation, manifest.library_version, manifest.encoder) == (1, 1, "fake-encoder")
    assert (manifest.passages, manifest.dimension, manifest.chunk_tokens, manifest.replaced) == (24, 64, 200, 0)
