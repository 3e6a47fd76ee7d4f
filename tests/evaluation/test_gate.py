import math
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outcomes import a_set, asked
from runs import gold, pipeline, run, scored

from bot.errors import UsageError
from bot.evaluation.gate import Floor, check_floors, missed, parse_floor
from bot.evaluation.metrics.measures import BY_NAME, METRICS
from bot.evaluation.run import ALL, Estimate, Run


def measured(**values: float) -> Run:
    """A run in which one pipeline has these figures, over ten questions each."""
    summary = {name.replace("_", "-"): Estimate(value, 10, value, value) for name, value in values.items()}
    return run(pipeline("ours", [], groups={ALL: summary}))


def read(text: str) -> tuple[Floor | None, str]:
    """Return the floor, or what is said where there is none; any other error is one of the test."""
    try:
        return parse_floor(text), ""
    except UsageError as error:
        return None, str(error)


class TestParsing:
    @pytest.mark.parametrize(
        ("text", "floor"),
        [
            ("contains=0.8", Floor("contains", 0.8)),
            ("contains=.8", Floor("contains", 0.8)),
            ("right=1", Floor("right", 1.0)),
            ("all:right=0", Floor("right", 0.0)),
            (":right=0", Floor("right", 0.0)),
            ("coverage@5=1e-1", Floor("coverage@5", 0.1)),
            ("total-p95=500", Floor("total-p95", 500.0)),
            ("follow-up:contains=.5", Floor("contains", 0.5, "follow-up")),
            ("why or how:right=.5", Floor("right", 0.5, "why or how")),
            ("a:b=c:right=.5", Floor("right", 0.5, "a:b=c")),
        ],
    )
    def test_floor_is_a_metric_a_value_and_perhaps_a_group(self, text, floor):
        assert parse_floor(text) == floor

    @pytest.mark.parametrize("text", ["", "=", "right", "right=", "=.5", "right=x", "right=nan", "total-p50=inf"])
    def test_what_is_no_floor_is_refused_with_an_example(self, text):
        expected = "There is no metric ''" if text == "=.5" else "--fail-under takes a metric and a value such as"
        with pytest.raises(UsageError, match=expected):
            parse_floor(text)

    @pytest.mark.parametrize("value", ["80", "-.1", "1.0001"])
    def test_share_is_never_outside_0_and_1(self, value):
        with pytest.raises(UsageError, match=f"a value from 0 to 1 for contains, not {value}"):
            parse_floor(f"contains={value}")

    @pytest.mark.parametrize(("typed", "meant"), [("contain", "contains"), ("Right", "right"), ("mrr", "mrr@10")])
    def test_misspelt_metric_is_told_with_the_nearest(self, typed, meant):
        with pytest.raises(UsageError, match=f"There is no metric '{typed}' .* did you mean {meant}?"):
            parse_floor(f"{typed}=.5")

    @given(st.one_of(st.text(), st.from_regex(r"[a-z@:\-]*=[-+0-9.einfa_]*", fullmatch=True)))
    def test_any_text_is_a_floor_or_refused_in_one_sentence(self, text):
        floor, refusal = read(text)

        if floor:
            assert floor.metric in BY_NAME
            assert math.isfinite(floor.value)
        else:
            assert "--fail-under" in refusal
            assert refusal.isprintable()

    @given(
        st.sampled_from(METRICS),
        st.floats(0, 1),
        st.text(string.printable).filter(lambda text: text != ALL),
    )
    def test_every_metric_of_every_group_can_be_held_to_a_value(self, metric, value, group):
        assert parse_floor(f"{group}:{metric.name}={value!r}") == Floor(metric.name, value, group or ALL)


class TestGroups:
    SET = a_set(asked("a", kind="fact"), asked("b", kind="who did it", apart="follow-up"))

    def test_classes_and_what_is_apart_are_groups(self):
        check_floors([Floor("right", 1, group) for group in (ALL, "fact", "who did it", "follow-up")], self.SET)

    def test_group_of_no_question_is_refused_with_those_there_are(self):
        with pytest.raises(UsageError, match="'facts' of --fail-under; there are all, fact, follow-up, who did it"):
            check_floors([Floor("right", 1, "facts")], self.SET)


class TestFloors:
    @pytest.mark.parametrize("value", [0.8, 0.80001, 1.0])
    def test_figure_on_the_floor_or_above_passes(self, value):
        assert missed(measured(contains=value), [Floor("contains", 0.8)]) == []

    def test_figure_below_is_told_with_its_value_and_n(self):
        assert missed(measured(contains=2 / 3), [Floor("contains", 0.8)]) == [
            "ours: contains is 0.6667 (n=10), below 0.8."
        ]

    def test_figure_just_below_is_told_with_the_digits_that_tell_it_apart(self):
        assert missed(measured(contains=0.7999991), [Floor("contains", 0.8)]) == [
            "ours: contains is 0.799999 (n=10), below 0.8."
        ]

    @pytest.mark.parametrize(("value", "count"), [(0.1, 0), (0.2, 0), (0.21, 1)])
    def test_metric_that_is_better_when_lower_has_a_ceiling(self, value, count):
        sentences = missed(measured(ece=value), [Floor("ece", 0.2)])

        assert sentences == ["ours: ece is 0.21 (n=10), above 0.2."][:count]

    def test_what_was_not_measured_is_missed(self):
        assert missed(measured(contains=1.0), [Floor("choice", 0)]) == [
            "ours: choice was not measured, so the gate cannot be passed."
        ]
        nothing = run(pipeline("ours", [], groups={ALL: {"choice": Estimate(1.0, 0, 1.0, 1.0)}}))
        assert len(missed(nothing, [Floor("choice", 0)])) == 1

    def test_figure_that_is_no_number_is_missed(self):
        assert len(missed(measured(contains=math.nan, ece=math.nan), [Floor("contains", 0), Floor("ece", 1)])) == 2

    def test_group_has_its_own_figures_and_so_has_a_class(self):
        rows = [
            scored(gold("a"), "right"),
            scored(gold("b", kind="number"), "wrong"),
            scored(gold("c", apart="follow-up", kind="again"), "wrong"),
        ]
        floors = [Floor("right", 0.6, group) for group in (ALL, "fact", "number", "follow-up", "again")]

        assert missed(run(pipeline("ours", rows)), floors) == [
            "ours: right is 0.5 (n=2), below 0.6.",
            "ours: number:right is 0 (n=1), below 0.6.",
            "ours: follow-up:right is 0 (n=1), below 0.6.",
            "ours: again:right is 0 (n=1), below 0.6.",
        ]

    def test_every_pipeline_is_held_to_every_floor(self):
        lines = [scored(gold("a"), "wrong")]
        both = run(pipeline("ours", lines), pipeline("theirs", lines))

        sentences = missed(both, [Floor("right", 0.5), Floor("right", 0.25)])

        assert [sentence.split(":")[0] for sentence in sentences] == ["ours", "ours", "theirs", "theirs"]
