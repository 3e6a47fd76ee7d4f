from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from newsroom import SETTINGS, adding, chunk, embed, make_article, make_articles, update
from numpy.typing import NDArray

from bot.disk import write_durably
from bot.errors import CorpusError, ModelError, StorageError
from bot.library import Catalogue, Library, remove_entries
from bot.retrieval.generations import IndexSettings, index_folder, library_of
from bot.retrieval.health import index_health, index_state
from bot.retrieval.locks import try_lock
from bot.retrieval.snapshot import open_index
from bot.retrieval.update import Progress, update_index
from bot.types import Article


class CountingEncoder:
    """Remembers what it embedded, and fails after a number of calls."""

    def __init__(self, *, calls: int = 1000) -> None:
        self.texts: list[str] = []
        self._calls = calls

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self._calls == 0:
            raise ModelError("The provider failed; try again.")
        self._calls -= 1
        self.texts += texts
        return embed(texts)


def same(_: Library, catalogue: Catalogue) -> Catalogue:
    return catalogue


def texts_of(home: Path, settings: IndexSettings = SETTINGS) -> dict[str, str]:
    with open_index(home, settings) as snapshot:
        return {entry.id: snapshot.article_text(entry.id) for entry in snapshot.entries}


def vectors_of(home: Path) -> dict[str, list[float]]:
    with open_index(home, SETTINGS) as snapshot:
        return {name: vector.round(4).tolist() for name, vector in snapshot.read_vectors(snapshot.table.ids()).items()}


def test_first_update_indexes_every_article(tmp_path: Path) -> None:
    report = update(tmp_path, adding(make_articles(5, lines=3)))

    assert (report.generation, report.added, report.passages, report.embedded) == (1, 5, 15, 15)
    assert texts_of(tmp_path) == {article.id: article.text for article in make_articles(5, lines=3)}


def test_updating_with_the_same_articles_makes_no_generation_and_embeds_nothing(tmp_path: Path) -> None:
    update(tmp_path, adding(make_articles(5)))
    encoder = CountingEncoder()

    report = update(tmp_path, adding(make_articles(5)), embed=encoder)

    assert (report.generation, report.unchanged, encoder.texts) == (1, 5, [])


def test_only_what_changed_is_embedded_again(tmp_path: Path) -> None:
    update(tmp_path, adding(make_articles(20)))
    encoder = CountingEncoder()

    report = update(tmp_path, adding(make_articles(20, version=1, changing=2)), embed=encoder)

    assert (report.changed, report.unchanged, report.embedded, report.reused) == (2, 18, 16, 144)
    assert {text.split("\n")[0] for text in encoder.texts} == {"Report 0: harvest", "Report 1: election"}


@pytest.mark.parametrize("others", [0, 30])
def test_passage_that_only_moved_keeps_its_vector(tmp_path: Path, others: int) -> None:
    """Whether the graph is made anew, for most of it changed, or a copy is changed."""
    article = make_article(0, 0, 8)
    update(tmp_path, adding([article, *make_articles(others + 1)[1:]]))
    encoder = CountingEncoder()

    moved = replace(article, text=f"A new first line.\n{article.text}")
    report = update(tmp_path, adding([moved]), embed=encoder)

    assert encoder.texts == [f"{article.title}\nA new first line."]
    assert (report.embedded, report.passages) == (1, 9 + 8 * others)
    expected = embed([f"{article.title}\n{line}" for line in moved.text.split("\n")])
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    stored = vectors_of(tmp_path)
    assert np.allclose([stored[f"report-0#{n}"] for n in range(9)], expected, atol=1e-3)


def test_changed_title_embeds_the_article_again_for_it_stands_before_every_passage(tmp_path: Path) -> None:
    article = make_article(0, 0, 3)
    update(tmp_path, adding([article]))

    report = update(tmp_path, adding([replace(article, title="Corrected")]))

    assert (report.changed, report.embedded) == (1, 3)


def test_changed_address_is_told_and_embeds_nothing(tmp_path: Path) -> None:
    article = make_article(0, 0, 3)
    update(tmp_path, adding([article]))

    report = update(tmp_path, adding([replace(article, url="https://news.test/0")]))

    assert (report.changed, report.embedded) == (1, 0)
    with open_index(tmp_path, SETTINGS) as snapshot:
        assert snapshot.entries[0].url == "https://news.test/0"


def test_removed_article_leaves_index_and_library(tmp_path: Path) -> None:
    update(tmp_path, adding(make_articles(3)))
    for _ in range(3):  # older generations still name its text
        update(tmp_path, lambda _, catalogue: remove_entries(catalogue, [catalogue.entries[-1].id]))

    assert texts_of(tmp_path) == {}
    assert index_health(tmp_path)[0].passages == 0


def test_text_of_a_removed_article_is_deleted_when_no_generation_names_it(tmp_path: Path) -> None:
    update(tmp_path, adding(make_articles(3)))
    update(tmp_path, lambda _, catalogue: remove_entries(catalogue, ["report-0"]))
    update(tmp_path, adding([make_article(7, 0, 2)]))
    update(tmp_path, adding([make_article(8, 0, 2)]))

    assert len(list((tmp_path / "library" / "texts").iterdir())) == 4


def test_same_text_under_two_names_is_indexed_once_and_both_names_are_told(tmp_path: Path) -> None:
    article = make_article(0, 0, 3)

    report = update(tmp_path, adding([article, replace(article, id="copy", title="A copy")]))

    assert (report.added, report.passages, report.same_text) == (1, 3, (("report-0", "copy"),))
    with open_index(tmp_path, SETTINGS) as snapshot:
        assert [(entry.id, entry.also_named) for entry in snapshot.entries] == [("report-0", ("copy",))]


def test_copy_takes_over_when_the_article_it_copies_is_removed(tmp_path: Path) -> None:
    article = make_article(0, 0, 3)
    update(tmp_path, adding([article, replace(article, id="copy")]))
    encoder = CountingEncoder()

    update(tmp_path, lambda _, catalogue: remove_entries(catalogue, ["report-0"]), embed=encoder)

    assert texts_of(tmp_path) == {"copy": article.text}
    assert encoder.texts == []


def test_what_was_embedded_before_a_provider_failed_is_not_embedded_again(tmp_path: Path) -> None:
    articles = make_articles(50, lines=10)
    first, second = CountingEncoder(calls=2), CountingEncoder()
    with pytest.raises(ModelError, match="The provider failed"):
        update(tmp_path, adding(articles), embed=first)

    report = update(tmp_path, adding(articles), embed=second)

    assert len(first.texts) > 0
    assert len(first.texts) + len(second.texts) == 500
    assert (report.embedded, report.reused) == (len(second.texts), len(first.texts))
    assert not index_folder(tmp_path, SETTINGS).journal.exists()


def test_failed_update_leaves_generation_and_catalogue_as_they_were(tmp_path: Path) -> None:
    update(tmp_path, adding(make_articles(5)))
    with pytest.raises(ModelError):
        update(tmp_path, adding(make_articles(5, version=1)), embed=CountingEncoder(calls=0))

    assert texts_of(tmp_path) == {article.id: article.text for article in make_articles(5)}
    assert library_of(tmp_path).catalogue().version == 1


def test_index_of_another_encoder_is_made_from_the_library_alone(tmp_path: Path) -> None:
    other = IndexSettings("another-encoder", 200)
    update(tmp_path, adding(make_articles(5)))
    assert index_state(tmp_path, other) == "missing"

    report = update(tmp_path, same, settings=other)

    assert report.embedded == report.passages == 40
    assert texts_of(tmp_path, other) == texts_of(tmp_path)


def test_index_is_stale_while_the_library_has_moved_on_and_an_update_brings_it_there(tmp_path: Path) -> None:
    other = IndexSettings("another-encoder", 200)
    update(tmp_path, adding(make_articles(5)))
    update(tmp_path, same, settings=other)
    update(tmp_path, adding(make_articles(5, version=1)), settings=other)
    assert [index_state(tmp_path, settings) for settings in (SETTINGS, other)] == ["stale", "current"]

    update(tmp_path, same)

    assert index_state(tmp_path, SETTINGS) == "current"
    assert texts_of(tmp_path) == texts_of(tmp_path, other)


def test_fresh_update_forgets_everything_else(tmp_path: Path) -> None:
    other = IndexSettings("another-encoder", 200)
    update(tmp_path, adding(make_articles(5)), settings=other)
    update(tmp_path, same)

    report = update(tmp_path, adding([make_article(9, 0, 4)]), fresh=True)

    assert (report.generation, report.passages, report.embedded) == (2, 4, 4)
    assert list(texts_of(tmp_path)) == ["report-9"]
    assert index_state(tmp_path, other) == "missing"


@pytest.mark.parametrize(
    "name", ["library/catalogue.json", "CURRENT", "manifest.json", "chroma.sqlite3", "passages.npy"]
)
def test_fresh_update_mends_whatever_is_damaged(tmp_path: Path, name: str) -> None:
    update(tmp_path, adding(make_articles(5)))
    for path in [tmp_path / name, *tmp_path.rglob(name)][-1:]:
        path.write_bytes(b"damaged")

    update(tmp_path, adding(make_articles(2)), fresh=True)

    assert len(texts_of(tmp_path)) == 2
    assert index_state(tmp_path, SETTINGS) == "current"


@pytest.mark.parametrize(
    "name", ["manifest.json", "chroma.sqlite3", "passages.npy", "data_level0.bin", "vocab.index.json"]
)
def test_update_makes_a_damaged_index_anew_from_the_library(tmp_path: Path, name: str) -> None:
    update(tmp_path, adding(make_articles(5)))
    for path in index_folder(tmp_path, SETTINGS).path.rglob(name):
        path.write_bytes(b"damaged")

    update(tmp_path, adding([make_article(9, 0, 4)]))

    assert len(texts_of(tmp_path)) == 6
    assert [health.problem for health in index_health(tmp_path)] == [None]


def test_damaged_catalogue_comes_back_from_the_generation_that_was_made_from_it(tmp_path: Path) -> None:
    update(tmp_path, adding(make_articles(5)))
    before = library_of(tmp_path).catalogue()
    library_of(tmp_path).catalogue_path.write_bytes(b"damaged")

    update(tmp_path, same)

    assert library_of(tmp_path).catalogue() == before


def test_catalogue_behind_the_current_generation_is_brought_up_to_it(tmp_path: Path) -> None:
    """A writer died after it had moved the pointer, before it replaced the catalogue."""
    update(tmp_path, adding(make_articles(2)))
    library = library_of(tmp_path)
    old = library.catalogue_path.read_bytes()
    update(tmp_path, adding(make_articles(2, version=1)))
    new = library.catalogue()
    write_durably(library.catalogue_path, old)

    report = update(tmp_path, same)

    assert library.catalogue() == new
    assert (report.generation, report.unchanged) == (2, 2)


def test_leftovers_of_a_writer_that_died_are_removed(tmp_path: Path) -> None:
    update(tmp_path, adding(make_articles(2)))
    index = index_folder(tmp_path, SETTINGS)
    for leftover in (index.building(2), index.generation(3), index.generation(1).with_suffix(".deleting")):
        (leftover / "chroma").mkdir(parents=True)
    (index.path / "CURRENT.1.tmp").write_text("9")
    (tmp_path / "library" / "catalogue.json.1.tmp").write_text("{")
    assert len(index_health(tmp_path)[0].leftovers) == 4

    update(tmp_path, same)

    assert index_health(tmp_path)[0].leftovers == ()
    assert index.numbers() == [1]
    assert [path.name for path in (tmp_path / "library").iterdir() if path.suffix == ".tmp"] == []


def test_second_writer_is_told_and_gives_up_when_its_time_is_over(tmp_path: Path) -> None:
    held = try_lock(tmp_path / "writer.lock", shared=False)
    told: list[str] = []
    assert held is not None

    with pytest.raises(StorageError, match=r"^Another process is writing under .*; wait until it is done"):
        update_index(
            tmp_path,
            SETTINGS,
            same,
            embed=embed,
            chunk=chunk,
            find_days=lambda _: [],
            wait_seconds=0.05,
            on_wait=lambda: told.append("waiting"),
        )
    held.release()

    assert told == ["waiting"]


def test_progress_ends_with_every_passage_embedded(tmp_path: Path) -> None:
    told: list[Progress] = []

    update(tmp_path, adding(make_articles(30, lines=10)), progress=told.append)

    embedding = [
        (progress.done, progress.total, progress.articles) for progress in told if progress.phase == "embedding"
    ]
    assert embedding == [(0, 300, 30), (128, 300, 30), (256, 300, 30), (300, 300, 30)]
    assert list(dict.fromkeys(progress.phase for progress in told)) == [
        "recovering",
        "reading",
        "chunking",
        "embedding",
        "storing",
        "lexical",
        "publishing",
        "tidying",
    ]


@pytest.mark.parametrize("bad", [np.nan, 0.0, np.inf])
def test_vectors_that_cannot_be_compared_are_refused(tmp_path: Path, bad: float) -> None:
    with pytest.raises(ModelError, match="vectors that cannot be compared"):
        update(tmp_path, adding(make_articles(1)), embed=lambda texts: np.full((len(texts), 4), bad, np.float32))


def test_encoder_whose_vectors_change_their_length_is_told_to_start_over(tmp_path: Path) -> None:
    update(tmp_path, adding(make_articles(2)))

    with pytest.raises(ModelError, match=r"changed their length; run `ask index --reset`"):
        update(tmp_path, adding(make_articles(2, version=1)), embed=lambda texts: np.ones((len(texts), 4), np.float32))


def test_missing_text_of_an_article_is_told(tmp_path: Path) -> None:
    update(tmp_path, adding(make_articles(2)))
    for path in (tmp_path / "library" / "texts").iterdir():
        path.unlink()

    with pytest.raises(CorpusError, match=r"is missing; index its article again\.$"):
        update(tmp_path, adding([Article("new", "New", "Something new.")]))
