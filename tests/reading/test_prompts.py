"""The words sent to chat models: what ships, what a user may edit, and what goes in for the placeholders."""

import importlib.util
import shutil
import tomllib
from pathlib import Path

import pytest
import tiktoken
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import HumanMessage, SystemMessage
from newsprint import NONCES, PROSE, passage, passages

from bot.errors import SettingsError
from bot.models.encoder import Encoder
from bot.reading.prompts import (
    ANSWER,
    NO_ANSWER,
    STANDALONE,
    Prompt,
    fence_for,
    filled,
    load_prompt,
    render_answer,
    render_standalone,
)
from bot.types import Turn

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = load_prompt(ANSWER)
STANDS_ALONE = load_prompt(STANDALONE)
QUESTION = "What did Kim and Putin agree on at the space base on Wednesday?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the prompts, to be edited."""
    return shutil.copytree(ROOT / "prompts", tmp_path / "prompts")


def edit(folder: Path, old: str, new: str, *, name: str = ANSWER) -> Path:
    path = folder / f"{name}.md"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    return path


def refused(folder: Path, name: str = ANSWER) -> str:
    with pytest.raises(SettingsError) as caught:
        load_prompt(name, folder)
    return str(caught.value)


def test_the_answer_prompt_is_a_system_message_and_a_users() -> None:
    fenced = fence_for(SHIPPED, QUESTION, [passage("It rained.")], nonce="n")

    rendered = render_answer(SHIPPED, QUESTION, fenced)

    system, user = rendered.messages
    assert isinstance(system, SystemMessage)
    assert isinstance(user, HumanMessage)
    assert NO_ANSWER in str(system.content)
    assert f"<<{fenced.mark} [key] and {fenced.mark}>>" in str(system.content)
    assert user.content == f"{fenced.passages[0].block}\n\nQuestion: {QUESTION}"
    assert rendered.passages == {fenced.passages[0].key: fenced.passages[0].passage}


@pytest.mark.parametrize("encoding", ["o200k_base", "cl100k_base"])
def test_the_answer_prompt_without_passages_is_below_250_tokens(encoding, shared, monkeypatch) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(shared / "tiktoken"))
    rendered = render_answer(SHIPPED, QUESTION, fence_for(SHIPPED, QUESTION, [], nonce="n"))

    words = "\n".join(str(message.content) for message in rendered.messages)

    assert len(tiktoken.get_encoding(encoding).encode_ordinary(words)) < 250
    assert Encoder().count_tokens(words) < 250


def test_the_standalone_prompt_holds_the_turns_and_the_follow_up() -> None:
    history = [Turn("Where did Kim go?", "Vladivostok", "Kim went to Vladivostok."), Turn("Who won\nthe final?")]

    system, user = render_standalone(STANDS_ALONE, history, "And why\nthere?", nonce="n")

    mark = str(user.content).splitlines()[0].removeprefix("<<")
    assert f"<<{mark} and {mark}>>" in str(system.content)
    assert user.content == (
        f"<<{mark}\n"
        "Question: Where did Kim go?\nAnswer: Kim went to Vladivostok.\n"
        f"Question: Who won the final?\nAnswer: {NO_ANSWER}\n"
        f"{mark}>>\n\n"
        "Last question: And why there?"
    )


def test_a_long_conversation_is_sent_from_its_end() -> None:
    history = [Turn(f"Question number {n}?") for n in range(50)]

    _, user = render_standalone(STANDS_ALONE, history, "And then?", nonce="n")

    assert "number 49" in str(user.content)
    assert "number 45" not in str(user.content)


@pytest.mark.parametrize("name", ["question", "passages", "fence", "no_answer"])
def test_a_missing_placeholder_is_told_with_the_file(folder: Path, name: str) -> None:
    text = (folder / "answer.md").read_text("utf-8")
    head, words = text.split("## system")
    path = folder / "answer.md"
    path.write_text(f"{head}## system{words.replace(f'{{{name}}}', 'it')}", "utf-8")

    assert refused(folder) == (f"The prompt {path} lacks the placeholder {{{name}}}; put it into one of its messages.")


def test_an_unknown_placeholder_is_told_with_the_file(folder: Path) -> None:
    path = edit(folder, "Last question: {question}", "Last question: {Question}", name=STANDALONE)

    assert refused(folder, STANDALONE) == (
        f"The prompt {path} has the unknown placeholder {{Question}}; it may have {{conversation}}, {{fence}}, "
        "{question}."
    )


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("## user", "## User", "## system, ## User"),
        ("## user", "", "## system"),
        ("## system", "## user", "## user, ## user"),
        ("## user", "## user\n\n## assistant", "## system, ## user, ## assistant"),
    ],
)
def test_messages_under_other_headings_are_told(folder: Path, old: str, new: str, found: str) -> None:
    path = edit(folder, old, new)

    assert refused(folder) == (
        f"The prompt {path} needs its messages under ## system and ## user, in this order, and has {found}."
    )


def test_an_empty_message_is_told(folder: Path) -> None:
    path = edit(folder, "{passages}\n\nQuestion: {question}", "")

    assert refused(folder) == f"The prompt {path} has nothing under ## user; write the message there."


def test_an_unreadable_file_is_told(folder: Path) -> None:
    path = folder / "answer.md"
    path.write_bytes(b"\xff\xfe\xfa")

    assert refused(folder).startswith(f"The prompt {path} cannot be read (")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path / "none") == (
        f"The folder of prompts {tmp_path / 'none'} is not there; name another, or none to use what ships."
    )


def test_edited_words_are_sent_and_the_other_file_may_be_left_out(folder: Path) -> None:
    edit(folder, "Do not guess.", 'Answer like {"a": 1}.')
    (folder / "standalone.md").unlink()

    assert 'Answer like {"a": 1}.' in load_prompt(ANSWER, folder).words
    assert load_prompt(STANDALONE, folder) == STANDS_ALONE


def test_a_prompt_may_do_without_a_system_message_and_come_from_windows(tmp_path: Path) -> None:
    text = "## user\r\n{fence} {passages}\r\n{question} {no_answer}\r\n"
    (tmp_path / "answer.md").write_bytes(b"\xef\xbb\xbf" + text.encode())

    assert load_prompt(ANSWER, tmp_path) == Prompt((("user", "{fence} {passages}\n{question} {no_answer}"),))


def test_the_prompts_are_found_in_an_installed_package(tmp_path: Path) -> None:
    shipped_to = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    place = shipped_to["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]["prompts"]
    shutil.copytree(ROOT / "prompts", tmp_path / place)
    shutil.copy(ROOT / "bot" / "shipped.py", tmp_path / "bot")
    spec = importlib.util.spec_from_file_location("installed_shipped", tmp_path / "bot" / "shipped.py")
    assert spec is not None
    assert spec.loader is not None
    installed = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(installed)

    found = installed.shipped_prompts()

    assert found == tmp_path / "bot" / "_shipped" / "prompts"
    assert load_prompt(ANSWER, found) == SHIPPED


@given(PROSE, PROSE)
def test_a_value_is_put_in_as_it_is(one: str, two: str) -> None:
    assert filled("{question}|{passages}", {"question": one, "passages": two}) == f"{one}|{two}"


@given(PROSE, passages(), NONCES)
def test_rendering_neither_loses_nor_interprets_what_question_and_articles_hold(question, texts, nonce) -> None:
    fenced = fence_for(SHIPPED, question, texts, nonce=nonce)

    _, user = render_answer(SHIPPED, question, fenced).messages

    blocks = "\n\n".join(each.block for each in fenced.passages)
    assert user.content == f"{blocks}\n\nQuestion: {' '.join(question.split())}"


@given(PROSE, passages(), NONCES)
def test_each_key_stands_in_the_prompt_once(question, texts, nonce) -> None:
    rendered = render_answer(SHIPPED, question, fence_for(SHIPPED, question, texts, nonce=nonce))

    words = "\n".join(str(message.content) for message in rendered.messages)
    assert [words.count(key) for key in rendered.passages] == [1] * len(texts)
    assert [words.count(f"[{key}]") for key in rendered.passages] == [1] * len(texts)


@given(st.lists(st.builds(Turn, PROSE, PROSE, PROSE), max_size=5), PROSE, NONCES)
def test_no_turn_can_end_the_fence_of_the_conversation(history, question, nonce) -> None:
    _, user = render_standalone(STANDS_ALONE, history, question, nonce=nonce)

    mark = str(user.content).splitlines()[0].removeprefix("<<")
    assert str(user.content).count(mark) == 2
    assert f"\n{mark}>>\n\nLast question: {' '.join(question.split())}" in str(user.content)
