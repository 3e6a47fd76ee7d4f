"""Runs whose answers a chat model writes: which one wrote is told, and never are two models' answers in one run."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from servers import LOOPBACK
from support.chat_behaviours import Messages, Reply, unknown_model
from support.chat_server import ChatServer

from bot.errors import StorageError
from bot.evaluation.report import comparison_table, summary_tables
from bot.evaluation.run import ALL, QuestionSet, Run
from bot.evaluation.runs import Told, changes_between, compare_runs, run_pipelines
from bot.evaluation.saved import load_run, save_run
from bot.settings import LoadedSettings

pytestmark = pytest.mark.allow_hosts([LOOPBACK])


def quote(messages: Messages) -> str:
    """Write the first sentence of the first passage, under its key."""
    prompt = "\n".join(str(message["content"]) for message in messages)
    key, text = re.findall(r"<<\w+ \[(\w+)\]\n.*?\n\n?(.*?)\n\w+>>", prompt, re.DOTALL)[0]
    return f"{re.split(r'(?<=[.]) ', text)[0]} [{key}]"


@pytest.fixture
def questions(small_set: QuestionSet) -> QuestionSet:
    """Two questions that the articles answer."""
    return replace(small_set, questions=small_set.questions[:2])


@pytest.fixture
def written(loaded: LoadedSettings, chat_server: ChatServer, monkeypatch: pytest.MonkeyPatch) -> LoadedSettings:
    """The settings with a chat model, whose address holds what nobody may see."""
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    chat_server.play(Reply(quote))
    url = chat_server.url.replace("//", "//me:secret-word@")
    return with_settings(loaded, model="openai:one", base_url=url)


def with_settings(loaded: LoadedSettings, **given: object) -> LoadedSettings:
    return replace(loaded, settings=loaded.settings.model_copy(update=given))


def refuse(_: Run) -> None:
    raise StorageError("The disk is full.")


def test_models_are_told_apart_and_never_share_a_run(
    questions: QuestionSet, written: LoadedSettings, chat_server: ChatServer, tmp_path: Path
):
    notices: list[str] = []
    other, told = with_settings(written, model="openai:other"), Told(notice=notices.append)
    with pytest.raises(StorageError):  # so that what is finished is gone on with
        run_pipelines(questions, ["chat"], written, keep=refuse)

    after = run_pipelines(questions, ["chat"], other, told=told)
    asked = len(chat_server.chats)
    before = run_pipelines(questions, ["chat"], written, told=told)

    assert notices == ["chat: 2 of 2 questions were answered before; going on."]
    assert len(chat_server.chats) == asked  # the second run of the first model asked nothing anew
    assert [row.outcome.answer.model for row in after.pipelines[0].rows] == ["openai:other"] * 2
    assert "secret-word" not in repr(after)
    assert before.settings["address"] == chat_server.url
    save_run(before, tmp_path / "run.json")
    assert load_run(tmp_path / "run.json").pipelines[0].title == "chat (openai:one)"
    assert summary_tables(after)[0][0] == ["answers", "n", "chat (openai:other)"]
    assert comparison_table(*compare_runs(before, after))[0][0] == "chat (openai:one) → chat (openai:other)"
    assert changes_between(before, after) == [
        "More differs from the run to compare with than the code: model openai:one → openai:other."
    ]


def test_answers_of_the_embedded_reader_are_not_counted_as_written(
    questions: QuestionSet, written: LoadedSettings, chat_server: ChatServer
):
    chat_server.play(unknown_model)

    made = run_pipelines(questions, ["embedded", "chat"], written)

    embedded, chat = (pipeline.groups[ALL] for pipeline in made.pipelines)
    assert [pipeline.title for pipeline in made.pipelines] == ["embedded", "chat (openai:one)"]
    assert (chat["written"].value, chat["written"].n) == (0, 2)
    assert not {"supported", "withheld", "repaired"} & set(chat)
    assert "written" not in embedded
