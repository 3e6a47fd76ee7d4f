"""The limits of the stand-in Discord, asked without any client that has its own."""

from collections.abc import Iterator
from typing import Any

import pytest
from servers import LOOPBACK

from support.discord import Channel, Discord, Interaction, serving_discord
from support.discord.limits import FILE_BYTES
from support.discord.plain_client import PlainClient

pytestmark = pytest.mark.allow_hosts([LOOPBACK])
Json = dict[str, Any]


@pytest.fixture(scope="module")
def stand_in() -> Iterator[Discord]:
    with serving_discord() as served:
        served.buckets = False
        yield served


@pytest.fixture(scope="module")
def client(stand_in: Discord) -> PlainClient:
    return PlainClient(stand_in)


@pytest.fixture(scope="module")
def general(stand_in: Discord) -> Channel:
    return stand_in.guild("Newsroom").channel("general")


@pytest.fixture
def asked(stand_in: Discord, general: Channel) -> Interaction:
    stand_in.stage.world.syncs = 0  # whatever other tests registered
    return stand_in.command(stand_in.user("ada"), general, "ask")


def button(label: str = "Go", custom_id: str = "go", **more: object) -> Json:
    return {"type": 2, "style": 1, "label": label, "custom_id": custom_id, **more}


def rows(*components: Json, number: int = 1) -> Json:
    return {"content": "x", "components": [{"type": 1, "components": list(components)}] * number}


def select(options: int = 1, **more: object) -> Json:
    listed = [{"label": "x", "value": str(number)} for number in range(options)]
    return {"type": 3, "custom_id": "one", "options": listed, **more}


def many(number: int) -> list[Json]:
    return [button(custom_id=str(n)) for n in range(number)]


FITTING: list[Json] = [
    {"content": "x" * 2000},
    {"content": f"  {'x' * 2000}\n"},
    {"embeds": [{"title": "x" * 256, "description": "x" * 4096, "footer": {"text": "x" * 1648}}]},
    {"embeds": [{"fields": [{"name": "x", "value": "y"}] * 25}] * 10},
    rows(*many(5)),
    rows(button("x" * 80, "x" * 100)),
    rows(button("", emoji={"name": "👍"})),
    rows(select(25)),
    {"flags": 1 << 15, "components": [{"type": 10, "content": "x" * 4000}]},
]
REFUSED: list[tuple[Json, str]] = [
    ({"content": "x" * 2001}, "content"),
    ({"embeds": [{"title": "x"}] * 11}, "embeds"),
    ({"embeds": [{"title": "x" * 257}]}, "embeds.0.title"),
    ({"embeds": [{"title": "x"}, {"description": "x" * 4097}]}, "embeds.1.description"),
    ({"embeds": [{"fields": [{"name": "x", "value": "y"}] * 26}]}, "embeds.0.fields"),
    ({"embeds": [{"fields": [{"name": "x" * 257, "value": "y"}]}]}, "embeds.0.fields.0.name"),
    ({"embeds": [{"fields": [{"name": "x", "value": "y" * 1025}]}]}, "embeds.0.fields.0.value"),
    ({"embeds": [{"fields": [{"name": "x", "value": " "}]}]}, "embeds.0.fields.0.value"),
    ({"embeds": [{"title": "x", "footer": {"text": "x" * 2049}}]}, "embeds.0.footer.text"),
    ({"embeds": [{"title": "x", "author": {"name": "x" * 257}}]}, "embeds.0.author.name"),
    ({"embeds": [{"title": "x", "url": "file:///x"}]}, "embeds.0.url"),
    ({"embeds": [{"description": "x" * 3001}, {"description": "x" * 3000}]}, "embeds"),
    (rows(button(), number=6), "components"),
    (rows(*many(6)), "components.0.components"),
    (rows(), "components.0.components"),
    (rows(button("x" * 81)), "components.0.label"),
    (rows(button(custom_id="x" * 101)), "components.0.custom_id"),
    (rows(button("")), "components.0.label"),
    (rows(button(), button()), "components"),
    (rows(select(26)), "components.0.options"),
    (rows(select(placeholder="x" * 151)), "components.0.placeholder"),
    (rows(select(), button()), "components.0.components"),
    ({"content": "x", "components": [button()]}, "components.0.type"),
    ({"flags": 1 << 15, "content": "x", "components": [{"type": 10, "content": "x"}]}, "content"),
    ({"flags": 1 << 15, "components": [{"type": 10, "content": "x"}] * 41}, "components"),
    ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, "allowed_mentions"),
    ({"content": "x", "message_reference": {"message_id": "1"}}, "message_reference"),
]


@pytest.mark.parametrize("body", FITTING)
def test_what_fits_is_taken(client: PlainClient, general: Channel, body: Json) -> None:
    assert client.ask("POST", f"/channels/{general.id}/messages", body).status == 200


@pytest.mark.parametrize(("body", "place"), REFUSED)
def test_what_is_too_much_is_refused_at_its_place(
    client: PlainClient, general: Channel, body: Json, place: str
) -> None:
    answer = client.ask("POST", f"/channels/{general.id}/messages", body)

    assert answer.code == (400, 50035)
    assert place in answer.faults


@pytest.mark.parametrize("body", [{}, {"content": " \n"}, {"embeds": []}, {"content": None, "components": []}])
def test_an_empty_message_is_refused(client: PlainClient, general: Channel, body: Json) -> None:
    assert client.ask("POST", f"/channels/{general.id}/messages", body).code == (400, 50006)


def test_edits_are_held_to_the_same_limits(client: PlainClient, general: Channel) -> None:
    path = f"/channels/{general.id}/messages"
    made = client.ask("POST", path, {"content": "x"}).body["id"]

    assert client.ask("PATCH", f"{path}/{made}", {"content": "x" * 2001}).code == (400, 50035)
    assert client.ask("PATCH", f"{path}/{made}", {"content": ""}).code == (400, 50006)
    assert client.ask("PATCH", f"{path}/{made}", {"content": "y"}).body["content"] == "y"


def test_files_are_held_to_their_size(client: PlainClient, general: Channel) -> None:
    path = f"/channels/{general.id}/messages"
    content = {"content": "x"}

    assert client.ask("POST", path, content, files={"a.md": b"x" * FILE_BYTES}).status == 200
    assert client.ask("POST", path, content, files={"a.md": b"x" * (FILE_BYTES + 1)}).code == (400, 50035)
    assert client.ask("POST", path, content, files={str(n): b"x" * (9 << 20) for n in range(3)}).code == (413, 40005)
    assert [len(file.content) for file in general.messages[-1].attachments] == [FILE_BYTES]


@pytest.mark.parametrize(
    ("name", "minutes", "status"), [("x" * 100, 60, 200), ("x" * 101, 60, 400), (" ", 60, 400), ("x", 61, 400)]
)
def test_threads_are_held_to_theirs(
    client: PlainClient, general: Channel, name: str, minutes: int, status: int
) -> None:
    path = f"/channels/{general.id}/messages"
    made = client.ask("POST", path, {"content": "x"}).body["id"]
    body = {"name": name, "auto_archive_duration": minutes}
    answer = client.ask("POST", f"{path}/{made}/threads", body)

    assert answer.status == status
    if status == 200:
        assert client.ask("POST", f"{path}/{made}/threads", body).code == (400, 160004)
        inner = client.ask("POST", f"/channels/{answer.body['id']}/messages", {"content": "x"}).body
        nested = client.ask("POST", f"/channels/{answer.body['id']}/messages/{inner['id']}/threads", body)
        assert nested.code == (400, 50024)


def named(name: str = "ask", description: str = "Ask", **more: object) -> Json:
    return {"name": name, "type": 1, "description": description, **more}


LONG = [{"name": "x" * 90, "value": f"{n:090}"} for n in range(25)]
OPTION = {"type": 3, "name": "one", "description": "One"}


@pytest.mark.parametrize(
    ("commands", "status"),
    [
        ([named(str(n)) for n in range(100)], 200),
        ([named(str(n)) for n in range(101)], 400),
        ([named("x" * 33)], 400),
        ([named("Ask")], 400),
        ([named("two words")], 400),
        ([named(), named()], 400),
        ([named(description="x" * 101)], 400),
        ([named(description="")], 400),
        ([{"name": "Answer this", "type": 3}], 200),
        ([{"name": "Answer this", "type": 3, "description": "No"}], 400),
        ([{"name": str(n), "type": 3} for n in range(16)], 400),
        ([named(options=[{**OPTION, "name": str(n)} for n in range(26)])], 400),
        ([named(options=[OPTION, {**OPTION, "name": "two", "required": True}])], 400),
        ([named(options=[{**OPTION, "choices": [{"name": str(n), "value": str(n)} for n in range(26)]}])], 400),
        ([named(options=[{**OPTION, "name": f"x{n}", "choices": LONG} for n in range(4)])], 400),
    ],
)
def test_commands_are_held_to_theirs(client: PlainClient, stand_in: Discord, commands: list[Json], status: int) -> None:
    assert client.ask("PUT", f"/applications/{stand_in.application_id}/commands", commands).status == status


def text_input(**more: object) -> Json:
    return {"type": 1, "components": [{"type": 4, "custom_id": str(more), "label": "x", "style": 1, **more}]}


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"title": "x" * 45, "components": [text_input()]}, 204),
        ({"title": "x" * 46, "components": [text_input()]}, 400),
        ({"title": "x", "components": [text_input(placeholder=str(n)) for n in range(6)]}, 400),
        ({"title": "x", "components": []}, 400),
        ({"title": "x", "components": [text_input(label="x" * 46)]}, 400),
        ({"title": "x", "components": [text_input(max_length=4001)]}, 400),
    ],
)
def test_forms_are_held_to_theirs(client: PlainClient, asked: Interaction, form: Json, status: int) -> None:
    body = {"type": 9, "data": {"custom_id": "form", **form}}

    assert client.ask("POST", f"/interactions/{asked.id}/{asked.token}/callback", body).status == status
