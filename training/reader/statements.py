"""Makes statements for the support head: claims told in other words, and claims corrupted in exactly one place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from training.reader.asked import Asked, answers_of
from training.reader.claims import Claim, claim_of
from training.reader.swaps import Pool, another_value, swap_value, values_in, words_of

SYNONYMS = (  # either way; forms that stand for each other wherever news uses them
    ("more than", "over"),
    ("about", "around"),
    ("said", "stated"),
    ("began", "started"),
    ("purchased", "bought"),
    ("built", "constructed"),
    ("established", "founded"),
    ("obtained", "acquired"),
    ("chosen", "selected"),
    ("permitted", "allowed"),
    ("the United States", "the US"),
    ("led", "headed"),
    ("wrote", "authored"),
)
BRACKETED = re.compile(r" \([^)]*\)")
IN_YEAR = re.compile(r"(?P<rest>.+) (?P<when>(?:in|on) (?:\w+ )?(?:\d{1,2},? )?\d{4})\.")
SHARE_RETOLD = 0.5
SHARE_DENIED = 0.4  # of the claims that can be denied, or every "not" would be a sign of what is false


@dataclass(frozen=True, slots=True)
class Made:
    """A statement made from a question, and the question of yes or no that it answers, if it can be asked."""

    text: str
    asked: str | None = None
    supported: bool = field(kw_only=True)


def statements_of(asked: Asked, pool: Pool, draw: np.random.Generator) -> list[Made]:
    """Return one true statement and one false one of a question and its answer; none where no rule is safe."""
    claim = next(filter(None, (claim_of(asked.question, answer) for answer in answers_of(asked))), None)
    if claim is None:
        return []
    corrupted = list(_corruptions(claim, asked, pool, draw))
    if not corrupted:
        return []
    false = corrupted[int(draw.integers(len(corrupted)))]
    return [_true_statement(claim, asked, draw), false]


def _true_statement(claim: Claim, asked: Asked, draw: np.random.Generator) -> Made:
    """Return the claim in other words, or now and then the denial of one that the passage contradicts."""
    other = _confusable(asked, claim.answer, draw)
    denied = claim.with_answer(other).denied if other and draw.random() < SHARE_DENIED else None
    return Made(denied or retell(claim.text, draw), claim.asked, supported=True)


def retell(text: str, draw: np.random.Generator) -> str:
    """
    Return a sentence in slightly other words that say the same; half of the time as it is.

    >>> retell("The bridge (1902) was closed in 1998.", np.random.default_rng(3))
    'In 1998, the bridge was closed.'
    """
    if draw.random() > SHARE_RETOLD:
        return text
    text = BRACKETED.sub("", text)
    for pair in SYNONYMS:
        old, new = pair if draw.random() < 0.5 else pair[::-1]
        text = re.sub(rf"\b{old}\b", new, text, count=1)
    found = IN_YEAR.fullmatch(text)
    if found is None or draw.random() < 0.5:
        return text
    when, rest = found["when"], found["rest"]
    begins_low = rest.split()[0] in ("The", "A", "An", "His", "Her", "Their", "Its")
    return f"{when[0].upper()}{when[1:]}, {rest[0].lower() if begins_low else rest[0]}{rest[1:]}."


def _corruptions(claim: Claim, asked: Asked, pool: Pool, draw: np.random.Generator) -> Iterator[Made]:
    for other in (another_value(claim.answer, asked.passage, pool, draw), _confusable(asked, claim.answer, draw)):
        if other:
            false = claim.with_answer(other)
            yield Made(false.text, false.asked, supported=False)
    swapped = swap_value(claim.text, asked.passage, pool, draw)
    if swapped:
        yield Made(swapped[0], supported=False)
    turned = swap_roles(claim)
    if turned:
        yield Made(turned, supported=False)
    if claim.denied and draw.random() < SHARE_DENIED:
        yield Made(claim.denied, supported=False)


def _confusable(asked: Asked, answer: str, draw: np.random.Generator) -> str | None:
    """Return another value of the answer's kind in the same passage: what a hasty reader would take for it."""
    answers = frozenset[str]().union(*(words_of(text) for text in answers_of(asked)), words_of(asked.question))
    inside = values_in(asked.passage)
    kinds = {value.shape.split()[0] for value in inside if value.text == answer}
    others = [value.text for value in inside if value.shape.split()[0] in kinds and not words_of(value.text) & answers]
    return others[int(draw.integers(len(others)))] if others else None


def swap_roles(claim: Claim) -> str | None:
    """
    Return the claim with its subject and the name in its rest in each other's place.

    >>> swap_roles(Claim("Ann Lee", "", "beat Bob Ray in June", "Ann Lee"))
    'Bob Ray beat Ann Lee in June.'
    """
    if claim.subject != claim.answer or not claim.answer[0].isupper() or claim.auxiliary:
        return None
    verb, _, after = claim.rest.partition(" ")
    names = [value for value in values_in(f"{verb} {after}") if value.shape.startswith("name")]
    if len(names) != 1 or names[0].start != len(verb) + 1:
        return None
    return f"{names[0].text} {verb} {claim.subject}{claim.rest[names[0].end :]}."
