"""What every test stands on: state in a temporary folder, and the shared material where there is any."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(autouse=True)
def ask_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test touches the user's own state or settings."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("ASK_HOME", str(home))
    monkeypatch.chdir(tmp_path_factory.mktemp("cwd"))
    return home


@pytest.fixture
def shared() -> Path:
    """The folder of real articles and development sets, which a fresh machine has not."""
    if not SHARED.is_dir():
        pytest.skip("needs the shared material beside the project (../shared), which is not published")
    return SHARED
