"""The files for systemd and Docker, held against the program that they start: what can be without either."""

import configparser
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from servers import LOOPBACK, in_a_thread

from bot.errors import ExitCode
from bot.frontends.cli import ask
from bot.frontends.discord.health import parse_address
from bot.frontends.discord.running import DRAIN_SECONDS

ROOT = Path(__file__).resolve().parent.parent
UNIT, DOCKERFILE, COMPOSE = (ROOT / "deploy" / name for name in ("ask.service", "Dockerfile", "compose.yaml"))
MARGIN_SECONDS = 10  # beside the draining: the connection and the index are closed
OF_SYSTEMD_254 = re.compile(r"Unknown key.* '(RestartSteps|RestartMaxDelaySec)'")


@pytest.fixture(scope="module")
def unit() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, delimiters=["="])
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # systemd tells capitals apart
    parser.read_string(UNIT.read_text(encoding="utf-8"))
    return parser


@pytest.fixture(scope="module")
def image() -> list[tuple[str, str]]:
    """The instructions of the Dockerfile, in order."""
    text = re.sub(r"(?m)^\s*#.*\n", "", DOCKERFILE.read_text(encoding="utf-8")).replace("\\\n", " ")
    lines = (line.split(maxsplit=1) for line in text.splitlines() if line.strip())
    return [(name, " ".join(rest.split())) for name, rest in lines]


@pytest.fixture(scope="module")
def service() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]["ask"]
    return found


def last(image: list[tuple[str, str]], instruction: str) -> str:
    return [rest for name, rest in image if name == instruction][-1]


def check_command(program: str, words: list[str]) -> None:
    """Hold a command line against the program's commands and options."""
    assert Path(program).name == "ask"
    command = ask.commands[words[0]]
    parsed = command.make_context(words[0], words[1:])
    parse_address(parsed.params["health"])


def seconds(time: str) -> int:
    return int(re.fullmatch(r"(\d+)s?", time)[1])  # type: ignore[index]  # else the test fails, as it should


def test_unit_starts_a_command_that_there_is(unit):
    program, *words = unit["Service"]["ExecStart"].split()

    check_command(program, words)


def test_unit_tries_again_but_for_what_people_have_to_mend(unit):
    codes = {int(code) for code in unit["Service"]["RestartPreventExitStatus"].split()}

    assert codes == {ExitCode.USAGE, ExitCode.CONFIGURATION, ExitCode.REFUSED_BY_DISCORD}
    assert unit["Service"]["Restart"] == "on-failure"


def test_unit_waits_longer_each_time_and_gives_up_before_discord_resets_the_token(unit):
    service = unit["Service"]

    assert int(service["RestartSteps"]) > 1
    assert int(service["RestartMaxDelaySec"]) > int(service["RestartSec"])
    assert unit["Unit"]["StartLimitIntervalSec"] == "1d"
    assert int(unit["Unit"]["StartLimitBurst"]) < 1000


def test_unit_leaves_time_to_finish_answers(unit):
    assert seconds(unit["Service"]["TimeoutStopSec"]) >= DRAIN_SECONDS + MARGIN_SECONDS
    assert unit["Service"]["KillSignal"] == "SIGTERM"


def test_unit_runs_without_rights_and_writes_its_state_alone(unit):
    service = unit["Service"]

    assert service["User"] == "ask"
    assert f"ASK_HOME=/var/lib/{service['StateDirectory']}" in service["Environment"].split()
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "true"
    assert service["CapabilityBoundingSet"] == ""


def test_systemd_takes_the_unit(tmp_path: Path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze")
    copy = tmp_path / "ask.service"
    copy.write_text(UNIT.read_text(encoding="utf-8").replace("/opt/ask/bin/ask", sys.executable), encoding="utf-8")
    command = ["systemd-analyze", "verify", str(copy)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    # What is said of other units of this machine is none of ours.
    complaints = [line for line in done.stderr.splitlines() if "ask.service" in line]
    assert [line for line in complaints if not OF_SYSTEMD_254.search(line)] == []


def test_image_starts_a_command_that_there_is_without_a_shell(image):
    program, words = json.loads(last(image, "ENTRYPOINT")), json.loads(last(image, "CMD"))

    check_command(program[0], [*program[1:], *words])


def test_image_takes_only_what_there_is_and_is_let_through(image):
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_through = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    copied = {
        source.rstrip("/")
        for name, rest in image
        if name == "COPY" and not rest.startswith("--from")
        for source in rest.split()[:-1]
    }

    assert "*" in ignored
    assert copied == let_through
    assert all((ROOT / source).exists() for source in copied)
    assert {"bot", "pyproject.toml", *forced()} <= copied


def forced() -> set[str]:
    """The folders that the wheel takes in beside the package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"])


def test_image_runs_as_nobody_in_particular_and_installs_nothing_any_more(image):
    final = image[max(n for n, (name, _) in enumerate(image) if name == "FROM") :]

    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", last(image, "USER"))
    assert any(name == "RUN" and "pip uninstall" in rest for name, rest in final)
    assert not any("pip install" in rest or "apt" in rest for _, rest in final)
    assert "--without-pip" in " ".join(rest for name, rest in image if name == "RUN")


def test_state_of_the_image_is_a_volume(image):
    assert json.loads(last(image, "VOLUME")) == ["/var/lib/ask"]
    assert "ASK_HOME=/var/lib/ask" in last(image, "ENV").split()


def test_container_is_read_only_but_for_its_state(service):
    assert service["read_only"] is True
    assert service["volumes"] == ["home:/var/lib/ask"]
    assert service["environment"]["ASK_HOME"] == "/var/lib/ask"
    assert [mount.partition(":")[0] for mount in service["tmpfs"]] == ["/tmp"]


def test_container_has_no_rights(service, image):
    assert service["user"] == last(image, "USER")
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert "ports" not in service


def test_container_leaves_time_to_finish_answers_and_gives_up_in_time(service):
    policy, _, times = service["restart"].partition(":")

    assert seconds(service["stop_grace_period"]) >= DRAIN_SECONDS + MARGIN_SECONDS
    assert policy == "on-failure"
    assert 1 <= int(times) < 1000


def test_container_is_built_from_this_folder(service):
    build = service["build"]

    assert (COMPOSE.parent / build["context"]).resolve() == ROOT
    assert (ROOT / build["dockerfile"]) == DOCKERFILE


class Readiness(BaseHTTPRequestHandler):
    """Answers as `/readyz` does."""

    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status if self.path == "/readyz" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep out of the test's output."""


class NotReady(Readiness):
    """Answers as `/readyz` does while nothing is connected."""

    status = 503


@pytest.fixture
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    server = HTTPServer((LOOPBACK, 0), request.param)
    with in_a_thread(server):
        yield server.server_port


@pytest.mark.allow_hosts([LOOPBACK])
@pytest.mark.parametrize(("port", "healthy"), [(Readiness, True), (NotReady, False)], indirect=["port"])
def test_health_check_tells_a_bot_that_is_ready_from_one_that_is_not(image, service, port, healthy):
    check = json.loads(last(image, "HEALTHCHECK").partition("CMD ")[2])
    assert service["healthcheck"]["test"] == ["CMD", *check]
    served = parse_address(json.loads(last(image, "CMD"))[-1])[1]
    assert f":{served}/" in check[-1]

    here = check[-1].replace(f":{served}/", f":{port}/")
    done = subprocess.run([sys.executable, *check[1:-1], here], capture_output=True, check=False, timeout=60)

    assert (done.returncode == 0) is healthy
