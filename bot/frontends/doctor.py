"""`ask doctor`: what is configured, where things are kept, what is in health, and what would need the network."""

import asyncio
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import aclosing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Literal

from rich.text import Text

from bot.addresses import address_of, masked
from bot.computing import ComputePool
from bot.errors import BotError, CorpusError, ExitCode, ModelError, SettingsError
from bot.frontends.render import SCHEMA
from bot.frontends.terminal import print_json, print_text
from bot.indexing import Indexer, check_home, make_indexer
from bot.models.encoder import Encoder
from bot.models.reader import Reader
from bot.passages import make_passage
from bot.pipeline import FITTED, make_writer
from bot.reading.fitted import Fitted
from bot.retrieval.generations import index_folder, index_folders, library_of
from bot.retrieval.health import index_health
from bot.retrieval.snapshot import open_index
from bot.settings import LoadedSettings, load_settings, suggestion_for
from bot.shipped import shipped_corpus
from bot.types import Article

Status = Literal["ok", "warning", "wrong"]
STYLES: dict[Status, str] = {"ok": "green", "warning": "yellow", "wrong": "red"}
PROBE = "Where did the leaders meet?"
PROBE_PASSAGE = " ".join(["The leaders met on the airfield in the morning."] * 18)  # as long as passages are


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    status: Status
    text: str


def examine(*, as_json: bool, discord: bool = False) -> int:
    """Look at everything, at what the bot needs of *discord* if wished, and tell it; exit 8 if something is wrong."""
    findings = list(_findings(discord=discord))
    wrong = any(finding.status == "wrong" for finding in findings)
    if as_json:
        print_json({"schema": SCHEMA, "healthy": not wrong, "findings": [asdict(f) for f in findings]})
    else:
        print_text(_table(findings))
    return ExitCode.CONFIGURATION if wrong else ExitCode.DONE


def _findings(*, discord: bool) -> Iterator[Finding]:
    try:
        loaded = load_settings()
    except SettingsError as error:
        yield Finding("settings", "wrong", str(error))
        return
    yield from _on_this_machine(loaded)
    if discord:
        from bot.frontends.discord.examining import examine_discord

        yield from examine_discord(loaded)


def _on_this_machine(loaded: LoadedSettings) -> Iterator[Finding]:
    yield from _settings(loaded)
    home = _home(loaded)
    yield home
    if home.status == "wrong":
        return
    yield _library(loaded.settings.home)
    encoder = Encoder(threads=loaded.settings.threads)
    yield _probe("encoder", encoder.name, lambda: encoder.encode([PROBE]))
    yield _probe("reader", "the embedded reader", lambda: _read(Reader(threads=loaded.settings.threads)))
    try:
        indexer = make_indexer(loaded, encoder, progress=lambda *_: None)
    except BotError as error:
        yield Finding("embeddings", "wrong", str(error))
        return
    if not indexer.embedder.shipped:
        name = str(loaded.settings.embeddings)
        yield _probe("embeddings", name, lambda: indexer.embedder.encode_question(PROBE))
    yield from _index(indexer)
    if loaded.settings.model:
        yield _chat_model(loaded)
    yield _network(loaded)


def _settings(loaded: LoadedSettings) -> Iterator[Finding]:
    files = ", ".join(str(path) for path in loaded.env_files) or "no .env file (looked in this folder and in ASK_HOME)"
    yield Finding("settings", "ok", f"from the environment and {files}")
    changed = {k: v for k, v in loaded.settings.model_dump().items() if k in loaded.settings.model_fields_set}
    if changed:
        yield Finding(
            "set", "ok", ", ".join(f"ASK_{name.upper()}={masked(str(value))}" for name, value in changed.items())
        )
    for name in loaded.unknown:
        guess = suggestion_for(name)
        yield Finding("settings", "warning", f"{name} sets nothing" + (f"; did you mean {guess}?" if guess else ""))
    keys = ", ".join(sorted(loaded.provider_keys))
    if keys:
        yield Finding("keys", "ok", f"{keys} (from .env; handed to their clients only)")


def _home(loaded: LoadedSettings) -> Finding:
    home = loaded.settings.home
    folder = next(path for path in (home, *home.parents) if os.path.lexists(path))
    try:
        check_home(home)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except BotError as error:
        return Finding("home", "wrong", str(error))
    except OSError as error:
        problem = f"{home} cannot be written ({error.strerror})"
        if index_folders(home):
            return Finding("home", "warning", f"{problem}; an index there still answers")
        return Finding("home", "wrong", f"{problem}; give write permission or set ASK_HOME")
    return Finding("home", "ok", f"{home} (ASK_HOME)" if folder == home else f"{home} (made on first use)")


def _library(home: Path) -> Finding:
    library = library_of(home)
    try:
        entries = library.catalogue().entries
        for entry in entries:
            library.text(entry.digest)
    except BotError as error:
        return Finding("library", "wrong", str(error))
    return Finding("library", "ok", f"{len(entries)} articles, every text as it came in")


def _probe(name: str, model: str, embed: Callable[[], object]) -> Finding:
    begun = perf_counter()
    try:
        embed()
    except BotError as error:
        return Finding(name, "wrong", str(error))
    return Finding(name, "ok", f"{model} answers ({(perf_counter() - begun) * 1000:.0f} ms with loading)")


def _read(reader: Reader) -> None:
    Fitted.load(FITTED)
    reader.read(PROBE, [("", PROBE)])


def _chat_model(loaded: LoadedSettings) -> Finding:
    """Send the chat model as much as a question sends it, and wait for its first word."""
    name, place = str(loaded.settings.model), address_of(loaded.settings.base_url)
    return _probe("chat model", f"{name} at {place}" if place else name, lambda: asyncio.run(_write(loaded)))


async def _write(loaded: LoadedSettings) -> None:
    """
    Wait for the first word of an answer.

    Raises:
        ModelError: the chat model failed, or wrote nothing.
        SettingsError: its context does not hold a passage.
    """
    threads = loaded.settings.threads
    writer = make_writer(loaded, Reader(threads=threads), Encoder(threads=threads), ComputePool())
    article = Article(id="probe", title=PROBE, text=PROBE_PASSAGE)
    passages = [make_passage(article, n, 0, len(article.text)) for n in range(loaded.settings.passages)]
    async with aclosing(writer.write(PROBE, passages)) as parts:
        async for part in parts:
            if not isinstance(part, str):
                raise ModelError(part.shortfall)
            return


def _index(indexer: Indexer) -> Iterator[Finding]:
    mine = index_folder(indexer.home, indexer.settings).path
    indexes = index_health(indexer.home)
    if not any(health.folder == mine and health.generation for health in indexes):
        yield _first_index(indexer)
    for health in indexes:
        if health.generation is None and not health.problem:
            continue  # its first making was stopped
        name = "index" if health.folder == mine else "other index"
        facts = f"generation {health.generation}, {health.articles} articles, {health.passages} passages"
        problem = health.problem or (_problem_at_opening(indexer) if health.folder == mine else None)
        whole = f"{facts}, {health.megabytes:.1f} MB, checksums hold ({health.folder}, of {health.encoder})"
        yield Finding(name, "wrong" if problem else "ok", problem or whole)
        for path in health.leftovers:
            yield Finding(name, "warning", f"{path} was left by a run that was stopped; the next `ask index` clears it")


def _first_index(indexer: Indexer) -> Finding:
    """Tell what the first question will index: the articles that are kept, else those that ship."""
    with suppress(CorpusError):  # a damaged catalogue is told of by itself
        kept = len(library_of(indexer.home).catalogue().entries)
        if kept:
            return Finding("index", "ok", f"none yet; the first question makes it from the {kept} articles kept")
    corpus = shipped_corpus()
    return Finding("index", "ok" if corpus.is_dir() else "wrong", f"none yet; the first question indexes {corpus}")


def _problem_at_opening(indexer: Indexer) -> str | None:
    """Open the index, which finds what checksums do not: Chroma's own file changes at every opening and has none."""
    try:
        open_index(indexer.home, indexer.settings).close()
    except BotError as error:
        return str(error)
    return None


def _network(loaded: LoadedSettings) -> Finding:
    users = [f"the embeddings {loaded.settings.embeddings}"] if loaded.settings.embeddings else []
    users += [f"the chat model {loaded.settings.model}"] if loaded.settings.model else []
    users += ["`ask discord`"] if loaded.settings.discord_token else []
    if loaded.settings.langsmith:
        users.append("LangSmith (ASK_LANGSMITH is on), where its own variables say so")
    return Finding("network", "ok", f"needed by {' and '.join(users)}" if users else "nothing needs it")


def _table(findings: list[Finding]) -> Text:
    text = Text()
    for finding in findings:
        text.append(f"{finding.status:8}", style=STYLES[finding.status])
        text.append(f"{finding.name:12}{finding.text}\n")
    text.rstrip()
    return text
