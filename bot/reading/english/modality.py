"""How surely a thing is said - denied, with reserve, or of all - and whether a statement says more than its text."""

import re

from bot.reading.english.plurals import word_set


def _any_of(forms: str) -> re.Pattern[str]:
    """Return what finds one of the *forms*, parted by white space, in any case; a low line stands for a space."""
    return re.compile(rf"\b(?:{'|'.join(forms.split()).replace('_', ' ')})\b", re.IGNORECASE)


# In plain words, or by what a verb means.
DENIALS = _any_of(
    r"""
    not no never none nobody nothing without neither nor cannot \w+n['’]t fail(?:s|ed|ing|ures?)? unsuccessful(?:ly)?
    declin(?:es|ed|ing) refus(?:e|es|ed|al|ing) reject(?:s|ed|ing)? den(?:y|ies|ied|ying) lack(?:s|ed|ing)? unlike
    unable unwilling un(?:known|disclosed|clear|beaten|signed|aware) against except prevent(?:s|ed|ing)?
    preclud(?:e|es|ed) cancel(?:s|led|ed)? ruled_out too_(?:little|few) botched halt(?:s|ed)? ban(?:s|ned)?
    oppos(?:es|ed) yet_to
    """
)
HEDGES = _any_of(
    r"""
    may might could would should can likely unlikely probabl[ey] perhaps maybe possibl[ey] possibilit(?:y|ies)
    potential(?:ly)? suspect(?:s|ed)? suspicions? believ(?:e|es|ed) thought_to reportedly alleg(?:e|es|ed|edly)
    appear(?:s|ed)?_to seem(?:s|ed)? expect(?:s|ed)? plan(?:s|ned)?_to hop(?:e|es|ed) fear(?:s|ed)?
    consider(?:s|ed|ing)? propos(?:e|es|ed|al) hint(?:s|ed)? suggest(?:s|ed)? speculat\w+ estimat\w+ rumou?r\w* if
    whether threaten(?:s|ed)? chances? prospects? risk due_to set_to aim(?:s|ed)?_to seek(?:s|ing)? wants?_to
    tr(?:y|ies|ying|ied) not_necessarily unclear not_yet (?:is|are|was|were)_to intend(?:s|ed)? offer(?:s|ed)? invit\w+
    warn(?:s|ed)?
    """
)
PARTS = _any_of(
    r"""
    some many most(?:ly)? several nearly almost few one_of two_of part(?:ly)? dominated mainly largely often usually
    sometimes temporar(?:y|ily) on_hold for_now generally about_half a_number_of among
    """
)
WHOLES = _any_of(
    r"""
    all every each only always never entire(?:ly)? whole definitely certain(?:ly|ty)? undoubtedly must any
    complete(?:ly)? full(?:y)? guarantee[sd]? confirm(?:s|ed)? prov(?:e|es|ed|en) establish(?:es|ed)? for_good
    permanent(?:ly)? nobody none sure(?:ly)? without_exception forever ever best largest biggest decid(?:e|es|ed)
    already promis(?:e|es|ed) ha(?:s|ve)_(?:agreed|bought|signed|confirmed|promised) will
    """
)
SAME_WHOLE = word_set("all every each any whole entire none nobody")


def denials_in(text: str) -> int:
    """
    Return how often a text denies something.

    >>> denials_in("It did not fail."), denials_in("It failed."), denials_in("It flew.")
    (2, 1, 0)
    """
    return sum(1 for _ in DENIALS.finditer(text))


def hedge_is_lost(statement: str, text: str) -> bool:
    """
    Tell whether the text says with reserve what the statement says plainly.

    >>> hedge_is_lost("Russia bought shells.", "Russia may have bought shells.")
    True
    """
    return bool(HEDGES.search(text)) and not HEDGES.search(statement)


def part_is_whole(statement: str, text: str) -> bool:
    """
    Tell whether the text says of some, or nearly, what the statement says of all, or wholly.

    >>> part_is_whole("All ships sank.", "Many ships sank."), part_is_whole("All ships sank.", "Every ship sank.")
    (True, False)
    """
    return bool(new_wholes(statement, text)) and bool(PARTS.search(text)) and not PARTS.search(statement)


def new_wholes(statement: str, text: str) -> frozenset[str]:
    """Return the words, in lower case, by which the statement goes the whole way and the text does not."""
    told = {found.group().lower() for found in WHOLES.finditer(text)}
    if told & SAME_WHOLE:
        told |= SAME_WHOLE
    return frozenset(found.group().lower() for found in WHOLES.finditer(statement)) - told
