"""
The error tree. Every message is one sentence written for the user: the culprit, then the next step.

BotError
├── UsageError        the question or an argument cannot be used
├── CorpusError       no usable index or corpus
├── ModelError        an encoder, a chat model or its provider failed
├── SettingsError     a setting or the state under ASK_HOME is wrong
├── StorageError      the disk refused (full, read-only)
├── UnreachableError  Discord could not be reached
└── RefusedByDiscordError  Discord refused the bot's token, or what it asks to be sent

A bug is not in this tree: it raises whatever it raises and keeps its traceback.
"""

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What the process tells its caller; documented in `ask --help`."""

    DONE = 0
    INTERNAL = 1
    USAGE = 2
    ABSTAINED = 3
    NO_CORPUS = 4
    MODEL_FAILED = 5
    PARTLY = 6
    GATE_MISSED = 7
    CONFIGURATION = 8
    REFUSED_BY_DISCORD = 9
    UNREACHABLE = 10
    INTERRUPTED = 130


class BotError(Exception):
    """Base of every error whose message is safe to show."""

    exit_code: ClassVar[ExitCode] = ExitCode.INTERNAL
    code: ClassVar[str] = "internal"


class UsageError(BotError):
    """
    The question or an argument cannot be used.

    Its *kind*, and what it is *about*, let a front end that has words of its own tell it in these.
    """

    exit_code = ExitCode.USAGE
    code = "usage"

    def __init__(self, message: str, *, kind: str | None = None, **about: object) -> None:
        super().__init__(message)
        self.kind = kind
        self.about = about


class CorpusError(BotError):
    """There is no usable index or corpus."""

    exit_code = ExitCode.NO_CORPUS
    code = "no_corpus"


class ModelError(BotError):
    """An encoder, a chat model or its provider failed."""

    exit_code = ExitCode.MODEL_FAILED
    code = "model_failed"


class SettingsError(BotError):
    """A setting or the state under ASK_HOME is wrong."""

    exit_code = ExitCode.CONFIGURATION
    code = "configuration"


class StorageError(BotError):
    """The disk refused: full, read-only, or gone."""

    exit_code = ExitCode.CONFIGURATION
    code = "storage"


class UnreachableError(BotError):
    """Discord could not be reached, or failed; it may work later."""

    exit_code = ExitCode.UNREACHABLE
    code = "unreachable"


class RefusedByDiscordError(BotError):
    """Discord refused the bot's token, or what it asks to be sent; trying again would not help."""

    exit_code = ExitCode.REFUSED_BY_DISCORD
    code = "refused_by_discord"
