"""Answers that a chat model writes, on Discord: they grow as they are written, and are settled once checked."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from frontends.discord.server_with_bot import Newsroom, embed_of, is_answer, open_newsroom, running_bot, told
from servers import LOOPBACK
from support.discord import Message
from support.scripted import writing

from bot.frontends.discord.shown import Colour

EDIT_SECONDS = 1.2  # more often, and Discord makes the last edit wait
pytestmark = [pytest.mark.allow_hosts([LOOPBACK]), pytest.mark.slow]
QUESTION = "What is the name of the airport that Kim came to?"
INVENTED = "The capital of France is Paris @everyone."


def write(_: str, passages: dict[str, str]) -> str:
    """Write what a passage says, and something that none does."""
    key, text = next((key, text) for key, text in passages.items() if "Knevichi" in text)
    sentence = next(line for line in text.split(". ") if "Knevichi" in line)
    return f"{sentence} [{key}]. {INVENTED} [{key}]"


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    """A server whose bot has a chat model that takes a few seconds for an answer."""
    with open_newsroom() as opened, pytest.MonkeyPatch.context() as patch, writing(write, pause=0.1) as pipeline:
        patch.setenv("ASK_HOME", str(pipeline.home))
        with running_bot(pipeline):
            opened.discord.wait_until_ready()
            yield opened


def test_answer_grows_by_edits_with_time_between_them(newsroom: Newsroom):
    asked = newsroom.discord.command(newsroom.ada, newsroom.channel, "ask", {"question": QUESTION})

    message = asked.final(is_answer, timeout=30)

    growing = [time for time, payload in message.edits if "not checked yet" in str(payload)]
    assert len(growing) >= 2
    assert all(QUESTION in str(payload) for _, payload in message.edits if payload.get("embeds"))
    assert all(later - earlier > EDIT_SECONDS - 0.2 for earlier, later in pairwise(growing))


def test_what_nothing_bears_out_is_struck_in_the_settled_answer(newsroom: Newsroom):
    asked = newsroom.discord.command(newsroom.ada, newsroom.channel, "ask", {"question": QUESTION})

    message = asked.final(is_answer, timeout=30)

    assert "**Knevichi" in embed_of(message)["description"]
    assert "~~The capital of France is Paris.~~ (not borne out)" in told(message)
    assert embed_of(message)["color"] == Colour.PARTLY
    assert "written by" in embed_of(message)["footer"]["text"]
    assert not message.pings


def test_answers_that_grow_in_one_thread_leave_each_other_the_last_edit(newsroom: Newsroom):
    discord, ada, boss = newsroom.discord, newsroom.ada, newsroom.boss
    thread = discord.thread(ada, newsroom.channel, "Two at once")
    asked = [discord.say(who, thread, QUESTION, mention=True) for who in (ada, boss)]

    def answers() -> list[Message]:
        return [m for m in discord.messages(thread) if m.reply_to in asked and is_answer(m)]

    discord.wait(lambda: len(answers()) == 2, timeout=30)

    edits = sorted(at for message in answers() for at, _ in message.edits)
    growing = [payload for message in answers() for _, payload in message.edits if "not checked yet" in str(payload)]
    assert growing
    assert all(sum(at <= other < at + 5 for other in edits) <= 5 for at in edits)


def test_answer_whose_interaction_ends_meanwhile_takes_the_place_of_what_was_written(newsroom: Newsroom):
    discord = newsroom.discord
    corner = newsroom.guild.channel("corner")
    asked = discord.command(newsroom.ada, corner, "ask", {"question": QUESTION})
    asked.response()
    discord.wait(lambda: any("not checked yet" in str(payload) for _, payload in asked.original.edits), timeout=30)
    discord.expire(asked)

    discord.wait(lambda: is_answer(asked.original), timeout=30)

    assert discord.messages(corner) == [asked.original]
    assert "not checked yet" not in told(asked.original)
