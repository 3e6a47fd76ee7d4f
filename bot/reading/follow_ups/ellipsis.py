"""Completes a question that says only what is new: "Why?", "And in 2019?", "What about the frigate?", "Who else?"."""

import re

from bot.reading.english.clauses import LEADING, Clause, bare, joined
from bot.reading.english.dates import STEP, dates_of
from bot.reading.english.mentions import mentions_of
from bot.reading.english.verbs import bases, forms
from bot.reading.english.words import AUXILIARIES, BARE_VERBS, PREPOSITIONS, REACTIONS, WH
from bot.reading.follow_ups.antecedents import Background
from bot.reading.follow_ups.pronouns import LONGEST_EVENT, resolved
from bot.reading.follow_ups.substituting import substituted

ALONE = re.compile(  # nothing but what asks
    r"(?P<asking>(?:(?:for|since|until|till|by|with|to|from|in|at|on|about|of|against) )?"
    r"(?:why|when|where|whom?|how(?: (?:long|many|much|often|far|old|big|soon|so|exactly))?|"
    r"what(?: (?:time|for|year|day))?|which(?: one)?)(?: (?:exactly|precisely|to|from))?)"
    r"|(?P<event>why|when|where(?! is it)|how|(?:on |in |at )?(?:what|which) (?:day|date|month|year|time))"
    r" (?:exactly )?(?P<tense>is|was|did) (?:that|this|it)(?: (?:happen|take place|occur))?(?: exactly)?",
    re.IGNORECASE,
)
WHEN = re.compile(
    r"(?:since |until |from )?when|(?:on |in |at )?(?:what|which) (?:day|date|month|year|time)", re.IGNORECASE
)
PRONOUN = re.compile(r"he|him|she|her|it|they|them", re.IGNORECASE)
NOT = re.compile(r"why not", re.IGNORECASE)
WHY_THERE = re.compile(r"why there", re.IGNORECASE)
ELSE = re.compile(
    r"(?P<wh>who|what|where|whom|any(?:one|body|thing|where)|which other\w*) ?(?:else|others?)?", re.IGNORECASE
)
ABOUT = re.compile(r"(?:what|how) about (?P<new>.+)", re.IGNORECASE)
FRAGMENT_WORDS = 7
ANY = {"anyone": "Who", "anybody": "Who", "anything": "What", "anywhere": "Where"}


def incomplete(question: str) -> bool:
    """
    Whether a question leaves out what the turn before said.

    >>> [incomplete(text) for text in ("And Putin?", "Why?", "Who else?", "And who is Maria Zakharova?")]
    [True, True, True, False]
    """
    plain = _body(question)
    leading = LEADING.match(question) is not None
    if not plain:
        return False
    if (
        ALONE.fullmatch(plain)
        or NOT.fullmatch(plain)
        or WHY_THERE.fullmatch(plain)
        or ABOUT.fullmatch(plain)
        or _else(plain)
    ):
        return True
    if _fragment(plain):
        return leading or _opens_fragment(plain) or _in_unit(plain)
    names = any(m.named for m in mentions_of(question)) or bool(dates_of(question))
    words = [word.lower() for word in plain.split()]
    if names:
        return False
    return (leading and len(words) <= FRAGMENT_WORDS) or _bare(words) or words[:1] == ["any"] or _one_of(words)


def asks_when(question: str) -> bool:
    """
    Whether a question only asks when that was which the turn before told.

    >>> asks_when("And when was that?"), asks_when("What day?"), asks_when("When was the bridge opened?")
    (True, True, False)
    """
    alone = ALONE.fullmatch(_body(question))
    return alone is not None and WHEN.match(alone["asking"] or alone["event"]) is not None


def leaves_open(question: str) -> bool:
    """Whether it is no more than what asks, such as "Why?", and not of an event: "When was that?"."""
    alone = ALONE.fullmatch(_body(question))
    return alone is not None and alone["event"] is None


def is_lone_pronoun(question: str) -> bool:
    """Whether it is "Him?" or "And her?": what of them is not said."""
    return PRONOUN.fullmatch(_body(question)) is not None


def completed(question: str, last: Background) -> str | None:
    """Return the whole question, or None where it is no such ellipsis or the last question cannot be taken apart."""
    plain, clause = _body(question), last.clause
    about, alone = ABOUT.fullmatch(plain), ALONE.fullmatch(plain)
    if not plain:
        return _what_then(last)
    if about is not None or (_fragment(plain) and not alone):
        return _anew(about["new"] if about else plain, last)
    return _of_clause(plain, clause, last) if clause is not None else None


def _anew(new: str, last: Background) -> str | None:
    meant = new if STEP.fullmatch(new) else resolved(new, last)[0]
    return (None if PRONOUN.fullmatch(new) else substituted(meant, last)) or _about(new, last)


def _of_clause(plain: str, clause: Clause, last: Background) -> str | None:
    alone = ALONE.fullmatch(plain)
    if NOT.fullmatch(plain) and clause.subject:
        return f"{joined('Why', clause.auxiliary.lower(), clause.subject, 'not', clause.rest)}?"
    if WHY_THERE.fullmatch(plain):
        return _why_there(clause, last)
    if alone is not None:
        return _asked_alone(alone, clause, last)
    return _asked_else(plain, clause, last) if _else(plain) else None


def _what_then(last: Background) -> str | None:
    """Return what "And then?" asks for."""
    event, carried = last.event(), last.carried("")
    if event is not None and len(event.split()) <= LONGEST_EVENT:
        return f"What happened after {event}?"
    return f"What happened then in connection with {carried}?" if carried else None


def _why_there(clause: Clause, last: Background) -> str | None:
    place = resolved("there", last)[0]
    why = _asked("why", clause, last)
    asked_where = clause.asking.lower().startswith("where") and place != "there"
    return f"{why.rstrip('?')} {place}?" if why and asked_where else why


def _asked_alone(alone: re.Match[str], clause: Clause, last: Background) -> str | None:
    if (alone["event"] or "").lower() == "where" and alone["tense"].lower() == "is":
        place = last.place_asked() or (last.place() if clause.of_state else None)
        if place is not None:
            return f"Where is {place}?"
    if alone["event"] and clause.of_state:
        return None  # "When was that?" is then of something in the answer
    return _asked(alone["asking"] or alone["event"], clause, last)


def _body(question: str) -> str:
    return LEADING.sub("", f"{question.strip(' ?.!')} ").strip(" ,")


def _else(plain: str) -> bool:
    found = ELSE.fullmatch(plain)
    return found is not None and plain.lower().endswith(("else", "other", "others"))


def _fragment(plain: str) -> bool:
    """Whether it has no verb that could make it a question."""
    words = [bare(word) for word in plain.split()]
    if not words or len(words) > FRAGMENT_WORDS or words[0] in WH | AUXILIARIES | {"any", "anyone", "anything"}:
        return False
    return not any(
        word in AUXILIARIES or word in bases() or (n == 0 and word in forms()) for n, word in enumerate(words)
    )


def _opens_fragment(plain: str) -> bool:
    first = bare(plain.split(maxsplit=1)[0])
    return (first in PREPOSITIONS and len(plain.split()) <= 4) or STEP.fullmatch(plain) is not None


def _in_unit(plain: str) -> bool:
    return plain.lower().startswith("in ") and len(plain.split()) <= 2


def _bare(words: list[str]) -> bool:
    """Whether it is "Who won?" or "How many died?", or asks for a reaction to something unsaid."""
    few = len(words) <= 3 and words[0] in WH and words[-1] in BARE_VERBS
    return few or (words[-1] in REACTIONS and len(words) <= 6)


def _one_of(words: list[str]) -> bool:
    return (words[0] in AUXILIARIES and words[1:2] in (["one"], ["another"]) and words[2:3] != ["of"]) or words[
        0
    ] == "anyone"


def _asked(asking: str, clause: Clause, last: Background) -> str | None:
    word = re.sub(r" (?:exactly|precisely)$", "", asking, flags=re.IGNORECASE).lower()
    word = {"how so": "why", "what for": "why", "where to": "where"}.get(word, word)
    if word in {"what", "which", "which one", "who", "whom"}:
        return last.turn.question
    if clause.of_state:
        return _asked_of_state(word.capitalize(), clause, last.short)
    exact = " exactly" if asking.lower().endswith(("exactly", "precisely")) else ""
    before = clause.asking.lower()
    if before.startswith(("where", "when", "why", "how long")) and before == word:
        return clause.asked(f"{word.capitalize()}{exact}", None)
    return clause.asked(f"{word.capitalize()}{exact}", last.short)


def _asked_of_state(asking: str, clause: Clause, short: str | None) -> str | None:
    """Return why, since when or where somebody is what the answer told; None where it told no such thing."""
    auxiliary = clause.auxiliary.lower()
    if not clause.asking:
        return f"{joined(asking, auxiliary, clause.subject, clause.rest)}?"
    if asking == "Where" and clause.asking.lower() == "who":
        return f"{joined(asking, auxiliary, short or clause.subject)}?"
    if short is None:
        return None
    told = (short, clause.subject) if clause.asking.lower() == "who" else (clause.subject, short)
    return f"{joined(asking, auxiliary, *told)}?"


def _asked_else(plain: str, clause: Clause, last: Background) -> str | None:
    word = plain.split(maxsplit=1)[0].lower()
    carried = last.carried("")
    if clause.of_state and word in {"what", "anything"} and carried:
        return f"What else is told of {carried}?"
    asking = ANY.get(word, word.capitalize())
    before = clause.asking.split()
    if not before or before[0].lower() not in {asking.lower(), "whom", "which"}:
        return None
    if before[0].lower() == "which":
        noun = " ".join(before[1:])
        return f"{joined(f'Which other {noun}', clause.auxiliary, clause.subject, clause.rest)}?"
    return f"{joined(f'{asking} else', *before[1:], clause.auxiliary, clause.subject, clause.rest)}?"


def _about(new: str, last: Background) -> str | None:
    told = resolved(new, last)[0]
    carried = last.carried(told)
    return f"What about {told} in connection with {carried}?" if carried else None
