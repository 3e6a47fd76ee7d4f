"""What is wrong with files, with the index and with the place of both: one clear sentence, and nothing is lost."""

import gzip
import json
import os
import unicodedata

import pytest

RAIN = "It rained in Rome on Tuesday. The Tiber rose by two metres."
FAR = "How far is Vostochny from Moscow?"


def ids(ask) -> list[str]:
    return [entry["id"] for entry in ask("articles", "--json").json["articles"]]


class TestFiles:
    """Each lies beside an article that can be read, which is indexed, or alone, where nothing is changed."""

    @pytest.fixture(params=["alone", "beside"])
    def outcome_of(self, request, ask, article, tmp_path):
        good = article("good.md", RAIN, title="Rain")

        def call(name: str) -> str:
            beside = request.param == "beside"
            outcome = ask("index", str(tmp_path / name), *([str(good)] if beside else []))
            assert outcome.code == (6 if beside else 4)
            assert outcome.err.count("\n") == 1
            assert (ids(ask) == ["good"]) if beside else True
            return outcome.err

        return call

    def test_empty_folder(self, outcome_of, tmp_path):
        (tmp_path / "empty").mkdir()

        assert "empty: the folder holds no article; put .md" in outcome_of("empty")

    def test_folder_that_is_no_corpus(self, outcome_of, tmp_path):
        for name in ("photo.jpg", "song.mp3", "program", ".hidden.md"):
            (tmp_path / "stuff").mkdir(exist_ok=True)
            (tmp_path / "stuff" / name).write_bytes(b"\x00\x01")

        assert "stuff: the folder holds no article" in outcome_of("stuff")

    def test_empty_file(self, outcome_of, tmp_path):
        (tmp_path / "empty.txt").touch()

        assert "empty.txt: holds no article text" in outcome_of("empty.txt")

    @pytest.mark.parametrize(("name", "reason"), [("big.txt", "larger than 50 MB"), ("big.jsonl", "longer than 10 MB")])
    def test_file_of_200_megabytes(self, outcome_of, tmp_path, name, reason):
        with (tmp_path / name).open("wb") as file:
            file.truncate(200_000_000)

        assert reason in outcome_of(name)

    def test_archive_that_unpacks_to_200_megabytes(self, outcome_of, tmp_path):
        with gzip.open(tmp_path / "bomb.txt.gz", "wb", compresslevel=1) as file:
            for _ in range(200):
                file.write(bytes(1_000_000))

        assert "bomb.txt.gz: " in outcome_of("bomb.txt.gz")

    def test_binary_named_txt(self, outcome_of, tmp_path):
        (tmp_path / "picture.txt").write_bytes(bytes(range(256)) * 100)

        assert "picture.txt: looks like binary" in outcome_of("picture.txt")

    @pytest.mark.parametrize("content", [b"%PDF-1.4 and nothing else", b"not a PDF at all", b""])
    def test_broken_pdf(self, outcome_of, tmp_path, content):
        (tmp_path / "broken.pdf").write_bytes(content)

        assert "broken.pdf: is a broken PDF" in outcome_of("broken.pdf")

    @pytest.mark.parametrize(
        "text", ["---\ntitle: [\n---\nrain\n", "---\ntitle: Rain\nand no end\n", "---\n- a\n- b\n---\nrain\n"]
    )
    def test_broken_front_matter(self, outcome_of, tmp_path, text):
        (tmp_path / "broken.md").write_text(text)

        assert "broken.md: the front matter" in outcome_of("broken.md")

    def test_folder_of_links_that_lead_round(self, outcome_of, tmp_path):
        (tmp_path / "loop").mkdir()
        (tmp_path / "loop" / "again").symlink_to(tmp_path / "loop")
        (tmp_path / "loop" / "self.md").symlink_to(tmp_path / "loop" / "self.md")

        assert "self.md: cannot be read" in outcome_of("loop")

    def test_pipe_is_not_waited_for(self, outcome_of, tmp_path):
        os.mkfifo(tmp_path / "pipe.md")

        assert "pipe.md: is not a regular file" in outcome_of("pipe.md")

    def test_jsonl_with_one_bad_line(self, ask, tmp_path):
        lines = [json.dumps({"id": f"n{n}", "text": f"{RAIN} Part {n}."}) for n in range(3)]
        lines[1] = lines[1][:-3]
        (tmp_path / "news.jsonl").write_text("\n".join(lines))
        outcome = ask("index", str(tmp_path / "news.jsonl"))

        assert outcome.code == 6
        assert "news.jsonl:2: is not JSON" in outcome.err
        assert outcome.err.count("\n") == 1
        assert ids(ask) == ["n0", "n2"]

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252"])
    def test_article_in_another_encoding(self, ask, tmp_path, encoding):
        text = "The café in Zürich was flooded on Monday. Nobody was hurt, said the owner."
        (tmp_path / "cafe.txt").write_bytes(text.encode(encoding))

        assert ask("index", str(tmp_path / "cafe.txt")).code == 0
        assert ask("show", "cafe").out == f"{text}\n"

    def test_names_that_would_steer_a_terminal_are_cleaned(self, ask, tmp_path):
        name = "red\x1b[31m\u202ealert.md"
        (tmp_path / name).touch()
        outcome = ask("index", str(tmp_path / name))

        assert outcome.code == 4
        assert "red[31malert.md" in outcome.err
        assert _steers(outcome.err) == set()


def _steers(text: str) -> set[str]:
    return {c for c in text if unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t"} | (set(text) & {"\u202e"})


class TestArticlesThatSteerATerminal:
    NASTY = "\x1b[2J\x1b]0;owned\x07\u202e[bold]\x9b31m"

    @pytest.fixture
    def nasty(self, ask, tmp_path):
        record = {
            "id": f"a{self.NASTY}b",
            "title": f"Flood{self.NASTY} in Rome",
            "publisher": f"Post{self.NASTY}",
            "url": f"https://x.example/{self.NASTY}",
            "text": f"The Tiber{self.NASTY} rose by two metres in Rome on Tuesday.",
        }
        (tmp_path / "news.json").write_text(json.dumps(record))
        assert ask("index", str(tmp_path / "news.json")).code == 0
        return ask

    @pytest.mark.parametrize("words", [("articles",), ("search", "Tiber"), ("doctor",), ("where did the Tiber rise?",)])
    def test_nothing_of_it_is_printed(self, nasty, words):
        outcome = nasty(*words)

        assert _steers(outcome.out + outcome.err) == set()

    @pytest.mark.parametrize(
        "words", [("articles",), pytest.param(("--no-color", "where did the Tiber rise?"), marks=pytest.mark.slow)]
    )
    @pytest.mark.usefixtures("nasty")
    def test_nothing_of_it_reaches_a_terminal(self, on_terminal, words):
        shown = on_terminal(*words)

        for attack in ("\x1b[2J", "\x1b]0;", "\x07", "\u202e", "\x9b"):
            assert attack not in shown.out

    def test_markup_is_words(self, nasty):
        assert "[bold]" in nasty("articles").out

    @pytest.mark.parametrize("words", [("show",), ("remove",)])
    def test_the_id_that_is_listed_names_it(self, nasty, words):
        (article_id,) = ids(nasty)

        assert _steers(article_id) == set()
        outcome = nasty(*words, article_id)
        assert outcome.code == 0
        assert _steers(outcome.out + outcome.err) == set()
