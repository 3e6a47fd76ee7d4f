"""The Gateway of the stand-in Discord, when the weather is bad."""

from collections.abc import Callable

import pytest
from servers import LOOPBACK

from support.discord import Channel, Discord, User
from support.discord.small_bot import SmallBot, running_bot

pytestmark = pytest.mark.allow_hosts([LOOPBACK])


@pytest.mark.parametrize(
    "disturb",
    [
        lambda gateway: gateway.close(4000),
        lambda gateway: gateway.reset(),
        lambda gateway: gateway.reconnect(),
        lambda gateway: gateway.invalidate(resumable=True),
    ],
    ids=["close", "reset", "reconnect", "invalidate"],
)
def test_a_session_is_resumed_with_what_was_missed(
    stand_in: Discord, bot: SmallBot, general: Channel, ada: User, disturb: Callable[..., None]
) -> None:
    disturb(stand_in.gateway)
    asked = stand_in.command(ada, general, "ask", {"question": "How far?"})

    assert asked.final(lambda message: message.embeds)
    stand_in.wait(lambda: stand_in.resumes)
    assert len(stand_in.identifies) == 1
    assert not bot.failures


def test_a_session_that_is_lost_begins_anew(stand_in: Discord, bot: SmallBot, general: Channel, ada: User) -> None:
    stand_in.gateway.invalidate()
    stand_in.wait(lambda: len(stand_in.identifies) == 2)
    stand_in.wait_until_ready()

    assert stand_in.command(ada, general, "ask", {"question": "How far?"}).message().embeds
    assert stand_in.resumes == []
    assert not bot.failures


def test_silence_is_noticed_by_the_heartbeat(stand_in: Discord, general: Channel, ada: User) -> None:
    stand_in.heartbeat_seconds = 0.2
    with running_bot(stand_in, heartbeat_timeout=0.5) as bot:
        stand_in.wait_until_ready()
        stand_in.wait(lambda: len(stand_in.heartbeats) > 1)
        stand_in.gateway.silence()
        asked = stand_in.command(ada, general, "ask", {"question": "How far?"})
        stand_in.wait(lambda: stand_in.resumes)

        assert asked.message().embeds or asked.final(lambda message: message.embeds)
        assert not bot.failures


def test_refused_connections_are_tried_again(stand_in: Discord, bot: SmallBot) -> None:
    stand_in.gateway.refuse(1)
    stand_in.gateway.close(4000)
    stand_in.wait_until_ready()

    assert not bot.failures
    assert len(stand_in.identifies) == 2  # after a failure discord.py begins a new session


def test_each_shard_gets_its_guilds(stand_in: Discord, general: Channel, ada: User) -> None:
    stand_in.shards = 2
    other = stand_in.guild("Other").channel("there")
    with running_bot(stand_in) as bot:
        stand_in.wait_until_ready()
        for channel in (general, other):
            asked = stand_in.command(ada, channel, "ask", {"question": "How far?"})
            asked.final(lambda message: message.embeds)
        assert {guild.name: guild.shard_id for guild in bot.guilds} == {"Newsroom": 0, "Other": 1}


def test_what_comes_later_is_told(stand_in: Discord, bot: SmallBot, ada: User) -> None:
    channel = stand_in.guild("Late").channel("new")
    asked = stand_in.command(ada, channel, "ask", {"question": "How far?"})

    assert asked.final(lambda message: message.embeds)
    assert bot.get_channel(channel.id) is not None
    stand_in.delete(channel)
    stand_in.wait(lambda: bot.get_channel(channel.id) is None)


def test_a_clean_end_is_told_from_a_broken_one(stand_in: Discord, general: Channel) -> None:
    assert general.guild is not None
    with running_bot(stand_in):
        stand_in.wait_until_ready()
    stand_in.wait(lambda: stand_in.closes)

    assert stand_in.closes == [1000]
