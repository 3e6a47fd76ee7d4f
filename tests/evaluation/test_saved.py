import json
import math
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import QUESTIONS

from bot.errors import BotError, StorageError, UsageError
from bot.evaluation.evaluate import outcome_of
from bot.evaluation.run import Bin, Contestant, Estimate, Outcome, PipelineRun, Point, Run, Scored
from bot.evaluation.saved import check_writable, load_run, outcome_of_line, outcome_to_line, run_to_json, save_run
from bot.types import Answer, Citation, Milliseconds, Reason, Sentence, ShortSpan

Make = Callable[..., Contestant]


@pytest.fixture
def run(make: Make) -> Run:
    """A run of two real outcomes, with everything in it that a file could lose."""
    contestant = make("embedded")
    outcomes = [outcome_of(contestant, gold) for gold in QUESTIONS]
    rows = (
        Scored(QUESTIONS[0], outcomes[0], {"f1": 0.1 + 0.2, "right": 1.0}, "right"),
        Scored(QUESTIONS[3], outcomes[3], {}, None),
    )
    summary = {"f1": Estimate(1 / 3, 3, 0.1 + 0.2, 1e-17), "ece": Estimate(math.inf, 0, 0.0, 1.0)}
    part = PipelineRun(
        name="embedded",
        rows=rows,
        groups={"all": summary, "follow-up": {}},
        classes={"who": summary},
        risk_coverage=(Point(0.5, 0.25),),
        reliability=(Bin(2, 0.9, 0.5),),
    )
    return Run(
        name="small",
        split=None,
        questions="12",
        corpus="34",
        version="0.1.0",
        code="56",
        commit="78+",
        machine="a machine",
        date="2024-05-02T10:00:00+00:00",
        settings={"passages": "12"},
        pipelines=(part,),
        skipped={"naive": "The pipeline naive needs a package."},
    )


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    tmp_path.chmod(0o500)
    yield tmp_path
    tmp_path.chmod(0o700)


def test_run_comes_back_as_it_was(run: Run, tmp_path: Path) -> None:
    save_run(run, tmp_path / "run.json")

    assert load_run(tmp_path / "run.json") == run
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]
    assert json.loads((tmp_path / "run.json").read_bytes()) == {"schema": 1, "run": run_to_json(run)}


def test_run_of_a_version_that_knew_no_model_comes_back(run: Run, tmp_path: Path) -> None:
    older = run_to_json(run)
    del older["pipelines"][0]["model"]
    (tmp_path / "run.json").write_text(json.dumps({"schema": 1, "run": older}))

    assert load_run(tmp_path / "run.json") == run
    assert run.pipelines[0].title == "embedded"


def test_what_is_not_a_number_and_a_lone_surrogate_come_back(run: Run, tmp_path: Path) -> None:
    odd = replace(run, name="a \ud800 b", pipelines=(replace(run.pipelines[0], risk_coverage=(Point(math.nan, 0),)),))
    save_run(odd, tmp_path / "run.json")

    loaded = load_run(tmp_path / "run.json")

    assert loaded.name == odd.name
    assert math.isnan(loaded.pipelines[0].risk_coverage[0].coverage)


def test_saving_again_replaces_the_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    save_run(replace(run, name="a much longer name than the other"), path)
    save_run(run, path)

    assert load_run(path) == run


NO_RUN = r"is no saved run, or a part of one; name a file that `ask eval --save` wrote\.$"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", NO_RUN),
        (b"\xff\xfe\x00", NO_RUN),
        (b"[1, 2]", NO_RUN),
        (b'{"schema": 1}', NO_RUN),
        (b'{"schema": "1", "run": {}}', NO_RUN),
        (b'{"schema": 1, "run": {"name": "small"}}', NO_RUN),
        (b'{"schema": 1, "run": []}', NO_RUN),
        (b"[" * 100_000, NO_RUN),
        (b'{"schema": 2, "run": {}}', r"was saved by a later version \(schema 2, not 1\); update, or run again\.$"),
    ],
)
def test_file_that_is_no_run_is_told_in_one_sentence(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "run.json"
    path.write_bytes(content)

    with pytest.raises(UsageError, match=told):
        load_run(path)


def test_truncated_run_is_told_wherever_it_was_cut(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    save_run(run, path)
    content = path.read_bytes().rstrip()

    for size in range(0, len(content), max(len(content) // 40, 1)):
        path.write_bytes(content[:size])
        with pytest.raises(UsageError, match=NO_RUN):
            load_run(path)


def test_missing_file_and_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"There is no saved run .*none\.json; `ask eval --save "):
        load_run(tmp_path / "none.json")
    with pytest.raises(UsageError, match=r"cannot be read \(Is a directory\)"):
        load_run(tmp_path)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (".", "is not a file; name one"),
        ("nowhere/run.json", "There is no folder .*nowhere; make it"),
        ("file/run.json", "There is no folder .*file; make it|cannot be written"),
        ("x" * 300, "cannot be written"),
    ],
)
def test_path_that_cannot_be_written_is_told_before_the_run_and_after(
    run: Run, tmp_path: Path, name: str, told: str
) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(BotError, match=told):
        check_writable(tmp_path / name)
    with pytest.raises(BotError, match=told):
        save_run(run, tmp_path / name)


def test_device_is_never_replaced_by_a_file() -> None:
    with pytest.raises(UsageError, match="is not a file"):
        check_writable(Path(os.devnull))


def test_folder_without_permission_is_told(read_only: Path, run: Run) -> None:
    with pytest.raises(StorageError, match="Permission denied"):
        check_writable(read_only / "run.json")
    with pytest.raises(StorageError, match="Permission denied"):
        save_run(run, read_only / "run.json")


def test_checking_leaves_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    check_writable(path)
    assert list(tmp_path.iterdir()) == []

    path.write_text("kept")
    check_writable(path)
    assert path.read_text() == "kept"


texts = st.text(st.characters(), max_size=20)
answers = st.builds(
    Answer,
    question=texts,
    answer=texts,
    abstained=st.booleans(),
    confidence=st.floats(0, 1),
    model=texts,
    generation=st.integers(0, 9),
    milliseconds=st.builds(Milliseconds, *[st.floats(0, 1e9)] * 3),
    short_answer=st.none() | texts,
    short_spans=st.tuples(st.builds(ShortSpan, *[st.integers(0, 99)] * 3)),
    reason=st.none() | st.builds(Reason, texts, texts),
    sentences=st.tuples(st.builds(Sentence, texts, st.tuples(st.integers(1, 9)), st.just("partly"))),
    citations=st.tuples(
        st.builds(
            Citation, st.integers(1, 9), texts, texts, st.none() | texts, st.none() | st.dates(date(1, 1, 1)), texts,
            texts, st.integers(0, 99), st.integers(0, 99),
        )
    ),
    usage=st.none() | st.dictionaries(texts, st.integers(0, 9) | st.floats(0, 1), max_size=2),
)  # fmt: skip


@given(texts, answers)
def test_any_outcome_comes_back_from_its_one_line(question: str, answer: Answer) -> None:
    outcome = Outcome(question, answer, ())

    line = outcome_to_line(outcome)

    assert line.endswith(b"\n")
    assert len(line.splitlines()) == 1
    assert outcome_of_line(line) == outcome
