"""Whether a passage is about those whom a question of yes or no, or of a measure, is about."""

import re
from collections.abc import Callable
from functools import lru_cache

from bot.passages import title_of
from bot.reading.english.clauses import is_name, parse
from bot.reading.english.mentions import Mention, mentions_of
from bot.reading.english.words import TermsOf
from bot.reading.english.wrapping import core_of
from bot.reading.features import Line
from bot.reading.question.asked import is_polar

# "How long did the summit last?" may be told of "the talks".
MEASURED = re.compile(
    r"how (?:old|tall|long|wide|heavy|fast|big|large|deep|high) (?:is|are|was|were)\b|how (?:much|fast) (?:do|does)\b",
    re.IGNORECASE,
)


def about_subject(question: str, terms_of: TermsOf) -> Callable[[Line], bool]:
    """
    Return whether a line's passage, or its title, has a word of each whom *question* has to be about.

    Of yes or no that is whoever it names in full, of a measure what is measured; any other question holds a line to
    nothing. A single name is none of those: "Seoul" is told as "South Korea".
    """
    wanted = [terms for terms in map(frozenset, map(terms_of, _subjects(question))) if terms]

    @lru_cache
    def told_in(title: str, text: str) -> frozenset[str]:
        return frozenset(terms_of(f"{title}\n{text}"))

    def is_about(line: Line) -> bool:
        passage = line.candidate.passage
        return all(terms & told_in(title_of(passage), passage.page_content) for terms in wanted)

    return is_about


def _subjects(question: str) -> list[str]:
    """
    Return the full names, or else the things, that the answer has to be about.

    >>> _subjects("Is Ann Lee related to Bo Fox?"), _subjects("How much does an otter weigh?"), _subjects("Is Bo ill?")
    (['Ann Lee', 'Bo Fox'], ['an otter'], [])
    """
    core = core_of(question)
    if is_polar(question):
        return [mention.text for mention in mentions_of(core) if _is_full_name(mention)]
    clause = parse(core) if MEASURED.match(core) else None
    return [clause.subject] if clause is not None and clause.subject else []


def _is_full_name(mention: Mention) -> bool:
    words = mention.text.split()
    return mention.kind == "person" and len(words) > 1 and all(map(is_name, words)) and "'" not in mention.text
