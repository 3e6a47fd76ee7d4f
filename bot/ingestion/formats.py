"""
One function for each format: the content of a file -> the page that is in it.

What the libraries below make of damaged files is told as `UnreadableError`; they may raise nearly anything.
"""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.ingestion.canonical import canonical
from bot.ingestion.cleaning import clean
from bot.ingestion.markdown import plain_markdown
from bot.ingestion.reasons import UnreadableError
from bot.ingestion.wrapping import printed_paragraphs

if TYPE_CHECKING:
    from configparser import ConfigParser

    from lxml.html import HtmlElement  # type: ignore[import-untyped]  # lxml ships no types
    from pypdf import PdfReader

# A headline in front matter often has a colon or begins with a quote, which YAML takes for more than text.
KEY_LINE = re.compile(r"(?P<key>[A-Za-z][\w -]*):(?P<rest>[ \t]+[^\s\[{&*!|>%@`].*|[ \t]*)")
FENCE = re.compile(r"(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
MAX_FRONT_MATTER = 50_000  # characters
RUNNING_LINES = 2  # at the head and the foot of a page of a PDF
UNSEEN = {"script", "style", "template", "noscript", "head", "svg"}
INLINE = re.compile("a|abbr|b|bdi|bdo|big|cite|code|em|font|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|time|tt|u|wbr")
TOLD = {"title": ("title",), "publisher": ("publisher",), "published": ("published", "date"), "url": ("url",)}
"""What a record may tell, and the keys under which it does, the first of them first."""
# Their warnings are about files that are reported by us; without a handler Python prints them.
for library in ("pypdf", "trafilatura", "htmldate", "courlan", "charset_normalizer"):
    logging.getLogger(library).addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Page:
    """What a file holds: the article, and what was told about it."""

    raw: str
    """All of the page as text, where metadata may stand that is no part of the article."""
    text: str
    """The article in its canonical form."""
    source: str = "text"
    """Where *told* was found."""
    told: Mapping[str, str] = field(default_factory=dict)
    """Some of title, publisher, published and url, as they stand there."""
    id: str | None = None


def read_plain(text: str) -> Page:
    """Read a page as a reader saved it, navigation and all."""
    return Page(text, clean(text))


def read_markdown(text: str) -> Page:
    r"""
    Read Markdown, with YAML front matter or without; a page without it is cleaned like one in plain text.

    Raises:
        UnreadableError: the front matter is broken.

    >>> page = read_markdown("---\ntitle: Rain\n---\nIt **rained**.\n")
    >>> page.told, page.text
    ({'title': 'Rain'}, 'It rained.')
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    opening = FENCE.match(text)
    if opening is None or not text.startswith("---"):
        plain = plain_markdown(text)
        return Page(plain, clean(plain))
    closing = next((found for found in _fences(text, opening.end()) if found.start() <= MAX_FRONT_MATTER), None)
    if closing is None:
        clause = "the front matter that begins in line 1 is never closed; put a line with --- below it"
        raise UnreadableError(clause, code="front_matter_open")
    told = _front_matter(text[opening.end() : closing.start()])
    plain = plain_markdown(text[closing.end() :])
    return Page(plain, canonical(plain), "front matter", told)


def _fences(text: str, start: int) -> Iterator[re.Match[str]]:
    return re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE).finditer(text, start)


def _front_matter(text: str) -> dict[str, str]:
    import yaml  # type: ignore[import-untyped]  # it ships no types

    try:
        # Every value stays the text that it is: "2023-13-45" is no error, a title "No" is no boolean.
        values = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes nothing but text
    except yaml.MarkedYAMLError as error:
        if (plain := _plain_lines(text)) is not None:
            return _told(plain)
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        clause = f"the front matter is broken in line {line} ({error.problem}); put quotes around the value"
        raise UnreadableError(clause, code="front_matter_line", line=line) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        clause = "the front matter is not YAML; write a line like `title: Words` for each key"
        raise UnreadableError(clause, code="front_matter") from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        clause = "the front matter in line 2 is no list of keys; write a line like `title: Words` for each"
        raise UnreadableError(clause, code="front_matter")
    return _told(values)


def _plain_lines(text: str) -> dict[str, str] | None:
    r"""
    Return what is no YAML as the keys that it has a line for, each with the rest of its line; None if it has others.

    >>> _plain_lines('title: The long road: a mayor at eighty\npublisher: "The Post"')
    {'title': 'The long road: a mayor at eighty', 'publisher': 'The Post'}
    >>> _plain_lines("tags:\n- [rain")
    """
    lines = [KEY_LINE.fullmatch(line) for line in text.split("\n") if line.strip() and not line.startswith("#")]
    found = [line for line in lines if line is not None]
    return {line["key"]: _unquoted(line["rest"].strip()) for line in found} if len(found) == len(lines) else None


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" and value[0] not in value[1:-1]
    return value[1:-1] if quoted else value


def _told(values: Mapping[str, Any]) -> dict[str, str]:
    """Pick what we know from a record; what is empty or not text was not told."""
    found = {name: [text for key in keys if (text := _told_text(values.get(key)))] for name, keys in TOLD.items()}
    return {name: texts[0] for name, texts in found.items() if texts}


def _told_text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() not in {"", "null", "~"} else None


def read_record(value: object) -> Page:
    """
    Read a JSON object with the keys id, title, text, published (or date), publisher and url; only text is needed.

    Raises:
        UnreadableError: it is no object, or has no text.
    """
    if not isinstance(value, dict):
        raise UnreadableError('is not a JSON object; write {"title": …, "text": …}', code="no_object")
    text = value.get("text")
    if not isinstance(text, str):
        raise UnreadableError('has no "text" that is a string; put the article there', code="no_text_key")
    given = value.get("id")
    number = isinstance(given, int) and not isinstance(given, bool)
    name = str(given) if number or isinstance(given, str) else None
    return Page(text, canonical(text), "record", _told(value), name)


def read_html(text: str) -> Page:
    """
    Read a web page: the article as trafilatura finds it, with its captions, and what its head declares.

    Raises:
        UnreadableError: it cannot be parsed.
    """
    from trafilatura import extract, load_html

    from bot.ingestion.declared import declared_metadata

    try:
        tree = load_html(text)
        if tree is None:
            return Page(text, canonical(text) if "<" not in text else "")
        told = declared_metadata(tree)
        raw = _lines_of(deepcopy(tree))
        article = extract(_with_captions(tree), include_comments=False, config=_html_settings()) or ""
    except Exception as error:
        raise UnreadableError("cannot be parsed as HTML; save the page again", code="html") from error
    return Page(raw, canonical(_without_markup(article)), "html", _told(told))


def _lines_of(tree: "HtmlElement") -> str:
    """Return all that the page shows, a line for each block."""
    for element in list(tree.iter()):
        if element.tag in UNSEEN:
            element.text = None
            del element[:]
        elif isinstance(element.tag, str) and not INLINE.fullmatch(element.tag):
            element.text = f"\n{element.text or ''}"
            element.tail = f"\n{element.tail or ''}"
    return canonical(tree.text_content())


def _html_settings() -> "ConfigParser":
    from trafilatura.settings import use_config

    settings = use_config()
    # Below its usual 250 characters trafilatura takes the whole page for one paragraph.
    settings.set("DEFAULT", "MIN_EXTRACTED_SIZE", "10")
    return settings


def _with_captions(tree: "HtmlElement") -> "HtmlElement":
    """Make captions paragraphs: trafilatura drops figures whole."""
    for figure in tree.iter("figure"):
        if figure.find(".//figcaption") is not None:
            figure.tag = "div"
    for caption in tree.iter("figcaption"):
        caption.tag = "p"
    return tree


def _without_markup(text: str) -> str:
    """Take the marks of lists and tables from trafilatura's text."""
    lines = (re.sub(r"^- (?=\S)", "", line) for line in text.split("\n"))
    return "\n".join(re.sub(r"^\|\s*|\s*\|$", "", line) for line in lines if not re.fullmatch(r"[|\s:-]+", line))


def read_pdf(content: bytes) -> Page:
    """
    Read the text of a PDF, without the lines that run along the head and the foot of its pages.

    Raises:
        UnreadableError: it is broken, encrypted, or holds pictures of text only.
    """
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError, WrongPasswordError

    try:
        reader = PdfReader(io.BytesIO(content))
        pages = _text_of_pages(reader)
    except (FileNotDecryptedError, WrongPasswordError, DependencyError) as error:
        raise UnreadableError("the PDF is encrypted; save a copy without a password", code="pdf_locked") from error
    except Exception as error:
        raise UnreadableError("is a broken PDF; fetch or print it again", code="pdf_broken") from error
    if not any(page.strip() for page in pages):
        clause = "the PDF holds no text, only pictures of it; run a text recognition on it first"
        raise UnreadableError(clause, code="pdf_pictures")
    raw = "\n".join(_without_running_lines(pages))
    return Page(raw, clean("\n".join(printed_paragraphs(raw))))


def _text_of_pages(reader: "PdfReader") -> list[str]:
    if reader.is_encrypted:
        reader.decrypt("")  # many are locked against changes only
    return [page.extract_text() for page in reader.pages]


def _without_running_lines(pages: Sequence[str]) -> list[str]:
    r"""
    Drop the first and last lines of a page that stand on most pages, but for their numbers.

    >>> _without_running_lines(["The Post 1\nIt rained.", "The Post 2\nIt stopped.", "The Post 3\nIt rained."])
    ['It rained.', 'It stopped.', 'It rained.']
    """
    lines = [[line for line in page.split("\n") if line.strip()] for page in pages]
    edges = Counter(edge for page in lines for edge in {_shape(page[n]) for n in _edges(page)})
    running = {shape for shape, pages_with in edges.items() if pages_with >= 3 and pages_with > len(pages) / 2}
    return [
        "\n".join(line for n, line in enumerate(page) if n not in _edges(page) or _shape(line) not in running)
        for page in lines
    ]


def _edges(page: Sequence[str]) -> set[int]:
    return {n for n in range(len(page)) if n < RUNNING_LINES or n >= len(page) - RUNNING_LINES}


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", line.strip())
