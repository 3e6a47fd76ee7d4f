"""Token counts for models of others: exact where tiktoken's file is cached, over-estimated elsewhere, never fetched."""

import shutil
import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.models.tokens import estimate_tokens, make_token_counter

OPENAI_MODEL = "text-embedding-3-small"
ROOT = Path(__file__).resolve().parents[2]
VARIED = {
    "news": "President Vladimir Putin met Kim Jong-un on Wednesday at the Vostochny Cosmodrome, TASS reported.",
    "quotes": "“We can’t wait,” she said – ‘not another day’ … and hung up.",
    "numbers": "On 13 September 2023, 1,284,991 votes (48.27%) were counted; turnout rose 3.1 points to $5.6bn.",
    "names": "Lt. Gen. Sergei Kobylash, Choe Ryong Hae, Komsomolsk-on-Amur, Nizhny Novgorod, Sokhumi, Knevichi.",
    "capitals": "BREAKING: PRESIDENT DEPARTS FOR VLADIVOSTOK AFTER HYPERSONIC MISSILE INSPECTION, SAYS KCNA",
    "code": "def count(xs):\n    return {k: sum(1 for x in xs if x == k) for k in xs}  # O(n²)\n\n\t\tassert xs[0:]",
    "German": "Die Donaudampfschifffahrtsgesellschaft kündigte wegen Fachkräftemangels Streckenstilllegungen an.",
    "Finnish": "Pääministeri kertoi tiistaina, ettei hallitus aio muuttaa työttömyysturvalainsäädäntöä.",
    "Turkish": "Cumhurbaşkanı, yarın Ankara'da gerçekleştirilecek görüşmelerde anlaşmanın imzalanmasını bekliyor.",
    "Polish": "Przewodniczący Rady Ministrów oświadczył, że przedsiębiorstwa nie otrzymają odszkodowań.",
    "Welsh": "Dywedodd llefarydd fod y llywodraeth wedi ymgynghori'n helaeth â chymunedau gwledig cyn y penderfyniad.",
    "Chinese": "国家主席星期三在首都会见了来访的外国代表团，双方就贸易问题交换了意见。",
    "Japanese": "首相は火曜日、記者団に対し、法案の提出を見送ると述べた。",
    "Korean": "대통령은 수요일 수도에서 방문 대표단을 만나 무역 문제에 대해 의견을 나눴다.",
    "Arabic": "التقى الرئيس يوم الأربعاء بالوفد الزائر في العاصمة وبحثا قضايا التجارة.",
    "Hindi": "राष्ट्रपति ने बुधवार को राजधानी में प्रतिनिधिमंडल से मुलाकात की।",
    "Russian": "Президент в среду встретился в столице с делегацией и обсудил вопросы торговли.",
    "emoji": "🚀🚀 👩🏽‍🚒🇰🇵 ok 👍🏿!!! ¯\\_(ツ)_/¯",
    "spaces": "a" + " " * 300 + "b\n\n\n\n\tc \u00a0\u2003d",
}


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
@pytest.mark.parametrize("kind", VARIED)
def test_estimate_is_not_below_the_count(kind):
    count, _ = make_token_counter("openai", OPENAI_MODEL)

    assert estimate_tokens(VARIED[kind]) >= count(VARIED[kind])


@pytest.mark.usefixtures("cached")
def test_estimate_of_english_is_within_two_and_a_half_times_the_count():
    count, _ = make_token_counter("openai", OPENAI_MODEL)
    articles = [path.read_text("utf-8") for path in (ROOT / "corpus" / "articles").glob("*.md")]
    estimated = sum(estimate_tokens(article) for article in articles)
    counted = sum(count(article) for article in articles)

    assert counted <= estimated <= 2.5 * counted


@pytest.mark.usefixtures("cached")
def test_estimate_is_not_below_the_count_of_any_line_of_the_articles():
    count, _ = make_token_counter("openai", OPENAI_MODEL)
    articles = [path.read_text("utf-8") for path in (ROOT / "corpus" / "articles").glob("*.md")]
    lines = [line for article in articles for line in article.splitlines() if line]

    below = [line for line in lines if estimate_tokens(line) < count(line)]

    assert len(lines) > 100
    assert below == []


@pytest.mark.usefixtures("cached")
@settings(max_examples=300, deadline=None)
@given(text=st.text(st.characters(exclude_characters=string.ascii_letters)))
def test_estimate_is_not_below_the_count_of_anything_but_latin_letters(text):
    count, _ = make_token_counter("openai", OPENAI_MODEL)

    assert estimate_tokens(text) >= count(text)


@pytest.mark.usefixtures("cached")
@settings(max_examples=200, deadline=None)
@given(words=st.lists(st.sampled_from(" ".join(VARIED.values()).split()), min_size=20, max_size=60))
def test_estimate_is_not_below_the_count_of_words_in_any_order(words):
    count, _ = make_token_counter("openai", OPENAI_MODEL)
    text = " ".join(words)

    assert estimate_tokens(text) >= count(text)


def test_estimate_of_a_long_text_is_quick():
    assert estimate_tokens("word " * 200_000) == 400_001  # the last space has no word to belong to


def test_copied_cache_counts_like_the_original(shared, tmp_path, monkeypatch):
    shutil.copy(shared / "tiktoken" / "9b5ad71b2ce5302211f9c61530b329a4922fc6a4", tmp_path)
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))

    count, notice = make_token_counter("azure_openai", "text-embedding-ada-002")

    assert (count("hello world"), notice) == (2, None)
