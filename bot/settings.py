"""
Settings: the only reader of the environment and of `.env` files.

A setting comes from the environment, else from `.env` in the current folder, else from `.env` under ASK_HOME.
Keys that are not ours are left alone; those of providers are kept aside, to be handed to their clients.
"""

import difflib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Annotated, Any

from dotenv import dotenv_values
from dotenv.parser import parse_stream
from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.addresses import masked
from bot.errors import SettingsError

PREFIX = "ASK_"
ENV_FILE = ".env"
NAME = re.compile(r"ASK_[A-Z0-9_]+")
_ADDRESS = "an address, such as http://127.0.0.1:8080/v1"
_IDS = "ids, which are made of digits, parted by commas, such as 1234567890, 2345678901"
TAKEN = {
    "embeddings": "provider:model, such as openai:text-embedding-3-small",
    "embeddings_url": _ADDRESS,
    "model": "provider:model, such as openai:gpt-4.1-mini",
    "base_url": _ADDRESS,
    "discord_guilds": _IDS,
    "discord_channels": _IDS,
    "discord_roles": _IDS,
    "discord_admins": _IDS,
    "discord_api_base": _ADDRESS,
}
"""What settings take that are no numbers and no switches."""
Ids = Annotated[tuple[int, ...], NoDecode]


class Settings(BaseSettings):
    """Everything that can be set: each field is `ASK_` and its name in capitals, and stands in `.env.example`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True, env_ignore_empty=True)

    home: Path = Field(
        default_factory=lambda: user_data_path("ask", appauthor=False),
        description="Where the index and all other state live; by default the user data folder of the system.",
    )
    corpus: Annotated[tuple[Path, ...], NoDecode] = Field(
        default=(),
        description="Articles that `ask index` reads when no path is given, in place of those that ship; "
        "several paths are parted as in PATH.",
    )
    embeddings: str | None = Field(
        default=None,
        pattern=r"^[a-z_]+:.+$",
        description="Embeddings in place of the shipped encoder, as provider:model.",
    )
    embeddings_url: str | None = Field(
        default=None, pattern=r"^https?://.+", description="The address of an embeddings server of your own."
    )
    model: str | None = Field(
        default=None,
        pattern=r"^[a-z_]+:.+$",
        description="A chat model that writes the answers, as provider:model; without one they are quoted.",
    )
    base_url: str | None = Field(
        default=None, pattern=r"^https?://.+", description="The address of a chat model's server of your own."
    )
    context_size: int = Field(
        default=8192, ge=512, le=2_000_000, description="How many tokens the chat model reads and writes at once."
    )
    answer_tokens: int = Field(default=700, ge=16, le=100_000, description="How many tokens an answer has at most.")
    first_seconds: float = Field(
        default=30.0, gt=0, le=3600, description="How long the chat model may take to its first word."
    )
    whole_seconds: float = Field(default=120.0, gt=0, le=36_000, description="How long it may take in all.")
    strict: bool = Field(
        default=True,
        description="Leave what nothing in the articles bears out out of `answer`; it is shown, marked, either way.",
    )
    prompts: Path | None = Field(
        default=None, description="A folder with prompts of your own, in place of those that ship."
    )
    passages: int = Field(default=24, ge=1, le=100, description="How many passages a question retrieves and reads.")
    threads: int | None = Field(
        default=None, ge=1, le=256, description="Threads of the embedded models; by default one a core, up to four."
    )
    log: bool = Field(
        default=True, description="Keep past questions and their answers, for `ask log` and `ask --continue`."
    )
    log_days: int = Field(default=90, ge=1, le=36500, description="How many days a past question is kept.")
    langsmith: bool = Field(
        default=False,
        description="Let LangSmith's own variables decide whether questions and passages are sent there.",
    )

    discord_token: SecretStr | None = Field(default=None, description="The token of the Discord bot.")
    discord_guilds: Ids = Field(
        default=(), description="Ids of the servers that the bot answers in, parted by commas; all of them by default."
    )
    discord_channels: Ids = Field(
        default=(), description="Ids of the channels, or their categories, that it answers in; all by default."
    )
    discord_roles: Ids = Field(default=(), description="Ids of the roles that it answers; everyone by default.")
    discord_admins: Ids = Field(
        default=(),
        description="Ids of the people and roles who may take articles in and out on Discord; nobody by default.",
    )
    discord_user_rate: int = Field(default=10, ge=1, le=1000, description="Questions a minute that one person may ask.")
    discord_guild_rate: int = Field(default=120, ge=1, le=10_000, description="Questions a minute from one server.")
    discord_queue: int = Field(
        default=256,
        ge=1,
        le=10_000,
        description="How many questions may wait; whoever comes then is told to come back.",
    )
    discord_message_content: bool = Field(
        default=False,
        description="Read along in the bot's own threads; needs the Message Content Intent in the developer portal.",
    )
    discord_api_base: str | None = Field(
        default=None,
        pattern=r"^https?://.+",
        description="A stand-in for Discord on this machine, for tests; the token is sent there.",
    )

    @field_validator("discord_guilds", "discord_channels", "discord_roles", "discord_admins", mode="before")
    @classmethod
    def _split_ids(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("corpus", mode="before")
    @classmethod
    def _split_paths(cls, value: object) -> object:
        return tuple(part for part in value.split(os.pathsep) if part) if isinstance(value, str) else value

    @field_validator("home")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """The settings, and what `ask doctor` tells about where they came from."""

    settings: Settings
    env_files: tuple[Path, ...]
    """The `.env` files that were read, the one that wins first."""
    provider_keys: Mapping[str, SecretStr]
    """Keys of providers from the `.env` files, by name such as OPENAI_API_KEY."""
    unknown: tuple[str, ...]
    """Names that begin with ASK_ and set nothing: most often a slip of the pen."""


def load_settings() -> LoadedSettings:
    """
    Read the environment and both `.env` files.

    Raises:
        SettingsError: a value is wrong or a `.env` file cannot be read.
    """
    here = Path.cwd() / ENV_FILE
    near = _read_env_file(here)
    home = Path(os.environ.get("ASK_HOME") or near.get("ASK_HOME") or user_data_path("ask", appauthor=False))
    there = home.expanduser().absolute() / ENV_FILE
    far = _read_env_file(there) if there != here else {}
    merged = {**far, **near}
    try:
        settings = Settings(**_own_of(merged))
    except ValidationError as error:
        raise SettingsError(_sentence_of(error, merged)) from None
    return LoadedSettings(
        settings=settings,
        env_files=tuple(path for path, values in ((here, near), (there, far)) if values),
        provider_keys={k: SecretStr(v) for k, v in merged.items() if k.endswith("_API_KEY") and v},
        unknown=tuple(
            sorted(name for name in {*merged, *os.environ} if name.startswith(PREFIX) and not _is_ours(name))
        ),
    )


def suggestion_for(name: str) -> str | None:
    """
    Return the setting that a misspelt name most likely meant.

    >>> suggestion_for("ASK_PASAGES")
    'ASK_PASSAGES'
    """
    names = [PREFIX + field.upper() for field in Settings.model_fields]
    return next(iter(difflib.get_close_matches(name, names, n=1)), None)


def _is_ours(name: str) -> bool:
    return name.startswith(PREFIX) and name.removeprefix(PREFIX).lower() in Settings.model_fields


def _read_env_file(path: Path) -> dict[str, str | None]:
    if not _is_there(path):
        return {}
    try:
        lines = list(parse_stream(StringIO(path.read_text(encoding="utf-8-sig"))))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings file {path} cannot be read ({error}); mend or move it.") from error
    for line in lines:
        if line.error and line.original.string.strip().startswith(PREFIX):
            name = NAME.match(line.original.string.strip())  # alone: the rest may be a token
            told = f"sets {name[0]} without =" if name else "is no setting"
            raise SettingsError(f"Line {line.original.line} of {path} {told}; a setting is written NAME=value.")
    return dotenv_values(stream=StringIO("".join(line.original.string for line in lines if not line.error)))


def _own_of(merged: Mapping[str, str | None]) -> dict[str, Any]:
    """Return our settings among what the files say, by field, but for those that the environment sets."""
    own = {name: value for name, value in merged.items() if value and not os.environ.get(name)}
    return {name.removeprefix(PREFIX).lower(): value for name, value in own.items() if _is_ours(name)}


def _is_there(path: Path) -> bool:
    """Tell whether there is such a file; none can be in a folder that may not be entered."""
    try:
        return path.is_file()
    except OSError:
        return False


def _sentence_of(error: ValidationError, merged: Mapping[str, str | None]) -> str:
    first = error.errors()[0]
    name = PREFIX + str(first["loc"][0]).upper()
    value = os.environ.get(name) or merged.get(name) or first["input"]
    taken = _taken(str(first["loc"][0]))
    return f"The setting {name} has the value {masked(str(value))!r}, but takes {taken}."


def _taken(name: str) -> str:
    """
    Return what a setting takes, with an example.

    >>> _taken("passages"), _taken("log")
    ('a whole number from 1 to 100, such as 24', 'on or off')
    """
    if name in TAKEN:
        return TAKEN[name]
    field = Settings.model_fields[name]
    if field.annotation is bool:
        return "on or off"
    bounds = {
        kind: getattr(each, kind) for each in field.metadata for kind in ("ge", "gt", "le") if hasattr(each, kind)
    }
    if bounds:
        number = "a number" if field.annotation is float else "a whole number"
        span = f"from {bounds['ge']} to" if "ge" in bounds else f"above {bounds['gt']}, at most"
        return f"{number} {span} {bounds['le']}, such as {field.default or bounds.get('ge')}"
    return "what .env.example tells"
