import pytest

from bot.evaluation.metrics.squad import exact_match, normalised, token_f1

# Worked out by the published script of SQuAD 2.0: (told, alternatives, exact match, F1).
PUBLISHED = [
    ("The Eiffel Tower!", ["eiffel tower"], 1, 1),
    ("eiffel", ["The Eiffel Tower"], 0, 2 / 3),
    ("", ["eiffel tower"], 0, 0),
    ("the", [""], 1, 1),  # an article alone is no word
    ("tower", ["the", "a tower"], 1, 1),  # alternatives of which nothing is left are passed over
    ("", ["the", "a tower"], 0, 0),
    ("new new york", ["new york"], 0, 0.8),  # 2 shared of 3 told and 2 wanted
    ("york york york", ["new york"], 0, 0.4),
    ("8,000 shells", ["8000 shells"], 1, 1),
    ("U.S.", ["us"], 1, 1),
    ("state-of-the-art", ["state of art"], 0, 0),  # punctuation goes before articles do
    ("it’s", ["its"], 0, 0),  # a curly apostrophe is no punctuation to the script
    ("Theatre of an Era", ["theatre of era"], 1, 1),
    ("a  b\n c", ["B C"], 1, 1),
]


@pytest.mark.parametrize(("short", "alternatives", "exact", "f1"), PUBLISHED)
def test_scores_are_those_of_the_published_script(short: str, alternatives: list[str], exact: float, f1: float) -> None:
    assert exact_match(short, [alternatives]) == exact
    assert token_f1(short, [alternatives]) == pytest.approx(f1)


def test_a_question_of_several_groups_has_the_mean_of_their_best() -> None:
    groups = [["key", "silver key"], ["clock"]]

    assert exact_match("silver key", groups) == 0.5
    assert token_f1("silver key and clock", groups) == pytest.approx((2 * 2 / 6 + 2 * 1 / 5) / 2)


def test_no_groups_at_all_score_nothing() -> None:
    assert exact_match("anything", []) == token_f1("anything", []) == exact_match("anything", [[]]) == 0


def test_white_space_and_case_do_not_matter() -> None:
    assert normalised(" An\tÉCLAIR,\nthe end. ") == "éclair end"
