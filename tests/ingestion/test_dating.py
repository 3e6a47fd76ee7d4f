"""A publication date is read where the page tells it, and never guessed."""

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingestion.dating import date_of, parse_date

FIRST = "It rained for eleven days before the river rose above its banks, the mayor said."
SECOND = "Nobody was hurt, but forty houses stood in water up to the sills of their windows."
BODY = f"{FIRST}\n{SECOND}\n{FIRST[:-1]} again.\n{SECOND[:-1]} too."
HEADLINE = "River floods the old town of Hollin"


@pytest.mark.parametrize(
    "text",
    [
        "2023-09-16",
        "2023-09-16T10:00:00Z",
        "2023/9/16",
        "2023.09.16",
        "20230916",
        "20230916T101500Z",
        "Sat, 16 Sep 2023 10:15:00 GMT",
        "Sat Sep 16 10:15:00 +0000 2023",
        "16 September 2023",
        "16th of September, 2023",
        "Sept 16, 2023",
        "Sep. 16th 2023",
        "SEPTEMBER 16 2023",
        "16-Sep-2023",
        "16. September 2023",
        "16/09/2023",
        "09/16/2023",
        "16.09.2023 18:02 Uhr",
        "Published: Saturday 16 September 2023 at 3pm",
        "\u200e16 Sep\u00a02023",
    ],
)
def test_value_that_names_one_date_is_read(text: str) -> None:
    assert parse_date(text) == date(2023, 9, 16)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "03/04/2023",
        "1694822400",
        "1694822400000",
        "September 2023",
        "2023",
        "Saturday",
        "yesterday",
        "16 Sep",
        "31 September 2023",
        "2023-13-01",
        "2023-09-16 to 2023-09-18",
        "0000-00-00",
        "16 September 23",
        "99999-01-01",
    ],
)
def test_value_that_is_no_date_or_more_than_one_is_not_read(text: str) -> None:
    assert parse_date(text) is None


def test_day_and_month_that_are_the_same_number_are_not_ambiguous() -> None:
    assert parse_date("05/05/2023") == date(2023, 5, 5)


@given(
    st.dates(date(1900, 1, 1)), st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%b %d, %Y", "%a, %d %b %Y 23:59:59 -0800"])
)
def test_date_comes_back_from_every_form_it_is_written_in(day: date, form: str) -> None:
    expected = day if day.year <= 2100 else None

    assert parse_date(day.strftime(form)) == expected


@pytest.mark.parametrize(
    "line",
    [
        "Hollin, Sept 16 (HPA) Sep 16, 2023",
        "Published: 16 September 2023, 10:15 GMT",
        "Published\n16 September 2023",
        "Sat 16 Sep 2023 17.04 BST",
        "09:12, 16 SEP 2023 Updated 11:48, 19 SEP 2023",
        "2023-09-16T10:15:00Z",
        "September 16, 2023 at 4:02 p.m. ET",
        "By Ada Lorne | 16 September 2023",
        "Last updated 16:20, 16 September 2023",
        "Updated 18 September 2023\nPublished 16 September 2023",
        "Posted on September 16, 2023",
    ],
)
def test_line_that_is_a_date_tells_when_the_article_was_published(line: str) -> None:
    assert date_of(f"{HEADLINE}\n{line}\n{BODY}") == date(2023, 9, 16)


@pytest.mark.parametrize(
    "opening",
    [
        "HOLLIN, Sept. 16, 2023 (HPA) - ",
        "(Hollin Press Agency) HOLLIN, Sept. 16, 2023 - ",
        "Hollin, Sep 16: ",
        "OLD TARN, 16 September – ",
        "Tarn, Hollin, Sept 16 /HPA/ -- ",
        "HOLLIN: On Saturday (Sep 16), ",
    ],
)
def test_dateline_tells_with_the_year_that_stands_elsewhere(opening: str) -> None:
    caption = "The old mill at Hollin on Friday, Sept. 15, 2023. (Photo: Ada Lorne)"

    assert date_of(f"{HEADLINE}\n{opening}{BODY}\n{caption}") == date(2023, 9, 16)


def test_code_of_a_photo_lends_its_year() -> None:
    photo = "The old mill at Hollin stands in water up to its roof. HP/ARP(HP09_17_2023_000002B)"

    assert date_of(f"{HEADLINE}\n{photo}\nHollin, Sep 16: {BODY}") == date(2023, 9, 16)


def test_dateline_at_the_turn_of_the_year_takes_the_nearer_year() -> None:
    caption = "The old mill at Hollin on Monday, Jan. 1, 2024. (Photo: Ada Lorne)"

    assert date_of(f"{HEADLINE}\nHollin, Dec 31: {BODY}\n{caption}") == date(2023, 12, 31)


@pytest.mark.parametrize(
    "lines",
    [
        "Hollin, Sep 16: It rained.",
        "Hollin, Sep 16: It rained.\nThe flood of 3 March 2011 was worse. (Photo: Ada Lorne)",
        "Hollin, Sep 16: It rained.\nThe mill, Sept. 15, 2022. (Photo: A)\nThe mill, Sept. 15, 2023. (Photo: B)",
        "HOLLIN: It rained on Monday (Sep 16).\nThe mill on Sept. 15, 2023. (Photo: Ada Lorne)",
    ],
)
def test_year_is_never_guessed(lines: str) -> None:
    assert date_of(f"{HEADLINE}\n{lines}\n{BODY}") is None


@pytest.mark.parametrize(
    "page",
    [
        "",
        BODY,
        f"{HEADLINE}\nThe bridge was opened on 16 September 2023 by the minister, who fell into the river.\n{BODY}",
        f"{HEADLINE}\n{BODY}\nThe mill burned down on 4 May 2019.",
        f"What happened on 16 September 2023\n{BODY}",
        f"{HEADLINE}\n{BODY}\nMost read\nBridge closed again\n12 Feb 2022\n© 2024 The Post",
        f"Menu\nMonday, 18 March 2025\nHome\nNews\nSport\n{HEADLINE}\n{BODY}",
    ],
)
def test_date_of_an_event_or_of_another_story_or_of_the_visit_is_not_taken(page: str) -> None:
    assert date_of(page) is None


def test_real_pages_tell_what_they_tell(shared: Path) -> None:
    pages = sorted((shared / "articles").glob("*.txt"))

    dates = [date_of(page.read_text("utf-8")) for page in pages]

    assert dates == [date(2023, 9, 16), None, date(2023, 9, 17), None, date(2023, 9, 13)]


@given(st.text() | st.text(alphabet="JanSept 0123456789/-.,:()ZT\n"))
def test_no_text_is_too_odd_to_look_for_a_date(text: str) -> None:
    assert parse_date(text) is None or isinstance(parse_date(text), date)
    assert date_of(text) is None or isinstance(date_of(text), date)


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ["Hollin, Sep 16: x\n", "16 Sep 2023 ", "2023-", "Sept ", "A ", "Wednesday (", "Published\n"]
)
def test_time_grows_with_the_length_of_a_hostile_page_and_no_faster(unit: str) -> None:
    def seconds(length: int) -> float:
        page = unit * (length // len(unit))
        start = time.process_time()
        date_of(page, page)
        return time.process_time() - start

    short = max(seconds(40_000), 0.02)

    # Eight times the length; quadratic work would take sixty-four times as long.
    assert seconds(320_000) < 24 * short
