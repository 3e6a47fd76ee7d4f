from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from outcomes import ARTICLES, BRIDGE, COST, GIFTS, MARKET, RIBBON, asked

from bot.evaluation.metrics.spans import Evidence, Span, covered, find_evidence, holds_evidence, text_of


def span_of(quote: str, *, before: int = 0, after: int = 0) -> Span:
    start = BRIDGE.text.index(quote)
    return "bridge", start - before, start + len(quote) + after


def evidence(*quotes: str) -> Evidence:
    return find_evidence(asked(evidence=quotes), ARTICLES)


def test_evidence_is_found_in_every_article_that_has_it() -> None:
    twin = replace(BRIDGE, id="twin", text=f"Again: {RIBBON}")
    gold = asked(articles=("bridge", "twin", "gone"), evidence=(RIBBON, "stands nowhere", ""))

    found = find_evidence(gold, {**ARTICLES, "twin": twin})

    assert found.places == (span_of(RIBBON), ("twin", 7, 7 + len(RIBBON)))


def test_a_span_holds_evidence_whole_in_part_or_by_half() -> None:
    assert holds_evidence(span_of(RIBBON, before=20, after=20), evidence(RIBBON), ARTICLES)
    assert holds_evidence(span_of("cut a red ribbon"), evidence(RIBBON), ARTICLES)
    assert holds_evidence(span_of(RIBBON, before=-12, after=20), evidence(RIBBON), ARTICLES)
    assert not holds_evidence(span_of("ribbon"), evidence(RIBBON), ARTICLES)
    assert not holds_evidence(span_of(COST), evidence(RIBBON), ARTICLES)


def test_another_article_in_the_same_words_holds_the_evidence_too() -> None:
    twin = replace(MARKET, text=RIBBON.replace("Edda", "EDDA").replace(" ", "  "))

    assert holds_evidence(("market", 0, len(twin.text)), evidence(RIBBON), {**ARTICLES, "market": twin})


def test_spans_outside_every_article_hold_nothing() -> None:
    for span in [("gone", 0, 5), ("bridge", 9_000, 9_100), ("bridge", 30, 20), ("bridge", -9, -2)]:
        assert text_of(ARTICLES, span) == ""
        assert not holds_evidence(span, evidence(GIFTS), ARTICLES)


@settings(deadline=None)  # a busy machine is no failure
@given(st.tuples(st.integers(0, 9), st.integers(0, 9)), st.lists(st.tuples(st.integers(-3, 12), st.integers(-3, 12))))
def test_the_share_covered_is_that_of_the_characters(place: tuple[int, int], spans: list[tuple[int, int]]) -> None:
    wanted = set(range(*place))
    reached = {character for span in spans for character in range(*span)}

    share = covered(("a", *place), [("a", *span) for span in spans] + [("b", 0, 9)])

    assert share == (len(wanted & reached) / len(wanted) if wanted else 0)
