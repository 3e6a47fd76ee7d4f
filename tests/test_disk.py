import errno
from pathlib import Path

import pytest

from bot.disk import copy_folder, disk_refusals_told, sync_tree, write_durably
from bot.errors import StorageError


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_full_disk_is_told_in_one_sentence(tmp_path: Path, number: int) -> None:
    with pytest.raises(StorageError, match=r"^The disk of .* is full; free some space"), disk_refusals_told(tmp_path):
        raise OSError(number, "no room", str(tmp_path / "file"))


def test_full_disk_as_numpy_tells_it_is_told_too(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"^The disk of .* is full"), disk_refusals_told(tmp_path):
        raise OSError("6400 requested and 1024 written")


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES])
def test_folder_that_cannot_be_written_is_told_in_one_sentence(tmp_path: Path, number: int) -> None:
    with pytest.raises(StorageError, match=r"cannot be written; give write permission"), disk_refusals_told(tmp_path):
        raise OSError(number, "refused", str(tmp_path / "file"))


def test_folder_that_cannot_be_made_is_told_as_well(tmp_path: Path) -> None:
    with (
        pytest.raises(StorageError, match=r"home cannot be written; give write permission"),
        disk_refusals_told(tmp_path / "not" / "there" / "home"),
    ):
        raise OSError(errno.EACCES, "refused", str(tmp_path / "not"))


@pytest.mark.parametrize(
    "error",
    [OSError(errno.EACCES, "refused", "/elsewhere/article.md"), ConnectionRefusedError(111, "no"), ValueError("x")],
)
def test_errors_of_other_kinds_and_places_pass_through(tmp_path: Path, error: Exception) -> None:
    with pytest.raises(type(error)) as raised, disk_refusals_told(tmp_path):
        raise error

    assert raised.value is error


def test_file_is_replaced_as_a_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_durably(path, b"old")
    write_durably(path, b"new")

    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_file_that_cannot_be_replaced_leaves_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()

    with pytest.raises(OSError, match="folder"):
        write_durably(tmp_path / "folder", b"new")

    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_copied_folder_can_be_written_though_its_source_cannot(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "inner").mkdir(parents=True)
    (source / "inner" / "file").write_text("text")
    (source / "inner" / "file").chmod(0o444)
    (source / "inner").chmod(0o555)

    copy_folder(source, tmp_path / "copy")
    (source / "inner").chmod(0o755)

    assert (tmp_path / "copy" / "inner" / "file").read_text() == "text"
    assert all(path.stat().st_mode & 0o200 for path in (tmp_path / "copy").rglob("*"))
    sync_tree(tmp_path / "copy")
