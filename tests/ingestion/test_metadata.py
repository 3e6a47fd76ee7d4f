"""What the text of a page tells about its article: headline, publisher, address."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingestion.cleaning import clean
from bot.ingestion.metadata import Metadata, metadata_of

FIRST = "It rained for eleven days before the river rose above its banks, the mayor said."
SECOND = "Nobody was hurt, but forty houses stood in water up to the sills of their windows."
THIRD = "The army is expected to bring two more pumps from the coast on Thursday morning."
HEADLINE = "River floods the old town of Hollin"
BODY = f"{FIRST}\n{SECOND}\n{THIRD}"


def told(page: str) -> Metadata:
    return metadata_of(page, clean(page))


def test_headline_is_the_title_and_each_find_says_that_it_was_in_the_text() -> None:
    metadata = told(f"{HEADLINE}\n3 March 2024\n{BODY}\n© 2024 The Post")

    assert metadata.title == HEADLINE
    assert metadata.published == date(2024, 3, 3)
    assert metadata.found == {"title": "text", "publisher": "text", "published": "text"}


@pytest.mark.parametrize("above", ["3 March 2024", "By Ada Lorne", "16:20", "LIVE"])
def test_line_above_the_headline_is_not_the_title(above: str) -> None:
    assert told(f"{above}\n{HEADLINE}\n{BODY}").title == HEADLINE


def test_headline_of_two_words_is_a_title_where_there_is_no_longer_one() -> None:
    assert told(f"Hollin floods\n{BODY}").title == "Hollin floods"


@pytest.mark.parametrize("page", ["", BODY, "Menu\nHome\nSign in"])
def test_page_without_headline_has_no_title(page: str) -> None:
    assert told(page).title is None


@pytest.mark.parametrize(
    ("page", "publisher"),
    [
        (f"Valley.com - News of the hills\n{HEADLINE}\n{BODY}", "Valley.com"),
        (f"Skip to content\nThe Hollin Post | Since 1911\n{HEADLINE}\n{BODY}", "The Hollin Post"),
        (f"{HEADLINE}\n{BODY}\nSource: www.valley.com.au", "valley.com.au"),
        (f"{HEADLINE}\n{BODY}\nSource: https://news.valley.co/2024/floods", "news.valley.co"),
        (f"{HEADLINE}\n{BODY}\n© 2019-2024 Valley Press Ltd. All rights reserved.", "Valley Press"),
        (f"{HEADLINE}\n{BODY}\nAll rights reserved. Copyright Hollin Press Agency. No copying.", "Hollin Press Agency"),
        (f"{HEADLINE}\nHOLLIN, March 3 (HPA) - {BODY}", "HPA"),
        (f"{HEADLINE}\nHOLLIN (Channel Nine) — {BODY}", "Channel Nine"),
        (f"{HEADLINE}\nHollin, March 3 (HPA) Mar 3, 2024\n{BODY}", "HPA"),
        (f"{HEADLINE}\n{BODY} (HPA)", "HPA"),
    ],
)
def test_publisher_is_told_in_many_shapes(page: str, publisher: str) -> None:
    assert told(page).publisher == publisher


@pytest.mark.parametrize(
    "page",
    [
        f"{HEADLINE}\n{BODY}",
        f"{HEADLINE}\n{BODY}\nsource site-59",
        f"{HEADLINE}\n{BODY}\nSource: Agencies/cm/ca",
        f"{HEADLINE}\n(Hollin) {BODY}",
        f"{HEADLINE}\nThe mill under water. (HPA)\n{BODY}",
        f"{HEADLINE}\n{BODY[:-1]}, said the mayor of Hollin, who is a member of the Union of River Towns (URT).",
        f"{HEADLINE}\n{BODY}\nThe book is by Col Lorne, copyright 2024.",
    ],
)
def test_publisher_that_the_page_does_not_name_is_unknown(page: str) -> None:
    assert told(page).publisher is None


def test_agency_is_told_before_the_site_that_carries_it() -> None:
    page = f"Valley.com - News of the hills\n{HEADLINE}\nHollin, March 3 (HPA) Mar 3, 2024\n{BODY}\n© 2024 Holding"

    assert told(page).publisher == "HPA (Valley.com)"


def test_address_at_the_head_of_a_page_is_the_articles() -> None:
    page = f"https://valley.example/2024/floods\n{HEADLINE}\n{BODY}\nhttps://valley.example/other"

    assert told(page).url == "https://valley.example/2024/floods"


def test_address_that_the_source_line_names_is_the_articles() -> None:
    page = f"{HEADLINE}\n{BODY}\nSource: https://valley.example/2024/floods"

    assert told(page).url == "https://valley.example/2024/floods"


def test_address_inside_the_article_is_not_its_own() -> None:
    assert told(f"{HEADLINE}\n{BODY}\nhttps://valley.example/other").url is None


def test_real_pages_tell_what_they_tell(shared: Path) -> None:
    pages = [page.read_text("utf-8") for page in sorted((shared / "articles").glob("*.txt"))]

    metadata = [told(page) for page in pages]

    assert [found.publisher for found in metadata] == ["AFP (SpaceWar.com)", None, "AP", "9news.com.au", None]
    assert all(found.title and clean(page).startswith(found.title) for found, page in zip(metadata, pages, strict=True))


@given(st.text())
def test_no_text_is_too_odd_to_look_for_metadata(text: str) -> None:
    metadata = metadata_of(text, clean(text))

    assert set(metadata.found) <= {"title", "publisher", "url", "published"}
