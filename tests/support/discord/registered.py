"""What Discord's own client would let a user send, of the commands that the bot registered."""

from collections.abc import Sequence
from typing import Any

from support.discord.values import Channel, Json
from support.discord.world import World

SUBCOMMAND, GROUP, STRING, INTEGER, USER, ROLE, MENTIONABLE, NUMBER = 1, 2, 3, 4, 6, 8, 9, 10


def registered(world: World, channel: Channel, data: Json) -> Json:
    """Check a use of a command against how it is registered, and give it its id; without any sync all may be used."""
    own = world.guild_commands.get(channel.guild.id, []) if channel.guild else []
    if not own and not world.syncs:
        return data
    found = [known for known in own + world.commands if (known["type"], known["name"]) == (data["type"], data["name"])]
    assert found, f"no command {data['name']!r} is registered"
    command = found[0]
    _check_place(command, channel)
    if "options" in data:
        _check_options(command.get("options") or (), data["options"], data["name"])
    guild = {"guild_id": command["guild_id"]} if "guild_id" in command else {}
    return {**data, "id": command["id"], **guild}


def _check_place(command: Json, channel: Channel) -> None:
    contexts = command.get("contexts")
    here = 0 if channel.guild else 1
    assert not contexts or here in contexts, f"{command['name']!r} cannot be used here"


def _check_options(known: Sequence[Json], sent: list[Json], name: str) -> None:
    by_name = {option["name"]: option for option in known}
    for option in sent:
        assert option["name"] in by_name, f"{name!r} has no option {option['name']!r}, only {sorted(by_name)}"
        definition = by_name[option["name"]]
        if option["type"] in (SUBCOMMAND, GROUP):
            assert definition["type"] == option["type"], f"{option['name']!r} is no subcommand of {name!r}"
            _check_options(definition.get("options") or (), option["options"], f"{name} {option['name']}")
        else:
            _check_value(definition, option)
    if any(option.get("focused") for option in sent):
        return  # it is still being typed
    missing = [option["name"] for option in known if option.get("required")]
    missing = [required for required in missing if required not in {option["name"] for option in sent}]
    assert not missing, f"{name!r} needs {missing}"


def _check_value(definition: Json, option: Json) -> None:
    value: Any = option["value"]
    if definition["type"] == NUMBER and option["type"] == INTEGER:
        option["type"] = NUMBER
    if definition["type"] == MENTIONABLE and option["type"] in (USER, ROLE):
        option["type"] = MENTIONABLE
    if option.get("focused"):
        option["type"] = definition["type"]
        return
    assert definition["type"] == option["type"], f"{option['name']!r} takes another type than {value!r}"
    choices = [choice["value"] for choice in definition.get("choices") or ()]
    assert not choices or value in choices, f"{option['name']!r} offers {choices}, not {value!r}"
    if option["type"] == STRING:
        least, most = definition.get("min_length", 0), definition.get("max_length", 6000)
        assert least <= len(value) <= most, f"{option['name']!r} takes {least} to {most} characters"
    elif option["type"] in (INTEGER, NUMBER):
        least, most = definition.get("min_value", value), definition.get("max_value", value)
        assert least <= value <= most, f"{option['name']!r} takes {least} to {most}"
