"""Token counts for models of others: exact where tiktoken's file is cached, over-estimated elsewhere, never fetched."""

import shutil
from pathlib import Path

import pytest
import tiktoken

from bot.models.estimate import estimate_tokens
from bot.models.tokens import make_token_counter

OPENAI_MODEL = "text-embedding-3-small"


@pytest.fixture
def cached(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """tiktoken's cache as it is after a first use with a network."""
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(shared / "tiktoken"))


@pytest.mark.usefixtures("cached")
def test_openai_models_are_counted_exactly_where_the_file_is_cached():
    count, notice = make_token_counter("openai", OPENAI_MODEL)

    assert notice is None
    # Worked out with OpenAI's public tokenizer page for cl100k_base.
    assert [count(text) for text in ("", "hello world", "tiktoken is great!")] == [0, 2, 6]


@pytest.mark.usefixtures("cached")
def test_special_tokens_in_a_text_are_counted_as_text():
    count, _ = make_token_counter("openai", OPENAI_MODEL)

    assert count("<|endoftext|>") > 1
    assert count("\ud800") > 0


@pytest.mark.parametrize("damage", ["no folder", "no file", "other bytes", "switched off"])
def test_without_its_file_openai_models_are_over_estimated_and_it_is_said(tmp_path, monkeypatch, damage):
    folder = tmp_path / "cache"
    if damage != "no folder":
        folder.mkdir()
    if damage == "other bytes":
        (folder / "9b5ad71b2ce5302211f9c61530b329a4922fc6a4").write_bytes(b"damaged")
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "" if damage == "switched off" else str(folder))

    count, notice = make_token_counter("openai", OPENAI_MODEL)

    assert count("It rained.") == estimate_tokens("It rained.")
    assert notice is not None
    assert f"openai:{OPENAI_MODEL}" in notice
    assert notice.count(". ") == 0
    assert damage != "other bytes" or list(folder.iterdir())  # tiktoken would have removed it, to fetch it anew


@pytest.mark.usefixtures("cached")
def test_model_that_tiktoken_does_not_know_is_over_estimated():
    count, notice = make_token_counter("openai", "embedding-of-tomorrow")

    assert count("It rained.") == estimate_tokens("It rained.")
    assert notice is not None


@pytest.mark.usefixtures("cached")
def test_other_providers_are_over_estimated_without_a_notice():
    assert make_token_counter("ollama", "nomic-embed-text") == (estimate_tokens, None)


@pytest.mark.usefixtures("cached")
@pytest.mark.parametrize("model", ["gpt-9", "gpt-9-mini-2031-01-01", "o7", "chatgpt-next"])
def test_chat_models_of_openai_that_tiktoken_does_not_know_are_counted_by_the_newest_encoding(model):
    count, notice = make_token_counter("openai", model)

    assert notice is None
    assert count("Владивосток") == len(tiktoken.get_encoding("o200k_base").encode("Владивосток"))


def test_copied_cache_counts_like_the_original(shared, tmp_path, monkeypatch):
    shutil.copy(shared / "tiktoken" / "9b5ad71b2ce5302211f9c61530b329a4922fc6a4", tmp_path)
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))

    count, notice = make_token_counter("azure_openai", "text-embedding-ada-002")

    assert (count("hello world"), notice) == (2, None)
