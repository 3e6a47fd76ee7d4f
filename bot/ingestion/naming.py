"""The ids of articles: those that records give, else slugs of file names, made unique by a hash of the path."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from bot.ingestion.canonical import canonical
from bot.ingestion.files import Found, kind_of
from bot.ingestion.formats import Page

MAX_SLUG = 60
MAX_ID = 200
HASH_LENGTH = 8  # hexadecimal digits; two colliding file names out of thousands stay apart


def slug_of(text: str) -> str:
    """
    Return *text* as lower-case ASCII words joined by hyphens, at most 60 characters; "" where no letter is left.

    >>> slug_of("Kim's visit, Día 2.html")
    'kims-visit-dia-2-html'
    """
    plain = unicodedata.normalize("NFKD", text.replace("'", "").replace("’", "")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower())[:MAX_SLUG].strip("-")


def given_id(text: str) -> str:
    r"""
    Return the id that a record gives, without what ids cannot hold; "" where nothing is left.

    A `#` would end the id of an article within that of a passage.

    >>> given_id(" news #12\n2023 ")
    'news-12-2023'
    """
    return re.sub(r"[\s#]+", "-", canonical(text).replace("#", " ").strip())[:MAX_ID]


def name_of(found: Found) -> str:
    """Return the name of a file without the endings that tell its kind, "" for standard input."""
    if found.path is None:
        return ""
    name = Path(found.path).name.removesuffix(".gz")
    return Path(name).stem if kind_of(name) else name


def id_of(page: Page, found: Found, n: int | None, *, known: Mapping[str, str], taken: Mapping[str, str | None]) -> str:
    """
    Return the id of the article on a page that gives none.

    *n* is the number of the record in a file of several. A path keeps the id that it has in *known*, from id to path;
    an id that another path has there, or in *taken* during this run, is told apart by a hash of the path. Text from
    standard input has no name, so its id is made of its title and a hash of the text.
    """
    number = "" if n is None else f"-{n}"
    if found.path is None:
        words = slug_of(page.told.get("title") or page.text[: 2 * MAX_SLUG].partition("\n")[0]) or "article"
        return f"{words}-{_hash(page.text)}"
    slug = slug_of(name_of(found)) or "article"
    plain, hashed = f"{slug}{number}", f"{slug}-{_hash(found.path)}{number}"
    if known.get(hashed) == found.path:
        return hashed
    others = {owner for owner in (known.get(plain, found.path), taken.get(plain, found.path)) if owner != found.path}
    return hashed if others else plain


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:HASH_LENGTH]
