"""What can be clicked below an answer, and the forms that clicks open."""

import pytest
from frontends.discord.server_with_bot import Newsroom, embed_of, is_answer, told
from servers import LOOPBACK
from support.discord import Interaction, Message, User

from bot.frontends.discord.client import AskClient
from bot.pipeline import Pipeline
from bot.records.votes import Votes

pytestmark = [pytest.mark.allow_hosts([LOOPBACK]), pytest.mark.usefixtures("bot")]
QUESTION = "What did Shoigu show Kim?"
FORM_FIELD = "text"


@pytest.fixture
def answer(newsroom: Newsroom) -> Message:
    """An answer that Ada asked for."""
    return newsroom.discord.command(newsroom.ada, newsroom.channel, "ask", {"question": QUESTION}).final(is_answer)


@pytest.fixture
def votes(pipeline: Pipeline) -> Votes:
    return Votes(pipeline.home)


def test_source_is_shown_in_its_paragraph_with_the_quote_in_bold(newsroom: Newsroom, answer: Message):
    asked = newsroom.discord.click(newsroom.boss, answer, "[1]")

    shown = asked.final(lambda message: message.embeds)

    quote = embed_of(answer)["fields"][0]["value"].split("> “")[1].rstrip("”").rstrip("…")
    assert shown.ephemeral
    assert f"**{quote[:40]}" in embed_of(shown)["description"]


def test_second_vote_changes_the_first(newsroom: Newsroom, answer: Message, votes: Votes):
    newsroom.discord.click(newsroom.boss, answer, "👍").final(lambda message: "Thank you" in message.content)

    form = newsroom.discord.click(newsroom.boss, answer, "👎")
    sent = newsroom.discord.submit(newsroom.boss, form, {FORM_FIELD: "It forgets the frigate."})
    sent.final(lambda message: "Thank you" in message.content)

    cast = [vote for vote in votes.past() if vote.question == QUESTION]
    assert [(vote.vote, vote.reason) for vote in cast] == [(-1, "It forgets the frigate.")]
    assert str(newsroom.boss.id) not in cast[0].user


def test_bad_vote_counts_once_its_form_is_sent_without_a_reason_too(
    newsroom: Newsroom, bot: AskClient, answer: Message, votes: Votes
):
    before, counted = list(votes.past()), counted_votes(bot)

    form = newsroom.discord.click(newsroom.ada, answer, "👎")
    form.modal()
    assert list(votes.past()) == before
    sent = newsroom.discord.submit(newsroom.ada, form, {FORM_FIELD: " "}).message()

    cast = list(votes.past())[-1]
    assert (cast.vote, cast.reason) == (-1, None)
    assert sent.content == "Your vote is kept. Thank you."
    assert counted_votes(bot) == counted + 1


def test_good_vote_takes_the_place_of_a_bad_one(newsroom: Newsroom, answer: Message, votes: Votes):
    form = newsroom.discord.click(newsroom.ada, answer, "👎")
    newsroom.discord.submit(newsroom.ada, form, {FORM_FIELD: "It forgets the frigate."}).message()
    before = list(votes.past())

    newsroom.discord.click(newsroom.ada, answer, "👍").message()

    cast = list(votes.past())
    assert len(cast) == len(before)
    assert (cast[-1].vote, cast[-1].reason) == (1, None)


def ask_more(newsroom: Newsroom, sender: User, *, private: bool = False) -> Interaction:
    """Have *sender* send the form that Ada opened on an answer of hers."""
    options = {"question": "When did Kim visit the Knevichi airfield?", "private": private}
    first = newsroom.discord.command(newsroom.ada, newsroom.channel, "ask", options).final(is_answer)
    form = newsroom.discord.click(newsroom.ada, first, "Ask more")
    return newsroom.discord.submit(sender, form, {FORM_FIELD: "What was shown to him there?"})


def test_ask_more_goes_on_with_the_conversation_of_the_answer(newsroom: Newsroom):
    sent = ask_more(newsroom, newsroom.ada)

    assert "> What was shown to him there?\n*Understood as: " in told(sent.final(is_answer))


def test_what_is_asked_more_of_a_private_answer_stays_private(newsroom: Newsroom):
    sent = ask_more(newsroom, newsroom.ada, private=True)

    assert sent.final(is_answer).ephemeral
    assert "Understood as: " in told(sent.final(is_answer))


def test_nobody_else_goes_on_from_a_private_answer_though_they_send_its_form(newsroom: Newsroom):
    sent = ask_more(newsroom, newsroom.boss, private=True)

    assert "Understood as: " not in told(sent.final(is_answer))


def test_asker_deletes_the_message_and_what_is_kept_of_it_stays(newsroom: Newsroom, answer: Message, votes: Votes):
    form = newsroom.discord.click(newsroom.ada, answer, "👎")
    form.modal()

    newsroom.discord.click(newsroom.ada, answer, "🗑")
    newsroom.discord.wait(lambda: answer.deleted)
    sent = newsroom.discord.submit(newsroom.ada, form, {FORM_FIELD: "Wrong."}).message()
    privacy = newsroom.discord.command(newsroom.ada, newsroom.channel, "privacy", {}).message()

    assert answer not in newsroom.discord.messages(newsroom.channel)
    assert sent.content == "Your words are kept. Thank you."
    assert "Wrong." in [vote.reason for vote in votes.past()]
    assert "🗑 below an answer deletes its message, not what is kept of it." in told(privacy)


def test_nobody_else_deletes_it(newsroom: Newsroom, answer: Message):
    other = newsroom.discord.user("charles")
    newsroom.guild.member(other)

    refused = newsroom.discord.click(other, answer, "🗑").message()

    assert "Only the one who asked" in refused.content
    assert refused.ephemeral
    assert not answer.deleted


def test_moderator_deletes_what_others_asked(newsroom: Newsroom, answer: Message):
    moderator = newsroom.discord.user("mo")
    newsroom.guild.member(moderator, permissions=["manage_messages"])

    newsroom.discord.click(moderator, answer, "🗑")
    newsroom.discord.wait(lambda: answer.deleted)

    assert answer not in newsroom.discord.messages(newsroom.channel)


def test_articles_are_listed_in_pages_to_the_one_who_asks(newsroom: Newsroom):
    asked = newsroom.discord.command(newsroom.ada, newsroom.channel, "sources", {})

    shown = asked.final(lambda message: message.embeds)

    assert shown.ephemeral
    assert embed_of(shown)["title"] == "5 articles"
    assert embed_of(shown)["description"].count("•") == 5
    assert embed_of(shown)["footer"]["text"] == "Page 1 of 1"
    assert "There is no page" not in told(shown)


def test_page_that_is_not_there_is_told_so(newsroom: Newsroom):
    asked = newsroom.discord.command(newsroom.ada, newsroom.channel, "sources", {"page": 9})

    shown = told(asked.final(lambda message: message.embeds))

    assert "There is no page 9; this is the last one." in shown
    assert shown.count("•") == 5


def test_about_tells_what_is_known_how_fresh_it_is_and_what_answers(newsroom: Newsroom):
    shown = newsroom.discord.command(newsroom.ada, newsroom.channel, "about", {}).final(lambda m: m.embeds)

    assert "5 articles of " in told(shown)
    assert "generation 1 of the index" in told(shown)
    assert "quoted from the articles by a small model" in told(shown)


def test_person_deletes_what_is_kept_of_them_and_nothing_else(newsroom: Newsroom, bot: AskClient, votes: Votes):
    dora, emil = newsroom.discord.user("dora"), newsroom.discord.user("emil")
    answers = []
    for user, question in ((dora, QUESTION.upper()), (emil, QUESTION)):
        newsroom.guild.member(user)
        asked = newsroom.discord.command(user, newsroom.channel, "ask", {"question": question})
        answers.append(asked.final(is_answer))
    for user, answer in ((dora, answers[0]), (emil, answers[0]), (emil, answers[1])):
        newsroom.discord.click(user, answer, "👍").final(lambda message: "Thank you" in message.content)
    assert len([vote for vote in votes.past() if vote.question == QUESTION.upper()]) == 2

    privacy = newsroom.discord.command(dora, newsroom.channel, "privacy", {}).message()
    sure = newsroom.discord.click(dora, privacy, "Delete what you keep of me").message()
    assert sure.ephemeral
    assert "none of it can be had back" in sure.content
    assert len([vote for vote in votes.past() if vote.question == QUESTION.upper()]) == 2
    newsroom.discord.click(dora, sure, "Delete for good")
    newsroom.discord.wait(lambda: sure.content.startswith("Deleted: "))

    assert not sure.components
    assert all(part in told(privacy) for part in ("90 days", "id of the thread", "everyone's votes on these"))
    assert "Deleted: 1 question with its answer, 1 vote." in sure.content
    names = {vote.user for vote in votes.past()}
    assert bot.voting.name_of(_person(emil.id)) in names
    assert bot.voting.name_of(_person(dora.id)) not in names
    assert not [vote for vote in votes.past() if vote.question == QUESTION.upper()]
    for button in ("[1]", "👍", "👎", "Ask more"):
        gone = newsroom.discord.click(dora, answers[0], button).final(lambda message: message.content)
        assert "no longer kept" in gone.content
        assert gone.ephemeral


def test_forms_that_were_open_when_the_answer_was_deleted_say_so(newsroom: Newsroom, votes: Votes):
    discord, fay = newsroom.discord, newsroom.discord.user("fay")
    newsroom.guild.member(fay)
    options = {"question": "When did Kim visit the Knevichi airfield?"}
    answer = discord.command(fay, newsroom.channel, "ask", options).final(is_answer)
    reason, question = discord.click(fay, answer, "👎"), discord.click(fay, answer, "Ask more")
    reason.modal(), question.modal()
    privacy = discord.command(fay, newsroom.channel, "privacy", {}).message()
    sure = discord.click(fay, privacy, "Delete what you keep of me").message()
    discord.click(fay, sure, "Delete for good")
    discord.wait(lambda: sure.content.startswith("Deleted: "))
    before = list(votes.past())

    refused = discord.submit(fay, reason, {FORM_FIELD: "Wrong."}).final(lambda message: message.content)
    alone = discord.submit(fay, question, {FORM_FIELD: QUESTION}).final(is_answer)

    assert "no longer kept" in refused.content
    assert list(votes.past()) == before
    assert "Kinzhal" in told(alone)
    assert "The answer that you went on from is no longer kept" in told(alone)


def counted_votes(bot: AskClient) -> float:
    return bot.asking.metrics.registry.get_sample_value("ask_votes_total", {"vote": "bad"}) or 0.0


class _person:  # noqa: N801 - what a name is made of is the id alone
    def __init__(self, user_id: int) -> None:
        self.id = user_id
