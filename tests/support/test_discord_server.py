"""The stand-in Discord, with a bot of discord.py that does not know that it is one."""

import pytest
from servers import LOOPBACK

from support.discord import Attachment, Channel, Discord, User
from support.discord.small_bot import SmallBot, discord, running_bot

pytestmark = pytest.mark.allow_hosts([LOOPBACK])


def test_a_command_is_deferred_and_its_answer_edited_in(
    stand_in: Discord, bot: SmallBot, general: Channel, ada: User
) -> None:
    asked = stand_in.command(ada, general, "ask", {"question": "How far?"})
    answer = asked.final(lambda message: message.components)

    assert asked.response()["type"] == 5
    assert asked.acknowledged_after is not None
    assert asked.acknowledged_after < 1
    assert answer.embeds[0]["title"] == "How far?"
    assert stand_in.messages(general) == [answer]
    assert len(answer.edits) == 1
    assert not answer.loading
    assert not bot.failures


@pytest.mark.usefixtures("bot")
def test_a_pressed_button_is_answered_to_one_alone(stand_in: Discord, general: Channel, ada: User) -> None:
    answer = stand_in.command(ada, general, "ask", {"question": "How far?"}).message()

    for name in ("good", "Good", "👍"):
        assert stand_in.click(ada, answer, name).message().content == "Thank you"
    assert stand_in.messages(general)[-1].ephemeral


@pytest.mark.usefixtures("bot")
def test_a_form_is_brought_up_and_sent(stand_in: Discord, general: Channel, ada: User) -> None:
    answer = stand_in.command(ada, general, "ask", {"question": "How far?"}).message()
    asked = stand_in.click(ada, answer, "Ask more")
    sent = stand_in.submit(ada, asked, {"Your question": "How high?"})

    assert sent.message().content == "more: How high?"
    assert sent.source is answer


@pytest.mark.usefixtures("bot")
def test_choices_come_while_a_user_types(stand_in: Discord, general: Channel, ada: User) -> None:
    choices = stand_in.choose(ada, general, "ask", option="publisher", typed="A")

    assert [choice["name"] for choice in choices] == ["Ars"]


@pytest.mark.usefixtures("bot")
def test_files_go_to_the_bot_and_come_back(stand_in: Discord, general: Channel, ada: User) -> None:
    asked = stand_in.command(ada, general, "index add", {"article": Attachment("näh.md", b"# News")})

    assert [(file.name, file.content) for file in asked.message().attachments] == [("näh.md", b"# News")]


@pytest.mark.usefixtures("bot")
def test_the_menu_of_a_message_shows_its_content_without_the_intent(
    stand_in: Discord, general: Channel, ada: User
) -> None:
    said = stand_in.say(ada, general, "The sky is blue")
    asked = stand_in.menu(ada, general, "Answer this", said)

    assert asked.message().content == "about: The sky is blue"


def test_content_is_blank_without_the_intent_unless_the_bot_is_meant(
    stand_in: Discord, bot: SmallBot, general: Channel, ada: User
) -> None:
    stand_in.say(ada, general, "among us")
    stand_in.say(ada, stand_in.dm(ada), "in private")
    said = stand_in.say(ada, general, "to you", mention=True)
    stand_in.wait(lambda: stand_in.threads(general))
    in_thread = stand_in.threads(general)[0]
    stand_in.wait(lambda: in_thread.messages)
    stand_in.say(ada, in_thread, "reply", reply_to=in_thread.messages[0])
    stand_in.say(ada, in_thread, "silent reply", reply_to=in_thread.messages[0], ping=False)
    stand_in.wait(lambda: len(bot.read) == 5)

    assert bot.read == ["", "in private", f"<@{stand_in.bot_id}> to you", "reply", ""]
    assert said.thread is in_thread
    assert in_thread.owner is stand_in.bot
    assert in_thread.messages[0].content == "in the thread @everyone"
    assert in_thread.messages[0].pings == []


def test_content_comes_with_the_intent(stand_in: Discord, general: Channel, ada: User) -> None:
    stand_in.message_content_allowed = True
    intents = discord.Intents(guilds=True, guild_messages=True, message_content=True)
    with running_bot(stand_in, intents) as bot:
        stand_in.wait_until_ready()
        stand_in.say(ada, general, "among us")
        stand_in.wait(lambda: bot.read)

    assert bot.read == ["among us"]


def test_an_intent_that_is_switched_off_ends_the_bot(stand_in: Discord, general: Channel) -> None:
    assert general.guild is not None
    with running_bot(stand_in, discord.Intents(guilds=True, message_content=True)) as bot:
        stand_in.wait(lambda: bot.failures)

    assert isinstance(bot.failures[0], discord.PrivilegedIntentsRequired)


def test_a_wrong_token_ends_the_bot(stand_in: Discord) -> None:
    with running_bot(stand_in, token="wrong") as bot:
        stand_in.wait(lambda: bot.failures)

    assert isinstance(bot.failures[0], discord.LoginFailure)
    assert [(request.path, request.status) for request in stand_in.requests] == [("/users/@me", 401)]


def test_commands_are_registered_and_held_to_by_users(
    stand_in: Discord, bot: SmallBot, general: Channel, ada: User
) -> None:
    assert stand_in.syncs == 1
    assert [command["name"] for command in stand_in.commands] == [command.name for command in bot.tree.get_commands()]
    for name, options in (("nothing", {}), ("ask", {}), ("ask", {"question": 5}), ("index remove", {})):
        with pytest.raises(AssertionError):
            stand_in.command(ada, general, name, options)


def test_too_late_an_interaction_is_unknown(stand_in: Discord, bot: SmallBot, general: Channel, ada: User) -> None:
    stand_in.late(4)
    asked = stand_in.command(ada, general, "ask", {"question": "How far?"})
    stand_in.wait(lambda: bot.errors)

    assert "10062" in bot.errors[0]
    assert asked.answer is None
    assert stand_in.messages(general) == []


def test_a_429_is_obeyed(stand_in: Discord, bot: SmallBot, general: Channel, ada: User) -> None:
    stand_in.refuse("POST", r"/channels/\d+/messages$", 429, times=2, retry_after=0.05)
    stand_in.say(ada, general, "to you", mention=True)
    stand_in.wait(lambda: stand_in.threads(general) and stand_in.threads(general)[0].messages)
    posts = [request for request in stand_in.requests if request.path.endswith("/messages")]

    assert [request.status for request in posts] == [429, 429, 200]
    assert posts[1].time - posts[0].time >= 0.05
    assert not bot.errors


def test_everything_may_come_twice(stand_in: Discord, bot: SmallBot, general: Channel, ada: User) -> None:
    stand_in.twice = True
    stand_in.say(ada, general, "to you", mention=True)
    asked = stand_in.command(ada, general, "ask", {"question": "How far?"})
    asked.message()
    stand_in.wait(lambda: len(bot.errors) == 2)

    assert len(bot.read) == 2
    assert ["160004" in error or "40060" in error for error in bot.errors] == [True, True]
    assert len(stand_in.threads(general)) == 1


def test_what_is_deleted_is_unknown(stand_in: Discord, bot: SmallBot, general: Channel, ada: User) -> None:
    stand_in.delay("POST", "/threads$", 0.1)
    said = stand_in.say(ada, general, "to you", mention=True)
    stand_in.delete(said)
    stand_in.wait(lambda: bot.errors)

    assert "10008" in bot.errors[0]


def test_what_is_forbidden_is_refused(stand_in: Discord, bot: SmallBot, general: Channel, ada: User) -> None:
    stand_in.forbid(general, "create_threads")
    stand_in.say(ada, general, "to you", mention=True)
    stand_in.wait(lambda: bot.errors)

    assert "50013" in bot.errors[0]
    place = bot.get_channel(general.id)
    assert isinstance(place, discord.TextChannel)
    assert not place.permissions_for(place.guild.me).create_public_threads


def test_direct_conversations_have_commands_too(stand_in: Discord, bot: SmallBot, ada: User) -> None:
    direct = stand_in.dm(ada)
    asked = stand_in.command(ada, direct, "ask", {"question": "How far?"})

    assert asked.final(lambda message: message.embeds).channel is direct
    assert not bot.errors
