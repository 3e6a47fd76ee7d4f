"""The page of results, made of the parts that each benchmark prints."""

from importlib import import_module

page = import_module("benchmarks.__main__")
KNOWN = {"first": "Measures this.", "second": "Measures that."}


def test_a_part_made_anew_leaves_the_others_as_they_were() -> None:
    before = page.to_page(KNOWN, {"first": "old\n\n### below it\n", "second": "| a |\n"})

    after = page.to_page(KNOWN, {**page.parts_of(before), "first": "new"})

    assert page.parts_of(after) == {"first": "new", "second": "| a |"}
    assert after.index("- [first](#first): Measures this.") < after.index("## first") < after.index("## second")


def test_a_benchmark_that_was_never_run_is_left_out() -> None:
    assert "second" not in page.to_page(KNOWN, {"first": "x"})
