"""
The Discord bot under load: 200 people within ten seconds, then half an hour of steady questions.

Run `python -m benchmarks.discord_load [--people N] [--seconds S] [--minutes M]`, or with `--minutes 0` for the rush
alone. The bot is a process of its own, as it would be run; the stand-in for Discord that the tests have is in this one,
on the same cores. All questions are answered by the embedded reader from the articles that ship.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests")]  # the stand-in belongs to the tests

from support.discord import Channel, Discord, Interaction, Message, User, serving_discord  # noqa: E402

QUESTIONS = (
    "What did Shoigu show Kim?",
    "How far is Vostochny from Moscow?",
    "When did Kim visit the Knevichi airfield?",
    "What gifts did Kim and Putin exchange?",
    "Who won the tennis final in Wimbledon?",
)
HEARTBEAT_SECONDS = 2.0  # Discord asks for one every 41 s, too seldom to see in a rush
HEALTH = "127.0.0.1:18099"
START_SECONDS = 120
ANSWER_SECONDS = 300
STEADY_SECONDS = 2.0  # between two questions of the steady load
METRIC = re.compile(r"^(ask_\w+) ([0-9.e+-]+)$", re.MULTILINE)


@dataclass(frozen=True)
class Figures:
    """What was measured, in seconds and megabytes."""

    questions: int
    answered: int
    slowest_acknowledgement: float
    median_acknowledgement: float
    drained: float
    longest_loop_lag: float
    longest_heartbeat_gap: float
    out_of_order: int
    refused: int
    megabytes: tuple[float, ...]


def main(argv: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.discord_load")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=10.0, help="within which everyone asks")
    parser.add_argument("--minutes", type=float, default=30.0, help="of steady load")
    options = parser.parse_args(argv)
    print(f"### {options.people} people within {options.seconds:g} seconds\n")
    print(told(under_load(options.people, seconds=options.seconds)))
    if options.minutes:
        print(f"\n### {options.minutes:g} minutes, a question every {STEADY_SECONDS:g} seconds\n")
        print(told(under_load(options.people, minutes=options.minutes)))


def under_load(people: int, *, seconds: float = 0.0, minutes: float = 0.0) -> Figures:
    """Start a bot, let *people* ask, all within *seconds* or one after the other for *minutes*, and stop it."""
    with serving_discord() as discord:
        discord.heartbeat_seconds = HEARTBEAT_SECONDS
        discord.buckets = False  # Discord's are per channel; here all people share one, and it is not what is measured
        with running(discord) as bot:
            guild = discord.guild("Load")
            channel = guild.channel("questions")
            users = [discord.user(f"person-{n}") for n in range(people)]
            for user in users:
                guild.member(user)
            discord.wait_until_ready(START_SECONDS)
            if minutes:
                return steady(discord, channel, users, bot, minutes=minutes)
            return rush(discord, channel, users, bot, seconds=seconds)


def rush(
    discord: Discord, channel: Channel, people: Sequence[User], bot: "subprocess.Popen[bytes]", *, seconds: float
) -> Figures:
    """Let everyone ask within a few seconds, every tenth person twice, and wait until all is answered."""
    begun = time.monotonic()
    asked: list[Interaction] = []
    for number, person in enumerate(people):
        _wait_until(begun + seconds * number / len(people))
        for turn in range(2 if number % 10 == 0 else 1):
            question = QUESTIONS[(number + turn) % len(QUESTIONS)]
            asked.append(discord.command(person, channel, "ask", {"question": question}))
    ended = time.monotonic()
    return _figures(discord, asked, bot, ended, [_megabytes(bot)])


def steady(
    discord: Discord, channel: Channel, people: Sequence[User], bot: "subprocess.Popen[bytes]", *, minutes: float
) -> Figures:
    """Let one person after the other ask, at a pace that the bot keeps up with, and look at its memory each minute."""
    begun = time.monotonic()
    asked: list[Interaction] = []
    megabytes: list[float] = []
    while (now := time.monotonic()) < begun + minutes * 60:
        if now - begun > len(megabytes) * 60:
            megabytes.append(_megabytes(bot))
        number = len(asked)
        question = {"question": QUESTIONS[number % len(QUESTIONS)]}
        asked.append(discord.command(people[number % len(people)], channel, "ask", question))
        _wait_until(begun + len(asked) * STEADY_SECONDS)
    return _figures(discord, asked, bot, time.monotonic(), [*megabytes, _megabytes(bot)])


def _figures(
    discord: Discord,
    asked: Sequence[Interaction],
    bot: "subprocess.Popen[bytes]",
    ended: float,
    megabytes: Sequence[float],
) -> Figures:
    answered = sum(1 for one in asked if _is_answered(one))
    drained = time.monotonic() - ended
    acknowledged = sorted(one.acknowledged_after or ANSWER_SECONDS for one in asked)
    beats = discord.heartbeats
    gaps = [later - earlier for earlier, later in pairwise(beats)]
    return Figures(
        questions=len(asked),
        answered=answered,
        slowest_acknowledgement=acknowledged[-1],
        median_acknowledgement=acknowledged[len(acknowledged) // 2],
        drained=drained,
        longest_loop_lag=_metrics().get("ask_loop_lag_max_seconds", float("nan")),
        longest_heartbeat_gap=max(gaps, default=0.0),
        out_of_order=_out_of_order(asked),
        refused=sum(1 for request in discord.requests if (request.status or 0) >= 400),
        megabytes=(*megabytes, _megabytes(bot)),
    )


def _is_answered(asked: Interaction) -> bool:
    try:
        asked.final(_shows_answer, timeout=ANSWER_SECONDS)
    except AssertionError:
        return False
    return True


def _shows_answer(message: Message) -> bool:
    return bool(message.embeds) and bool(message.components)


def _out_of_order(asked: Sequence[Interaction]) -> int:
    """Return how many answers came before the answer to an earlier question of the same person."""
    last: dict[int, float] = {}
    wrong = 0
    for one in asked:
        time_of_answer = one.message().edits[-1][0] if one.message().edits else 0.0
        wrong += time_of_answer < last.get(one.user.id, 0.0)
        last[one.user.id] = time_of_answer
    return wrong


@contextmanager
def running(discord: Discord) -> "Iterator[subprocess.Popen[bytes]]":
    """Run the bot for the length of the block, and stop it by a signal."""
    with TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "ASK_HOME": home,
            "ASK_DISCORD_TOKEN": discord.token,
            "ASK_DISCORD_API_BASE": discord.api_base,
            "ASK_DISCORD_GUILD_RATE": "10000",
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, "-m", "bot", "--health", HEALTH]
        bot = subprocess.Popen(command, env=environment, cwd=home, stderr=subprocess.DEVNULL)
        try:
            yield bot
        finally:
            bot.send_signal(signal.SIGTERM)
            bot.wait(60)


def _metrics() -> dict[str, float]:
    with urllib.request.urlopen(f"http://{HEALTH}/metrics", timeout=10) as response:
        return {name: float(value) for name, value in METRIC.findall(response.read().decode())}


def _megabytes(bot: "subprocess.Popen[bytes]") -> float:
    """Return the memory that a process has in use."""
    status = Path(f"/proc/{bot.pid}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def _wait_until(moment: float) -> None:
    time.sleep(max(moment - time.monotonic(), 0.0))


def told(figures: Figures) -> str:
    """Return the figures as lines of a Markdown table."""
    memory = f"{figures.megabytes[0]:.0f} to {figures.megabytes[-1]:.0f} MB, {max(figures.megabytes):.0f} at most"
    rows = (
        ("questions", f"{figures.questions}"),
        ("answered", f"{figures.answered}"),
        (
            "acknowledged, median and slowest",
            f"{figures.median_acknowledgement:.3f} s, {figures.slowest_acknowledgement:.3f} s",
        ),
        ("time to drain after the last question", f"{figures.drained:.1f} s"),
        ("longest that the event loop was held", f"{figures.longest_loop_lag:.3f} s"),
        (
            f"longest time between heartbeats, asked for every {HEARTBEAT_SECONDS:.0f} s",
            f"{figures.longest_heartbeat_gap:.2f} s",
        ),
        ("answers out of a person's order", f"{figures.out_of_order}"),
        ("requests refused", f"{figures.refused}"),
        ("memory", memory),
    )
    return "\n".join(["| | |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in rows)])


if __name__ == "__main__":
    main()
