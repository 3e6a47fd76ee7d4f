from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.days import WrittenDay, days_named, nearest_date, written_days

PIECES = st.sampled_from(
    [
        "Sept. ",
        "May ",
        "13",
        "13-14",
        " 2023",
        ", ",
        "Wednesday ",
        "(",
        ")",
        "2023-09-13",
        "the ",
        "of ",
        "\n",
        "é",
        "31",
    ]
)


def told(text: str, *, any_case: bool = False) -> list[tuple[str, int | None, int, int, int | None]]:
    days = written_days(text, any_case=any_case)
    return [(text[day.start : day.end], day.year, day.month, day.day, day.weekday) for day in days]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on Wednesday, Sept. 13, 2023.", [("Wednesday, Sept. 13, 2023", 2023, 9, 13, 2)]),
        ("on Wednesday (Sep 13) he", [("Wednesday (Sep 13)", None, 9, 13, 2)]),
        ("Wed. 13 September", [("Wed. 13 September", None, 9, 13, 2)]),
        ("on 16 September. He", [("16 September", None, 9, 16, None)]),
        ("the 13th of September", [("13th of September", None, 9, 13, None)]),
        ("on October 22nd", [("October 22nd", None, 10, 22, None)]),
        ("dated 2023-09-13", [("2023-09-13", 2023, 9, 13, None)]),
        ("dated 13/09/2023", [("13/09/2023", 2023, 9, 13, None)]),
        ("dated 03/04/2023", []),
        ("Sept 13-14, 2023", [("Sept 13", 2023, 9, 13, None), ("14, 2023", 2023, 9, 14, None)]),
        ("13 and 14 September 2023", [("13", 2023, 9, 13, None), ("14 September 2023", 2023, 9, 14, None)]),
        ("from May 5 to 8, when", [("May 5", None, 5, 5, None), ("8", None, 5, 8, None)]),
        ("On May 5, 20 people", [("May 5", None, 5, 5, None)]),
        ("On May 5 and 20 others", [("May 5", None, 5, 5, None)]),
        ("in May 2024", []),
        ("in May, 5,000 people", []),
        ("March 5,000 miles", []),
        ("they may 5 times", []),
        ("at 8:15 May 3", [("May 3", None, 5, 3, None)]),
        ("a $15 March sale", []),
        ("30 February 2023", [("30 February 2023", 2023, 2, 30, None)]),
    ],
)
def test_days_as_written(text: str, expected: list[tuple[str, int | None, int, int, int | None]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What happened on 13 September 2023?", {"2023-09-13"}),
        ("what happened on september 13, 2023", {"2023-09-13"}),
        ("What happened on 2023-09-13?", {"2023-09-13"}),
        ("What happened on September 13?", {"2022-09-13", "2023-09-13"}),
        ("Who spoke on Tuesday, September 13?", {"2022-09-13"}),
        ("What happened on Wednesday?", set()),
        ("What happened in September 2023?", set()),
        ("What happened on 31 September 2023?", set()),
        ("How many men are there?", set()),
    ],
)
def test_days_that_a_question_names(question: str, expected: set[str]) -> None:
    assert {day.isoformat() for day in days_named(question, {2022, 2023})} == expected


@pytest.mark.parametrize(
    ("month", "day", "weekday", "published", "expected"),
    [
        (9, 13, None, date(2023, 9, 16), date(2023, 9, 13)),
        (12, 30, None, date(2024, 1, 2), date(2023, 12, 30)),
        (1, 3, None, date(2023, 12, 29), date(2024, 1, 3)),
        (2, 29, None, date(2022, 2, 1), date(2020, 2, 29)),
        (9, 13, 2, date(2023, 9, 16), date(2023, 9, 13)),
        (9, 13, 1, date(2023, 9, 16), date(2022, 9, 13)),
        (9, 13, 6, date(2023, 9, 16), None),
        (9, 31, None, date(2023, 9, 16), None),
    ],
)
def test_year_is_the_nearest_that_fits(
    month: int, day: int, weekday: int | None, published: date, expected: date | None
) -> None:
    assert nearest_date(WrittenDay(0, 1, month, day, weekday=weekday), published) == expected


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_spans_of_any_text_are_apart_and_in_order(text: str) -> None:
    ends = 0
    for day in written_days(text, any_case=True):
        assert ends <= day.start < day.end <= len(text)
        ends = day.end


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_way_of_writing_a_day_is_that_day(day: date) -> None:
    ways = (
        f"{day.day} {day:%B %Y}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day:%A, %b}. {day.day}, {day.year}",
        f"{day}",
    )

    assert [days_named(f"What happened on {way}?", ()) for way in ways] == [{day}] * len(ways)
