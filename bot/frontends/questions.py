"""`ask "question"` and `ask search`: one question, one answer, one exit code."""

import asyncio
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from bot.errors import ExitCode
from bot.frontends.options import AskOptions, QuestionOptions, color_of, filters_of, words_of
from bot.frontends.recording import make_recorder
from bot.frontends.render import SCHEMA, to_json
from bot.frontends.showing import show_answer
from bot.frontends.terminal import print_json, print_text, progress_bar, warn
from bot.passages import article_of, bm25_of, cosine_of, score_of, span_of, title_of
from bot.pipeline import Pipeline, Writing, make_pipeline
from bot.reading.follow_ups.follow_up import turn_of
from bot.settings import LoadedSettings, load_settings, suggestion_for
from bot.types import Answer, Filters, Turn

if TYPE_CHECKING:
    from langchain_core.documents import Document
    from rich.text import Text

PREVIEW_CHARACTERS = 200


class Asked(TypedDict):
    """What a question is asked with."""

    history: Sequence[Turn]
    filters: Filters
    k: int | None


def open_pipeline(loaded: LoadedSettings | None = None, *, writing: Writing = "required") -> Pipeline:
    """Make the pipeline from the settings, showing progress where the index has to be made first."""
    loaded = loaded or load_settings()
    for name in loaded.unknown:  # what resembles none of ours may be another program's
        if guess := suggestion_for(name):
            warn(f"ask: {name} sets nothing; did you mean {guess}?")
    with progress_bar() as bar:
        pipeline = make_pipeline(loaded, progress=bar.show, writing=writing)
    for notice in pipeline.notices:
        warn(f"ask: {notice}")
    return pipeline


def answer_question(words: Sequence[str], **options: Unpack[AskOptions]) -> int:
    """Answer the question, or begin a chat where there is none and a terminal to chat on."""
    filters = filters_of(options)
    question = words_of(words)
    if question is None:
        from bot.frontends.chat import chat

        return chat(options)
    loaded = load_settings()
    recorder = make_recorder(loaded, options, surface="cli")
    history = [turn_of(answer) for answer in recorder.before]
    with open_pipeline(loaded, writing="wanted") as pipeline:
        asked: Asked = {"history": history, "filters": filters, "k": options["passages"]}
        shown = not options["as_json"] and not options["no_stream"]
        answer = ask(pipeline, question, asked, shown=shown, color=color_of(options))
    if options["as_json"]:
        print_json(to_json(answer))
    else:
        show_answer(answer, color=color_of(options))
    recorder.keep(answer)
    return ExitCode.ABSTAINED if answer.abstained else ExitCode.DONE


def ask(pipeline: Pipeline, question: str, asked: Asked, *, shown: bool, color: bool | None) -> Answer:
    """Return the answer; on a terminal, what a chat model writes is *shown* meanwhile."""
    if not (shown and pipeline.writes and sys.stdout.isatty()):
        return asyncio.run(pipeline.ask(question, **asked))
    from bot.frontends.watching import watch

    return asyncio.run(watch(pipeline.stream(question, **asked), color=color))


def search_passages(words: Sequence[str], **options: Unpack[QuestionOptions]) -> int:
    """Show the ranked passages; exit 3 where there is none."""
    filters = filters_of(options)
    with open_pipeline(writing="unused") as pipeline:
        found = asyncio.run(pipeline.search(words_of(words) or "", filters=filters, k=options["passages"]))
        generation = pipeline.generation
    if options["as_json"]:
        rows = [_row(rank, passage) for rank, passage in enumerate(found.passages, 1)]
        notices = list(found.notices)
        print_json(
            {
                "schema": SCHEMA,
                "question": found.question,
                "passages": rows,
                "notices": notices,
                "generation": generation,
            }
        )
    else:
        print_text(_ranking(found.passages), color=color_of(options))
        for notice in found.notices:
            warn(f"Note: {notice}")
    return ExitCode.DONE if found.passages else ExitCode.ABSTAINED


def _row(rank: int, passage: "Document") -> dict[str, Any]:
    start, end = span_of(passage)
    return {
        "rank": rank,
        "article": article_of(passage),
        "start": start,
        "end": end,
        "score": score_of(passage),
        "cosine": cosine_of(passage),
        "bm25": bm25_of(passage),
        "text": passage.page_content,
    }


def _ranking(passages: Sequence["Document"]) -> "Text":
    from rich.text import Text

    text = Text()
    for rank, passage in enumerate(passages, 1):
        start, end = span_of(passage)
        scores = f"score {score_of(passage):.3g} · cosine {cosine_of(passage):.2f} · bm25 {bm25_of(passage):.2f}"
        text.append(f"{rank:>3}. {title_of(passage)}\n", style="bold")
        text.append(f"     {article_of(passage)} {start}:{end} · {scores}\n", style="cyan")
        text.append(f"     {_preview(passage.page_content)}\n")
    return text


def _preview(text: str) -> str:
    """Return the beginning of a passage on one line."""
    line = " ".join(text.split())
    return line if len(line) <= PREVIEW_CHARACTERS else line[: PREVIEW_CHARACTERS - 1] + "…"
