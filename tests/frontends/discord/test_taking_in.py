"""Articles taken in by way of Discord, by those who run the bot."""

import gzip
import json
from datetime import date

import pytest
from frontends.discord.changing import WAIT, add, add_file, article, entry_of, index, reply_to_add
from frontends.discord.live import live_in
from frontends.discord.server_with_bot import Newsroom, is_answer, told
from ingestion.made_files import html, make_pdf
from servers import LOOPBACK
from support.discord import Attachment

from bot.frontends.discord.client import AskClient
from bot.pipeline import Pipeline

pytestmark = [pytest.mark.allow_hosts([LOOPBACK]), pytest.mark.usefixtures("bot", "calm"), pytest.mark.slow]


class Claimed(bytes):
    """A file that is as large as Discord says it is, and takes no room."""

    __slots__ = ()

    def __len__(self) -> int:
        return 60_000_000


class TestTakingIn:
    def test_first_article_takes_the_place_of_those_that_ship_which_is_told_and_answered_from(
        self, newsroom: Newsroom, pipeline: Pipeline
    ):
        before = {entry.id for entry in pipeline.entries}
        assert "the first one you add takes their place" in index(newsroom, "status").message(WAIT).content

        added = reply_to_add(newsroom, text=article("Quillhaven"), title="Quillhaven opens its bridge")

        entry_of(pipeline, added.content)
        assert "in place of the articles that shipped with me (5 until now)" in added.content
        assert "shipped" not in index(newsroom, "status").message(WAIT).content
        question = {"question": "How much did the bridge in Quillhaven cost?"}
        asked = newsroom.discord.command(newsroom.ada, newsroom.channel, "ask", question)
        assert "12 million dollars" in told(asked.final(is_answer, WAIT))
        assert before.isdisjoint(entry.id for entry in pipeline.entries)

        restored = newsroom.discord.click(newsroom.boss, added, "Add those that shipped").message(WAIT)
        assert restored.content.startswith("Taken in as well: 5 articles that shipped with me.")
        assert before < {entry.id for entry in pipeline.entries}

    def test_second_article_is_added_to_the_first(self, newsroom: Newsroom, pipeline: Pipeline):
        first = entry_of(pipeline, add(newsroom, text=article("Ashby"), title="Ashby"))
        second = entry_of(pipeline, add(newsroom, text=article("Bexley"), title="Bexley"))

        assert {first.id, second.id} <= {entry.id for entry in pipeline.entries}

    @pytest.mark.parametrize("kind", ["md", "txt", "html", "pdf", "json", "jsonl", "md.gz"])
    def test_file_of_any_kind_is_read(self, newsroom: Newsroom, pipeline: Pipeline, kind: str):
        text = article(f"Kind{kind.replace('.', '')}")
        front = f"---\ntitle: Told by {kind}\npublisher: The Quill\npublished: 2023-10-05\n---\n\n{text}\n"
        record = {"title": f"Told by {kind}", "publisher": "The Quill", "published": "2023-10-05", "text": text}
        content = {
            "md": front.encode(),
            "txt": text.encode(),
            "html": html(
                "<article>" + "".join(f"<p>{line}</p>" for line in text.split("\n")) + "</article>",
                f"<title>Told by {kind}</title>",
            ).encode(),
            "pdf": make_pdf([text.replace(". ", ".\n").split("\n")]),
            "json": json.dumps(record).encode(),
            "jsonl": json.dumps(record).encode() + b"\n",
            "md.gz": gzip.compress(front.encode(), mtime=0),
        }[kind]

        entry = entry_of(pipeline, add_file(newsroom, f"News of {kind}.{kind}", content))

        assert "Ines Falk" in pipeline.article(entry.id).text
        if kind not in {"txt", "pdf"}:
            assert entry.title == f"Told by {kind}"
        if kind in {"md", "json", "jsonl", "md.gz"}:
            assert (entry.publisher, entry.published) == ("The Quill", date(2023, 10, 5))

    def test_what_is_told_beside_the_article_stands_above_what_it_tells(self, newsroom: Newsroom, pipeline: Pipeline):
        front = f"---\ntitle: Old\npublisher: Old\npublished: 2020-01-01\n---\n\n{article('Cardle')}\n"

        added = add_file(newsroom, "a.md", front, title="New  \u202ename", publisher="The\tQuill", date="2023-10-06")

        entry = entry_of(pipeline, added)
        assert (entry.title, entry.publisher, entry.published) == ("New name", "The Quill", date(2023, 10, 6))
        assert {entry.found[key] for key in ("title", "publisher", "published")} == {"given"}

    def test_same_text_a_second_time_is_not_taken_in(self, newsroom: Newsroom, pipeline: Pipeline):
        add(newsroom, text=article("Dunmore"))
        count = len(pipeline.entries)

        assert add_file(newsroom, "other.txt", article("Dunmore")) == "That text is in the index already."
        assert len(pipeline.entries) == count

    def test_pasted_article_without_a_title_is_called_by_its_first_sentence(
        self, newsroom: Newsroom, pipeline: Pipeline
    ):
        entry = entry_of(pipeline, add(newsroom, text=article("Hexton").replace("\n", " ")))

        assert entry.title == article("Hexton").partition("\n")[0]
        assert entry.publisher is None
        assert entry.id.startswith("the-new-bridge-in-hexton-was-opened")

    def test_two_articles_of_one_file_name_are_two(self, newsroom: Newsroom, pipeline: Pipeline):
        entries = [entry_of(pipeline, add_file(newsroom, "news.txt", article(town))) for town in ("Elton", "Farley")]

        assert len({entry.id for entry in entries}) == 2
        assert {entry.id for entry in entries} <= {entry.id for entry in pipeline.entries}

    @pytest.mark.parametrize(
        ("name", "content", "why"),
        [
            ("a.json", b'{"title": ', "Es ist kein JSON; verbessere es in Zeile 1, Spalte 11."),
            ("a.md", b"---\ntitle: x\n\ntext", "Der Vorspann, der in Zeile 1 beginnt, endet nie;"),
            ("a.md", b"", "Es enthält keinen Artikeltext."),
        ],
    )
    def test_why_nothing_is_taken_in_is_told_in_that_language_too(
        self, newsroom: Newsroom, name: str, content: bytes, why: str
    ):
        told_text = index(newsroom, "add", {"file": Attachment(name, content)}, locale="de").message(WAIT).content

        assert told_text.startswith(f"Das ließ sich nicht lesen: {why}")

    def test_change_is_told_in_the_language_of_its_maker(self, newsroom: Newsroom):
        told_text = index(newsroom, "add", {"text": article("Gorey")}, locale="de").message(WAIT).content

        assert told_text.startswith("Aufgenommen: ")


class TestRefused:
    @pytest.mark.parametrize(
        ("name", "content", "why"),
        [
            ("empty.txt", b"", "could not be read: it holds no article text."),
            ("blank.md", b"---\ntitle: x\n---\n\n \n", "holds no article text"),
            ("noise.txt", bytes(range(256)) * 40, "could not be read"),
            ("picture.png", b"\x89PNG\r\n\x1a\n\x00\x00" + bytes(range(200)) * 9, "could not be read"),
            ("cut.pdf", b"%PDF-1.4\ncut", "could not be read"),
            ("cut.md.gz", gzip.compress(b"words " * 900, mtime=0)[:40], "damaged or cut off"),
            ("wrong.json", b'{"title": ', "it is not JSON; mend it in line 1, column 11."),
            ("two.json", json.dumps([{"text": article("A")}, {"text": article("B")}]).encode(), "that file holds 2"),
            ("two.jsonl", b"\n".join(json.dumps({"text": article(t)}).encode() for t in "CD"), "that file holds 2"),
        ],
    )
    def test_file_that_holds_no_one_article(
        self, newsroom: Newsroom, pipeline: Pipeline, name: str, content: bytes, why: str
    ):
        before = pipeline.entries

        assert why in add_file(newsroom, name, content)
        assert pipeline.entries == before

    def test_file_that_is_too_large_is_not_even_fetched(self, newsroom: Newsroom):
        fetched = sum("attachments" in str(request) for request in newsroom.discord.requests)

        told_text = add(newsroom, file=Attachment("large.txt", Claimed(b"x")))

        assert "That file has 60 MB; at most 50 MB are read." in told_text
        assert sum("attachments" in str(request) for request in newsroom.discord.requests) == fetched

    @pytest.mark.parametrize("options", [{"text": "Kim"}, {"file": Attachment("a.md", b"# Kim\n\nMissiles.")}])
    def test_text_that_is_too_little_for_an_article(
        self, newsroom: Newsroom, pipeline: Pipeline, options: dict[str, str | Attachment]
    ):
        before = pipeline.entries

        told_text = add(newsroom, **options)

        assert told_text.startswith("That is too little for an article: it needs 40 characters of text, and this has ")
        assert pipeline.entries == before

    @pytest.mark.parametrize("both", [True, False])
    def test_both_or_neither_of_file_and_text(self, newsroom: Newsroom, both: bool):
        options = {"file": Attachment("a.txt", b"x"), "text": "x"} if both else {"title": "x"}

        assert add(newsroom, **options) == "Attach a file or paste the text: one of the two."

    @pytest.mark.parametrize("day", ["yesterday", "2023-02-30", "@everyone", "**" * 2000, "20230916T00"])
    def test_date_of_another_form(self, newsroom: Newsroom, day: str):
        message = reply_to_add(newsroom, text=article("Hatley"), date=day)

        assert "date takes a day such as 2023-09-16" in message.content
        assert live_in(message.content) == []

    @pytest.mark.parametrize(
        ("command", "options"),
        [("add", {"text": article("Ivor")}), ("remove", {"article": "x"}), ("status", {})],
    )
    def test_whoever_does_not_run_the_bot_may_not(
        self, newsroom: Newsroom, pipeline: Pipeline, command: str, options: dict[str, str]
    ):
        before = pipeline.entries

        asked = newsroom.discord.command(newsroom.ada, newsroom.channel, f"index {command}", options)

        assert asked.message().content == "Only those who run me may change the index."
        assert asked.message().ephemeral
        assert pipeline.entries == before

    def test_second_change_at_once_is_told_to_wait(self, newsroom: Newsroom, bot: AskClient):
        text = "\n".join(f"{article(f'Long{n}')} It was the fair number {n}." for n in range(250))
        first = index(newsroom, "add", {"file": Attachment("long.txt", text.encode())})
        newsroom.discord.wait(lambda: bot.articles.busy)

        second = index(newsroom, "add", {"text": article("Jarrow")})

        assert "Articles are being taken in or out already" in second.message().content
        assert first.message(WAIT).content.startswith("Taken in: ")
