"""Completes a question that says only what is new: "Why?", "And in 2019?", "What about the frigate?", "Who else?"."""

import re

from bot.reading.antecedents import Background
from bot.reading.clauses import LEADING, Clause, bare, joined
from bot.reading.dates import STEP, dates_of, stepped
from bot.reading.mentions import Mention, mentions_of
from bot.reading.pronouns import dated, resolved
from bot.reading.verbs import bases, forms
from bot.reading.words import AUXILIARIES, BARE_VERBS, PREPOSITIONS, REACTIONS, WH

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
    if ALONE.fullmatch(plain) or NOT.fullmatch(plain) or ABOUT.fullmatch(plain) or _else(plain):
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


def is_lone_pronoun(question: str) -> bool:
    """Whether it is "Him?" or "And her?": what of them is not said."""
    return PRONOUN.fullmatch(_body(question)) is not None


def completed(question: str, last: Background) -> str | None:
    """Return the whole question, or None where it is no such ellipsis or the last question cannot be taken apart."""
    plain, clause = _body(question), last.clause
    about = ABOUT.fullmatch(plain)
    alone = ALONE.fullmatch(plain)
    if about is not None or (_fragment(plain) and not alone):
        new = about["new"] if about else plain
        meant = new if STEP.fullmatch(new) else resolved(new, last)[0]
        if PRONOUN.fullmatch(new):
            return _about(new, last)
        return _substituted(meant, last) or (_about(new, last) if about else None)
    if clause is None:
        return None
    if NOT.fullmatch(plain) and clause.subject:
        return f"{joined('Why', clause.auxiliary.lower(), clause.subject, 'not', clause.rest)}?"
    if alone is not None:
        place = (
            last.place_asked() if (alone["event"] or "").lower() == "where" and alone["tense"].lower() == "is" else None
        )
        return f"Where is {place}?" if place else _asked(alone["asking"] or alone["event"], clause, last)
    return _asked_else(plain, clause) if _else(plain) else None


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
    word = {"how so": "why", "what for": "why"}.get(word, word)
    if word in {"what", "which", "which one", "who", "whom"}:
        return last.turn.question
    exact = " exactly" if asking.lower().endswith(("exactly", "precisely")) else ""
    before = clause.asking.lower()
    if before.startswith(("where", "when", "why", "how long")) and before == word:
        return clause.asked(f"{word.capitalize()}{exact}", None)
    return clause.asked(f"{word.capitalize()}{exact}", last.short)


def _asked_else(plain: str, clause: Clause) -> str | None:
    word = plain.split(maxsplit=1)[0].lower()
    asking = ANY.get(word, word.capitalize())
    before = clause.asking.split()
    if not before or before[0].lower() not in {asking.lower(), "whom", "which"}:
        return None
    if before[0].lower() == "which":
        noun = " ".join(before[1:])
        return f"{joined(f'Which other {noun}', clause.auxiliary, clause.subject, clause.rest)}?"
    return f"{joined(f'{asking} else', *before[1:], clause.auxiliary, clause.subject, clause.rest)}?"


def _substituted(new: str, last: Background) -> str | None:
    """Return the last question with the new in the place of what is like it."""
    question = last.turn.question
    step = STEP.fullmatch(new)
    if step is not None:
        date = stepped(last.date, new) if last.date else None
        return _dated_anew(question, dated(date)) if date else None
    if dates_of(new) and len(dates_of(new)[0].group()) >= len(new) - len(new.split(maxsplit=1)[0]) - 1:
        return _dated_anew(question, new if bare(new.split(maxsplit=1)[0]) in PREPOSITIONS else dated(new))
    first = bare(new.split(maxsplit=1)[0])
    if first in PREPOSITIONS:
        return _placed_anew(question, new, last)
    return _of_answer(new, last) or _named_anew(question, new, last)


def _of_answer(new: str, last: Background) -> str | None:
    """Return whether one who belongs to the answer did so too: "And his deputy?" after "Who met Kim?"."""
    clause = last.clause
    if clause is None or not clause.of_subject or last.short is None or not new.startswith(f"{last.short}'s "):
        return None
    verb, _, tail = clause.rest.partition(" ")
    if clause.auxiliary:
        return f"{joined(clause.auxiliary.capitalize(), new, clause.rest)}?"
    return f"{joined('Did', new, bases()[verb], tail)}?" if verb in bases() else None


def _dated_anew(question: str, new: str) -> str:
    found = dates_of(question)
    if not found:
        return f"{question.rstrip(' ?.!')} {_lower(new)}?"
    start = found[-1].start()
    before = question[:start].rstrip().rpartition(" ")
    if before[2].lower() in {"on", "in", "since", "until", "by", "during", "from", "before", "after"}:
        start = len(before[0]) + 1 if before[0] else 0
    new = _lower(new) if start else new
    return f"{question[:start]}{new}{question[found[-1].end() :]}"


def _placed_anew(question: str, new: str, last: Background) -> str:
    """Put a phrase such as "in Oslo" or "with Putin" in the place of one like it, or at the end."""
    preposition, _, noun = new.partition(" ")
    kinds = {m.kind for m in mentions_of(f"It {new}")}
    for mention in reversed([m for m in last.asked if " and " not in m.text or m.named]):
        before = question[: mention.start].split()
        same = bool(before) and before[-1].lower() == preposition.lower()
        if same and (mention.kind in kinds or not kinds or preposition.lower() not in {"in", "at", "on"}):
            start = mention.start - len(before[-1]) - 1
            return f"{question[:start]}{_lower(new)}{question[mention.end :]}"
    return f"{question.rstrip(' ?.!')} {_lower(preposition)} {noun}?"


def _named_anew(question: str, new: str, last: Background) -> str | None:
    found = mentions_of(f"by {_lower_article(new)}")
    if not found or found[0].end - 3 < len(new.strip()) - 1:
        return None
    mine = found[0]
    inside = next((m for m in last.asked if m.text.lower() == mine.text.lower()), None)
    others = [m for m in last.asked if m is not inside and _alike(m, mine) and not _overlaps(m, inside)]
    whole = [m for m in others if not any(o is not m and o.start <= m.start and m.end <= o.end for o in others)]
    subject = last.clause.subject if last.clause is not None else ""
    target = next((m for m in whole if m.text == subject), None) or (whole[0] if whole else None)
    if target is None:
        return None
    if inside is None:
        return question[: target.start] + new + question[target.end :]
    one, other = sorted((inside, target), key=lambda m: m.start)
    between, one_text, other_text = (
        question[one.end : other.start],
        question[one.start : one.end],
        question[other.start : other.end],
    )
    return question[: one.start] + other_text + between + one_text + question[other.end :]


def _alike(one: Mention, other: Mention) -> bool:
    if {one.kind, other.kind} == {"group", "thing"} or one.kind == other.kind:
        return one.named == other.named or one.kind != "person" or True
    return one.named and other.named and "group" not in {one.kind, other.kind}


def _overlaps(one: Mention, other: Mention | None) -> bool:
    return other is not None and one.start < other.end and other.start < one.end


def _about(new: str, last: Background) -> str | None:
    told = resolved(new, last)[0]
    carried = last.carried(told)
    return f"What about {told} in connection with {carried}?" if carried else None


def _lower(text: str) -> str:
    first, _, rest = text.partition(" ")
    return joined(first.lower(), rest) if bare(first) in PREPOSITIONS else text


def _lower_article(text: str) -> str:
    return text[0].lower() + text[1:] if text.split(maxsplit=1)[0] in {"The", "A", "An", "His", "Her", "Its"} else text
