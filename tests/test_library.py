from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import CorpusError, UsageError
from bot.library import (
    Catalogue,
    Entry,
    Library,
    add_entries,
    article_of,
    catalogue_from_json,
    catalogue_to_json,
    distinct_entries,
    entry_of,
    prune_entries,
    remove_entries,
)
from bot.types import Article

RAIN = Article(
    "rain",
    "Rain",
    "It rained in Zürich.",
    "The Post",
    date(2023, 9, 16),
    "https://p.test",
    {"title": "text"},
    "/n/a.md",
)


def entry(name: str, text: str = "", path: str | None = None) -> Entry:
    return Entry(name, name.title(), f"digest of {text or name}", path=path)


def ids(catalogue: Catalogue) -> list[str]:
    return [entry.id for entry in catalogue.entries]


def test_article_comes_back_as_it_was_put(tmp_path: Path) -> None:
    library = Library(tmp_path)

    kept = library.put(RAIN)

    assert article_of(kept, library.text(kept.digest)) == RAIN


def test_catalogue_comes_back_as_it_was_published(tmp_path: Path) -> None:
    catalogue = Catalogue(3, (entry_of(RAIN), entry("snow")), shipped=True)

    Library(tmp_path).publish(catalogue)

    assert Library(tmp_path).catalogue() == catalogue


def test_library_that_was_never_written_is_empty_and_makes_no_folder(tmp_path: Path) -> None:
    assert Library(tmp_path / "none").catalogue() == Catalogue()
    assert not (tmp_path / "none").exists()


@given(st.text(), st.text(min_size=1), st.none() | st.dates(), st.none() | st.text(), st.lists(st.text()))
def test_every_entry_survives_its_json(
    title: str, name: str, published: date | None, publisher: str | None, names: list[str]
) -> None:
    kept = Entry(name, title, "d", publisher, published, None, {"title": publisher or ""}, None, tuple(names))

    assert catalogue_from_json(catalogue_to_json(Catalogue(1, (kept,)))) == Catalogue(1, (kept,))


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'{"version": 1}', b'{"version":1,"shipped":0,"entries":[3]}']
)
def test_damaged_catalogue_is_told_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "catalogue.json").write_bytes(content)

    with pytest.raises(CorpusError, match=r"catalogue\.json is damaged; run `ask index`, which restores it"):
        Library(tmp_path).catalogue()


def test_added_entry_takes_the_place_of_the_one_with_its_id() -> None:
    before = Catalogue(1, (entry("a"), entry("b")))

    after = add_entries(before, [entry("a", "new"), entry("c")])

    assert ids(after) == ["a", "b", "c"]
    assert after.entries[0].digest == "digest of new"


def test_removing_an_unknown_article_names_it_and_removes_nothing() -> None:
    with pytest.raises(UsageError, match=r"^There is no article 'x'"):
        remove_entries(Catalogue(1, (entry("a"),)), ["a", "x"])


def test_removed_article_is_gone() -> None:
    assert ids(remove_entries(Catalogue(1, (entry("a"), entry("b"))), ["a"])) == ["b"]


def test_pruning_takes_what_is_gone_from_the_given_paths_alone() -> None:
    catalogue = Catalogue(
        1,
        (
            entry("seen", path="/news/seen.md"),
            entry("gone", path="/news/sub/gone.md"),
            entry("file", path="/one.md"),
            entry("elsewhere", path="/newspaper/a.md"),
            entry("typed"),
        ),
    )

    pruned = prune_entries(catalogue, [Path("/news"), Path("/one.md")], {"seen"})

    assert ids(pruned) == ["seen", "elsewhere", "typed"]


def test_same_text_under_two_names_is_one_entry_that_tells_both() -> None:
    first, other = entry("a", "same"), replace(entry("b", "same"), also_named=("c",))

    distinct = distinct_entries([first, entry("z"), other])

    assert [(e.id, e.also_named) for e in distinct] == [("a", ("b", "c")), ("z", ())]


def test_text_that_was_damaged_on_disk_is_told_and_mended_by_indexing_again(tmp_path: Path) -> None:
    kept = Library(tmp_path).put(RAIN)
    (tmp_path / "texts" / f"{kept.digest}.txt").write_text("It snowed.")

    with pytest.raises(CorpusError, match=r"is damaged; index its article again\.$"):
        Library(tmp_path).text(kept.digest)
    Library(tmp_path).put(RAIN)

    assert Library(tmp_path).text(kept.digest) == RAIN.text


def test_text_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"is missing; index its article again\.$"):
        Library(tmp_path).text("0" * 64)


def test_sweep_deletes_texts_that_nothing_names_and_no_others(tmp_path: Path) -> None:
    library = Library(tmp_path)
    kept, gone = library.put(RAIN), library.put(replace(RAIN, text="It snowed."))

    assert library.sweep({kept.digest}) == 1

    assert [path.stem for path in (tmp_path / "texts").iterdir()] == [kept.digest]
    assert gone.digest != kept.digest
