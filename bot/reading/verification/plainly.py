"""Tells a statement that states plainly what a sentence denies, or holds possible, or that denies what it states."""

import re
from collections.abc import Collection

from bot.reading.english.modality import DENIALS, HEDGES
from bot.reading.english.words import FUNCTION_WORDS
from bot.reading.verification.deeds import VAGUE, verb_of
from bot.sentences import sentence_spans

_SURELY = "potentially|possibly|probably|likely|perhaps|maybe|conceivably"
_WISHES = (
    r"plan(?:s|ned|ning)?|hop(?:e|es|ed|ing)|wants?|wanted|intend(?:s|ed)?|aim(?:s|ed)?|try|tries|tried|trying"
    r"|s(?:eeks?|ought|eeking)|attempt(?:s|ed)?|threaten(?:s|ed)?|offer(?:s|ed)?|promis(?:e|es|ed)|vow(?:s|ed)?"
    r"|pledg(?:e|es|ed)|propos(?:e|es|ed)"
)
_HELD = "likely|expected|due|set|believed|thought|suspected|alleged|reported|said|understood|rumoured"
_BETWEEN = "(?:have|be|been|also|soon|even|ever|then|still|yet|[a-z]+ly)"
# Small letters alone: "May" is a month as well. A plain "would" is none: it is how what was foretold is retold.
POSSIBLE = re.compile(
    rf"\b(?:may|might|could|(?:would|will|can|should) (?:{_SURELY})|(?:{_HELD}|{_WISHES}|like) to"
    r"|reportedly|allegedly|apparently|possibly|perhaps|probably)"
    rf" (?:{_BETWEEN} )*(?P<verb>[a-z]+)"
)
RESERVED = re.compile(
    rf"\b(?:(?:{_HELD}|like) to|{_WISHES}|expected|believed|thought|suspected|alleged|understood|rumoured"
    r"|reportedly|allegedly|apparently|claim(?:s|ed)?|permit\w*|allow\w*|let)\b",
    re.IGNORECASE,
)
_IS = "(?:is|are|was|were|has|have|had|will|would|be|been|being)"
DENIED = re.compile(
    rf"(?:\b(?:not|never|no longer|neither)|n['’]t|\b[Nn]o (?:[a-z]+ ){{1,3}}{_IS}|\b[Ww]ithout)"
    rf" (?:{_BETWEEN} |{_IS} )*(?P<verb>[a-z]+)|\b(?:refus(?:e|es|ed)|declin(?:e|es|ed)|unable) to (?P<refused>[a-z]+)"
)
# What leaves out as much as a denial does, or another way to deny: "none", "unhurt", "until then".
DENIES = re.compile(
    r"n['’]t\b|\b(?:not|no|never|none|nobody|nothing|neither|nor|cannot|without|hardly|rarely|seldom|barely|scarcely"
    r"|only|until|few|little|but|too|rather|instead|barred|refrain(?:s|ed)?|un\w+|dis\w+)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_]+")
MOSTLY = 0.6  # of all of them
REPEATED = 0.4  # of a statement's words, or of those that mean something


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
    return _is_plain(statement, text, POSSIBLE)


def denied_is_fact(statement: str, text: str) -> bool:
    """
    Tell whether a statement in the words of a sentence of *text* states what that denies, and denies nothing itself.

    >>> denied_is_fact("Ann Lee signed the contract.", "The contract was not signed by Ann Lee.")
    True
    >>> denied_is_fact("Ann Lee left the contract unsigned.", "The contract was not signed by Ann Lee.")
    False
    >>> denied_is_fact("Ann Lee ruled out a strike.", "Ann Lee did not rule out a strike.")
    True
    """
    if DENIES.search(statement):
        return False
    # "Refused to pay" denies as much as "did not pay"; what is not refused, though, is not refused.
    denials = [verb_of(found.group().lower().split()[0]) for found in DENIALS.finditer(statement)]
    return _is_plain(statement, text, DENIED, denials or None)


def fact_is_denied(statement: str, text: str) -> bool:
    """
    Tell whether a statement mostly in the words of a sentence denies what that states, where *text* denies nothing.

    >>> fact_is_denied("The contract was not signed by Ann Lee.", "On Monday Ann Lee signed the contract.")
    True
    >>> fact_is_denied("The contract was not signed by Ann Lee.", "Ann Lee refused to sign the contract.")
    False
    """
    denied = {verb_of(found[found.lastgroup or 0]) for found in DENIED.finditer(statement)} - VAGUE - {None}
    if not denied or DENIALS.search(text) or DENIES.search(text):
        return False
    said, hedged = _words(statement), HEDGES.search(statement)
    sentences = [text[start:end] for start, end in sentence_spans(text)]
    return any(
        len(said & _words(sentence)) >= MOSTLY * len(said)
        and denied & _verbs(sentence)
        and (hedged or not HEDGES.search(sentence))
        for sentence in sentences
    )


def _is_plain(statement: str, text: str, behind: re.Pattern[str], among: Collection[str | None] | None = None) -> bool:
    """Whether a statement has a verb that a sentence in its words, and all of *text*, has *behind* something alone."""
    said, verbs = _words(statement), _verbs(statement)
    verbs &= verbs if among is None else set(among)
    for start, end in sentence_spans(text):
        sentence = text[start:end]
        shared = _words(sentence) & said
        if any(len(shared & own) >= REPEATED * len(own) for own in (said, said - FUNCTION_WORDS)):
            found = {verb_of(each[each.lastgroup or 0]) for each in behind.finditer(sentence)} - VAGUE - {None}
            if found & verbs and found & verbs - _verbs(behind.sub(" ", text)):
                return True
    return False


def _verbs(text: str) -> set[str | None]:
    return {verb_of(word) for word in _words(text)}


def _words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text.lower()))
