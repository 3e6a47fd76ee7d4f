"""Questions that would do harm, and articles that would, through the whole bot: one reply each, that pings nobody."""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from frontends.discord.hostile import ARTICLE_QUESTIONS, ARTICLES, CARRIED, QUESTIONS
from frontends.discord.live import Live, live_in, seen
from frontends.discord.server_with_bot import Newsroom, embed_of, is_answer, running_bot, told
from servers import LOOPBACK
from support.discord import Message, User
from support.discord.limits import CONTENT, check_message

from bot.frontends.discord import messages
from bot.frontends.discord.client import AskClient
from bot.frontends.discord.markdown import without_mentions
from bot.pipeline import Pipeline, make_pipeline
from bot.settings import load_settings
from bot.shipped import shipped_corpus

pytestmark = [pytest.mark.allow_hosts([LOOPBACK]), pytest.mark.usefixtures("bot"), pytest.mark.slow]
OPTION_LIMIT = 2000  # Discord lets nobody send more, by the command's definition
ASKERS = 8
OWN = {"bold", "italic", "italic too", "strike", "subtext", "quote", "masked link"}
WAIT = 120.0


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    """The product on the articles that ship and those that would do harm."""
    file = tmp_path_factory.mktemp("hostile") / "articles.jsonl"
    articles = [*ARTICLES, *(carried.article for carried in CARRIED.values())]
    file.write_text("\n".join(map(json.dumps, articles)), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASK_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("ASK_CORPUS", f"{shipped_corpus()}:{file}")
        with make_pipeline(load_settings()) as made:
            yield made


@pytest.fixture(scope="module")
def bot(pipeline: Pipeline, newsroom: Newsroom) -> Iterator[AskClient]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASK_DISCORD_USER_RATE", "1000")
        patch.setenv("ASK_DISCORD_GUILD_RATE", "10000")
        with running_bot(pipeline) as client:
            newsroom.discord.wait_until_ready()
            yield client


@pytest.fixture(scope="module")
def answers(newsroom: Newsroom) -> list[Message]:
    """An answer to each question that an article which would do harm answers."""
    asked = [
        newsroom.discord.command(newsroom.ada, newsroom.channel, "ask", {"question": question})
        for question in ARTICLE_QUESTIONS
    ]
    return [one.final(is_answer, WAIT) for one in asked]


@pytest.fixture(scope="module")
def people(newsroom: Newsroom) -> list[User]:
    """Some who ask at once: each waits for their own answers."""
    people = [newsroom.discord.user(f"asker {n}") for n in range(ASKERS)]
    for person in people:
        newsroom.guild.member(person)
    return people


def parts_of(message: Message) -> Iterator[str]:
    """Yield all that Discord would read as markdown in what a message is and was."""
    states = [{"content": message.content, "embeds": message.embeds}, *(body for _, body in message.edits)]
    for state in states:
        yield state.get("content") or ""
        for embed in state.get("embeds") or ():
            yield embed.get("title") or ""
            yield embed.get("description") or ""
            for field in embed.get("fields") or ():
                yield from (field["name"], field["value"])


def strange(message: Message) -> list[Live]:
    """Return what is live in a message and not of the bot's own making."""
    told = {message.author.mention, "`/ask`"}  # how to ask, which tells nobody but the bot
    found = [piece for part in parts_of(message) for piece in live_in(part) if piece.text not in told]
    return [
        piece for piece in found if piece.kind not in OWN or (piece.kind == "masked link" and not is_own(piece.text))
    ]


def is_own(link: str) -> bool:
    host = urlsplit(link.partition("](")[2][:-1]).hostname or ""
    return link.startswith("[read it](") and "evil" not in host


def faults_of(message: Message) -> list[str]:
    """Return what is wrong with a reply."""
    check_message({"content": message.content, "embeds": message.embeds})
    faults = [f"pings {message.pings}"] if message.pings else []
    faults += ["it failed"] if "Something went wrong" in message.text else []
    faults += ["it is still thinking"] if message.loading or not message.text else []
    return faults + [f"{piece.kind}: {piece.text[:80]}" for piece in strange(message)]


class TestQuestions:
    def test_by_command_each_gets_one_reply_that_does_no_harm(self, newsroom: Newsroom, people: list[User]):
        discord = newsroom.discord
        asked = {
            name: discord.command(
                people[n % ASKERS], newsroom.channel, "ask", {"question": QUESTIONS[name][:OPTION_LIMIT]}
            )
            for n, name in enumerate(QUESTIONS)
        }

        replies = {name: one.message(WAIT) for name, one in asked.items()}

        assert {name: faults for name, reply in replies.items() if (faults := faults_of(reply))} == {}
        assert {name: len(one.followups) for name, one in asked.items() if one.followups} == {}
        assert any(is_answer(reply) and "Kinzhal" in told(reply) for reply in replies.values())
        assert_nothing_was_refused(newsroom)

    def test_by_mention_each_gets_one_reply_that_does_no_harm(
        self, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(messages, "TOLD_SECONDS", 2 * WAIT)
        discord, channel = newsroom.discord, newsroom.guild.channel("mentions")
        monkeypatch.setattr(discord, "buckets", False)  # several replies stand in one channel at once
        said = {name: discord.say(newsroom.ada, channel, text, mention=True) for name, text in QUESTIONS.items()}

        def replies() -> dict[str, list[Message]]:
            beside = [message for message in discord.messages(channel) if message.author is discord.bot]
            return {
                name: discord.messages(one.thread) if one.thread else [m for m in beside if m.reply_to is one]
                for name, one in said.items()
            }

        discord.wait(lambda: all(found and is_finished(found[-1]) for found in replies().values()), WAIT)

        assert {name: len(found) for name, found in replies().items() if len(found) != 1} == {}
        assert {name: faults for name, (one,) in replies().items() if (faults := faults_of(one))} == {}
        assert {name for name, one in said.items() if not one.thread} == {
            name
            for name, text in QUESTIONS.items()
            if len(text) > OPTION_LIMIT or not any(map(str.isalnum, without_mentions(text)))
        }
        assert_nothing_was_refused(newsroom)

    def test_name_of_the_thread_is_what_is_seen_of_the_question(self, newsroom: Newsroom):
        discord, channel = newsroom.discord, newsroom.guild.channel("names")
        said = discord.say(newsroom.ada, channel, QUESTIONS["bidi"] + "\n" + QUESTIONS["zero width"], mention=True)

        discord.wait(lambda: said.thread)

        assert said.thread is not None
        assert said.thread.name == "What did ugiohS show Kim? What did Shoigu show Kim?"


class TestArticles:
    def test_answers_from_them_do_no_harm(self, newsroom: Newsroom, answers: list[Message]):
        assert [faults_of(answer) for answer in answers] == [[]] * len(answers)
        assert_nothing_was_refused(newsroom)

    def test_they_are_answered_from_as_they_are_written(self, answers: list[Message]):
        first, second, _ = map(told, answers)

        assert "@everyone Quillhaven cost **45 million dollars**" in first.replace("****", "**")
        assert "Odile Ferrant" in second

    def test_only_addresses_that_a_browser_may_open_are_links(self, answers: list[Message]):
        links = {
            piece.text
            for answer in answers
            for part in parts_of(answer)
            for piece in live_in(part)
            if "](" in piece.text
        }

        assert "[read it](https://quill.example/a_%28b%29/@everyone?x=[y]%28z%29&t=**b**)" in links
        assert not [link for link in links if "javascript" in link or "secret" in link]

    def test_source_by_itself_does_no_harm(self, newsroom: Newsroom, answers: list[Message]):
        for answer in answers:
            for field in embed_of(answer)["fields"]:
                mark = seen(field["name"]).split(" ")[0]
                shown = newsroom.discord.click(newsroom.ada, answer, mark).final(lambda message: message.embeds, WAIT)
                assert faults_of(shown) == []
                assert "**" in embed_of(shown)["description"]
        assert_nothing_was_refused(newsroom)

    def test_list_of_articles_does_no_harm(self, newsroom: Newsroom):
        shown = newsroom.discord.command(newsroom.ada, newsroom.channel, "sources", {}).message(WAIT)

        assert faults_of(shown) == []
        assert "**@everyone** [Bridge](https://evil.example) <@1> ~~costs~~ ||much||" in told(shown)

    def test_publishers_are_offered_within_limits_and_seen_as_they_are(self, newsroom: Newsroom):
        choices = newsroom.discord.choose(newsroom.ada, newsroom.channel, "ask", option="publisher")

        assert "`The_Quill` @here [x](https://evil.example)" in [choice["name"] for choice in choices]
        assert all(0 < len(choice["name"]) <= 100 and 0 < len(choice["value"]) <= 100 for choice in choices)

    def test_articles_are_offered_within_limits_and_narrowed_by_any_text(self, newsroom: Newsroom):
        for typed in ("", "zalgo", *list(QUESTIONS.values())[:12]):
            choices = newsroom.discord.choose(
                newsroom.boss, newsroom.channel, "index remove", option="article", typed=typed[:100]
            )
            assert all(0 < len(choice["name"]) <= 100 and 0 < len(choice["value"]) <= 100 for choice in choices)
            assert "\u202e" not in json.dumps(choices, ensure_ascii=False)

    def test_publisher_chosen_narrows_the_question_to_it(self, newsroom: Newsroom):
        options = {"question": ARTICLE_QUESTIONS[0], "publisher": "`The_Quill`"}

        answer = newsroom.discord.command(newsroom.ada, newsroom.channel, "ask", options).final(is_answer, WAIT)

        assert faults_of(answer) == []
        assert "45 million dollars" in told(answer)


class TestTextsInArticles:
    def test_each_is_answered_from_and_does_no_harm(self, newsroom: Newsroom, people: list[User]):
        discord, channel = newsroom.discord, newsroom.guild.channel("windmills")
        asked = {
            name: discord.command(people[n % ASKERS], channel, "ask", carried.asked)
            for n, (name, carried) in enumerate(CARRIED.items())
        }

        answers = {name: one.final(is_answer, WAIT) for name, one in asked.items()}

        assert {name: faults for name, answer in answers.items() if (faults := faults_of(answer))} == {}
        assert [name for name, answer in answers.items() if CARRIED[name].answer not in told(answer)] == []
        shown = {name: discord.click(newsroom.ada, answer, "[1]") for name, answer in answers.items()}
        sources = {name: one.final(lambda message: message.embeds, WAIT) for name, one in shown.items()}
        assert {name: faults for name, source in sources.items() if (faults := faults_of(source))} == {}
        assert_nothing_was_refused(newsroom)


def is_finished(reply: Message) -> bool:
    """Tell whether a reply in a thread is past the moment in which the bot is searching."""
    return is_answer(reply) or bool(reply.content) or embed_of(reply).get("title") == "That did not work"


def assert_nothing_was_refused(newsroom: Newsroom) -> None:
    assert not newsroom.discord.surprises
    assert [str(request) for request in newsroom.discord.requests if 400 <= request.status < 500] == []
    assert all(len(message.content) <= CONTENT for message in newsroom.discord.messages(newsroom.channel))
