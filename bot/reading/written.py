"""
Reads what a chat model wrote, which is not trusted: into sentences, each with the keys of the passages it cites.

Whatever is no plain sentence is taken off, and what it leaves behind with it: reasoning, markdown, the frames of
tables, links and addresses that no passage has, marks of no passage, pings, characters that are not seen. Nothing is
judged here; `bot.reading.verify` holds each sentence against its passages.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html import unescape

from bot.reading.english.words import AUXILIARIES, DETERMINERS, PREPOSITIONS, PRONOUNS
from bot.sentences import sentence_spans

LONGEST = 20_000  # characters that are read of what was written
# Where something was taken off; for private use, so that nothing that is written has it once the unseen is off.
HOLE = "\ue000"
UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
# A model's notes to itself; where it never closed them, to the end.
REASONING = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
ENTITY = re.compile(r"&#?\w{2,8};")
UNREAD = re.compile(r"<(script|style)\b.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
INLINE = re.compile(r"</?(?:a|b|i|u|s|em|strong|span|mark|code|su[bp])(?:\s[^<>\n]{0,200})?>", re.IGNORECASE)
BLOCK = re.compile(
    r"</?(?:p|br|hr|div|[uo]l|li|table|t[rdh]|h[1-6]|blockquote|pre)(?:\s[^<>\n]{0,200})?/?>", re.IGNORECASE
)
TAG = re.compile(r"</?[a-z!][^<>\n]{0,200}>", re.IGNORECASE)
FENCE = re.compile(r"<<\w*|\w*>>")  # of the passages, or what a model makes of it
_TARGET = r"\((?:[^()\n]|\([^()\n]*\))*\)"
IMAGE = re.compile(rf"!\[[^\[\]\n]*\]{_TARGET}")
LINK = re.compile(rf"\[([^\[\]\n]+)\]{_TARGET}")
_REST = r"[^\s\])>\"'“”]"
ADDRESS = re.compile(
    r"(?P<label>(?<![^\s(\[])[^\W_][\w ]{0,40}:[ \t]*(?P<open>[<(\[])?)?"  # "Source: https://…"
    rf"(?P<address>[\w+.-]{{0,40}}://{_REST}*|(?:\bwww\.|\b(?:mailto|data|javascript):){_REST}+)"
    r"(?(open)[>)\]]?)",
    re.IGNORECASE,
)
EMPTY = re.compile(r"\(\s*\)|\[\s*\]|<\s*>|【\s*】")  # what a link or an address stood in
FOOTNOTE = re.compile(r"\[\^\w{1,20}\]:?")
OPEN_MARK = re.compile(r"[\[【]\s*\w{0,12}\s*\Z")  # that was never closed
PING = re.compile(r"<[@#][!&]?\d+>|(?<!@)@++(?:(?:everyone|here)\b:?|(?=everyone|here))|(?<![\w@])@++(?=\w)")
LINE = re.compile(r"^[ \t]*(?:#{1,6}[ \t].*|(?:```|~~~).*|[|=*_-]{3,}[ \t]*)$", re.MULTILINE)  # headings, fences, rules
# The head of a table with the rule below it, which tells its columns.
HEAD = re.compile(r"^[^|\n]*\|.*\n[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*(?::?-+:?[ \t]*)?)+$", re.MULTILINE)
ROW = re.compile(r"^[ \t]*\|.*$|^.* \| .*$", re.MULTILINE)
LEAD = re.compile(r"^[ \t]*(?:[-*+•>]|\d{1,2}[.)])[ \t]+", re.MULTILINE)
FENCE_WITHIN = re.compile(r"`{3,}(?:\w+(?=\n))?")
LEFT_OVER = re.compile(r"\A(?:[,;:|·–—-]+\s+|\.\s+)+")  # ahead of a sentence, of what stood there
EMPHASIS = re.compile(r"(\*\*\*|\*\*|__|`)(?=\S)(.+?)(?<=\S)\1|(?<!\w)[*_](?=\S)([^*_\n]+?)(?<=\S)[*_](?!\w)")
# Between two words something has to stand: letters that could be parted anywhere would take exponential time.
BRACKETS = re.compile(r"[\[【(]([\s,;]*\w{1,12}(?:[\s,;]+\w{1,12})*[\s,;]*)[\]】)]")
NUMBERED = re.compile(r"\d{1,3}\Z")
BEFORE_MARK = re.compile(r" +(?=[.,;:!?…](?!\w))")
CLOSES = re.compile(r"\s*(?:[.!?…\n\[【]|\Z)")
SEPARATOR = re.compile(r"[\s,;]+")
ENDED = re.compile(r"[.!?…。！？][\"'”’»)\]]*\Z")
WORD = re.compile(r"\w+")
LINKING = PREPOSITIONS | DETERMINERS | {"and", "or", "but"}
MEANINGLESS = LINKING | AUXILIARIES | PRONOUNS
TORN = re.compile(rf"\b(?:{'|'.join(sorted(LINKING))})\b[\s,]*{HOLE}|{HOLE}[\s,]*(?:and|or)\b", re.IGNORECASE)
HOLE_BEHIND_END = re.compile(rf"(?<=[.!?])(\s*){HOLE}")  # whatever follows is another sentence
FEWEST_WORDS = 3  # that mean something, of a sentence that was torn
OPEN_END = re.compile(r"\d\.\Z")  # "6." may have been about to be 6.5


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence of a chat model on one line, without marks, and the keys it cites, each once, in order."""

    text: str
    keys: tuple[str, ...]
    ended: bool = field(default=True, repr=False)
    """Whether it ends as sentences do; the last one of a text that breaks off may not."""


def read_written(text: str, keys: Collection[str], *, passages: str) -> list[Written]:
    """
    Return the sentences of what was written; *keys* are those that the prompt gave to its *passages*.

    An address that stands in the passages is kept. A sentence that comes again is left out, and so is what no longer
    says anything without what was taken off it.

    >>> read_written("- It **rained** [k7f, 2]. It [m3x]poured! [z9z] [k7f]", ["k7f", "m3x"], passages="")
    [Written(text='It rained.', keys=('k7f',)), Written(text='It poured!', keys=('m3x', 'k7f'))]
    """
    plain = _plain(text[:LONGEST], passages)
    bare, marks = _without_marks(plain, keys)
    found: dict[str, list[str]] = {}
    ended: dict[str, bool] = {}
    at = 0
    for start, end, following in _sentences(HOLE_BEHIND_END.sub(r"\1\n", bare).replace(HOLE, " ")):
        cited = [key for place, key in marks if at <= place < following]
        marked = any(end <= place < following for place, _ in marks)
        at = following
        sentence, is_torn = _tidied(bare[start:following], passages)  # a hole may be its end
        if any(c.isalpha() for c in sentence) and not is_torn:
            found.setdefault(sentence, []).extend(cited)
            ended[sentence] = _has_ended(sentence, marked=marked)
    return [Written(text, tuple(dict.fromkeys(cited)), ended[text]) for text, cited in found.items()]


def declines(text: str, phrase: str) -> bool:
    """
    Tell whether what was written is the *phrase* by which a model tells that it cannot answer, and little more.

    >>> declines("**The passages do not tell** [k7f]", "The passages do not tell."), declines("", "No.")
    (True, False)
    """
    told, asked = (re.sub(r"[\W_]+", " ", part).strip().casefold() for part in (_plain(text[:LONGEST], ""), phrase))
    return told.startswith(asked) and len(told) <= 2 * len(asked)


def _plain(text: str, passages: str) -> str:
    text = ENTITY.sub(lambda found: unescape(found.group()), unicodedata.normalize("NFC", text))
    text = UNREAD.sub(" ", REASONING.sub(" ", text))
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in UNSEEN)
    text = LINK.sub(r"\1", IMAGE.sub(HOLE, FENCE.sub(" ", text)))
    text = PING.sub(HOLE, _without_addresses(text, passages))
    text = TAG.sub(" ", BLOCK.sub("\n", INLINE.sub("", text)))
    text = ROW.sub(lambda row: row.group().replace("|", "\n"), LINE.sub("", HEAD.sub("", text)))
    text = LEAD.sub("", FENCE_WITHIN.sub(HOLE, text))
    return OPEN_MARK.sub("", FOOTNOTE.sub("", EMPHASIS.sub(lambda found: found[2] or found[3], text)))


def _without_addresses(text: str, passages: str) -> str:
    return ADDRESS.sub(lambda found: found.group() if found["address"] in passages else HOLE, text)


def _tidied(sentence: str, passages: str) -> tuple[str, bool]:
    """
    Return a sentence on one line without what is left of things taken off, or came together when they were.

    And whether it is torn: what is left says nothing, as in "look at this and".
    """
    holed = PING.sub(HOLE, _without_addresses(sentence, passages))
    bare = EMPTY.sub(" ", holed.replace(HOLE, " "))
    tidied = LEFT_OVER.sub("", BEFORE_MARK.sub("", " ".join(bare.split())))
    said = sum(word.lower() not in MEANINGLESS for word in WORD.findall(tidied))
    return tidied, said < FEWEST_WORDS and TORN.search(holed) is not None


def _has_ended(sentence: str, *, marked: bool) -> bool:
    """
    Whether nothing is missing of a sentence that may be cut off; *marked*: a mark stands behind its end.

    >>> [_has_ended(text, marked=False) for text in ("Kim met Lt.", "It flies 6.", "The day", "“It rained.”")]
    [False, False, False, True]
    """
    if not ENDED.search(sentence):
        return False
    goes_on = len(sentence_spans(f"{sentence} Ann")) == len(sentence_spans(sentence))
    return marked or not (goes_on or OPEN_END.search(sentence))


def _without_marks(text: str, keys: Collection[str]) -> tuple[str, list[tuple[int, str]]]:
    """Return the text without marks, and where each known key stood in what is left."""
    known = {key.casefold(): key for key in keys}
    pieces: list[str] = []
    marks: list[tuple[int, str]] = []
    at = length = 0
    for found in BRACKETS.finditer(text):
        inside = [word.casefold() for word in SEPARATOR.split(found[1]) if word]
        cited = [known[word] for word in inside if word in known]
        is_mark = text[found.start()] != "(" and (all(map(_is_mark, inside)) or _is_placeholder(found, text))
        if not cited and not is_mark:
            continue  # an aside of the sentence's own
        pieces.append(text[at : found.start()])
        length += found.start() - at
        marks += [(length, key) for key in cited]
        at = found.end()
    return "".join((*pieces, text[at:])), marks


def _is_mark(word: str) -> bool:
    """Whether a word in brackets is a mark, be it of no passage: a number, or letters and digits mixed."""
    return bool(NUMBERED.match(word)) or (len(word) <= 8 and not word.isalpha() and not word.isdigit())


def _is_placeholder(found: re.Match[str], text: str) -> bool:
    """Whether it is letters alone, and still no aside: "[NOKEY]" at a sentence's end, or "[zzz]" behind one."""
    if found[1].startswith(" "):
        return False
    if found[1].isupper():
        return bool(CLOSES.match(text, found.end()))
    return found[1].islower() and found[1].isalpha() and bool(ENDED.search(text[: found.start()].rstrip()[-8:]))


def _sentences(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield where each sentence starts and ends, and where the next starts, up to which marks are its own."""
    spans = list(sentence_spans(text))
    for number, (start, end) in enumerate(spans):
        following = spans[number + 1][0] if number + 1 < len(spans) else len(text) + 1
        yield start, end, following
