import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import BotError, ExitCode, UsageError
from bot.evaluation.gold import KEYS, read_gold, split_of
from bot.types import Article, GoldQuestion

RAIN = Article(
    "rain-in-rome", "Rain in Rome", "It rained in Rome.\nThe mayor said: “Stay at home.”", None, date(2024, 1, 2)
)
SNOW = Article("snow-in-oslo", "Snow in Oslo", "It snowed in Oslo, and the mayor was glad.")
ARTICLES = (RAIN, SNOW)
LINE = {"id": "where-rain", "question": "Where did it rain?", "answerable": True, "answers": [["Rome"]]}
THIS = ":1: question 'where-rain'"


def write(folder: Path, *lines: dict[str, Any] | str | bytes) -> Path:
    path = folder / "gold.jsonl"
    rows = [json.dumps(line) if isinstance(line, dict) else line for line in lines]
    path.write_bytes(b"\n".join(row if isinstance(row, bytes) else row.encode() for row in rows))
    return path


def read(folder: Path, *lines: dict[str, Any] | str | bytes) -> list[GoldQuestion]:
    return list(read_gold(write(folder, *lines), ARTICLES).questions)


def sentence_on(folder: Path, *lines: dict[str, Any] | str | bytes) -> str:
    with pytest.raises(UsageError) as caught:
        read(folder, *lines)
    told = str(caught.value)
    assert told.startswith(str(folder / "gold.jsonl"))
    assert told[-1] in ".?"
    assert "\n" not in told
    assert caught.value.exit_code == ExitCode.USAGE
    return told.removeprefix(str(folder / "gold.jsonl"))


def test_a_line_with_every_key_becomes_a_question(tmp_path: Path) -> None:
    line = {
        "id": "who",
        "question": "Who said it?",
        "after": None,
        "answerable": True,
        "answers": [["the mayor", "mayor"]],
        "articles": ["rain-in-rome"],
        "evidence": ['The mayor said: "Stay at home."'],
        "class": "quotation",
        "note": "said once",
    }

    assert read(tmp_path, line) == [
        GoldQuestion(
            id="who",
            question="Who said it?",
            answerable=True,
            kind="quotation",
            answers=(("the mayor", "mayor"),),
            articles=("rain-in-rome",),
            evidence=('The mayor said: "Stay at home."',),
            note="said once",
        )
    ]


def test_three_keys_and_something_to_check_by_are_enough(tmp_path: Path) -> None:
    answerable, unanswerable = read(tmp_path, LINE, {"id": "x", "question": "Why?", "answerable": False})

    assert (answerable.kind, answerable.answers, answerable.articles) == ("answerable", (("Rome",),), ())
    assert (unanswerable.kind, unanswerable.answers, unanswerable.apart) == ("unanswerable", (), None)


def test_evidence_names_the_articles_that_are_not_named(tmp_path: Path) -> None:
    line = {"id": "x", "question": "What fell?", "answerable": True, "evidence": ["It snowed in Oslo"]}

    assert read(tmp_path, line)[0].articles == ("snow-in-oslo",)


def test_follow_ups_and_second_languages_are_apart(tmp_path: Path) -> None:
    follow_up = {**LINE, "id": "when", "after": "where-rain", "class": "follow-up"}
    spanish = {**LINE, "id": "spanish", "question": "¿Dónde llovió?", "class": "second language"}

    assert [q.apart for q in read(tmp_path, LINE, follow_up, spanish)] == [None, "follow-up", "second language"]


def test_articles_of_an_unanswerable_question_are_those_it_may_be_asked_of(tmp_path: Path) -> None:
    line = {"id": "x", "question": "Who drowned?", "answerable": False, "articles": ["rain-in-rome"]}

    material = read_gold(write(tmp_path, line), ARTICLES)

    assert material.questions[0].articles == ()
    assert material.own["x"] == ("rain-in-rome",)


def test_a_byte_order_mark_windows_line_ends_and_blank_lines_are_no_matter(tmp_path: Path) -> None:
    other = {**LINE, "id": "other"}
    path = tmp_path / "gold.jsonl"
    path.write_bytes(b"\xef\xbb\xbf\r\n" + json.dumps(LINE).encode() + b"\r\n\r\n  \r\n" + json.dumps(other).encode())

    assert [q.id for q in read_gold(path, ARTICLES).questions] == ["where-rain", "other"]


def test_keys_of_the_users_own_are_passed_over(tmp_path: Path) -> None:
    assert read(tmp_path, {**LINE, "reviewer": "Ann", "2024": None}) == read(tmp_path, LINE)


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in LINE.items() if name != key}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (without("id"), ":1 has no 'id'; add it: a string."),
        (without("question"), ":1 has no 'question'; add it: a string."),
        (without("answerable"), ":1 has no 'answerable'; add it: true or false."),
        ({**LINE, "id": 7}, ":1: 'id' is 7; make it a string."),
        ({**LINE, "id": " "}, ":1: 'id' is blank; write it, or leave it out with what it belongs to."),
        ({**LINE, "answerable": "yes"}, ":1: 'answerable' is \"yes\"; make it true or false."),
        ({**LINE, "answerable": 1}, ":1: 'answerable' is 1; make it true or false."),
        ({**LINE, "answers": "Rome"}, ":1: 'answers' is \"Rome\"; make it a list."),
        ({**LINE, "answers": None}, ":1: 'answers' is null; make it a list."),
        ({**LINE, "answers": ["Rome"]}, ":1: 'answers[0]' is \"Rome\"; put alternatives into a list: [\"Rome\"]."),
        ({**LINE, "answers": [["Rome"], []]}, ":1: 'answers[1]' is an empty group; fill it, or take it out."),
        ({**LINE, "answers": [["Rome", 3]]}, ":1: 'answers[0][1]' is 3; make it a string."),
        ({**LINE, "articles": "rain-in-rome"}, ":1: 'articles' is \"rain-in-rome\"; make it a list."),
        ({**LINE, "evidence": [None]}, ":1: 'evidence[0]' is null; make it a string."),
        ({**LINE, "class": 3}, ":1: 'class' is 3; make it a string."),
        ({**LINE, "note": []}, ":1: 'note' is []; make it a string."),
        ({**LINE, "after": 1}, ":1: 'after' is 1; make it a string."),
        ({**LINE, "anwsers": []}, ":1: there is no key 'anwsers'; write 'answers'."),
        ({**LINE, "Evidence": []}, ":1: there is no key 'Evidence'; write 'evidence'."),
        ({**LINE, "answers": []}, f"{THIS} is answerable; add 'answers', 'evidence' or 'articles' to check by."),
        ({**LINE, "answerable": False}, f"{THIS} is not answerable and has 'answers'; mend either."),
        ({**LINE, "after": "nobody"}, f"{THIS} follows 'nobody', which is not in the file; mend it."),
        ({**LINE, "after": "where-rain"}, f"{THIS} follows 'where-rain', which does not come before it; move it up."),
        ({**LINE, "class": "all"}, ":1: 'class' is \"all\", the name of all questions together; give it another."),
        ({**LINE, "class": "unanswerable"}, f"{THIS} is answerable and of the class 'unanswerable'; mend either."),
        (
            {**without("answers"), "answerable": False, "class": "answerable"},
            f"{THIS} is not answerable and of the class 'answerable'; mend either.",
        ),
        (
            {**LINE, "class": "follow-up"},
            f"{THIS} is of the class 'follow-up'; name in 'after' what it follows, or give it another class.",
        ),
        ({**LINE, "id": "half \ud800"}, ":1: 'id' holds half of a character (a lone surrogate); write it whole."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_line_is_told_with_its_number(tmp_path: Path, line: dict[str, Any], told: str) -> None:
    assert sentence_on(tmp_path, line) == told


@pytest.mark.parametrize("question", ["?!", "a" * 2001])
def test_a_question_that_no_pipeline_would_take_is_told_before_any_is_asked(tmp_path: Path, question: str) -> None:
    told = sentence_on(tmp_path, {**LINE, "question": question})

    assert told.startswith(":1: 'question' is ")
    assert told.endswith(", which cannot be asked; write a question of at most 2000 characters.")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"id": "x",', ":2 is not JSON (Expecting property name enclosed in double quotes at column 12); mend it."),
        ("Where?", ":2 is not JSON (Expecting value at column 1); mend it."),
        ("[1, 2]", ":2 is [1, 2], not a JSON object; write one object a line."),
        ("1" * 5000, ":2 is not JSON that can be read: its numbers or its nesting go too far."),
        ("[" * 100_000, ":2 is not JSON that can be read: its numbers or its nesting go too far."),
        (b'{"id": "caf\xe9"}', ":2 is not text in UTF-8; save the file as UTF-8."),
        (b"\x00\xff\xfe\x80", ":2 is not text in UTF-8; save the file as UTF-8."),
    ],
)  # fmt: skip
def test_a_line_that_is_no_object_is_told_with_its_number(tmp_path: Path, content: str | bytes, told: str) -> None:
    assert sentence_on(tmp_path, LINE, content) == told


@pytest.mark.parametrize("depth", [300, 900, 950, 980, 990, 1000])
def test_a_value_may_be_nested_as_deeply_as_json_can_be_read(tmp_path: Path, depth: int) -> None:
    nested = "[" * depth + "]" * depth

    assert sentence_on(tmp_path, f'{{"id": {nested}}}').startswith(":1")


def test_an_id_given_twice_is_told_with_both_places(tmp_path: Path) -> None:
    place = f"{tmp_path / 'gold.jsonl'}:1"

    assert (
        sentence_on(tmp_path, LINE, "", LINE)
        == f":3: the id 'where-rain' was given at {place} before; give this one its own."
    )


def test_a_question_cannot_follow_a_later_one(tmp_path: Path) -> None:
    early = {**LINE, "id": "early", "after": "where-rain"}

    assert (
        sentence_on(tmp_path, early, LINE)
        == ":1: question 'early' follows 'where-rain', which does not come before it; move it up."
    )


def test_evidence_that_stands_nowhere_is_told(tmp_path: Path) -> None:
    line = {**LINE, "articles": ["rain-in-rome"], "evidence": ["It hailed."]}

    told = sentence_on(tmp_path, line)

    assert told.startswith(":1: the evidence \"It hailed.\" of question 'where-rain' stands in none of the articles ")
    assert told.endswith("; quote an article word for word.")


def test_evidence_of_another_article_is_told_with_its_name(tmp_path: Path) -> None:
    line = {**LINE, "articles": ["rain-in-rome"], "evidence": ["It snowed"]}

    assert sentence_on(tmp_path, line).endswith("; add 'snow-in-oslo' to 'articles'.")


def test_an_article_that_the_corpus_lacks_is_told_with_the_nearest(tmp_path: Path) -> None:
    told = sentence_on(tmp_path, {**LINE, "articles": ["rain-in-roma"]})

    assert told.startswith(":1: the article 'rain-in-roma' of question 'where-rain' is not in the corpus, ")
    assert told.endswith("which has 2 articles; did you mean 'rain-in-rome'?")


def test_an_article_like_none_of_the_corpus_is_told_with_the_options(tmp_path: Path) -> None:
    told = sentence_on(tmp_path, {**LINE, "articles": ["xyz"]})

    assert told.endswith("; give the corpus that has it with --corpus, or questions on this one with --gold.")


def test_an_article_that_stands_in_takes_the_place_and_no_evidence(tmp_path: Path) -> None:
    line = {**LINE, "articles": ["ours", "rain-in-rome"], "evidence": ["In words of our own."]}

    question = read_gold(write(tmp_path, line), ARTICLES, stand_ins={"ours": "snow-in-oslo"}).questions[0]

    assert question.articles == ("snow-in-oslo", "rain-in-rome")
    assert question.evidence == ()
    assert question.answers == (("Rome",),)


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n \n"])
def test_an_empty_file_is_told(tmp_path: Path, content: bytes) -> None:
    assert sentence_on(tmp_path, content) == " is empty; write a question into it, one JSON object a line."


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.jsonl is not there; name a file of questions with --gold\.$"):
        read_gold(tmp_path / "none.jsonl", ARTICLES)


def test_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"is a folder that holds no set of questions; name a file"):
        read_gold(tmp_path, ARTICLES)


def test_a_line_of_many_megabytes_is_read(tmp_path: Path) -> None:
    line = {**LINE, "note": "word " * 4_000_000}

    assert len(read(tmp_path, line)[0].note) == 20_000_000


def test_the_split_is_a_hash_of_the_id() -> None:
    assert [split_of(name) for name in ("summit-presents", "talks-length", "")] == ["dev", "test", "test"]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=8), values)
near_lines = st.builds(lambda changes: {**LINE, **changes}, objects)
any_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@any_folder
@given(
    content=st.binary()
    | st.lists((objects | near_lines).map(json.dumps), max_size=3).map(lambda rows: "\n".join(rows).encode())
)
def test_no_content_raises_anything_but_an_error_for_the_user(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(content)
    try:
        material = read_gold(path, ARTICLES)
    except BotError as error:
        assert str(path) in str(error)  # noqa: PT017 - either outcome is right
    else:
        assert all(split_of(question.id) in {"dev", "test"} for question in material.questions)
