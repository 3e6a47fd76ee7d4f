"""
The bot broken on purpose, one way after the other, in a copy of the project: each has to make a test fail.

Slow, for every way starts the bot anew. By itself: `pytest -m slow -n 0 tests/frontends/discord/test_bot_sabotaged.py`.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
BOT = "bot/frontends/discord"
HERE = "tests/frontends/discord"
LINKED = ("corpus", "prompts", "benchmarks", "training")  # what is not changed is not copied
FAILED = 1  # pytest's exit code where tests failed; another would tell that they could not even be run
SECONDS = 240


@dataclass(frozen=True)
class Sabotage:
    """A way to break the bot, and the tests of which one must see it."""

    name: str
    file: str
    old: str
    new: str
    tests: str
    """A file of this folder, or a test in it; several are parted by spaces."""


SABOTAGES = (
    Sabotage(
        "no acknowledgement",
        "replying.py",
        "await persist(lambda: interaction.response.defer(thinking=True, ephemeral=private))",
        "pass",
        "test_asking.py",
    ),
    Sabotage(
        "private answers shown to all",
        "replying.py",
        "interaction.response.defer(thinking=True, ephemeral=private)",
        "interaction.response.defer(thinking=True)",
        "test_asking.py",
    ),
    Sabotage(
        "no allowed_mentions, and text not escaped",
        "markdown.py",
        '    plain = SPECIAL.sub(r"\\\\\\1", visible(text))',
        "    plain = visible(text)",
        "test_discord_markdown.py",
    ),
    Sabotage(
        "mentions allowed",
        "client.py",
        "allowed_mentions=discord.AllowedMentions.none(),",
        "",
        "test_asking.py",
    ),
    Sabotage(
        "blocking call in the event loop",
        "asking.py",
        "        history = await self.memory.turns(asked.conversation)\n",
        "        __import__('time').sleep(4)\n        history = await self.memory.turns(asked.conversation)\n",
        "test_crowd.py",
    ),
    Sabotage(
        "buttons without their ids registered",
        "client.py",
        "self.add_dynamic_items(*BUTTONS, PageButton)",
        "pass",
        "test_buttons.py",
    ),
    Sabotage(
        "a button that forgets which answer it is about",
        "buttons.py",
        'custom_id=f"ask:source:{key}:{mark}"',
        'custom_id=f"ask:source:1-000000:{mark}"',
        "test_buttons.py",
    ),
    Sabotage(
        "no view of a person's order",
        "queue.py",
        "ticket = Ticket(self._last.get(person))",
        "ticket = Ticket(None)",
        "test_queue.py test_crowd.py",
    ),
    Sabotage(
        "no bound to the queue",
        "queue.py",
        "        if self.waiting >= self._bound:\n            raise BusyError\n",
        "",
        "test_queue.py test_crowd.py",
    ),
    Sabotage(
        "no limit for one person",
        "gates.py",
        "            self.person.count(person)\n",
        "",
        "test_crowd.py",
    ),
    Sabotage(
        "events answered twice",
        "limits.py",
        "        if event_id in self._ids:\n            return True\n",
        "",
        "test_gateway.py",
    ),
    Sabotage(
        "anyone deletes answers",
        "buttons.py",
        'raise RefusedError(words_for(interaction.locale)("error.not_yours"))',
        "pass",
        "test_buttons.py",
    ),
    Sabotage(
        "anyone changes the index",
        "articles.py",
        'raise RefusedError(words("error.only_admins"))',
        "pass",
        "test_taking_in.py",
    ),
    Sabotage(
        "every role is answered",
        "gates.py",
        '            return "error.not_you"\n        return None',
        "            return None\n        return None",
        "test_crowd.py test_gates.py",
    ),
    Sabotage(
        "every channel is answered",
        "gates.py",
        "if self.channels and (direct or _ids_of(channel).isdisjoint(self.channels)):",
        "if False:",
        "test_crowd.py test_gates.py",
    ),
    Sabotage(
        "commands sent at every start",
        "syncing.py",
        "if kept.get(application) == told:",
        "if False:",
        "test_restarts.py",
    ),
    Sabotage(
        "commands never sent",
        "syncing.py",
        "        await tree.sync()\n",
        "",
        "test_asking.py",
    ),
    Sabotage(
        "the second vote counts besides the first",
        "voting.py",
        "self.name_of(voter),",
        "self.name_of(voter) + str(vote),",
        "test_buttons.py",
    ),
    Sabotage(
        "ids of people kept as they are",
        "voting.py",
        "return user_name(person.id, self._secret)",
        "return str(person.id)",
        "test_buttons.py",
    ),
    Sabotage(
        "nothing deleted when a person wishes",
        "voting.py",
        "questions = await self._memory.forget(name)",
        "questions = 1",
        "test_buttons.py",
    ),
    Sabotage(
        "follow-ups forget what went before",
        "asking.py",
        "history = await self.memory.turns(asked.conversation)",
        "history = ()",
        "test_asking.py",
    ),
    Sabotage(
        "follow-ups forgotten by a restart",
        "memory.py",
        "        if self._records is None:\n            return []\n        try:\n",
        "        return []\n        try:\n",
        "test_restarts.py",
    ),
    Sabotage(
        "mentions answered in the channel",
        "messages.py",
        "if not isinstance(channel, discord.TextChannel):",
        "if True:",
        "test_asking.py",
    ),
    Sabotage(
        "other bots and whoever is not spoken to answered",
        "messages.py",
        "    if not spoken_to:\n        return None\n",
        "",
        "test_asking.py",
    ),
    Sabotage(
        "no attachment for what is too long",
        "embeds.py",
        "return Shown(embed, to_markdown(answer, words) if rest else None)",
        "return Shown(embed)",
        "test_embeds.py",
    ),
    Sabotage(
        "sources without bound",
        "embeds.py",
        "        fields.pop()\n",
        "        break\n",
        "test_embeds.py",
    ),
    Sabotage(
        "unsupported sentences shown as any other",
        "embeds.py",
        '"unsupported": "~~{}~~"',
        '"unsupported": "{}"',
        "test_embeds.py",
    ),
    Sabotage(
        "links to anywhere",
        "markdown.py",
        'if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:',
        "if False:",
        "test_discord_markdown.py",
    ),
    Sabotage(
        "one outage loses the answer",
        "place.py",
        "ATTEMPTS = 4",
        "ATTEMPTS = 1",
        "test_weather.py",
    ),
    Sabotage(
        "late interactions lost",
        "replying.py",
        "if error.code in LOST and not private:",
        "if False:",
        "test_weather.py",
    ),
    Sabotage(
        "an edit for every word that is written",
        "growing.py",
        "EDIT_SECONDS = 1.2",
        "EDIT_SECONDS = 0.0",
        "test_growing.py",
    ),
    Sabotage(
        "the token sent to any address",
        "pointing.py",
        "    if not _is_loopback(host):\n",
        "    if False:\n",
        "test_process.py",
    ),
    Sabotage(
        "the interface in English alone",
        "texts.py",
        'return Words(language if language in LANGUAGES else "en")',
        'return Words("en")',
        "test_asking.py test_texts.py",
    ),
    Sabotage(
        "privileged messages asked for",
        "client.py",
        "message_content=reads_along)",
        "message_content=True)",
        "test_asking.py",
    ),
)


def broken_copy(sabotage: Sabotage, folder: Path) -> Path:
    """Copy the project to a folder, broken; models are linked, for nothing is done to them."""
    for name in LINKED:
        (folder / name).symlink_to(ROOT / name)
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(ROOT / "tests", folder / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "bot", folder / "bot", ignore=shutil.ignore_patterns("__pycache__", "*.onnx"))
    for model in (ROOT / "bot/models").glob("*.onnx"):
        (folder / "bot/models" / model.name).symlink_to(model)
    path = folder / BOT / sabotage.file
    text = path.read_text(encoding="utf-8")
    assert text.count(sabotage.old) == 1
    path.write_text(text.replace(sabotage.old, sabotage.new), encoding="utf-8")
    return folder


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda sabotage: sabotage.name)
def test_what_is_to_be_broken_is_there(sabotage: Sabotage):
    assert (ROOT / BOT / sabotage.file).read_text(encoding="utf-8").count(sabotage.old) == 1


@pytest.mark.slow
@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda sabotage: sabotage.name)
def test_broken_bot_is_noticed(sabotage: Sabotage, tmp_path: Path):
    folder = broken_copy(sabotage, tmp_path)
    nodes = [f"{HERE}/{test}" for test in sabotage.tests.split()]
    command = [sys.executable, "-m", "pytest", "-n", "0", "-x", "-m", "", "-p", "no:cacheprovider", *nodes]

    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )

    assert done.returncode == FAILED, done.stdout[-3000:]
