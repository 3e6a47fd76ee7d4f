import asyncio
import json
import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from town import ARTICLES, FERRY, QUESTIONS

from bot.errors import UsageError
from bot.evaluation.kept import KEPT, hold_folder
from bot.evaluation.pipelines.contestants import NAMES, check_names, make_contestant
from bot.evaluation.run import Contestant
from bot.ingestion.articles import read_articles
from bot.models.opening import FOLDER
from bot.pipeline import make_pipeline
from bot.settings import LoadedSettings
from bot.types import Answer, Article, Filters

# naive has tests of its own, since it may be missing, and so has chat, which needs a model
OURS = tuple(name for name in NAMES if name not in ("naive", "chat"))
NO_FILTERS = Filters()
Make = Callable[..., Contestant]


def untimed(answer: Answer) -> Answer:
    return replace(answer, milliseconds=None)  # type: ignore[arg-type]  # what differs from run to run


@pytest.mark.parametrize("name", OURS)
def test_every_citation_is_exactly_the_span_that_it_names(make: Make, name: str) -> None:
    contestant = make(name)
    texts = {article.id: article.text for article in ARTICLES}

    answers = [contestant.ask(gold.question, NO_FILTERS) for gold in QUESTIONS[:3]]

    assert not any(answer.abstained for answer in answers)
    for answer in answers:
        assert answer.model == name
        assert answer.citations
        assert all(texts[c.article][c.start : c.end] == c.quote for c in answer.citations)
        assert 0 < answer.confidence < 1
        assert answer.milliseconds.total >= answer.milliseconds.retrieve > 0


@pytest.mark.parametrize("name", OURS)
def test_search_is_as_deep_as_asked_and_stays_within_the_articles_named(make: Make, name: str) -> None:
    contestant = make(name)
    question = "What did the ferry and the cherries cost in Velmont?"

    everywhere = contestant.search(question, NO_FILTERS, 100)
    inside = contestant.search(question, Filters(articles=("ferry",)), 100)

    assert {passage.article for passage in everywhere} == {"ferry", "library", "orchard"}
    assert [passage.score for passage in everywhere] == sorted((p.score for p in everywhere), reverse=True)
    assert [passage.article for passage in inside] == ["ferry"]
    assert len(contestant.search(question, NO_FILTERS, 1)) == 1

    answer = contestant.ask("When does the ferry start again?", Filters(articles=("ferry",)))
    assert {citation.article for citation in answer.citations} == {"ferry"}


@pytest.mark.parametrize(
    ("name", "question", "sentence"),
    [
        (
            "bm25",
            "What had the engine cost?",
            "Captain Ines Okafor said that the new engine had cost 2.4 million crowns.",
        ),
        ("dense", "Who guards the building, and who pays them?", "The council pays for two guards."),
    ],
)
def test_baseline_tells_the_one_best_sentence(make: Make, name: str, question: str, sentence: str) -> None:
    answer = make(name).ask(question, NO_FILTERS)

    assert [told.text for told in answer.sentences] == [sentence]
    assert answer.sentences[0].citations == (1,)
    assert answer.citations[0].quote == sentence


@pytest.mark.parametrize("name", ["bm25", "dense"])
def test_baseline_answers_even_what_no_article_tells(make: Make, name: str) -> None:
    assert not make(name).ask("Which volcano destroyed half of Iceland?", NO_FILTERS).abstained


@pytest.mark.parametrize("name", ["bm25", "dense"])
def test_baseline_is_surer_of_what_the_articles_tell(make: Make, name: str) -> None:
    contestant = make(name)

    told = contestant.ask("How much of the cherry crop did frost destroy around Velmont?", NO_FILTERS)
    untold = contestant.ask("How much of the senate did voters around Madrid elect?", NO_FILTERS)

    assert told.confidence > untold.confidence


def test_bm25_is_silent_where_no_word_is_shared(make: Make) -> None:
    answer = make("bm25").ask("Quel volcan?", NO_FILTERS)

    assert answer.abstained
    assert answer.reason is not None
    assert answer.reason.code == "nothing_found"


def test_embedded_answers_as_the_product_does(make: Make, loaded: LoadedSettings, tmp_path: Path) -> None:
    for article in ARTICLES:
        head = f"---\ntitle: {article.title}\npublisher: {article.publisher}\n---\n\n"
        (tmp_path / f"{article.id}.md").write_text(head + article.text.replace("\n", "\n\n"), "utf-8")
    articles = tuple(item for item in read_articles([str(tmp_path)]) if isinstance(item, Article))
    settings = loaded.settings.model_copy(update={"corpus": (tmp_path,)})
    contestant = make("embedded", articles)

    with make_pipeline(replace(loaded, settings=settings)) as pipeline:
        product = [untimed(asyncio.run(pipeline.ask(gold.question))) for gold in QUESTIONS]

    assert [untimed(contestant.ask(gold.question, NO_FILTERS)) for gold in QUESTIONS] == product
    assert {citation.article for answer in product for citation in answer.citations} == {"ferry", "library", "orchard"}


def test_hybrid_answers_under_its_own_name(make: Make) -> None:
    assert make("hybrid").ask(QUESTIONS[0].question, NO_FILTERS).model == "hybrid"


@pytest.mark.parametrize(("name", "shipped"), [("hybrid", "hybrid.json"), ("embedded", "reader.json")])
def test_other_weights_stand_in_for_the_readers_own(make: Make, tmp_path: Path, name: str, shipped: str) -> None:
    weights = tmp_path / "weights.json"
    weights.write_text(json.dumps(json.loads((FOLDER / shipped).read_text("utf-8")) | {"threshold": 1.1}), "utf-8")

    answer = make(name, weights=weights).ask(QUESTIONS[0].question, NO_FILTERS)

    assert answer.abstained


@pytest.mark.parametrize("name", OURS)
def test_question_that_is_too_long_is_refused(make: Make, name: str) -> None:
    contestant = make(name)

    with pytest.raises(UsageError, match="at most 2000"):
        contestant.ask("why " * 600, NO_FILTERS)
    with pytest.raises(UsageError, match="at most 2000"):
        contestant.search("why " * 600, NO_FILTERS, 10)


def test_unknown_pipeline_is_refused_with_the_nearest_name_and_all(loaded: LoadedSettings, tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match=r"'embeded'; did you mean embedded\? There are naive, bm25, dense, hybrid, embedded"
    ):
        make_contestant("embeded", ARTICLES, loaded, tmp_path, lambda *_: None)
    with pytest.raises(UsageError, match=r"There is no pipeline 'x'; there are naive, "):
        check_names(["bm25", "x"])
    assert check_names(["dense", "bm25", "dense"]) == ("dense", "bm25")
    assert list(tmp_path.iterdir()) == []


def test_second_evaluation_of_the_same_articles_embeds_nothing(loaded: LoadedSettings, tmp_path: Path) -> None:
    told: list[str] = []

    def made(articles: tuple[Article, ...], name: str = "dense") -> list[str]:
        told.clear()
        make_contestant(name, articles, loaded, tmp_path, lambda what, *_: told.append(what)).close()
        return [what for what in told if "embedded" in what]

    assert made(ARTICLES)
    assert not made(ARTICLES)
    assert not made(ARTICLES, "embedded")
    assert made((*ARTICLES[:2], replace(ARTICLES[2], title="Another title")))


def test_user_index_and_corpus_are_left_alone(loaded: LoadedSettings, tmp_path: Path) -> None:
    settings = loaded.settings.model_copy(update={"corpus": (tmp_path / "nowhere",)})

    contestant = make_contestant("embedded", ARTICLES, replace(loaded, settings=settings), tmp_path, lambda *_: None)
    contestant.close()

    assert list(loaded.settings.home.iterdir()) == []


def test_articles_are_asked_of_as_they_are(make: Make) -> None:
    odd = replace(FERRY, id="a#1/ü", text="Line one.\nThe ferry is blue.", found={"title": "html"}, path="/no/file")

    answer = make("embedded", (odd,)).ask("What colour is the ferry?", NO_FILTERS)

    assert [citation.article for citation in answer.citations] == ["a#1/ü"]


def test_least_recently_used_folders_go_but_for_those_in_use(tmp_path: Path) -> None:
    first = hold_folder(tmp_path, "first")
    used = [hold_folder(tmp_path, f"{n}") for n in range(KEPT)]
    assert all(kept.path.is_dir() for kept in (first, *used))

    for kept in (first, *used):
        kept.release()
    for age, kept in enumerate((first, *used)):
        os.utime(kept.path, (time.time() - 1000 + age,) * 2)
    left_over = tmp_path / "0123456789abcdef.deleting"
    left_over.mkdir()
    hold_folder(tmp_path, "new").release()

    assert not first.path.exists()
    assert not used[0].path.exists()
    assert not left_over.exists()
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == KEPT
    assert all(kept.path.is_dir() for kept in used[1:])
