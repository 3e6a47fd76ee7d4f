"""Many people at once, people who ask too much, and places where the bot does not answer."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from frontends.discord.server_with_bot import Newsroom, is_answer, open_newsroom, running_bot, told
from servers import LOOPBACK
from support.discord import Channel, Interaction, User

from bot.frontends.discord.client import AskClient
from bot.pipeline import Pipeline

pytestmark = [pytest.mark.allow_hosts([LOOPBACK]), pytest.mark.slow]
QUESTION = "What did Shoigu show Kim?"
UNTOLD = "Who won the tennis final in Wimbledon?"


@contextmanager
def newsroom_with(pipeline: Pipeline, *, workers: int = 1, **settings: object) -> Iterator[tuple[Newsroom, AskClient]]:
    """Open a newsroom whose bot has settings of its own."""
    with open_newsroom() as newsroom, pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASK_HOME", str(pipeline.home))
        for name, value in settings.items():
            patch.setenv(f"ASK_DISCORD_{name.upper()}", str(value))
        with running_bot(pipeline, workers=workers) as bot:
            newsroom.discord.wait_until_ready()
            yield newsroom, bot


def ask(newsroom: Newsroom, person: User, channel: Channel | None = None, question: str = QUESTION) -> Interaction:
    return newsroom.discord.command(person, channel or newsroom.channel, "ask", {"question": question})


def people_of(newsroom: Newsroom, count: int) -> list[User]:
    people = [newsroom.discord.user(f"person-{n}") for n in range(count)]
    for person in people:
        newsroom.guild.member(person)
    return people


def test_question_is_acknowledged_while_others_are_answered(pipeline: Pipeline):
    with newsroom_with(pipeline) as (newsroom, _):
        first, second = people_of(newsroom, 2)
        ask(newsroom, first).response()

        later = ask(newsroom, second)

        assert later.response()["type"] == 5
        assert "Kinzhal" in told(later.final(is_answer))


def test_who_comes_when_too_many_wait_is_told_so_at_once_and_the_others_are_answered(pipeline: Pipeline):
    with newsroom_with(pipeline, queue=2) as (newsroom, bot):
        asked = [ask(newsroom, person) for person in people_of(newsroom, 12)]

        kinds = [one.response()["type"] for one in asked]
        answered = [one for one, kind in zip(asked, kinds, strict=True) if kind == 5]
        busy = [one for one, kind in zip(asked, kinds, strict=True) if kind == 4]

        assert answered
        assert busy
        assert all("Kinzhal" in told(one.final(is_answer)) for one in answered)
        assert {one.message().content for one in busy} == {"I am busy; ask again in a minute."}
        assert all(one.message().ephemeral for one in busy)
        newsroom.discord.wait(lambda: bot.asking.queue.waiting == 0)


def test_answers_to_one_person_keep_their_order(pipeline: Pipeline):
    with newsroom_with(pipeline, workers=4) as (newsroom, _):
        newsroom.discord.delay("POST", r".*/callback", 0.3)  # the first acknowledgement takes longer than the others
        asked = [ask(newsroom, newsroom.ada, question=f"{QUESTION} {'Please. ' * (3 - n)}") for n in range(3)]

        finals = [one.final(is_answer) for one in asked]

        times = [message.edits[-1][0] for message in finals]
        assert times == sorted(times)


def test_who_asks_too_much_is_told_when_to_come_back_and_others_are_not_held_up(pipeline: Pipeline):
    with newsroom_with(pipeline, user_rate=2) as (newsroom, _):
        for _ in range(2):
            ask(newsroom, newsroom.ada).final(is_answer)

        third = ask(newsroom, newsroom.ada).message()

        assert "That was a lot of questions; ask again in " in third.content
        assert third.ephemeral
        assert "Kinzhal" in told(ask(newsroom, newsroom.boss).final(is_answer))


def test_server_that_asks_too_much_is_told_so(pipeline: Pipeline):
    with newsroom_with(pipeline, guild_rate=1) as (newsroom, _):
        ask(newsroom, newsroom.ada).final(is_answer)

        refused = ask(newsroom, newsroom.boss).message().content
        assert refused.startswith("A lot of questions came from this server, all people together; ask again in ")


def test_only_the_channels_that_are_named_are_answered_in(pipeline: Pipeline):
    with open_newsroom() as newsroom, pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASK_HOME", str(pipeline.home))
        patch.setenv("ASK_DISCORD_CHANNELS", str(newsroom.channel.id))
        elsewhere = newsroom.guild.channel("elsewhere")
        with running_bot(pipeline):
            newsroom.discord.wait_until_ready()

            said = newsroom.discord.say(newsroom.ada, elsewhere, QUESTION, mention=True)
            newsroom.discord.wait(lambda: len(newsroom.discord.messages(elsewhere)) > 1)
            refused = ask(newsroom, newsroom.ada, elsewhere).message()

            assert said.thread is None
            assert newsroom.discord.messages(elsewhere)[1].content == "I do not answer in this place."
            assert refused.content == "I do not answer in this place."
            assert "Kinzhal" in told(ask(newsroom, newsroom.ada).final(is_answer))


def test_only_the_roles_that_are_named_are_answered(pipeline: Pipeline):
    with open_newsroom() as newsroom, pytest.MonkeyPatch.context() as patch:
        role = newsroom.guild.role("reader")
        patch.setenv("ASK_HOME", str(pipeline.home))
        patch.setenv("ASK_DISCORD_ROLES", str(role.id))
        reader = newsroom.discord.user("reader")
        newsroom.guild.member(reader, roles=[role])
        with running_bot(pipeline):
            newsroom.discord.wait_until_ready()

            assert ask(newsroom, newsroom.ada).message().content == "You lack the role that I answer to."
            answer = ask(newsroom, reader).final(is_answer)
            assert "Kinzhal" in told(answer)
            for name in ("sources", "about"):
                shown = newsroom.discord.command(newsroom.ada, newsroom.channel, name, {}).message()
                assert (shown.content, shown.embeds) == ("You lack the role that I answer to.", [])
            for name in ("[1]", "👍", "👎", "Ask more"):
                clicked = newsroom.discord.click(newsroom.ada, answer, name).message()
                assert (clicked.content, clicked.embeds) == ("You lack the role that I answer to.", [])
            assert newsroom.discord.choose(newsroom.ada, newsroom.channel, "ask", option="publisher", typed="") == []
            privacy = newsroom.discord.command(newsroom.ada, newsroom.channel, "privacy", {}).message()
            assert "What I keep" in told(privacy)


def test_plain_question_in_its_thread_is_answered_where_the_bot_may_read_along_and_no_talk(pipeline: Pipeline):
    with open_newsroom() as newsroom, pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASK_HOME", str(pipeline.home))
        patch.setenv("ASK_DISCORD_MESSAGE_CONTENT", "1")
        newsroom.discord.message_content_allowed = True
        discord = newsroom.discord
        with running_bot(pipeline):
            discord.wait_until_ready()
            said = discord.say(newsroom.ada, newsroom.channel, "When did Kim visit the airfield?", mention=True)
            discord.wait(lambda: said.thread is not None and any(map(is_answer, said.thread.messages)))
            assert said.thread is not None
            assert "just write your next question" in told(said.thread.messages[-1])

            for text in ("Did you see that?", f"@boss {QUESTION}", f"<@{newsroom.boss.id}> {QUESTION}", "lol really?"):
                discord.say(newsroom.ada, said.thread, text)
            between = discord.say(newsroom.boss, said.thread, "What a day")
            discord.say(newsroom.ada, said.thread, QUESTION, reply_to=between)
            discord.say(newsroom.ada, said.thread, QUESTION)
            discord.wait(lambda: said.thread is not None and sum(map(is_answer, said.thread.messages)) == 2)
            answer = said.thread.messages[-1]
            discord.say(newsroom.ada, said.thread, "Thank you!", reply_to=answer, ping=False)
            discord.say(newsroom.ada, said.thread, UNTOLD, reply_to=answer, ping=False)
            discord.wait(lambda: said.thread is not None and sum(map(is_answer, said.thread.messages)) == 3)

            # With nobody else around, what only names something is asked too; then somebody else speaks.
            discord.say(newsroom.ada, said.thread, "the frigate")
            discord.wait(lambda: said.thread is not None and sum(map(is_answer, said.thread.messages)) == 4)
            discord.say(newsroom.boss, said.thread, "lunch is ready")
            discord.say(newsroom.ada, said.thread, "the canteen")
            discord.say(newsroom.ada, said.thread, "What about the missiles")
            discord.wait(lambda: said.thread is not None and sum(map(is_answer, said.thread.messages)) == 5)

            role = newsroom.guild.role("ask", of_bot=True)
            called = discord.say(newsroom.ada, newsroom.channel, f"{role.mention} {QUESTION}")
            discord.wait(lambda: called.thread is not None and any(map(is_answer, called.thread.messages)))

            answers = [message for message in said.thread.messages if message.author is discord.bot]
            assert ["Kinzhal" in told(answer) for answer in answers[1:3]] == [True, False]
            assert [answer.reply_to and answer.reply_to.content for answer in answers[3:]] == [
                "the frigate",
                "What about the missiles",
            ]


def test_nothing_is_kept_and_no_button_needs_it_where_the_record_is_off(pipeline: Pipeline):
    with open_newsroom() as newsroom, pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASK_HOME", str(pipeline.home))
        patch.setenv("ASK_LOG", "off")
        with running_bot(pipeline) as bot:
            newsroom.discord.wait_until_ready()
            answer = ask(newsroom, newsroom.ada).final(is_answer)
            privacy = newsroom.discord.command(newsroom.ada, newsroom.channel, "privacy", {}).message()

            names = [button["custom_id"] for row in answer.components for button in row["components"]]
            assert names == [f"ask:delete:{newsroom.ada.id}"]
            assert "Ask more" not in told(answer)
            assert "To go on, mention me: that opens a thread" in told(answer)
            assert "I keep neither questions nor answers." in told(privacy)
            assert not bot.asking.memory.keeps
