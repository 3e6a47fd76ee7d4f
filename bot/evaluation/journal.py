"""
What an unfinished run has already: each outcome is a line, written as soon as its question is answered.

Only a run of exactly the same is resumed: of the same questions and articles, with the same settings and code. A
process that is killed loses no line, for the system has it then; a torn last line is dropped.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from bot.disk import disk_refusals_told
from bot.evaluation.kept import Kept, hold_folder
from bot.evaluation.run import Outcome
from bot.evaluation.saved import outcome_of_line, outcome_to_line
from bot.retrieval.locks import Lock, try_lock


@dataclass
class Journal:
    """The outcomes of one run, a file for each pipeline; nothing is kept where another process writes the same."""

    kept: Kept
    lock: Lock | None
    """Held by the one writer; None in a second one, which neither reads nor writes."""
    names: set[str] = field(default_factory=set)
    """The pipelines of this run."""

    @property
    def notice(self) -> str | None:
        """A sentence for the user where nothing is kept."""
        if self.lock is not None:
            return None
        return "The same evaluation is running elsewhere, so this one starts anew, and cannot be resumed."

    def count(self, name: str) -> int:
        """Return how many questions of a pipeline are answered already."""
        return len(self.finished(name))

    def finished(self, name: str) -> dict[str, Outcome]:
        """
        Return a pipeline's outcomes by the id of their question; what is torn is taken out of the file.

        Raises:
            StorageError: the disk refused.
        """
        self.names.add(name)
        path = self._path(name)
        if self.lock is None or not path.exists():
            return {}
        with disk_refusals_told(self.kept.path):
            content = path.read_bytes()
            outcomes, size = _whole_lines(content)
            if size < len(content):
                with path.open("r+b") as file:
                    file.truncate(size)
        return outcomes

    def append(self, name: str, outcome: Outcome) -> None:
        """
        Keep an outcome.

        Raises:
            StorageError: the disk refused.
        """
        self.names.add(name)
        if self.lock is not None:
            with disk_refusals_told(self.kept.path), self._path(name).open("ab") as file:
                file.write(outcome_to_line(outcome))

    def delete(self) -> None:
        """Forget the pipelines of this run: it is finished, and its results are safe."""
        for name in self.names if self.lock is not None else ():
            with suppress(OSError):
                self._path(name).unlink(missing_ok=True)

    def close(self) -> None:
        """Let another process write; what is kept stays."""
        if self.lock is not None:
            self.lock.release()
        self.kept.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _path(self, name: str) -> Path:
        return self.kept.path / f"{name}.jsonl"


def open_journal(folder: Path, follows_from: Sequence[str]) -> Journal:
    """
    Open the journal, below *folder*, of the run that follows from these digests; close it when done.

    Raises:
        StorageError: the disk refused.
    """
    kept = hold_folder(folder / "unfinished", *follows_from)
    with disk_refusals_told(folder):
        return Journal(kept, try_lock(kept.path / "writer.lock", shared=False))


def _whole_lines(content: bytes) -> tuple[dict[str, Outcome], int]:
    """Return the outcomes up to the first line that is not whole, and how many bytes they take."""
    outcomes: dict[str, Outcome] = {}
    size = 0
    with suppress(ValueError):
        for line in content.splitlines(keepends=True):
            if not line.endswith(b"\n"):
                break
            outcome = outcome_of_line(line)
            outcomes[outcome.question] = outcome
            size += len(line)
    return outcomes, size
