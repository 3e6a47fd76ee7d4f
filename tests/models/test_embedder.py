"""Embeddings of others, reached over real sockets on this machine; the shipped encoder in their place for None."""

import json
import re
import sys
from collections.abc import Iterator

import numpy as np
import pytest
from pydantic import SecretStr
from servers import DIMENSIONS, Refusal, Server, bag_of_words, serving

from bot.errors import BotError, ModelError, SettingsError
from bot.models.embedder import Embedder, make_embedder
from bot.models.encoder import Encoder

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
TEXTS = ["Rain fell in Rome.", "The king spoke.", "Rain fell in Rome, again."]
KEY = "sk-a-very-secret-key"
OPENAI, OLLAMA = "openai:text-embedding-3-small", "ollama:nomic-embed-text"


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE", "OLLAMA_API_KEY", "OLLAMA_HOST"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as state:
        yield state


def reach(server: Server, spec: str = OPENAI, keys: dict[str, str] | None = None) -> Embedder:
    given = {"OPENAI_API_KEY": KEY} if keys is None else keys
    url = f"{server.url}/v1" if spec.startswith("openai") else server.url
    return make_embedder(Encoder(), spec, url=url, keys={name: SecretStr(key) for name, key in given.items()})


def failure_of(embedder: Embedder) -> str:
    with pytest.raises(ModelError) as caught:
        embedder.encode(TEXTS)
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith(".")
    return message


def test_no_setting_means_the_shipped_encoder():
    encoder = Encoder()
    embedder = make_embedder(encoder, None, url=None, keys={})

    assert embedder.shipped
    assert embedder.name == encoder.name
    assert np.array_equal(embedder.encode_question(TEXTS[0]), embedder.encode(TEXTS)[0])


@pytest.mark.parametrize("spec", [OPENAI, OLLAMA])
def test_vectors_come_in_the_order_of_the_texts_and_have_length_one(server: Server, spec: str):
    embedder = reach(server, spec)
    rows = embedder.encode(TEXTS)

    wanted = np.array([bag_of_words(text) for text in TEXTS])
    assert not embedder.shipped
    assert np.allclose(rows, wanted / np.linalg.norm(wanted, axis=1, keepdims=True), atol=1e-6)
    assert np.allclose(rows[1], embedder.encode_question(TEXTS[1]), atol=1e-6)
    assert server.texts == [*TEXTS, TEXTS[1]]


def test_nothing_is_contacted_before_the_first_text(server: Server):
    reach(server)
    reach(server, OLLAMA)

    assert server.requests == []


@pytest.mark.parametrize(
    ("spec", "name"), [(OPENAI, "OPENAI_API_KEY"), (OLLAMA, "OLLAMA_API_KEY")], ids=["openai", "ollama"]
)
def test_key_is_handed_to_its_client(server: Server, spec: str, name: str):
    reach(server, spec, keys={name: KEY}).encode(TEXTS)

    headers = {key.lower(): value for key, value in server.requests[0][2].items()}
    assert headers["authorization"] == f"Bearer {KEY}"


def test_key_of_one_provider_is_not_handed_to_another(server: Server):
    reach(server, OLLAMA, keys={"OPENAI_API_KEY": KEY}).encode(TEXTS)

    assert KEY not in str(server.requests)


def test_names_differ_by_model_and_by_server_and_hold_no_password(server: Server):
    one = reach(server).name
    other = reach(server, "openai:text-embedding-3-large").name
    elsewhere = make_embedder(Encoder(), OLLAMA, url="http://me:hunter2@127.0.0.1:1?key=hunter3", keys={}).name

    assert len({one, other, elsewhere, Encoder().name}) == 4
    assert "hunter" not in elsewhere


@pytest.mark.parametrize("spec", [OPENAI, OLLAMA])
@pytest.mark.parametrize(
    ("refusal", "remedy"),
    [
        (Refusal(500), "run the command again"),
        (Refusal(429, "rate limit"), "run the command again"),
        (Refusal(0), "run the command again"),
        (Refusal(401, "wrong key"), "_API_KEY"),
        (Refusal(404, "no such model"), "ASK_EMBEDDINGS"),
    ],
    ids=["500", "429", "hung up", "401", "404"],
)
def test_failure_names_the_model_the_server_and_a_remedy(server: Server, spec: str, refusal: Refusal, remedy: str):
    embedder = reach(server, spec)
    server.refusal = refusal

    message = failure_of(embedder)

    assert spec in message
    assert server.url in message
    assert remedy in message.partition("); ")[2]


def test_server_that_is_not_there_is_one_sentence():
    with serving() as state:
        embedder = reach(state)

    assert "run the command again" in failure_of(embedder)


@pytest.mark.parametrize("echoed", [KEY, "abcdef0123456789"])
def test_key_that_a_provider_repeats_is_not_shown(server: Server, echoed: str):
    embedder = reach(server, keys={"OPENAI_API_KEY": echoed})
    server.refusal = Refusal(401, f"Incorrect API key provided: {echoed}.")

    assert echoed not in failure_of(embedder)


def test_key_from_the_environment_is_not_shown_either(server: Server, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_API_KEY", "abcdef0123456789")
    embedder = reach(server, keys={})
    server.refusal = Refusal(401, "Incorrect API key provided: abcdef0123456789.")

    assert "abcdef0123456789" not in failure_of(embedder)
    assert "Bearer abcdef0123456789" in str(server.requests)


@pytest.mark.parametrize("spec", [OPENAI, OLLAMA])
@pytest.mark.parametrize(
    "returned",
    [
        lambda texts: [bag_of_words(text) for text in texts[1:]],
        lambda texts: [bag_of_words(text) for text in [*texts, "one more"]],
        lambda texts: [[float("nan")] * DIMENSIONS for _ in texts],
        lambda texts: [[float("inf")] * DIMENSIONS for _ in texts],
        lambda texts: [bag_of_words(text, 8 + n) for n, text in enumerate(texts)],
    ],
    ids=["too few", "too many", "NaN", "infinite", "of several lengths"],
)
def test_vectors_that_cannot_be_used_are_refused(server: Server, spec: str, returned):
    embedder = reach(server, spec)
    server.embed = returned

    message = failure_of(embedder)

    assert spec in message
    assert "no usable vectors" in message


def test_unknown_provider_is_a_wrong_setting():
    with pytest.raises(SettingsError, match="'opnai'") as caught:
        make_embedder(Encoder(), "opnai:text-embedding-3-small", url=None, keys={})

    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("spec", "module", "install"),
    [
        (OPENAI, "langchain_openai", "pip install 'ask-the-articles[openai]'"),
        (OLLAMA, "langchain_ollama", "pip install 'ask-the-articles[ollama]'"),
        ("bedrock:amazon.titan-embed-text-v1", "langchain_aws", "pip install langchain-aws"),
    ],
)
def test_missing_package_is_told_with_the_command_that_installs_it(monkeypatch, spec: str, module: str, install: str):
    from langchain.embeddings import base

    monkeypatch.setitem(sys.modules, module, None)
    base._get_embeddings_class_creator.cache_clear()

    with pytest.raises(ModelError, match=re.escape(install)):
        make_embedder(Encoder(), spec, url=None, keys={})


def test_missing_key_is_told_by_its_name():
    with pytest.raises(BotError, match="OPENAI_API_KEY"):
        make_embedder(Encoder(), OPENAI, url=None, keys={})


def test_both_encodings_of_vectors_arrive_alike(server: Server):
    from langchain_openai import OpenAIEmbeddings

    packed = reach(server).encode(TEXTS)
    plain = OpenAIEmbeddings(
        model="m", base_url=f"{server.url}/v1", api_key=SecretStr(KEY), check_embedding_ctx_length=False
    ).embed_documents(TEXTS, encoding_format="float")

    assert server.formats == {"base64", "float"}
    assert np.allclose(packed, np.array(plain) / np.linalg.norm(plain, axis=1, keepdims=True), atol=1e-6)


def test_name_is_stable_across_runs():
    name = make_embedder(Encoder(), OLLAMA, url="http://127.0.0.1:11434", keys={}).name

    assert json.loads(name) == [OLLAMA, "http://127.0.0.1:11434"]
