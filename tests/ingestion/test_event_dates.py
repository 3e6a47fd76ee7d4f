import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingestion.event_dates import find_days

SATURDAY = date(2023, 9, 16)
WORDS = st.sampled_from(
    [
        *("Monday", "Friday.", "next", "last", "on", "will", "said", "to", "and", "every", "the", "13", "September"),
        *(",", "“", "”", "today", "until", "is", "due", "(Sep", "14)", "\n", "Wed.", "'s"),
    ]
)


def days(text: str, published: date | None = SATURDAY) -> dict[str, str]:
    return {text[day.start : day.end]: f"{day.day:%m-%d}" for day in find_days(text, published)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the past, told by any verb, or by none
        ("The envoy landed in Oslo on Wednesday.", {"Wednesday": "09-13"}),
        ("Rain fell all Thursday night.", {"Thursday": "09-14"}),
        ("Thieves broke in on Saturday.", {"Saturday": "09-16"}),
        ("A ferry sinks off the coast Sunday", {"Sunday": "09-10"}),
        ("Floods in the valley on Monday", {"Monday": "09-11"}),
        ("The mayor has resigned, it emerged on Tuesday.", {"Tuesday": "09-12"}),
        ("On Friday, the harbour reopened.", {"Friday": "09-15"}),
        ("He could not be reached on Friday.", {"Friday": "09-15"}),
        ("She would not comment Thursday.", {"Thursday": "09-14"}),
        ("They should have left on Monday.", {"Monday": "09-11"}),
        ("She has been missing since Sunday.", {"Sunday": "09-10"}),
        ("As of Monday, 20 roads are closed and will stay so.", {"Monday": "09-11"}),
        ("The train was not found until Tuesday.", {"Tuesday": "09-12"}),
        ("Growth was higher than expected on Tuesday.", {"Tuesday": "09-12"}),
        ("Police are investigating a theft on Friday.", {"Friday": "09-15"}),
        ("He is accused of a robbery on Monday.", {"Monday": "09-11"}),
        ("He gathered his men to protest on Tuesday.", {"Tuesday": "09-12"}),
        ("The union will not forget Monday's attack.", {"Monday": "09-11"}),
        ("Holders will receive 28 per cent more than Friday's closing price.", {"Friday": "09-15"}),
        ("The bill passed with 33 votes on Tuesday.", {"Tuesday": "09-12"}),
        # what is to come
        ("The court will rule on Wednesday.", {"Wednesday": "09-20"}),
        ("On Friday, the court will rule.", {"Friday": "09-22"}),
        ("The court on Friday will rule.", {"Friday": "09-22"}),
        ("He’ll speak Monday.", {"Monday": "09-18"}),
        ("The vote is expected on Thursday.", {"Thursday": "09-21"}),
        ("The vote, scheduled for Thursday, is open.", {"Thursday": "09-21"}),
        ("The queen is due to arrive Tuesday.", {"Tuesday": "09-19"}),
        ("The team is to meet on Saturday.", {"Saturday": "09-16"}),
        ("Talks are set to resume on Sunday.", {"Sunday": "09-17"}),
        ("He plans to file the papers on Monday.", {"Monday": "09-18"}),
        ("The prince is travelling to Rome on Tuesday.", {"Tuesday": "09-19"}),
        ("The trial begins Monday.", {"Monday": "09-18"}),
        ("The council votes on the sale of its old hall on Monday.", {"Monday": "09-18"}),
        ("The deadline is Friday.", {"Friday": "09-22"}),
        ("The concert was postponed until Tuesday.", {"Tuesday": "09-19"}),
        ("Schools stay closed through Monday, as they will all week.", {"Monday": "09-18"}),
        ("The visit stayed on his schedule for Tuesday.", {"Tuesday": "09-19"}),
        ("Ministers met ahead of Tuesday's summit.", {"Tuesday": "09-19"}),
        ("Flea market, 9 a.m. Sunday, Town Hall", {"Sunday": "09-17"}),
        ("The rally could start as early as Monday.", {"Monday": "09-18"}),
        # two verbs, two directions
        ("He said on Monday that he would resign on Friday.", {"Monday": "09-11", "Friday": "09-22"}),
        ("Officials said Thursday’s vote will be close.", {"Thursday": "09-21"}),
        ("A law passed Friday will cost millions.", {"Friday": "09-15"}),
        ("Talks will go on Monday, she said on Friday.", {"Monday": "09-18", "Friday": "09-15"}),
        ("They met on Monday and will part on Tuesday.", {"Monday": "09-11", "Tuesday": "09-19"}),
        # lists and ranges
        ("It rained on Tuesday and Wednesday.", {"Tuesday": "09-12", "Wednesday": "09-13"}),
        ("The fair will run from Friday to Sunday.", {"Friday": "09-22", "Sunday": "09-24"}),
        ("It snowed from Thursday to Monday.", {"Thursday": "09-07", "Monday": "09-11"}),
        ("Shops are open Monday to Friday.", {}),
        ("News comes out every Monday through Friday.", {}),
        # what stands beside the weekday
        ("It opened last Saturday.", {"last Saturday": "09-09"}),
        ("It opened last Wednesday.", {"last Wednesday": "09-13"}),
        ("It opens next Saturday.", {"next Saturday": "09-23"}),
        ("It opens next Friday.", {"next Friday": "09-22"}),
        ("He spoke this past Tuesday.", {"this past Tuesday": "09-12"}),
        ("He will speak this Tuesday.", {"this Tuesday": "09-19"}),
        ("He spoke on Tuesday of last week.", {"Tuesday": "09-05"}),
        ("The shop will open on Monday next week.", {"Monday": "09-18"}),
        ("He left on Wed. at noon.", {"Wed": "09-13"}),
        ("He told a Sunday night news conference.", {"Sunday": "09-10"}),
        # from today
        ("He resigned today.", {"today": "09-16"}),
        ("He will resign today.", {"today": "09-16"}),
        ("Yesterday it rained; tomorrow it will snow.", {"Yesterday": "09-15", "tomorrow": "09-17"}),
        ("She sang last night.", {"last night": "09-15"}),
        ("The mill is still in use today.", {}),
        ("Today he lives in Rome.", {}),
        ("A year ago today he sang.", {}),
        ("The change is one of today's biggest.", {}),
        ("He told USA Today.", {}),
        ("“We won yesterday,” he said.", {}),
        ('"We won yesterday," he said.', {}),
        # dates
        ("It was signed on Wednesday (Sep 13).", {"Wednesday (Sep 13)": "09-13"}),
        ("It was signed on Sept. 13, a Wednesday.", {"Sept. 13": "09-13"}),
        ("He left for Rome on 30 December.", {"30 December": "12-30"}),
        ("In 2016, they met on March 4.", {}),
        ("The March 4 attack of that year", {}),
        # no one day
        ("The office opens on Wednesdays.", {}),
        ("The band plays every Friday.", {}),
        ("It was a sunny Sunday in Rome.", {}),
        ("It happened on a Friday.", {}),
        ("They met again the following Monday.", {}),
        ("They met the Monday before the vote.", {}),
        ("They vote on the first Tuesday in March.", {}),
        ("Two weeks from Monday it ends.", {}),
        ("They met the day before, and the day after.", {}),
        ("Shoppers queued on Black Friday.", {}),
        ("Bloody Sunday is remembered.", {}),
        ("He carved it for Good Friday and Ash Wednesday.", {}),
        ("Sheffield Wednesday won.", {}),
        ("He was their Man Friday.", {}),
        ("She wrote for the Sunday Times.", {}),
    ],
)
def test_days_of_an_article_of_a_saturday(text: str, expected: dict[str, str]) -> None:
    assert days(text) == expected


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("He will leave on Jan. 3.", date(2023, 12, 29), date(2024, 1, 3)),
        ("They will vote on Nov. 5.", date(2024, 4, 26), date(2024, 11, 5)),
        ("They voted on Nov. 5.", date(2024, 6, 26), date(2023, 11, 5)),
        ("It opened on March 6.", date(2022, 8, 10), date(2022, 3, 6)),
        ("He was president from May 10 – May 24, 1775.", date(2023, 1, 3), date(1775, 5, 10)),
        ("It fell on Wednesday, Sept. 13, 2006.", date(2023, 9, 16), date(2006, 9, 13)),
        ("It fell on Thursday, Sept. 13, 2006.", date(2023, 9, 16), date(2006, 9, 13)),
    ],
)
def test_date_far_away_follows_its_year_or_its_verb(text: str, published: date, expected: date) -> None:
    assert find_days(text, published)[0].day == expected


def test_article_without_a_date_has_only_days_with_a_year() -> None:
    text = "On Wednesday, on Sept. 13 and today he spoke as on 12 May 2021 and 2022-01-05."

    assert [day.day for day in find_days(text, None)] == [date(2021, 5, 12), date(2022, 1, 5)]


@given(st.sampled_from(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]), st.dates())
def test_weekday_lies_within_a_week_in_the_direction_of_its_verb(weekday: str, published: date) -> None:
    past, future = find_days(f"It rained on {weekday}.", published), find_days(f"It will rain on {weekday}.", published)

    assert all(0 <= (published - day.day).days < 7 and f"{day.day:%A}" == weekday for day in past)
    assert all(0 <= (day.day - published).days < 7 and f"{day.day:%A}" == weekday for day in future)
    if date(1, 1, 7) < published < date(9999, 12, 24):
        assert len(past) == len(future) == 1


@given(st.one_of(st.text(), st.lists(WORDS, max_size=40).map(" ".join)), st.one_of(st.none(), st.dates()))
def test_any_text_has_days_at_spans_apart_and_in_order(text: str, published: date | None) -> None:
    end = 0
    for day in find_days(text, published):
        assert end <= day.start < day.end <= len(text)
        end = day.end


@given(st.lists(WORDS, max_size=30).map(" ".join))
def test_days_with_a_year_do_not_depend_on_the_article_being_dated(text: str) -> None:
    text = f"{text}\nOn 12 May 2021 it rained."

    assert find_days(text, None)[-1] == find_days(text, SATURDAY)[-1]


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    ["a", "Monday ", "will be ", "Sept 13, ", "“today ", "was not ", "Monday, ", "to be ", "ahead of a ", "1", " "],
)
def test_a_million_characters_are_read_in_seconds(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))

    started = time.process_time()
    find_days(text, SATURDAY)

    assert (
        time.process_time() - started < 60
    )  # a quadratic reading would take hours; a busy machine takes a few seconds
