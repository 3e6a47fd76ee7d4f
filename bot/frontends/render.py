"""
An `Answer` as JSON, and back, and as text for a terminal; renderers add nothing to it.

The JSON is the one wire format of every surface. Within schema 1 fields are only ever added.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from bot.errors import BotError
from bot.types import Answer, Citation, Milliseconds, NearArticle, RankedPassage, Reason, Sentence, ShortSpan

if TYPE_CHECKING:
    from rich.text import Text

SCHEMA = 1
DATES = ("published", "event_date")
Value = TypeVar("Value")


def to_json(answer: Answer) -> dict[str, Any]:
    """Return the answer as plain JSON values, dates as YYYY-MM-DD, in the documented order of keys."""
    return {
        "schema": SCHEMA,
        "question": answer.question,
        "understood_as": answer.understood_as,
        "answer": answer.answer,
        "short_answer": answer.short_answer,
        "short_spans": [asdict(span) for span in answer.short_spans],
        "abstained": answer.abstained,
        "reason": asdict(answer.reason) if answer.reason else None,
        "nearest": [_plain(near) for near in answer.nearest],
        "confidence": round(answer.confidence, 4),
        "sentences": [asdict(sentence) for sentence in answer.sentences],
        "citations": [_plain(citation) for citation in answer.citations],
        "passages": [asdict(passage) for passage in answer.passages],
        "notices": list(answer.notices),
        "usage": dict(answer.usage) if answer.usage is not None else None,
        "model": answer.model,
        "generation": answer.generation,
        "milliseconds": {k: round(v, 2) for k, v in asdict(answer.milliseconds).items()},
    }


def from_json(value: Mapping[str, Any]) -> Answer:
    """
    Return the answer that `to_json` rendered, its numbers as they were rounded; keys of a later release are left out.

    Raises:
        ValueError: *value* is no such answer.
    """
    try:
        parts = {
            "short_spans": tuple(_value_of(ShortSpan, span) for span in value["short_spans"]),
            "reason": _value_of(Reason, value["reason"]) if value["reason"] else None,
            "nearest": tuple(_value_of(NearArticle, near) for near in value["nearest"]),
            "sentences": tuple(_value_of(Sentence, sentence) for sentence in value["sentences"]),
            "citations": tuple(_value_of(Citation, citation) for citation in value["citations"]),
            "passages": tuple(_value_of(RankedPassage, passage) for passage in value["passages"]),
            "notices": tuple(value["notices"]),
            "milliseconds": _value_of(Milliseconds, value["milliseconds"]),
        }
        return _value_of(Answer, {**value, **parts})
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not an answer: {error!r}") from error


def error_to_json(error: BotError) -> dict[str, Any]:
    """Return what stands in place of an answer when a question of many could not be asked."""
    return {"schema": SCHEMA, "error": {"code": error.code, "text": str(error)}}


def to_text(answer: Answer) -> "Text":
    """
    Return the answer for a terminal: sentences with marks, the short answer in bold, then the sources.

    Ahead of them stands how a question was understood that leaned on the turn before. Notes are apart (`notes_of`).
    """
    from rich.text import Text

    text = Text()
    if answer.understood_as:
        text.append(f"Understood as: {answer.understood_as}\n\n", style="dim")
    if answer.abstained:
        _append_abstention(text, answer)
    else:
        _append_sentences(text, answer)
        text.append("\n")
        for citation in answer.citations:
            text.append("\n")
            _append_source(text, citation)
    return text


def notes_of(answer: Answer) -> list[str]:
    """Return the lines that belong beside the answer, not into it; what the reason tells is not told again."""
    reason = answer.reason.text if answer.reason else ""
    return [f"Note: {notice}" for notice in answer.notices if notice not in reason]


def source_line(citation: Citation) -> str:
    """Return mark, title, publisher and date of a citation on one line, what is unknown left out."""
    parts = (citation.title, citation.publisher, told_date(citation.published))
    event = f" (event: {told_date(citation.event_date)})" if citation.event_date else ""
    return f"[{citation.mark}] " + " · ".join(part for part in parts if part) + event


def told_date(value: date | None) -> str | None:
    """
    Return a date as people read it.

    >>> told_date(date(2023, 9, 6))
    '6 September 2023'
    """
    return f"{value.day} {value:%B %Y}" if value else None


def paragraph_around(text: str, start: int, end: int) -> tuple[int, int]:
    r"""
    Return the span of the paragraph, or paragraphs, that the span [start, end) of *text* stands in.

    >>> paragraph_around("One.\nTwo and more.\nThree.", 5, 8)
    (5, 18)
    """
    following = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, following if following >= 0 else len(text)


def nearest_lines(nearest: Iterable[NearArticle]) -> list[str]:
    """Return one line for each headline near an unanswered question."""
    return [" · ".join(part for part in (near.title, told_date(near.published)) if part) for near in nearest]


def _append_abstention(text: "Text", answer: Answer) -> None:
    if answer.reason is None or answer.reason.code != "about_bot":  # that one is an answer of our own
        text.append("No answer. ", style="bold")
    text.append(answer.reason.text if answer.reason else "")
    if answer.nearest:
        text.append("\n\nNearest headlines:")
        for line in nearest_lines(answer.nearest):
            text.append(f"\n  {line}")


def _append_sentences(text: "Text", answer: Answer) -> None:
    prefix = answer.answer[: _prefix_length(answer)]
    text.append(prefix, style="bold")
    for number, sentence in enumerate(answer.sentences):
        if number:
            text.append(" ")
        offset = len(text)
        style = {"supported": "", "partly": "italic", "unsupported": "strike"}[sentence.verdict]
        text.append(sentence.text, style=style)
        for span in answer.short_spans:
            if span.sentence == number:
                text.stylize("bold", offset + span.start, offset + span.end)
        marks = "".join(f"[{mark}]" for mark in sentence.citations)
        text.append(f" {marks}" if marks else "", style="cyan")
        if sentence.verdict != "supported":
            text.append(f" ({sentence.verdict})", style="yellow")


def _prefix_length(answer: Answer) -> int:
    """Return the length of "Yes. " or "No. " before the first sentence; 0 without it."""
    return max(answer.answer.find(answer.sentences[0].text), 0) if answer.sentences else 0


def _append_source(text: "Text", citation: Citation) -> None:
    text.append(source_line(citation), style="cyan")
    text.append(f"\n    “{citation.quote}”", style="dim")
    text.append(f"\n    {citation.article} {citation.start}:{citation.end}", style="cyan")


def _plain(value: Citation | NearArticle) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(value).items()}


def _value_of(kind: type[Value], told: Mapping[str, Any]) -> Value:
    """Return the value whose fields *told* holds: dates are read, and lists made tuples."""
    known = {f.name: told[f.name] for f in fields(kind) if f.name in told}  # type: ignore[arg-type]  # all dataclasses
    for name, given in known.items():
        if isinstance(given, list):
            known[name] = tuple(given)
        elif name in DATES and given is not None:
            known[name] = date.fromisoformat(given)
    return kind(**known)
