"""No setting of a user reaches a client; and a stand-in Discord with a server, a channel and someone in it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.discord import Channel, Discord, Guild, User
    from support.discord.small_bot import SmallBot


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE", "OPENAI_PROXY", "OPENAI_ORG_ID"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> "Iterator[Discord]":
    """A Discord that discord.py takes for the real one, and that understood all it was asked."""
    from support.discord import serving_discord  # the tests of the chat server need none of it
    from support.discord.small_bot import point_at

    with serving_discord() as served:
        point_at(served, monkeypatch)
        yield served
        assert served.surprises == []


@pytest.fixture
def guild(stand_in: "Discord") -> "Guild":
    return stand_in.guild("Newsroom")


@pytest.fixture
def general(guild: "Guild") -> "Channel":
    return guild.channel("general")


@pytest.fixture
def ada(stand_in: "Discord", guild: "Guild") -> "User":
    user = stand_in.user("ada")
    guild.member(user)
    return user


@pytest.fixture
def bot(stand_in: "Discord", general: "Channel") -> "Iterator[SmallBot]":
    from support.discord.small_bot import running_bot

    assert general.guild is not None
    with running_bot(stand_in) as running:
        stand_in.wait_until_ready()
        yield running
