"""
Reads what a chat model wrote, which is not trusted: into sentences, each with the keys of the passages it cites.

Whatever is no plain sentence is taken off: reasoning, markdown, links and addresses that no passage has, marks of no
passage, pings, characters that are not seen. Nothing is judged here; `bot.reading.verify` holds each sentence against
its passages.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bot.sentences import sentence_spans

LONGEST = 20_000  # characters that are read of what was written
MOST_SENTENCES = 24
UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
# A model's notes to itself; where it never closed them, to the end.
REASONING = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
TAG = re.compile(r"</?[a-z!][^<>\n]{0,200}>", re.IGNORECASE)
FENCE = re.compile(r"<<\w*|\w*>>")  # of the passages, or what a model makes of it
IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
LINK = re.compile(r"\[([^\]\n]+)\]\([^)\n]*\)")
_REST = r"[^\s\])>\"'“”]"
ADDRESS = re.compile(rf"[\w+.-]{{0,40}}://{_REST}*|(?:\bwww\.|\b(?:mailto|data|javascript):){_REST}+", re.IGNORECASE)
PING = re.compile(r"<[@#][!&]?\d+>|@(?=everyone|here)|(?<!\w)@(?=\w)")
LINE = re.compile(r"^[ \t]*(?:#{1,6}[ \t].*|(?:```|~~~).*|[|=*_-]{3,}[ \t]*)$", re.MULTILINE)  # headings, fences, rules
LEAD = re.compile(r"^[ \t]*(?:[-*+•>]|\d{1,2}[.)])[ \t]+", re.MULTILINE)
EMPHASIS = re.compile(r"(\*\*\*|\*\*|__|`)(?=\S)(.+?)(?<=\S)\1|(?<!\w)[*_](?=\S)([^*_\n]+?)(?<=\S)[*_](?!\w)")
BRACKETS = re.compile(r"[\[【(]((?:\s*\w{1,12}\s*[,;]?)+?)[\]】)]")
NUMBERED = re.compile(r"\d{1,3}\Z")
BEFORE_MARK = re.compile(r" +(?=[.,;:!?…](?!\w))")
SEPARATOR = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence of a chat model on one line, without marks, and the keys it cites, each once, in order."""

    text: str
    keys: tuple[str, ...]


def read_written(text: str, keys: Collection[str], *, passages: str) -> list[Written]:
    """
    Return the sentences of what was written; *keys* are those that the prompt gave to its *passages*.

    An address that stands in the passages is kept. A sentence that comes again is left out.

    >>> read_written("- It **rained** [k7f, 2]. It [m3x]poured! [z9z] [k7f]", ["k7f", "m3x"], passages="")
    [Written(text='It rained.', keys=('k7f',)), Written(text='It poured!', keys=('m3x', 'k7f'))]
    """
    plain = _plain(text[:LONGEST], passages)
    bare, marks = _without_marks(plain, keys)
    found: dict[str, list[str]] = {}
    at = 0
    for start, end, following in _sentences(bare):
        cited = [key for place, key in marks if at <= place < following]
        at = following
        sentence = BEFORE_MARK.sub("", " ".join(bare[start:end].split()))
        if any(c.isalpha() for c in sentence):
            found.setdefault(sentence, []).extend(cited)
    return [Written(sentence, tuple(dict.fromkeys(cited))) for sentence, cited in found.items()][:MOST_SENTENCES]


def declines(text: str, phrase: str) -> bool:
    """
    Tell whether what was written is the *phrase* by which a model tells that it cannot answer, and little more.

    >>> declines("**The passages do not tell** [k7f]", "The passages do not tell."), declines("", "No.")
    (True, False)
    """
    told, asked = (re.sub(r"[\W_]+", " ", part).strip().casefold() for part in (_plain(text[:LONGEST], ""), phrase))
    return told.startswith(asked) and len(told) <= 2 * len(asked)


def _plain(text: str, passages: str) -> str:
    text = REASONING.sub(" ", unicodedata.normalize("NFC", text))
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in UNSEEN)
    text = FENCE.sub(" ", IMAGE.sub(" ", text))
    text = LINK.sub(r"\1", text)
    text = ADDRESS.sub(lambda found: found.group() if found.group() in passages else " ", text)
    text = PING.sub("", TAG.sub(" ", text))
    text = LEAD.sub("", LINE.sub("", text))
    return EMPHASIS.sub(lambda found: found[2] or found[3], text)


def _without_marks(text: str, keys: Collection[str]) -> tuple[str, list[tuple[int, str]]]:
    """Return the text without marks, and where each known key stood in what is left."""
    known = {key.casefold(): key for key in keys}
    pieces: list[str] = []
    marks: list[tuple[int, str]] = []
    at = length = 0
    for found in BRACKETS.finditer(text):
        inside = [word.casefold() for word in SEPARATOR.split(found[1]) if word]
        cited = [known[word] for word in inside if word in known]
        if not cited and not (text[found.start()] != "(" and all(map(_is_mark, inside))):
            continue  # an aside of the sentence's own
        pieces.append(text[at : found.start()])
        length += found.start() - at
        marks += [(length, key) for key in cited]
        at = found.end()
    return "".join((*pieces, text[at:])), marks


def _is_mark(word: str) -> bool:
    """Whether a word in brackets is a mark, be it of no passage: a number, or letters and digits mixed."""
    return bool(NUMBERED.match(word)) or (len(word) <= 8 and not word.isalpha() and not word.isdigit())


def _sentences(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield where each sentence starts and ends, and where the next starts, up to which marks are its own."""
    spans = list(sentence_spans(text))
    for number, (start, end) in enumerate(spans):
        following = spans[number + 1][0] if number + 1 < len(spans) else len(text) + 1
        yield start, end, following
