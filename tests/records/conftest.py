"""A home in which nothing is recorded yet."""

from pathlib import Path

import pytest

from bot.records.questions import Records
from bot.records.votes import Votes


@pytest.fixture
def records(tmp_path: Path) -> Records:
    return Records(tmp_path / "home", days=90)


@pytest.fixture
def votes(records: Records) -> Votes:
    return Votes(records.path.parent)
