"""The invented town's articles and questions as a set, and pipelines over them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from town import ARTICLES, QUESTIONS

from bot.evaluation.pipelines.contestants import make_contestant
from bot.evaluation.run import Contestant, QuestionSet
from bot.settings import LoadedSettings, load_settings
from bot.types import Article

Make = Callable[..., Contestant]


@pytest.fixture
def small_set() -> QuestionSet:
    """Three articles and four questions, the last of which they do not answer."""
    return QuestionSet("small", QUESTIONS, ARTICLES)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where indexes of the small set are kept, for all tests."""
    return tmp_path_factory.mktemp("evaluation")


@pytest.fixture
def loaded() -> LoadedSettings:
    """The settings as they are by default, with one thread."""
    loaded = load_settings()
    return replace(loaded, settings=loaded.settings.model_copy(update={"threads": 1}))


@pytest.fixture
def make(loaded: LoadedSettings, folder: Path) -> Iterator[Make]:
    """Make a contestant over the small set, closed after the test."""
    made: list[Contestant] = []

    def call(name: str, articles: tuple[Article, ...] = ARTICLES, **options: Path) -> Contestant:
        made.append(make_contestant(name, articles, loaded, folder, lambda *_: None, **options))
        return made[-1]

    yield call
    for contestant in made:
        contestant.close()
