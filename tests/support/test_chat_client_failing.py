"""What LangChain's client of OpenAI makes of each failure of a server: the error, and the requests."""

import json

import pytest
from langchain_core import exceptions as told
from openai import APIError
from servers import LOOPBACK

from support.chat_behaviours import (
    FILTERED,
    NO_QUOTA,
    OVERLOADED,
    SERVER_ERROR,
    TOO_LONG,
    Behaviour,
    Broken,
    Fault,
    Reply,
    rate_limit,
    unknown_model,
    wrong_key,
)
from support.chat_client import EVERY_WAY, IN_PIECES, KEY, ONCE, TIMEOUT_SECONDS, WHOLE, ask
from support.chat_server import ChatServer

pytestmark = [pytest.mark.allow_hosts([LOOPBACK]), pytest.mark.slow]
NOW = "0.01"  # what the tests have servers ask for, lest they wait as the client does by itself


@EVERY_WAY
@pytest.mark.parametrize(
    ("refusal", "error", "code"),
    [
        (wrong_key, told.ModelAuthenticationError, "invalid_api_key"),
        (unknown_model, told.ModelNotFoundError, "model_not_found"),
        # Not ContextOverflowError: the code alone does not tell it to LangChain.
        (TOO_LONG, told.ModelInvalidRequestError, "context_length_exceeded"),
        (FILTERED, told.ModelInvalidRequestError, "content_filter"),
    ],
    ids=["key", "model", "long", "filtered"],
)
def test_refusal_that_stays_is_an_error_of_its_own_at_once(
    chat_server: ChatServer, way: str, refusal: Behaviour, error: type, code: str
):
    chat_server.play(refusal)

    outcome = ask(chat_server, way)

    assert isinstance(outcome.error, error)
    assert isinstance(outcome.error, APIError)
    assert not outcome.error.is_retryable
    assert outcome.error.code == code
    assert len(chat_server.chats) == 1


def test_error_of_a_wrong_key_holds_what_the_server_said_of_it(chat_server: ChatServer):
    chat_server.play(wrong_key)

    assert KEY in str(ask(chat_server, ONCE).error)


@EVERY_WAY
@pytest.mark.parametrize(
    "refusal", [rate_limit(NOW), Broken(Fault.DROPPED), SERVER_ERROR], ids=["429", "dropped", "500"]
)
def test_refusal_that_passes_is_not_noticed_but_for_a_second_request(chat_server: ChatServer, way: str, refusal):
    chat_server.play(refusal, Reply("It is long."))

    outcome = ask(chat_server, way)

    assert outcome.text == "It is long."
    assert len(chat_server.chats) == 2


@EVERY_WAY
@pytest.mark.parametrize(
    ("refusal", "error"),
    [
        (rate_limit(), told.ModelRateLimitError),
        (NO_QUOTA, told.ModelRateLimitError),  # it is tried again in vain; the code alone tells it
        (SERVER_ERROR, told.ModelAPIError),
        (OVERLOADED, told.ModelAPIError),
        (Broken(Fault.SILENT), told.ModelTimeoutError),
        (Broken(Fault.DROPPED), told.ModelConnectionError),
    ],
    ids=["429", "quota", "500", "503", "silent", "dropped"],
)
def test_without_retries_refusal_is_told_after_one_request(chat_server: ChatServer, way: str, refusal, error: type):
    chat_server.play(refusal)

    outcome = ask(chat_server, way, max_retries=0)

    assert isinstance(outcome.error, error)
    assert outcome.error.is_retryable
    assert outcome.chunks == []
    assert len(chat_server.chats) == 1
    assert outcome.seconds < TIMEOUT_SECONDS + 2


def test_by_default_refusal_is_told_after_three_requests(chat_server: ChatServer):
    chat_server.play(rate_limit(NOW))

    assert isinstance(ask(chat_server, ONCE).error, told.ModelRateLimitError)
    assert len(chat_server.chats) == 3


def test_time_that_the_server_asks_for_is_waited(chat_server: ChatServer):
    chat_server.play(rate_limit("0.4"), Reply())

    ask(chat_server, ONCE)

    first, second = chat_server.chats
    assert second.at - first.at >= 0.4


def test_over_two_minutes_are_not_waited(chat_server: ChatServer):
    chat_server.play(rate_limit("121"))

    assert isinstance(ask(chat_server, ONCE).error, told.ModelRateLimitError)
    assert len(chat_server.chats) == 1


@IN_PIECES
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.STALLED, told.ModelTimeoutError),
        (Fault.CUT, told.ModelConnectionError),
        (Fault.BAD_JSON, json.JSONDecodeError),
        (Fault.ERROR, APIError),
    ],
)
def test_fault_amid_a_stream_is_an_error_after_the_first_chunks(chat_server: ChatServer, way: str, fault, error: type):
    chat_server.play(Broken(fault, after=1))

    outcome = ask(chat_server, way)

    assert outcome.text == "The bridge over "
    assert isinstance(outcome.error, error)
    assert isinstance(outcome.error, told.ModelError) == (fault in {Fault.STALLED, Fault.CUT})
    assert len(chat_server.chats) == 1  # what has begun is not tried again


@IN_PIECES
@pytest.mark.parametrize("fault", [Fault.ENDED, Fault.NO_CHOICES])
def test_stream_that_ends_too_early_is_no_error_and_has_no_reason(chat_server: ChatServer, way: str, fault: Fault):
    chat_server.play(Broken(fault, after=1))

    outcome = ask(chat_server, way)

    assert outcome.error is None
    assert outcome.text == "The bridge over "
    assert outcome.finish_reasons == []


@WHOLE
@pytest.mark.parametrize(
    ("fault", "error", "requests"),
    [
        (Fault.STALLED, told.ModelTimeoutError, 2),
        (Fault.CUT, told.ModelConnectionError, 2),
        (Fault.BAD_JSON, json.JSONDecodeError, 1),
        (Fault.NO_CHOICES, IndexError, 1),
        (Fault.ERROR, ValueError, 1),
    ],
)
def test_fault_of_a_whole_reply_is_an_error(chat_server: ChatServer, way: str, fault, error: type, requests: int):
    chat_server.play(Broken(fault))

    outcome = ask(chat_server, way, max_retries=1)

    assert isinstance(outcome.error, error)
    assert isinstance(outcome.error, told.ModelError) == (fault in {Fault.STALLED, Fault.CUT})
    assert len(chat_server.chats) == requests


@WHOLE
def test_whole_reply_without_a_reason_is_no_error(chat_server: ChatServer, way: str):
    chat_server.play(Broken(Fault.ENDED))

    outcome = ask(chat_server, way)

    assert outcome.error is None
    assert outcome.chunks[0].response_metadata["finish_reason"] is None


@EVERY_WAY
def test_web_page_is_a_plain_value_error(chat_server: ChatServer, way: str):
    chat_server.play(Broken(Fault.PAGE))

    outcome = ask(chat_server, way)

    assert type(outcome.error) is ValueError
    assert len(chat_server.chats) == 1
