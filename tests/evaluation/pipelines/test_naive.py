import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from town import ARTICLES, FERRY

from bot.evaluation.pipelines.contestants import Skipped
from bot.evaluation.pipelines.naive import FILES, WEIGHTS, make_naive
from bot.evaluation.run import Contestant
from bot.types import Article, Filters

NO_FILTERS = Filters()
Make = Callable[..., Contestant]
runs = pytest.mark.skipif(
    find_spec("langchain_text_splitters") is None or not WEIGHTS.is_dir(),
    reason="needs the extra `bench` and the weights that `python -m training.export_fp32` writes",
)


def test_missing_weights_skip_it_and_name_the_command(tmp_path: Path) -> None:
    pytest.importorskip("langchain_text_splitters")
    weights = tmp_path / "weights" / "onnx"
    weights.mkdir(parents=True)
    for name in FILES[:-1]:  # Chroma would fetch them all for want of the last
        (weights / name).touch()

    with pytest.raises(Skipped, match=r"weights in fp32; run, in a clone: .*python -m training\.export_fp32"):
        make_naive(ARTICLES, tmp_path / "kept", lambda *_: None, weights=weights.parent)
    assert not (tmp_path / "kept").exists()


def test_missing_package_skips_it_and_names_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain_text_splitters", None)  # how Python itself keeps a module out

    with pytest.raises(Skipped, match=r"needs langchain-text-splitters; run, in a clone: pip install -e '\.\[bench\]'"):
        make_naive(ARTICLES, tmp_path, lambda *_: None)


@runs
def test_best_piece_is_the_answer_and_is_cited_by_its_span(make: Make) -> None:
    answer = make("naive").ask("What did the new engine of the ferry cost?", NO_FILTERS)

    (citation,) = answer.citations
    assert answer.model == "naive"
    assert (citation.article, citation.title, citation.published) == (FERRY.id, FERRY.title, FERRY.published)
    assert citation.quote == FERRY.text[citation.start : citation.end]
    assert [sentence.text for sentence in answer.sentences] == [" ".join(citation.quote.split())]
    assert 0.5 < answer.confidence < 1
    assert len(answer.passages) == 3
    assert answer.milliseconds.total >= answer.milliseconds.retrieve > 0


@runs
def test_it_answers_even_what_no_article_tells_but_less_surely(make: Make) -> None:
    contestant = make("naive")

    told = contestant.ask("Who is the head librarian?", NO_FILTERS)
    untold = contestant.ask("Which volcano erupted in Iceland?", NO_FILTERS)

    assert not untold.abstained
    assert untold.confidence < told.confidence


@runs
def test_search_stays_within_the_articles_named(make: Make) -> None:
    contestant = make("naive")
    question = "What did the cherries cost?"

    assert {passage.article for passage in contestant.search(question, NO_FILTERS, 100)} == {a.id for a in ARTICLES}
    assert {p.article for p in contestant.search(question, Filters(articles=("ferry",)), 100)} == {"ferry"}
    assert contestant.ask(question, Filters(articles=("ferry",))).citations[0].article == "ferry"
    assert contestant.ask(question, Filters(publishers=("nobody",))).abstained


@runs
def test_long_article_is_cut_into_overlapping_pieces_of_its_own_text(make: Make) -> None:
    paragraphs = [
        f"Item {n}: the council of ward {n} met and bought {n} lamps. " + "So it was. " * 20 for n in range(30)
    ]
    long = Article("minutes", "Minutes of the wards", "\n".join(part.strip() for part in paragraphs))
    contestant = make("naive", (long,))

    spans = sorted((p.start, p.end) for p in contestant.search("How many lamps?", NO_FILTERS, 100))
    best = contestant.ask("How many lamps did ward 17 buy?", NO_FILTERS).citations[0]

    assert spans[0][0] == 0
    assert spans[-1][1] == len(long.text)
    assert len(spans) > 7
    assert all(end - start <= 1000 for start, end in spans)
    assert long.text[best.start : best.end] == best.quote


@runs
def test_title_is_embedded_but_never_cited(make: Make) -> None:
    headline = Article("headline", "Lighthouse keeper Brandt retires", "He had served for forty years.")

    answer = make("naive", (headline, *ARTICLES)).ask("Who retires as lighthouse keeper?", NO_FILTERS)

    assert answer.citations[0].quote == headline.text


@runs
def test_index_is_kept_and_half_a_one_is_never_taken_for_whole(tmp_path: Path) -> None:
    told: list[str] = []

    def made(articles: tuple[Article, ...]) -> bool:
        told.clear()
        make_naive(articles, tmp_path, lambda what, *_: told.append(what)).close()
        return bool(told)

    assert made(ARTICLES)
    assert not made(ARTICLES)
    assert made((replace(FERRY, text="Another text."), *ARTICLES[1:]))
    for whole in tmp_path.glob("naive/*/whole"):
        whole.rename(whole.with_name("building"))  # what a crash leaves
    assert made(ARTICLES)
    assert not made(ARTICLES)
