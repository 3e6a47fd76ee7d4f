"""Bad weather at Discord's Gateway: connections end, sessions are lost, events come twice; answers come once."""

from collections.abc import Callable, Iterator

import pytest
from frontends.discord.server_with_bot import Newsroom, is_answer, told
from servers import LOOPBACK
from support.discord import Channel, Discord, Interaction, User

from bot.frontends.discord.client import AskClient
from bot.records.votes import Votes

pytestmark = [pytest.mark.allow_hosts([LOOPBACK]), pytest.mark.slow]
QUESTION = "What did Shoigu show Kim?"


async def identify_at_once(_: int | None, *, initial: bool = False) -> None:
    """Stand in for discord.py's hook, which waits five seconds before a session begins anew."""


@pytest.fixture(autouse=True)
def discord(newsroom: Newsroom, bot: AskClient, monkeypatch: pytest.MonkeyPatch) -> Discord:
    monkeypatch.setattr(bot, "before_identify_hook", identify_at_once)
    newsroom.discord.wait_until_ready()
    return newsroom.discord


@pytest.fixture
def twice(discord: Discord) -> Iterator[None]:
    discord.twice = True
    yield
    discord.twice = False


def ask(discord: Discord, asker: User, channel: Channel) -> Interaction:
    return discord.command(asker, channel, "ask", {"question": QUESTION})


def is_answered(asked: Interaction) -> bool:
    return "Kinzhal" in told(asked.final(is_answer))


def count_answers(discord: Discord, channel: Channel) -> int:
    return len([message for message in discord.messages(channel) if message.author is discord.bot])


RESUMABLE = {
    "closed": lambda gateway: gateway.close(4000),
    "reset": lambda gateway: gateway.reset(),
    "sent away": lambda gateway: gateway.reconnect(),
    "invalid": lambda gateway: gateway.invalidate(resumable=True),
}
LOST = {
    "closed": lambda gateway: gateway.close(1000),
    "invalid": lambda gateway: gateway.invalidate(),
}


@pytest.mark.parametrize("disturb", RESUMABLE.values(), ids=RESUMABLE)
def test_question_asked_while_the_connection_is_gone_is_answered(
    discord: Discord, asker: User, corner: Channel, disturb: Callable[..., None]
):
    resumes = len(discord.resumes)

    disturb(discord.gateway)
    asked = ask(discord, asker, corner)

    assert is_answered(asked)
    assert len(discord.resumes) == resumes + 1


@pytest.mark.parametrize("disturb", LOST.values(), ids=LOST)
def test_question_asked_after_a_session_was_lost_is_answered_once(
    discord: Discord, asker: User, corner: Channel, disturb: Callable[..., None]
):
    sessions = len(discord.identifies)

    disturb(discord.gateway)
    discord.wait(lambda: len(discord.identifies) > sessions)
    discord.wait_until_ready()

    assert is_answered(ask(discord, asker, corner))
    assert count_answers(discord, corner) == 1


def test_question_that_is_being_answered_outlives_its_session(discord: Discord, asker: User, corner: Channel):
    discord.delay("PATCH", "/messages/@original$", 0.5)
    asked = ask(discord, asker, corner)
    asked.response()
    discord.gateway.invalidate()

    assert is_answered(asked)


def test_new_session_sends_no_commands(discord: Discord):
    sessions = len(discord.identifies)

    discord.gateway.invalidate()
    discord.wait(lambda: len(discord.identifies) > sessions)
    discord.wait_until_ready()

    assert discord.syncs == 1


def test_silent_gateway_is_noticed_by_its_heartbeat(
    discord: Discord, bot: AskClient, asker: User, corner: Channel, monkeypatch: pytest.MonkeyPatch
):
    resumes = len(discord.resumes)
    with monkeypatch.context() as impatient:  # as the next connection is; discord.py's sixty seconds are too long here
        impatient.setattr(bot._connection, "heartbeat_timeout", 0.6)
        impatient.setattr(discord, "heartbeat_seconds", 0.2)
        discord.gateway.reconnect()
        discord.wait(lambda: len(discord.resumes) > resumes)

    discord.gateway.silence()
    asked = ask(discord, asker, corner)

    assert is_answered(asked)
    assert len(discord.resumes) > resumes + 1


def test_refused_reconnection_is_tried_again(discord: Discord, asker: User, corner: Channel):
    sessions = len(discord.identifies)

    discord.gateway.refuse(1)
    discord.gateway.close(4000)
    discord.wait(lambda: len(discord.identifies) > sessions)
    discord.wait_until_ready()

    assert is_answered(ask(discord, asker, corner))


@pytest.mark.usefixtures("twice")
def test_command_that_comes_twice_is_answered_once(discord: Discord, bot: AskClient, asker: User, corner: Channel):
    before = outcomes(bot)

    assert is_answered(ask(discord, asker, corner))
    assert is_answered(ask(discord, asker, corner))  # answered in order: a second answer to the first would be there
    assert count_answers(discord, corner) == 2
    assert outcomes(bot) == before + 2


@pytest.mark.usefixtures("twice")
def test_mention_that_comes_twice_is_answered_once(discord: Discord, bot: AskClient, asker: User, corner: Channel):
    before = outcomes(bot)

    asked = discord.say(asker, corner, QUESTION, mention=True)
    discord.wait(lambda: asked.thread and any(map(is_answer, discord.messages(asked.thread))))
    assert is_answered(ask(discord, asker, corner))

    assert asked.thread is not None
    assert count_answers(discord, asked.thread) == 1
    assert outcomes(bot) == before + 2


@pytest.mark.usefixtures("twice")
def test_direct_message_that_comes_twice_is_answered_once(
    discord: Discord, bot: AskClient, asker: User, corner: Channel
):
    talk, before = discord.dm(asker), outcomes(bot)

    discord.say(asker, talk, QUESTION)
    discord.wait(lambda: any(map(is_answer, discord.messages(talk))))
    assert is_answered(ask(discord, asker, corner))

    assert count_answers(discord, talk) == 1
    assert outcomes(bot) == before + 2


@pytest.mark.usefixtures("twice")
def test_vote_that_comes_twice_counts_once(discord: Discord, bot: AskClient, asker: User, corner: Channel):
    answer = ask(discord, asker, corner).final(is_answer)

    assert "kept" in discord.click(asker, answer, "👍").message().text
    assert [vote.vote for vote in votes_of(bot, asker)] == [1]
    assert votes_counted(bot) == 1


@pytest.mark.usefixtures("twice")
@pytest.mark.parametrize("command", ["about", "privacy", "sources"])
def test_twin_of_any_command_leaves_no_traceback(
    discord: Discord, asker: User, corner: Channel, command: str, caplog: pytest.LogCaptureFixture
):
    asked = discord.command(asker, corner, command)

    assert asked.message().embeds
    discord.wait(lambda: len(callbacks_of(discord, asked)) == 2)
    assert is_answered(ask(discord, asker, corner))
    assert not [record for record in caplog.records if record.exc_info]


def callbacks_of(discord: Discord, asked: Interaction) -> list[int | None]:
    """Return how the callbacks to an interaction were answered."""
    return [request.status for request in discord.requests if request.path.endswith(f"/{asked.token}/callback")]


def outcomes(bot: AskClient) -> float:
    """Count the questions that were answered."""
    return bot.asking.metrics.registry.get_sample_value("ask_questions_total", {"outcome": "answered"}) or 0.0


def votes_counted(bot: AskClient) -> float:
    return bot.asking.metrics.registry.get_sample_value("ask_votes_total", {"vote": "good"}) or 0.0


def votes_of(bot: AskClient, voter: User) -> list:
    name = bot.voting.name_of(voter)
    return [vote for vote in Votes(bot.asking.pipeline.home).past() if vote.user == name]
