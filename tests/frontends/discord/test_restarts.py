"""One restart of the bot, with what was there before it, and another process that indexes beside it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from frontends.discord.server_with_bot import Newsroom, embed_of, is_answer, running_bot, told
from servers import LOOPBACK
from support.discord import Channel, Discord, Interaction, Message, User

import bot
from bot.frontends.discord.client import AskClient
from bot.pipeline import Pipeline
from bot.records.votes import Vote, Votes
from bot.shipped import shipped_corpus

pytestmark = [pytest.mark.allow_hosts([LOOPBACK]), pytest.mark.slow]
SHOWN = "What did Shoigu show Kim?"
DAY = "What did Kim do on 15 September 2023?"
NEXT_DAY = "And the next day?"
UNDERSTOOD = "What did Kim do on 16 September 2023?"
HEN = "Where did the speckled hen lay her egg?"
FILLED = {"text": "It was another missile."}


@dataclass(frozen=True)
class Before:
    """What users have in front of them from before the restart, and the bot as it is after it."""

    shown: Message
    """An answer that tells what Shoigu showed Kim, with its buttons."""
    own: Message
    """Another one, asked by Ada."""
    hen: Message
    """The answer to a question about an article that another process took in while the bot ran."""
    thread: Channel
    """Where the mention of a day was answered."""
    page: Message
    """The first page of the articles."""
    form: Interaction
    """An open form for the next question, after an answer about a day."""
    reason: Interaction
    """An open form for what is wrong with an answer."""
    line: Message
    """What told how to ask, and was to delete itself."""
    bot: AskClient


@pytest.fixture(scope="module")
def restarted(pipeline: Pipeline, newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Before]:
    """Run the bot, leave things open, index articles beside it, and start it anew."""
    discord, channel, ada, eve = newsroom.discord, newsroom.channel, newsroom.ada, newsroom.discord.user("eve")
    with running_bot(pipeline):
        discord.wait_until_ready()
        shown = asked(discord, ada, channel, SHOWN)
        own = asked(discord, ada, channel, SHOWN)
        day = asked(discord, ada, channel, DAY)
        mention = discord.say(eve, channel, DAY, mention=True)
        form = discord.click(ada, day, "Ask more")
        reason = discord.click(eve, shown, "👎")
        index_beside(pipeline.home, tmp_path_factory.mktemp("farm"))
        hen = asked(discord, eve, channel, HEN)
        page = discord.command(eve, channel, "sources").message()
        discord.wait(lambda: mention.thread and any(map(is_answer, mention.thread.messages)))
        form.modal()
        reason.modal()
        discord.lag("POST", r"^/channels/\d+/messages$", 0.5)  # the bot is stopped before it knows what it sent
        greeting = discord.say(eve, channel, "hi", mention=True)
        discord.wait(lambda: any(message.reply_to is greeting for message in channel.messages))
        line = next(message for message in channel.messages if message.reply_to is greeting)
    assert mention.thread is not None
    with running_bot(pipeline) as client:
        discord.wait_until_ready()
        yield Before(shown, own, hen, mention.thread, page, form, reason, line, client)


@pytest.fixture
def discord(newsroom: Newsroom, restarted: Before) -> Discord:  # noqa: ARG001 - there after the restart
    return newsroom.discord


def asked(discord: Discord, asker: User, channel: Channel, question: str) -> Message:
    return discord.command(asker, channel, "ask", {"question": question}).final(is_answer)


def index_beside(home: Path, folder: Path) -> None:
    """Index the articles that ship and twelve more, in another process."""
    for number in range(12):
        (folder / f"farm-{number}.md").write_text(f"# News from farm {number}\n\nNothing happened on farm {number}.\n")
    hen = "# A hen\n\nThe speckled hen laid her egg in the bell tower of Saint Agnes on Monday.\n"
    (folder / "hen.md").write_text(hen)
    env = {**os.environ, "ASK_HOME": str(home), "PYTHONPATH": str(Path(bot.__file__).parent.parent)}
    command = "from bot.frontends.cli import main; main()"
    subprocess.run(
        [sys.executable, "-c", command, "index", str(shipped_corpus()), str(folder)],
        env=env,
        check=True,
        capture_output=True,
        timeout=120,
    )


def votes_of(client: AskClient, voter: User) -> list[Vote]:
    name = client.voting.name_of(voter)
    return [vote for vote in Votes(client.asking.pipeline.home).past() if vote.user == name]


def test_article_that_another_process_took_in_is_answered_from(restarted: Before):
    assert "bell tower" in told(restarted.hen)


def test_line_that_deletes_itself_does_not_outlive_the_bot(restarted: Before):
    assert restarted.line.deleted


def test_commands_that_did_not_change_are_not_sent_again(discord: Discord):
    assert discord.syncs == 1


def test_source_button_from_before_shows_its_source(discord: Discord, restarted: Before, asker: User):
    source = discord.click(asker, restarted.shown, "[1]").message()

    quote = embed_of(restarted.shown)["fields"][0]["value"].partition("“")[2].rpartition("”")[0]
    assert source.ephemeral
    assert quote.replace("\\", "") in told(source).replace("**", "")


def test_vote_on_an_answer_from_before_counts(discord: Discord, restarted: Before, asker: User):
    discord.click(asker, restarted.shown, "👍").message()

    assert [(vote.vote, vote.question) for vote in votes_of(restarted.bot, asker)] == [(1, SHOWN)]


def test_bad_vote_on_an_answer_from_before_counts_without_a_reason(discord: Discord, restarted: Before, asker: User):
    discord.submit(asker, discord.click(asker, restarted.shown, "👎"), {}).message()

    assert [vote.vote for vote in votes_of(restarted.bot, asker)] == [-1]


def test_reason_from_a_form_opened_before_is_kept(discord: Discord, restarted: Before):
    eve = restarted.reason.user
    sent = discord.submit(eve, restarted.reason, FILLED)

    assert "kept" in sent.message().text
    assert [vote.reason for vote in votes_of(restarted.bot, eve)] == [FILLED["text"]]


def test_question_from_a_form_opened_before_is_understood_in_its_conversation(discord: Discord, restarted: Before):
    sent = discord.submit(restarted.form.user, restarted.form, {"text": NEXT_DAY})

    assert UNDERSTOOD in told(sent.final(is_answer))


def test_ask_more_on_an_answer_from_before_opens_a_form_that_works(discord: Discord, restarted: Before, asker: User):
    opened = discord.click(asker, restarted.hen, "Ask more")
    sent = discord.submit(asker, opened, {"text": SHOWN})

    assert "Kinzhal" in told(sent.final(is_answer))


def test_follow_up_in_a_thread_from_before_is_understood_in_context(discord: Discord, restarted: Before, asker: User):
    discord.say(asker, restarted.thread, NEXT_DAY, mention=True)

    discord.wait(lambda: len([m for m in discord.messages(restarted.thread) if is_answer(m)]) == 2)
    assert UNDERSTOOD in told(discord.messages(restarted.thread)[-1])


def test_delete_button_from_before_knows_whose_answer_it_is(discord: Discord, restarted: Before, asker: User):
    refused = discord.click(asker, restarted.own, "Delete")
    assert "Only the one who asked" in refused.message().text
    assert not restarted.own.deleted

    discord.click(restarted.form.user, restarted.own, "Delete")
    discord.wait(lambda: restarted.own.deleted)


def test_page_button_from_before_turns_the_page(discord: Discord, restarted: Before):
    assert "Page 1 of 2" in restarted.page.text

    discord.click(restarted.reason.user, restarted.page, "▶")

    discord.wait(lambda: "Page 2 of 2" in restarted.page.text)
