"""Values are read alike however they are written; two answers agree, contradict each other, or neither."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.english.names import Name
from bot.reading.english.partial_dates import PartialDate
from bot.reading.english.quantities import Quantity
from bot.reading.english.values import compatible, differ, values_of

ANSWERS = st.text(max_size=60) | st.lists(
    st.sampled_from(
        [
            *("8,000", "5,000", "40", "50", "4.5", "$", "km", "miles", "people", "per cent", "%", "about", "more than"),
            *(
                "two",
                "three",
                "hundred",
                "million",
                "and",
                "half",
                "a",
                "dozen",
                "hundreds of",
                "twice",
                "second",
                "to",
            ),
            *("Sept", "September", "16", "17", "2023", "2022", "Tuesday", "May", "the 1990s", "7 a.m.", "7:00", ","),
            *("Kim", "Jong", "Un", "Mr.", "Putin", "Russia", "Moscow", "U.S.", "the", "rifle", "not", "'s", "-", "("),
        ]
    ),
    max_size=8,
).map(" ".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("rifle", "rifles"),
        ("MiG-31", "MiG31"),
        ("fully fledged", "fully-fledged"),
        ("6:59", "6:59 p.m."),
        ("8,000 km", "8000 kilometres"),
        ("8,000 km", "eight thousand kilometers"),
        ("8,000 km", "5,000 miles"),
        ("8,000 kilometres (5,000 miles)", "8,000 km"),
        ("$1.5 billion", "1.5 billion dollars"),
        ("US$1.5bn", "$1.5 billion"),
        ("40 per cent", "40%"),
        ("40 percent", "forty per cent"),
        ("18-month", "18 months"),
        ("18 months", "1.5 years"),
        ("a dozen", "12"),
        ("a dozen eggs", "12 eggs"),
        ("hundreds", "250"),
        ("hundreds of people", "300 people"),
        ("more than 6,500 kilometres", "6,500 km"),
        ("more than 6,500 kilometres (over 4,040 miles)", "6,500 kilometres"),
        ("about 40", "40"),
        ("about 40 people", "42 people"),
        ("two", "twice"),
        ("seven times", "seven"),
        ("Sept 16", "16 September 2023"),
        ("Sept. 16, 2023", "2023-09-16"),
        ("Saturday", "Sept 16, 2023"),
        ("on Saturday", "Saturday, September 16"),
        ("September 2023", "16 September"),
        ("2023", "September 2023"),
        ("in 2023", "2023"),
        ("the 1990s", "1994"),
        ("'90s", "1990s"),
        ("Kim Jong-un", "Kim Jong Un"),
        ("Mr. Kim", "Kim Jong Un"),
        ("Kim", "North Korean leader Kim Jong Un"),
        ("U.S.", "United States"),
        ("US", "the United States"),
        ("U.S.", "US"),
        ("UK", "Britain"),
        ("Sergei Shoigu", "Defence Minister Sergey Shoygu"),
        ("Shoigu", "Russian Defence Minister Sergei Shoigu"),
        ("President Vladimir Putin", "Putin"),
        ("J. Kennedy", "John Kennedy"),
        ("WHO", "World Health Organization"),
        ("a rifle", "A rifle."),
        ("the rifle", "a rifle"),
        ("Vladivostok", "in Vladivostok"),
        ("half", "50%"),
        ("two thirds", "67%"),
        ("$3m", "three million dollars"),
        ("10 to 15 people", "12 people"),
        ("between 10 and 15 people", "12 people"),
        ("2 to 3 million", "2.5 million"),
        ("nearly 100", "97"),
        ("2 tonnes", "2,000 kg"),
        ("24 hours", "one day"),
        ("12 months", "one year"),
        ("8,012", "8,000"),
        ("1.49 billion", "1.5 billion"),
        ("tens of thousands", "30,000"),
        ("7:30 a.m.", "07:30"),
        ("7.30 pm", "7:30 p.m."),
        ("42-year-old", "42 years old"),
        ("aged 42", "42"),
        ("40", "40 people"),
        ("", ""),
        ("José Muñoz", "Jose Munoz"),
        ("40 people killed", "40 people"),
        ("two million", "2 million"),
        ("twenty-five", "25"),
        ("2½", "two and a half"),
        ("€5", "5 euros"),
        ("-5°C", "-5 °C"),
        ("3 percentage points", "three percentage points"),
        ("13 September", "the 13th of September"),
        ("Komsomolsk-on-Amur", "the city of Komsomolsk-on-Amur"),
        ("half a million", "500,000"),
        ("$500,000", "half a million dollars"),
        ("the third", "third"),
        ("Thursday evening", "Thursday"),
        ("late September", "September"),
        ("up to 40", "38"),
        ("at least 40 people", "40 people"),
        ("40 or more", "40"),
        ("40+", "40"),
        ("100m", "100 metres"),
        ("five-year-old", "five years old"),
        ("1.5 million people", "1,500,000 people"),
        ("60 miles per hour", "60 mph"),
        ("two Russian rifles", "two rifles"),
    ],
)
def test_answers_that_tell_the_same_are_compatible(one: str, other: str):
    assert compatible(one, other)
    assert compatible(other, one)
    assert not differ(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.5", "15"),
        ("10-15", "1015"),
        ("more than 50", "40"),
        ("40 people", "50 people"),
        ("8,000 km", "5,000 km"),
        ("8,000 km", "3,000 miles"),
        ("two", "three"),
        ("$1.5 billion", "$2 billion"),
        ("40%", "50 per cent"),
        ("Sept 16", "Sept 17"),
        ("Sept 16, 2023", "Sept 16, 2022"),
        ("2022", "2023"),
        ("Tuesday", "Wednesday"),
        ("on Tuesday", "Sept 13, 2023"),
        ("Kim Jong Un", "Vladimir Putin"),
        ("Kim Jong Un", "Kim Yo Jong"),
        ("Sergei Shoigu", "Sergei Lavrov"),
        ("Kim", "Putin"),
        ("France", "Russia"),
        ("Moscow", "Kyiv"),
        ("seven times", "six times"),
        ("18 months", "two years"),
        ("more than 50 people", "40 people"),
        ("about 40 people", "80 people"),
        ("2 tonnes", "500 kg"),
        ("the 1990s", "2005"),
        ("7 a.m.", "7 p.m."),
        ("aged 42", "43 years old"),
        ("hundreds of people", "20 people"),
        ("half", "a third"),
        ("twice", "three times"),
        ("North Korea", "South Korea"),
        ("100", "101"),
        ("40 soldiers", "41 soldiers"),
        ("first", "second"),
        ("10 to 15 people", "20 people"),
        ("-5°C", "5°C"),
        ("May 5", "June 5"),
        ("January", "February"),
        ("$5 million", "$5 billion"),
        ("Mr. Kim", "Mr. Putin"),
    ],
)
def test_values_of_one_kind_that_exclude_each_other_differ(one: str, other: str):
    assert differ(one, other)
    assert differ(other, one)
    assert not compatible(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("one", "first"),
        ("in the 1970s", "7:00 pm"),
        ("the U.S. industry", "the U.S.S.R."),
        ("Architects", "Philip Johnson"),
        ("Knevichi Airport", "Vladivostok"),
        ("Sergei Shoigu", "Schoigu"),
        ("Kinzhal", "Кинжал"),
        ("NUS", "East Asian Institute"),
        ("BM-21", "Grad"),
        ("C class", "West Ham CM"),
        ("AM New York and The Villager", "The New York Times"),
        ("a rifle", "a glove"),
        ("40", "two hours"),
        ("Kim", "2023"),
        ("40%", "40 km"),
        ("more than 40 people", "400 people"),
        ("Moscow", "Russia"),
        ("40 wounded soldiers", "50 dead soldiers"),
        ("8,000", "5,000 miles"),
        ("40 people killed", "50 people injured"),
        ("not 40 people", "50 people"),
        ("Sergei Shoigu", "Sergey Shoygo"),
        ("he left", "she came"),
        ("$5", "€7"),
        ("A$5", "US$3"),
        ("5 days", "3 months"),
        ("a rifle", "two"),
        ("", "Kim"),
        ("guilty", "not guilty"),
        ("two rifles", "three gloves"),
        ("a 3-2 win", "a 2-1 win"),
        ("40 Russian soldiers", "50 American soldiers"),
        ("20°C", "68°F"),
        ("Kim and Putin", "Kim and Shoigu"),
        ("Hindu", "Hindus"),
    ],
)
def test_what_cannot_be_told_is_neither(one: str, other: str):
    assert not compatible(one, other)
    assert not differ(one, other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8,000 km", [(8000, "kilometre")]),
        ("8000 kilometres", [(8000, "kilometre")]),
        ("eight thousand kilometers", [(8000, "kilometre")]),
        ("$1.5 billion", [(1.5e9, "dollar")]),
        ("£3m and 100m", [(3e6, "pound sterling"), (100, "metre")]),
        ("40 per cent of 250 people", [(40, "percent"), (250, "person")]),
        ("an 18-month war", [(18, "month")]),
        ("a dozen eggs", [(12, "egg")]),
        ("two advanced Russian fighter jets", [(2, "jet")]),
        ("twice in five days", [(2, "time"), (5, "day")]),
        ("a 42-year-old man", [(42, "year of age")]),
        ("two hundred and fifty-three", [(253, "")]),
        ("one hundred thousand and one nights", [(100001, "night")]),
        ("the Tu-160 and the Su-57", []),
        ("no one else", []),
        ("one two three", []),
        ("a 3-2 win", []),
        ("in 2023, on May 5", []),
        ("2000 soldiers", [(2000, "soldier")]),
        ("2000 kilometres", [(2000, "kilometre")]),
        ("60 km/h", [(60, "kilometre per hour")]),
        ("120 square miles", [(120, "square mile")]),
    ],
)
def test_number_is_read_with_what_it_counts(text: str, expected: list[tuple[float, str]]):
    quantities = [value for value in values_of(text) if isinstance(value, Quantity)]

    assert [(quantity.low, quantity.unit.name) for quantity in quantities] == expected


@pytest.mark.parametrize(
    ("text", "low", "high", "bound"),
    [
        ("more than 6,500 kilometres", 6500, 6500, "over"),
        ("at least 40", 40, 40, "over"),
        ("40 or more people", 40, 40, "over"),
        ("up to 40", 40, 40, "under"),
        ("fewer than a hundred", 100, 100, "under"),
        ("nearly 100", 100, 100, "nearly"),
        ("some 40 people", 40, 40, "about"),
        ("a dozen or so", 12, 12, "about"),
        ("10 to 15 people", 10, 15, ""),
        ("2-3 million", 2e6, 3e6, ""),
        ("between 10 and 15", 10, 15, ""),
        ("tens of thousands", 10_000, 200_000, ""),
        ("-5°C", -5, -5, ""),
    ],
)
def test_range_and_bound_of_a_number_are_read(text: str, low: float, high: float, bound: str):
    (quantity,) = (value for value in values_of(text) if isinstance(value, Quantity))

    assert (quantity.low, quantity.high, quantity.bound) == (low, high, bound)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("September 13, 2023", [(2023, 9, 13)]),
        ("Sept. 13", [(None, 9, 13)]),
        ("13 September 2023", [(2023, 9, 13)]),
        ("Wednesday, 13 Sept 2023", [(2023, 9, 13)]),
        ("the 13th of September", [(None, 9, 13)]),
        ("2023-09-13", [(2023, 9, 13)]),
        ("13/09/2023", [(2023, 9, 13)]),
        ("03/04/2023", [(2023, None, None)]),
        ("13-16 September 2023", [(2023, 9, None)]),
        ("in September 2023", [(2023, 9, None)]),
        ("in May", [(None, 5, None)]),
        ("May", [(None, 5, None)]),
        ("May Smith", []),
        ("he may 5 times", []),
        ("a March to Rome", []),
        ("in 2023 officials said", [(2023, None, None)]),
        ("about 2000 people", []),
        ("$2000", []),
        ("Tuesday", [(None, None, None)]),
    ],
)
def test_date_is_read_as_far_as_it_is_told(text: str, expected: list[tuple[int | None, ...]]):
    dates = [value for value in values_of(text) if isinstance(value, PartialDate)]

    assert [(day.year, day.month, day.day) for day in dates] == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The leader, Kim Jong-un, left", ["Kim Jong-un"]),
        ("He met Russia's Sergei Shoigu", ["Russia", "Sergei Shoigu"]),
        ("in Rio de Janeiro", ["Rio de Janeiro"]),
        ("the University of Oslo", ["University of Oslo"]),
        ("in the U.S. on Tuesday", ["U.S."]),
        ("He and I saw it. It rained.", []),
        ("Two ministers", []),
    ],
)
def test_name_is_a_run_of_capitals_that_do_more_than_open_a_sentence(text: str, names: list[str]):
    assert [value.text for value in values_of(text) if isinstance(value, Name)] == names


@given(ANSWERS)
def test_values_lie_in_the_text_in_order_without_overlap(text: str):
    values = values_of(text)

    assert all(text[value.start : value.end].replace(";", "") == value.text.replace(";", "") for value in values)
    assert all(one.end <= other.start for one, other in pairwise(values))


@given(ANSWERS, ANSWERS)
def test_relations_are_symmetric_and_exclude_each_other(one: str, other: str):
    assert compatible(one, other) == compatible(other, one)
    assert differ(one, other) == differ(other, one)
    assert not (compatible(one, other) and differ(one, other))


@given(ANSWERS)
def test_an_answer_is_compatible_with_itself(answer: str):
    assert compatible(answer, answer)
    assert not differ(answer, answer)


@given(st.lists(st.sampled_from(["he", "went", "on", "with", "it", "some", "rifle", "of", "late"])).map(" ".join))
def test_prose_without_values_never_differs(prose: str):
    assert values_of(prose) == []
    assert not differ(prose, "40 people")
    assert not differ(prose, "Sept 16, 2023")


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        *(
            "a",
            " ",
            "1",
            "1,",
            "1,000",
            "one ",
            "one hundred and ",
            "May ",
            "A.",
            "Kim ",
            "Kim of ",
            "2023 ",
            "$",
            "1-",
        ),
        *("more than ", "40 new ", "16 Sept ", "half a ", "tens of ", "'", "1 to ", "- ", "between 1 and ", "\u0301"),
    ],
)
def test_a_long_text_is_read_in_linear_time(piece: str):
    text = piece * (100_000 // len(piece))
    start = time.process_time()

    values_of(text)
    compatible(text, f"{text}b")
    differ(text, f"{text}b")

    assert time.process_time() - start < 10
