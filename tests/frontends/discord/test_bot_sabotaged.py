"""
The bot broken on purpose, one way after the other, in a copy of the project: each has to make a test fail.

Slow, for every way starts the bot anew. Run it by itself with
`pytest -m alone -n 0 tests/frontends/discord/test_bot_sabotaged.py`.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

import pytest

ROOT = Path(__file__).resolve().parents[3]
BOT = "bot/frontends/discord"
HERE = "tests/frontends/discord"
LINKED = ("corpus", "prompts", "benchmarks", "training")  # what is not changed is not copied
FAILED = 1  # pytest's exit code where tests failed; another would tell that they could not even be run
SECONDS = 240
AT_ONCE = 3


@dataclass(frozen=True)
class Sabotage:
    """A way to break the bot, and the test that must see it."""

    name: str
    file: str
    old: str
    new: str
    test: str
    """As pytest names it, without the folder."""


SABOTAGES = (
    Sabotage(
        "no acknowledgement",
        "replying.py",
        "await persist(lambda: interaction.response.defer(thinking=True, ephemeral=private))",
        "pass",
        "test_asking.py::test_command_is_acknowledged_and_answered_in_one_embed",
    ),
    Sabotage(
        "private answers shown to all",
        "replying.py",
        "interaction.response.defer(thinking=True, ephemeral=private)",
        "interaction.response.defer(thinking=True)",
        "test_asking.py::test_private_question_is_answered_to_its_asker_alone",
    ),
    Sabotage(
        "no allowed_mentions, and text not escaped",
        "markdown.py",
        '    plain = SPECIAL.sub(r"\\\\\\1", visible(text))',
        "    plain = visible(text)",
        "test_discord_markdown.py::test_every_kind_of_markdown_is_shown_as_written",
    ),
    Sabotage(
        "mentions allowed",
        "client.py",
        "allowed_mentions=discord.AllowedMentions.none(),",
        "",
        "test_asking.py::test_reply_pings_nobody_not_even_the_one_replied_to",
    ),
    Sabotage(
        "blocking call in the event loop",
        "asking.py",
        "        history = await self._history(asked)\n",
        "        __import__('time').sleep(4)\n        history = await self._history(asked)\n",
        "test_crowd.py::test_question_is_acknowledged_while_others_are_answered",
    ),
    Sabotage(
        "buttons without their ids registered",
        "client.py",
        "self.add_dynamic_items(*BUTTONS, PageButton, ShippedButton)",
        "pass",
        "test_buttons.py::test_source_is_shown_in_its_paragraph_with_the_quote_in_bold",
    ),
    Sabotage(
        "a button that forgets which answer it is about",
        "buttons.py",
        'custom_id=f"ask:source:{key}:{mark}"',
        'custom_id=f"ask:source:1-000000:{mark}"',
        "test_buttons.py::test_source_is_shown_in_its_paragraph_with_the_quote_in_bold",
    ),
    Sabotage(
        "no view of a person's order",
        "queue.py",
        "ticket = Ticket(self._last.get(person))",
        "ticket = Ticket(None)",
        "test_queue.py::TestQueue::test_each_person_is_answered_in_order_and_no_more_at_once_than_workers",
    ),
    Sabotage(
        "no bound to the queue",
        "queue.py",
        "        if self.waiting >= self._bound:\n            raise BusyError\n",
        "",
        "test_queue.py::TestQueue::test_bound_counts_those_who_wait_and_not_those_who_are_answered",
    ),
    Sabotage(
        "no limit for one person",
        "gates.py",
        "        self.person.count(person)\n",
        "",
        "test_crowd.py::test_who_asks_too_much_is_told_when_to_come_back_and_others_are_not_held_up",
    ),
    Sabotage(
        "events answered twice",
        "limits.py",
        "        if event_id in self._ids:\n            return True\n",
        "",
        "test_gateway.py::test_command_that_comes_twice_is_answered_once",
    ),
    Sabotage(
        "anyone deletes answers",
        "buttons.py",
        'raise RefusedError(words_for(interaction.locale)("error.not_yours"))',
        "pass",
        "test_buttons.py::test_nobody_else_deletes_it",
    ),
    Sabotage(
        "anyone changes the index",
        "articles.py",
        'raise RefusedError(words("error.only_admins"))',
        "pass",
        "test_taking_in.py::TestRefused::test_whoever_does_not_run_the_bot_may_not",
    ),
    Sabotage(
        "every role is answered",
        "gates.py",
        '            return "error.not_you"\n        return None',
        "            return None\n        return None",
        "test_crowd.py::test_only_the_roles_that_are_named_are_answered",
    ),
    Sabotage(
        "buttons and lists for whoever is not answered",
        "gates.py",
        "        self.let_in(interaction.user, interaction.guild_id, interaction.channel, words)\n",
        "",
        "test_crowd.py::test_only_the_roles_that_are_named_are_answered",
    ),
    Sabotage(
        "every channel is answered",
        "gates.py",
        "if self.channels and (direct or _ids_of(channel).isdisjoint(self.channels)):",
        "if False:",
        "test_crowd.py::test_only_the_channels_that_are_named_are_answered_in",
    ),
    Sabotage(
        "waits that no refusal tells of not counted",
        "metrics.py",
        'headers.get("X-RateLimit-Remaining") == "0"',
        "False",
        "test_weather.py::test_wait_behind_the_message_that_uses_up_what_is_allowed_is_counted",
    ),
    Sabotage(
        "commands sent at every start",
        "syncing.py",
        "if kept.get(application) == told and await _are_there(tree):",
        "if False:",
        "test_restarts.py::test_commands_that_did_not_change_are_not_sent_again",
    ),
    Sabotage(
        "commands that are gone at Discord not sent again",
        "syncing.py",
        " and await _are_there(tree):",
        ":",
        "test_syncing.py::test_commands_that_discord_has_otherwise_are_sent_again",
    ),
    Sabotage(
        "commands never sent",
        "syncing.py",
        "        await tree.sync()\n",
        "",
        "test_asking.py::test_commands_are_sent_to_discord_in_both_languages",
    ),
    Sabotage(
        "the second vote counts besides the first",
        "voting.py",
        "self.name_of(voter),",
        "self.name_of(voter) + str(vote),",
        "test_buttons.py::test_second_vote_changes_the_first",
    ),
    Sabotage(
        "ids of people kept as they are",
        "voting.py",
        "return user_name(person.id, self._secret)",
        "return str(person.id)",
        "test_buttons.py::test_second_vote_changes_the_first",
    ),
    Sabotage(
        "nothing deleted when a person wishes",
        "voting.py",
        "forgotten = await asyncio.to_thread(forget, self._home, self.name_of(person))",
        "forgotten = Forgotten(1, 1)",
        "test_buttons.py::test_person_deletes_what_is_kept_of_them_and_nothing_else",
    ),
    Sabotage(
        "private answers gone on from by anyone",
        "memory.py",
        "if record.conversation.startswith(PRIVATE) and record.user != reader:",
        "if False:",
        "test_buttons.py::test_nobody_else_goes_on_from_a_private_answer_though_they_send_its_form",
    ),
    Sabotage(
        "deleted without asking back",
        "buttons.py",
        '        await interaction.response.send_message(words("forget.sure"), view=view, ephemeral=True)\n',
        "        await interaction.client.voting.forget(interaction.user)\n"
        '        await interaction.response.send_message(words("forget.sure"), view=view, ephemeral=True)\n',
        "test_buttons.py::test_person_deletes_what_is_kept_of_them_and_nothing_else",
    ),
    Sabotage(
        "follow-ups forget what went before",
        "asking.py",
        "history = await self._history(asked)",
        "history = ()",
        "test_asking.py::test_follow_up_in_a_thread_is_understood_in_context",
    ),
    Sabotage(
        "a reply leans on the last answer",
        "messages.py",
        "follows=_answer_replied_to(message),",
        "",
        "test_asking.py::test_question_leans_on_the_answer_it_replies_to",
    ),
    Sabotage(
        "lines that delete themselves left for good",
        "running.py",
        "    await client.fleeting.close()\n",
        "",
        "test_restarts.py::test_line_that_deletes_itself_does_not_outlive_the_bot",
    ),
    Sabotage(
        "follow-ups forgotten by a restart",
        "memory.py",
        "        if self._records is None:\n            return []\n        try:\n",
        "        return []\n        try:\n",
        "test_restarts.py::test_follow_up_in_a_thread_from_before_is_understood_in_context",
    ),
    Sabotage(
        "mentions answered in the channel",
        "messages.py",
        "if not isinstance(channel, discord.TextChannel):",
        "if True:",
        "test_asking.py::test_mention_opens_a_thread_named_after_the_question",
    ),
    Sabotage(
        "other bots and whoever is not spoken to answered",
        "messages.py",
        "    if not spoken_to:\n        return None\n",
        "",
        "test_asking.py::test_plain_message_in_a_thread_is_not_answered_without_the_right_to_read_it",
    ),
    Sabotage(
        "people who talk to each other answered",
        "messages.py",
        "is_read_along(message.channel, client) and (message.guild is None or _asks_along(message, me, client))",
        "is_read_along(message.channel, client)",
        "test_crowd.py::test_plain_question_in_its_thread_is_answered_where_the_bot_may_read_along_and_no_talk",
    ),
    Sabotage(
        "others in a thread not minded",
        "company.py",
        "self._answered.pop(thread, None)",
        "pass",
        "test_crowd.py::test_plain_question_in_its_thread_is_answered_where_the_bot_may_read_along_and_no_talk",
    ),
    Sabotage(
        "no list for the sources beyond the buttons",
        "buttons.py",
        'view.add_item(SourceSelect(key, words("button.sources"), citations[room:]))',
        "pass",
        "test_written_by_model.py::test_every_source_is_shown_by_a_button_or_out_of_the_list",
    ),
    Sabotage(
        "no attachment for what is too long",
        "embeds.py",
        "return Shown(embed, to_markdown(answer, words) if rest else None, ",
        "return Shown(embed, None, ",
        "test_embeds.py::TestAnyAnswer::test_what_does_not_fit_is_in_the_file",
    ),
    Sabotage(
        "sources without bound",
        "embeds.py",
        "        fields.pop()\n",
        "        break\n",
        "test_embeds.py::TestAnyAnswer::test_limits_marks_and_links_hold_at_length",
    ),
    Sabotage(
        "unsupported sentences shown as any other",
        "embeds.py",
        '"unsupported": "~~{}~~"',
        '"unsupported": "{}"',
        "test_embeds.py::TestSentences::test_unsupported_sentence_is_struck_and_labelled",
    ),
    Sabotage(
        "links to anywhere",
        "markdown.py",
        'if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:',
        "if False:",
        "test_discord_markdown.py::test_link_leads_to_a_web_address_and_nothing_breaks_out_of_it",
    ),
    Sabotage(
        "one outage loses the answer",
        "place.py",
        "ATTEMPTS = 4",
        "ATTEMPTS = 1",
        "test_weather.py::test_mention_is_answered_though_every_step_fails_once",
    ),
    Sabotage(
        "answers of nothing where embeds are not shown",
        "place.py",
        "        if self._plainly:\n",
        "        if False:\n",
        "test_weather.py::test_where_no_embed_may_be_shown_the_answer_is_text",
    ),
    Sabotage(
        "late interactions lost",
        "replying.py",
        "if error.code in LOST and not private:",
        "if False:",
        "test_weather.py::test_interaction_too_old_to_acknowledge_is_answered_in_the_channel",
    ),
    Sabotage(
        "an edit for every word that is written",
        "growing.py",
        "WINDOW_SECONDS = 5, 5.0",
        "WINDOW_SECONDS = 5, 0.0",
        "test_growing.py::test_answer_grows_by_edits_with_time_between_them",
    ),
    Sabotage(
        "the token sent to any address",
        "pointing.py",
        "    if not _is_loopback(host):\n",
        "    if False:\n",
        "test_process.py::test_token_is_sent_to_no_other_machine",
    ),
    Sabotage(
        "the interface in English alone",
        "texts.py",
        'return Words(language if language in LANGUAGES else "en")',
        'return Words("en")',
        "test_asking.py::test_interface_speaks_the_language_of_the_user",
    ),
    Sabotage(
        "the language of messages forgotten",
        "client.py",
        "        self.locales.note(interaction.user.id, interaction.locale)\n",
        "",
        "test_asking.py::test_message_is_answered_in_the_language_that_an_earlier_command_told",
    ),
    Sabotage(
        "answers without their question",
        "replying.py",
        "alone=True,",
        "alone=False,",
        "test_asking.py::test_command_is_acknowledged_and_answered_in_one_embed",
    ),
    Sabotage(
        "threads opened for what asks nothing",
        "messages.py",
        "        _check(message, question, client, words)\n",
        "",
        "test_asking.py::test_message_that_asks_nothing_is_told_how_to_ask_and_opens_no_thread",
    ),
    Sabotage(
        "forms opened for answers that are gone",
        "buttons.py",
        "LOOK_SECONDS) is None:",
        "LOOK_SECONDS) is False:",
        "test_buttons.py::test_person_deletes_what_is_kept_of_them_and_nothing_else",
    ),
    Sabotage(
        "privileged messages asked for",
        "client.py",
        "message_content=reads_along)",
        "message_content=True)",
        "test_asking.py::test_commands_are_sent_to_discord_in_both_languages",
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


def try_test_on(sabotage: Sabotage, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run the test that must see a sabotage on a broken copy of the project."""
    command = [sys.executable, "-m", "pytest", "-n", "0", "-x", "-m", "", "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, "--hypothesis-profile", "unshrunk", f"{HERE}/{sabotage.test}"],
        cwd=broken_copy(sabotage, folder),
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.fixture(scope="module")
def tried(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, "Future[subprocess.CompletedProcess[str]]"]]:
    """The runs by the names of the sabotages; some at once, for much of what a test does is wait."""
    wanted = [item.callspec.params["sabotage"] for item in request.session.items if is_a_try(item)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {each.name: pool.submit(try_test_on, each, tmp_path_factory.mktemp("broken")) for each in wanted}
        pool.shutdown(cancel_futures=True)


def is_a_try(item: pytest.Item) -> TypeGuard[pytest.Function]:
    return isinstance(item, pytest.Function) and item.originalname == "test_broken_bot_is_noticed"


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda sabotage: sabotage.name)
def test_broken_bot_is_noticed(sabotage: Sabotage, tried: dict[str, "Future[subprocess.CompletedProcess[str]]"]):
    done = tried[sabotage.name].result()

    assert done.returncode == FAILED, done.stdout[-3000:]
