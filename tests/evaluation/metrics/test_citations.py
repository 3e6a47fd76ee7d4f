from dataclasses import replace

import pytest
from outcomes import (
    ARTICLES,
    BRIDGE,
    COST,
    DISPLEASED,
    GIFTS,
    MARKET,
    MOVES,
    OPENED,
    RIBBON,
    asked,
    cite,
    quoted,
    told,
    withheld,
)

from bot.evaluation.metrics.citations import Known, score_citations, score_sentences, span_of, supports
from bot.evaluation.metrics.spans import Evidence, find_evidence
from bot.evaluation.run import Outcome
from bot.types import Article, GoldQuestion


def known(gold: GoldQuestion) -> Known:
    return Known(gold, find_evidence(gold, ARTICLES), ARTICLES)


def scores(outcome: Outcome, gold: GoldQuestion) -> dict[str, float]:
    return score_citations(outcome.answer, known(gold))


@pytest.mark.parametrize(
    ("sentence", "quote", "holds"),
    [
        ("It opened on 4 May.", OPENED, True),
        ("Earlier, it opened on 4 May.", OPENED, True),  # a capital that only begins a sentence is no name
        ("It opened on 5 May.", OPENED, False),  # another number
        ("It opened on 4 June.", OPENED, False),  # another month
        ("It cost 8000 crowns.", COST, True),  # the same number without its comma
        ("Edda Voss had the ribbon cut.", RIBBON, True),
        ("Jan Petri had the ribbon cut.", RIBBON, False),  # another name
        ("the mayor was given a clock", GIFTS, True),  # no name: half of the words
        ("the traders were given a boat", GIFTS, False),
        ("and so it was", GIFTS, False),  # no word that tells anything
    ],
)
def test_a_span_supports_a_sentence_by_its_numbers_names_or_words(sentence: str, quote: str, holds: bool) -> None:
    assert supports(span_of(cite(1, quote)), sentence, known(asked())) is holds


@pytest.mark.parametrize(
    "sentence", ["The U.S. Senate met.", "An iPhone was found at https://t.co/cwLWFlR by Ann O'Neil."]
)
def test_a_span_supports_what_repeats_it_word_for_word(sentence: str) -> None:
    article = Article("square", "", f"It rained. {sentence} Nobody knew.")
    asked_of = Known(GoldQuestion("q", "Who?", answerable=False, kind="x"), Evidence((), ()), {"square": article})

    assert supports(("square", 11, 11 + len(sentence)), sentence, asked_of)


def test_a_span_with_gold_evidence_supports_any_sentence() -> None:
    assert supports(span_of(cite(1, RIBBON)), "Someone in office did it.", known(asked(evidence=(RIBBON,))))


def test_precision_is_over_pairs_and_recall_over_sentences() -> None:
    answer = told(
        (OPENED, (1, 2)),  # right and wrong
        (RIBBON, (2, 9, 2)),  # right, told twice, and a mark of no citation
        (COST, (1,)),  # wrong
        (GIFTS, ()),  # none
        citations=[cite(1, OPENED), cite(2, RIBBON)],
    )

    found = scores(answer, asked())

    assert found["citation-precision"] == 2 / 5
    assert found["citation-recall"] == 2 / 4


def test_an_answer_without_citations_has_no_precision_but_no_recall_either() -> None:
    found = scores(told((OPENED, ())), asked())

    assert "citation-precision" not in found
    assert found["citation-recall"] == found["article-recall"] == found["first-citation"] == 0


def test_evidence_precision_counts_each_span_once() -> None:
    gold = asked(answers=(("silver key",), ("clock",)), evidence=(RIBBON,))
    answer = told(
        (GIFTS, (1, 2)),
        citations=[cite(1, GIFTS), cite(2, GIFTS), cite(3, RIBBON), cite(4, OPENED), cite(5, DISPLEASED, MARKET)],
    )

    assert scores(answer, gold)["evidence-precision"] == 2 / 4


def test_gold_articles_are_counted_among_those_cited() -> None:
    answer = told((MOVES, (1,)), citations=[cite(1, MOVES, MARKET), cite(2, OPENED)])

    assert scores(answer, asked(articles=("bridge", "gone")))["article-recall"] == 0.5
    assert scores(answer, asked(articles=("bridge",)))["first-citation"] == 0
    assert scores(answer, asked(articles=("market", "bridge")))["first-citation"] == 1


def test_a_citation_shifted_by_one_character_is_not_valid() -> None:
    answer = told((RIBBON, (1, 2)), citations=[cite(1, RIBBON), cite(2, RIBBON, shift=1)])

    assert scores(answer, asked())["span-validity"] == 0.5


def test_a_span_counted_from_the_end_is_not_valid() -> None:
    citation = replace(cite(1, RIBBON), start=-len(GIFTS), end=len(BRIDGE.text), quote=GIFTS)

    assert scores(told((GIFTS, (1,)), citations=[citation]), asked())["span-validity"] == 0


def test_unfounded_answers_are_asked_for_support_alone() -> None:
    gold = asked(answerable=False, articles=())

    assert scores(quoted(RIBBON), gold) == {"citation-precision": 1, "citation-recall": 1, "span-validity": 1}


def test_withheld_answers_have_no_citations_to_score() -> None:
    assert scores(withheld(), asked(evidence=(RIBBON,))) == {}


def sentence_f1(outcome: Outcome, *evidence: str) -> float:
    return score_sentences(outcome.answer, known(asked(evidence=evidence, evidence_complete=True)))


def test_sentences_cited_are_held_against_those_that_hold_the_answer() -> None:
    assert sentence_f1(quoted(RIBBON), RIBBON) == 1
    assert sentence_f1(quoted(RIBBON, COST), RIBBON) == pytest.approx(2 / 3)
    assert sentence_f1(quoted(RIBBON), RIBBON, GIFTS) == pytest.approx(2 / 3)
    assert sentence_f1(quoted(COST), RIBBON) == 0
    assert sentence_f1(withheld(), RIBBON) == 0


def test_a_span_cites_each_sentence_of_which_it_covers_half() -> None:
    across = BRIDGE.text[: len(OPENED) + 20]  # the first sentence and more than half of the second

    assert sentence_f1(told((across, (1,)), citations=[cite(1, across)]), OPENED, RIBBON) == 1
    assert sentence_f1(quoted("cut a red"), RIBBON) == 0


def test_a_citation_of_another_article_is_wrong() -> None:
    elsewhere = told((RIBBON, (1, 2)), citations=[cite(1, RIBBON), cite(2, MOVES, MARKET)])

    assert sentence_f1(elsewhere, RIBBON) == pytest.approx(2 / 3)


def test_a_citation_of_an_unknown_article_is_one_wrong_sentence() -> None:
    unknown = replace(cite(2, COST), article="gone")

    assert sentence_f1(told((RIBBON, (1, 2)), citations=[cite(1, RIBBON), unknown]), RIBBON) == pytest.approx(2 / 3)


def test_evidence_that_rules_would_cut_is_one_sentence() -> None:
    both = f"{COST} {GIFTS}"

    assert sentence_f1(quoted(COST, GIFTS), both) == 1
