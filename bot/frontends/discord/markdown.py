"""Text from articles, models and people made safe to show: it pings nobody, links nowhere, and formats nothing."""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit

SPECIAL = re.compile(r"([\\*_~|`\[\]<@])")
LINK = re.compile(r":(?=//)")  # Discord links whatever follows `scheme://`, also in the middle of a word
LINE_START = re.compile(r"(?m)^([^\S\n]*)([#>+-]|\d+(?=[.)]))")
LINE_BREAK = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
KEPT_FORMATS = {"\u200c", "\u200d"}  # Persian and emoji need the joiners, which show nothing by themselves
MARKS_IN_A_ROW = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{3})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)
MENTION = re.compile(r" *(?:<(?:@[!&]?|#)\d+>|(?<!\w)@(?:everyone|here)\b) *")
LONGEST_URL = 500


def visible(text: str) -> str:
    r"""
    Return the text without what steers its display: control and bidi characters, piles of accents; lines stay.

    >>> visible("red\u202e alert\x07!")
    'red alert!'
    """
    lines = LINE_BREAK.sub("\n", text).replace("\t", " ")
    kept = (
        c for c in lines if c in KEPT_FORMATS or c == "\n" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"}
    )
    return MARKS_IN_A_ROW.sub(r"\1", "".join(kept))


def without_mentions(text: str) -> str:
    """
    Return what is asked without whom it is shown to: ids mean nothing to the articles, nor in a thread's name.

    >>> without_mentions("<@!42>what did @here Shoigu<@7>show Kim?")
    'what did Shoigu show Kim?'
    """
    return MENTION.sub(" ", text).strip()


def escaped(text: str) -> str:
    r"""
    Return the text with all that Discord would take for markdown, a mention or a link shown as it is written.

    >>> escaped("**@everyone** see https://example.org [here](x)")
    '\\*\\*\\@everyone\\*\\* see https\\://example.org \\[here\\](x)'
    """
    plain = SPECIAL.sub(r"\\\1", visible(text))
    plain = LINK.sub(r"\\:", plain)
    return LINE_START.sub(_escape_start, plain)


def _escape_start(match: re.Match[str]) -> str:
    indent, sign = match.groups()
    return f"{indent}{sign}\\" if sign.isdigit() else f"{indent}\\{sign}"


def link(label: str, url: str | None) -> str | None:
    """
    Return a link to an article, or None where its address is none that a browser would open.

    >>> link("read it", "https://example.org/a_(b)")
    '[read it](https://example.org/a_%28b%29)'
    >>> link("read it", "javascript:alert(1)")
    """
    if not url or any(c.isspace() or not c.isprintable() for c in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        return None
    for sign, code in (("(", "%28"), (")", "%29"), ("<", "%3C"), (">", "%3E"), ("\\", "%5C"), ('"', "%22")):
        url = url.replace(sign, code)
    return f"[{label}]({url})" if len(url) <= LONGEST_URL else None


def bold(shown: str) -> str:
    r"""
    Return escaped text in bold, each of its lines by itself.

    >>> bold("two\n\nlines")
    '**two**\n\n**lines**'
    """
    return "\n".join(f"**{line}**" if line.strip() else line for line in shown.split("\n"))


def code(text: str) -> str:
    """
    Return the text, on one line, in the type of a machine, where nothing can be escaped.

    >>> code("a_b"), code("a`b")
    ('`a_b`', '`aˋb`')
    """
    return f"`{' '.join(visible(text).split()).replace('`', 'ˋ') or '…'}`"


def clipped(text: str, limit: int) -> str:
    r"""
    Return plain text in at most *limit* characters, cut between words; to be done before escaping.

    >>> clipped("one two three", 9)
    'one two…'
    """
    if len(text) <= limit:
        return text
    cut = text[: max(limit - 1, 0)]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit // 2 else cut).rstrip() + "…"


def escaped_within(text: str, limit: int) -> str:
    r"""
    Return the text escaped, in at most *limit* characters: what is cut is cut before it is escaped.

    >>> escaped_within("a*b c*d", 6)
    'a\\*b…'
    """
    room = limit
    while len(shown := escaped(clipped(text, room))) > limit:
        room = min(room - 1, room * limit // len(shown))
    return shown


def joined_within(parts: Iterable[str], limit: int, *, between: str = " ") -> tuple[str, int]:
    """
    Return as many whole *parts*, joined, as *limit* characters hold, and how many they are.

    >>> joined_within(["one.", "two.", "three."], 10)
    ('one. two.', 2)
    """
    taken = ""
    count = 0
    for part in parts:
        longer = f"{taken}{between}{part}" if count else part
        if len(longer) > limit:
            break
        taken, count = longer, count + 1
    return taken, count
