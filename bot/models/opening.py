"""Opens the files of the embedded models, all in one way; the libraries are imported at the first use."""

import os
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from bot.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

FOLDER = Path(__file__).parent
MAX_THREADS = 4  # more gains little and would take a small server whole


class SessionOnce:
    """A model that is opened at the first use, once for all threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._session: InferenceSession | None = None

    def get(self) -> "InferenceSession":
        """
        Return the open model.

        Raises:
            ModelError: the file is missing or damaged.
        """
        with self._lock:
            if self._session is None:
                self._session = open_session(self._path)
            return self._session


def open_session(path: Path) -> "InferenceSession":
    """
    Open a model, to be run on one core at a time.

    Raises:
        ModelError: the file is missing or damaged.
    """
    # It opens a database under the user's cache folder and looks for its maker's servers otherwise, and only
    # this, before the import, keeps it from both.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime  # costs a tenth of a second

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # texts run side by side instead
    options.log_severity_level = 4  # what matters is raised
    # The graph was written in its final form; the fusions onnxruntime would add made it slower.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors share no base but Exception
        raise damaged(path) from error


@cache
def open_tokenizer(path: Path) -> "Tokenizer":
    """
    Open a tokenizer, once for all who share it.

    Raises:
        ModelError: the file is missing or damaged.
    """
    from tokenizers import Tokenizer  # only where it is used

    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises nothing narrower
        raise damaged(path) from error


def damaged(path: Path) -> ModelError:
    """Return the error that tells of a model's file."""
    return ModelError(f"The model file {path} is missing or damaged; install the package again.")


def cores_available() -> int:
    """Return the number of cores this process may run on, which can be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def default_threads() -> int:
    """Return how many texts the models read side by side unless a setting tells."""
    return min(cores_available(), MAX_THREADS)


def tokenizable(text: str) -> str:
    """Replace lone surrogates, which the tokenizer refuses, each by one character."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
