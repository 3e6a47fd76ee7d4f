"""The limits of commands; https://discord.com/developers/docs/interactions/application-commands."""

import re
from collections.abc import Iterable, Sequence

from support.discord.errors import Faults
from support.discord.values import Json

SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
MOST = {SLASH: 100, USER_MENU: 15, MESSAGE_MENU: 15}
NAME = re.compile(r"[-_'\w]{1,32}")
NAME_LENGTH, DESCRIPTION, OPTIONS, CHOICES, CHOICE, COMMAND = 32, 100, 25, 25, 100, 8000
SUBCOMMAND, GROUP = 1, 2


def check_commands(commands: object) -> None:
    """Hold all commands that are registered together to the limits."""
    faults = Faults()
    listed = faults.count(commands, "commands", most=sum(MOST.values()))
    for kind, most in MOST.items():
        names = [command.get("name") for command in listed if command.get("type", SLASH) == kind]
        if len(names) > most:
            message = f"Maximum number of application commands reached ({most})."
            faults.add("commands", "APPLICATION_COMMANDS_MAXIMUM_REACHED", message)
        if len(set(names)) < len(names):
            message = "Application command names must be unique"
            faults.add("commands", "APPLICATION_COMMANDS_DUPLICATE_NAME", message)
    for number, command in enumerate(listed):
        _check_command(command, faults, str(number))
    faults.raise_any()


def check_choices(choices: object) -> None:
    """Hold what is offered while somebody types to the limits."""
    faults = Faults()
    _check_choices(choices, faults, "data.choices")
    faults.raise_any()


def _check_command(command: Json, faults: Faults, place: str) -> None:
    if command.get("type", SLASH) == SLASH:
        _check_named(command, faults, place)
        _check_options(command.get("options"), faults, place)
    else:
        faults.need(command.get("name"), f"{place}.name", most=NAME_LENGTH, least=1)
        if command.get("description"):
            message = "Context menu commands cannot have description"
            faults.add(f"{place}.description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_CANNOT_BE_SET", message)
    if _size(command) > COMMAND:
        faults.add(place, "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({COMMAND})")


def _check_named(thing: Json, faults: Faults, place: str) -> None:
    names = {"name": thing.get("name"), **(thing.get("name_localizations") or {})}
    for where, name in names.items():
        here = f"{place}.name" if where == "name" else f"{place}.name_localizations.{where}"
        if not NAME.fullmatch(str(name or "")) or str(name) != str(name).lower():
            faults.add(here, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    described = {"description": thing.get("description"), **(thing.get("description_localizations") or {})}
    for where, description in described.items():
        here = f"{place}.description" if where == "description" else f"{place}.description_localizations.{where}"
        faults.need(description, here, most=DESCRIPTION, least=1)


def _check_options(options: object, faults: Faults, place: str) -> None:
    listed = faults.count(options, f"{place}.options", most=OPTIONS)
    for number, option in enumerate(listed):
        here = f"{place}.options.{number}"
        _check_named(option, faults, here)
        _check_options(option.get("options"), faults, here)
        _check_choices(option.get("choices"), faults, f"{here}.choices")
        if option.get("autocomplete") and option.get("choices"):
            message = "Autocomplete cannot be set to true when choices are present"
            faults.add(f"{here}.autocomplete", "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_WITH_CHOICES", message)
    _check_order(listed, faults, f"{place}.options")


def _check_order(options: Sequence[Json], faults: Faults, place: str) -> None:
    values = [option for option in options if option.get("type") not in (SUBCOMMAND, GROUP)]
    required = [bool(option.get("required")) for option in values]
    if required != sorted(required, reverse=True):
        message = "Required options must be placed before non-required options"
        faults.add(place, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
    names = [option.get("name") for option in options]
    if len(set(names)) < len(names):
        faults.add(place, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists")


def _check_choices(choices: object, faults: Faults, place: str) -> None:
    for number, choice in enumerate(faults.count(choices, place, most=CHOICES)):
        faults.need(choice.get("name"), f"{place}.{number}.name", most=CHOICE, least=1)
        if isinstance(choice.get("value"), str):
            faults.need(choice["value"], f"{place}.{number}.value", most=CHOICE)


def _size(thing: Json) -> int:
    names = [thing.get("name"), *(thing.get("name_localizations") or {}).values()]
    described = [thing.get("description"), *(thing.get("description_localizations") or {}).values()]
    choices = [str(choice[key]) for choice in thing.get("choices") or () for key in ("name", "value")]
    return _longest(names) + _longest(described) + sum(map(len, choices)) + sum(map(_size, thing.get("options") or ()))


def _longest(texts: Iterable[object]) -> int:
    return max((len(str(text or "")) for text in texts), default=0)  # only the longest of all languages counts
