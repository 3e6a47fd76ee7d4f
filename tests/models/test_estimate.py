"""The over-estimate of tokens: never below what the encoders at hand count, and not far above for English."""

import string
from collections.abc import Callable
from pathlib import Path

import pytest
import tiktoken
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.models.encoder import Encoder
from bot.models.estimate import estimate_tokens, fewest_tokens

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
WORDS = " ".join(VARIED.values()).split()
ENGLISH = st.lists(st.sampled_from(WORDS), min_size=20, max_size=60).map(" ".join)
LETTERS = st.text(string.ascii_letters + " ", max_size=60)
PRINTABLE = st.text(string.printable, max_size=60)
SCRIPTS = st.text(st.characters(exclude_characters=string.ascii_letters), max_size=60)
MIXED = st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=30).map(" ".join)

Counted = Callable[[str], int]


@pytest.fixture
def encoders(shared: Path, monkeypatch: pytest.MonkeyPatch) -> list[Counted]:
    """What chat models' encoders that are at hand count."""
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(shared / "tiktoken"))
    encodings = [tiktoken.get_encoding(name) for name in ("cl100k_base", "o200k_base")]
    return [lambda text, encoding=encoding: len(encoding.encode_ordinary(text)) for encoding in encodings]


@pytest.fixture(params=["cl100k_base", "o200k_base", "shipped"])
def count(request: pytest.FixtureRequest, shared: Path, monkeypatch: pytest.MonkeyPatch) -> Counted:
    """What an encoder that is at hand counts."""
    if request.param == "shipped":
        return Encoder().count_tokens
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(shared / "tiktoken"))
    encoding = tiktoken.get_encoding(request.param)
    return lambda text: len(encoding.encode_ordinary(text))


def articles() -> list[str]:
    return [path.read_text("utf-8") for path in (ROOT / "corpus" / "articles").glob("*.md")]


@pytest.mark.parametrize("kind", VARIED)
def test_estimate_is_not_below_the_count(count: Counted, kind: str):
    assert estimate_tokens(VARIED[kind]) >= count(VARIED[kind])


def test_estimate_of_english_is_within_1_7_times_the_count(count: Counted):
    estimated, counted = sum(map(estimate_tokens, articles())), sum(map(count, articles()))

    assert counted <= estimated <= 1.7 * counted


def test_estimate_is_not_below_the_count_of_any_line_of_the_articles(count: Counted):
    lines = [line for article in articles() for line in article.splitlines() if line]

    below = [line for line in lines if estimate_tokens(line) < count(line)]

    assert len(lines) > 100
    assert below == []


# The encoder is the same for all texts.
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(ENGLISH, LETTERS, PRINTABLE, SCRIPTS, MIXED))
def test_estimate_is_not_below_the_count_of_any_text(count: Counted, text: str):
    assert estimate_tokens(text) >= count(text)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(ENGLISH, LETTERS, PRINTABLE, SCRIPTS, MIXED))
def test_fewest_are_not_above_the_count_of_any_text(encoders: list[Counted], text: str):
    assert all(fewest_tokens(text) <= count(text) for count in encoders)


def test_fewest_of_english_are_more_than_four_fifths_of_the_count(encoders: list[Counted]):
    fewest = sum(map(fewest_tokens, articles()))

    assert all(0.8 * sum(map(count, articles())) < fewest for count in encoders)


@pytest.mark.slow
def test_estimate_of_a_long_text_is_quick():
    assert estimate_tokens(" word" * 200_000) == 200_000
    assert estimate_tokens("x" * 1_000_000) >= 500_000


def test_nothing_has_no_tokens():
    assert estimate_tokens("") == 0
