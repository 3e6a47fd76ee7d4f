"""
What the head of a web page declares about its article.

Nothing is guessed: trafilatura would take a date from the name of a picture, and a publisher from the address.
"""

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]  # lxml ships no types

ARTICLE_TYPE = re.compile(r"Article|Posting|Report|Review")
# Names and properties of <meta>, best first.
DATES = [
    *("article:published_time", "og:published_time", "datepublished", "parsely-pub-date", "sailthru.date", "pubdate"),
    *("publishdate", "publish-date", "publish_date", "publication_date", "article.published", "article_date_original"),
    *("cxenseparse:recs:publishtime", "citation_publication_date", "citation_date", "dc.date.issued", "dcterms.issued"),
    *("dc.date.created", "dcterms.created", "dcterms.date", "dc.date", "date"),
]
TITLES = [
    "og:title",
    "twitter:title",
    "citation_title",
    "parsely-title",
    "dc.title",
    "dcterms.title",
    "title",
    "headline",
]
PUBLISHERS = [
    "og:site_name",
    "application-name",
    "citation_publisher",
    "dc.publisher",
    "dcterms.publisher",
    "publisher",
]
MAX_DEPTH = 8  # of objects in JSON-LD


def declared_metadata(tree: "HtmlElement") -> dict[str, str]:
    """Return what is declared of title, publisher, published and url: JSON-LD first, then <meta>, then the page."""
    linked = _linked_article(tree)
    metas = _metas(tree)
    found = {
        "title": _text(linked.get("headline")) or _first(metas, TITLES) or _heading(tree),
        "publisher": _name(linked.get("publisher")) or _first(metas, PUBLISHERS),
        "published": _text(linked.get("datePublished")) or _first(metas, DATES) or _time(tree),
        "url": _canonical_link(tree) or _first(metas, ["og:url", "twitter:url"]) or _text(linked.get("url")),
    }
    return {key: value for key, value in found.items() if value}


def _linked_article(tree: "HtmlElement") -> dict[str, Any]:
    """Return the first article of the page's JSON-LD (https://schema.org/Article), {} where there is none."""
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            try:
                value = json.loads(script.text_content())
            except (ValueError, RecursionError):
                continue
            for item in _objects(value, MAX_DEPTH):
                if ARTICLE_TYPE.search(str(item.get("@type"))) and ("headline" in item or "datePublished" in item):
                    return item
    return {}


def _objects(value: object, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict) and depth:
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _objects(value.get(key), depth - 1)
    elif isinstance(value, list) and depth:
        for item in value:
            yield from _objects(item, depth - 1)


def _metas(tree: "HtmlElement") -> dict[str, str]:
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = (meta.get("content") or "").strip()
        if name and content:
            metas.setdefault(name.strip().lower(), content)
    return metas


def _first(metas: dict[str, str], names: list[str]) -> str | None:
    return next((metas[name] for name in names if name in metas), None)


def _text(value: object) -> str | None:
    return value.strip() if isinstance(value, str) else None


def _name(value: object) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _heading(tree: "HtmlElement") -> str | None:
    """Return the only first-level heading, else the title without the name of the site behind it."""
    headings = [text for text in (" ".join(h1.text_content().split()) for h1 in tree.iter("h1")) if text]
    if len(headings) == 1:
        return headings[0]
    title = next((" ".join(title.text_content().split()) for title in tree.iter("title")), "")
    return re.split(r"\s+[|–—·-]\s+(?=[^|–—·-]*\Z)", title)[0] or None


def _time(tree: "HtmlElement") -> str | None:
    """Return the one date that the page's <time> elements give, when they do not tell an update or another article."""
    marked = [time for time in tree.iter("time") if time.get("datetime") and not _is_elsewhere(time)]
    published = [time for time in marked if time.get("itemprop") == "datePublished" or time.get("pubdate") is not None]
    dates = {time.get("datetime").strip()[:10] for time in published or marked}
    return dates.pop() if len(dates) == 1 else None


def _is_elsewhere(time: "HtmlElement") -> bool:
    if re.search(r"updat|modif", f"{time.get('class')} {time.get('itemprop')}", re.IGNORECASE):
        return True
    return any(ancestor.tag in {"aside", "nav", "footer", "li"} for ancestor in time.iterancestors())


def _canonical_link(tree: "HtmlElement") -> str | None:
    links = (link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical")
    return next((link.strip() for link in links if link and link.strip().startswith(("http://", "https://"))), None)
