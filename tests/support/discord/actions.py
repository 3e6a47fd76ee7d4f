"""What users do: they write, use commands, press buttons, fill in forms."""

import itertools
import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Any

from support.discord.calls import Stage
from support.discord.interaction import AUTOCOMPLETE, COMMAND, COMPONENT, SUBMIT, Interaction
from support.discord.interaction_payloads import command_data, form_data, interaction_payload
from support.discord.payloads import message_payload
from support.discord.registered import registered
from support.discord.values import REPLY, Attachment, Channel, Json, Message, User
from support.discord.waiting import Wait
from support.discord.writing import mentioned_in, publish, wake

LINK, MESSAGE_MENU = 5, 3


class Actions:
    """Carries out what users do; used in the server's own thread alone."""

    def __init__(self, stage: Stage, wait: Wait) -> None:
        self._stage, self._wait = stage, wait
        self._tokens = itertools.count(1)

    def say(
        self,
        user: User,
        channel: Channel,
        text: str,
        *,
        mention: bool,
        reply_to: Message | None,
        ping: bool,
        attachments: Sequence[Attachment],
    ) -> Message:
        """Write a message."""
        world = self._stage.world
        if channel.guild is not None:
            channel.guild.find(user)
        content = f"{world.bot.mention} {text}" if mention else text
        message = Message(world.snowflake(), channel, user, content)
        message.mentions = mentioned_in(world, content)
        if reply_to is not None:
            message.reply_to, message.type = reply_to, REPLY
            # Answers to interactions come from a webhook, which no reply can ping.
            if ping and reply_to.interaction is None and reply_to.author not in message.mentions:
                message.mentions.append(reply_to.author)
        message.attachments = [world.store(file, channel) for file in attachments]
        channel.all_messages.append(message)
        wake(self._stage, channel)
        publish(self._stage, "MESSAGE_CREATE", message)
        return message

    def command(
        self, user: User, channel: Channel, name: str, options: Mapping[str, Any], *, locale: str | None
    ) -> Interaction:
        """Use a slash command."""
        world = self._stage.world
        data = registered(world, channel, command_data(world, channel, name, options))
        return self._interact(COMMAND, user, channel, data, locale=locale)

    def type_in(
        self, user: User, channel: Channel, name: str, options: Mapping[str, Any], option: str, *, locale: str | None
    ) -> Interaction:
        """Type in an option of a command, which asks for choices."""
        world = self._stage.world
        data = command_data(world, channel, name, options, option)
        return self._interact(AUTOCOMPLETE, user, channel, registered(world, channel, data), locale=locale)

    def menu(self, user: User, channel: Channel, name: str, message: Message, *, locale: str | None) -> Interaction:
        """Use a command from the menu of a message; its content comes with it whatever the intents are."""
        shown = message_payload(message, bot=self._stage.world.bot)
        shown.pop("guild_id", None)
        data = {
            "id": "0",
            "name": name,
            "type": MESSAGE_MENU,
            "target_id": str(message.id),
            "resolved": {"messages": {str(message.id): shown}},
        }
        data = registered(self._stage.world, channel, data)
        return self._interact(COMMAND, user, channel, data, locale=locale)

    def click(self, user: User, message: Message, name: str, values: Sequence[str]) -> Interaction:
        """Press a button, or choose from a select."""
        part = message.component(name)
        assert not message.deleted, "the message is gone"
        owner = message.interaction.user if message.interaction else None
        assert not message.ephemeral or user is owner, "only the one who asked sees the message"
        assert not part.get("disabled"), f"{name!r} is disabled"
        assert part.get("style") != LINK or part["type"] != 2, f"{name!r} is a link"
        data: Json = {"custom_id": part["custom_id"], "component_type": part["type"]}
        if part["type"] != 2:
            offered = [option["value"] for option in part.get("options") or ()]
            assert not offered or set(values) <= set(offered), f"{name!r} offers {offered}"
            data["values"] = list(values)
        return self._interact(COMPONENT, user, message.channel, data, source=message)

    def submit(self, user: User, asked: Interaction, values: Mapping[str, str | Sequence[str]]) -> Interaction:
        """Send the form that an interaction brought up."""
        answer = asked.answer
        assert answer is not None
        data = form_data(answer["data"], values)
        return self._interact(SUBMIT, user, asked.channel, data, source=asked.source, parent=asked)

    def _interact(
        self,
        kind: int,
        user: User,
        channel: Channel,
        data: Json,
        *,
        locale: str | None = None,
        source: Message | None = None,
        parent: Interaction | None = None,
    ) -> Interaction:
        world, age = self._stage.world, self._stage.world.lateness
        world.lateness = 0
        token = f"interaction-{next(self._tokens)}-{secrets.token_hex(16)}"
        asked = Interaction(world.snowflake(age), token, kind, user, channel, data, locale or user.locale, self._wait)
        asked.source, asked.parent, asked.deadline_seconds = source, parent, world.acknowledge_seconds
        world.interactions[asked.id] = asked
        guild = channel.guild
        payload = interaction_payload(world, asked)
        asked.dispatched = time.monotonic() - age
        self._stage.gateway.dispatch("INTERACTION_CREATE", payload, guild_id=guild.id if guild else None)
        return asked
