"""Who somebody is, as news tell it beside the name: "Kremlin spokesman Dmitry Peskov", "Ann Lee, a baker,"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.reading.english.clauses import bare
from bot.reading.english.verbs import bases, forms, participles
from bot.reading.english.words import COMPANIES, FUNCTION_WORDS, PEOPLE, TITLES, listed
from bot.reading.english.wrapping import core_of
from bot.reading.extraction.holding import Held
from bot.reading.features import Line
from bot.reading.question.kinds import PERSON

_PART = r"[^\W\d_][\w.’'-]*"
_NAME = rf"(?P<name>(?!(?:the|an?|this|that|it|he|she|they|there|his|her|my|your)\b){_PART}(?: {_PART}){{0,3}})"
_JOB = r"(?:job|role|post|position|title|profession|occupation|rank|function)"
ASKED = tuple(
    re.compile(rf"{pattern}[\s?.!]*\Z", re.IGNORECASE)
    for pattern in (
        rf"who(?:['’]s| is| was) {_NAME}",
        rf"what(?:['’]s| is| was) {_NAME}['’]s? {_JOB}",
        rf"what does {_NAME} do(?: for a living| for work)?",
    )
)
POLITE = listed("mr mrs ms miss dr sir lady")
# Words that end like those for people and are none.
ENDS_ALIKE = listed(
    """
    after altogether another earlier either ever further however later moreover never other over present rather recent
    sooner together under whatever whether
    """
)
HEADS = (PEOPLE | TITLES | COMPANIES) - POLITE
# What ends a phrase beside a name, and what in it stands behind the noun that says who somebody is.
ENDS = re.compile(r"[,;:.!?()\"“”—–]|\Z")
BEHIND_HEAD = re.compile(r"\s+(?:of|for|at|in|from|on|with|to|by|and|who|whose|that|which|based|known)\b")
WHO_DOES = re.compile(r"who (?:(?!was|has|does|is)[a-z]+s|(?:is|was) (?:an?|the))\b")
LAST_NAMES = re.compile(r"(?: [A-Z][\w’'-]+){1,2}")
OPENING = re.compile(r",\s+|\s+(?:is|was)\s+(?=(?:an?|the)\b)|\s+\((?=an?\b|the\b)")
ITS_AGE = re.compile(r",\s+(?:aged )?\d{1,3}(?=,)")
BELONGS = re.compile(r" (?:of|from|at) (?:the )?[A-Z][\w&’'-]*(?: (?:of |the |for |and )*[A-Z][\w&’'-]*)*")
LONGEST_BEFORE = 5  # words of "North Korean deputy foreign minister"


def describing(question: str, lines: Sequence[Line]) -> Held:
    """
    Return those of *lines* that say who the one asked about is, each with that as its answer, the fullest first.

    Only a question that asks for no more than who or what somebody is has any.
    """
    name = name_asked(question)
    found = {number: description_of(name, line.candidate.text) for number, line in enumerate(lines)} if name else {}
    held = {number: replace(lines[number], span=span) for number, span in found.items() if span}
    return dict(sorted(held.items(), key=lambda item: len(_words_of(item[1])) < 2))


def name_asked(question: str) -> str | None:
    """
    Return the name of the one whose description is asked for.

    >>> name_asked("Who is Maria Zakharova?"), name_asked("What is Lee's job?"), name_asked("Who is the mayor?")
    ('Maria Zakharova', 'Lee', None)
    """
    core = core_of(question)
    return next((found["name"] for pattern in ASKED if (found := pattern.match(core))), None)


def description_of(name: str, sentence: str) -> tuple[int, int] | None:
    """
    Return the half-open span of code points that says who *name* is, None where the sentence does not.

    >>> sentence = "Kremlin spokesman Dmitry Peskov met Ann Lee, 52, a baker from Halden, on Friday."
    >>> [sentence[slice(*description_of(name, sentence))] for name in ("Peskov", "Ann Lee")]
    ['Kremlin spokesman', 'a baker from Halden']
    >>> description_of("Lee", "Lee, her mother said, was glad."), description_of("Lee", "Mr. Lee spoke.")
    (None, None)
    """
    for found in _named(name).finditer(sentence):
        if not found.group()[0].isupper():
            continue
        span = _behind(sentence, found.end()) or _before(sentence, found.start(), found.end())
        if span:
            return span
    return None


def _named(name: str) -> re.Pattern[str]:
    words = [re.escape(word) for word in re.split(r"[\s-]+", name)]
    return re.compile(r"\b" + r"[\s-]+".join(words) + r"\b(?!['’]s\b)", re.IGNORECASE)


def _behind(sentence: str, end: int) -> tuple[int, int] | None:
    """Return the span of what stands behind a name: ", the governor of …,", ", who governs …", " is a baker"."""
    if (further := LAST_NAMES.match(sentence, end)) is not None:
        end = further.end()  # "Who is Oleg?"
    if (age := ITS_AGE.match(sentence, end)) is not None:
        end = age.end()
    opening = OPENING.match(sentence, end)
    if opening is None:
        return None
    start = opening.end()
    stop = ENDS.search(sentence, start)
    phrase = sentence[start : stop.start() if stop else len(sentence)]
    if WHO_DOES.match(phrase):
        return start + len("who "), start + len(phrase)
    if _is_verb(bare(phrase.partition(" ")[0])):
        return None  # "Shoigu, welcomed the leader"
    head = bare(BEHIND_HEAD.split(phrase, maxsplit=1)[0].split()[-1]) if phrase.split() else ""
    return (start, start + len(phrase.rstrip())) if _says_who(head) else None


def _before(sentence: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the span of what stands before a name, with what it belongs to: "Professor Lee of Halden University"."""
    words = list(re.finditer(r"\S+", sentence[:start]))
    while words and words[-1].group()[0].isupper() and not _is_role(words[-1].group()) and len(words) > 1:
        if not words[-1].group()[-1].isalnum() or not words[-2].group()[0].isalpha():
            break
        words.pop()  # the first name of one who is asked for by the last
    if not words or not _is_role(words[-1].group().rstrip(",")):
        return None
    first = len(words) - 1
    while first > 0 and len(words) - first < LONGEST_BEFORE and _qualifies(words[first - 1].group()):
        first -= 1
    belongs = BELONGS.match(sentence, end)
    stop = belongs.end() if belongs and first == len(words) - 1 else words[-1].end()
    begin = words[first].start() + len(words[first].group()) - len(words[first].group().lstrip("\"“‘'("))
    told = sentence[begin:stop].rstrip(",")
    return (begin, begin + len(told)) if bare(told) not in POLITE else None


def _is_role(word: str) -> bool:
    plain = bare(word)
    return plain in HEADS - COMPANIES or (word[0].islower() and word.isalpha() and _is_person(plain))


def _says_who(head: str) -> bool:
    return head in HEADS or (len(head) > 3 and not _is_verb(head) and _is_person(head))


def _is_person(word: str) -> bool:
    return word not in ENDS_ALIKE and PERSON.search(word) is not None


def _is_verb(word: str) -> bool:
    return word in forms() or word in bases() or word in participles()


def _qualifies(word: str) -> bool:
    """Whether a word may belong to what follows it: "Kremlin", "former", "Russia's", but not "told" nor "Moscow:"."""
    if not (word[-1].isalnum() or (word.endswith((".", "’")) and len(word) < 5)):
        return False
    plain = bare(word)
    if not word[0].islower():
        return word.lstrip('"“(')[:1].isupper()
    return plain not in FUNCTION_WORDS and not plain.endswith("s") and not _is_verb(plain)


def _words_of(line: Line) -> list[str]:
    return line.candidate.text[slice(*line.span)].split()
