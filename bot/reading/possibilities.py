"""Tells a statement that takes for a fact what a sentence only holds possible, expected or planned."""

import re

from bot.reading.deeds import VAGUE, verb_of
from bot.reading.modality import DENIALS, HEDGES
from bot.sentences import sentence_spans

_SURELY = "potentially|possibly|probably|likely|perhaps|maybe|conceivably"
_WISHES = (
    r"like|plan(?:s|ned|ning)?|hop(?:e|es|ed|ing)|wants?|wanted|intend(?:s|ed)?|aim(?:s|ed)?|try|tries|tried|trying"
    r"|s(?:eeks?|ought|eeking)|attempt(?:s|ed)?|threaten(?:s|ed)?|offer(?:s|ed)?|promis(?:e|es|ed)|vow(?:s|ed)?"
    r"|pledg(?:e|es|ed)|propos(?:e|es|ed)"
)
_HELD = "likely|expected|due|set|believed|thought|suspected|alleged|reported|said|understood|rumoured"
# Small letters alone: "May" is a month as well. A plain "would" is none: it is how what was foretold is retold.
POSSIBLE = re.compile(
    rf"\b(?:may|might|could|(?:would|will|can|should) (?:{_SURELY})|(?:{_HELD}|{_WISHES}) to"
    r"|reportedly|allegedly|apparently|possibly|perhaps|probably)"
    r" (?:(?:have|be|been|also|soon|even|then|still|yet|[a-z]+ly) )*(?P<verb>[a-z]+)"
)
RESERVED = re.compile(
    rf"\b(?:{_HELD}|{_WISHES}|reportedly|allegedly|apparently|claim(?:s|ed)?|permit\w*|allow\w*|let)\b", re.IGNORECASE
)
WORD = re.compile(r"[^\W\d_]+")
REPEATED = 0.5  # of a statement's words


def possible_is_fact(statement: str, text: str) -> bool:
    """
    Tell whether a statement in the words of a sentence of *text* states plainly what that only holds possible.

    >>> possible_is_fact("The deal violates UN sanctions.", "A deal would potentially violate UN sanctions.")
    True
    >>> possible_is_fact("A deal might violate UN sanctions.", "A deal would potentially violate UN sanctions.")
    False
    """
    if any(words.search(statement) for words in (HEDGES, RESERVED, DENIALS)):
        return False
    said = _words(statement)
    for start, end in sentence_spans(text):
        sentence = text[start:end]
        if len(said & _words(sentence)) >= REPEATED * len(said):
            possible = {verb_of(found["verb"]) for found in POSSIBLE.finditer(sentence)} - VAGUE - {None}
            if possible & _verbs(statement) - _verbs(POSSIBLE.sub(" ", text)):
                return True
    return False


def _verbs(text: str) -> set[str | None]:
    return {verb_of(word) for word in _words(text)}


def _words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text.lower()))
