"""
Made-up names for the people who ask, so that no record holds whose questions and votes they are.

A name is made with a secret that stays on this machine: the same person has the same name for as long as the secret
is there, and without the secret no name can be tried against known ids.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.disk import disk_refusals_told, make_private, replace_file, sync_folder
from bot.errors import SettingsError, StorageError
from bot.retrieval.locks import wait_for_lock

SECRET = "user-secret"  # noqa: S105 - the name of a file
LOCK = "user-secret.lock"
SECRET_BYTES = 32  # as long as the hash, as RFC 2104, section 3, advises
NAME_LENGTH = 32  # hexadecimal digits, 128 bits: no two people get one name
WAIT_SECONDS = 5.0  # for another process to make the secret, which takes milliseconds


def user_name(user_id: int, secret: bytes) -> str:
    """
    Return the made-up name of a person: the beginning of the HMAC-SHA-256 (RFC 2104) of the id, in hexadecimal.

    >>> user_name(80351110224678912, bytes(32))
    'b195fc5129e89c7d3d87f30a47474f67'
    """
    return hmac.new(secret, str(user_id).encode("ascii"), hashlib.sha256).hexdigest()[:NAME_LENGTH]


def open_or_make_secret(home: Path) -> bytes:
    """
    Return the secret under *home*, which is made where there is none; processes that make it at once get the same.

    Raises:
        SettingsError: its file is damaged.
        StorageError: it cannot be read or made, or another process does not finish making it.
    """
    path = home / SECRET
    return _kept(path) or _make_once(path)


def _make_once(path: Path) -> bytes:
    with _refusals_told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = wait_for_lock(path.with_name(LOCK), shared=False, wait_seconds=WAIT_SECONDS)
        if lock is None:
            raise StorageError(f"Another process is making {path}; wait until it is done and try again.")
        try:
            return _kept(path) or _make(path)
        finally:
            lock.release()


def _make(path: Path) -> bytes:
    secret = secrets.token_bytes(SECRET_BYTES)
    temporary = path.with_name(f"{SECRET}.tmp")  # under the lock there is one at a time
    temporary.unlink(missing_ok=True)  # of a process that was stopped
    make_private(temporary)
    with temporary.open("r+b") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    replace_file(temporary, path)
    sync_folder(path.parent)
    return secret


def _kept(path: Path) -> bytes | None:
    try:
        secret = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        problem = f"The secret {path} cannot be read ({error.strerror})"
        raise StorageError(f"{problem}; give read permission, move what stands there, or set ASK_HOME.") from error
    if len(secret) != SECRET_BYTES:
        raise SettingsError(
            f"The secret {path} has {len(secret)} bytes in place of {SECRET_BYTES}; put a copy of it back, "
            "or delete it, and everybody who asks gets a new name."
        )
    return secret


@contextmanager
def _refusals_told(path: Path) -> Iterator[None]:
    try:
        with disk_refusals_told(path.parent):
            yield
    except OSError as error:
        problem = f"{path} cannot be made ({error.strerror})"
        raise StorageError(f"{problem}; move what stands there, or set ASK_HOME.") from error
