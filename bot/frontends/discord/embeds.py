"""An `Answer` as an embed: sentences with marks, the short answer in bold, then the sources; it adds nothing."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import discord

from bot.frontends.discord.markdown import bold, escaped, escaped_within, joined_within, link, visible
from bot.frontends.discord.notices import told_notice
from bot.frontends.discord.saying import said_count, said_day, said_published
from bot.frontends.discord.shown import (
    FOOTER_LIMIT,
    NAME_LIMIT,
    TEXT_LIMIT,
    VALUE_LIMIT,
    WHOLE_LIMIT,
    Colour,
    Plain,
    Shown,
    question_line,
)
from bot.frontends.discord.texts import Words
from bot.library import Entry
from bot.types import Answer, Citation, Sentence

TOLD_LIMIT = 2800  # characters of the description; what is left of the embed is for the sources
TOLD_PLAINLY_LIMIT = 1100  # the same of a message's text
MOST_SOURCES = 12  # Discord takes 25 fields, but nobody reads them on a phone
QUOTE_LIMITS = (700, 400, 250, 160, 90)  # characters of a quote: the longest at which all sources have room
Fit = Callable[[str, int], str]
YES_OR_NO = {"Yes.": "answer.yes", "No.": "answer.no"}
STYLES = {"supported": "{}", "partly": "_{}_", "unsupported": "~~{}~~"}


def to_embed(
    answer: Answer, words: Words, *, entries: Sequence[Entry], hint: str | None = None, question: str | None = None
) -> Shown:
    """
    Return the answer as one embed, and all of it as Markdown where the embed cannot hold it.

    *entries* are the articles of the index, whose range of dates stands at the foot; *hint* tells how to go on. A
    *question* stands above: as it was asked, for those who see no more than the answer.
    """
    embed = discord.Embed(colour=_colour_of(answer), title=_title_of(answer, words))
    embed.set_footer(text=_foot(answer, words, entries)[:FOOTER_LIMIT])
    pieces, whole = list(_pieces(answer, words)), list(_pieces(answer, words, fit=_whole))
    told, count = joined_within(pieces, TOLD_LIMIT, between="")
    told = question_line(question) + told.strip()
    room = WHOLE_LIMIT - len(embed) - len(told) - len(words("answer.rest")) - len(hint or "") - 20
    sources, cut = _sources(answer.citations, words, room)
    for name, value in sources:
        embed.add_field(name=name, value=value, inline=False)
    rest = cut or count < len(pieces) or pieces != whole
    lines = [f"-# {line}" for line in (words("answer.rest") if rest else None, hint) if line]
    embed.description = "\n\n".join(part for part in (told, "\n".join(lines)) if part)
    return Shown(embed, to_markdown(answer, words) if rest else None, _plainly(answer, words, hint, question, whole))


def _plainly(answer: Answer, words: Words, hint: str | None, question: str | None, whole: Sequence[str]) -> Plain:
    """Return the answer as the text of a message, for a channel in which the bot may show no embeds."""
    head = f"**{title}**\n" if (title := _title_of(answer, words)) else ""
    pieces = list(_pieces(answer, words, longest=TOLD_PLAINLY_LIMIT))
    told, count = joined_within(pieces, TOLD_PLAINLY_LIMIT, between="")
    told = question_line(question) + head + told.strip()
    notes = [words("answer.rest"), words("answer.plain"), *([hint] if hint else [])]
    room = TEXT_LIMIT - len(told) - sum(len(note) + len("\n-# ") for note in notes)
    fields, cut = _sources(answer.citations, words, room - MOST_SOURCES * len("\n\n****"))
    rest = cut or count < len(pieces) or pieces != whole
    sources = "".join(f"\n\n{bold(name)}\n{value}" for name, value in fields)
    text = told + sources + "\n" + "".join(f"\n-# {note}" for note in (notes if rest else notes[1:]))
    return Plain(text, to_markdown(answer, words) if rest else None)


def to_markdown(answer: Answer, words: Words) -> str:
    """Return the whole answer as a Markdown file: the question, the sentences, every source with its whole quote."""
    parts = [f"# {escaped(_line(answer.question))}", "".join(_pieces(answer, words, fit=_whole)).strip()]
    if answer.citations:
        parts.append(f"## {words('sources')}")
    for citation in answer.citations:
        place = f"{escaped(citation.article)} {citation.start}:{citation.end}"
        quote = escaped(citation.quote).replace("\n", "\n> ")
        line = " · ".join([f"[{citation.mark}] {citation.title}", *_known_of(citation, words)])
        lines = [f"**{escaped(_line(line))}**", f"> {quote}", place]
        parts.append("\n\n".join([*lines, *filter(None, [link(words("source.open"), citation.url)])]))
    return "\n\n".join(parts) + "\n"


def range_of(entries: Sequence[Entry], words: Words) -> str:
    """Return the days between which the articles were published."""
    days = [entry.published for entry in entries if entry.published]
    if not days:
        return words("articles.undated")
    first, last = said_day(min(days), words), said_day(max(days), words)
    return first if first == last else words("range.between", first=first, last=last)


def corpus_of(entries: Sequence[Entry], words: Words) -> str:
    """Return how many articles there are, and from when."""
    return f"{said_count('count.articles', len(entries), words)}, {range_of(entries, words)}"


def source_head(citation: Citation, words: Words) -> str:
    """Return publisher, date and link of a source on one line."""
    parts = [escaped_within(part, NAME_LIMIT) for part in _known_of(citation, words)]
    return " · ".join([*parts, *filter(None, [link(words("source.open"), citation.url)])])


def _known_of(citation: Citation, words: Words) -> list[str]:
    """Return publisher and date of an article, and the day of the event that it tells of, where those are known."""
    event = words("source.event", day=said_day(citation.event_date, words)) if citation.event_date else ""
    published = said_published(citation.published, words)
    return [part for part in (_line(citation.publisher or ""), published, event) if part]


def _title_of(answer: Answer, words: Words) -> str | None:
    if not answer.abstained:
        return None
    return words("title.about_bot" if _is_about_bot(answer) else "title.abstained")


def _is_about_bot(answer: Answer) -> bool:
    """Tell whether the bot itself was asked for, which is no abstention to those who read it."""
    return answer.reason is not None and answer.reason.code == "about_bot"


def _colour_of(answer: Answer) -> Colour:
    if answer.abstained:
        return Colour.ANSWERED if _is_about_bot(answer) else Colour.ABSTAINED
    whole = all(sentence.verdict == "supported" for sentence in answer.sentences)
    return Colour.ANSWERED if whole else Colour.PARTLY


def _foot(answer: Answer, words: Words, entries: Sequence[Entry]) -> str:
    corpus = corpus_of(entries, words)
    if answer.abstained:
        return corpus
    quoted = answer.model == "embedded"
    how = words("footer.quoted") if quoted else words("footer.written", model=visible(answer.model))
    return f"{corpus} · {how}"


def _pieces(answer: Answer, words: Words, *, fit: Fit = escaped_within, longest: int = TOLD_LIMIT) -> Iterator[str]:
    """
    Yield what the description is joined of, each piece whole in itself, spaces and breaks included.

    *fit* cuts what is longer than a piece may be, of which the *longest* is a sentence.
    """
    if answer.understood_as:
        yield f"*{words('answer.understood', question=fit(answer.understood_as, 900))}*\n\n"
    if answer.abstained:
        yield from _abstention(answer, words, fit)
    else:
        yield from _sentences(answer, words, fit, longest)
    told = answer.reason.text if answer.reason and not words(f"reason.{answer.reason.code}") else ""
    for notice in answer.notices:
        if notice not in told:
            yield f"\n\n{words('note', text=fit(told_notice(notice, words), 600))}"


def _abstention(answer: Answer, words: Words, fit: Fit) -> Iterator[str]:
    if answer.reason:
        yield words(f"reason.{answer.reason.code}") or fit(answer.reason.text, 900)
    if answer.nearest:
        yield f"\n\n{words('nearest')}:"
        for near in answer.nearest:
            day = f" · {said_day(near.published, words)}" if near.published else ""
            yield f"\n• {fit(near.title, 270)}{day}"


def _sentences(answer: Answer, words: Words, fit: Fit, longest: int) -> Iterator[str]:
    start = answer.answer.find(answer.sentences[0].text) if answer.sentences else 0
    if start > 0 and (verdict := answer.answer[:start].strip()):
        yield f"**{words(YES_OR_NO[verdict]) if verdict in YES_OR_NO else escaped(verdict)}** "
    for number, sentence in enumerate(answer.sentences):
        spans = [(span.start, span.end) for span in answer.short_spans if span.sentence == number]
        yield ("" if number == 0 else " ") + _sentence(sentence, spans, words, fit, longest)


def _sentence(sentence: Sentence, spans: Sequence[tuple[int, int]], words: Words, fit: Fit, longest: int) -> str:
    marks = "".join(rf"\[{mark}\]" for mark in sentence.citations)
    label = "" if sentence.verdict == "supported" else f" ({words(f'label.{sentence.verdict}')})"
    tail = (f" {marks}" if marks else "") + label
    text, room = _emboldened(sentence.text, spans), longest - len(tail) - 10
    if len(text) > room:
        text = fit(sentence.text, room)
    text = text.strip()  # Discord takes a star before a space for the point of a list
    return (STYLES[sentence.verdict].format(text) if text else "") + tail


def _emboldened(text: str, spans: Sequence[tuple[int, int]]) -> str:
    r"""
    Return the text escaped, its *spans* bold: each whole and by itself, but one with what it touches.

    >>> _emboldened("It *rained* two metres.", [(16, 22), (3, 12)]), _emboldened("It rained.", [(3, 9), (3, 6)])
    ('It **\\*rained\\*** two **metres**.', 'It **rained**.')
    """
    cuts = [0, *(at for span in _apart(text, spans) for at in span), len(text)]
    parts = [escaped(text[start:end]) for start, end in pairwise(cuts)]
    return "".join(bold(part) if n % 2 else part for n, part in enumerate(parts))


def _apart(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the *spans* in order, without spaces at their ends; what overlaps, or stands side by side, is one."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if apart and not text[apart[-1][1] : start].strip():
            apart[-1] = (apart[-1][0], max(apart[-1][1], end))
        else:
            apart.append((start, end))
    return [stripped for span in apart if (stripped := _stripped(text, span))]


def _stripped(text: str, span: tuple[int, int]) -> tuple[int, int] | None:
    start, end = span[0], min(span[1], len(text))
    inside = text[start:end]
    bare = inside.strip()
    return (start + len(inside) - len(inside.lstrip()), start + len(inside.rstrip())) if bare else None


def _sources(citations: Sequence[Citation], words: Words, room: int) -> tuple[list[tuple[str, str]], bool]:
    """Return name and value of a field for each source that has room, and whether anything of them is cut."""
    fields: list[tuple[str, str]] = []
    for limit in QUOTE_LIMITS:
        fields = [_source(citation, words, limit) for citation in citations[:MOST_SOURCES]]
        if sum(len(name) + len(value) for name, value in fields) <= room:
            break
    while fields and sum(len(name) + len(value) for name, value in fields) > room:
        fields.pop()
    cut = len(fields) < len(citations) or not all(map(_is_whole, citations, fields))
    return fields, cut


def _source(citation: Citation, words: Words, quote_limit: int) -> tuple[str, str]:
    name = rf"\[{citation.mark}\] " + escaped_within(_line(citation.title), NAME_LIMIT - 12)
    head = source_head(citation, words)
    quote = escaped_within(_line(citation.quote), min(quote_limit, VALUE_LIMIT - len(head) - 5))
    return name, "\n".join(part for part in (head, f"> “{quote}”") if part)


def _is_whole(citation: Citation, shown: tuple[str, str]) -> bool:
    name, value = shown
    return escaped(_line(citation.title)) in name and escaped(_line(citation.quote)) in value


def _whole(text: str, _: int) -> str:
    return escaped(text)


def _line(text: str) -> str:
    return visible(text).replace("\n", " ")
