"""`ask index` and `ask remove`, as a user types them."""

import json
import os
import sys
from pathlib import Path

import pytest
from newsdesk import RAIN, SNOW, ids, indexed, text_of

from bot.shipped import shipped_corpus


class TestWhatIsInTheIndex:
    def test_first_path_takes_the_place_of_the_shipped_articles(self, ready, article):
        report = indexed(ready, str(article("rain.md", RAIN, title="Rain")))

        assert ids(ready) == ["rain"]
        assert (report["added"], report["removed"]) == (1, 5)

    def test_shipped_articles_stay_where_they_are_named(self, ready, article):
        shipped = ids(ready)
        report = indexed(ready, str(shipped_corpus()), str(article("rain.md", RAIN, title="Rain")))

        assert ids(ready) == [*shipped, "rain"]
        assert report["embedded"] == 1

    def test_shipped_articles_once_named_stay_at_the_next_path(self, ready, article):
        indexed(ready, str(shipped_corpus()))
        indexed(ready, str(article("rain.md", RAIN, title="Rain")))

        assert len(ids(ready)) == 6

    def test_articles_add_up_over_calls(self, ask, article):
        indexed(ask, str(article("rain.md", RAIN, title="Rain")))
        report = indexed(ask, str(article("snow.md", SNOW, title="Snow")))

        assert ids(ask) == ["rain", "snow"]
        assert (report["added"], report["unchanged"], report["embedded"], report["reused"]) == (1, 1, 1, 1)

    def test_first_path_on_a_new_machine_makes_an_index_of_it_alone(self, ask, article):
        indexed(ask, str(article("rain.md", RAIN, title="Rain")))

        assert ids(ask) == ["rain"]
        assert ask("--json", "Where did it rain?").json["generation"] == 1

    def test_without_a_path_what_is_known_is_read_again(self, ask, article):
        path = article("rain.md", RAIN, title="Rain")
        indexed(ask, str(path))
        article("rain.md", RAIN.replace("two", "three"), title="Rain")
        article("snow.md", SNOW, title="Snow")
        report = indexed(ask)

        assert (report["changed"], report["added"]) == (1, 0)
        assert "three metres" in text_of(ask, "rain")

    def test_without_a_path_ask_corpus_is_read(self, ready, article, monkeypatch):
        article("a/rain.md", RAIN, title="Rain")
        snow = article("b/snow.md", SNOW, title="Snow")
        monkeypatch.setenv("ASK_CORPUS", os.pathsep.join([str(snow.parent.parent / "a"), str(snow)]))
        indexed(ready)

        assert ids(ready) == ["rain", "snow"]

    def test_first_question_indexes_ask_corpus(self, ask, article, monkeypatch):
        monkeypatch.setenv("ASK_CORPUS", str(article("rain.md", RAIN, title="Rain")))

        answer = ask("--json", "How much did the Tiber rise?").json

        assert {passage["article"] for passage in answer["passages"]} == {"rain"}

    def test_ask_corpus_that_is_not_there_is_named(self, ask, monkeypatch):
        monkeypatch.setenv("ASK_CORPUS", "/no/such/corpus")

        outcome = ask("where did they meet?")

        assert outcome.code == 4
        assert "/no/such/corpus" in outcome.err

    def test_reset_starts_over_with_the_given_path(self, ask, article):
        indexed(ask, str(article("rain.md", RAIN, title="Rain")))
        indexed(ask, "--reset", str(article("snow.md", SNOW, title="Snow")))

        assert ids(ask) == ["snow"]

    def test_reset_without_a_path_returns_to_the_shipped_articles(self, ready, article):
        shipped = ids(ready)
        indexed(ready, str(article("rain.md", RAIN, title="Rain")))
        indexed(ready, "--reset")

        assert ids(ready) == shipped

    def test_articles_without_a_path_stay_when_what_is_known_is_read_again(self, ask, article):
        indexed(ask, "-", stdin=RAIN.encode())
        before = ids(ask)
        indexed(ask)

        assert ids(ask) == before
        indexed(ask, str(article("snow.md", SNOW, title="Snow")))
        assert ids(ask) == [*before, "snow"]

    def test_articles_whose_files_are_gone_stay_when_what_is_known_is_read_again(self, ask, article):
        path = article("rain.md", RAIN, title="Rain")
        indexed(ask, str(path))
        path.unlink()
        indexed(ask)

        assert ids(ask) == ["rain"]
        assert text_of(ask, "rain") == RAIN


class TestIds:
    def test_id_stays_when_the_text_changes(self, ask, article):
        indexed(ask, str(article("rain.md", RAIN, title="Rain")))
        indexed(ask, str(article("rain.md", SNOW, title="Snow, not rain")))

        assert ids(ask) == ["rain"]
        assert text_of(ask, "rain") == SNOW

    def test_two_files_of_one_name_keep_their_ids_whatever_is_read_first(self, ask, article):
        one, other = article("a/rain.md", RAIN, title="Rain"), article("b/rain.md", SNOW, title="Snow")
        indexed(ask, str(one), str(other))
        before = {article_id: text_of(ask, article_id) for article_id in ids(ask)}
        indexed(ask, str(other), str(one))

        assert {article_id: text_of(ask, article_id) for article_id in ids(ask)} == before
        assert len(before) == 2

    def test_record_keeps_the_id_that_it_gives(self, ask, tmp_path):
        file = tmp_path / "news.jsonl"
        file.write_text(json.dumps({"id": "wire-7", "title": "Rain", "text": RAIN}) + "\n")
        indexed(ask, str(file))

        assert ids(ask) == ["wire-7"]

    def test_same_text_under_two_names_is_stored_once_and_both_are_told(self, ask, article):
        one, other = article("rain.md", RAIN, title="Rain"), article("copy.md", RAIN, title="Rain again")
        outcome = ask("index", str(one), str(other))

        assert outcome.code == 0
        assert "copy and rain are the same text" in outcome.err
        listed = ask("articles", "--json").json["articles"]
        assert [(entry["id"], entry["also_named"]) for entry in listed] == [("rain", ["copy"])]

    def test_second_name_stays_when_the_first_is_removed(self, ask, article):
        indexed(ask, str(article("rain.md", RAIN, title="Rain")), str(article("copy.md", RAIN, title="Rain again")))
        ask("remove", "rain")

        assert ids(ask) == ["copy"]


class TestPartly:
    def test_what_cannot_be_read_is_named_with_its_reason_and_the_rest_is_indexed(self, ask, article, tmp_path):
        article("news/rain.md", RAIN, title="Rain")
        (tmp_path / "news" / "empty.txt").touch()
        (tmp_path / "news" / "noise.txt").write_bytes(bytes(range(256)) * 20)
        outcome = ask("index", str(tmp_path / "news"), "/no/such/file.md")

        assert outcome.code == 6
        lines = outcome.err.splitlines()
        assert len(lines) == 3
        assert any("empty.txt: holds no article text" in line for line in lines)
        assert any("noise.txt: looks like binary" in line for line in lines)
        assert any("/no/such/file.md: there is no such file" in line for line in lines)
        assert ids(ask) == ["rain"]

    def test_json_report_names_them_too(self, ask, article):
        outcome = ask("index", "--json", str(article("rain.md", RAIN, title="Rain")), "/no/such/file.md")

        assert outcome.code == 6
        assert [item["name"] for item in outcome.json["unreadable"]] == ["/no/such/file.md"]
        assert "no such file" in outcome.json["unreadable"][0]["reason"]

    @pytest.mark.parametrize("options", [(), ("--reset",), ("--prune",)])
    def test_where_nothing_can_be_read_nothing_is_changed(self, ask, article, options):
        indexed(ask, str(article("rain.md", RAIN, title="Rain")))
        outcome = ask("index", *options, "/no/such/file.md", "/no/other.txt")

        assert outcome.code == 4
        assert "nothing was changed" in outcome.err
        assert "/no/such/file.md" in outcome.err
        assert "/no/other.txt" in outcome.err
        assert ids(ask) == ["rain"]
        assert ask("--json", "Where did it rain?").json["generation"] == 1

    def test_where_nothing_can_be_read_on_a_new_machine_there_is_no_index(self, ask, ask_home: Path):
        outcome = ask("index", "/no/such/file.md")

        assert outcome.code == 4
        assert outcome.err.count("\n") == 1
        assert not (ask_home / "library" / "catalogue.json").exists()


class TestReport:
    def test_json_report_counts(self, ask, article):
        report = indexed(ask, str(article("rain.md", RAIN, title="Rain")))

        del report["seconds"]
        assert report == {
            "schema": 1,
            "read": 1,
            "generation": 1,
            "added": 1,
            "changed": 0,
            "removed": 0,
            "unchanged": 0,
            "passages": 1,
            "embedded": 1,
            "reused": 0,
            "same_text": [],
            "unreadable": [],
        }

    def test_text_report_is_one_line(self, ask, article):
        outcome = ask("index", str(article("rain.md", RAIN, title="Rain")))

        assert outcome.out.startswith("Articles: 1 added, 0 changed, 0 removed, 0 unchanged.")
        assert outcome.out.count("\n") == 1
        assert outcome.err == ""

    def test_unchanged_run_embeds_nothing_and_keeps_the_generation(self, ready):
        report = indexed(ready)

        assert (report["unchanged"], report["embedded"], report["generation"]) == (5, 0, 1)
        assert (report["added"], report["changed"], report["removed"]) == (0, 0, 0)

    def test_changed_title_alone_is_a_change(self, ask, article):
        indexed(ask, str(article("rain.md", RAIN, title="Rain")))
        report = indexed(ask, str(article("rain.md", RAIN, title="Flood")))

        assert report["changed"] == 1
        assert ask("articles", "--json").json["articles"][0]["title"] == "Flood"


class TestStandardInput:
    def test_article_comes_from_standard_input(self, ask):
        indexed(ask, "-", stdin=b"---\ntitle: Rain in Rome\npublished: 2024-05-07\n---\n" + RAIN.encode())

        (entry,) = ask("articles", "--json").json["articles"]
        assert (entry["title"], entry["published"], entry["path"]) == ("Rain in Rome", "2024-05-07", None)
        assert text_of(ask, entry["id"]) == RAIN

    def test_records_come_from_standard_input(self, ask):
        lines = "\n".join(json.dumps({"id": f"n{n}", "text": f"{RAIN} Part {n}."}) for n in range(3))
        indexed(ask, "-", stdin=lines.encode())

        assert ids(ask) == ["n0", "n1", "n2"]

    def test_empty_standard_input_is_named(self, ask):
        outcome = ask("index", "-", stdin=b"")

        assert outcome.code == 4
        assert "standard input" in outcome.err


def test_progress_is_not_shown_where_standard_error_is_no_terminal(ask, article):
    assert not sys.stderr.isatty()
    assert ask("index", str(article("rain.md", RAIN, title="Rain"))).err == ""


def test_failures_of_different_files_are_each_named(ask, tmp_path):
    for n in range(8):
        (tmp_path / f"empty-{n}.txt").write_text("")

    outcome = ask("index", str(tmp_path))

    assert outcome.code == 4
    assert all(f"empty-{n}.txt: " in outcome.err for n in range(8))


def test_many_alike_failures_of_one_file_are_counted(ask, tmp_path):
    lines = "".join('{"title": "no text"}\n' for _ in range(20))
    (tmp_path / "records.jsonl").write_text(lines + '{"text": "Rain fell on Rome all day long."}\n', encoding="utf-8")

    outcome = ask("index", str(tmp_path))

    assert outcome.code == 6
    assert outcome.err.count("not read: ") == 4
    assert f"17 more of {tmp_path / 'records.jsonl'} for the same reason" in outcome.err
