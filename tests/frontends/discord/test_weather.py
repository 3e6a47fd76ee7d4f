"""Bad weather at Discord's REST interface: what is refused, late or gone meanwhile costs no answer but its own."""

from collections.abc import Callable, Iterator

import pytest
from frontends.discord.server_with_bot import Newsroom, is_answer, told
from servers import LOOPBACK
from support.discord import Channel, Discord, Interaction, Message, Request, User

from bot.frontends.cli import run
from bot.frontends.discord.client import AskClient

pytestmark = [pytest.mark.allow_hosts([LOOPBACK]), pytest.mark.usefixtures("bot"), pytest.mark.slow]
QUESTION = {"question": "What did Shoigu show Kim?"}
THREADS, SENDS, EDITS = "/threads$", r"^/channels/\d+/messages$", r"^/channels/\d+/messages/\d+$"
CALLBACK, RESPONSE = "/callback$", "/messages/@original$"
HANGS_UP = 0


@pytest.fixture(autouse=True)
def discord(newsroom: Newsroom) -> Iterator[Discord]:
    yield newsroom.discord
    newsroom.discord.stage.weather.refusals.clear()  # of a test that failed, for example


@pytest.fixture
def no_tracebacks(caplog: pytest.LogCaptureFixture) -> Callable[[], bool]:
    return lambda: not [record for record in caplog.records if record.exc_info]


def answers_in(discord: Discord, channel: Channel) -> list[Message]:
    return [message for message in discord.messages(channel) if is_answer(message)]


def answer_in(discord: Discord, channel: Channel) -> Message:
    discord.wait(lambda: answers_in(discord, channel))
    return answers_in(discord, channel)[0]


def answer_to_mention(discord: Discord, asker: User, channel: Channel) -> Message:
    asked = discord.say(asker, channel, QUESTION["question"], mention=True)
    discord.wait(lambda: asked.thread)
    assert asked.thread is not None
    return answer_in(discord, asked.thread)


def ask(discord: Discord, asker: User, channel: Channel, **options: bool) -> Interaction:
    return discord.command(asker, channel, "ask", {**QUESTION, **options})


def asked_of(discord: Discord, method: str, path_end: str) -> list[Request]:
    return [request for request in discord.requests if request.method == method and request.path.endswith(path_end)]


def waits(bot: AskClient) -> float:
    return bot.asking.metrics.registry.get_sample_value("ask_rate_limit_waits_total") or 0.0


def is_answered_elsewhere(newsroom: Newsroom, asker: User) -> bool:
    """Ask as the same person, whose questions are answered in order: the one before is over then."""
    return "Kinzhal" in told(ask(newsroom.discord, asker, newsroom.guild.channel("elsewhere")).final(is_answer))


@pytest.mark.parametrize(("method", "path"), [("POST", SENDS), ("PATCH", EDITS)], ids=["sending", "editing"])
def test_rate_limited_message_comes_all_the_same(discord: Discord, asker: User, method: str, path: str):
    discord.refuse(method, path, 429, times=2, retry_after=0.05)

    talk = discord.dm(asker)
    asked = discord.say(asker, talk, QUESTION["question"])

    assert "Kinzhal" in told(answer_in(discord, talk))
    assert discord.messages(talk) == [asked, *answers_in(discord, talk)]


def test_rate_limited_response_comes_all_the_same(discord: Discord, asker: User, corner: Channel):
    discord.refuse("PATCH", RESPONSE, 429, times=2, retry_after=0.05)

    assert "Kinzhal" in told(ask(discord, asker, corner).final(is_answer))


def test_waits_for_rate_limits_are_counted(discord: Discord, bot: AskClient, asker: User, corner: Channel):
    before = waits(bot)

    discord.refuse("POST", SENDS, 429, times=2, retry_after=0.01)
    talk = discord.dm(asker)
    discord.say(asker, talk, QUESTION["question"])
    answer_in(discord, talk)
    assert waits(bot) == before + 2

    discord.refuse("PATCH", RESPONSE, 429, times=3, retry_after=0.01)
    ask(discord, asker, corner).final(is_answer)
    assert waits(bot) == before + 5


def test_wait_behind_the_message_that_uses_up_what_is_allowed_is_counted(discord: Discord, bot: AskClient, asker: User):
    before, talk = waits(bot), discord.dm(asker)

    for said in range(1, 6):  # Discord takes five in five seconds, as seen in practice
        assert waits(bot) == before
        discord.say(asker, talk, "hi")
        discord.wait(lambda said=said: len(asked_of(discord, "POST", f"/channels/{talk.id}/messages")) == said)

    discord.wait(lambda: waits(bot) == before + 1)


@pytest.mark.parametrize("status", [HANGS_UP, 503, 500, 502])
def test_mention_is_answered_though_every_step_fails_once(discord: Discord, asker: User, corner: Channel, status: int):
    for method, path in (("POST", THREADS), ("POST", SENDS), ("PATCH", EDITS)):
        discord.refuse(method, path, status)

    answer = answer_to_mention(discord, asker, corner)

    assert "Kinzhal" in told(answer)
    assert discord.messages(answer.channel) == [answer]


@pytest.mark.parametrize("status", [HANGS_UP, 503, 500, 502])
def test_command_is_answered_though_every_step_fails_once(discord: Discord, asker: User, corner: Channel, status: int):
    for method, path in (("POST", CALLBACK), ("PATCH", RESPONSE)):
        discord.refuse(method, path, status)

    answer = ask(discord, asker, corner).final(is_answer)

    assert "Kinzhal" in told(answer)
    assert discord.messages(corner) == [answer]


@pytest.mark.parametrize("status", [HANGS_UP, 503])
def test_outage_that_outlasts_the_attempts_ends_that_question_alone(newsroom: Newsroom, asker: User, status: int):
    talk = newsroom.discord.dm(asker)
    newsroom.discord.refuse("POST", f"^/channels/{talk.id}/messages$", status, times=1000)
    newsroom.discord.say(asker, talk, QUESTION["question"])
    newsroom.discord.wait(lambda: len(asked_of(newsroom.discord, "POST", f"/{talk.id}/messages")) == 8, timeout=60)

    assert is_answered_elsewhere(newsroom, asker)


def test_interaction_too_old_to_acknowledge_is_answered_in_the_channel(discord: Discord, asker: User, corner: Channel):
    discord.late(5)

    asked = ask(discord, asker, corner)

    assert "Kinzhal" in told(answer_in(discord, corner))
    assert not asked.answers


def test_token_that_ends_before_the_answer_moves_it_to_the_channel(discord: Discord, asker: User, corner: Channel):
    discord.delay("PATCH", RESPONSE, 0.3)
    asked = ask(discord, asker, corner)
    asked.response()
    discord.expire(asked)

    answer = answer_in(discord, corner)

    assert "Kinzhal" in told(answer)
    assert answer is not asked.original


def test_private_answer_that_comes_too_late_is_shown_to_nobody(
    newsroom: Newsroom, asker: User, corner: Channel, no_tracebacks: Callable[[], bool]
):
    newsroom.discord.late(5)
    ask(newsroom.discord, asker, corner, private=True)
    newsroom.discord.delay("PATCH", RESPONSE, 0.3)
    expired = ask(newsroom.discord, asker, corner, private=True)
    expired.response()
    newsroom.discord.expire(expired)

    assert is_answered_elsewhere(newsroom, asker)
    assert newsroom.discord.messages(corner) == [expired.original]
    assert expired.original.loading
    assert no_tracebacks()


def test_command_too_old_for_any_response_leaves_no_traceback(
    discord: Discord, asker: User, corner: Channel, no_tracebacks: Callable[[], bool]
):
    discord.late(5)
    discord.command(asker, corner, "about")
    discord.wait(lambda: asked_of(discord, "POST", "/callback")[-1].status == 404)

    assert discord.command(asker, corner, "about").message().embeds
    assert no_tracebacks()


def test_channel_deleted_before_the_answer_costs_that_answer_alone(
    newsroom: Newsroom, asker: User, corner: Channel, no_tracebacks: Callable[[], bool]
):
    newsroom.discord.delay("PATCH", RESPONSE, 0.3)
    ask(newsroom.discord, asker, corner).response()
    newsroom.discord.delete(corner)

    assert is_answered_elsewhere(newsroom, asker)
    assert not answers_in(newsroom.discord, corner)
    assert no_tracebacks()


@pytest.mark.parametrize("gone", ["thread", "parent"])
def test_thread_deleted_before_the_answer_costs_that_answer_alone(
    newsroom: Newsroom, asker: User, corner: Channel, no_tracebacks: Callable[[], bool], gone: str
):
    newsroom.discord.delay("PATCH", EDITS, 0.3)
    asked = newsroom.discord.say(asker, corner, QUESTION["question"], mention=True)
    newsroom.discord.wait(lambda: asked.thread and asked.thread.messages)
    assert asked.thread is not None
    newsroom.discord.delete({"thread": asked.thread, "parent": corner}[gone])

    assert is_answered_elsewhere(newsroom, asker)
    assert not answers_in(newsroom.discord, asked.thread)
    assert no_tracebacks()


def test_message_deleted_before_the_answer_is_written_anew(discord: Discord, asker: User, corner: Channel):
    discord.delay("PATCH", EDITS, 0.3)
    asked = discord.say(asker, corner, QUESTION["question"], mention=True)
    discord.wait(lambda: asked.thread and asked.thread.messages)
    assert asked.thread is not None
    discord.delete(asked.thread.messages[0])

    assert "Kinzhal" in told(answer_in(discord, asked.thread))


def test_question_deleted_before_its_thread_is_made_is_not_answered(
    newsroom: Newsroom, asker: User, corner: Channel, no_tracebacks: Callable[[], bool]
):
    newsroom.discord.delay("POST", THREADS, 0.3)
    asked = newsroom.discord.say(asker, corner, QUESTION["question"], mention=True)
    newsroom.discord.delete(asked)

    assert is_answered_elsewhere(newsroom, asker)
    assert not newsroom.discord.threads(corner)
    assert not newsroom.discord.messages(corner)
    assert no_tracebacks()


def test_response_deleted_while_it_is_awaited_is_written_anew(discord: Discord, asker: User, corner: Channel):
    discord.delay("PATCH", RESPONSE, 0.3)
    asked = ask(discord, asker, corner)
    asked.response()
    assert asked.original is not None
    discord.delete(asked.original)

    assert "Kinzhal" in told(answer_in(discord, corner))


def test_record_deleted_meanwhile_is_told_by_the_buttons(
    discord: Discord, bot: AskClient, asker: User, corner: Channel, monkeypatch: pytest.MonkeyPatch
):
    answer = ask(discord, asker, corner).final(is_answer)
    monkeypatch.setenv("ASK_HOME", str(bot.asking.pipeline.home))
    assert run(["log", "--clear", "--yes"]) == 0

    assert "no longer kept" in discord.click(asker, answer, "[1]").message().text


def test_channel_that_may_not_be_written_in_costs_its_own_answers_alone(
    newsroom: Newsroom, asker: User, corner: Channel, no_tracebacks: Callable[[], bool]
):
    newsroom.discord.forbid(corner, "send")
    newsroom.discord.say(asker, corner, QUESTION["question"], mention=True)

    assert is_answered_elsewhere(newsroom, asker)
    assert no_tracebacks()


@pytest.mark.parametrize("refused", [False, True])
def test_where_no_embed_may_be_shown_the_answer_is_text(
    newsroom: Newsroom, asker: User, corner: Channel, *, refused: bool
):
    discord = newsroom.discord
    discord.forbid(corner, "embed_links")
    if refused:  # as Discord has done at times, where there is nothing beside the embed
        discord.refuse("POST", r"/channels/\d+/messages$", 403, body={"message": "", "code": 50013})
    said = discord.say(asker, corner, QUESTION["question"], mention=True)
    discord.wait(lambda: said.thread and any("Kinzhal" in message.content for message in said.thread.messages))

    assert said.thread is not None
    answer = said.thread.messages[-1]
    assert "I lack the permission *Embed Links* here" in answer.content
    assert answer.component("[1]")
    assert not answer.embeds


def test_where_no_thread_may_be_made_the_answer_stands_beside_its_question(
    discord: Discord, asker: User, corner: Channel
):
    discord.forbid(corner, "create_threads")
    asked = discord.say(asker, corner, QUESTION["question"], mention=True)

    answer = answer_in(discord, corner)

    assert "Kinzhal" in told(answer)
    assert answer.reply_to is asked
    assert not discord.threads(corner)
