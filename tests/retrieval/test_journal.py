from pathlib import Path

import numpy as np
import pytest

from bot.retrieval.journal import append_vectors, read_vectors

DIGESTS = [bytes([n]) * 32 for n in range(5)]
VECTORS = np.eye(5, 7, dtype=np.float32)


def test_vectors_come_back_by_digest_over_several_appends(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    append_vectors(path, DIGESTS[:2], VECTORS[:2])
    append_vectors(path, DIGESTS[2:], VECTORS[2:])

    found = read_vectors(path)

    assert list(found) == DIGESTS
    assert np.array_equal(np.stack(list(found.values())), VECTORS)


@pytest.mark.parametrize("cut", [1, 30, 59])
def test_record_cut_short_is_ignored_and_overwritten_by_the_next(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "journal"
    append_vectors(path, DIGESTS[:2], VECTORS[:2])
    path.write_bytes(path.read_bytes()[:-cut])
    assert list(read_vectors(path)) == DIGESTS[:1]

    append_vectors(path, DIGESTS[2:3], VECTORS[2:3])

    found = read_vectors(path)
    assert list(found) == [DIGESTS[0], DIGESTS[2]]
    assert np.array_equal(found[DIGESTS[2]], VECTORS[2])


def test_record_that_lost_its_content_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    append_vectors(path, DIGESTS[:2], VECTORS[:2])
    content = path.read_bytes()
    path.write_bytes(content[:-60] + bytes(60))

    assert list(read_vectors(path)) == DIGESTS[:1]


@pytest.mark.parametrize("content", [b"", b"x", b"something else that is no journal at all"])
def test_file_that_is_no_journal_is_empty_and_can_be_appended_to(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "journal"
    path.write_bytes(content)
    assert read_vectors(path) == {}

    append_vectors(path, DIGESTS, VECTORS)

    assert list(read_vectors(path)) == DIGESTS


def test_journal_of_vectors_of_another_length_starts_over(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    append_vectors(path, DIGESTS, np.eye(5, 9, dtype=np.float32))

    append_vectors(path, DIGESTS[:1], VECTORS[:1])

    assert list(read_vectors(path)) == DIGESTS[:1]


def test_missing_journal_is_empty(tmp_path: Path) -> None:
    assert read_vectors(tmp_path / "none") == {}
