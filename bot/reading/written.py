"""
Reads what a chat model wrote, which is not trusted: into sentences, each with the keys of the passages it cites.

Whatever is no plain sentence is taken off, and what it leaves behind with it: reasoning, markdown, the frames of
tables, links, addresses that no passage has, be they without a scheme, marks of no passage, pings, characters that are
not seen. Nothing is judged here; `bot.reading.verify` holds each sentence against its passages.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html import unescape

from bot.reading.english.words import DETERMINERS, FUNCTION_WORDS, PREPOSITIONS
from bot.reading.lead_ins import begun, speaks_of_passages, without_lead_in
from bot.reading.marks import ENDED, LABELS, without_marks
from bot.reading.tables import rows_as_statements, with_bars
from bot.reading.web_addresses import without_addresses
from bot.sentences import sentence_spans

LONGEST = 20_000  # characters that are read of what was written
# Where something was taken off; for private use, so that nothing that is written has it once the unseen is off.
HOLE = "\ue000"
UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
# What steers a terminal, whole: colours and cursors, titles and links, the rest (ECMA-48, 5.3 to 5.6).
STEERING = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)
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
_OF = rf"[\s,;]*(?:\b(?:{'|'.join(sorted(LABELS))})\b[\s:]*)?"
EMPTY = re.compile(rf"\({_OF}\)|\[{_OF}\]|<\s*>|【\s*】", re.IGNORECASE)  # what a link, an address or a mark stood in
FOOTNOTE = re.compile(r"\[\^\w{1,20}\]:?")
OPEN_MARK = re.compile(r"[\[【]\s*\w{0,12}\s*\Z")  # that was never closed
PING = re.compile(r"<[@#][!&]?\d+>|(?<!@)@++(?:(?:everyone|here)\b:?|(?=everyone|here))|(?<![\w@])@++(?=\w)")
LINE = re.compile(r"^[ \t]*(?:#{1,6}[ \t].*|(?:```|~~~).*|[=*_-]{3,}[ \t]*)$", re.MULTILINE)  # headings, fences, rules
LEAD = re.compile(r"^[ \t]*(?:[-*+•>]|\d{1,2}[.)])[ \t]+", re.MULTILINE)
FENCE_WITHIN = re.compile(r"`{3,}(?:\w+(?=\n))?")
LEFT_OVER = re.compile(r"\A(?:[,;:|·–—-]+\s+|\.\s+)+")  # ahead of a sentence, of what stood there
EMPHASIS = re.compile(r"(\*\*\*|\*\*|__|`)(?=\S)(.+?)(?<=\S)\1|(?<!\w)[*_](?=\S)([^*_\n]+?)(?<=\S)[*_](?!\w)")
BEFORE_MARK = re.compile(r" +(?=[,;:](?!\w))|[ ,;]+(?=[.!?…](?!\w))")
WORD = re.compile(r"\w+")
LINKING = PREPOSITIONS | DETERMINERS | {"and", "or", "but"}
TORN = re.compile(rf"\b(?:{'|'.join(sorted(LINKING))})\b[\s,]*{HOLE}|{HOLE}[\s,]*(?:and|or)\b", re.IGNORECASE)
_SEE = r"(?:[,;]\s*)?\b(?:see|visit|contact|(?:e-?)?mail|(?:read )?more)\s+"
_LED = rf"(?:{_SEE})?(?:\b(?:at|by|from|in|on|through|to|under|via|with)\s+)?"
_NO_NOUN = rf"(?=\s*[.!?,;]|\s+(?!(?:{'|'.join(sorted(DETERMINERS))})\b)[a-z])"  # what led to it leads to nothing else
DANGLING = re.compile(rf"{_LED}{HOLE}(?:\s*(?:,|and|or)\s*{HOLE})*{_NO_NOUN}|{HOLE}")
HOLE_BEHIND_END = re.compile(rf"(?<=[.!?])(\s*){HOLE}")  # whatever follows is another sentence
PARTS = " · "  # between the parts of a header
LABEL = rf"(?:\b(?:{'|'.join(sorted(LABELS))})\b:?[ \t]*)?"
BETWEEN = r"[^\w\n]+"  # two words of one, when it is copied
FEWEST_WORDS = 3  # that mean something, of a sentence that was torn
OPEN_END = re.compile(r"\d\.\Z")  # "6." may have been about to be 6.5


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence of a chat model on one line, without marks, and the keys it cites, each once, in order."""

    text: str
    keys: tuple[str, ...]
    ended: bool = field(default=True, repr=False)
    """Whether it ends as sentences do; the last one of a text that breaks off may not."""


def read_written(text: str, keys: Collection[str], *, passages: str, headers: Collection[str] = ()) -> list[Written]:
    """
    Return the sentences of what was written; *keys* are those that the prompt gave to its *passages*.

    An address that stands in the passages is kept. A sentence that comes again is left out, and so is what no longer
    says anything without what was taken off it, or only copies one of the *headers* of the passages.

    >>> read_written("- It **rained** [k7f, 2]. It [m3x]poured! [z9z] [k7f]", ["k7f", "m3x"], passages="")
    [Written(text='It rained.', keys=('k7f',)), Written(text='It poured!', keys=('m3x', 'k7f'))]
    """
    plain = _without_headers(_plain(text[:LONGEST], passages), headers)
    bare, marks = without_marks(plain, keys)
    found: dict[str, list[str]] = {}
    ended: dict[str, bool] = {}
    at = 0
    for start, end, following in _sentences(HOLE_BEHIND_END.sub(r"\1\n", bare).replace(HOLE, " ")):
        cited = [key for place, key in marks if at <= place < following]
        marked = any(end <= place < following for place, _ in marks)
        sentence, is_torn = _tidied(bare[start:following], passages)  # a hole may be its end
        if _is_caption(sentence, headers):
            continue  # its marks are for what stands below it
        at = following
        if any(place == start for place, _ in marks):  # "k7f states that it rained."
            sentence = begun(sentence)
        if any(c.isalpha() for c in sentence) and not (is_torn or _is_beheaded(bare, start)):
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
    text = STEERING.sub("", text)
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in UNSEEN)
    text = LINK.sub(r"\1", IMAGE.sub(HOLE, FENCE.sub(" ", text)))
    text = PING.sub(HOLE, _without_addresses(text, passages))
    text = TAG.sub(" ", BLOCK.sub("\n", INLINE.sub("", with_bars(text))))
    text = LINE.sub("", rows_as_statements(text, passages))
    text = LEAD.sub("", FENCE_WITHIN.sub(HOLE, text))
    return OPEN_MARK.sub("", FOOTNOTE.sub("", EMPHASIS.sub(lambda found: found[2] or found[3], text)))


def _without_headers(text: str, headers: Collection[str]) -> str:
    """Take out headers of passages in full, which tell more than a title: "Rain in Rome · The Post"."""
    for header in headers:
        words = WORD.findall(header)
        if PARTS in header and len(words) >= FEWEST_WORDS and words[0].casefold() in text.casefold():
            copied = LABEL + BETWEEN.join(map(re.escape, words)) + r"\b"
            text = re.sub(copied, HOLE, text, flags=re.IGNORECASE)
    return text


def _is_caption(sentence: str, headers: Collection[str]) -> bool:
    """
    Whether a line only says where something stands, and ends as no sentence does.

    >>> [_is_caption(line, ["Rain in Rome · The Post"]) for line in ("Source: Rain in Rome", "Sources:", "It rained.")]
    [True, True, False]
    """
    if sentence.endswith(":") and speaks_of_passages(sentence):
        return True
    words = [word.casefold() for word in WORD.findall(sentence)]
    while words and (words[0] in LABELS or (words[0].isdigit() and sentence.endswith(":"))):
        words = words[1:]
    titles = [[word.casefold() for word in WORD.findall(header.split(PARTS)[0])] for header in headers]
    return (not words and sentence != "") or (words in titles and not ENDED.search(sentence))


def _without_addresses(text: str, passages: str) -> str:
    return without_addresses(text, passages, hole=HOLE)


def _tidied(sentence: str, passages: str) -> tuple[str, bool]:
    """
    Return a sentence on one line without what is left of things taken off, or came together when they were.

    And whether it is torn: what is left says nothing, as in "look at this and".
    """
    holed = PING.sub(HOLE, _without_addresses(sentence, passages))
    bare = EMPTY.sub(" ", DANGLING.sub(" ", holed))
    joined = BEFORE_MARK.sub("", " ".join(bare.split()))
    tidied = LEFT_OVER.sub("", joined)
    tidied = without_lead_in(tidied if tidied == joined else begun(tidied))
    said = sum(word.lower() not in FUNCTION_WORDS for word in WORD.findall(tidied))
    return tidied, said < FEWEST_WORDS and TORN.search(holed) is not None


def _is_beheaded(text: str, start: int) -> bool:
    """
    Whether a sentence that starts there goes on with what was taken off ahead of it, as its subject is.

    >>> [_is_beheaded(text, 2) for text in (f"{HOLE} cut 300 jobs.", f"{HOLE} It rained.")]
    [True, False]
    """
    return text[:start].endswith(f"{HOLE} ") and text[start].islower()


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


def _sentences(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield where each sentence starts and ends, and where the next starts, up to which marks are its own."""
    spans = list(sentence_spans(text))
    for number, (start, end) in enumerate(spans):
        following = spans[number + 1][0] if number + 1 < len(spans) else len(text) + 1
        yield start, end, following
