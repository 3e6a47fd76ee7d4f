"""Every way to ask, and every button, where a chat model writes the answers; those from before a restart too."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from frontends.discord.server_with_bot import Newsroom, embed_of, is_answer, open_newsroom, running_bot, thread_of, told
from servers import LOOPBACK
from support.discord import Message
from support.scripted import writing

from bot.records.votes import Votes

pytestmark = [pytest.mark.allow_hosts([LOOPBACK]), pytest.mark.slow, pytest.mark.usefixtures("before")]
QUESTION = "What is the name of the airport that Kim came to?"
ALL = "Tell me everything about the visit of Kim."
STANDALONE = "Which airfield did Kim visit near Vladivostok?"
SENTENCE = re.compile(r"(?:\A|(?<=\. )|(?<=\n))[A-Z][^.:]{40,300}\.(?=\s|\Z)")  # whole ones, without a dateline


def write(prompt: str, passages: dict[str, str]) -> str:
    """Write what passages say, all of it where that is asked for."""
    if "Last question:" in prompt:
        return STANDALONE
    said = [f"{found.group().strip()} [{key}]" for key, text in passages.items() for found in SENTENCE.finditer(text)]
    return " ".join(said) if ALL in prompt else next(sentence for sentence in said if "Knevichi" in sentence)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, indexed_home: Path) -> Path:
    return Path(shutil.copytree(indexed_home, tmp_path_factory.mktemp("written") / "home"))


@pytest.fixture(scope="module")
def newsroom(home: Path) -> Iterator[Newsroom]:
    with pytest.MonkeyPatch.context() as patch, open_newsroom() as opened:
        patch.setenv("ASK_HOME", str(home))
        yield opened


@pytest.fixture(scope="module")
def before(newsroom: Newsroom) -> Iterator[Message]:
    """An answer of many sources from before the bot was started anew, with a chat model."""
    with writing(write) as pipeline:
        with running_bot(pipeline):
            newsroom.discord.wait_until_ready()
            asked = newsroom.discord.command(newsroom.ada, newsroom.channel, "ask", {"question": ALL})
            answer = asked.final(is_answer, timeout=60)
        with running_bot(pipeline):
            newsroom.discord.wait_until_ready()
            yield answer


def is_written(message: Message) -> bool:
    return is_answer(message) and "written by test:scripted" in embed_of(message)["footer"]["text"]


def test_mention_opens_a_thread_and_a_follow_up_is_understood_there(newsroom: Newsroom):
    said = newsroom.discord.say(newsroom.ada, newsroom.channel, QUESTION, mention=True)
    thread = thread_of(newsroom, said, is_done=is_written)

    newsroom.discord.say(newsroom.ada, thread, "And which one?", mention=True)
    newsroom.discord.wait(lambda: sum(map(is_written, thread.messages)) == 2)

    assert "**Knevichi" in embed_of(thread.messages[0])["description"]
    assert f"Understood as: {STANDALONE}" in told(thread.messages[-1])


def test_direct_message_and_menu_are_answered(newsroom: Newsroom):
    dm = newsroom.discord.dm(newsroom.ada)
    newsroom.discord.say(newsroom.ada, dm, QUESTION)
    said = newsroom.discord.say(newsroom.boss, newsroom.channel, QUESTION)
    alone = newsroom.discord.menu(newsroom.ada, newsroom.channel, "Answer this", said).final(is_answer)
    newsroom.discord.wait(lambda: any(map(is_written, dm.messages)))

    assert alone.ephemeral
    assert is_written(alone)
    assert "Knevichi" in told(alone)


def test_every_source_is_shown_by_a_button_or_out_of_the_list(newsroom: Newsroom, before: Message):
    marks = sorted({int(mark) for mark in re.findall(r"\[(\d+)\\\]", before.attachments[0].content.decode())})
    listed = before.component("Further sources")["options"]

    shown = [newsroom.discord.click(newsroom.boss, before, "[1]").message()]
    last = str(marks[-1])
    shown.append(newsroom.discord.click(newsroom.boss, before, "Further sources", values=[last]).message())

    assert len(marks) > 20
    assert [option["value"] for option in listed] == [str(mark) for mark in marks[15:]]
    assert [before.component(f"[{mark}]")["label"] for mark in marks[:15]]
    assert all(message.ephemeral and "**" in embed_of(message)["description"] for message in shown)
    assert embed_of(shown[0])["description"] != embed_of(shown[1])["description"]


def test_vote_is_taken_and_a_further_question_goes_on(newsroom: Newsroom, before: Message, home: Path):
    newsroom.discord.click(newsroom.boss, before, "👍").message()
    form = newsroom.discord.click(newsroom.ada, before, "Ask more")
    more = newsroom.discord.submit(newsroom.ada, form, {"text": "And which airfield was it?"}).final(is_answer)

    assert [(vote.question, vote.vote) for vote in Votes(home).past()] == [(ALL, 1)]
    assert is_written(more)
    assert f"Understood as: {STANDALONE}" in told(more)
