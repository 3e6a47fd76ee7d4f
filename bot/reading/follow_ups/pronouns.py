"""Puts what the words of a question stand for, in the turn before, in their place."""

import re
from collections.abc import Callable, Sequence

from bot.reading.english.clauses import bare, is_name
from bot.reading.english.dates import STEP, stepped
from bot.reading.english.mentions import mentions_of
from bot.reading.english.verbs import bases
from bot.reading.english.words import (
    AUXILIARIES,
    BE,
    COMPANIES,
    PEOPLE,
    PLACE_NOUNS,
    PREPOSITIONS,
    SPEAKING,
    WH,
    listed,
)
from bot.reading.follow_ups.antecedents import Background
from bot.reading.follow_ups.leanings import GROUPS, PERSONS, POINTING, THINGS, WORD, Leaning, leanings_of

OWNING = frozenset({"his", "its", "their", "theirs", "hers"})
SUBJECTS = frozenset({"he", "she", "it", "they"})
LONGEST_EVENT = 20  # words
OF_STATEMENTS = listed("""
answer ask believe claim confirm deny do explain happen hear know learn mean read report say tell think write
""")
"""After these "that" is what was said, or the whole of it."""
COUNTED = re.compile(
    r"\b(?:many|much|some|few|all|none|most|half|both|each|any|one|two|three|\d+) of \Z", re.IGNORECASE
)
SINGULAR = {"do": "does", "are": "is", "were": "was", "have": "has"}


def resolved(question: str, background: Background) -> tuple[str, bool]:
    """Return the question with every leaning word replaced that can be, and whether that is all of them."""
    held = [m.text for m in mentions_of(question) if m.kind == "person"]
    used: list[str] = []
    taken: dict[str, str] = {}
    parts, end, whole = [], 0, True
    speaks = any(word in SPEAKING or forms_speaking(word) for word in map(bare, question.split()))
    for leaning in leanings_of(question):
        if leaning.start < end:
            continue
        role = "subject" if leaning.word in SUBJECTS else leaning.word
        but = [*used, *(held if leaning.word not in OWNING else [])]
        key = next((k for k in taken if _one(k, leaning.word)), None)
        told = taken[key] if key is not None else _told(leaning, question, background, but, speaks=speaks)
        if told is None:
            whole = False
            continue
        if leaning.word not in POINTING | {"then"}:
            taken[leaning.word] = told
            used.append(told)
        stop = leaning.start + len(leaning.word) if not leaning.noun else _noun_end(question, leaning)
        owned = leaning.word in OWNING or (leaning.word == "her" and _owns(question, leaning.end))
        ahead = (
            _agreeing(question[end : leaning.start], leaning.word, told)
            if role == "subject"
            else question[end : leaning.start]
        )
        if COUNTED.search(ahead) and told[0].islower() and not told.startswith("the "):
            ahead = ahead.removesuffix("of ")  # "how many drones"
        parts += [ahead, _possessive(told) if owned else told]
        end = stop
    return "".join([*parts, question[end:]]), whole


def step_resolved(question: str, background: Background) -> tuple[str, bool]:
    """Return the question with "the next day" and the like counted from the last date, and whether there was one."""
    found = next((f for f in STEP.finditer(question) if not _anchored(question, f)), None)
    if found is None:
        return question, False
    date = stepped(background.date, found.group()) if background.date else None
    if date is None:
        return question, False
    return question[: found.start()] + dated(date) + question[found.end() :], True


def dated(date: str) -> str:
    """
    Return a date with the preposition that goes before it.

    >>> dated("16 September 2023"), dated("2020"), dated("May 2020")
    ('on 16 September 2023', 'in 2020', 'in May 2020')
    """
    return f"on {date}" if date.endswith("day") or re.search(r"\b\d{1,2}\b", date) else f"in {date}"


def leans_on_date(question: str) -> bool:
    """Whether "the next day" or the like counts from a date that is not in the question."""
    return any(not _anchored(question, found) for found in STEP.finditer(question))


def forms_speaking(word: str) -> bool:
    """Whether a word is the past of a verb of speaking or the like."""
    return bases().get(word) in SPEAKING


def _anchored(question: str, found: re.Match[str]) -> bool:
    rest = question[found.end() :].strip(" ?.!")
    names = any(m.named for m in mentions_of(question[: found.start()])) and not found["side"]
    side = (
        (found["side"] or (found["later"] or "").lower() in {"after", "before"})
        and rest
        and not rest.startswith((",", "and "))
    )
    return bool(side) or names or bool(re.search(r"\d{4}|\b\d{1,2} [A-Z]", question))


def _noun_end(question: str, leaning: Leaning) -> int:
    return question.index(leaning.noun, leaning.end) + len(leaning.noun)


def _told(leaning: Leaning, question: str, last: Background, but: Sequence[str], *, speaks: bool) -> str | None:
    word = leaning.word
    if word in PERSONS:
        return last.choose(["person"], but=but, female=PERSONS[word])
    makers: dict[str, Callable[[], str | None]] = {
        "there": lambda: _place(question, leaning, last),
        "then": lambda: _then(question, leaning, last),
    }
    if word in makers:
        return makers[word]()
    if word in THINGS:
        return last.thing(but)
    if word in GROUPS:
        counted = COUNTED.search(question, 0, leaning.start) is not None  # "how many of them": no speaker is counted
        return last.group(speaks=speaks and not counted, but=but)
    return _of_noun(leaning.noun, last) if leaning.noun else _event(question, leaning, last)


def _place(question: str, leaning: Leaning, last: Background) -> str | None:
    """Return the place that was asked about, else the event there, else a place that the answer names."""
    where = last.place()
    event = last.event() if where is None else None
    if event is not None and len(event.split()) <= LONGEST_EVENT:
        was = bare(question[: leaning.start].rpartition(" ")[0].rpartition(" ")[2]) in BE
        return f"{'present ' if was else ''}when {event}"
    where = where or last.choose(["place"])
    return where if where is None or where.startswith(("in ", "at ")) else f"{_at(where)} {where}"


def _at(place: str) -> str:
    return (
        "at"
        if any(
            bare(w) in PLACE_NOUNS - {"city", "country", "region", "village", "town", "district"} for w in place.split()
        )
        and place.startswith("the ")
        else "in"
    )


def _then(question: str, leaning: Leaning, last: Background) -> str | None:
    if last.date is not None:
        return dated(last.date)
    event = last.event()
    return f"after {event}" if event and question[leaning.end :].strip(" ?") == "" else None


def _of_noun(noun: str, last: Background) -> str | None:
    """Return the phrase of the last turn with the same noun: "that meeting" is "the meeting with the mayor"."""
    head = noun.rsplit(maxsplit=1)[-1].lower()
    if head in {"day", "date", "year", "month", "week", "night"}:
        return last.date
    same = next((m for m in [*last.asked, *last.answered] if m.head == head or m.head == head.removesuffix("s")), None)
    if same is not None and (same.named or same in last.asked):
        return same.text if same.named or same.text.startswith("the ") else f"the {same.text}"
    if head in PEOPLE or head in PLACE_NOUNS:
        return last.choose(["person" if head in PEOPLE else "place"])
    return last.thing() if head in COMPANIES else None


def _event(question: str, leaning: Leaning, last: Background) -> str | None:
    before = [bare(word) for word in question[: leaning.start].split()]
    if before[:1] == ["how"] and before[-1] in BE and last.place_asked() is not None:
        return last.place_asked()  # "How far is that from Oslo?"
    event = last.event() if leaning.word in {"that", "this"} else None
    if event is None or len(event.split()) > LONGEST_EVENT:
        return None
    nearest = before[-1] if before else ""
    if nearest not in PREPOSITIONS and question[leaning.end :].strip(" ?.!") == "":
        return _given(question, last)
    if nearest in {"after", "before", "since", "until"}:
        return event
    return f"the fact that {event}" if nearest in PREPOSITIONS else None


def _given(question: str, last: Background) -> str | None:
    """Return what "that" is at the end of "When did he give her that?": the answer to what was asked for last."""
    asked_what = last.clause is not None and last.clause.asking.lower().startswith(("what", "which"))
    verbs = {bases().get(word, word) for word in map(bare, question.split()[1:])} - AUXILIARIES
    return last.short if asked_what and not verbs & OF_STATEMENTS else None


def _owns(question: str, end: int) -> bool:
    """Whether a noun follows, so that "her" is "the woman's"."""
    after = WORD.match(question, end + 1)
    if after is None or question[end : end + 1] != " ":
        return False
    word = after.group().lower()
    return (
        word not in PREPOSITIONS | AUXILIARIES | WH
        and word not in {"a", "an", "the", "and", "or", "that", "not", "so", "yesterday"}
        and not is_name(after.group())
    )


def _agreeing(before: str, word: str, told: str) -> str:
    """Return the words before a subject, their verb in the singular where "they" turned out to be one."""
    head, _, last = before.rstrip().rpartition(" ")
    plural = " and " in told or (mentions_of(f"by {told}")[-1:] and mentions_of(f"by {told}")[-1].kind == "group")
    if word != "they" or plural or last.lower() not in SINGULAR:
        return before
    verb = SINGULAR[last.lower()]
    return f"{head}{' ' if head else ''}{verb.capitalize() if last[:1].isupper() else verb} "


def _possessive(told: str) -> str:
    return f"{told}’" if told.endswith("s") and " " in told and told.startswith("the ") else f"{told}'s"


def _one(one: str, other: str) -> bool:
    """Whether two words of a question stand for the same: "he" and "his", but not "he" and "him"."""
    families = (
        {"he", "his"},
        {"him", "his"},
        {"she", "her", "hers"},
        {"it", "its"},
        {"they", "their", "theirs", "them"},
    )
    return one == other or any({one, other} <= family for family in families)
