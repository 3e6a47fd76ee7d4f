"""
Finds title, publisher, address and date of an article in the text of its page.

It refuses to guess: what the page does not say in a shape that is known for it stays None.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice, pairwise, takewhile

from bot.ingestion.boilerplate import Kind, is_finished, kind_of, site_name_of
from bot.ingestion.canonical import canonical
from bot.ingestion.dating import date_of, is_date_line

HEADLINE_WORDS = 4
HEAD_LINES = 6  # a headline, and an article's address, are among this many first lines
SITE_LINES = 10  # and the name of the site is, on the page as it was saved
LONGEST_HEADLINE = 200  # characters
LONGEST_FOOTER = 60  # lines

_BYLINE = re.compile(r"[Bb][Yy] [A-Z]|\d{1,2}[:.]\d{2}\b")
_HOST = r"(?:[a-z0-9-]+\.)+[a-z]{2,}"
_SOURCE = re.compile(rf"(?:sources?|via)\s*[:-]\s*(?:https?://)?(?:www\.)?(?P<host>{_HOST})(?:/\S*)?", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:(?:url|link|source|original)\s*:\s*)?(?P<url>https?://[^\s/]+/\S+)", re.IGNORECASE)
_OWNER = re.compile(
    r"(?:©|\(c\)|\bcopyright\b)(?:[\s:,–-]|©|\(c\)|copyright|(?:19|20)\d\d|\bby\b)*(?P<owner>[^\W\d_][^,|©]{1,80})",
    re.IGNORECASE,
)
# What follows the owner: the end of the sentence, a year, the form of the company.
_AFTER_OWNER = re.compile(
    r"\.(?:\s|$)|\s(?:(?:19|20)\d\d|all rights|reproduction|ltd|limited|inc|llc|plc|co\.|gmbh|s\.[ar]).*", re.IGNORECASE
)
_AGENCY = r"(?P<agency>[A-Z][\w&/-]*(?: [A-Z][\w&/-]*){0,2})"
# Moscow, Sept 16 (AFP) … · CEDAR NOTCH (Channel Eleven) — …
_AGENCY_DATELINE = re.compile(rf"[^\W\d_a-z][\w .,'’/-]{{0,50}}\w \({_AGENCY}\) ?(?:[-–—:]|[A-Z][a-z]{{2,8}}\.? \d)")
# … as it had said before. (AFP)
_AGENCY_CREDIT = re.compile(rf"[.!?][\"'”’]? ?\({_AGENCY}\)$")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the text of a page tells about its article; None where it tells nothing."""

    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published: date | None = None
    found: Mapping[str, str] = field(default_factory=dict)
    """For each that was found: "text"."""


def metadata_of(page: str, cleaned: str) -> Metadata:
    r"""
    Return what *page* tells about the article that cleaning left of it.

    The publisher is the site whose page it is: by the name at its head, the address in its source line, or its
    copyright notice, in this order. Where an agency's credit stands in the article too, it is told before the site:
    "AFP (The Post)"; alone, it is the publisher.

    >>> metadata_of("Rain in Rome again\nRome, May 3, 2021 (ANR) - It rained.\n© 2021 The Post", "Rain in Rome again\n"
    ...     "Rome, May 3, 2021 (ANR) - It rained.").publisher
    'ANR (The Post)'
    """
    lines = canonical(page).split("\n")
    article = cleaned.split("\n")
    told = {
        "title": _title(article),
        "publisher": _publisher(lines, article),
        "url": next(_addresses(lines, article), None),
    }
    published = date_of(page, cleaned)
    found = [key for key, value in {**told, "published": published}.items() if value]
    return Metadata(**told, published=published, found=dict.fromkeys(found, "text"))


def _title(article: Sequence[str]) -> str | None:
    """Return the headline: of the lines above the first sentence the first of four words, else the first."""
    head: list[str] = []
    for line in article[:HEAD_LINES]:
        if len(line) > LONGEST_HEADLINE or (is_finished(line) and line.endswith(".")):
            break
        if line and not _BYLINE.match(line) and not is_date_line(line):
            head.append(line)
    return next((line for line in head if len(line.split()) >= HEADLINE_WORDS), next(iter(head), None))


def _publisher(lines: Sequence[str], article: Sequence[str]) -> str | None:
    site = next(_sites(lines, article), None)
    agency = next(_agencies(article), None)
    if site is None or agency is None or agency.casefold() in site.casefold():
        return site or agency
    return f"{agency} ({site})"


def _sites(lines: Sequence[str], article: Sequence[str]) -> Iterator[str]:
    for line, following in pairwise(lines[:SITE_LINES]):
        if name := site_name_of(line, following):
            yield name
    footer = list(_footer(lines, article))
    for line in footer:
        if match := _SOURCE.fullmatch(line):
            yield match["host"].lower()
    for line in reversed(footer):
        if kind_of(line) is Kind.NOTICE and (owner := _owner(line)):
            yield owner


def _footer(lines: Sequence[str], article: Sequence[str]) -> Iterator[str]:
    """Yield the lines behind the article, from the end of the page on."""
    for line in islice(reversed(lines), LONGEST_FOOTER):
        if line == article[-1]:
            return
        yield line


def _owner(line: str) -> str | None:
    match = _OWNER.search(line)
    return _AFTER_OWNER.split(match["owner"], maxsplit=1)[0].strip(" .-–") or None if match else None


def _addresses(lines: Sequence[str], article: Sequence[str]) -> Iterator[str]:
    """Yield the addresses that stand alone above the first paragraph, and those that a label names behind the last."""
    head = takewhile(lambda line: kind_of(line) is not Kind.PARAGRAPH, lines[:HEAD_LINES])
    labelled = (line for line in _footer(lines, article) if not line.lower().startswith("http"))
    for line in chain(head, labelled):
        if match := _ADDRESS.fullmatch(line):
            yield match["url"]


def _agencies(article: Sequence[str]) -> Iterator[str]:
    for line in article[:HEAD_LINES]:
        if match := _AGENCY_DATELINE.match(line[:LONGEST_HEADLINE]):
            yield match["agency"]
    if match := _AGENCY_CREDIT.search(article[-1][-LONGEST_HEADLINE:]):
        yield match["agency"]
