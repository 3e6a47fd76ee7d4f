from pathlib import Path

from bot.retrieval.locks import try_lock, wait_for_lock


def test_shared_locks_go_together_and_keep_an_exclusive_one_out(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    first, second = try_lock(path, shared=True), try_lock(path, shared=True)
    assert first is not None
    assert second is not None
    first.release()
    refused = try_lock(path, shared=False)
    second.release()
    granted = try_lock(path, shared=False)

    assert refused is None
    assert granted is not None
    assert try_lock(path, shared=True) is None
    granted.release()
    granted.release()


def test_waiting_for_a_lock_ends_when_its_time_is_over(tmp_path: Path) -> None:
    held = try_lock(tmp_path / "lock", shared=False)
    assert held is not None

    assert wait_for_lock(tmp_path / "lock", shared=True, wait_seconds=0.05) is None
    held.release()
