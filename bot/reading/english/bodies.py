"""Tells the name of a body or place that a text has in pieces alone: "University of Rome", of a "Bari University"."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.reading.english.names import SMALL, Name, folded_words, names_agree

# What is named by what stands beside it: another "University" is another name, but "Ann and Bo Lee" has an "Ann Lee".
KINDS = folded_words(
    """
    academy agency airlines airport army association authority bank base basin bay board brigade bridge building
    bureau canal cathedral center centre chamber church circuit clinic club coast college command commission
    committee company conference congress corporation corps council court cup department desert district division
    federation festival fleet force forces foundation front fund gallery group guard hall harbor harbour hospital
    hotel house institute island islands journal lake laboratory lane league library line ministry mosque mountain
    mountains museum navy network office open orchestra organisation organization palace park party peninsula police
    port post press prize province regiment republic reserve river road school sea senate service shipyard society
    square stadium station strait street studio temple theater theatre times tower treaty tribunal tunnel union
    university valley zoo
    """
)


@dataclass(frozen=True, slots=True)
class _Body:
    kind: str
    """The last word, or that before "of"."""
    words: frozenset[str]


def is_other_body(name: Name, told: Sequence[Name]) -> bool:
    """
    Tell whether *told* has not the *name* of a body or place, but that of another one of its kind.

    >>> from bot.reading.english.names import names_in
    >>> (name,) = names_in("National University of Singapore")
    >>> is_other_body(name, list(names_in("from Seoul National University to Singapore")))
    True
    """
    one = _body_of(name, opening=name.start <= 1)
    if one.kind not in KINDS or len(one.words) < 2:
        return False
    others = [_body_of(each) for each in told]
    if any(one.words <= other.words for other in others):
        return False
    if any(each.text.isupper() and names_agree(name, each) for each in told):
        return False
    return any(other.kind == one.kind and other.words - one.words for other in others)


def _body_of(name: Name, *, opening: bool = False) -> _Body:
    """Return what a name is made of; where it opens a sentence its first word may be none: "Students of …"."""
    words = name.words[1:] if opening else name.words
    of = next((at for at, word in enumerate(words) if word in SMALL), len(words))
    return _Body(words[of - 1] if of else "", frozenset(word for word in words if word not in SMALL))
