"""Articles taken out by way of Discord, the state of the index, and what would do harm when it is taken in."""

import json

import pytest
from frontends.discord.changing import WAIT, add, article, entry_of, index, reply_to_add
from frontends.discord.live import live_in
from frontends.discord.server_with_bot import Newsroom, embed_of, is_answer
from hypothesis import given
from hypothesis import strategies as st
from servers import LOOPBACK
from support.discord import Attachment

from bot.frontends.discord.intake import _file_name
from bot.pipeline import Pipeline

pytestmark = [pytest.mark.allow_hosts([LOOPBACK]), pytest.mark.usefixtures("bot", "calm"), pytest.mark.slow]


class TestTakingOut:
    def test_article_taken_out_is_gone_from_the_next_answer(self, newsroom: Newsroom, pipeline: Pipeline):
        add(newsroom, text=article("Morland"))
        entry = entry_of(pipeline, add(newsroom, text=article("Norwood", "observatory"), title="a_b"))
        asked = {"question": "How much did the observatory in Norwood cost?"}
        before = newsroom.discord.command(newsroom.ada, newsroom.channel, "ask", asked).final(is_answer, WAIT)

        told_text = index(newsroom, "remove", {"article": entry.id}).message(WAIT).content

        clicked = newsroom.discord.click(newsroom.ada, before, "[1]").message()
        assert clicked.text == "The article is no longer in the index; ask the question again."
        assert told_text == f"Taken out: `{entry.id}`. The index is at generation {pipeline.generation}."
        answer = newsroom.discord.command(newsroom.ada, newsroom.channel, "ask", asked).final(is_answer, WAIT)
        assert "observatory" not in embed_of(answer)["description"].partition("\n")[2]  # below the question

    def test_article_is_chosen_by_its_title(self, newsroom: Newsroom, pipeline: Pipeline):
        entry = entry_of(pipeline, add(newsroom, text=article("Oakham"), title="Oakham has a bridge"))

        choices = newsroom.discord.choose(
            newsroom.boss, newsroom.channel, "index remove", option="article", typed="oakh"
        )

        assert [(choice["name"], choice["value"]) for choice in choices] == [("Oakham has a bridge", entry.id)]

    def test_articles_are_offered_to_nobody_who_may_take_none_out(self, newsroom: Newsroom):
        add(newsroom, text=article("Penrith"), title="Penrith has a bridge")

        choices = newsroom.discord.choose(
            newsroom.ada, newsroom.channel, "index remove", option="article", typed="penr"
        )

        assert choices == []

    @pytest.mark.parametrize("unknown", ["unknown", "../../etc", "@everyone **x**", "x" * 5000, "\x00"])
    def test_unknown_article_is_told(self, newsroom: Newsroom, pipeline: Pipeline, unknown: str):
        add(newsroom, text=article("Pinner"))
        add(newsroom, text=article("Quorn"))
        before = pipeline.entries

        message = index(newsroom, "remove", {"article": unknown}).message(WAIT)

        assert message.content.startswith("There is no article “")
        assert message.content.endswith("”; choose one from the list that opens as you type.")
        assert live_in(message.content) == []
        assert pipeline.entries == before

    def test_last_article_stays(self, newsroom: Newsroom, pipeline: Pipeline):
        last = entry_of(pipeline, add(newsroom, text=article("Rugby")))
        pipeline.indexer.remove([entry.id for entry in pipeline.entries if entry.id != last.id])

        told_text = index(newsroom, "remove", {"article": last.id}).message(WAIT).content

        assert told_text == "That is the last article; add another before it is taken out."
        assert [entry.id for entry in pipeline.entries] == [last.id]


class TestStatus:
    def test_state_tells_generation_articles_and_dates(self, newsroom: Newsroom, pipeline: Pipeline):
        add(newsroom, text=article("Selby"), date="2023-10-07")

        told_text = index(newsroom, "status").message(WAIT).content

        assert told_text.startswith(f"Generation {pipeline.generation}: {len(pipeline.entries)} articles, ")
        assert "7 October 2023" in told_text

    def test_nothing_was_refused_by_discord(self, newsroom: Newsroom):
        add(newsroom, text=article("Thorne"))

        assert not newsroom.discord.surprises
        assert [str(request) for request in newsroom.discord.requests if 400 <= request.status < 500] == []


class TestHostile:
    NAMES = (
        "..\\..\\windows\\win.ini",
        "..%2F..%2Fetc%2Fpasswd.txt",
        ".gz",
        "CON.html",
        "a" * 250 + ".md",
        "𝐀" * 200 + ".txt",
        "x." + "y" * 240,
        "-rf * ; rm ~.txt",
        "@everyone **bold** `code`.txt",
        "\u202etxt.exe",
        "name\nof\nlines.txt",
    )

    @pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
    def test_name_of_a_file_does_no_harm(self, newsroom: Newsroom, pipeline: Pipeline, name: str):
        message = reply_to_add(newsroom, file=Attachment(name, article(f"Name{self.NAMES.index(name)}").encode()))

        entry = entry_of(pipeline, message.content)
        assert "/" not in entry.id
        assert entry.path is None
        assert {piece.kind for piece in live_in(message.content)} == {"bold", "code"}

    @given(
        st.text(max_size=300) | st.lists(st.sampled_from(["/", "..", "\\", ".gz", ".md", "é", "𝐀" * 99])).map("".join)
    )
    def test_any_name_is_made_one_of_a_file(self, name: str):
        made = _file_name(name)

        assert 0 < len(made.encode()) <= 255
        assert made.strip(".") == made
        assert not set(made) & set("/\\\0\n ")

    def test_what_a_record_tells_does_no_harm(self, newsroom: Newsroom, pipeline: Pipeline):
        record = {
            "id": "@everyone`||**x**",
            "title": "**Kelso** @everyone <@1> \ud800 \x00 [x](https://evil.example)",
            "publisher": "\u202e||The Quill||",
            "url": "javascript:alert(1)",
            "published": "not a date",
            "text": article("Kelso\ud800"),
        }

        message = reply_to_add(newsroom, file=Attachment("record.json", json.dumps(record).encode()))

        assert "**Kelso** @everyone <@1>" in message.content.replace("\\", "")
        assert {piece.kind for piece in live_in(message.content)} == {"bold", "code"}
        assert any(entry.title.startswith("**Kelso** @everyone") and entry.url is None for entry in pipeline.entries)

    def test_what_is_pasted_does_no_harm(self, newsroom: Newsroom, pipeline: Pipeline):
        message = reply_to_add(
            newsroom, text=f"{article('Larne')} \x00\u202e", title="*\x00\u202e`@here`*", publisher="\x00"
        )

        entry = entry_of(pipeline, message.content)
        assert (entry.title, entry.publisher) == ("*`@here`*", None)
