"""Written answers as a user meets them: a key and an address set, a server that answers well or badly."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from servers import LOOPBACK
from support.chat_behaviours import Broken, ChatRequest, Fault, Messages, Refusal, Reply, unknown_model, wrong_key
from support.chat_server import ChatServer

pytestmark = [pytest.mark.allow_hosts([LOOPBACK]), pytest.mark.slow]
QUESTION = "How far is Vostochny from Moscow?"
KEY = "sk-a-very-secret-key"
NOTHING = "Nothing that openai:test wrote is borne out by the articles; ask in other words, or set another ASK_MODEL."
Ask = Callable[..., Any]


def cite(messages: Messages) -> str:
    """Write two sentences, one that a passage bears out, under its key, and one that none does."""
    prompt = "\n".join(str(message["content"]) for message in messages)
    blocks = re.findall(r"<<\w+ \[(\w+)\]\n(.*?)\n\w+>>", prompt, re.DOTALL)
    key = next(key for key, text in blocks if "8,000 kilometres" in text)
    return f"Vostochny lies about 8,000 km from Moscow. [{key}] The capital of France is Paris. [{key}]"


@pytest.fixture
def settings(ready: object, chat_server: ChatServer, monkeypatch: pytest.MonkeyPatch) -> ChatServer:  # noqa: ARG001
    """The server of the chat model that the settings name."""
    monkeypatch.setenv("ASK_MODEL", "openai:test")
    monkeypatch.setenv("ASK_BASE_URL", chat_server.url)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    return chat_server


def test_written_answer_is_told_with_its_sources(settings: ChatServer, spawn: Ask):
    settings.play(Reply(cite))

    told = spawn(QUESTION)

    assert told.code == 0
    assert told.out.startswith(
        "Vostochny lies about 8,000 km from Moscow. [1] The capital of France is Paris. (unsupported)\n\n[1] "
    )
    assert "8,000 kilometres" in told.out
    assert told.err == ""


def test_json_has_verdicts_tokens_and_the_model(settings: ChatServer, spawn: Ask):
    settings.play(Reply(cite))

    told = spawn("--json", QUESTION)

    answer = told.json
    assert answer["answer"] == "Vostochny lies about 8,000 km from Moscow. [1]"
    assert answer["model"] == "openai:test"
    assert [sentence["verdict"] for sentence in answer["sentences"]] == ["supported", "unsupported"]
    assert answer["usage"]["prompt_tokens"] > answer["usage"]["completion_tokens"] > 0
    assert answer["usage"]["first_token_ms"] > 0
    assert answer["milliseconds"]["total"] > answer["milliseconds"]["write"] > 0


def test_what_is_unsupported_stays_in_the_answer_where_that_is_set(settings: ChatServer, spawn: Ask):
    settings.play(Reply(cite))

    answer = spawn("--json", QUESTION, ASK_STRICT="off").json

    assert answer["answer"].endswith("The capital of France is Paris. (unsupported)")


def test_text_is_seen_as_it_comes_and_then_settled(settings: ChatServer, on_terminal: Ask):
    settings.play(Reply(cite, piece_chars=8, pause_seconds=0.03))

    shown = on_terminal(QUESTION).out

    early = shown.index("Vostochny lies")
    assert not re.search(r"\[[a-z][a-z0-9]{2}\]", shown)
    assert shown.index("(unsupported)") > early
    assert shown.count("Vostochny lies about 8,000 km from Moscow.") > 1
    assert "(unsupported)" not in on_terminal("--no-stream", QUESTION).out.split("[1]")[0]


@pytest.mark.parametrize(
    ("behaviour", "told"),
    [
        (wrong_key, "check OPENAI_API_KEY"),
        (unknown_model, "check the model's name in ASK_MODEL"),
        (Broken(Fault.CUT, after=1), "broke off in the middle of its reply; ask again"),
        (Reply("The capital of France is Paris."), NOTHING),
        (Reply("[1] [2] [z9z]"), "openai:test wrote nothing; ask again, or set another ASK_MODEL."),
    ],
    ids=["key", "model", "cut", "invented", "marks"],
)
def test_embedded_answer_takes_the_place_of_one_that_failed(
    settings: ChatServer, spawn: Ask, behaviour: Any, told: str
):
    settings.play(behaviour)

    done = spawn("--json", QUESTION)

    assert done.code == 0
    assert done.json["model"] == "embedded"
    assert "8,000 kilometres" in done.json["answer"]
    assert told in done.json["notices"][-1]
    assert done.json["notices"][-1].endswith("This is the answer of the embedded reader.")
    assert KEY not in done.out + done.err


def test_note_stands_beside_the_answer_and_not_in_it(settings: ChatServer, spawn: Ask):
    settings.play(wrong_key)

    done = spawn(QUESTION)

    assert done.code == 0
    assert "Note:" not in done.out
    assert done.err.startswith("Note: The chat model openai:test at ")


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (lambda text: Reply(text, finish_reason="length"), "was cut at"),
        (lambda text: Reply(text, finish_reason="content_filter"), "was stopped by its provider's filter"),
        (lambda text: Broken(Fault.ENDED, after=99, reply=Reply(text)), "broke off before its end"),
    ],
    ids=["length", "filter", "broken"],
)
def test_sentence_that_was_cut_off_is_left_out(settings: ChatServer, spawn: Ask, reply: Any, why: str):
    settings.play(reply("Vostochny lies about 8,000 km from Moscow. The cosmodrome"))

    answer = spawn("--json", QUESTION).json

    assert [sentence["text"] for sentence in answer["sentences"]] == ["Vostochny lies about 8,000 km from Moscow."]
    assert why in answer["notices"][-1]
    assert answer["notices"][-1].endswith("the sentence that it did not finish is left out.")


def test_proxy_in_the_environment_costs_no_line(settings: ChatServer, spawn: Ask):
    settings.play(Reply(cite))

    done = spawn(QUESTION, HTTP_PROXY="http://127.0.0.1:9", NO_PROXY=LOOPBACK)

    assert done.out.startswith("Vostochny lies about 8,000 km")
    assert done.err == ""


def test_dead_server_is_told_and_the_embedded_answer_given(settings: ChatServer, spawn: Ask):
    done = spawn("--json", QUESTION, ASK_BASE_URL="http://127.0.0.1:9/v1")

    assert done.code == 0
    assert done.json["model"] == "embedded"
    assert "at http://127.0.0.1:9/v1 cannot be reached" in done.json["notices"][-1]
    assert settings.requests == []


def test_missing_key_or_package_is_told_with_the_embedded_answer(spawn: Ask, ready: Ask):  # noqa: ARG001
    key = spawn("--json", QUESTION, ASK_MODEL="openai:test", OPENAI_API_KEY="")
    package = spawn("--json", QUESTION, ASK_MODEL="groq:test")
    provider = spawn(QUESTION, ASK_MODEL="nobody:test")

    for done, told in (
        (key, "ASK_MODEL=openai:test needs a key; set OPENAI_API_KEY."),
        (package, "and the key GROQ_API_KEY; run `pip install langchain-groq`."),
    ):
        assert (done.code, done.json["model"]) == (0, "embedded")
        assert "8,000 kilometres" in done.json["answer"]
        (notice,) = done.json["notices"]
        assert told in notice
        assert done.err == ""
    assert provider.code == 8
    assert "unknown provider 'nobody'" in provider.err


def test_what_needs_no_chat_model_works_without_its_key(ready: Ask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ASK_MODEL", "openai:test")
    monkeypatch.setenv("OPENAI_API_KEY", "")

    for words in (("search", "Vostochny"), ("articles",), ("show", "putin-receives-kim-at-space-base")):
        done = ready(*words)
        assert done.code == 0
        assert "OPENAI_API_KEY" not in done.err
        assert done.out


def test_past_answer_is_shown_as_it_was_written(settings: ChatServer, spawn: Ask):
    settings.play(Reply(cite))
    spawn(QUESTION)

    kept = json.loads(spawn("log", "1", "--json").out)

    assert kept["answer"]["model"] == "openai:test"
    assert len(settings.chats) == 1


def test_doctor_asks_the_model_and_tells_what_is_wrong_without_the_key(settings: ChatServer, spawn: Ask):
    settings.play(Reply("Yes."))
    well = spawn("doctor")
    settings.play(wrong_key)
    ill = spawn("doctor", "--json")

    assert well.code == 0
    assert f"openai:test at {settings.url} answers" in well.out
    assert "needed by the chat model openai:test" in well.out
    assert ill.code == 8
    (finding,) = (each for each in ill.json["findings"] if each["name"] == "chat model")
    assert finding["status"] == "wrong"
    assert "check OPENAI_API_KEY" in finding["text"]
    assert KEY not in well.out + well.err + ill.out + ill.err


def test_doctor_sends_as_much_as_a_question_does(settings: ChatServer, ready: Ask, monkeypatch: pytest.MonkeyPatch):
    """A context that is larger than the server's is seen before the first question, and one that is too small too."""

    def small(request: ChatRequest) -> Reply | Refusal:
        told = "request (6401 tokens) exceeds the available context size (1024 tokens), try increasing it"
        return Refusal(400, told) if len(request.body) > 4 * 1024 else Reply("They met there.")

    settings.play(small)

    def told() -> tuple[str, str]:
        (finding,) = (each for each in ready("doctor", "--json").json["findings"] if each["name"] == "chat model")
        return finding["status"], finding["text"]

    status, text = told()
    assert status == "wrong"
    assert text.endswith("was sent more than it reads at once (1024 tokens); set ASK_CONTEXT_SIZE to 1024.")
    monkeypatch.setenv("ASK_CONTEXT_SIZE", "800")
    status, text = told()
    assert status == "wrong"
    assert "ASK_CONTEXT_SIZE=800 has no room for a passage" in text
    settings.play(Reply(""))
    monkeypatch.setenv("ASK_CONTEXT_SIZE", "8192")
    assert told() == ("wrong", "openai:test wrote nothing; ask again, or set another ASK_MODEL.")
