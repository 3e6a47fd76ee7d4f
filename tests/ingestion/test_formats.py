"""Each format: what is read from it, and what is said where it is broken."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_files import encrypted, html, make_pdf

from bot.ingestion.canonical import canonical
from bot.ingestion.formats import Page, read_html, read_markdown, read_pdf, read_plain, read_record
from bot.ingestion.reasons import UnreadableError

PROSE = "The first ship left the port of Rome on Monday, the harbour master said."
MORE = "A second ship, which had come in on Sunday, was still being unloaded, he added."


LINKED_DATA = (
    '<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "x"}, {"@type": ["NewsArticle"], '
    '"headline": "Ships", "datePublished": "2023-09-16", "publisher": {"name": "Post"}}]}</script>'
)


def reason(read: Callable[[], Page]) -> str:
    with pytest.raises(UnreadableError) as caught:
        read()
    return str(caught.value)


def is_canonical_or_reason(read: Callable[[], Page]) -> bool:
    try:
        text = read().text
    except UnreadableError as error:
        return bool(str(error))
    return canonical(text) == text


class TestMarkdown:
    def test_front_matter_is_told_and_no_part_of_the_text(self) -> None:
        page = read_markdown(f'---\ntitle: "Ships: a port"\npublished: 2023-09-16\ntags: [a, b]\n---\n\n{PROSE}\n')

        assert page.told == {"title": "Ships: a port", "published": "2023-09-16"}
        assert page.source == "front matter"
        assert page.text == PROSE

    @pytest.mark.parametrize("value", ["2023-13-45", "No", "1e5", "'16 September 2023'", "2023"])
    def test_values_stay_the_text_that_they_are(self, value: str) -> None:
        assert read_markdown(f"---\npublished: {value}\n---\nx").told == {"published": value.strip("'")}

    @pytest.mark.parametrize("value", ["", "~", "null", "[2023]", "{a: b}"])
    def test_values_that_are_no_text_were_not_told(self, value: str) -> None:
        assert read_markdown(f"---\ntitle: {value}\n---\nx").told == {}

    @pytest.mark.parametrize(
        "dates",
        ["date: 2023-09-16", "date: 2023-09-20\npublished: 2023-09-16", "published: null\ndate: 2023-09-16"],
        ids=["alone", "beside published", "for an empty one"],
    )
    def test_date_is_read_where_published_is_not_told(self, dates: str) -> None:
        assert read_markdown(f"---\n{dates}\n---\nx").told == {"published": "2023-09-16"}

    def test_text_without_front_matter_is_read_as_a_page(self) -> None:
        page = read_markdown(f"# Ships leave port\n\n{PROSE}\n\n{MORE}\n")

        assert page.told == {}
        assert PROSE in page.text.split("\n")

    @pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
    def test_every_kind_of_line_break_closes_front_matter(self, line_break: str) -> None:
        text = line_break.join(["---", "title: Ships", "...", PROSE])

        assert (read_markdown(text).told, read_markdown(text).text) == ({"title": "Ships"}, PROSE)

    @pytest.mark.parametrize("title", ["The long road: a mayor at eighty", '"I was a bad loser": Pellegrino on life'])
    def test_headline_that_yaml_does_not_take_is_read_as_it_stands(self, title: str) -> None:
        page = read_markdown(f"---\ntitle: {title}\npublisher: 'The Post'\ndate: 2024-05-04\n---\nx")

        assert page.told == {"title": title, "publisher": "The Post", "published": "2024-05-04"}

    def test_empty_front_matter_tells_nothing(self) -> None:
        assert read_markdown(f"---\n---\n{PROSE}").text == PROSE

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("---\ntitle: Ships\n\nNo end in sight.\n", "line 1"),
            ("---\ntitle: Ships\npublisher: The Post: Sunday\ntags: &a &b\n---\nx", "line 3"),
            ("---\ntitle: [Ships\n---\nx", "is broken in line"),
            ("---\n- Ships\n- Ports\n---\nx", "no list of keys"),
            ("---\nJust words.\n---\nx", "no list of keys"),
            ("---\n" + "[" * 5000 + "\n---\nx", "front matter"),
            ("---\ntitle: \x01\n---\nx", "front matter"),
            ("---\na: *b\n---\nx", "line 2"),
        ],
        ids=["never closed", "colon", "bracket", "list", "words", "nested", "control", "alias"],
    )
    def test_broken_front_matter_is_named_with_its_line(self, text: str, expected: str) -> None:
        found = reason(lambda: read_markdown(text))

        assert expected in found
        assert ";" in found  # the remedy
        assert "\n" not in found


class TestHtml:
    def test_the_article_stays_with_headline_captions_and_quotes(self) -> None:
        page = read_html(
            html(
                f"<nav><a href='/'>Home</a></nav><article><h1>Ships leave port</h1><figure><img src='a.jpg'>"
                f"<figcaption>A ship at noon. (Photo: AP)</figcaption></figure><p>{PROSE}</p><blockquote><p>“It is a "
                f"<b>fine</b> ship,” he said.</p></blockquote><ul><li>One thing</li></ul><p>{MORE}</p></article>"
                f"<footer>Copyright 2023</footer>"
            )
        )

        assert page.text.split("\n") == [
            *(
                "Ships leave port",
                "A ship at noon. (Photo: AP)",
                PROSE,
                "“It is a fine ship,” he said.",
                "One thing",
                MORE,
            )
        ]
        assert "Copyright 2023" in page.raw.split("\n")

    def test_a_short_article_keeps_its_paragraphs(self) -> None:
        assert read_html(html("<p>It rained.</p><p>It stopped.</p>")).text == "It rained.\nIt stopped."

    @pytest.mark.parametrize(
        ("head", "expected"),
        [
            ('<meta property="og:title" content="Ships">', {"title": "Ships"}),
            ("<title>Ships leave - The Post</title>", {"title": "Ships leave"}),
            ("<title>Ships leave | World | The Post</title>", {"title": "Ships leave | World"}),
            ("<title>North-South talks</title>", {"title": "North-South talks"}),
            ('<meta property="og:site_name" content="The Post">', {"publisher": "The Post"}),
            (
                '<meta property="article:published_time" content="2023-09-16T10:00Z">',
                {"published": "2023-09-16T10:00Z"},
            ),
            ('<meta name="DC.date.issued" content="2023-09-16">', {"published": "2023-09-16"}),
            ('<link rel="canonical" href="https://example.com/a">', {"url": "https://example.com/a"}),
            ('<link rel="canonical" href="/a">', {}),
            ('<link rel="canonical" href="javascript:alert(1)">', {}),
            ('<meta property="article:modified_time" content="2023-09-16">', {}),
            (
                LINKED_DATA,
                {"title": "Ships", "published": "2023-09-16", "publisher": "Post"},
            ),
            ('<script type="application/ld+json">{"@type": "NewsArticle", </script>', {}),
            ('<script type="application/ld+json">' + "[" * 5000 + "</script>", {}),
        ],
    )
    def test_metadata_is_what_the_head_declares(self, head: str, expected: dict[str, str]) -> None:
        assert read_html(html(f"<p>{PROSE}</p>", head)).told == expected

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ('<time datetime="2023-09-16T10:00">Saturday</time>', "2023-09-16"),
            ('<time datetime="2023-09-16">a</time><time class="updated" datetime="2023-09-18">b</time>', "2023-09-16"),
            ('<time datetime="2023-09-16">a</time><time datetime="2023-09-18">b</time>', None),
            (
                '<time itemprop="datePublished" datetime="2023-09-16">a</time><time datetime="2023-09-18">b</time>',
                "2023-09-16",
            ),
            ('<aside><time datetime="2023-09-16">a</time></aside>', None),
            ('<img src="/2023/09/16/photo.jpg"> Photographed on 2023-09-16', None),
            ("Copyright 2023-09-16", None),
        ],
    )
    def test_a_date_is_never_guessed_from_the_page(self, body: str, expected: str | None) -> None:
        assert (
            read_html(html(f"<article><h1>Ships</h1>{body}<p>{PROSE}</p></article>")).told.get("published") == expected
        )

    def test_an_address_is_no_publisher(self) -> None:
        page = read_html(html(f"<p>{PROSE}</p>", '<link rel="canonical" href="https://example.com/a">'))

        assert "publisher" not in page.told

    @pytest.mark.parametrize("text", ["", "<html></html>", "<div>" * 50_000, "<" * 1000, "<!-- -->", "<p></p>"])
    def test_a_page_of_nothing_has_no_text(self, text: str) -> None:
        assert read_html(text).text == ""


class TestPdf:
    def test_its_text_is_read(self) -> None:
        page = read_pdf(make_pdf([["Ships leave port", "", PROSE, MORE]]))

        assert PROSE in page.text
        assert MORE in page.text

    def test_lines_that_run_along_its_pages_are_no_part_of_the_article(self) -> None:
        # Words instead of digits in the lines that stay: a running line may differ in its number.
        bodies = [
            [f"The {word} paragraph is about ships that leave ports.", PROSE, f"And so the {word} ends."]
            for word in "abcd"
        ]

        page = read_pdf(make_pdf([["The Daily Post", *body, f"Page {n} of 4"] for n, body in enumerate(bodies, 1)]))

        assert "Daily Post" not in page.raw
        assert "Page" not in page.raw
        assert all(body[0] in page.raw for body in bodies)

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            (b"", "broken"),
            (b"%PDF-1.4 and nothing else", "broken"),
            (make_pdf([[PROSE]])[:200], "broken"),
            (b"Just words.", "broken"),
            (encrypted(make_pdf([[PROSE]]), "secret"), "encrypted"),
            (make_pdf([[]]), "no text"),
        ],
        ids=["empty", "head only", "cut off", "text", "encrypted", "pictures"],
    )
    def test_what_cannot_be_read_is_told(self, content: bytes, expected: str) -> None:
        found = reason(lambda: read_pdf(content))

        assert expected in found
        assert ";" in found

    def test_one_that_is_locked_against_changes_only_is_read(self) -> None:
        assert PROSE in read_pdf(encrypted(make_pdf([[PROSE]]), "")).text


class TestRecord:
    def test_text_is_taken_as_it_is(self) -> None:
        page = read_record(
            {"id": 7, "title": "Ships", "text": "Home\n\nShare this\n\nIt rained.", "other": 1, "url": None}
        )

        assert page == Page(
            "Home\n\nShare this\n\nIt rained.", "Home\nShare this\nIt rained.", "record", {"title": "Ships"}, "7"
        )

    @pytest.mark.parametrize("value", [None, 1, "text", [], {}, {"text": None}, {"text": ["a"]}, {"title": "a"}])
    def test_a_record_without_text_is_told(self, value: object) -> None:
        assert '"text"' in reason(lambda: read_record(value))

    @pytest.mark.parametrize("given_id", [True, None, 1.5, [], {}])
    def test_an_id_is_text_or_a_whole_number(self, given_id: object) -> None:
        assert read_record({"id": given_id, "text": "a"}).id is None


BITS = [
    "---\n",
    "title: ",
    "<p>",
    "</p>",
    "<meta ",
    'content="',
    "|",
    "- ",
    ": ",
    "[",
    "{",
    "'",
    '"',
    "\n",
    "x y",
    "#",
    "&#1;",
    "<!--",
]
TEXTS = st.text() | st.lists(st.sampled_from(BITS), max_size=30).map("".join)


@given(TEXTS, st.sampled_from([read_plain, read_markdown, read_html]))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_text_is_read_or_the_reason_told(text: str, read: Callable[[str], Page]) -> None:
    assert is_canonical_or_reason(lambda: read(text))


PDF = make_pdf([["Ships leave port", PROSE], [MORE]])


@given(st.binary() | st.tuples(st.integers(0, len(PDF)), st.integers(0, 60), st.binary(max_size=20)))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_damage_to_a_pdf_is_read_or_told(content: bytes | tuple[int, int, bytes]) -> None:
    if isinstance(content, tuple):
        start, length, patch = content
        content = PDF[:start] + patch + PDF[start + length :]
    assert is_canonical_or_reason(lambda: read_pdf(content))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["id", "title", "text", "published", "url", "x"]), inner)
    ),
)


@given(JSON)
def test_any_record_is_read_or_the_reason_told(value: object) -> None:
    assert is_canonical_or_reason(lambda: read_record(value))
