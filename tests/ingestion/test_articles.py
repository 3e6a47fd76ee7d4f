"""Files, folders and standard input become articles; what cannot be read is named, and the rest is read."""

import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_files import encrypted, html, make_pdf

from bot.ingestion.articles import read_articles
from bot.ingestion.canonical import canonical
from bot.types import Article, Unreadable

PROSE = "The first ship left the port of Rome on Monday, the harbour master said."
MORE = "A second ship, which had come in on Sunday, was still being unloaded, he added."
PAGE = f"Ships leave port\n\n{PROSE}\n\n{MORE}\n"


def write(path: Path, content: str | bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def jsonl(*records: object) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def read(
    *paths: str | Path, stdin: bytes = b"", known: Mapping[str, str] | None = None
) -> tuple[list[Article], list[Unreadable]]:
    items = list(read_articles([str(path) for path in paths], stdin=io.BytesIO(stdin), known=known))
    return [i for i in items if isinstance(i, Article)], [i for i in items if isinstance(i, Unreadable)]


def article_of(path: str | Path) -> Article:
    articles, unreadable = read(path)
    assert unreadable == []
    (article,) = articles
    return article


def reason_of(path: str | Path) -> str:
    articles, unreadable = read(path)
    assert articles == []
    (item,) = unreadable
    assert item.name == str(path)
    assert "\n" not in item.reason
    return item.reason


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ships.txt", PAGE.encode()),
        ("ships.md", f"---\ntitle: Ships\n---\n{PROSE}\n\n{MORE}".encode()),
        ("ships.md", f"# Ships leave port\n\n{PROSE}\n\n{MORE}".encode()),
        ("ships.html", html(f"<h1>Ships</h1><p>{PROSE}</p><p>{MORE}</p>").encode()),
        ("ships.HTM", html(f"<h1>Ships</h1><p>{PROSE}</p><p>{MORE}</p>").encode()),
        ("ships.pdf", make_pdf([["Ships leave port", PROSE, MORE]])),
        ("ships.json", json.dumps({"text": f"{PROSE}\n{MORE}"}).encode()),
        ("ships.jsonl", jsonl({"text": f"{PROSE}\n{MORE}"}).encode()),
        ("ships", PAGE.encode()),
        ("ships.dat", make_pdf([["Ships leave port", PROSE, MORE]])),
        ("ships.news", html(f"<p>{PROSE}</p><p>{MORE}</p>").encode()),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_every_format_is_read_packed_or_not(tmp_path: Path, name: str, content: bytes, packed: bool) -> None:
    path = write(tmp_path / (name + ".gz" * packed), gzip.compress(content) if packed else content)

    article = article_of(path)

    assert PROSE in article.text
    assert MORE in article.text
    assert canonical(article.text) == article.text
    assert article.path == path
    assert article.id.startswith("ships")


@pytest.mark.parametrize(
    "content",
    [
        PAGE,
        f"---\ntitle: Ships\n---\n{PROSE}\n\n{MORE}",
        html(f"<p>{PROSE}</p><p>{MORE}</p>"),
        json.dumps({"text": f"{PROSE}\n{MORE}"}, indent=2),
        json.dumps([{"text": f"{PROSE}\n{MORE}"}]),
        jsonl({"text": f"{PROSE}\n{MORE}"}),
        make_pdf([["Ships leave port", PROSE, MORE]]),
        gzip.compress(PAGE.encode()),
        PAGE.encode("utf-16"),
    ],
    ids=["text", "front matter", "html", "json", "array", "lines", "pdf", "gzip", "utf-16"],
)
def test_standard_input_is_recognised_by_its_content(content: str | bytes) -> None:
    articles, unreadable = read("-", stdin=content.encode() if isinstance(content, str) else content)

    assert unreadable == []
    assert PROSE in articles[0].text
    assert articles[0].path is None


def test_standard_input_is_left_open() -> None:
    stream = io.BytesIO(PAGE.encode())

    assert len(list(read_articles(["-"], stdin=stream))) == 1
    assert not stream.closed


class TestMetadata:
    def test_front_matter_is_told_first(self, tmp_path: Path) -> None:
        matter = "---\ntitle: Ships\npublisher: The Post\npublished: 2023-09-16\nurl: https://example.com/a\n---\n"
        article = article_of(write(tmp_path / "a.md", f"{matter}Other words\n\n{PROSE}"))

        assert (article.title, article.publisher, article.published) == ("Ships", "The Post", date(2023, 9, 16))
        assert article.url == "https://example.com/a"
        assert article.found == dict.fromkeys(("title", "publisher", "published", "url"), "front matter")
        assert article.text == f"Other words\n{PROSE}"

    def test_a_record_tells(self, tmp_path: Path) -> None:
        record = {"title": "Ships", "publisher": "The Post", "published": "16 September 2023", "text": PROSE}
        article = article_of(write(tmp_path / "a.json", json.dumps(record)))

        assert (article.title, article.publisher, article.published) == ("Ships", "The Post", date(2023, 9, 16))
        assert article.found == dict.fromkeys(("title", "publisher", "published"), "record")

    def test_the_head_of_a_web_page_tells(self, tmp_path: Path) -> None:
        head = '<meta property="og:title" content="Ships"><meta name="date" content="2023-09-16">'
        article = article_of(write(tmp_path / "a.html", html(f"<p>{PROSE}</p><p>{MORE}</p>", head)))

        assert (article.title, article.published) == ("Ships", date(2023, 9, 16))
        assert article.found == {"title": "html", "published": "html"}

    def test_a_file_without_any_tells_its_name_and_no_date(self, tmp_path: Path) -> None:
        path = write(tmp_path / "the_big-ship.json", json.dumps({"text": PROSE}))
        os.utime(path, (1_600_000_000, 1_600_000_000))

        article = article_of(path)

        assert (article.title, article.found["title"]) == ("the big ship", "file name")
        assert (article.publisher, article.published, article.url) == (None, None, None)

    @pytest.mark.parametrize("published", ["sometime", "2023-13-45", "99999-01-01", "…"])
    def test_a_date_that_is_none_leaves_the_article_without(self, tmp_path: Path, published: str) -> None:
        article = article_of(write(tmp_path / "a.md", f"---\npublished: {published}\n---\n{PROSE}"))

        assert article.published is None
        assert "published" not in article.found

    @pytest.mark.parametrize("url", ["javascript:alert(1)", "example.com", "file:///etc/passwd", "http://a b"])
    def test_an_address_is_one_of_the_web_or_none(self, tmp_path: Path, url: str) -> None:
        assert article_of(write(tmp_path / "a.json", json.dumps({"text": PROSE, "url": url}))).url is None

    def test_a_title_is_one_visible_line_of_bounded_length(self, tmp_path: Path) -> None:
        title = "Ships \u202eleave\n port " + "word " * 1000
        found = article_of(write(tmp_path / "a.json", json.dumps({"text": PROSE, "title": title}))).title

        assert found.startswith("Ships leave port word word")
        assert 290 < len(found) <= 300


class TestIds:
    def test_a_record_gives_its_own(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a.jsonl", jsonl({"id": " ship\u202e #1 ", "text": PROSE}, {"id": 7, "text": MORE}))

        assert [article.id for article in read(path)[0]] == ["ship-1", "7"]

    def test_a_file_gives_a_slug_of_its_name(self, tmp_path: Path) -> None:
        names = ["Día #1: the Ship's.txt", "北京.txt", "x" * 200 + ".txt", "a.b.txt.gz"]
        for name in names:
            write(tmp_path / name, PAGE)

        found = {Path(article.path or "").name: article.id for article in read(*(tmp_path / name for name in names))[0]}

        assert found == {names[0]: "dia-1-the-ships", names[1]: "article", names[2]: "x" * 60, names[3]: "a-b"}

    def test_records_of_a_file_are_numbered_by_where_they_stand(self, tmp_path: Path) -> None:
        lines = write(tmp_path / "a.jsonl", jsonl({"text": PROSE}) + "\nbad\n" + jsonl({"text": MORE}))
        array = write(tmp_path / "b.json", json.dumps([{"text": PROSE}, {"text": MORE}]))

        assert [article.id for article in read(lines, array)[0]] == ["a-1", "a-4", "b-1", "b-2"]

    def test_a_second_file_of_the_same_name_gets_a_hash(self, tmp_path: Path) -> None:
        first, second = write(tmp_path / "a" / "ship.txt", PAGE), write(tmp_path / "b" / "ship.txt", PAGE)

        ids = [article.id for article in read(first, second)[0]]

        assert ids[0] == "ship"
        assert ids[1].startswith("ship-")
        assert len(ids[1]) == len("ship-") + 8

    def test_ids_stay_whatever_the_order_and_the_text(self, tmp_path: Path) -> None:
        first, second = write(tmp_path / "a" / "ship.txt", PAGE), write(tmp_path / "b" / "ship.txt", PAGE)
        before = {article.id: article.path or "" for article in read(first, second)[0]}
        write(tmp_path / "b" / "ship.txt", PAGE + MORE)

        after = {article.id: article.path for article in read(second, first, known=before)[0]}
        alone = {
            article.id: article.path
            for article in read(second, known={k: v for k, v in before.items() if v == second})[0]
        }

        assert after == before
        assert alone == {key: path for key, path in before.items() if path == second}

    def test_the_same_id_twice_keeps_the_first_and_names_the_second(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a.jsonl", jsonl({"id": "x", "text": PROSE}, {"id": "x", "text": MORE}))

        articles, unreadable = read(path)

        assert [article.text for article in articles] == [PROSE]
        assert [item.name for item in unreadable] == [f"{path}:2"]
        assert "'x'" in unreadable[0].reason

    def test_a_file_does_not_take_the_id_that_a_record_gave(self, tmp_path: Path) -> None:
        record, file = (
            write(tmp_path / "a.json", json.dumps({"id": "ship", "text": PROSE})),
            write(tmp_path / "ship.txt", PAGE),
        )

        assert len({article.id for article in read(record, file)[0]}) == 2

    def test_text_from_standard_input_is_told_apart_by_its_text(self) -> None:
        ids = [read("-", stdin=f"Ships leave port\n\n{text}\n".encode())[0][0].id for text in (PROSE, MORE, PROSE)]

        assert ids[0] == ids[2] != ids[1]
        assert ids[0].startswith("ships-leave-port-")


class TestFolders:
    def test_are_read_in_order_without_hidden_files_and_other_kinds(self, tmp_path: Path) -> None:
        for name in ["b.txt", "a/z.md", "a/deep/er/y.html", ".git/x.txt", ".hidden.txt", "c.png", "README", "d.py"]:
            write(tmp_path / name, html(f"<p>{PROSE}</p>") if name.endswith("html") else PAGE)

        articles, unreadable = read(tmp_path)

        assert unreadable == []
        assert [Path(article.path or "").name for article in articles] == ["y.html", "z.md", "b.txt"]

    def test_links_that_lead_back_up_end(self, tmp_path: Path) -> None:
        write(tmp_path / "a" / "ship.txt", PAGE)
        (tmp_path / "a" / "up").symlink_to(tmp_path, target_is_directory=True)
        (tmp_path / "again").symlink_to(tmp_path / "a", target_is_directory=True)
        (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
        (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")

        articles, unreadable = read(tmp_path)

        assert [article.id for article in articles] == ["ship"]
        assert sorted(Path(item.name).name for item in unreadable) == ["gone.txt", "self.txt"]

    def test_without_articles_are_named(self, tmp_path: Path) -> None:
        write(tmp_path / "src" / "main.py", "print()")

        assert "holds no article" in reason_of(tmp_path)
        assert "holds no article" in reason_of(tmp_path / "src")

    def test_deeper_than_recursion_goes_are_read(self) -> None:
        # Not in tmp_path: shutil.rmtree recurses, so pytest could not take it away.
        folder = Path(tempfile.mkdtemp())
        bottom = folder / Path(*["d"] * 1200)
        for n in range(1, 1201):
            (folder / Path(*["d"] * n)).mkdir()
        try:
            path = write(bottom / "ship.txt", PAGE)

            assert article_of(folder).path == path
        finally:
            (bottom / "ship.txt").unlink(missing_ok=True)
            os.removedirs(bottom)

    def test_a_file_named_twice_is_read_once(self, tmp_path: Path) -> None:
        path = write(tmp_path / "ship.txt", PAGE)

        assert len(read(path, tmp_path, path, f"{tmp_path}/./ship.txt")[0]) == 1


class TestBadFiles:
    @pytest.mark.parametrize(
        ("name", "content", "expected"),
        [
            ("empty.txt", b"", "no article text"),
            ("empty.md", b"---\ntitle: a\n---\n", "no article text"),
            ("empty.html", b"<html></html>", "no article text"),
            ("empty.json", b"", "no article text"),
            ("empty.json", b"[]", "no article text"),
            ("empty.jsonl", b"\n\n", "no article text"),
            ("blank.txt", b" \n\xef\xbb\xbf\n ", "no article text"),
            ("program.txt", b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20, "binary"),
            ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4, "binary"),
            ("program.html", bytes(range(256)) * 20, "binary"),
            ("zeros.txt", bytes(1000), "binary"),
            ("broken.pdf", b"%PDF-1.7 nothing", "broken PDF"),
            ("locked.pdf", encrypted(make_pdf([[PROSE]]), "secret"), "encrypted"),
            ("scanned.pdf", make_pdf([[]]), "no text"),
            ("broken.md", b"---\ntitle: [\n---\ntext", "front matter"),
            ("broken.json", b'{"text": "a",\n "title" "b"}', "line 2"),
            ("nested.json", b"[" * 100_000, "JSON"),
            ("number.json", b"7", "JSON object"),
            ("broken.txt.gz", gzip.compress(os.urandom(9999))[:5000], "gzip"),
            ("broken.txt.gz", b"\x1f\x8b\x08\x00garbage that is no gzip", "gzip"),
        ],
    )
    def test_are_named_with_the_reason(self, tmp_path: Path, name: str, content: bytes, expected: str) -> None:
        assert expected in reason_of(write(tmp_path / name, content))

    def test_and_the_rest_is_read(self, tmp_path: Path) -> None:
        write(tmp_path / "a.pdf", b"no")
        write(tmp_path / "b.txt", PAGE)
        write(tmp_path / "c.json", "no")

        articles, unreadable = read(tmp_path)

        assert [article.id for article in articles] == ["b"]
        assert len(unreadable) == 2

    def test_that_are_not_there_are_named(self, tmp_path: Path) -> None:
        assert "no such file" in reason_of(tmp_path / "nowhere.txt")
        assert "no such file" in reason_of(write(tmp_path / "a.txt", PAGE) + "/b.txt")
        assert "cannot be read" in reason_of(tmp_path / ("x" * 5000))

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
    def test_pipes_do_not_block(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.txt")

        assert "regular file" in reason_of(tmp_path / "pipe.txt")

    def test_names_that_are_no_text_are_named(self, tmp_path: Path) -> None:
        try:
            (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text(PAGE)
        except OSError:
            pytest.skip("this file system takes UTF-8 names only")

        (item,) = read(tmp_path)[1]

        assert item.name.endswith("caf\ufffd.txt")
        assert "rename" in item.reason

    @pytest.mark.skipif(not hasattr(os, "seteuid"), reason="needs users with ids")
    def test_without_permission_are_named(self) -> None:
        folder = Path(tempfile.mkdtemp())  # tmp_path lies in a folder for its owner alone
        try:
            write(folder / "read.txt", PAGE)
            Path(write(folder / "secret.txt", PAGE)).chmod(0)
            Path(write(folder / "closed" / "a.txt", PAGE)).parent.chmod(0)
            folder.chmod(0o755)
            # Permissions stop nothing for root, so the child gives its rights away after it has imported everything.
            script = (
                "import os, sys; from bot.ingestion.articles import read_articles\n"
                "if os.geteuid() == 0: os.seteuid(65534)\n"
                "for item in read_articles([sys.argv[1], sys.argv[1] + '/closed/a.txt']):\n"
                "    print(type(item).__name__, getattr(item, 'name', ''), getattr(item, 'reason', ''))\n"
            )
            root = Path(__file__).parents[2]
            done = subprocess.run(
                [sys.executable, "-c", script, folder], cwd=root, capture_output=True, text=True, check=True
            )
        finally:
            (folder / "closed").chmod(0o755)
            shutil.rmtree(folder)

        lines = done.stdout.splitlines()
        assert [line.split()[0] for line in lines] == ["Unreadable", "Article", "Unreadable", "Unreadable"]
        assert all("denied" in line for line in lines if line.startswith("Unreadable"))


class TestLargeFiles:
    @pytest.mark.parametrize("name", ["big.txt", "big.pdf", "big.json", "big.html", "big.md"])
    def test_are_refused_without_being_read_whole(self, tmp_path: Path, name: str) -> None:
        with (tmp_path / name).open("wb") as file:
            file.truncate(200_000_000)
        began = time.process_time()

        assert "larger than 50 MB" in reason_of(tmp_path / name)
        assert time.process_time() - began < 5

    def test_that_unpack_to_more_are_refused(self, tmp_path: Path) -> None:
        with gzip.open(tmp_path / "bomb.txt.gz", "wb", compresslevel=1) as file:
            for _ in range(60):
                file.write(bytes(1_000_000))

        assert "larger than 50 MB" in reason_of(tmp_path / "bomb.txt.gz")

    def test_lines_of_json_may_be_as_many_as_there_are(self, tmp_path: Path) -> None:
        line = (json.dumps({"text": PROSE, "other": "x" * 80_000}) + "\n").encode()
        with gzip.open(tmp_path / "news.jsonl.gz", "wb", compresslevel=1) as file:
            for _ in range(60_000_000 // len(line)):
                file.write(line)

        articles = read_articles([str(tmp_path / "news.jsonl.gz")])

        assert sum(isinstance(article, Article) for article in articles) == 60_000_000 // len(line)

    def test_a_line_that_is_too_long_is_named_and_the_next_is_read(self, tmp_path: Path) -> None:
        path = write(
            tmp_path / "a.jsonl", b'{"text": "' + b"x" * 25_000_000 + b'"}\n' + jsonl({"text": PROSE}).encode()
        )

        articles, unreadable = read(path)

        assert [article.id for article in articles] == ["a-2"]
        assert [item.name for item in unreadable] == [f"{path}:1"]
        assert "longer than 10 MB" in unreadable[0].reason


class TestLinesOfJson:
    def test_a_bad_line_is_named_with_its_number_and_the_rest_is_read(self, tmp_path: Path) -> None:
        lines = [
            *(jsonl({"text": PROSE}), "\n", '{"text": "cut\n', "[]\n", b"\xff\x00\xfe\n", '{"title": "a"}\n'),
            json.dumps({"text": MORE}),
        ]
        path = write(tmp_path / "a.jsonl", b"".join(line.encode() if isinstance(line, str) else line for line in lines))

        articles, unreadable = read(path)

        assert [article.text for article in articles] == [PROSE, MORE]
        assert [item.name for item in unreadable] == [f"{path}:{n}" for n in (3, 4, 5, 6)]

    def test_a_cut_off_archive_gives_what_can_be_had(self, tmp_path: Path) -> None:
        content = gzip.compress(jsonl(*({"text": f"{PROSE} {os.urandom(50).hex()}"} for _ in range(500))).encode())
        path = write(tmp_path / "a.jsonl.gz", content[:-2000])

        articles, unreadable = read(path)

        assert len(articles) > 100
        assert len(unreadable) == 1
        assert "gzip" in unreadable[0].reason

    def test_in_a_file_that_is_called_json_are_read(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a.json", jsonl({"text": PROSE}, {"text": MORE}))

        assert [article.text for article in read(path)[0]] == [PROSE, MORE]

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
    def test_in_any_encoding_are_read(self, tmp_path: Path, encoding: str) -> None:
        text = json.dumps({"text": "Ein Schiff lief aus. Ċ 上"}, ensure_ascii=False) + "\n" + jsonl({"text": PROSE})
        path = write(tmp_path / "a.jsonl", text.encode(encoding))

        assert [article.text for article in read(path)[0]] == ["Ein Schiff lief aus. Ċ 上", PROSE]


SUFFIXES = [".txt", ".md", ".html", ".json", ".jsonl", ".pdf", ".txt.gz", ".jsonl.gz", "", ".dat"]
PARTS = [
    b"---\n",
    b"title: a\n",
    b'{"text": "a"}',
    b"[",
    b"{",
    b"\n",
    b"<p>",
    b"%PDF-1.4",
    b"\x1f\x8b\x08",
    b"\x00",
    b"\xff\xfe",
    b"a b.",
]


@given(
    st.sampled_from(SUFFIXES),
    st.binary(max_size=200) | st.lists(st.sampled_from(PARTS), max_size=12).map(b"".join),
    st.booleans(),
)
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], deadline=None)
def test_any_file_is_read_or_named(tmp_path: Path, suffix: str, content: bytes, packed: bool) -> None:
    path = write(tmp_path / f"ship{suffix}", gzip.compress(content) if packed else content)

    articles, unreadable = read(path)

    assert articles or unreadable
    assert all(article.text and article.id and article.title for article in articles)
    assert all(canonical(article.text) == article.text for article in articles)
    assert all(item.name.startswith(path) and item.reason for item in unreadable)


@given(st.binary(max_size=200) | st.lists(st.sampled_from(PARTS), max_size=12).map(b"".join))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_standard_input_is_read_or_named(content: bytes) -> None:
    articles, unreadable = read("-", stdin=content)

    assert articles or unreadable
