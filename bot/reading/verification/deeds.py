"""
Tells a statement that turns round who does what to whom, or has another do it, by who stands at the same verb.

No parser ships, so that only those count who stand right before or behind a verb, but for an aside, or behind its "by"
or "to"; the rest is left to the reader. "Kim was shown it by the minister" and "he showed Kim a train" are of one who
is shown something.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.reading.english.dates import MONTHS, WEEKDAYS
from bot.reading.english.modality import denials_in
from bot.reading.english.names import Name, names_agree, names_in
from bot.reading.english.peoples import NATIONS_BY_NAME
from bot.reading.english.verbs import bases, past_participles, roots
from bot.reading.english.words import AUXILIARIES, PREPOSITIONS, listed
from bot.sentences import sentence_spans

PIECE = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[^\w\s]")
OWNS = re.compile(r"['’]s?(?!\w)")
DAYS = frozenset(day.lower() for day in (*MONTHS, *WEEKDAYS))
ENDS = frozenset(".;")
BEING = listed("is are was were be been being")
# What may stand between a verb and who is before it.
BETWEEN = (
    AUXILIARIES
    | BEING
    | listed(
        """
        again already also always both even himself herself itself just later never not now on once only soon still
        then to
        """
    )
)
NO_VERBS = PREPOSITIONS | BETWEEN | listed("a an and but each her his its new or the their this that these those who")
MUTUAL = listed(
    """
    agree compete discuss draw exchange face fight join marry match meet merge negotiate play share speak split talk
    tie trade
    """
)
"""One does them with another."""
VAGUE = listed("add be do have say")  # what follows "said" may be who says it
LEAVING_OPEN = frozenset(("replace", "follow"))  # "replaced by Ann" is done by another, who may be named
FEW = 3  # words before a name that may belong to it: "the visiting leader Kim"
ASIDE = 12  # words at most between two commas, behind the name that they are about
COMPANIONS = 6  # words at most that tell who does it with someone: "and several other ministers"
JOINING = frozenset(("and", "or", "but", "nor", "while", "as"))
RELATIVE = frozenset(("who", "which", "that"))
BY = 8  # words behind a verb in which its "by" stands, and who does it


@dataclass(frozen=True, slots=True)
class Piece:
    """A name, or a word or mark in lower case."""

    word: str
    name: Name | None = None
    owns: bool = False
    """Whether the name is in the possessive: what stands before or behind the verb is a thing of it."""


@dataclass(frozen=True, slots=True)
class _Deed:
    verb: str
    doer: Name | None
    done_to: Name | None
    passive: bool
    behind: tuple[Name, ...]
    ahead: tuple[Name, ...]
    """Those named before it in its sentence, who may do it together, or for each other."""


def deeds_turned(statement: str, text: str) -> bool:
    """
    Tell whether one who does something in *statement* has it done to them in *text*, or the other way round.

    Or whether *text* names them, and names another each time as who does it.

    >>> deeds_turned("Kim showed Shoigu the missile.", "Later the minister also showed Kim a missile.")
    True
    >>> deeds_turned("Kim was shown the missile by Shoigu.", "Later the minister also showed Kim a missile.")
    False
    >>> deeds_turned("Bo scored twice.", "Ann scored twice before Bo added a third.")
    True
    """
    told, named, denied = list(_deeds(text)), list(names_in(text)), denials_in(statement)
    return any(
        _is_turned(deed, alike)
        or (not denied and any(_same(deed.doer, name) for name in named) and _is_of_another(deed, alike))
        for deed in _deeds(statement)
        if (alike := [other for other in told if other.verb == deed.verb])
    )


def _is_of_another(deed: _Deed, told: Sequence[_Deed]) -> bool:
    """Whether a text names, each time, who did a thing, and it is none of those said to have done it."""
    doer = deed.doer
    if doer is None or is_of_nation(doer) or deed.verb in LEAVING_OPEN:
        return False
    return all(
        other.doer is not None
        and not is_of_nation(other.doer)
        and not any(_same(doer, name) for name in (other.doer, *other.ahead))
        and not any(_same(other.doer, name) for name in _beside(doer, deed.ahead))
        for other in told
    )


def _beside(doer: Name, ahead: Sequence[Name]) -> Iterator[Name]:
    """Yield who does it as well, right before one: "Ann and Bo"."""
    return (name for name in ahead if 0 < doer.start - name.end <= len(", and "))


def is_of_nation(name: Name) -> bool:
    """Whether a name is of a state, its people or its capital, which stand for those who act for it."""
    return " ".join(name.words) in NATIONS_BY_NAME or name.text.casefold() in NATIONS_BY_NAME


def _is_turned(deed: _Deed, told: Sequence[_Deed]) -> bool:
    turned = False
    if deed.doer and not any(_same(deed.doer, other.doer) for other in told):
        turned |= any(_same(deed.doer, other.done_to) or _trade_places(deed, other) for other in told)
    if deed.done_to and not any(_may_be_done_to(deed.done_to, other) for other in told):
        turned |= any(_same(deed.done_to, other.doer) for other in told)
    return turned


def _same(one: Name | None, other: Name | None) -> bool:
    return one is not None and other is not None and names_agree(one, other)


def _trade_places(deed: _Deed, other: _Deed) -> bool:
    """Whether who does the one stands behind the verb of the other, and the other way round."""
    return (
        not (deed.passive or other.passive)
        and any(_same(deed.doer, name) for name in other.behind)
        and any(_same(other.doer, name) for name in deed.behind)
    )


def _may_be_done_to(name: Name, deed: _Deed) -> bool:
    behind = () if deed.passive else deed.behind
    return any(_same(name, other) for other in (deed.done_to, *behind))


def _deeds(text: str) -> Iterator[_Deed]:
    for start, end in sentence_spans(text):
        pieces = list(pieces_of(text[start:end]))
        for at, piece in enumerate(pieces):
            verb = verb_of(piece.word) if piece.name is None else None
            if verb is not None and verb not in MUTUAL | VAGUE:
                yield _deed_at(pieces, at, verb)


def pieces_of(sentence: str) -> Iterator[Piece]:
    """Yield the names of a sentence, and its other words and marks."""
    names = [name for name in names_in(sentence) if not DAYS.issuperset(name.text.lower().strip(".").split())]
    at = 0
    for found in PIECE.finditer(sentence):
        if found.start() < at:
            continue
        name = next((name for name in names if name.start <= found.start() < name.end), None)
        if name is None:
            yield Piece(found.group().lower())
            continue
        owned = OWNS.match(sentence, name.end)
        at = owned.end() if owned else name.end
        yield Piece("", name, owns=owned is not None)


def _deed_at(pieces: Sequence[Piece], at: int, verb: str) -> _Deed:
    subject, being = doer_before(pieces, at)
    by = _by(pieces, at)
    beside = at + 1 < len(pieces) and pieces[at + 1].word == "by"
    passive = _is_participle(pieces[at].word) and (being or (beside and by is not None))
    behind = tuple(piece.name for piece in pieces[at + 1 :] if piece.name)
    doer, done_to = (by, subject) if passive else (subject, _behind(pieces, at))
    ahead = tuple(piece.name for piece in pieces[:at] if piece.name)
    return _Deed(verb, doer, done_to, passive, behind, ahead)


def doer_before(pieces: Sequence[Piece], at: int) -> tuple[Name | None, bool]:
    """Return who stands right before a verb, and whether something is done to them: "was shown"."""
    to = being = False
    at -= 1
    if at >= 0 and pieces[at].name and _is_bare(pieces[at + 1].word):
        return None, False
    while at >= 0 and not pieces[at].name and (pieces[at].word in BETWEEN | DAYS or pieces[at].word.endswith("ly")):
        to |= pieces[at].word == "to"
        being |= pieces[at].word in BEING and not to
        at -= 1
    at = _ahead_of_companions(pieces, at)
    if at > 0 and pieces[at].word == ",":
        at = _ahead_of_aside(pieces, at)
    elif at > 0 and pieces[at].word == "who":
        at -= 2 if pieces[at - 1].word == "," else 1
    if at < 0 or pieces[at].owns or _belongs_to_another(pieces, at):
        return None, being
    return pieces[at].name, being


def _ahead_of_companions(pieces: Sequence[Piece], end: int) -> int:
    """Return what stands before those who do it as well: "Kim, the leader, and other officials have …"; or *end*."""
    for at in range(end, max(end - COMPANIONS, 0), -1):
        if pieces[at].word == "and" and at < end:
            return at - 1
        word = pieces[at].word
        if not word.isalpha() or word in PREPOSITIONS or word in RELATIVE or word in roots():
            break
    return end


def _ahead_of_aside(pieces: Sequence[Piece], end: int) -> int:
    """Return what stands before an aside that ends with a comma: "Kim, speaking in Moscow, has invited …"; or -1."""
    start = next((at for at in range(end - 1, 0, -1) if pieces[at].word in (",", *ENDS)), 0)
    aside = pieces[start + 1 : end]
    lists = bool(aside) and (aside[0].word in JOINING or (aside[0].name is not None and not aside[0].owns))
    is_aside = 1 < len(aside) <= ASIDE and not lists
    return start - 1 if is_aside and pieces[start].word == "," else -1


def _belongs_to_another(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a preposition leads to a name, so that another does what follows: "the army of France"."""
    for ahead in range(at - 1, max(0, at - FEW - 1) - 1, -1):
        piece = pieces[ahead]
        if piece.word == ",":
            return ahead > 0 and pieces[ahead - 1].name is not None  # of a list; else a clause ends there
        if piece.word in PREPOSITIONS or piece.word == "or":
            return True
        if not piece.word.isalpha():
            return False
    return False


def _behind(pieces: Sequence[Piece], at: int) -> Name | None:
    """Return to whom it is done: who stands right behind a verb, and does not do what follows ("said Kim left")."""
    words = pieces[at + 1 : at + FEW + 2]
    for ahead, piece in enumerate(words, at + 2):
        if piece.name:
            following = pieces[ahead].word if ahead < len(pieces) else ""
            acts = following in (AUXILIARIES | BEING) or (_is_form(following) and not following.endswith("ing"))
            return None if piece.owns or acts else piece.name
        if piece.word == "to" and ahead == at + 2:  # "sold to Kim"
            continue
        if not piece.word.isalpha() or piece.word in PREPOSITIONS | BETWEEN or _is_form(piece.word):
            return None
    return None


def _by(pieces: Sequence[Piece], at: int) -> Name | None:
    """Return the name behind the "by" of a verb."""
    by = 0
    for place, piece in enumerate(pieces[at + 1 : at + BY + 1], at + 1):
        if piece.word == "by":
            by = place
        elif by and piece.name:
            return None if piece.owns else piece.name
        elif piece.word in ENDS or piece.word in BEING or (not by and _is_form(piece.word)):
            return None
    return None


@cache
def verb_of(word: str) -> str | None:
    """Return what all forms of a word that may be a verb have in common; None of one that is none."""
    root = roots().get(word)
    if root or not word.isalpha() or len(word) <= FEW or word in NO_VERBS or word.endswith("ly"):
        return root
    bare = re.sub(r"(?:ing|e[ds]|s|e)\Z", "", word)
    return re.sub(r"(.)\1\Z", r"\1", bare) if len(bare) >= FEW else word


def _is_form(word: str) -> bool:
    return word in roots() or word.endswith(("ed", "ing"))


def _is_bare(word: str) -> bool:
    """Whether a verb has no ending, as in "a Moscow stop": behind one name it would have."""
    return not (word in bases() or _is_participle(word) or word.endswith(("s", "ing")))


def _is_participle(word: str) -> bool:
    return word in past_participles() or word.endswith(("ed", "en"))
