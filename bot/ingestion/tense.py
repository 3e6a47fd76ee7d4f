"""
Whether what a sentence tells of a weekday has happened or is to come, by the verb that the weekday belongs to.

A sketch of English verbs, not a parser: the verb before a weekday, or the one after it where the weekday opens its
clause. Only lower case counts, for Will is a name too.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Tense = Literal["past", "present", "future"]


def _either(words: str) -> str:
    return "(?:" + "|".join(words.split()) + ")"


_BETWEEN = r"(?: (?:not|also|now|then|still|only|soon|all|both|be|have|been|likely|[a-z]{2,20}ly))*+"
_AWAITED = _either("expected scheduled rescheduled slated planned poised supposed anticipated forecast forecasted")
_READY = _either(
    "due set likely about going ready hoping planning preparing looking expecting aiming intending bound able"
)
_GOVERNING = (
    r"(?:plan|hope|intend|aim|agree|vow|pledge|promise|want|expect|prepare|need|threaten|decide|propose|have|ha)"
    r"(?:s|d|ed|ned|ning|ing)?"
)
# What is said of the present, though it has the form of a plan: "police are investigating a shooting on Friday".
_ONGOING = _either(
    "being investigating searching mourning recovering reeling grappling seeking suing alleging blaming calling "
    "warning urging reporting saying accusing criticizing criticising reviewing trying working living using"
)
_SCHEDULED = (
    r"(?:begins?|starts?|opens?|kicks? off|returns?|resumes?|expires?|takes? (?:place|effect)|goes? (?:on|into|to|live)"
    r"|arrives?|premieres?|airs|hosts|meets?|faces|falls on|comes? out|heads? to|travels?|leaves|wraps? up|concludes?"
    r"|votes on (?=(?:the|an?|its|his|her|their|whether)\b)"
    r"|gets? underway|runs? (?:from|through|until)|ends|closes|plays|turns|continues?|lasts|goes)"
)
_NO_VERBS = _either(
    "hundred indeed speed need seed feed breed proceed exceed succeed unprecedented aged sacred naked wicked beloved "
    "armed limited alleged supposed related based so-called"
)
_IRREGULAR = _either(
    "said told met went came held took gave got made began saw left won lost beat fell rose hit ran led found felt "
    "kept sent spent stood struck shot thought wrote wore broke brought built bought caught chose cut drew drove ate "
    "fought flew forgot grew hung heard hid knew laid lay paid put rode sank sat sold shook shut sang slept spoke "
    "stole swore swept swam taught tore threw understood woke withdrew became known given taken seen done gone "
    "shown spoken written born driven broken stolen chosen fallen grown set bid burst dealt swung spun dug fled hurt "
    "slid sought overturned undertook underwent"
)
_VERBS = re.compile(
    rf"(?<![\w-])(?:(?P<past>(?:could|would|should|might|must|may)(?:n['’]t)?(?: not| never| also)? have\b"
    r"|(?:could|would)(?: not|n['’]t) (?:immediately |be )*(?:reached|say|comment|discuss|confirm|elaborate|identified)"
    rf"|(?:was|were|had|did|has|have)(?: not|n['’]t)?{_BETWEEN} (?!{_AWAITED}|to\b|until\b)"
    r"[a-z]{2,20}(?:ed|en|ing|ne|wn)\b"
    rf"|(?:was|were)(?! {_READY} to\b)(?! {_AWAITED}\b)(?! to\b)|did|had(?! to\b))\b"
    r"|(?P<future>(?<!\bthe )(?<!\bhis )(?<!\bher )(?<!\bown )(?<!\bgood )(?<!\bfree )(?<!\bpolitical )will\b(?!['’])"
    rf"{_BETWEEN}(?: [a-z]+)?"
    rf"|(?:won['’]t|shall|would|may|might|could|should|must|can|cannot)\b{_BETWEEN}(?: [a-z]+)?"
    rf"|(?:is|are|was|were|be|been|am)(?: not| also| now| still| [a-z]{{2,20}}ly)? {_READY} (?:to|for)\b"
    r"(?: be)?(?: [a-z]+)?"
    rf"|(?!due ){_READY} to\b(?: be)?(?: [a-z]+)?|due\b(?! to\b)"
    rf"|(?<!\bthan )(?<!\bas ){_AWAITED}\b(?: to\b(?: be)?(?: [a-z]+)?| for| until)?"
    r"|(?:is|are|was|were) to\b(?: be)? [a-z]+|upcoming|set (?:to|for)\b"
    rf"|{_GOVERNING} to\b(?: be)?(?: [a-z]+)?"
    rf"|(?:is|are|am)(?: not| also| [a-z]{{2,20}}ly)? (?!{_ONGOING})[a-z]{{2,20}}ing"
    rf"|(?<!\bthe )(?<!\ba )(?<!\bnot ){_SCHEDULED})\b"
    r"|(?P<neutral>to (?:be |have |have been )?[a-z]+)\b"
    rf"|(?P<present>(?:is|are|has|have|says?)(?: not| also)?(?: [a-z]{{2,20}}ed\b)?)\b"
    rf"|(?P<past2>(?!{_NO_VERBS}\b)[a-z]{{2,20}}ed|{_IRREGULAR})\b"
    r")|(?P<short>['’]ll\b|['’](?:re|s) (?:going|set|due|expected|scheduled) to\b)(?: [a-z]+)?"
)
_OPENS_CLAUSE = re.compile(
    r"(?:\A|[,;:—–(“\"]|\b(?:and|but|while|as|when|that|which|who|because|if)\b)[\s\"“‘'(]*"
    r"(?:(?:on|late|early|later|by|since|from|starting|beginning|until|this|next|last|of|through|before|after|for)\s+)*\Z",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(r"(?:['’]s?(?: [\w’'-]+){1,4}| (?:morning|afternoon|evening|night))? \Z")
_BESIDE = re.compile(r" (?:(?:on|late|early|this|next) ){0,2}")
# "… will not answer Saturday's attack": it has happened, whatever will.
_HAPPENED = re.compile(
    r"['’]s (?:[\w-]+ ){0,3}(?:attacks?|airstrikes?|strikes?|shootings?|crash|collision|loss|defeat|win|victory"
    r"|arrests?|blast|explosions?|earthquake|quake|killings?|massacre|raid|derailment|outage|eruption|landslide|incident|assault"
    r"|stabbing|bombings?|assassination|remarks|comments|tweet|death|closing prices?)\b"
)
_REPORTED = re.compile(r"\b(?:said|say|says|told|announced|reported|warned|predicted|added|hoped|believes?)\Z")
_POSTPONED = re.compile(
    r"\b(?:postponed|delayed|extended|adjourned|suspended|closed|cancell?ed|pushed|has|have|given|had|barred)\b"
)
_OPEN_ENDED = re.compile(r"\b(?:until|till|through)\s\Z")
_AHEAD = re.compile(
    r"\b(?:ahead of (?:[\w’'-]+ ){0,5}|upcoming (?:[\w’'-]+ ){0,4}|(?:schedules?|tickets|plans|forecast) for )\Z"
)
_SINCE = re.compile(
    r"\b(?:(?:since|as of) (?:late |early |last )?|(?:statement|announcement|release|tweet) (?:on )?)\Z", re.IGNORECASE
)
_CLOCK = re.compile(r"\b(?:\d\d? ?[ap]\.?m\b|\d\d?:\d\d|noon\b)")
LOOK_BACK = 60  # characters before a weekday that tell how it is tied to what precedes


@dataclass(frozen=True, slots=True)
class Verbs:
    """The verbs of one sentence: their spans and tenses, in order."""

    sentence: str
    starts: Sequence[int]
    ends: Sequence[int]
    tenses: Sequence[Tense]


def verbs_of(sentence: str) -> Verbs:
    """
    Return the groups of words in *sentence* that tell when something happens.

    >>> verbs_of("He said he would not resign, but will be sentenced.").tenses
    ['past', 'future', 'future']
    """
    found = [match for match in _VERBS.finditer(sentence) if match.lastgroup != "neutral"]
    return Verbs(
        sentence, [m.start() for m in found], [m.end() for m in found], [_tense(m.lastgroup or "") for m in found]
    )


def _tense(group: str) -> Tense:
    if group.startswith("past"):
        return "past"
    return "present" if group == "present" else "future"


def tense_at(verbs: Verbs, start: int, end: int) -> Tense | None:
    """
    Return the tense of what is told of the weekday at [start, end); None where no verb tells it.

    >>> told = "He said on Monday that Friday's vote will be close."
    >>> [tense_at(verbs_of(told), told.index(day), told.index(day) + 6) for day in ("Monday", "Friday")]
    ['past', 'future']
    """
    before = verbs.sentence[max(start - LOOK_BACK, 0) : start]
    if _SINCE.search(before) or _HAPPENED.match(verbs.sentence, end):
        return "past"
    if _AHEAD.search(before):
        return "future"
    previous = bisect_left(verbs.starts, start) - 1
    tied = _tied(verbs, previous, start, end)
    if _OPEN_ENDED.search(before) and (tied != "past" or _is_put_off(verbs, previous)):
        return "future"
    return tied


def _tied(verbs: Verbs, previous: int, start: int, end: int) -> Tense | None:
    """Return the tense of the verb before the weekday, or of the one after it where that is its own."""
    after = bisect_left(verbs.starts, end)
    before = verbs.sentence[max(start - LOOK_BACK, 0) : start]
    following = verbs.tenses[after] if after < len(verbs.tenses) else None
    if previous < 0:
        return following or ("future" if _is_listed(verbs.sentence, start, end) else None)
    adjacent = _BESIDE.fullmatch(verbs.sentence[verbs.ends[previous] : start][:LOOK_BACK]) is not None
    is_next = following is not None and _FOLLOWS.fullmatch(verbs.sentence[end : verbs.starts[after]][:LOOK_BACK])
    reported = adjacent and _REPORTED.search(verbs.sentence[max(start - LOOK_BACK, 0) : verbs.ends[previous]])
    if is_next and (not adjacent or (reported and following == "future")):
        return following
    if not adjacent and following is not None and _OPENS_CLAUSE.search(before):
        return following
    if verbs.tenses[previous] == "present":  # "the deadline is Friday", but "is accused of a theft on Friday"
        return "future" if adjacent else "present"
    return verbs.tenses[previous]


def _is_put_off(verbs: Verbs, previous: int) -> bool:
    return previous >= 0 and bool(_POSTPONED.search(verbs.sentence[verbs.starts[previous] : verbs.ends[previous]]))


def _is_listed(sentence: str, start: int, end: int) -> bool:
    """Tell whether a time of the day stands beside a weekday, as in a list of what is on."""
    return _CLOCK.search(sentence[max(start - LOOK_BACK, 0) : end + LOOK_BACK]) is not None
