"""One bot and one stand-in for all tests of a module: what they do there does not get in each other's way."""

import logging
from collections.abc import Iterator

import pytest
from frontends.discord.server_with_bot import Newsroom, open_newsroom, running_bot
from support.discord import Channel, User

from bot.frontends.discord.client import AskClient
from bot.pipeline import Pipeline


@pytest.fixture(scope="module")
def newsroom(pipeline: Pipeline) -> Iterator[Newsroom]:
    """A server with a channel; its state lies where the pipeline's does."""
    with pytest.MonkeyPatch.context() as patch, open_newsroom() as opened:
        patch.setenv("ASK_HOME", str(pipeline.home))
        yield opened


@pytest.fixture(scope="module")
def bot(pipeline: Pipeline, newsroom: Newsroom) -> Iterator[AskClient]:
    """The bot, connected."""
    with running_bot(pipeline) as client:
        newsroom.discord.wait_until_ready()
        yield client


@pytest.fixture
def asker(newsroom: Newsroom) -> User:
    """Somebody who has asked nothing yet."""
    return newsroom.discord.user("asker")


@pytest.fixture
def corner(newsroom: Newsroom) -> Channel:
    """A channel in which nothing was said yet."""
    return newsroom.guild.channel("corner")


@pytest.fixture
def calm(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing that a person sends is a bug of the bot's."""
    with caplog.at_level(logging.ERROR):
        yield
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
