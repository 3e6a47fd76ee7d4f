"""The bot as a process: what stops it, what ends it at once and with which code, and what it tells a supervisor."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from frontends.discord.server_with_bot import Newsroom, is_answer, open_newsroom, told
from servers import LOOPBACK
from support.chat_behaviours import Reply
from support.chat_server import serving_chat
from support.discord import Interaction

import bot
from bot.errors import ExitCode
from bot.frontends.cli import run

pytestmark = pytest.mark.allow_hosts([LOOPBACK])
QUESTION = {"question": "What did Shoigu show Kim?"}
BEGIN_SECONDS = 120  # on a machine that has much else to do
RESPONSE = "/messages/@original$"


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    """A server of which each test sees the whole history."""
    with open_newsroom() as opened:
        yield opened


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the processes keep their state; the first of them makes the index."""
    return tmp_path_factory.mktemp("process")


@dataclass
class Process:
    """A bot that runs, and where it tells its health."""

    process: "subprocess.Popen[str]"
    address: str

    def get(self, path: str) -> tuple[int, str]:
        """Return status and text of a page; 0 where nobody answers."""
        try:
            with urllib.request.urlopen(f"http://{self.address}{path}", timeout=5) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def stop(self, number: int = signal.SIGTERM) -> None:
        self.process.send_signal(number)

    def ended(self) -> tuple[int, str]:
        """Wait for the end, and return the exit code and what stood on stderr."""
        _, err = self.process.communicate(timeout=BEGIN_SECONDS)
        return self.process.returncode, err


def free_address() -> str:
    with closing(socket.create_server((LOOPBACK, 0))) as listening:
        return f"{LOOPBACK}:{listening.getsockname()[1]}"


@contextmanager
def running(home: Path, *, address: str | None = None, **env: str) -> Iterator[Process]:
    """Run the bot as users do for the length of the block, and see to it that it is gone after."""
    address = address or free_address()
    path = str(Path(bot.__file__).parent.parent)
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "--health", address],
        env={**os.environ, "PYTHONPATH": path, "ASK_HOME": str(home), **env},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Process(process, address)
        finally:
            process.kill()


@dataclass
class Stopped:
    """A bot that was told to stop while it answered, and how that went."""

    running: Interaction
    """The question that was being answered."""
    waiting: Interaction
    """Another one of the same person, whose turn had not come."""
    late: Interaction
    """A question that came after the signal."""
    health: dict[str, int]
    """The status of the pages after the signal."""
    figures: str
    """What `/metrics` told before it."""
    closes: list[int | None]
    code: int
    err: str


@pytest.fixture(scope="module")
def stopped(home: Path) -> Iterator[Stopped]:
    with pytest.MonkeyPatch.context() as patch, open_newsroom() as newsroom:
        patch.setenv("ASK_HOME", str(home))
        discord, channel, ada, eve = newsroom.discord, newsroom.channel, newsroom.ada, newsroom.discord.user("eve")
        with running(home) as process:
            discord.wait_until_ready(BEGIN_SECONDS)
            discord.command(eve, channel, "ask", QUESTION).final(is_answer)
            # The bot counts an answer when it has heard that it is shown, which is a moment after it is.
            discord.wait(lambda: 'stage="whole"' in process.get("/metrics")[1])
            figures = process.get("/metrics")[1]
            discord.delay("PATCH", RESPONSE, 3.0)
            first, second = (discord.command(ada, channel, "ask", QUESTION) for _ in range(2))
            second.response()
            discord.wait(lambda: [r for r in discord.requests if r.method == "PATCH" and r.status is None])
            process.stop()
            discord.wait(lambda: process.get("/readyz")[0] == 503)
            health = {path: process.get(path)[0] for path in ("/livez", "/readyz", "/metrics")}
            late = discord.command(eve, channel, "ask", QUESTION)
            code, err = process.ended()
            discord.wait(lambda: discord.closes)
        yield Stopped(first, second, late, health, figures, discord.closes, code, err)


@pytest.mark.slow
def test_signal_lets_the_running_answer_arrive(stopped: Stopped):
    assert "Kinzhal" in told(stopped.running.final(is_answer))


@pytest.mark.slow
def test_question_that_waits_at_the_signal_is_told_to_come_back(stopped: Stopped):
    assert "being restarted" in stopped.waiting.message().text


@pytest.mark.slow
def test_question_after_the_signal_is_told_to_come_back(stopped: Stopped):
    message = stopped.late.message()

    assert message.ephemeral
    assert "being restarted" in message.text


@pytest.mark.slow
def test_signal_ends_the_process_with_success_and_the_gateway_properly(stopped: Stopped):
    assert stopped.code == ExitCode.DONE
    assert stopped.closes == [1000]
    assert "Traceback" not in stopped.err


@pytest.mark.slow
def test_bot_that_is_being_stopped_is_alive_and_not_ready(stopped: Stopped):
    assert stopped.health == {"/livez": 200, "/readyz": 503, "/metrics": 200}


@pytest.mark.slow
def test_figures_tell_what_became_of_questions(stopped: Stopped):
    assert 'ask_questions_total{outcome="answered"} 1.0' in stopped.figures
    assert 'ask_stage_seconds_count{stage="whole"} 1.0' in stopped.figures


@pytest.mark.slow
def test_token_is_in_no_line_of_the_log(stopped: Stopped):
    assert stopped.err
    assert "stand-in.token" not in stopped.err


@pytest.mark.slow
def test_answer_that_takes_too_long_at_the_signal_says_so(newsroom: Newsroom, home: Path):
    discord, channel, ada = newsroom.discord, newsroom.channel, newsroom.ada
    written = Reply("Kim came by train. " * 20, piece_chars=4, pause_seconds=1.0)
    with serving_chat(written) as chat:
        env = {"ASK_MODEL": "openai:test", "ASK_BASE_URL": chat.url, "OPENAI_API_KEY": "x"}
        with running(home, **env) as process:
            discord.wait_until_ready(BEGIN_SECONDS)
            asked = discord.command(ada, channel, "ask", QUESTION)
            asked.response()
            discord.wait(lambda: "not checked yet" in str(asked.original.edits), BEGIN_SECONDS)
            process.stop()
            code, err = process.ended()

    assert (code, "Traceback" in err) == (ExitCode.DONE, False)
    assert "being restarted" in told(asked.original)
    assert "not checked yet" not in str(asked.original.edits[-1])


@pytest.mark.slow
def test_bot_whose_first_connection_is_refused_is_not_ready_until_it_is_connected(newsroom: Newsroom, home: Path):
    discord = newsroom.discord
    discord.gateway.refuse(1)
    with running(home) as process:
        discord.wait(lambda: process.get("/livez")[0] == 200, BEGIN_SECONDS)
        assert process.get("/readyz") == (503, "not ready\n")

        discord.wait_until_ready(BEGIN_SECONDS)
        discord.wait(lambda: process.get("/readyz") == (200, "ready\n"))
        asked = discord.command(newsroom.ada, newsroom.channel, "ask", QUESTION)

        assert "Kinzhal" in told(asked.final(is_answer))


@pytest.mark.slow
def test_interrupt_from_the_keyboard_ends_the_process_with_success(newsroom: Newsroom, home: Path):
    with running(home) as process:
        newsroom.discord.wait_until_ready(BEGIN_SECONDS)
        process.stop(signal.SIGINT)

        code, err = process.ended()

    assert code == ExitCode.DONE
    assert "Traceback" not in err


@pytest.mark.slow
def test_signal_ends_a_bot_that_is_just_connecting_anew(newsroom: Newsroom, home: Path):
    with running(home) as process:
        newsroom.discord.wait_until_ready(BEGIN_SECONDS)
        newsroom.discord.gateway.invalidate()  # discord.py waits five seconds then before it identifies itself
        newsroom.discord.wait(lambda: newsroom.discord.closes)
        process.stop()

        code, err = process.ended()

    assert code == ExitCode.DONE
    assert "Traceback" not in err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"ASK_DISCORD_TOKEN": "not.a.token"}, "ask: Discord refuses the token; "),
        ({"ASK_DISCORD_MESSAGE_CONTENT": "1"}, "ask: Discord does not let this bot read messages; "),
    ],
    ids=["token", "intent"],
)
@pytest.mark.usefixtures("newsroom")
def test_refusal_by_discord_ends_the_process_with_its_own_code_and_a_sentence(
    home: Path, env: dict[str, str], said: str
):
    with running(home, **env) as process:
        code, err = process.ended()

    assert code == ExitCode.REFUSED_BY_DISCORD
    assert err.splitlines()[-1].startswith(said)
    assert err.count("ask: ") == 1
    assert "Traceback" not in err


@pytest.mark.slow
def test_token_that_is_changed_meanwhile_ends_the_process_as_one_that_was_wrong(newsroom: Newsroom, home: Path):
    with running(home) as process:
        newsroom.discord.wait_until_ready(BEGIN_SECONDS)
        newsroom.discord.gateway.close(4004)

        code, err = process.ended()

    assert code == ExitCode.REFUSED_BY_DISCORD
    assert err.splitlines()[-1].startswith("ask: Discord refuses the token; ")
    assert "Traceback" not in err


@pytest.mark.slow
@pytest.mark.usefixtures("newsroom")
def test_discord_that_cannot_be_reached_ends_the_process_with_a_sentence(home: Path):
    with running(home, ASK_DISCORD_API_BASE=f"http://{free_address()}/api/v10") as process:
        code, err = process.ended()

    assert code == ExitCode.UNREACHABLE
    assert err.splitlines()[-1].startswith("ask: Discord could not be reached (")
    assert "Traceback" not in err


@pytest.mark.slow
@pytest.mark.usefixtures("newsroom")
def test_health_address_that_is_taken_ends_the_process_as_a_wrong_setting(home: Path):
    with closing(socket.create_server((LOOPBACK, 0))) as listening:
        address = f"{LOOPBACK}:{listening.getsockname()[1]}"
        with running(home, address=address) as process:
            code, err = process.ended()

    assert code == ExitCode.CONFIGURATION
    assert err.splitlines()[-1].startswith(f"ask: --health {address} cannot be served at (")
    assert "Traceback" not in err


@pytest.mark.parametrize("address", ["nonsense", "127.0.0.1", "127.0.0.1:", ":9090", "127.0.0.1:99999", "127.0.0.1:-1"])
@pytest.mark.usefixtures("newsroom")
def test_health_address_that_is_none_is_refused(address: str, capsys: pytest.CaptureFixture[str]):
    assert run(["discord", "--health", address]) == ExitCode.CONFIGURATION

    assert capsys.readouterr().err.startswith("ask: --health takes HOST:PORT")


@pytest.mark.parametrize(("token", "told"), [("", "is not set; "), ("0123456789abcdef", "is not three parts ")])
def test_bot_without_a_token_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, token: str, told: str
):
    monkeypatch.setenv("ASK_DISCORD_TOKEN", token)

    assert run(["discord"]) == ExitCode.CONFIGURATION

    assert capsys.readouterr().err.startswith(f"ask: ASK_DISCORD_TOKEN {told}")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("ASK_DISCORD_ROLE", "did you mean ASK_DISCORD_ROLES?"),
        ("ASK_DISCORT_TOKEN", "did you mean ASK_DISCORD_TOKEN?"),
    ],
)
def test_setting_that_is_misspelt_is_refused_with_what_was_meant(
    name: str, hint: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(name, "1234567890")

    assert run(["discord"]) == ExitCode.CONFIGURATION

    assert capsys.readouterr().err == f"ask: The setting {name} sets nothing; {hint}\n"


@pytest.mark.parametrize("base", ["https://example.org/api/v10", "http://127.0.0.1.example.org/", "http://10.0.0.1/"])
def test_token_is_sent_to_no_other_machine(
    base: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ASK_DISCORD_TOKEN", "MTA.some.token")
    monkeypatch.setenv("ASK_DISCORD_API_BASE", base)

    assert run(["discord"]) == ExitCode.CONFIGURATION

    err = capsys.readouterr().err
    assert err.startswith(f"ask: ASK_DISCORD_API_BASE is '{base}'; ")
    assert err.count("\n") == 1
