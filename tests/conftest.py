"""What every test stands on: state in a temporary folder, and the shared material where there is any."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, settings
from support.chat_server import ChatServer, serving_chat

if TYPE_CHECKING:
    from bot.pipeline import Pipeline

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
settings.register_profile("unshrunk", phases=(Phase.explicit, Phase.reuse, Phase.generate))
"""For tests that have to fail: the smallest text that makes them, which takes minutes to find, is of no interest."""


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


@pytest.fixture(scope="session")
def index_in() -> Callable[..., Path]:
    """Index in a home what words name, the articles that ship where there are none."""

    def call(home: Path, *words: str) -> Path:
        from bot.frontends.cli import run  # costs a second, which few tests need

        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("ASK_HOME", str(home))
            patch.chdir(home)
            assert run(["index", *words]) == 0
        return home

    return call


@pytest.fixture(scope="session")
def indexed_home(tmp_path_factory: pytest.TempPathFactory, index_in: Callable[..., Path]) -> Path:
    """A home in which the shipped corpus is indexed; copied, never used itself."""
    return index_in(tmp_path_factory.mktemp("indexed"))


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory, indexed_home: Path) -> "Iterator[Pipeline]":
    """The whole product on the articles that ship."""
    from bot.pipeline import make_pipeline
    from bot.settings import load_settings

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASK_HOME", str(shutil.copytree(indexed_home, tmp_path_factory.mktemp("articles") / "home")))
        with make_pipeline(load_settings()) as made:
            yield made


@pytest.fixture
def chat_server() -> Iterator[ChatServer]:
    """A server of a chat model on this machine; the test's module needs `allow_hosts([LOOPBACK])`."""
    with serving_chat() as server:
        yield server
