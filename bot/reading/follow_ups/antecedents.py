"""What the words of a question that lean on the turn before may stand for: people, things, places, groups, dates."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bot.reading.english.clauses import Clause, bare, is_name, joined, parse
from bot.reading.english.dates import dates_of
from bot.reading.english.mentions import Kind, Mention, mentions_of
from bot.reading.english.words import DETERMINERS, PEOPLE, PERSONAL, PREPOSITIONS, TITLES, UNCARRIED
from bot.types import Turn

SHORT_ANSWER_WORDS = 8
SMALL_NAME_WORDS = 3
CONNECTED = " in connection with "
CARRIED = 3  # mentions, where no word can be replaced


@dataclass(frozen=True)
class Background:
    """The last turn, taken apart."""

    turn: Turn

    @cached_property
    def clause(self) -> Clause | None:
        """The last question in its parts."""
        return parse(self.turn.question)

    @cached_property
    def asked(self) -> list[Mention]:
        """What the last question mentions."""
        question, clause = self.turn.question, self.clause
        if clause is not None and clause.of_subject and clause.rest and not clause.auxiliary:
            question = _without_verb(question, clause)
        # The subject ends where the verb begins, which the phrases alone do not tell.
        told = joined(clause.subject, clause.rest) if clause is not None and clause.subject else ""
        at = question.find(told) + len(clause.subject) if clause is not None and told and told in question else 0
        return [*mentions_of(question[:at]), *(m.moved(at) for m in mentions_of(question[at:]))] or self._small

    @property
    def _small(self) -> list[Mention]:
        """Who or what is asked about without a capital: "who is ann lee", "What is omicron?"."""
        clause = self.clause
        if clause is None or not clause.of_state or clause.asking.lower() not in {"who", "what"}:
            return []
        words = clause.subject.split()
        if len(words) > SMALL_NAME_WORDS or any(w in DETERMINERS | PERSONAL or w.endswith("ing") for w in words):
            return []
        start = self.turn.question.find(clause.subject)
        kind: Kind = "person" if clause.asking.lower() == "who" else "thing"
        return [Mention(clause.subject, kind, start, start + len(clause.subject), named=True)]

    @cached_property
    def short(self) -> str | None:
        """The short answer, where it is one that can stand in a sentence; with the article it has in the answer."""
        short = _listed(" ".join((self.turn.short_answer or "").split()).strip(" .,;").split("; "))
        if not 0 < len(short.split()) <= SHORT_ANSWER_WORDS:
            return None
        article = re.search(rf"\b((?i:the|an?)) {re.escape(short)}(?!\w)", self.turn.told)
        return f"{article[1].lower()} {short}" if article else short

    @cached_property
    def answered(self) -> list[Mention]:
        """What the answer mentions: the short one first, then names of the sentences."""
        # Behind a preposition a name would be a place, and so would the answer to "where".
        where = self.clause is not None and self.clause.asking.lower().startswith("where")
        before = f"It is {'in ' if where else ''}"
        short = mentions_of(f"{before}{self.short}.") if self.short else []
        if self.short and short and short[0].start == len(before) and _all_names(self.short[len(short[0].text) :]):
            short = [replace(short[0], text=self.short, end=len(before) + len(self.short), named=True)]
        return [*short, *(m for m in mentions_of(self.turn.told) if m.named)]

    @cached_property
    def date(self) -> str | None:
        """The last date of the question, or else the one of the answer."""
        for text in (self.turn.question, self.turn.short_answer or "", self.turn.told):
            if found := dates_of(text):
                return found[-1].group() if text == self.turn.question else found[0].group()
        return None

    @cached_property
    def ranked(self) -> list[Mention]:
        """All mentions, likeliest first: the subject, the question's others, the answer's; who was asked for leads."""
        clause = self.clause
        if clause is None:
            return _once([*self.asked, *self.answered])
        asking = clause.asking.lower()
        subject = [m for m in self.asked if m.text in clause.subject or (clause.subject in m.text and clause.subject)]
        called = clause.of_state and asking == "who" and _is_called(clause.subject)
        if clause.of_state and asking == "who" and self.short and not called:
            # Who was asked for by what they are is no other than the one who is told.
            others = [m for m in self.asked if m.text not in clause.subject]
            return _once([*self.answered[:1], *others, *self.answered[1:], *self.asked])
        if clause.of_subject or (asking.startswith("who") and not clause.rest and not called):
            subject = [*(self.answered[:1] if self.short else []), *subject]
        return _once([*subject, *self.asked, *self.answered])

    def choose(self, kinds: Collection[Kind], *, but: Collection[str] = (), female: bool | None = None) -> str | None:
        """Return the likeliest mention of these kinds that is none of *but*."""
        fits = [m for m in self.ranked if m.kind in kinds and not _same_as_any(m.text, but)]
        if female is not None:
            fits = [m for m in fits if m.female in {female, None}]
            fits.sort(key=lambda m: m.female is None and self._told_of(m, female=not female))
        return self._described(fits[0]) if fits else None

    def thing(self, but: Collection[str] = ()) -> str | None:
        """Return what "it" may be: what was asked for, as answered or described, or else a thing named."""
        wanted = self._wanted("thing", "place")
        if wanted is not None and not _same_as_any(wanted, but):
            return wanted
        if self.clause is not None and self.clause.asking.lower() == "what" and not self.clause.of_subject:
            short = [m for m in self.answered[:1] if self.short and m.kind == "thing" and m.text in self.short]
            if short and self.clause.auxiliary.lower() in {"did", "does", "do", "has", "have"}:
                return short[0].text
        return self.choose(["thing"], but=but) or self.choose(["place", "group"], but=but)

    def place(self) -> str | None:
        """Return what "there" may be: the answer to "where", or a place that was asked for, asked about or answered."""
        clause = self.clause
        if clause is not None and clause.asking.lower().startswith("where") and self.short and self.answered:
            return self.short
        near = [m for m in [*self.asked, *self.answered] if m in self.asked or m.text in (self.short or "")]
        return self._wanted("place") or next((self._described(m) for m in near if m.kind == "place"), None)

    def place_asked(self) -> str | None:
        """Return the place that the last question asked for, without its preposition: what "where is that" is about."""
        where = self.clause is not None and self.clause.asking.lower().startswith("where")
        place = self.place() if where and self.short else self._wanted("place")
        return re.sub(r"^(?:in|at|on|to|near) ", "", place) if place else None

    def group(self, *, speaks: bool, but: Collection[str] = ()) -> str | None:
        """Return what "they" may be: people who were named together, several things, or one that many belong to."""
        wanted = None if speaks else self._wanted("group")
        together = [m for m in self.asked if m.kind == "group" and ((m.named and " and " in m.text) or not speaks)]
        people = list(dict.fromkeys(m.text for m in self.ranked if m.kind == "person" and m.named))
        if wanted is not None:
            return wanted
        if together and not _same_as_any(together[0].text, but):
            return self._described(together[0])
        if len(people) > 1 and speaks:
            return " and ".join(people[:2])
        if self._doer is not None and not _same_as_any(self._doer, but):
            return self._doer
        if speaks:
            return self.choose(["place", "thing"], but=but) or self.choose(["group", "person"], but=but)
        return self.choose(["group"], but=but) or self.choose(["thing", "place", "person"], but=but)

    def event(self) -> str | None:
        """Return the last question as a clause: what "that" and "then" may stand for."""
        known = self.clause is not None and not self.clause.of_state and CONNECTED not in self.turn.question
        told = self.clause.told(self.short) if self.clause is not None and known else None
        return told if told and len(told.split()) > 1 else None

    def carried(self, question: str) -> str | None:
        """Return the names that the question has not, as "A, B and C"; common nouns where there is no name."""
        held = question.lower()
        found = [m for m in self.asked if m.head not in UNCARRIED and m.text.lower() not in held]
        kept = [m for m in found if m.named] or found
        if not kept and self.short and self.short.lower() not in held:
            return self.short
        kept = kept or [m for m in self.answered if m.text.lower() not in held][:2]
        apart = [m for m in kept if not any(m is not o and o.start <= m.start and m.end <= o.end for o in kept)]
        texts = list(dict.fromkeys(m.text for m in apart or kept))[:CARRIED]
        return joined(", ".join(texts[:-1]), "and" if texts[1:] else "", *texts[-1:]) or None

    @property
    def _doer(self) -> str | None:
        """Who did what the last question tells, where that is what it asks for: "Who won the Cup?"."""
        clause = self.clause
        return self.short if clause is not None and clause.of_subject and clause.asking.lower() == "who" else None

    def _wanted(self, *kinds: Kind) -> str | None:
        """Return what a question such as "which ship …" asked for: the answer to it, or its description."""
        clause = self.clause
        first = self.asked[0] if self.asked else None
        if first is None or first.kind not in kinds or first.head in UNCARRIED:
            return None
        asks = clause is not None and first.text in clause.asking and not clause.asking.lower().startswith("how many")
        names = self.turn.question.lower().startswith("name ") and self.turn.question.find(first.text) < len(
            "name of the  "
        )
        if not (asks or names) or (clause is None and not names):
            return self._described(first) if clause is not None and first.text in clause.asking else None
        if self.short and self.answered and self.answered[0].named and "group" not in kinds:
            return self.short if not self.short[0].islower() else self.answered[0].text
        return self._described(first)

    def _described(self, mention: Mention) -> str:
        """Tell a common noun that was asked for by the rest of its question: "the ship that Kim inspected"."""
        clause = self.clause
        if clause is None or mention.text not in clause.asking:
            return mention.text
        named = mention.text if mention.text.startswith("the ") else f"the {mention.text}"
        rest = Clause("", clause.auxiliary, clause.subject, clause.rest).told(None) if clause.subject else None
        if clause.of_subject:
            rest = joined(clause.auxiliary, clause.rest)
        first = bare(clause.asking.split()[0])
        linked = f"{first} which" if first in PREPOSITIONS else "that"
        return f"{named} {linked} {rest}" if rest and len(rest.split()) <= 12 else named

    def _told_of(self, mention: Mention, *, female: bool) -> bool:
        """Whether the answer calls somebody of this name a man or a woman."""
        words = {bare(word) for word in self.turn.told.split()}
        return mention.text in self.turn.told and bool(words & ({"she", "her"} if female else {"he", "his", "him"}))


def _listed(items: Sequence[str]) -> str:
    """
    Return the items of a short answer as a phrase: names together, of other things the first.

    >>> _listed(["rifles", "each other rifles"]), _listed(["Rome", "Oslo", "Bern"])
    ('rifles', 'Rome, Oslo and Bern')
    """
    kept = list(items[:CARRIED] if all(map(is_name, items)) else items[:1])
    return joined(", ".join(kept[:-1]), "and" if kept[1:] else "", *kept[-1:])


def _is_called(subject: str) -> bool:
    """
    Whether a question says who is meant by a name, and so asks what they are.

    >>> _is_called("Ann Lee"), _is_called("Chile's president"), _is_called("Prime Minister")
    (True, False, False)
    """
    words = subject.split()
    return all(map(is_name, words)) and bare(words[-1]) not in PEOPLE | TITLES


def _without_verb(question: str, clause: Clause) -> str:
    """Return a question with another verb where its own may look like a noun: "Who trains Ann Lee?"."""
    start, verb = question.find(clause.rest), clause.rest.split()[0]
    if start < 0 or not verb.endswith("s") or len(verb) < len("does"):
        return question
    return f"{question[:start]}{'does'.ljust(len(verb))}{question[start + len(verb) :]}"


def _all_names(rest: str) -> bool:
    return bool(rest.strip()) and all(map(is_name, rest.split()))


def _once(mentions: list[Mention]) -> list[Mention]:
    """Return each mention once; "Putin" is none beside "Vladimir Putin"."""
    kept: list[Mention] = []
    for mention in mentions:
        if not any(mention.kind == k.kind and _same(mention.text, k.text) for k in kept):
            kept.append(mention)
    return kept


def _same(one: str, other: str) -> bool:
    short, long = sorted(({bare(w) for w in one.split()}, {bare(w) for w in other.split()}), key=len)
    return short <= long


def _same_as_any(text: str, others: Collection[str]) -> bool:
    return any(_same(text, other) for other in others)
