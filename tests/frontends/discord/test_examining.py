"""`ask doctor --discord`, against a stand-in Discord."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from frontends.discord.server_with_bot import Newsroom
from servers import LOOPBACK
from support.discord import Discord, serving_discord
from support.discord.accounts import show_application
from support.discord.calls import Call

from bot.frontends.discord import examining
from bot.frontends.discord.inviting import PERMISSIONS
from bot.pipeline import Pipeline

pytestmark = [pytest.mark.allow_hosts([LOOPBACK]), pytest.mark.slow]
APPLICATION, SELF = "/oauth2/applications/@me", "/users/@me"


@pytest.fixture
def discord(monkeypatch: pytest.MonkeyPatch) -> Iterator[Discord]:
    with serving_discord() as serving:
        monkeypatch.setenv("ASK_DISCORD_API_BASE", serving.api_base)
        monkeypatch.setenv("ASK_DISCORD_TOKEN", serving.token)
        monkeypatch.setenv("ASK_DISCORD_ADMINS", "1, 2")
        yield serving


def finding(outcome, name: str) -> dict:
    return next(found for found in outcome.json["findings"] if found["name"] == name)


def answer_as_application(discord: Discord, **changed: object) -> None:
    told = {**show_application(discord.stage, Call((), {}, [], {}, {})), **changed}
    discord.refuse("GET", APPLICATION, 200, body=told)


def test_bot_that_may_begin_is_in_health_with_its_invitation(ask, discord):
    outcome = ask("doctor", "--discord", "--json")

    assert outcome.code == 0
    assert outcome.json["healthy"] is True
    assert [found["name"] for found in outcome.json["findings"]][-6:] == [
        *("token", "discord", "intents", "commands", "invite", "admins")
    ]
    assert {found["status"] for found in outcome.json["findings"]} == {"ok"}
    assert finding(outcome, "invite")["text"] == (
        f"https://discord.com/oauth2/authorize?client_id={discord.application_id}"
        "&scope=bot+applications.commands&permissions=309237763072"
    )
    assert [(asked.method, asked.path) for asked in discord.requests] == [
        ("GET", SELF),
        ("GET", APPLICATION),
        ("GET", f"/applications/{discord.application_id}/commands"),
    ]


def test_permissions_are_those_that_answers_need_and_no_more():
    # https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags
    view, send, embed, attach, history, open_threads, send_in_threads = 10, 11, 14, 15, 16, 35, 38
    bits = (view, send, embed, attach, history, open_threads, send_in_threads)

    assert PERMISSIONS.value == sum(1 << bit for bit in bits) == 309_237_763_072


def test_token_is_never_shown_nor_any_part_of_it(ask, discord, monkeypatch):
    discord.token = "TXlJZA.Gx7qZp.kQ3vWw9bT0yRr5"
    monkeypatch.setenv("ASK_DISCORD_TOKEN", discord.token)

    for outcome in (ask("doctor", "--discord"), ask("doctor", "--discord", "--json")):
        assert outcome.code == 0
        for part in discord.token.split("."):
            assert part not in outcome.out + outcome.err


def test_without_the_option_discord_is_not_asked(ask, discord):
    outcome = ask("doctor", "--json")

    assert outcome.code == 0
    assert "ask discord" in finding(outcome, "network")["text"]
    assert not discord.requests


def test_missing_token_is_wrong_and_named_with_the_next_step(ask, monkeypatch):
    monkeypatch.delenv("ASK_DISCORD_TOKEN", raising=False)
    outcome = ask("doctor", "--discord", "--json")

    assert outcome.code == 8
    assert finding(outcome, "token")["status"] == "wrong"
    assert "ASK_DISCORD_TOKEN is not set" in finding(outcome, "token")["text"]
    assert "developer portal" in finding(outcome, "token")["text"]


@pytest.mark.parametrize("token", ["0123456789abcdef", "Bot MTA.Gx.secret", "MTA..secret", "MTA.Gx.sec ret"])
def test_what_has_no_tokens_shape_is_wrong_and_sent_nowhere(ask, discord, monkeypatch, token):
    monkeypatch.setenv("ASK_DISCORD_TOKEN", token)
    outcome = ask("doctor", "--discord", "--json")

    assert outcome.code == 8
    assert finding(outcome, "token")["status"] == "wrong"
    assert token not in outcome.out + outcome.err
    assert not discord.requests


@pytest.mark.usefixtures("discord")
def test_refused_token_is_wrong(ask, monkeypatch):
    monkeypatch.setenv("ASK_DISCORD_TOKEN", "MTA.another.secret-of-ours")
    outcome = ask("doctor", "--discord", "--json")

    assert outcome.code == 8
    assert finding(outcome, "discord")["status"] == "wrong"
    assert "refuses the token" in finding(outcome, "discord")["text"]
    assert "secret-of-ours" not in outcome.out + outcome.err


def test_discord_that_cannot_be_reached_is_wrong(ask, monkeypatch):
    with serving_discord() as gone:
        monkeypatch.setenv("ASK_DISCORD_TOKEN", gone.token)
        monkeypatch.setenv("ASK_DISCORD_API_BASE", gone.api_base)
    outcome = ask("doctor", "--discord", "--json")

    assert outcome.code == 8
    assert f"{gone.api_base} cannot be reached" in finding(outcome, "discord")["text"]


def test_refusal_is_told_on_one_line_however_long_the_page_that_comes_with_it(ask, discord):
    discord.refuse("GET", SELF, 403, body={"message": "<html>\n" + "no " * 1000, "code": 0})
    outcome = ask("doctor", "--discord", "--json")
    told = finding(outcome, "discord")["text"]

    assert outcome.code == 8
    assert "answers with 403 (<html> no no" in told
    assert len(told) < 350


def test_discord_that_does_not_answer_is_waited_for_only_so_long(ask, discord, monkeypatch):
    monkeypatch.setattr(examining, "PATIENCE_SECONDS", 0.5)
    discord.delay("GET", SELF, 5)
    outcome = ask("doctor", "--discord", "--json")

    assert outcome.code == 8
    assert "gives no answer" in finding(outcome, "discord")["text"]


@pytest.mark.usefixtures("discord")
def test_token_is_not_sent_to_another_machine(ask, monkeypatch):
    monkeypatch.setenv("ASK_DISCORD_API_BASE", "http://discord.example/api/v10")
    outcome = ask("doctor", "--discord", "--json")

    assert outcome.code == 8
    assert "loopback" in finding(outcome, "discord")["text"]


@pytest.mark.parametrize(
    ("setting", "portal", "status", "told"),
    [
        ("off", False, "ok", "none is needed"),
        ("off", True, "ok", "not used"),
        ("on", True, "ok", "is on, as ASK_DISCORD_MESSAGE_CONTENT"),
        ("on", False, "wrong", "switch it on in the developer portal"),
    ],
)
def test_portals_switch_is_held_against_the_setting(ask, discord, monkeypatch, *, setting, portal, status, told):
    monkeypatch.setenv("ASK_DISCORD_MESSAGE_CONTENT", setting)
    discord.message_content_allowed = portal
    outcome = ask("doctor", "--discord", "--json")

    assert outcome.code == (8 if status == "wrong" else 0)
    assert finding(outcome, "intents")["status"] == status
    assert told in finding(outcome, "intents")["text"]


def test_intent_that_discord_has_reviewed_counts_too(ask, discord, monkeypatch):
    monkeypatch.setenv("ASK_DISCORD_MESSAGE_CONTENT", "on")
    answer_as_application(discord, flags=1 << 18)

    assert finding(ask("doctor", "--discord", "--json"), "intents")["status"] == "ok"


def test_endpoint_that_would_get_the_commands_is_wrong(ask, discord):
    answer_as_application(discord, interactions_endpoint_url="https://elsewhere.example/interactions")
    outcome = ask("doctor", "--discord", "--json")

    assert outcome.code == 8
    assert "Interactions Endpoint URL" in finding(outcome, "endpoint")["text"]


def test_code_grant_that_stops_invitations_is_warned_of(ask, discord):
    answer_as_application(discord, bot_require_code_grant=True)
    outcome = ask("doctor", "--discord", "--json")

    assert outcome.code == 0
    assert finding(outcome, "invite")["status"] == "warning"
    assert "Requires OAuth2 Code Grant" in finding(outcome, "invite")["text"]


@pytest.mark.usefixtures("discord")
def test_nobody_who_may_take_articles_in_is_warned_of(ask, monkeypatch):
    monkeypatch.delenv("ASK_DISCORD_ADMINS")
    outcome = ask("doctor", "--discord", "--json")

    assert outcome.code == 0
    assert finding(outcome, "admins")["status"] == "warning"
    assert "ASK_DISCORD_ADMINS" in finding(outcome, "admins")["text"]


@pytest.mark.usefixtures("discord")
def test_commands_that_were_not_sent_yet_are_no_fault(ask):
    found = finding(ask("doctor", "--discord", "--json"), "commands")

    assert found["status"] == "ok"
    assert "not sent" in found["text"]


def test_commands_that_are_gone_though_they_were_sent_are_warned_of(ask, discord, ask_home: Path):
    (ask_home / "discord-commands.json").write_text(json.dumps({str(discord.application_id): "a hash"}))
    outcome = ask("doctor", "--discord", "--json")

    assert outcome.code == 0
    assert finding(outcome, "commands")["status"] == "warning"
    assert "missing: /ask, /sources" in finding(outcome, "commands")["text"]
    assert "`ask discord` sends them" in finding(outcome, "commands")["text"]


def test_commands_of_another_bot_are_warned_of(ask, discord):
    discord.stage.world.commands = [{"id": "1", "type": 1, "name": "play", "description": "Play"}]

    assert "unknown: /play" in finding(ask("doctor", "--discord", "--json"), "commands")["text"]


def test_commands_that_discord_does_not_tell_are_warned_of_and_the_rest_is_told(ask, discord):
    discord.refuse("GET", "/commands$", 403, body={"message": "Missing Access", "code": 50001})
    outcome = ask("doctor", "--discord", "--json")

    assert outcome.code == 0
    assert finding(outcome, "commands")["status"] == "warning"
    assert "answers with 403 (Missing Access)" in finding(outcome, "commands")["text"]
    assert finding(outcome, "invite")["status"] == "ok"


@pytest.mark.usefixtures("bot")
def test_commands_that_the_bot_sent_are_in_sync(ask, newsroom: Newsroom, pipeline: Pipeline, monkeypatch):
    monkeypatch.setenv("ASK_HOME", str(pipeline.home))
    assert newsroom.discord.syncs == 1

    found = finding(ask("doctor", "--discord", "--json"), "commands")

    assert found == {"name": "commands", "status": "ok", "text": "as Discord has them"}


@pytest.mark.usefixtures("discord")
def test_asking_discord_writes_nothing(ask, ask_home: Path):
    ask("doctor", "--discord")

    assert list(ask_home.iterdir()) == []
