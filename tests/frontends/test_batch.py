"""`ask batch`, as a user types it."""

import json
from pathlib import Path

import pytest

FAR = "How far is Vostochny from Moscow?"
TENNIS = "Who won the tennis final in Paris?"


@pytest.fixture
def batch(brief, tmp_path):
    """Answer the lines of a file."""

    def call(content: bytes | str, *options: str):
        file = tmp_path / "questions.txt"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return brief("batch", str(file), *options)

    return call


def test_answers_come_in_the_order_of_the_lines(batch):
    outcome = batch(f"{FAR}\n{TENNIS}\n{FAR}")

    assert outcome.code == 0
    assert [answer["question"] for answer in outcome.lines] == [FAR, TENNIS, FAR]
    assert [answer["abstained"] for answer in outcome.lines] == [False, True, False]
    assert outcome.err == ""


def test_answer_is_the_one_that_the_question_alone_gets(batch, brief):
    (answer,) = batch(FAR).lines
    alone = brief("--json", FAR).json

    del answer["milliseconds"], alone["milliseconds"]
    assert answer == alone


def test_blank_lines_are_skipped_and_counted(batch):
    outcome = batch(f"\n  \n{FAR}\r\n\n{{\n")

    assert [line.get("question") for line in outcome.lines] == [FAR, None]
    assert outcome.lines[1]["line"] == 5


def test_object_comes_back_whole_under_input(batch):
    given = {"question": FAR, "id": 7, "tags": ["a", {"b": None}], "note": "é \u2028 \x1b"}
    (answer,) = batch(json.dumps(given)).lines

    assert answer["question"] == FAR
    assert answer["input"] == given


def test_line_of_text_comes_back_as_the_question_alone(batch):
    assert "input" not in batch(FAR).lines[0]


def test_options_narrow_every_question(batch):
    outcome = batch(f"{FAR}\n{FAR}", "--article", "kim-arrives-in-vladivostok", "--passages", "1")

    for answer in outcome.lines:
        assert [p["article"] for p in answer["passages"]] == ["kim-arrives-in-vladivostok"]


BAD_LINES = [
    (b'{"question": "what', "JSON"),
    (b"{}", "question"),
    (b'{"text": "what?"}', "question"),
    (b'{"question": 7}', "string"),
    (b'{"question": null}', "string"),
    (b'{"question": ["what?"]}', "string"),
    (b'{"question": ""}', "empty"),
    (b'{"question": "what?", "n": NaN}', "JSON"),
    (b'{"question": "what?", "n": 1e999}', "JSON"),
    (b'{"question": "what?", "n": ' + b"9" * 5000 + b"}", "JSON"),
    (b'{"a":' * 5000 + b"1" + b"}" * 5000, "JSON"),
    (b"caf\xe9 prices?", "UTF-8"),
    (b"?!", "empty"),
    (b"why " * 10_000, "39999 characters"),
    (b"x" * 2_000_000, "longer than"),
]


def test_bad_line_yields_an_error_in_its_place_and_the_rest_goes_on(batch):
    outcome = batch(b"\n".join([FAR.encode(), b"", *(line for line, _ in BAD_LINES), FAR.encode()]))
    first, *errors, last = outcome.lines

    assert outcome.code == 6
    assert not first["abstained"]
    assert not last["abstained"]
    assert [error["line"] for error in errors] == list(range(3, 3 + len(BAD_LINES)))
    for error, (_, culprit) in zip(errors, BAD_LINES, strict=True):
        assert list(error) == ["schema", "error", "line", "input"]
        assert (error["schema"], error["error"]["code"]) == (1, "usage")
        assert culprit in error["error"]["text"]
        assert "\n" not in error["error"]["text"]
        assert len(json.dumps(error)) < 100_000


def test_line_after_one_that_is_too_long_has_its_own_number(batch):
    outcome = batch(b"x" * 3_000_001 + b"\n" + b"{\n")

    assert [error["line"] for error in outcome.lines] == [1, 2]


def test_object_without_a_question_comes_back_under_input(batch):
    assert batch('{"id": 7}').lines[0]["input"] == {"id": 7}


def test_byte_order_mark_is_no_part_of_the_question(batch):
    outcome = batch(b"\xef\xbb\xbf" + FAR.encode() + b'\n\xef\xbb\xbf{"question": "%b"}' % FAR.encode())

    assert [answer["question"] for answer in outcome.lines] == [FAR, FAR]


def test_lone_surrogate_in_an_object_comes_back_as_it_was(batch):
    outcome = batch(b'{"question": "How far is Vostochny \\ud800 from Moscow?", "note": "\\udfff"}')

    assert outcome.lines[0]["input"]["note"] == "\udfff"
    assert outcome.lines[0]["question"] == FAR


@pytest.mark.parametrize("content", ["", "\n\n \n"])
def test_file_without_a_question_is_done_at_once(batch, content):
    outcome = batch(content)

    assert (outcome.code, outcome.out) == (0, "")


def test_questions_come_from_standard_input(brief):
    outcome = brief("batch", "-", stdin=f"{FAR}\n{TENNIS}\n".encode())

    assert outcome.code == 0
    assert [answer["question"] for answer in outcome.lines] == [FAR, TENNIS]


@pytest.mark.slow
@pytest.mark.usefixtures("brief")
def test_standard_input_that_was_read_in_part_is_not_read_again(start, tmp_path: Path):
    file = tmp_path / "questions.txt"
    file.write_text(f"header\n{FAR}\n")
    with file.open("rb", buffering=0) as stream:
        stream.read(len("header\n"))
        with start("batch", "-", stdin=stream) as process:
            out, _ = process.communicate(timeout=60)

    assert [json.loads(line)["question"] for line in out.splitlines()] == [FAR]


@pytest.mark.parametrize("name", ["no-such-file.txt", "."])
def test_file_that_cannot_be_read_is_wrong_usage(brief, name):
    outcome = brief("batch", name)

    assert outcome.code == 2
    assert outcome.err.count("\n") == 1
    assert outcome.out == ""


@pytest.mark.slow
@pytest.mark.usefixtures("brief")
def test_each_answer_is_written_as_it_is_ready(start):
    line = f"{FAR}\n".encode()
    with start("batch", "-") as process:
        for _ in range(2):  # the second question is not there before the first answer is
            process.stdin.write(line)
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["question"] == FAR
        process.stdin.close()
        assert process.wait(timeout=30) == 0


@pytest.mark.slow
@pytest.mark.usefixtures("brief")
def test_output_is_json_in_any_encoding(spawn):
    given = json.dumps({"question": FAR, "note": "é Ł 🌧"}).encode()
    outcome = spawn("batch", "-", stdin=given, PYTHONIOENCODING="ascii")

    assert outcome.lines[0]["input"]["note"] == "é Ł 🌧"
    assert outcome.out.isascii()
