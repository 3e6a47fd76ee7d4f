"""A question about a day finds it however it is written, through a real index."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from newsroom import SETTINGS, adding, embed_question, update

from bot.library import Catalogue, Library
from bot.passages import days_of
from bot.retrieval.ranking import Mode, rank
from bot.retrieval.snapshot import open_index
from bot.types import Article

TELLS = Article(
    "quay",
    "Harbour news",
    "The harbour council met as usual.\nA crane fell into the harbour on Wednesday, and nobody was hurt.",
    published=date(2023, 9, 16),
)
OTHERS = (
    Article("fair", "Fair", "The fair opened on Wednesday.\nIt will close on Friday.", published=date(2023, 9, 9)),
    Article("mill", "Mill", "The mill burned down on Wednesday.", published=date(2023, 9, 22)),
    Article("undated", "Bridge", "Nobody knows what fell off the bridge on Wednesday."),
    Article("year", "Chronicle", "What happened in September: 13 of 2023 boats sank.", published=date(2022, 10, 1)),
    Article("later", "School", "The school opens on 13 October 2023.", published=date(2023, 9, 20)),
    Article("before", "Storm", "A storm came on 13 September 2021.", published=date(2021, 9, 14)),
)
ASKED = ("What happened on 13 September 2023?", "what happened on September 13, 2023", "What happened on 2023-09-13?")


def best(home: Path, question: str, mode: Mode = "hybrid") -> str:
    with open_index(home, SETTINGS) as snapshot:
        return rank(snapshot, question, embed=embed_question, k=3, mode=mode)[0].page_content


@pytest.fixture
def home(tmp_path: Path) -> Path:
    update(tmp_path, adding([*OTHERS, TELLS]))
    return tmp_path


@pytest.mark.parametrize("mode", ["hybrid", "bm25"])
@pytest.mark.parametrize("question", ASKED)
def test_question_about_a_day_finds_wednesday(home: Path, question: str, mode: Mode) -> None:
    assert best(home, question, mode).startswith("A crane fell into the harbour on Wednesday")


def test_day_without_a_year_is_that_of_every_year(home: Path) -> None:
    with open_index(home, SETTINGS) as snapshot:
        ranked = rank(snapshot, "Sept. 13", embed=None, k=2, mode="bm25")

    assert {day.day for passage in ranked for day in days_of(passage)} == {date(2021, 9, 13), date(2023, 9, 13)}


def test_passage_has_the_days_that_it_names_at_their_place_in_the_article(home: Path) -> None:
    with open_index(home, SETTINGS) as snapshot:
        ranked = rank(snapshot, "crane in the harbour council", embed=embed_question, k=12)
        texts = {entry.id: snapshot.article_text(entry.id) for entry in snapshot.entries}

    told = {
        (passage.id, texts[str(passage.metadata["article"])][day.start : day.end], day.day.isoformat())
        for passage in ranked
        for day in days_of(passage)
    }
    assert told == {
        ("quay#1", "Wednesday", "2023-09-13"),
        ("fair#0", "Wednesday", "2023-09-06"),
        ("fair#1", "Friday", "2023-09-15"),
        ("mill#0", "Wednesday", "2023-09-20"),
        ("later#0", "13 October 2023", "2023-10-13"),
        ("before#0", "13 September 2021", "2021-09-13"),
    }


def days_in(home: Path) -> dict[str, Sequence[str]]:
    with open_index(home, SETTINGS) as snapshot:
        table = snapshot.table
        return {table.id_of(row): [day.day.isoformat() for day in table.days_in(row)] for row in range(len(table))}


def test_article_whose_date_changed_has_other_days(home: Path) -> None:
    update(home, adding([replace(TELLS, published=date(2023, 9, 12))]))

    days = days_in(home)
    assert (days["quay#1"], days["fair#0"]) == (["2023-09-06"], ["2023-09-06"])


def test_article_whose_text_is_as_it_was_keeps_its_days_beside_new_ones(home: Path) -> None:
    before = days_in(home)

    update(home, adding([Article("new", "New", "It opens tomorrow at noon.", published=date(2023, 9, 16))]))

    assert days_in(home) == {**before, "new#0": ["2023-09-17"]}


def test_articles_that_are_gone_leave_no_days(home: Path) -> None:
    def only_one(_: Library, catalogue: Catalogue) -> Catalogue:
        return replace(catalogue, entries=tuple(entry for entry in catalogue.entries if entry.id == "quay"))

    update(home, only_one)

    assert days_in(home) == {"quay#0": [], "quay#1": ["2023-09-13"]}
