from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from newsroom import SETTINGS, TOPICS, adding, embed, embed_question, make_article, make_articles, update

from bot.errors import ModelError, UsageError
from bot.library import Entry
from bot.passages import article_of, bm25_of, cosine_of, score_of, span_of
from bot.retrieval.index import Vectors
from bot.retrieval.ranking import Mode, allowed_articles, rank
from bot.retrieval.snapshot import open_index
from bot.types import Article, Filters

MODES: tuple[Mode, ...] = ("hybrid", "dense", "bm25")


def entry(name: str, published: date | None = None, publisher: str | None = None, *names: str) -> Entry:
    return Entry(name, name, f"digest of {name}", publisher, published, also_named=names)


ENTRIES = (
    entry("old", date(2023, 1, 1), "The Times"),
    entry("new", date(2024, 6, 1), "TIMES of Malta"),
    entry("undated", None, "The Times", "copy"),
    entry("plain", date(2024, 6, 2), None),
)


@pytest.mark.parametrize(
    ("filters", "articles", "undated"),
    [
        (Filters(), {"old", "new", "undated", "plain"}, 0),
        (Filters(since=date(2024, 6, 1)), {"new", "plain"}, 1),
        (Filters(until=date(2024, 6, 1)), {"old", "new"}, 1),
        (Filters(since=date(2023, 1, 1), until=date(2023, 1, 1)), {"old"}, 1),
        (Filters(publishers=("times",)), {"old", "new", "undated"}, 0),
        (Filters(publishers=("malta", "post")), {"new"}, 0),
        (Filters(publishers=("times",), since=date(2024, 1, 1)), {"new"}, 1),
        (Filters(publishers=("malta",), since=date(2024, 1, 1)), {"new"}, 0),
        (Filters(articles=("old", "copy")), {"old", "undated"}, 0),
    ],
)
def test_filters_let_through(filters: Filters, articles: set[str], undated: int) -> None:
    allowed = allowed_articles(ENTRIES, filters)

    assert (allowed.articles, allowed.undated) == (articles, undated)


def test_filter_for_an_unknown_article_is_told() -> None:
    with pytest.raises(UsageError, match=r"^There is no article 'nope'; `ask articles` lists those there are\.$"):
        allowed_articles(ENTRIES, Filters(articles=("old", "nope")))


def test_filter_for_a_publisher_that_no_article_is_of_is_told_with_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"^There is no publisher 'Reuters'; there are The Times, TIMES of Malta\.$"):
        allowed_articles(ENTRIES, Filters(publishers=("Reuters",)))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    update(tmp_path, adding([dated(article) for article in make_articles(40)]))
    return tmp_path


def dated(article: Article) -> Article:
    number = int(article.id.removeprefix("report-"))
    return replace(
        article, published=date(2024, 1, 1 + number % 28) if number % 2 else None, publisher=f"Paper {number % 4}"
    )


@pytest.mark.parametrize("mode", MODES)
def test_passages_come_best_first(home: Path, mode: Mode) -> None:
    with open_index(home, SETTINGS) as snapshot:
        ranked = rank(snapshot, "report 17 on the festival", embed=embed_question, k=30, mode=mode)

    scores = [score_of(passage) for passage in ranked]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) > 1


def test_rare_words_of_a_question_bring_their_report_to_the_top(home: Path) -> None:
    with open_index(home, SETTINGS) as snapshot:
        ranked = rank(snapshot, "report 17 on the festival", embed=embed_question, k=4, mode="bm25")

    assert {article_of(passage) for passage in ranked} == {"report-17"}


def test_passage_that_both_rankings_have_comes_before_those_of_one(home: Path) -> None:
    question = "report 17 on the festival"
    with open_index(home, SETTINGS) as snapshot:
        dense, bm25, both = (
            [p.id for p in rank(snapshot, question, embed=embed_question, k=k, mode=mode)]
            for mode, k in (("dense", 100), ("bm25", 100), ("hybrid", 1))
        )

    assert both[0] in dense
    assert both[0] in bm25


def test_dense_ranking_is_that_of_the_exact_cosines(home: Path) -> None:
    question = "Report 17: festival"
    with open_index(home, SETTINGS) as snapshot:
        ranked = rank(snapshot, question, embed=embed_question, k=20, mode="dense")
        vectors = snapshot.read_vectors(snapshot.table.ids())

    asked = embed_question(question) / np.linalg.norm(embed_question(question))
    exact = sorted((float(vector @ asked) for vector in vectors.values()), reverse=True)[:20]
    assert [cosine_of(passage) for passage in ranked] == pytest.approx(exact, abs=1e-5)


@pytest.mark.parametrize("mode", MODES)
def test_every_passage_has_its_text_span_and_raw_scores(home: Path, mode: Mode) -> None:
    question = "version 0 of report 17 on the festival, line 3"
    with open_index(home, SETTINGS) as snapshot:
        ranked = rank(snapshot, question, embed=embed_question, k=40, mode=mode)
        bm25 = {p.id: bm25_of(p) for p in rank(snapshot, question, embed=embed_question, k=400, mode="bm25")}
        for passage in ranked:
            start, end = span_of(passage)
            assert snapshot.article_text(article_of(passage))[start:end] == passage.page_content
        vectors = snapshot.read_vectors([str(passage.id) for passage in ranked])

    asked = embed_question(question) / np.linalg.norm(embed_question(question))
    assert len(ranked) == 40
    assert all(abs(cosine_of(p) - float(vectors[str(p.id)] @ asked)) < 1e-5 for p in ranked)
    assert all(bm25_of(p) == bm25.get(p.id, 0.0) for p in ranked)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "filters",
    [
        Filters(since=date(2024, 1, 10)),
        Filters(publishers=("paper 1",), until=date(2024, 1, 20)),
        Filters(articles=("report-3", "report-12")),
    ],
)
def test_filtered_ranking_holds_every_passage_that_is_allowed_and_no_other(
    home: Path, mode: Mode, filters: Filters
) -> None:
    with open_index(home, SETTINGS) as snapshot:
        allowed = allowed_articles(snapshot.entries, filters).articles
        ranked = rank(snapshot, "version of report on line", embed=embed_question, k=1000, filters=filters, mode=mode)

    assert {article_of(passage) for passage in ranked} == allowed
    assert len(ranked) == 8 * len(allowed) > 0


@pytest.mark.parametrize("filters", [Filters(since=date(2024, 1, 3)), Filters(publishers=("Paper 2",))])
def test_filtered_dense_ranking_is_that_of_the_exact_cosines(home: Path, filters: Filters) -> None:
    """Whether the nearest of all hold enough that are allowed, or Chroma has to filter."""
    question = "report on the storm, line 3"
    with open_index(home, SETTINGS) as snapshot:
        allowed = allowed_articles(snapshot.entries, filters).articles
        ranked = rank(snapshot, question, embed=embed_question, k=20, filters=filters, mode="dense")
        vectors = snapshot.read_vectors([name for name in snapshot.table.ids() if name.split("#")[0] in allowed])

    asked = embed_question(question) / np.linalg.norm(embed_question(question))
    exact = sorted((float(vector @ asked) for vector in vectors.values()), reverse=True)[:20]
    assert [cosine_of(passage) for passage in ranked] == pytest.approx(exact, abs=1e-5)


def test_filters_that_let_nothing_through_give_no_passages(home: Path) -> None:
    with open_index(home, SETTINGS) as snapshot:
        assert rank(snapshot, "report", embed=embed_question, k=5, filters=Filters(since=date(2030, 1, 1))) == []


@pytest.mark.parametrize("mode", MODES)
def test_index_of_one_article_of_one_passage_answers(tmp_path: Path, mode: Mode) -> None:
    update(tmp_path, adding([make_article(0, 0, 1)]))
    with open_index(tmp_path, SETTINGS) as snapshot:
        ranked = rank(snapshot, "harvest", embed=embed_question, k=10, mode=mode)

    assert [passage.id for passage in ranked] == ["report-0#0"]


@pytest.mark.parametrize("question", ["", "the of and", "zzz qqq", "?!", "\u202e\x00", "ü" * 5000])
def test_question_without_a_known_word_still_gets_the_nearest_passages(home: Path, question: str) -> None:
    with open_index(home, SETTINGS) as snapshot:
        ranked = rank(snapshot, question, embed=embed_question, k=5)

    assert len(ranked) == 5
    assert {bm25_of(passage) for passage in ranked} == {0.0}


def test_article_of_stop_words_alone_can_be_indexed_and_asked(tmp_path: Path) -> None:
    update(tmp_path, adding([Article("a", "The", "It is not."), Article("b", "And", "That was it.")]))
    with open_index(tmp_path, SETTINGS) as snapshot:
        ranked = rank(snapshot, "is it that", embed=embed_question, k=5)

    assert len(ranked) == 2


def test_same_text_has_cosine_one_and_unrelated_text_about_none(tmp_path: Path) -> None:
    folder = tmp_path / "chroma"
    folder.mkdir()
    texts = ["alpha beta gamma", "delta epsilon zeta"]
    rows = embed(texts)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    vectors = Vectors(folder, create=True)
    vectors.write({"a#0": rows[0], "b#0": rows[1]})
    found = dict(vectors.nearest(rows[0], 10))
    vectors.close()

    assert abs(found["a#0"] - 1) < 1e-5
    assert abs(found["b#0"]) < 0.1


@pytest.mark.slow
def test_more_vectors_than_one_batch_holds_are_written_and_deleted(tmp_path: Path) -> None:
    count = 12_000
    rows = np.random.default_rng(0).normal(size=(count, 8)).astype(np.float32)
    vectors = Vectors(tmp_path, create=True)
    vectors.write({f"a#{n}": row for n, row in enumerate(rows)})
    written = vectors.count()
    vectors.delete([f"a#{n}" for n in range(1, count)])
    left = vectors.count()
    vectors.close()

    assert (written, left) == (count, 1)


def test_question_vector_of_another_length_is_told(home: Path) -> None:
    with open_index(home, SETTINGS) as snapshot, pytest.raises(ModelError, match="changed their length"):
        rank(snapshot, "report", embed=lambda _: [1.0, 2.0], k=5)


def test_retriever_is_a_langchain_runnable_with_the_same_ranking(home: Path) -> None:
    from bot.retrieval.retriever import HybridRetriever

    filters = Filters(publishers=("Paper 1",))
    question = f"report 17 on the {TOPICS[7]}"
    with open_index(home, SETTINGS) as snapshot:
        retriever = HybridRetriever(snapshot=snapshot, embed=embed_question, k=4, filters=filters)
        found = retriever.invoke(question)
        ranked = rank(snapshot, question, embed=embed_question, k=4, filters=filters)

    assert found == ranked
    assert len(found) == 4
