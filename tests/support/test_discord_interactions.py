"""The life of an interaction on the stand-in Discord, and what it keeps count of, step by step."""

from collections.abc import Iterator
from typing import Any

import pytest
from servers import LOOPBACK

from support.discord import Channel, Discord, Interaction, User, serving_discord
from support.discord.plain_client import Answer, PlainClient

pytestmark = pytest.mark.allow_hosts([LOOPBACK])
Json = dict[str, Any]
UNKNOWN_WEBHOOK, UNKNOWN_MESSAGE = (404, 10015), (404, 10008)
UNKNOWN_INTERACTION, ALREADY, EXPIRED, INVALID = (404, 10062), (400, 40060), (401, 50027), (400, 50035)
FORM = {"custom_id": "form", "title": "Form", "components": []}
FORM["components"] = [{"type": 18, "label": "Why", "component": {"type": 4, "custom_id": "why", "style": 1}}]
TEXT = "text/plain; charset=utf-8"
BUTTON = [{"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]}]


@pytest.fixture
def stand_in() -> Iterator[Discord]:
    with serving_discord() as served:
        yield served


@pytest.fixture
def client(stand_in: Discord) -> PlainClient:
    return PlainClient(stand_in)


@pytest.fixture
def asked(stand_in: Discord, general: Channel, ada: User) -> Interaction:
    return stand_in.command(ada, general, "ask", {"question": "How far?"})


@pytest.fixture
def hook(stand_in: Discord, asked: Interaction) -> str:
    return f"/webhooks/{stand_in.application_id}/{asked.token}"


def call_back(client: PlainClient, asked: Interaction, kind: int, data: Json | None = None) -> Answer:
    body = {"type": kind} if data is None else {"type": kind, "data": data}
    return client.ask("POST", f"/interactions/{asked.id}/{asked.token}/callback?with_response=1", body)


def test_it_is_answered_once(client: PlainClient, asked: Interaction, hook: str) -> None:
    assert client.ask("PATCH", f"{hook}/messages/@original", {"content": "x"}).code == UNKNOWN_WEBHOOK
    assert client.ask("POST", hook, {"content": "x"}).code == UNKNOWN_WEBHOOK
    first = call_back(client, asked, 4, {"content": "x"})
    assert first.status == 200
    assert first.body["resource"]["message"]["content"] == "x"
    assert first.headers["content-type"] == "application/json"
    assert call_back(client, asked, 5).code == ALREADY
    assert client.ask("PATCH", f"{hook}/messages/@original", {"content": "y"}).body["content"] == "y"


def test_a_refused_answer_is_none(client: PlainClient, asked: Interaction) -> None:
    assert call_back(client, asked, 4, {"content": "x" * 2001}).faults == ["data.content"]
    assert call_back(client, asked, 4, {}).code == (400, 50006)
    assert asked.answer is None
    assert call_back(client, asked, 4, {"content": "x"}).status == 200


def test_after_three_seconds_it_is_unknown(client: PlainClient, asked: Interaction) -> None:
    asked.dispatched -= 3.1

    assert call_back(client, asked, 5).code == UNKNOWN_INTERACTION


def test_after_a_quarter_of_an_hour_its_token_is_worth_nothing(
    client: PlainClient, stand_in: Discord, asked: Interaction, hook: str
) -> None:
    call_back(client, asked, 5)
    stand_in.expire(asked)

    assert client.ask("PATCH", f"{hook}/messages/@original", {"content": "x"}).code == EXPIRED
    assert client.ask("POST", hook, {"content": "x"}).code == EXPIRED


def test_a_deferred_answer_stays_as_private_as_it_began(client: PlainClient, asked: Interaction, hook: str) -> None:
    call_back(client, asked, 5, {"flags": 64})
    client.ask("PATCH", f"{hook}/messages/@original", {"content": "x", "flags": 0})
    followed = client.ask("POST", hook, {"content": "y"})

    assert asked.message().ephemeral
    assert not asked.followup().ephemeral
    assert followed.body["id"] == str(asked.followups[0].id)
    path = f"/channels/{asked.channel.id}/messages/{asked.message().id}"
    assert client.ask("GET", path).code == UNKNOWN_MESSAGE
    assert client.ask("PATCH", path, {"content": "z"}).code == UNKNOWN_MESSAGE


def test_the_first_message_after_a_deferral_takes_its_place(client: PlainClient, asked: Interaction, hook: str) -> None:
    call_back(client, asked, 5)
    client.ask("POST", hook, {"content": "x"})

    assert asked.message().content == "x"
    assert asked.followups == []


def test_answers_can_be_deleted(client: PlainClient, asked: Interaction, hook: str) -> None:
    call_back(client, asked, 4, {"content": "x"})

    assert client.ask("DELETE", f"{hook}/messages/@original").status == 204
    assert client.ask("PATCH", f"{hook}/messages/@original", {"content": "y"}).code == UNKNOWN_MESSAGE
    assert asked.channel.messages == []


def test_a_form_answers_no_form(client: PlainClient, stand_in: Discord, asked: Interaction, ada: User) -> None:
    assert call_back(client, asked, 9, FORM).status == 200
    with pytest.raises(AssertionError):
        stand_in.submit(ada, asked, {"Why not": "Because"})
    sent = stand_in.submit(ada, asked, {"Why": "Because"})

    assert sent.data["components"][0]["component"]["value"] == "Because"
    assert call_back(client, sent, 9, FORM).code == INVALID
    assert call_back(client, sent, 7, {"content": "x"}).code == INVALID
    assert call_back(client, sent, 4, {"content": "x"}).status == 200


def test_a_pressed_button_may_change_its_message(
    client: PlainClient, stand_in: Discord, asked: Interaction, ada: User
) -> None:
    call_back(client, asked, 4, {"content": "x", "components": BUTTON})
    pressed = stand_in.click(ada, asked.message(), "Go")

    assert call_back(client, pressed, 7, {"content": "y", "components": []}).status == 200
    assert asked.message() is pressed.message()
    assert asked.message().content == "y"
    with pytest.raises(AssertionError):
        stand_in.click(ada, asked.message(), "Go")


def test_choices_are_the_only_answer_to_typing(
    client: PlainClient, stand_in: Discord, general: Channel, ada: User
) -> None:
    with pytest.raises(AssertionError):
        stand_in.choose(ada, general, "ask", option="publisher", typed="A", timeout=0.01)
    typing = next(asked for asked in stand_in.stage.world.interactions.values() if asked.type == 4)
    choices = [{"name": str(n), "value": str(n)} for n in range(26)]

    assert call_back(client, typing, 4, {"content": "x"}).code == INVALID
    assert call_back(client, typing, 8, {"choices": choices}).code == INVALID
    assert call_back(client, typing, 8, {"choices": [{"name": "x" * 101, "value": "x"}]}).code == INVALID
    assert call_back(client, typing, 8, {"choices": choices[:25]}).status == 200


@pytest.mark.parametrize(
    ("allowed", "posted", "answered"),
    [
        (None, ["@everyone", "<@1>", "<@&2>"], ["<@1>"]),
        ({"parse": []}, [], []),
        ({"parse": ["everyone"]}, ["@everyone"], ["@everyone"]),
        ({"parse": [], "users": ["1"]}, ["<@1>"], ["<@1>"]),
        ({"parse": ["roles"]}, ["<@&2>"], ["<@&2>"]),
    ],
)
def test_pings_are_those_that_are_allowed(
    client: PlainClient, asked: Interaction, allowed: Json | None, posted: list[str], answered: list[str]
) -> None:
    body: Json = {"content": "@everyone <@1> <@&2>", "embeds": [{"description": "@here"}]}
    if allowed is not None:
        body["allowed_mentions"] = allowed
    call_back(client, asked, 4, body)
    client.ask("POST", f"/channels/{asked.channel.id}/messages", body)

    assert [message.pings for message in asked.channel.messages] == [answered, posted]


def test_a_bucket_empties_and_fills(client: PlainClient, stand_in: Discord, general: Channel) -> None:
    path = f"/channels/{general.id}/messages"
    answers = [client.ask("POST", path, {"content": "x"}) for _ in range(6)]

    assert [answer.status for answer in answers] == [200] * 5 + [429]
    assert [answer.headers["x-ratelimit-remaining"] for answer in answers] == ["4", "3", "2", "1", "0", "0"]
    assert 4 < answers[5].body["retry_after"] <= 5
    assert answers[5].headers["via"]
    stand_in.buckets = False
    assert client.ask("POST", path, {"content": "x"}).status == 200


def test_what_is_unknown_is_noted(client: PlainClient, stand_in: Discord, general: Channel) -> None:
    stand_in.refuse("GET", "/users/@me", 503)
    stand_in.delete(general)

    assert client.ask("GET", "/users/@me").status == 503
    assert client.ask("GET", "/users/@me", token="wrong").body == {"message": "401: Unauthorized", "code": 0}
    assert client.ask("GET", f"/channels/{general.id}").code == (404, 10003)
    assert client.ask("GET", "/nowhere").status == 404
    assert stand_in.surprises == ["GET /nowhere"]


def test_others_messages_are_not_the_bots(client: PlainClient, stand_in: Discord, general: Channel, ada: User) -> None:
    said = stand_in.say(ada, general, "x")
    path = f"/channels/{general.id}/messages/{said.id}"

    assert client.ask("PATCH", path, {"content": "y"}).code == (403, 50005)
    assert client.ask("DELETE", path).code == (403, 50013)
    assert client.ask("GET", path).body["content"] == ""
    assert client.ask("GET", f"/channels/{general.id}/messages").body[0]["id"] == str(said.id)
    stand_in.message_content_allowed = True
    assert client.ask("GET", path).body["content"] == "x"


def test_a_thread_sleeps_until_somebody_writes(
    client: PlainClient, stand_in: Discord, general: Channel, ada: User
) -> None:
    said = stand_in.say(ada, general, "x")
    path = f"/channels/{general.id}/messages/{said.id}/threads"
    thread = client.ask("POST", path, {"name": "x"}).body["id"]
    inside = client.ask("POST", f"/channels/{thread}/messages", {"content": "x"}).body["id"]
    archived = client.ask("PATCH", f"/channels/{thread}", {"archived": True, "name": "y"})

    assert archived.body["thread_metadata"]["archived"]
    assert client.ask("PATCH", f"/channels/{thread}/messages/{inside}", {"content": "y"}).code == (400, 50083)
    stand_in.say(ada, general.threads[0], "again")
    assert client.ask("PATCH", f"/channels/{thread}/messages/{inside}", {"content": "y"}).status == 200
    history = client.ask("GET", f"/channels/{thread}/messages?limit=2").body
    assert [message["content"] for message in history] == ["", "y"]
    assert [message.content for message in general.threads[0].messages] == ["y", "again"]


def test_a_body_that_is_not_understood_is_a_surprise(client: PlainClient, stand_in: Discord, general: Channel) -> None:
    assert client.ask("POST", f"/channels/{general.id}/messages", {"embeds": ["x"]}).status == 500
    assert "embeds" in stand_in.surprises[0]


def test_a_file_is_kept_replaced_and_served(client: PlainClient, general: Channel) -> None:
    path = f"/channels/{general.id}/messages"
    made = client.ask("POST", path, {"attachments": [{"id": 0, "description": "d"}]}, files={"a.md": b"# A"}).body
    kept = [{"id": made["attachments"][0]["id"]}, {"id": 0, "filename": "b.txt"}]
    changed = client.ask("PATCH", f"{path}/{made['id']}", {"attachments": kept}, files={"x": b"B"}).body

    assert [(file.name, file.content) for file in general.messages[0].attachments] == [
        ("a.md", b"# A"),
        ("b.txt", b"B"),
    ]
    assert [file["content_type"] for file in changed["attachments"]] == ["text/markdown; charset=utf-8", TEXT]
    assert client.ask("PATCH", f"{path}/{made['id']}", {"attachments": [{"id": "5"}]}).code == INVALID
    client.ask("PATCH", f"{path}/{made['id']}", {"attachments": [], "content": "none"})
    assert general.messages[0].attachments == []
