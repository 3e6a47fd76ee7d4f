"""
Tells what states something by itself from what does so only in reply to a question, such as "Vladivostok.".

By word lists, for no parser ships: they would rather take a fragment for a statement than the other way round.
"""

import re
from functools import cache

from bot.reading.english.plurals import is_plural
from bot.reading.english.verbs import bases, forms
from bot.reading.english.words import AUXILIARIES, DETERMINERS, PREPOSITIONS, TermsOf, listed

WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
# "The answer is: …", "Because …": what is said stands behind.
OPENING = re.compile(
    r"\A(?:(?:the )?(?:(?:short|final|correct|right) )?answer(?: to (?:the|this|your) question)?"
    r"(?: is(?: that)?|:)+|because\b(?! of\b))[:,]? *",
    re.IGNORECASE,
)
THERE_IS = re.compile(r"\Athere (?:is|are|was|were|has|have|had)\b", re.IGNORECASE)
LABEL = re.compile(r"\A(?P<of>[^:.!?;–]{1,80})(?: – [^:.!?;]{1,80})?: ?(?=\w)")  # of a row of a table, or of a list
MEASURES = listed("comprise consist equal exceed outnumber weigh")  # verbs without an object that is asked for
# What stands between a noun and what it does something to, be it a verb that no list has: "it dwarfs the others".
ACTS = re.compile(
    r"\b(?P<noun>[^\W\d_]+) (?P<verb>[a-z]{3,}s)"
    r" (?:(?:(?:more|less|fewer) than |about |over |nearly |some )?\d|(?:an?|the|its|their|his|her|it|him|them)\b)"
)
CONTRACTED = re.compile(r"(?:n[’']t|[’'](?:s|re|ve|ll|d|m))\Z")
NO_NOUNS = PREPOSITIONS | DETERMINERS | {"and", "or"}
FEWEST_TERMS = 2  # of a statement; what has fewer leaves the rest to the question


def said_in_reply(sentence: str, terms_of: TermsOf) -> str | None:
    """
    Return what a sentence says that leans on its question; None where it states something by itself.

    Empty where it says nothing even so.

    >>> said_in_reply("The answer is: Vladivostok.", str.split), said_in_reply("Kim met Shoigu there.", str.split)
    ('Vladivostok.', None)
    """
    said = OPENING.sub("", sentence)
    if len(set(terms_of(said))) < FEWEST_TERMS:
        return "" if THERE_IS.match(said) else said  # that there is a thing answers nothing
    return None if has_predicate(said) else said


def label_of(said: str, question: str) -> str:
    """
    Return what something is told of that has no verb; empty where there is none, or but a thing asked for.

    >>> [label_of(said, "What is the range of it?") for said in ("Range: 8 km.", "Rome – mayor: Ann Lee.", "8 km.")]
    ['', 'Rome', '']
    """
    label = LABEL.match(said)
    # A name has its capital in the question too, and so stays a label: of several that are asked about, it is of one.
    if label is None or frozenset(WORD.findall(label["of"].lower())) <= frozenset(WORD.findall(question)):
        return ""
    return label["of"]


def has_predicate(text: str) -> bool:
    """
    Whether a text may have a finite verb.

    >>> has_predicate("The day"), has_predicate("The day broke"), has_predicate("The day outshines the night")
    (False, True, True)
    """
    if any(_may_be_finite(word.lower()) for word in WORD.findall(text)):
        return True
    return any(
        found["noun"].lower() not in NO_NOUNS and not is_plural(found["noun"]) and found["verb"] not in PREPOSITIONS
        for found in ACTS.finditer(text)
    )


def _may_be_finite(word: str) -> bool:
    if word in AUXILIARIES or word in _finite() or CONTRACTED.search(word) or word.endswith("ed"):
        return True
    return (
        any(word.removesuffix(ending) in forms().keys() | MEASURES for ending in ("s", "es"))
        or f"{word[:-3]}y" in forms()
    )


@cache
def _finite() -> frozenset[str]:
    return frozenset(forms()) | frozenset(bases()) | MEASURES | {"be", "been", "cannot", "am"}
