"""`ask articles` and `ask show`, as a user types them."""

import pytest

from bot.shipped import shipped_corpus

RAIN = "It rained in Rome on Tuesday. The Tiber rose by two metres.\n\nThe mayor spoke of “a week of work”."


@pytest.fixture
def rain(ask, article):
    assert ask("index", str(article("rain.md", RAIN, title="Rain in Rome", publisher="The Post"))).code == 0
    return ask


class TestArticles:
    def test_a_line_for_each_article_with_id_date_publisher_and_title(self, ready):
        lines = [line.split("\t") for line in ready("articles").out.splitlines()]

        assert len(lines) == len(list(shipped_corpus().glob("*.md")))
        assert [
            "kim-arrives-in-vladivostok",
            "2023-09-16",
            "after AFP (SpaceWar.com)",
            "Shoigu receives Kim Jong Un as North Korean leader reaches Vladivostok",
        ] in lines
        assert all(len(cells) == 4 for cells in lines)

    def test_unknown_publisher_and_date_are_empty(self, ask, article):
        ask("index", str(article("rain.md", RAIN, title="Rain in Rome")))

        assert ask("articles").out == "rain\t\t\tRain in Rome\n"

    def test_json_tells_where_each_fact_was_found(self, rain, tmp_path):
        listed = rain("articles", "--json").json

        assert listed == {
            "schema": 1,
            "generation": 1,
            "articles": [
                {
                    "id": "rain",
                    "title": "Rain in Rome",
                    "publisher": "The Post",
                    "url": None,
                    "found": {"title": "front matter", "publisher": "front matter"},
                    "path": str(tmp_path / "rain.md"),
                    "published": None,
                    "also_named": [],
                }
            ],
        }

    def test_first_use_indexes_the_shipped_articles(self, ask):
        assert len(ask("articles").out.splitlines()) == 5


class TestShow:
    def test_standard_output_is_the_text_and_nothing_else(self, rain):
        outcome = rain("show", "rain")

        assert outcome.out == rain("show", "--json", "rain").json["text"] + "\n"
        assert outcome.out == RAIN.replace("\n\n", "\n") + "\n"
        assert outcome.err == "Rain in Rome · The Post\n"

    def test_spans_of_an_answer_refer_to_it(self, ready):
        citation = ready("--json", "How far is Vostochny from Moscow?").json["citations"][0]
        shown = ready("show", citation["article"]).out

        assert shown[citation["start"] : citation["end"]] == citation["quote"]

    def test_spans_refer_to_text_that_needs_joiners_and_format_characters(self, ask, article):
        text = "می\u200cخواهم باران را ببینم. \u0600\u0661\u0662 The family 👩\u200d👧 was safe."
        ask("index", str(article("rain.md", text, title="Rain")))

        assert ask("show", "rain").out == text + "\n"

    def test_span_alone_is_shown(self, rain):
        assert rain("show", "rain", "--span", "3:9").out == "rained\n"

    def test_span_comes_with_its_quote_in_json(self, rain):
        shown = rain("show", "rain", "--span", "3:9", "--json").json

        assert shown["span"] == {"start": 3, "end": 9, "quote": "rained"}
        assert rain("show", "rain", "--json").json["span"] is None

    def test_whole_text_is_a_span(self, rain):
        text = rain("show", "--json", "rain").json["text"]

        assert rain("show", "rain", "--span", f"0:{len(text)}").out == text + "\n"

    def test_wrong_span_is_wrong_usage_in_one_line(self, rain):
        for span in ("", "3", "3:", ":9", "a:b", "-1:3", "9:3", "3:3", "0:100000", "0:1:2", "٣:٩", "3.0:9"):
            outcome = rain("show", "rain", f"--span={span}")

            assert (outcome.code, outcome.out) == (2, "")
            assert outcome.err.count("\n") == 1
            assert "span" in outcome.err

    def test_unknown_article_is_wrong_usage_in_one_line(self, rain):
        for name in ("hail", "", "rain#0", "../rain", "RAIN"):
            outcome = rain("show", name)

            assert outcome.code == 2
            assert outcome.err == f"ask: There is no article {name!r}; `ask articles` lists those there are.\n"


class TestOnATerminal:
    def test_articles_are_a_table_and_markup_in_titles_is_left_alone(self, ask, article, on_terminal):
        ask("index", str(article("rain.md", RAIN, title='"[bold]Rain[/bold] :sun: [link=https://x.example]in Rome"')))
        shown = on_terminal("articles").out

        assert "[bold]Rain[/bold] :sun: [link=https://x.example]in Rome" in shown
        assert "unknown" in shown

    @pytest.mark.slow
    @pytest.mark.usefixtures("brief")
    def test_answer_is_coloured_unless_told_not_to(self, on_terminal):
        question = "How far is Vostochny from Moscow?"

        assert "\x1b[36m" in on_terminal(question).out
        plain = on_terminal("--no-color", question).out
        assert "\x1b[36m" not in plain
        assert "[1]" in plain
