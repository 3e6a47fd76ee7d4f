import pytest
from outcomes import ARTICLES, BRIDGE, GIFTS, MARKET, MOVES, OPENED, RIBBON, asked, passage, quoted, told, withheld

from bot.evaluation.metrics.choices import best_choice, score_choice


@pytest.mark.parametrize(
    ("evidence", "best"),
    [
        ([(1, "He flew to Tokyo."), (3, "Seoul was silent.")], "Tokyo"),  # the answer before a passage
        ([(2, "Seoul was silent."), (3, "He flew to Tokyo.")], "Seoul"),  # a citation before a passage
        ([(3, "Seoul was silent."), (4, "He flew to Tokyo.")], "Seoul"),  # a passage before the next
        ([(1, "In Korea, far up north of Tokyo")], "Tokyo"),  # a phrase before its words apart
        ([(1, "Seoul and Tokyo")], "Seoul"),  # the first told of two
        ([(1, "Tokyo and Seoul")], "Tokyo"),
        ([(1, "Both Seoul and Tokyo, Japan")], "Tokyo, Japan"),  # what holds another choice says more
        ([(1, "The north of Korea")], "North Korea"),  # words that only join do not part a phrase
        ([(1, "Korea’s leader")], "North Korea"),  # a part of its words is better than nothing
        ([(1, "TOKYO's mayor")], "Tokyo"),
    ],
)
def test_the_best_supported_choice_is_chosen(evidence: list[tuple[int, str]], best: str) -> None:
    choices = ["Seoul", "Tokyo", "North Korea", "Tokyo, Japan"]

    assert best_choice(choices, evidence) == choices.index(best)


def test_words_that_every_choice_has_tell_nothing_apart() -> None:
    choices = ["the price of crude oil rose", "the price of natural gas rose", "the price of crude copper rose"]

    # The first choice has as many words here; only the second has one that is its own.
    assert best_choice(choices, [(1, "The price of natural things rose; crude people.")]) == 1


def test_no_support_at_all_is_no_choice() -> None:
    assert best_choice(["Seoul", "Tokyo"], [(1, "It rained."), (3, "")]) is None
    assert best_choice([], [(1, "It rained.")]) is None


def test_choices_of_stop_words_are_looked_for_as_they_stand() -> None:
    assert best_choice(["Yes", "No"], [(1, "He said no twice.")]) == 1


def test_equal_support_goes_to_the_first_choice() -> None:
    assert best_choice(["Oslo", "Oslo"], [(1, "Oslo")]) == 0


def test_a_choice_is_read_off_the_passages_when_the_reader_abstained() -> None:
    gold = asked(choices=("a golden watch", "a silver key"), right_choices=(1,))

    assert score_choice(gold, withheld(ranking=[passage(RIBBON), passage(GIFTS)]), ARTICLES) == 1
    assert score_choice(gold, withheld(ranking=[passage(RIBBON)]), ARTICLES) == 0


def test_passages_far_down_choose_nothing() -> None:
    gold = asked(choices=("a golden watch", "a silver key"), right_choices=(1,))

    assert score_choice(gold, withheld(ranking=[*[passage(RIBBON)] * 9, passage(GIFTS)]), ARTICLES) == 1
    assert score_choice(gold, withheld(ranking=[*[passage(RIBBON)] * 10, passage(GIFTS)]), ARTICLES) == 0


def test_the_answer_outweighs_what_was_only_retrieved() -> None:
    gold = asked(choices=("the harbour", "the bridge"), right_choices=(1,))
    ranking = [passage(MOVES, MARKET)]

    assert score_choice(gold, quoted(OPENED, ranking=ranking), ARTICLES) == 1
    assert score_choice(gold, told((RIBBON, ()), ranking=ranking), {"market": MARKET, "bridge": BRIDGE}) == 0
