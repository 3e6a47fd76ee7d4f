"""The bot as a process: made warm before it connects, stopped by a signal, ended with a code that says why."""

import asyncio
import logging
import signal
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import aiohttp
import discord

from bot.errors import ExitCode, RefusedByDiscordError, SettingsError, UnreachableError
from bot.frontends.discord.asking import Asking
from bot.frontends.discord.client import AskClient
from bot.frontends.discord.gates import Gates, Rates
from bot.frontends.discord.health import parse_address, serving_health
from bot.frontends.discord.intake import Intake
from bot.frontends.discord.limits import Limit
from bot.frontends.discord.memory import Memory
from bot.frontends.discord.metrics import Metrics
from bot.frontends.discord.pointing import point_at
from bot.frontends.discord.queue import Queue
from bot.frontends.discord.syncing import CommandHash
from bot.frontends.discord.tokens import token_of
from bot.frontends.discord.voting import Voting
from bot.frontends.questions import open_pipeline
from bot.frontends.recording import records_of
from bot.pipeline import Pipeline
from bot.records.users import open_or_make_secret
from bot.settings import LoadedSettings, load_settings, suggestion_for

log = logging.getLogger(__name__)

SETTINGS = "ASK_DISCORD_"
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
DRAIN_SECONDS = 10.0
WARM_UP = "Where did the leaders meet?"
WRITING_WORKERS = 8  # a chat model is waited for, which costs nothing
TOKEN_REFUSED = 4004  # the gateway's code: the token was changed while the bot ran
FILE_THREADS = 4  # for files and addresses, which do not wait behind questions


def run_bot(*, health: str | None) -> int:
    """Answer on Discord until a signal comes; exit 0 then."""
    loaded = load_settings()
    _refuse_unknown(loaded.unknown)
    token = token_of(loaded.settings)
    if health is not None:
        parse_address(health)
    if loaded.settings.discord_api_base:
        point_at(loaded.settings.discord_api_base)
    _log_to_stderr()
    with open_pipeline(loaded) as pipeline:
        asyncio.run(_run(loaded, pipeline, token, health))
    return ExitCode.DONE


def _refuse_unknown(names: Sequence[str]) -> None:
    """
    Refuse names that set nothing: a role or channel that is misspelt would have the bot answer everyone.

    Raises:
        SettingsError: the first name that begins as those of the bot do.
    """
    for name in names:
        guess = suggestion_for(name)
        if name.startswith(SETTINGS) or (guess or "").startswith(SETTINGS):
            what = f"did you mean {guess}?" if guess else "take it out, or look for its name in .env.example."
            raise SettingsError(f"The setting {name} sets nothing; {what}")


async def _run(loaded: LoadedSettings, pipeline: Pipeline, token: str, health: str | None) -> None:
    workers = WRITING_WORKERS if pipeline.writes else pipeline.pool.count
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(FILE_THREADS, "files"))
    async with make_client(loaded, pipeline, workers=workers) as client:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await pipeline.search(WARM_UP)  # the models are loaded before the first question comes, not by it
        async with serving_health(health, client, stop.is_set):
            await keep_connected(stop, client, token)


def make_client(loaded: LoadedSettings, pipeline: Pipeline, *, workers: int, ready_timeout: float = 2.0) -> AskClient:
    """
    Build the client and all that it answers with; nothing is contacted yet.

    Raises:
        SettingsError: the secret that names are made with is damaged.
        StorageError: it cannot be read or made.
    """
    settings, metrics = loaded.settings, Metrics()
    memory = Memory(records_of(loaded) if settings.log else None)
    asking = Asking(
        pipeline,
        gates=Gates(
            guilds=frozenset(settings.discord_guilds),
            channels=frozenset(settings.discord_channels),
            roles=frozenset(settings.discord_roles),
            admins=frozenset(settings.discord_admins),
        ),
        rates=Rates(Limit(settings.discord_user_rate), Limit(settings.discord_guild_rate)),
        queue=Queue(workers=workers, bound=settings.discord_queue),
        memory=memory,
        metrics=metrics,
    )
    secret = open_or_make_secret(settings.home)
    return AskClient(
        asking=asking,
        voting=Voting(settings.home, memory, secret, metrics),
        articles=Intake(pipeline.indexer),
        command_hash=CommandHash(settings.home),
        model=settings.model,
        days_kept=settings.log_days,
        reads_along=settings.discord_message_content,
        ready_timeout=ready_timeout,
    )


async def keep_connected(stop: asyncio.Event, client: AskClient, token: str) -> None:
    """
    Keep connected until *stop* is set; then finish what is being answered, and close properly.

    Raises:
        RefusedByDiscordError: the token or an intent is refused: connecting again would not help.
    """
    watching = asyncio.create_task(client.asking.metrics.watch_loop())
    try:
        await _until_stopped(stop, client, token)
    finally:
        watching.cancel()


async def _until_stopped(stop: asyncio.Event, client: AskClient, token: str) -> None:
    connection = asyncio.create_task(_connected(client, token))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({connection, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if connection.done():
        stopping.cancel()
        await connection
        return
    log.info("Stopping: no question is taken any more.")
    if not await client.asking.queue.close(seconds=DRAIN_SECONDS):
        log.warning("Some questions were not answered within %.0f s.", DRAIN_SECONDS)
    await client.fleeting.close()
    # discord.py's own close() ends the gateway with 4000, and the bot looks online for minutes; without its task, 1000.
    await _end(connection)


async def _end(connection: asyncio.Task[None]) -> None:
    """Cancel as often as it takes: discord.py swallows a cancellation while a shard connects anew."""
    while not connection.done():
        connection.cancel()
        await asyncio.wait({connection}, timeout=0.1)
    with suppress(asyncio.CancelledError):
        await connection


async def _connected(client: AskClient, token: str) -> None:
    try:
        await client.start(token)
    except (discord.LoginFailure, discord.ConnectionClosed) as error:
        if isinstance(error, discord.ConnectionClosed) and error.code != TOKEN_REFUSED:
            raise
        raise RefusedByDiscordError(
            "Discord refuses the token; copy it anew from the developer portal into ASK_DISCORD_TOKEN."
        ) from error
    except discord.PrivilegedIntentsRequired as error:
        raise RefusedByDiscordError(
            "Discord does not let this bot read messages; switch on the Message Content Intent in the developer "
            "portal, or take out ASK_DISCORD_MESSAGE_CONTENT."
        ) from error
    except (aiohttp.ClientError, discord.HTTPException, discord.GatewayNotFound, TimeoutError) as error:
        raise UnreachableError(f"Discord could not be reached ({error}); try again in a minute.") from error


def _log_to_stderr() -> None:
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nothing here speaks
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(logging.INFO)  # whatever a library sets for its own
    logging.basicConfig(level=logging.INFO, handlers=[handler], format=LOG_FORMAT)
