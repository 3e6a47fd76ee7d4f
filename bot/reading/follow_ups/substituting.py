"""Puts what is new in the last question in the place of what is like it: "And of Italy?", "And the next day?"."""

import re

from bot.reading.english.clauses import bare, is_name, joined
from bot.reading.english.dates import STEP, dates_of, distance, stepped
from bot.reading.english.mentions import Mention, mentions_of
from bot.reading.english.verbs import bases
from bot.reading.english.words import PREPOSITIONS
from bot.reading.follow_ups.antecedents import Background
from bot.reading.follow_ups.pronouns import LONGEST_EVENT, dated

# What begins a span of time, ahead of its last day: "between Friday and", "from 13 to".
SPAN_AHEAD = re.compile(
    r"\b(?:between(?: (?!between\b)[\w,]+){1,5} and|from(?: (?!from\b)[\w,]+){1,5} (?:to|until|till))\Z", re.IGNORECASE
)


def substituted(new: str, last: Background) -> str | None:
    """Return the last question with the new in the place of what is like it."""
    question = last.turn.question
    step = STEP.fullmatch(new)
    if step is not None:
        return _stepped_on(step, last)
    if dates_of(new) and len(dates_of(new)[0].group()) >= len(new) - len(new.split(maxsplit=1)[0]) - 1:
        return _dated_anew(question, new if bare(new.split(maxsplit=1)[0]) in PREPOSITIONS else dated(new))
    first = bare(new.split(maxsplit=1)[0])
    if first == "of" or new.endswith(("'s", "’s")):
        owned = _owned_anew(question, new.removeprefix("of ").removesuffix("'s").removesuffix("’s"), last)
        if owned is not None or first != "of":
            return owned
    if first in PREPOSITIONS:
        return _placed_anew(question, new, last)
    return _of_answer(new, last) or _named_anew(question, new, last) or _of_same_state(new, last)


def _stepped_on(step: re.Match[str], last: Background) -> str | None:
    """Return the last question on another day; what happened then, where it is of no day, or asks for one itself."""
    date = stepped(last.date, step.group()) if last.date else None
    clause = last.clause
    when = clause is not None and clause.asking.lower().startswith("when")
    if date is not None and not (when or (clause is not None and clause.of_state)):
        return _dated_anew(last.turn.question, dated(date))
    event, carried = last.event(), last.carried("")
    if date is not None and when and clause is not None and is_name(clause.subject):
        return f"What did {clause.subject} do {dated(date)}?"
    if date is None and event is not None and len(event.split()) <= LONGEST_EVENT:
        return f"What happened {distance(step)} {event}?"
    told = dated(date) if date else step.group().lower()
    return f"What happened {told} in connection with {carried}?" if carried else None


def _owned_anew(question: str, owner: str, last: Background) -> str | None:
    """Put another owner, "North Korea's" or "of North Korea", in the place of the one there is, such as "Russia's"."""
    for mention in last.asked:
        if question[mention.end : mention.end + 2] in ("'s", "’s"):
            return f"{question[: mention.start]}{owner}'s{question[mention.end + 2 :]}"
    return None


def _of_answer(new: str, last: Background) -> str | None:
    """Return whether one who belongs to the answer did so too: "And his deputy?" after "Who met Kim?"."""
    clause = last.clause
    if clause is None or not clause.of_subject or last.short is None or not new.startswith(f"{last.short}'s "):
        return None
    verb, _, tail = clause.rest.partition(" ")
    if clause.auxiliary:
        return f"{joined(clause.auxiliary.capitalize(), new, clause.rest)}?"
    return f"{joined('Did', new, bases()[verb], tail)}?" if verb in bases() else None


def _of_same_state(new: str, last: Background) -> str | None:
    """Return who or what that is: "And delta?" after "What is omicron?"."""
    clause = last.clause
    asked = clause is not None and clause.of_state and clause.asking.lower() in {"who", "what"}
    return f"{joined(clause.asking, clause.auxiliary, new)}?" if clause is not None and asked else None


def _dated_anew(question: str, new: str) -> str:
    found = dates_of(question)
    if not found:
        return f"{question.rstrip(' ?.!')} {_lower(new)}?"
    start = found[-1].start()
    before = question[:start].rstrip().rpartition(" ")
    if (span := SPAN_AHEAD.search(question[:start].rstrip())) is not None:
        start = span.start()
    elif before[2].lower() in {"on", "in", "since", "until", "by", "during", "from", "before", "after"}:
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
    whole = question.rstrip(" ?.!")
    plain = re.search(rf" {re.escape(preposition)} (?:(?:the|an?) )?[a-z][\w-]*\Z", whole, re.IGNORECASE)
    return f"{whole[: plain.start()] if plain else whole} {_lower(preposition)} {noun}?"


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


def _lower(text: str) -> str:
    first, _, rest = text.partition(" ")
    return joined(first.lower(), rest) if bare(first) in PREPOSITIONS else text


def _lower_article(text: str) -> str:
    return text[0].lower() + text[1:] if text.split(maxsplit=1)[0] in {"The", "A", "An", "His", "Her", "Its"} else text
