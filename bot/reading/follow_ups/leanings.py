"""Finds the words of a question that stand for something outside it: "she", "that meeting", "there"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.reading.english.clauses import bare, is_name, parse
from bot.reading.english.mentions import Mention, mentions_of
from bot.reading.english.verbs import bases, forms, participles
from bot.reading.english.words import (
    AUXILIARIES,
    BE,
    DETERMINERS,
    NOW,
    PERSONAL,
    PREPOSITIONS,
    PRONOUNS,
    STOPS,
    TELLING,
    WH,
)

WORD = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*(?:['’]s)?")
PERSONS = {"he": False, "him": False, "his": False, "she": True, "her": True, "hers": True}
"""Whether a word stands for a woman."""
THINGS = frozenset({"it", "its"})
GROUPS = frozenset({"they", "them", "their", "theirs"})
POINTING = frozenset({"that", "this", "those", "these"})
ANYBODY = frozenset({"people", "everyone", "everybody", "anyone", "anybody", "someone", "somebody"})
NO_NOUN = frozenset(
    {"true", "legal", "right", "wrong", "possible", "happen", "so", "all", "why", "really", "successful"}
)
ENDS_NOUN = AUXILIARIES | PREPOSITIONS | WH | {"and", "or", "not", "the", "a", "that"}
NOUN_WORDS = 3
OPENING = PREPOSITIONS | {"when", "while", "although", "if"}
"""With these opens a clause that may have its pronoun before its name: "In his speech, what did …"."""
NOT_NAMED = frozenset(
    {"and", "how", "long", "old", "many", "much", "far", "next", "day", "year", "else", "really", "so"}
)
EXPECTED = re.compile(  # an "it" that stands for nothing
    r"\bit (?:rain|snow|possible|true|likely|legal|illegal|safe|hard|difficult|easy|worth|common|normal|bad|good|"
    r"get (?:dark|light|cold|hot|late)|important|necessary|unprecedented|cost to|take|mean to|is|was)\b|"
    r"\bit [a-z]+ (?:that|to|for|if|when)\b|\b(?:what|which) (?:time|day|date|year|month)s? (?:is|was) it\b|"
    r"\bit (?:called|known) (?:when|that|if)\b|\bfrom .+ to\b|\bmake it\b|\bit (?:like|as) to\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Leaning:
    """A word, or a few, that stand for something the question does not name."""

    word: str
    start: int
    end: int
    noun: str = ""
    """What follows "that" or "those": "that meeting"."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """A word of a question among the others, in lower case."""

    words: Sequence[str]
    n: int
    before: Sequence[Mention]
    """What the question itself names that the word may stand for."""
    question: str

    @property
    def word(self) -> str:
        return self.words[self.n].removesuffix("'s")

    @property
    def last(self) -> str:
        return self.words[self.n - 1] if self.n else ""

    @property
    def after(self) -> str:
        return self.words[self.n + 1] if self.n + 1 < len(self.words) else ""

    @property
    def named(self) -> bool:
        return any(m.named for m in self.before)


def leanings_of(question: str) -> list[Leaning]:
    """
    Return the words that lean on something outside the question, in its order.

    >>> [leaning.word for leaning in leanings_of("When did she leave that meeting?")]
    ['she', 'that']
    >>> leanings_of("When did Ann Lee say that her plane was late?")
    []
    """
    tokens = list(WORD.finditer(question))
    words = [token.group().lower().replace("’", "'") for token in tokens]
    own = _own(question)
    found = []
    for n, token in enumerate(tokens):
        spot = _Spot(words, n, _antecedents(question, token.start(), own), question)
        noun = _noun(question, tokens, n) if spot.word in POINTING else ""
        if _leans(spot) and not any(is_name(part) for part in noun.split()):  # "those new A380 planes" are named
            found.append(Leaning(spot.word, token.start(), token.start() + len(spot.word), noun))
    return found


def _own(question: str) -> list[Mention]:
    """Return what the question itself names, but for what it asks for: "which plane is it" names no plane."""
    clause = parse(question)
    end = len(clause.asking) if clause is not None and clause.subject else 0
    asking = question.find(clause.asking) if clause is not None and end else -1
    return [m for m in mentions_of(question) if not asking <= m.start < asking + end]


def _antecedents(question: str, start: int, own: Sequence[Mention]) -> list[Mention]:
    inside = bare(question.split(maxsplit=1)[0]) in OPENING and start < question.find(",")
    found = [m for m in own if m.end <= start or inside]
    if found and not found[-1].named and not question[found[-1].end : start].strip():
        found = found[:-1]  # "who commands it" names no commands
    # In "What did Kim give him" the subject is somebody else; in "Did Kim take his son with him" it need not be.
    other = (
        question[start : start + 4].strip(" ?").lower() == "him"
        and found
        and " " not in question[found[-1].end : start].strip()
    )
    return found[:-1] if other else found


def _leans(spot: _Spot) -> bool:
    kinds = {m.kind for m in spot.before}
    if (spot.word in PERSONS or spot.word in THINGS | GROUPS) and (_of_asked(spot) or _of_small(spot)):
        return False
    if spot.word in PERSONS:
        return "person" not in kinds
    if spot.word in THINGS:
        return (not kinds and not (spot.word == "it" and EXPECTED.search(spot.question))) or _is_object(spot)
    if spot.word in GROUPS:
        return not kinds and not ANYBODY & set(spot.words[: spot.n])
    return _points(spot) if spot.word in POINTING else _adverb_leans(spot)


def _is_object(spot: _Spot) -> bool:
    """Whether it is an "it" beside which the question names none but its subject: "Did Kim like it?"."""
    clause = parse(spot.question)
    alone = clause is not None and [m.text for m in spot.before if m.kind == "person"] == [clause.subject]
    behind = spot.last not in AUXILIARIES | WH and spot.after not in AUXILIARIES | forms().keys()
    return spot.word == "it" and alone and len(spot.before) == 1 and behind and not EXPECTED.search(spot.question)


def _adverb_leans(spot: _Spot) -> bool:
    if spot.word == "there":
        return _there(spot)
    opens = spot.n <= 2 and spot.last in AUXILIARIES
    return spot.word == "then" and (not spot.after or opens) and not spot.named


def _of_asked(spot: _Spot) -> bool:
    """Whether it is the one that is asked for: "Which cardinal lost his seat", "Who won fame for her songs"."""
    clause = parse(spot.question)
    if clause is None or not clause.of_subject or clause.asking.lower() == "what" or spot.word in {"him", "them"}:
        return False
    if clause.asking.lower() != "who":
        return True
    verb = clause.auxiliary.lower() or bare(clause.rest.split()[0])
    return verb not in BE and spot.last != verb


def _of_small(spot: _Spot) -> bool:
    """Whether a question without capitals may name it before: any noun may be a name there."""
    known = STOPS | PERSONAL | DETERMINERS | NOT_NAMED
    clause = parse(spot.question)
    asking = len(clause.asking.split()) if clause is not None and clause.subject else 0
    # The word right before a pronoun is what it goes with: "who commands it".
    nouns = (
        w
        for w in spot.words[asking : max(spot.n - 1, 0)]
        if w not in known and not (w in forms() or w in bases() or w in participles())
    )
    return spot.question.islower() and any(nouns)


def _there(spot: _Spot) -> bool:
    """Whether "there" is a place, and not the one of "there is"."""
    if any(m.kind == "place" for m in spot.before):
        return False
    if spot.last not in AUXILIARIES and spot.after not in AUXILIARIES | {"to", "a", "an", "any", "been", "be", "no"}:
        return True
    return (not spot.after and spot.words[0] != "is") or (spot.words[0] == "who" and spot.last in BE)


def _points(spot: _Spot) -> bool:
    opens = (
        not spot.n
        or spot.last in AUXILIARIES | PREPOSITIONS | {"and", "do"}
        or (spot.last in forms() and not spot.after)
    )
    if spot.word == "those" and spot.after in {"who", "which", "of", "from", "in", "with", "are", "were"}:
        return spot.after in {"are", "were"} and spot.last in AUXILIARIES
    if spot.word != "that":
        return spot.after not in NOW and not spot.named and (opens or not spot.after)
    if spot.last in {"than", "or"} or (spot.named and spot.n > 4 and spot.last in BE):
        return False
    return not spot.after or opens or _points_at_object(spot)


def _points_at_object(spot: _Spot) -> bool:
    """Whether "that" follows a verb that tells nothing: "leave that meeting", not "say that", "the ship that"."""
    base = bases().get(spot.last, spot.last)
    noun = bool(DETERMINERS & set(spot.words[max(spot.n - 4, 0) : spot.n - 1]))
    return base in forms() and base not in TELLING and not noun and spot.after not in PRONOUNS


def _noun(question: str, tokens: Sequence[re.Match[str]], n: int) -> str:
    """Return the noun phrase behind a pointing word; empty where it stands alone."""
    kept: list[str] = []
    for token, ahead in zip(tokens[n + 1 :], tokens[n:], strict=False):
        word = token.group()
        gap = question[ahead.end() : token.start()]
        plain = word.lower()
        if gap.strip() or plain in ENDS_NOUN:
            break
        ahead_word = tokens[n - 1].group().lower() if n else ""
        if plain in bases() or (plain in forms() and kept) or (plain in participles() and ahead_word in AUXILIARIES):
            break
        if (
            plain
            in {"true", "legal", "right", "wrong", "possible", "happen", "so", "all", "why", "really", "successful"}
            and not kept
        ):
            break
        kept.append(word)
    return " ".join(kept[:NOUN_WORDS])
