"""Files, folders and standard input -> articles, and the reason for each that cannot be read."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

from bot.ingestion.canonical import canonical
from bot.ingestion.dating import parse_date
from bot.ingestion.encodings import decode, encoding_of
from bot.ingestion.files import (
    Found,
    find_files,
    kind_of_content,
    open_file,
    peek,
    read_lines,
    read_whole,
    unpacked,
)
from bot.ingestion.formats import Page, read_html, read_markdown, read_pdf, read_plain, read_record
from bot.ingestion.metadata import metadata_of
from bot.ingestion.naming import given_id, id_of, name_of
from bot.ingestion.reasons import UnreadableError, reason_of
from bot.sentences import sentence_spans
from bot.types import Article, Unreadable

STANDARD_INPUT = Found("standard input", None, None)
NO_TEXT = "holds no article text; leave it out"
MAX_TITLE = 300  # characters; what is longer is no title, and would leave a passage no room for its text
MAX_URL = 2000
Value = TypeVar("Value")
READERS = {"plain": read_plain, "markdown": read_markdown, "html": read_html}


@dataclass(frozen=True, slots=True)
class Part:
    """A page of a file, or why there is none; *n* and *place* tell where in a file of several it stands."""

    page: Page | UnreadableError
    n: int | None = None
    place: str = ""


def read_articles(
    paths: Sequence[str], *, stdin: BinaryIO | None = None, known: Mapping[str, str] | None = None
) -> Iterator[Article | Unreadable]:
    """
    Yield the articles of files, folders and `-` (standard input, *stdin* where given), in this order.

    What cannot be read comes as an `Unreadable` whose reason is a clause that follows its name and a colon. A file that
    is named twice is read once. *known* maps the ids of articles that are kept already to their paths: with it the ids
    stay the same across runs.
    """
    taken: dict[str, str | None] = {}
    seen: set[str] = set()
    for found in _find(paths):
        if isinstance(found, Unreadable):
            yield found
        elif found.path is None or found.path not in seen:
            seen.add(found.path or "")
            yield from _articles_of(found, stdin, known or {}, taken)


def _find(paths: Sequence[str]) -> Iterator[Found | Unreadable]:
    for path in paths:
        if path == "-":
            yield STANDARD_INPUT
        else:
            yield from find_files(path)


def _articles_of(
    found: Found, stdin: BinaryIO | None, known: Mapping[str, str], taken: dict[str, str | None]
) -> Iterator[Article | Unreadable]:
    for part in _parts_or_reason(found, stdin):
        name = f"{found.name}:{part.place}" if part.place else found.name
        if isinstance(part.page, UnreadableError):
            yield Unreadable(name, str(part.page), part.page.code, part.page.about)
        elif not part.page.text:
            yield Unreadable(name, NO_TEXT, "no_text")
        else:
            given = given_id(part.page.id or "")
            article_id = given or id_of(part.page, found, part.n, known=known, taken=taken)
            if given and given in taken:
                yield Unreadable(name, f"its id {given!r} was given to another article before; give it its own")
            else:
                taken[article_id] = found.path
                yield _article(part.page, found, article_id, part.n)


def _parts_or_reason(found: Found, stdin: BinaryIO | None) -> Iterator[Part]:
    try:
        if found.path is None:
            yield from _parts(unpacked(stdin or sys.stdin.buffer), found.kind)
        else:
            with open_file(found.path) as stream:
                yield from _parts(stream, found.kind)
    except UnreadableError as error:
        yield Part(error)
    except OSError as error:
        yield Part(UnreadableError(reason_of(error), code="other"))


def _parts(stream: BinaryIO, kind: str | None) -> Iterator[Part]:
    kind = kind or kind_of_content(peek(stream))
    if kind == "jsonl":
        yield from _records_of_lines(_lines(stream))
    elif kind == "json":
        yield from _records(decode(read_whole(stream)))
    elif kind == "pdf":
        yield Part(read_pdf(read_whole(stream)))
    else:
        yield Part(READERS[kind](decode(read_whole(stream))))


def _lines(stream: BinaryIO) -> Iterator[tuple[int, str | UnreadableError]]:
    if encoding_of(peek(stream)).startswith(("utf-16", "utf-32")):
        # Half of a letter in these can look like a line break.
        yield from enumerate(decode(read_whole(stream)).split("\n"), 1)
        return
    for n, line in read_lines(stream):
        try:
            yield n, line if isinstance(line, UnreadableError) else decode(line)
        except UnreadableError as error:
            yield n, error


def _records_of_lines(lines: Iterable[tuple[int, str | UnreadableError]]) -> Iterator[Part]:
    is_empty = True
    for n, line in lines:
        if isinstance(line, UnreadableError):
            is_empty = False
            yield Part(line, n, str(n))
        elif line.strip():
            is_empty = False
            yield Part(_record_of_line(line), n, str(n))
    if is_empty:
        yield Part(UnreadableError(NO_TEXT, code="no_text"))


def _record_of_line(line: str) -> Page | UnreadableError:
    try:
        return read_record(_from_json(line))
    except UnreadableError as error:
        return error


def _records(text: str) -> Iterator[Part]:
    """Read a JSON object, an array of them, or lines of them that go by the name of JSON."""
    if _is_record_a_line(text):
        yield from _records_of_lines(enumerate(text.split("\n"), 1))
        return
    value = _from_json(text)
    if not isinstance(value, list):
        yield Part(read_record(value))
        return
    for n, item in enumerate(value, 1):
        try:
            yield Part(read_record(item), n, f" record {n}")
        except UnreadableError as error:
            yield Part(error, n, f" record {n}")
    if not value:
        yield Part(UnreadableError(NO_TEXT, code="no_text"))


def _is_record_a_line(text: str) -> bool:
    first, _, rest = text.strip().partition("\n")
    try:
        return bool(rest) and isinstance(_from_json(first), dict)
    except UnreadableError:
        return False


def _from_json(text: str) -> object:
    if not text.strip():
        raise UnreadableError(NO_TEXT, code="no_text")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"column {error.colno}" if error.lineno == 1 else f"line {error.lineno}"
        clause = f"is not JSON ({error.msg} at {place}); mend it there"
        raise UnreadableError(clause, code="not_json", line=error.lineno, column=error.colno) from error
    except (ValueError, RecursionError) as error:
        clause = "is not JSON that can be read; its numbers or its nesting go too far"
        raise UnreadableError(clause, code="json_too_far") from error


def _article(page: Page, found: Found, article_id: str, n: int | None) -> Article:
    told = {key: _line(value) for key, value in page.told.items()}
    in_text = metadata_of(page.raw, page.text)
    where: dict[str, str] = {}

    def choose(key: str, told_value: Value, text_value: Value) -> Value:
        if told_value or text_value:
            where[key] = page.source if told_value else "text"
        return told_value or text_value

    # What a person wrote into a field is not replaced by a guess, even where it is no date.
    guessed_date = None if told.get("published") and page.source != "html" else in_text.published
    published = choose("published", parse_date(told.get("published", "")), guessed_date)
    publisher = choose("publisher", told.get("publisher", "")[:MAX_TITLE], in_text.publisher)
    url = choose("url", _web_address(told.get("url", "")), in_text.url)
    title = choose("title", _title(told.get("title", "")), _title(in_text.title or ""))
    if not title:
        title = _title_of_file(found, n) or _title(_opening(page.text))
        where["title"] = "file name" if found.path else "text"
    return Article(article_id, title, page.text, publisher or None, published, url or None, where, found.path)


def _line(value: str) -> str:
    return " ".join(canonical(value).split("\n"))


def _title(text: str) -> str:
    """Return the first line of *text*, cut at a word where it is too long for a title."""
    line = text.partition("\n")[0]
    return line if len(line) <= MAX_TITLE else line[:MAX_TITLE].rpartition(" ")[0][:MAX_TITLE] or line[:MAX_TITLE]


def _opening(text: str) -> str:
    """Return the first sentence of *text*, the title of what has neither a headline nor a name."""
    line = text.partition("\n")[0][: 2 * MAX_TITLE]
    start, end = next(iter(sentence_spans(line)), (0, len(line)))
    return line[start:end]


def _title_of_file(found: Found, n: int | None) -> str:
    words = " ".join(_line(name_of(found)).replace("-", " ").replace("_", " ").split())
    return _title(words) if n is None or not words else f"{_title(words)} {n}"


def _web_address(text: str) -> str | None:
    is_address = text.lower().startswith(("http://", "https://")) and " " not in text
    return text if is_address and len(text) <= MAX_URL else None
