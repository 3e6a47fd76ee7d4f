"""Any encoding that articles come in is read; what is no text is told."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingestion.encodings import decode
from bot.ingestion.reasons import UnreadableError

TEXTS = {
    "en": "“It’s fine,” he said – the café is closed.",
    "fr": "Le président français a déclaré hier à Genève qu'il était « très déçu » par l'échec des négociations.",
    "de": "Die größte Übung fand über Österreich statt, sagte der Sprecher. „Schön“, fügte er hinzu.",
    "ru": "Северокорейский лидер прибыл во Владивосток в субботу, сообщает агентство.",
    "ja": "北朝鮮の金正恩総書記は土曜日にウラジオストクに到着した、と通信社が伝えた。",
    "ko": "북한 국무위원장이 토요일 블라디보스토크에 도착했다고 통신이 보도했다.",
    "zh": "据报道，朝鲜领导人周六抵达符拉迪沃斯托克。",
}
UNICODE = ["utf-8", "utf-8-sig", "utf-16", "utf-32"]


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("encoding", UNICODE)
def test_unicode_is_told_by_its_mark_or_itself(language: str, encoding: str) -> None:
    assert decode(TEXTS[language].encode(encoding)) == TEXTS[language]


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        *(("en", "cp1252"), ("fr", "latin-1"), ("fr", "cp1252"), ("de", "cp1252"), ("ru", "cp1251"), ("ru", "koi8-r")),
        *(("ja", "shift_jis"), ("ja", "euc_jp"), ("ko", "euc_kr"), ("zh", "gb18030"), ("zh", "big5")),
        *(("en", "utf-16-le"), ("fr", "utf-16-be"), ("ru", "utf-16-le"), ("zh", "utf-16-le")),
    ],
)
@pytest.mark.parametrize("times", [3, 20])
def test_older_encodings_are_detected(language: str, encoding: str, times: int) -> None:
    content = TEXTS[language].encode(encoding, "ignore") * times

    assert decode(content) == content.decode(encoding)


def test_a_declared_encoding_is_believed_where_it_can_be() -> None:
    text = '<html><head><meta charset="iso-8859-2"></head><body>żołnierze</body></html>'

    assert decode(text.encode("iso-8859-2")) == text
    assert "caf" in decode(b'<meta charset="utf-99">caf\xe9 closed')


def test_a_few_damaged_letters_do_not_change_the_encoding() -> None:
    content = TEXTS["fr"].encode() * 5

    assert decode(content + b"\xe9 fin").startswith(TEXTS["fr"])


@pytest.mark.parametrize(
    "content", [os.urandom(5000), b"\x7fELF" + bytes(999), bytes(999), b"PK\x03\x04" + os.urandom(500)]
)
def test_binary_content_is_told(content: bytes) -> None:
    with pytest.raises(UnreadableError, match="binary"):
        decode(content)


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    assert decode(b"\xef\xbb\xbf" + text.replace("\ufffd", "").encode()) == text.replace("\ufffd", "")


@given(st.binary())
def test_any_bytes_are_text_or_told(content: bytes) -> None:
    try:
        text = decode(content)
    except UnreadableError:
        return
    assert "\x00\x00" not in text
