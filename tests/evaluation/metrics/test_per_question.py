from hypothesis import given, settings
from hypothesis import strategies as st
from outcomes import ARTICLES, COST, GIFTS, MARKET, MOVES, OPENED, RIBBON, asked, passage, quoted, told, withheld

from bot.evaluation.metrics.measures import BY_NAME
from bot.evaluation.metrics.per_question import score
from bot.evaluation.run import Outcome
from bot.types import Answer, Citation, GoldQuestion, Milliseconds, RankedPassage, Sentence

KEY_AND_CLOCK = asked(answers=(("silver key", "key of silver"), ("clock", "watch")))


def test_every_gold_group_has_to_be_met() -> None:
    whole, verdict = score(KEY_AND_CLOCK, quoted(GIFTS), ARTICLES)
    part, wrong = score(KEY_AND_CLOCK, told(("It was a silver key.", ())), ARTICLES)

    assert (whole["contains"], verdict, whole["right"]) == (1, "right", 1)
    assert (part["contains"], wrong, part["right"]) == (0, "wrong", 0)


def test_groups_may_be_met_by_different_sentences() -> None:
    scores, _ = score(KEY_AND_CLOCK, told(("A silver key.", ()), ("And a clock.", ())), ARTICLES)

    assert scores["contains"] == 1


def test_the_short_answer_is_scored_as_squad_does() -> None:
    gold = asked(answers=(("Edda Voss", "Mayor Voss"),))

    scores, _ = score(gold, quoted(RIBBON, short_answer="the mayor Edda Voss"), ARTICLES)

    assert (scores["exact"], scores["f1"]) == (0, 0.8)


def test_words_are_those_of_the_sentences() -> None:
    assert score(asked(), quoted(RIBBON, COST), ARTICLES)[0]["words"] == 7 + 5


def test_an_answer_withheld_scores_nothing_where_there_is_one() -> None:
    gold = asked(answers=(("the",),), evidence=(RIBBON,), evidence_complete=True)  # "" would match "the" exactly

    scores, verdict = score(gold, withheld(), ARTICLES)

    assert verdict == "withheld"
    assert [scores[name] for name in ("right", "contains", "exact", "f1", "sentence-f1", "answered")] == [0] * 6
    assert not {"words", "span-validity", "citation-recall", "article-recall", "abstention-recall"} & set(scores)


def test_declining_an_unanswerable_question_is_right_and_answering_it_unfounded() -> None:
    gold = asked(answerable=False, articles=())

    declined, right = score(gold, withheld(), ARTICLES)
    answered, unfounded = score(gold, quoted(RIBBON), ARTICLES)

    assert (declined["abstention-recall"], right, declined["right"]) == (1, "right", 1)
    assert (answered["abstention-recall"], unfounded, answered["right"]) == (0, "unfounded", 0)
    assert not {"answered", "contains", "exact", "f1", "answer-recall@1", "first-citation"} & set(answered)


def test_evidence_alone_makes_an_answer_right_that_cites_it() -> None:
    gold = asked(evidence=(RIBBON,))

    assert score(gold, quoted(RIBBON), ARTICLES)[1] == "right"
    assert score(gold, quoted(COST), ARTICLES)[1] == "wrong"
    assert "contains" not in score(gold, quoted(RIBBON), ARTICLES)[0]


def test_articles_alone_leave_the_verdict_open() -> None:
    for outcome in (quoted(RIBBON), withheld()):
        scores, verdict = score(asked(), outcome, ARTICLES)

        assert verdict is None
        assert "right" not in scores


def recalled(gold: GoldQuestion, *ranking: RankedPassage) -> list[float]:
    scores, _ = score(gold, withheld(ranking=ranking), ARTICLES)
    return [scores[f"answer-recall@{depth}"] for depth in (1, 5, 10)]


def test_passages_hold_the_answer_together() -> None:
    gold = asked(answers=(("red ribbon",), ("harbour",)))
    other = passage(COST)

    assert recalled(gold, passage(RIBBON)) == [0, 0, 0]
    assert recalled(gold, passage(RIBBON), passage(MOVES, MARKET)) == [0, 1, 1]
    assert recalled(gold, passage(RIBBON), *[other] * 4, passage(MOVES, MARKET)) == [0, 0, 1]
    assert recalled(gold, passage(RIBBON), *[other] * 9, passage(MOVES, MARKET)) == [0, 0, 0]
    assert recalled(asked(answers=(("8,000",),)), other) == [1, 1, 1]


def test_an_answer_cut_in_two_by_passages_is_not_held() -> None:
    assert recalled(asked(answers=(("red ribbon",),)), passage("cut a red"), passage("ribbon")) == [0, 0, 0]


def test_evidence_alone_is_recalled_by_a_passage_that_holds_it() -> None:
    gold = asked(evidence=("stands nowhere", OPENED))

    assert recalled(gold, passage(COST), passage(f"{OPENED} {RIBBON}")) == [0, 1, 1]


def test_recall_is_not_asked_where_articles_alone_are_known() -> None:
    assert "answer-recall@1" not in score(asked(), withheld(ranking=[passage(OPENED)]), ARTICLES)[0]


texts = st.text(max_size=30) | st.sampled_from(["", "Edda Voss", "8,000", RIBBON, "the", "\u0301", "‘’"])
ids = st.sampled_from(["bridge", "market", "gone", ""])
places = st.integers(-50, 400)
probabilities = st.floats(0, 1)
citations = st.builds(
    Citation,
    mark=st.integers(-1, 3),
    article=ids,
    title=texts,
    publisher=st.none(),
    published=st.none(),
    url=st.none(),
    quote=texts,
    start=places,
    end=places,
)
sentences = st.builds(
    Sentence, text=texts, citations=st.lists(st.integers(-1, 4), max_size=3).map(tuple), verdict=st.just("supported")
)
answers = st.builds(
    Answer,
    question=texts,
    answer=texts,
    abstained=st.booleans(),
    confidence=probabilities,
    model=st.just("m"),
    generation=st.just(1),
    milliseconds=st.just(Milliseconds(0, 0, 0)),
    short_answer=st.none() | texts,
    sentences=st.lists(sentences, max_size=3).map(tuple),
    citations=st.lists(citations, max_size=3).map(tuple),
)
rankings = st.lists(st.builds(RankedPassage, ids, places, places, probabilities), max_size=12).map(tuple)
golds = st.builds(
    GoldQuestion,
    id=texts,
    question=texts,
    answerable=st.booleans(),
    kind=st.just("fact"),
    answers=st.lists(st.lists(texts, max_size=3).map(tuple), max_size=3).map(tuple),
    articles=st.lists(ids, max_size=3).map(tuple),
    evidence=st.lists(texts, max_size=3).map(tuple),
    evidence_complete=st.booleans(),
    choices=st.lists(texts, max_size=4).map(tuple),
    right_choices=st.lists(st.integers(0, 4), max_size=2).map(tuple),
)


@settings(deadline=None)  # a busy machine is no failure
@given(golds, answers, rankings)
def test_whatever_was_told_is_scored_by_known_metrics_in_their_range(
    gold: GoldQuestion, answer: Answer, ranking: tuple[RankedPassage, ...]
) -> None:
    scores, verdict = score(gold, Outcome(gold.id, answer, ranking), ARTICLES)

    assert set(scores) <= set(BY_NAME)
    assert all(0 <= value <= 1 or not BY_NAME[name].share for name, value in scores.items())
    assert scores.get("right") == (None if verdict is None else float(verdict == "right"))
    assert verdict in (("right", "wrong", "withheld", None) if gold.answerable else ("right", "unfounded"))
