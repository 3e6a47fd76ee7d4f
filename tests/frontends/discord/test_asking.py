"""Questions on Discord, by every way in, answered end to end over sockets."""

import pytest
from frontends.discord.server_with_bot import Newsroom, embed_of, is_answer, thread_of, told
from servers import LOOPBACK
from support.discord import Channel, User

from bot.frontends.discord import messages

pytestmark = [pytest.mark.allow_hosts([LOOPBACK]), pytest.mark.usefixtures("bot")]
QUESTION = "What did Shoigu show Kim?"
EMPTY = "There is no question in that; ask me something about the articles."
UNTOLD = "Who won the tennis final in Wimbledon?"


def test_commands_are_sent_to_discord_in_both_languages(newsroom: Newsroom):
    commands = {command["name"]: command for command in newsroom.discord.commands}

    assert set(commands) == {"ask", "Answer this", "sources", "about", "privacy", "index"}
    assert commands["ask"]["description_localizations"]["de"] == "Den Artikeln eine Frage stellen"


def test_commands_on_the_index_are_for_servers_alone_and_all_others_for_everywhere(newsroom: Newsroom):
    places = {
        command["name"]: (command["contexts"], command["integration_types"]) for command in newsroom.discord.commands
    }

    assert places.pop("index") == ([0], [0])
    assert set(map(repr, places.values())) == {"([0, 1, 2], [0, 1])"}


def test_command_is_acknowledged_and_answered_in_one_embed(newsroom: Newsroom):
    asked = newsroom.discord.command(newsroom.ada, newsroom.channel, "ask", {"question": QUESTION})

    message = asked.final(is_answer)

    assert asked.answer is not None
    assert asked.answer["type"] == 5
    assert embed_of(message)["description"].startswith(f"> {QUESTION}\n")
    assert "Kinzhal" in told(message)
    assert "[1]" in told(message)
    assert "To go on from here, use “Ask more”." in told(message)
    assert "5 articles, 13 September 2023 to 17 September 2023" in embed_of(message)["footer"]["text"]
    assert not newsroom.discord.surprises


def test_short_answer_is_bold_and_every_source_has_its_quote(newsroom: Newsroom):
    question = {"question": "What is the name of the airport that Kim came to?"}

    embed = embed_of(newsroom.discord.command(newsroom.ada, newsroom.channel, "ask", question).final(is_answer))

    assert "**Knevichi" in embed["description"]
    assert all("> “" in field["value"] for field in embed["fields"])
    assert embed["fields"][0]["name"].startswith("\\[1\\] ")


def test_question_that_no_article_answers_is_told_with_the_reason_and_the_nearest_headlines(newsroom: Newsroom):
    asked = newsroom.discord.command(newsroom.ada, newsroom.channel, "ask", {"question": UNTOLD})

    message = asked.final(is_answer)

    assert embed_of(message)["title"] == "No answer"
    assert f"> {UNTOLD}\nNothing on this was found in the articles." in told(message)
    assert "fields" not in embed_of(message)


@pytest.mark.parametrize(
    ("question", "locale", "title"),
    [("Who are you?", "en-US", "What I am"), ("help", "en-US", "What I am"), ("Was kannst du?", "de", "Was ich bin")],
)
def test_who_asks_for_the_bot_itself_is_told_what_it_is_and_where_more_stands(
    newsroom: Newsroom, question: str, locale: str, title: str
):
    asked = newsroom.discord.command(newsroom.ada, newsroom.channel, "ask", {"question": question}, locale=locale)

    message = asked.final(is_answer)

    assert embed_of(message)["title"] == title
    assert "`/about`" in told(message)


def test_private_question_is_answered_to_its_asker_alone(newsroom: Newsroom):
    options = {"question": QUESTION, "private": True}

    message = newsroom.discord.command(newsroom.ada, newsroom.channel, "ask", options).final(is_answer)

    assert message.ephemeral
    with pytest.raises(AssertionError):
        message.component("🗑")


@pytest.mark.parametrize("since", ["2023-09-17", "17.09.2023"])
def test_dates_and_publisher_narrow_the_question(newsroom: Newsroom, since: str):
    options = {"question": QUESTION, "since": since, "publisher": "AP"}

    message = newsroom.discord.command(newsroom.ada, newsroom.channel, "ask", options).final(is_answer)

    assert {field["value"].split(" · ")[1].split("\n")[0] for field in embed_of(message)["fields"]} == {
        "17 September 2023"
    }


def test_date_of_another_form_is_refused_with_the_right_one(newsroom: Newsroom):
    options = {"question": QUESTION, "since": "September"}

    message = newsroom.discord.command(newsroom.ada, newsroom.channel, "ask", options).message()

    assert message.ephemeral
    assert "since takes a day such as 2023-09-16, not “September”." in message.content


def test_publishers_are_offered_as_they_are_typed(newsroom: Newsroom):
    choices = newsroom.discord.choose(newsroom.ada, newsroom.channel, "ask", option="publisher", typed="afp")

    assert [choice["value"] for choice in choices] == ["after AFP (SpaceWar.com)"]


def test_interface_speaks_the_language_of_the_user(newsroom: Newsroom):
    options = {"question": UNTOLD}

    asked = newsroom.discord.command(newsroom.ada, newsroom.channel, "ask", options, locale="de")

    assert embed_of(asked.final(is_answer))["title"] == "Keine Antwort"


def test_message_is_answered_in_the_language_that_an_earlier_command_told(newsroom: Newsroom, asker: User):
    discord, channel = newsroom.discord, newsroom.discord.dm(asker)
    discord.command(asker, newsroom.channel, "about", {}, locale="de").message()

    discord.say(asker, channel, "...")
    discord.wait(lambda: len(channel.messages) > 1)

    assert channel.messages[-1].content == "Darin steht keine Frage; frag mich etwas zu den Artikeln."


def test_menu_of_a_message_answers_it_to_the_one_who_chose_it(newsroom: Newsroom):
    said = newsroom.discord.say(newsroom.boss, newsroom.channel, QUESTION)

    message = newsroom.discord.menu(newsroom.ada, newsroom.channel, "Answer this", said).final(is_answer)

    assert message.ephemeral
    assert "Kinzhal" in told(message)
    assert f"> {QUESTION}\n" in told(message)


def test_mention_opens_a_thread_named_after_the_question(newsroom: Newsroom):
    said = newsroom.discord.say(newsroom.ada, newsroom.channel, QUESTION, mention=True)

    thread = thread_of(newsroom, said)

    assert thread.name == QUESTION
    answer = newsroom.discord.messages(thread)[-1]
    assert QUESTION not in told(answer)
    assert "Kinzhal" in told(answer)
    assert "Go on right here: mention me, reply to me with the ping on (@ ON), or use “Ask more”." in told(answer)


def test_people_named_in_a_question_are_no_part_of_it(newsroom: Newsroom):
    text = f"<@{newsroom.boss.id}> and @here {QUESTION}"

    thread = thread_of(newsroom, newsroom.discord.say(newsroom.ada, newsroom.channel, text, mention=True))

    assert thread.name == f"and {QUESTION}"
    assert "Kinzhal" in told(newsroom.discord.messages(thread)[-1])


def test_follow_up_in_a_thread_is_understood_in_context(newsroom: Newsroom):
    discord = newsroom.discord
    first = discord.say(newsroom.ada, newsroom.channel, "When did Kim visit the Knevichi airfield?", mention=True)
    thread = thread_of(newsroom, first)

    discord.say(newsroom.ada, thread, "What was shown to him there?", mention=True)
    discord.wait(lambda: sum(map(is_answer, discord.messages(thread))) == 2)

    answer = discord.messages(thread)[-1]
    assert "Understood as: " in told(answer)
    assert "Kim" in embed_of(answer)["description"].split("\n")[0]
    assert "Go on right here" not in told(answer)


@pytest.mark.parametrize("by", ["reply", "button"])
def test_question_leans_on_the_answer_it_replies_to(newsroom: Newsroom, by: str):
    discord = newsroom.discord
    thread = thread_of(newsroom, discord.say(newsroom.ada, newsroom.channel, "What did Shoigu show Kim?", mention=True))
    shown = discord.messages(thread)[-1]
    discord.say(newsroom.ada, thread, "Which plant makes Sukhoi fighter jets?", mention=True)
    discord.wait(lambda: sum(map(is_answer, discord.messages(thread))) == 2)

    if by == "reply":
        discord.say(newsroom.ada, thread, "And Putin?", reply_to=shown)
    else:
        discord.submit(newsroom.ada, discord.click(newsroom.ada, shown, "Ask more"), {"text": "And Putin?"})
    discord.wait(lambda: sum(map(is_answer, discord.messages(thread))) == 3)

    assert "Understood as: What did Putin show Kim?" in told(discord.messages(thread)[-1])


def test_reply_pings_nobody_not_even_the_one_replied_to(newsroom: Newsroom):
    discord = newsroom.discord
    thread = thread_of(newsroom, discord.say(newsroom.ada, newsroom.channel, QUESTION, mention=True))

    discord.say(newsroom.ada, thread, UNTOLD, mention=True)
    discord.wait(lambda: sum(map(is_answer, thread.messages)) == 2)

    assert [message.pings for message in thread.messages if is_answer(message)] == [[], []]


def test_private_question_in_a_thread_is_nothing_that_others_lean_on(newsroom: Newsroom):
    discord = newsroom.discord
    thread = thread_of(newsroom, discord.say(newsroom.ada, newsroom.channel, UNTOLD, mention=True))
    options = {"question": "When did Kim visit the Knevichi airfield?", "private": True}
    discord.command(newsroom.boss, thread, "ask", options).final(is_answer)

    discord.say(newsroom.ada, thread, "What was shown to him there?", mention=True)
    discord.wait(lambda: sum(map(is_answer, thread.messages)) == 3)

    assert "Knevichi" not in embed_of(thread.messages[-1])["description"].split("\n")[0]


def test_plain_message_in_a_thread_is_not_answered_without_the_right_to_read_it(newsroom: Newsroom):
    discord = newsroom.discord
    thread = thread_of(newsroom, discord.say(newsroom.ada, newsroom.channel, QUESTION, mention=True))

    discord.say(newsroom.ada, thread, "Thank you, that helps")
    discord.say(newsroom.ada, thread, UNTOLD, mention=True)
    discord.wait(lambda: sum(map(is_answer, discord.messages(thread))) == 2)

    assert len([message for message in thread.messages if message.author is discord.bot]) == 2
    assert "No answer" in told(discord.messages(thread)[-1])


def test_direct_message_is_answered_there(newsroom: Newsroom):
    channel = newsroom.discord.dm(newsroom.ada)

    newsroom.discord.say(newsroom.ada, channel, QUESTION)
    newsroom.discord.wait(lambda: any(map(is_answer, newsroom.discord.messages(channel))))

    assert "Kinzhal" in told(newsroom.discord.messages(channel)[-1])
    assert "Go on right here: just write your next question." in told(newsroom.discord.messages(channel)[-1])


def test_command_in_a_thread_tells_that_no_reply_is_read_there(newsroom: Newsroom):
    discord = newsroom.discord
    thread = discord.thread(newsroom.ada, newsroom.channel, "Kim")

    first = discord.command(newsroom.ada, thread, "ask", {"question": QUESTION}).final(is_answer)
    second = discord.command(newsroom.ada, thread, "ask", {"question": UNTOLD}).final(is_answer)

    assert "Go on right here: mention me with your next question, or use “Ask more”." in told(first)
    assert "Go on" not in told(second)


@pytest.mark.parametrize(
    "text",
    [
        "{bot}",
        "{bot} ?!",
        "hey {bot}",
        "{bot} hi",
        "I love {bot}",
        "lol {bot} is cool",
        "{bot} is awesome lol",
        "Ask {bot}: it knows the articles.",
    ],
)
def test_message_that_asks_nothing_is_told_how_to_ask_and_opens_no_thread(
    newsroom: Newsroom, corner: Channel, monkeypatch: pytest.MonkeyPatch, text: str
):
    monkeypatch.setattr(messages, "TOLD_SECONDS", 0.2)
    discord, name = newsroom.discord, newsroom.discord.bot.mention
    said = discord.say(newsroom.ada, corner, text.format(bot=name))
    discord.wait(lambda: len(corner.all_messages) > 1)

    reply = corner.all_messages[1]
    assert reply.content in {f"To ask me something, write {name} and then your question, or use `/ask`.", EMPTY}
    assert (reply.reply_to, reply.pings, said.thread) == (said, [], None)
    discord.wait(lambda: reply.deleted)


def test_mention_of_its_role_is_answered_by_how_to_ask(newsroom: Newsroom, corner: Channel):
    role = newsroom.guild.role("ask", of_bot=True)
    newsroom.discord.say(newsroom.ada, corner, f"{role.mention} {QUESTION}")
    newsroom.discord.wait(lambda: len(corner.all_messages) > 1)

    name = newsroom.discord.bot.mention
    assert corner.all_messages[1].content == f"To ask me something, write {name} and then your question, or use `/ask`."


@pytest.mark.parametrize(
    "text", ["hey {bot} what did Shoigu show Kim", "what did Shoigu show Kim, {bot}?", "{bot} Shoigu Kim"]
)
def test_question_may_stand_around_the_mention_and_be_words_alone(newsroom: Newsroom, text: str):
    said = newsroom.discord.say(newsroom.ada, newsroom.channel, text.format(bot=newsroom.discord.bot.mention))

    assert "Shoigu" in thread_of(newsroom, said).name


def test_empty_direct_message_is_told_so_for_good(newsroom: Newsroom, asker: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(messages, "TOLD_SECONDS", 0.0)
    channel = newsroom.discord.dm(asker)

    newsroom.discord.say(asker, channel, "...")
    newsroom.discord.wait(lambda: len(channel.messages) > 1)

    assert channel.messages[-1].content == EMPTY
    assert not channel.messages[-1].deleted


def test_empty_command_is_told_so_to_its_asker_alone(newsroom: Newsroom):
    message = newsroom.discord.command(newsroom.ada, newsroom.channel, "ask", {"question": " <@1> ?"}).message()

    assert message.ephemeral
    assert message.content == EMPTY


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"question": "?!"}, "Darin steht keine Frage;"),
        ({"since": "gestern"}, "since braucht einen Tag wie 16.09.2023, nicht „gestern“."),
        ({"until": "2023-13-01"}, "until braucht einen Tag wie 16.09.2023, nicht „2023-13-01“."),
        ({"until": "31.02.2023"}, r"until braucht einen Tag wie 16.09.2023, nicht „31\.02.2023“."),
        ({"publisher": "Reuters"}, "Es gibt kein Medium „Reuters“; es gibt after 9News (www.9news.com.au), after AFP"),
        (
            {"since": "2023-09-17", "until": "2023-09-16"},
            "since (2023-09-17) liegt nach until (2023-09-16); vertausche sie.",
        ),
    ],
)
def test_what_cannot_be_asked_is_told_in_the_language_of_the_user(
    newsroom: Newsroom, options: dict[str, str], expected: str
):
    asked = newsroom.discord.command(
        newsroom.ada, newsroom.channel, "ask", {"question": QUESTION, **options}, locale="de"
    )

    message = asked.final(lambda shown: shown.content or shown.embeds)
    assert expected in (message.content or told(message))


def test_dates_and_notes_of_an_answer_are_in_the_language_of_the_user(newsroom: Newsroom):
    options = {"question": "What is the range of the new missiles?", "since": "2023-09-17"}

    answer = newsroom.discord.command(newsroom.ada, newsroom.channel, "ask", options, locale="de").final(is_answer)

    assert "17. September 2023" in told(answer)
    assert "Hinweis: Der Datumsfilter ließ 2 der Artikel aus, deren Datum nicht bekannt ist." in told(answer)


def test_what_a_person_typed_pings_nobody_when_it_is_said_again(newsroom: Newsroom):
    options = {"question": QUESTION, "since": "@everyone"}

    message = newsroom.discord.command(newsroom.ada, newsroom.channel, "ask", options).message()

    assert "everyone" in message.content
    assert message.pings == []


def test_nobody_is_pinged_and_nothing_is_refused(newsroom: Newsroom):
    said = newsroom.discord.say(newsroom.ada, newsroom.channel, "@everyone what did Shoigu show Kim?", mention=True)
    thread = thread_of(newsroom, said)

    assert all(not message.pings for message in thread.messages)
    assert not [request for request in newsroom.discord.requests if request.status == 400]
