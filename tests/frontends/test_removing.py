"""`ask index --prune` and `ask remove`, as a user types them."""

import json
from pathlib import Path

import pytest
from newsdesk import RAIN, SNOW, WIND, ids, indexed, text_of


class TestPrune:
    @pytest.fixture
    def folder(self, ask, article) -> Path:
        article("news/rain.md", RAIN, title="Rain")
        folder = article("news/deep/snow.md", SNOW, title="Snow").parent.parent
        indexed(ask, str(folder), str(article("wind.md", WIND, title="Wind")))
        indexed(ask, "-", stdin=b"Title from nowhere\n\nA comet passed the Earth on Monday night.")
        assert ids(ask)[:3] == ["snow", "rain", "wind"]
        return folder

    def test_article_whose_file_is_gone_stays_without_prune(self, ask, folder):
        (folder / "rain.md").unlink()
        indexed(ask, str(folder))

        assert "rain" in ids(ask)

    def test_article_whose_file_is_gone_leaves_with_prune(self, ask, folder):
        (folder / "rain.md").unlink()
        kept = [article_id for article_id in ids(ask) if article_id != "rain"]
        indexed(ask, "--prune", str(folder))

        assert ids(ask) == kept

    def test_path_may_be_written_in_any_way(self, ask, folder, monkeypatch):
        (folder / "rain.md").unlink()
        monkeypatch.chdir(folder / "deep")
        indexed(ask, "--prune", "../deep/..")

        assert "rain" not in ids(ask)
        assert "snow" in ids(ask)

    def test_other_paths_and_standard_input_are_left_alone(self, ask, folder):
        (folder.parent / "wind.md").unlink()
        (folder / "deep" / "snow.md").unlink()
        indexed(ask, "--prune", str(folder))

        left = ids(ask)
        assert left[:2] == ["rain", "wind"]
        assert len(left) == 3

    def test_named_file_that_is_gone_leaves_and_is_told(self, ask, folder):
        gone = folder / "rain.md"
        gone.unlink()
        outcome = ask("index", "--prune", str(gone), str(folder / "deep"))

        assert outcome.code == 6
        assert str(gone) in outcome.err
        assert "rain" not in ids(ask)

    def test_article_whose_file_cannot_be_read_now_stays(self, ask, folder):
        (folder / "rain.md").write_text("---\ntitle: [\n---\nbroken\n")
        outcome = ask("index", "--prune", str(folder))

        assert outcome.code == 6
        assert "rain.md" in outcome.err
        assert text_of(ask, "rain") == RAIN

    def test_record_that_is_gone_leaves_its_neighbours_stay(self, ask, tmp_path):
        file = tmp_path / "news.jsonl"
        records = [json.dumps({"id": f"n{n}", "title": f"T{n}", "text": f"{RAIN} Part {n}."}) for n in range(3)]
        file.write_text("\n".join(records))
        indexed(ask, str(file))
        file.write_text("\n".join([records[0], records[2]]))
        indexed(ask, "--prune", str(file))

        assert ids(ask) == ["n0", "n2"]

    def test_record_that_cannot_be_read_now_stays(self, ask, tmp_path):
        file = tmp_path / "news.jsonl"
        records = [json.dumps({"id": f"n{n}", "title": f"T{n}", "text": f"{RAIN} Part {n}."}) for n in range(3)]
        file.write_text("\n".join(records))
        indexed(ask, str(file))
        file.write_text("\n".join([records[0], records[1][:-5], records[2]]))
        outcome = ask("index", "--prune", str(file))

        assert outcome.code == 6
        assert f"{file}:2" in outcome.err
        assert ids(ask) == ["n0", "n1", "n2"]

    def test_without_a_path_all_that_is_gone_leaves(self, ask, folder):
        (folder.parent / "wind.md").unlink()
        (folder / "rain.md").unlink()
        indexed(ask, "--prune")

        left = ids(ask)
        assert left[0] == "snow"
        assert len(left) == 2

    def test_where_everything_is_gone_at_once_nothing_is_changed(self, ask, folder):
        before = ids(ask)
        for path in (folder / "rain.md", folder / "deep" / "snow.md", folder.parent / "wind.md"):
            path.unlink()

        assert ask("index", "--prune", str(folder)).code == 4
        assert ask("index", "--prune").code == 4
        assert ids(ask) == before


class TestRemove:
    def test_removed_article_answers_no_more(self, ask, article):
        indexed(ask, str(article("rain.md", RAIN, title="Rain")), str(article("snow.md", SNOW, title="Snow")))
        outcome = ask("remove", "rain")

        assert outcome.code == 0
        assert outcome.out.startswith("Removed rain. ")
        assert ids(ask) == ["snow"]
        assert {p["article"] for p in ask("--json", "Where did it rain?").json["passages"]} <= {"snow"}

    def test_unknown_article_is_told_and_the_rest_removed(self, ask, article):
        indexed(ask, str(article("rain.md", RAIN, title="Rain")), str(article("snow.md", SNOW, title="Snow")))
        outcome = ask("remove", "hail", "rain")

        assert outcome.code == 6
        assert "'hail'" in outcome.err
        assert ids(ask) == ["snow"]

    def test_nothing_but_unknown_articles_is_wrong_usage(self, ready):
        outcome = ready("remove", "hail")

        assert outcome.code == 2
        assert "'hail'" in outcome.err
        assert "ask articles" in outcome.err
        assert len(ids(ready)) == 5

    def test_after_the_last_article_questions_are_told_so(self, ready):
        ready("remove", *ids(ready))

        for _ in range(2):
            outcome = ready("where did they meet?")
            assert outcome.code == 4
            assert "ask index" in outcome.err
            assert outcome.err.count("\n") == 1

    def test_removed_article_of_the_shipped_ones_does_not_come_back_by_itself(self, ready):
        first, *rest = ids(ready)
        ready("remove", first)

        assert ready("--json", "where did they meet?").code in {0, 3}
        assert ids(ready) == rest

    def test_index_without_a_path_after_the_last_one_takes_the_shipped_articles(self, ready):
        shipped = ids(ready)
        ready("remove", *shipped)
        indexed(ready)

        assert ids(ready) == shipped
