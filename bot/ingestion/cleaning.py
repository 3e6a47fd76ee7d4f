"""
Cleaning takes a page as a reader saved it and keeps the article, in its canonical text.

A page is a head (menus, headline, standfirst, byline), a body (paragraphs and what stands between them) and a tail
(credits, links, forms, notices). Rules know the shape of a line and where it stands, never a particular site.
Where shape cannot tell, the line is kept: article text that is lost cannot be found again.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.ingestion.boilerplate import (
    ALWAYS_DROPPED,
    Kind,
    heads_links_if_followed,
    kind_of,
    site_name_of,
)
from bot.ingestion.markdown import plain_markdown
from bot.ingestion.wrapping import paragraphs_of

__all__ = ["clean", "plain_markdown"]

MOST_PASSES = 8  # a pass may uncover what the next one drops; pages settle in two
REPEATABLE = 30  # characters below which a line may stand twice: "Entry: free", "Q: Why?", a score
HEADLINE_WORDS = 4
SITE_LINES = 3  # a site's name and slogan stand among this many first lines
LONG_PARAGRAPH = 200  # characters; a notice of the site that is longer speaks of cookies or law
MENU_RUN = 3  # this many lines of one to three words in a row before the body are a menu
LINK_RUN = 3  # this many headlines in a row behind the body are a list of links

CLOSING = frozenset((Kind.LINKS, Kind.COMMENTS, Kind.NOTICE, Kind.CREDIT, Kind.SITE, Kind.NAVIGATION))
LONGEST_LINK_LIST = 12  # lines
MOST_PROMOS = 3
PROMO_WORDS = 7
BULLETS = "•◾▪●*-–·"

_PLAIN_QUOTES = str.maketrans("“”„‘’", '"""\'\'')
_BYLINE = re.compile(r"(?:[Ww]ords )?[Bb][Yy] [A-Z]|(?i:(?:first |last )?(?:published|posted|updated)\b)")
_KICKER_PROMO = re.compile(r"[^\W\d_][^:.?!\d]{4,50}: [\"'“‘]?[A-Z].{15,90}")
_LABEL_PROMO = re.compile(r"[A-Z][A-Z'’]+(?: [A-Z'’]+){0,2}: .{20,110}")


@dataclass(frozen=True, slots=True)
class _Page:
    lines: Sequence[str]
    kinds: Sequence[Kind]
    start: int
    """Where the first paragraph of the body stands."""
    end: int
    """Behind the last paragraph of the body."""


def clean(page: str) -> str:
    r"""
    Return the article on *page* in canonical text: NFC, one paragraph a line, the boilerplate dropped.

    A page that is nothing but boilerplate gives an empty text. Cleaning twice changes nothing.

    >>> page = "Menu\nRain floods Rome\nShare\nIt rained for eleven days before the river rose above its banks."
    >>> print(clean(page + "\nAdvertisement\nNobody was hurt.\nMost read\nSun over Turin\n© 2024 The Post"))
    Rain floods Rome
    It rained for eleven days before the river rose above its banks.
    Nobody was hurt.
    """
    lines = paragraphs_of(page)
    for _ in range(MOST_PASSES):
        kept = _article_lines(lines)
        if len(kept) == len(lines):
            break
        lines = kept
    return "\n".join(lines)


def _article_lines(lines: Sequence[str]) -> list[str]:
    kinds = [kind_of(line) for line in lines]
    span = _body_span(lines, kinds)
    if span is None:
        bare = not any(kind in ALWAYS_DROPPED for kind in kinds)
        return _once(lines) if bare else []
    page = _Page(lines, kinds, *span)
    head, tail = _head_start(page), _tail_start(page)
    dropped = _boilerplate(page) | _link_lists(page) | _promos(page)
    return _once([line for n, line in enumerate(lines) if head <= n < tail and n not in dropped])


def _body_span(lines: Sequence[str], kinds: Sequence[Kind]) -> tuple[int, int] | None:
    """Return the half-open span from the first to the last paragraph, None where the page has no body."""
    prose = [n for n, kind in enumerate(kinds) if kind is Kind.PARAGRAPH]
    if not prose:
        prose = [n for n, kind in enumerate(kinds) if kind is Kind.SENTENCE]
        return (prose[0], prose[-1] + 1) if len(prose) > 1 else None
    # A lone paragraph among menus is a notice of the site, so the body starts where prose is long or dense.
    start = next((n for n in prose if len(lines[n]) >= LONG_PARAGRAPH or _is_dense(kinds, n)), prose[0])
    return start, _end_of_prose(kinds, prose, start)


def _is_dense(kinds: Sequence[Kind], n: int) -> bool:
    return sum(kind in (Kind.PARAGRAPH, Kind.SENTENCE) for kind in kinds[n + 1 : n + 5]) >= 2


def _end_of_prose(kinds: Sequence[Kind], prose: Sequence[int], start: int) -> int:
    """Return where the last paragraph ends that stands before the page's closing notices."""
    after = prose[bisect_left(prose, start) :]
    late = after[len(after) * 2 // 3]
    closing = next((n for n in range(late, len(kinds)) if kinds[n] is Kind.COMMENTS), len(kinds))
    end = max(n for n in after if n < closing) + 1
    # Short closing sentences, as in an interview, are body too while nothing but adverts comes between.
    closed = next((n for n in range(end, len(kinds)) if kinds[n] in CLOSING), len(kinds))
    return max((n + 1 for n in range(end, closed) if kinds[n] is Kind.SENTENCE), default=end)


def _head_start(page: _Page) -> int:
    """Return where the article starts: at the first headline behind the last menu that a headline follows."""
    menus = _menu_lines(page)
    start = _first_headline(page, menus)
    site_line = next((n for n in range(min(start + 1, SITE_LINES)) if _is_site_line(page, n)), -1)
    cut = any(n in menus or page.kinds[n] in ALWAYS_DROPPED for n in range(start))
    return max(start if cut else 0, site_line + 1)


def _first_headline(page: _Page, menus: AbstractSet[int]) -> int:
    byline = next((n for n in range(page.start) if _BYLINE.match(page.lines[n])), page.start)
    for end in (byline, page.start):
        headlines = [n for n in range(end) if n not in menus and _is_headline(page, n)]
        if headlines:
            behind = max((n for n in menus if n < headlines[-1]), default=-1)
            return next(n for n in headlines if n > behind)
    brief = (n for n in reversed(range(byline)) if page.kinds[n] is Kind.SHORT)
    return next(brief, page.start)


def _menu_lines(page: _Page) -> set[int]:
    """Return the lines of the head that are menus, by their vocabulary or as a run of lines of a few words."""
    menus = {n for n in range(page.start) if page.kinds[n] is Kind.NAVIGATION}
    run: list[int] = []
    for n in range(page.start):
        if page.kinds[n] in (Kind.SHORT, Kind.SITE, Kind.NAVIGATION) and len(page.lines[n].split()) < HEADLINE_WORDS:
            run.append(n)
            menus.update(run if len(run) >= MENU_RUN else ())
        else:
            run = []
    return menus


def _is_headline(page: _Page, n: int) -> bool:
    line = page.lines[n]
    wordy = page.kinds[n] in (Kind.SHORT, Kind.SENTENCE, Kind.PARAGRAPH) and len(line.split()) >= HEADLINE_WORDS
    return wordy and not _BYLINE.match(line)


def _is_site_line(page: _Page, n: int) -> bool:
    following = page.lines[n + 1] if n + 1 < len(page.lines) else ""
    return site_name_of(page.lines[n], following) is not None


def _tail_start(page: _Page) -> int:
    """Return where the article has ended: at the first closing boilerplate, or list of headlines, behind the body."""
    tail = range(page.end, len(page.lines))
    stop = next((n for n in tail if page.kinds[n] in CLOSING or _heads_links(page, n)), len(page.lines))
    fewest_words = 1 if stop < len(page.lines) else HEADLINE_WORDS + 1
    run, links = stop, 0
    while run > page.end and (_is_link(page, run - 1, fewest_words) or page.kinds[run - 1] in ALWAYS_DROPPED):
        run -= 1
        links += page.kinds[run] is Kind.SHORT
    introduced = page.lines[run - 1].endswith(":")
    return run if links >= LINK_RUN and not introduced else stop


def _is_link(page: _Page, n: int, fewest_words: int = 1) -> bool:
    """Tell whether line *n* may be the headline of another story: begun as a sentence, unfinished, no table."""
    line = page.lines[n]
    begun = line[0].isupper() or line[0] in "\"'“‘" or line[:1].isdigit()
    words = line.split()
    table = sum(word[:1].isdigit() for word in words) * 2 >= len(words)
    return page.kinds[n] is Kind.SHORT and begun and line[-1] not in ",;:)" and not table and len(words) >= fewest_words


def _heads_links(page: _Page, n: int) -> bool:
    if page.kinds[n] is Kind.LINKS:
        return True
    following = range(n + 1, min(n + 3, len(page.lines)))
    return heads_links_if_followed(page.lines[n]) and sum(_is_link(page, m) for m in following) == 2


def _boilerplate(page: _Page) -> set[int]:
    """Return the lines that are boilerplate wherever they stand, and the words of menus beside them or in the head."""
    dropped = {n for n, kind in enumerate(page.kinds) if kind in ALWAYS_DROPPED}
    for n, kind in enumerate(page.kinds):
        if kind is Kind.SITE and (n < page.start or n - 1 in dropped or n + 1 in dropped):
            dropped.add(n)
    return dropped


def _link_lists(page: _Page) -> set[int]:
    """Return the lists of links inside the body with their headings; a list too long to be one is kept."""
    dropped: set[int] = set()
    for n in range(page.start, page.end):
        if n not in dropped and _heads_links(page, n):
            longest = range(n + 1, min(n + LONGEST_LINK_LIST, page.end))
            stop = next((m for m in longest if not _is_linked(page, m)), n)
            dropped.update(range(n, stop))
    return dropped


def _is_linked(page: _Page, n: int) -> bool:
    return _is_link(page, n) or page.kinds[n] in ALWAYS_DROPPED


def _promos(page: _Page) -> set[int]:
    """Return the headlines of other stories that stand alone between two paragraphs; a habit is no promo."""
    promos = {n for n in range(page.start + 1, page.end - 1) if _is_promo(page, n)}
    return promos if len(promos) <= MOST_PROMOS else set()


def _is_promo(page: _Page, n: int) -> bool:
    line = page.lines[n]
    alone = page.kinds[n - 1] is page.kinds[n + 1] is Kind.PARAGRAPH
    headline = page.kinds[n] is Kind.SHORT and line[-1] != ")" and len(line.split()) >= PROMO_WORDS
    return alone and headline and (_KICKER_PROMO.fullmatch(line) or _LABEL_PROMO.fullmatch(line)) is not None


def _once(lines: Sequence[str]) -> list[str]:
    """Return *lines* without those that stood before; short ones may stand again, but not the headline nor in a row."""
    kept: list[str] = []
    seen: set[str] = set()
    for line in lines:
        key = line.casefold().translate(_PLAIN_QUOTES)
        repeatable = len(line) < REPEATABLE or line[0] in BULLETS
        again = key in seen and (not repeatable or line in (kept[0], kept[-1]))
        seen.add(key)
        if not again:
            kept.append(line)
    return kept
