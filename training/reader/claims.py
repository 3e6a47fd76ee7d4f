"""
Turns a question and its answer into a claim: a statement that the passage supports.

Only questions whose form leaves no doubt where the answer belongs are turned; most are not.
"""

import re
from dataclasses import dataclass, replace


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PRONOUNS = _words(
    """
    he she it they him her them his their its this that these those i we you us me my our your who which
    """
)
DETERMINERS = _words("the a an his her their its this that these those")
PREPOSITIONS = _words(
    """
    about above across after against along among around as at before behind below between by during for from in into
    like near of off on onto out over since through to toward under until up upon with within without
    """
)
IRREGULAR = (  # participles and past tenses that do not end in -ed
    "become begun born brought built bought caught chosen come cut done drawn driven fought felt forced found given "
    "gone grown had heard held hit hurt kept known laid led left lost made meant met paid put read run said seen sent "
    "set shot shown sold spent stolen struck taken taught told thought thrown won worn written"
)
PAST = (
    "became began brought built came caught caused cut drew drove fell felt fought found gave got grew had held hit "
    "kept knew led left lost made met paid put ran said saw sent set shot sold spent spoke stood struck took taught "
    "told thought won wrote"
)
PRESENT = "makes causes helps gives takes shows leads brings keeps needs uses says includes contains provides allows"
PARTICIPLE = rf"(?:[a-z]{{3,}}ed|{'|'.join(IRREGULAR.split())})"
VERB = rf"(?:[a-z]{{3,}}ed|{'|'.join([*PAST.split(), *PRESENT.split()])})"
NOUN_PHRASE = r"(?:[\w’'.,%$-]+ ){1,7}?"
MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
AUXILIARY = re.compile(r"\b(?:did|do|does|is|are|was|were|has|have|had|can|could|will|would|should|might|must)\b")

SUBJECT = re.compile(rf"who (?P<rest>{VERB}\b.*)|what (?P<rest2>(?:{VERB})\b.*)", re.IGNORECASE)
SUBJECT_WAS = re.compile(rf"who (?P<auxiliary>was|were) (?P<rest>(?:the|{PARTICIPLE})\b.*)", re.IGNORECASE)
WHEN_WAS = re.compile(
    rf"(?:when|where|in (?:what|which) year) (?P<auxiliary>was|were) "
    rf"(?P<subject>{NOUN_PHRASE})(?P<rest>{PARTICIPLE}\b.*)",
    re.IGNORECASE,
)
HOW_MANY = re.compile(
    rf"how many (?P<noun>(?:[\w’'-]+ ){{1,3}}?)"
    rf"(?:(?P<auxiliary>were|are) (?P<rest>{PARTICIPLE}\b.*)|(?P<rest2>{VERB}\b.*))",
    re.IGNORECASE,
)
WHAT_IS = re.compile(
    r"what (?P<auxiliary>is|was|are|were) (?P<subject>(?:the|his|her|their|its|[A-Z][\w’'-]+['’]s?) .*)", re.IGNORECASE
)
MOST_WORDS = 10  # of an answer
LEAST_WORDS = 4  # of a claim


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence in parts, so that it can be negated, asked or corrupted; the answer stands in one of the parts."""

    subject: str
    auxiliary: str
    """Empty where the verb has none."""
    rest: str
    answer: str

    @property
    def text(self) -> str:
        """The claim as a sentence."""
        return _sentence(f"{self.subject} {self.auxiliary} {self.rest}", ".")

    @property
    def denied(self) -> str | None:
        """The opposite; None where the verb has no auxiliary to hang a "not" on."""
        return _sentence(f"{self.subject} {self.auxiliary} not {self.rest}", ".") if self.auxiliary else None

    @property
    def asked(self) -> str | None:
        """The claim as a question of yes or no."""
        return _sentence(f"{self.auxiliary} {self.subject} {self.rest}", "?") if self.auxiliary else None

    def with_answer(self, other: str) -> "Claim":
        """Return the claim with *other* in place of its answer."""
        if self.subject.startswith(self.answer):
            return replace(self, subject=other + self.subject[len(self.answer) :], answer=other)
        before, _, after = self.rest.rpartition(self.answer)
        return replace(self, rest=before + other + after, answer=other)


def claim_of(question: str, answer: str) -> Claim | None:
    """
    Return what a question and its answer claim together, where that is safe to tell.

    >>> claim_of("Who won the seat in Upper Harcombe?", "Margaret Oakshott").text
    'Margaret Oakshott won the seat in Upper Harcombe.'
    >>> claim_of("When was the old bridge closed?", "1998").text
    'The old bridge was closed in 1998.'
    >>> claim_of("How many people were hurt in the fire?", "12").text
    '12 people were hurt in the fire.'
    >>> claim_of("Why did she leave?", "a quarrel")
    """
    asked, told = question.strip(" ?.!"), answer.strip(' .,;"“”')
    if not 0 < len(told.split()) <= MOST_WORDS or told.casefold() in PRONOUNS or len(asked.split()) < LEAST_WORDS - 1:
        return None
    for turn in (_by_subject, _by_time_or_place, _by_number, _by_predicate):
        claim = turn(asked, told)
        if claim is not None:
            return claim if len(claim.text.split()) >= LEAST_WORDS else None
    return None


def _by_subject(asked: str, answer: str) -> Claim | None:
    found = SUBJECT.fullmatch(asked)
    if found and not AUXILIARY.search(f"{answer} {found['rest'] or found['rest2']}") and "happened" not in asked:
        return Claim(answer, "", found["rest"] or found["rest2"], answer)
    found = SUBJECT_WAS.fullmatch(asked)
    if found and not _is_left_open(found["rest"]) and not AUXILIARY.search(found["rest"]):
        return Claim(answer, found["auxiliary"].lower(), found["rest"], answer)
    return None


def _by_time_or_place(asked: str, answer: str) -> Claim | None:
    found = WHEN_WAS.fullmatch(asked)
    linked = _with_preposition(answer) if found else None
    if found is None or linked is None or found["rest"].split()[-1].lower() in PREPOSITIONS:
        return None
    if found["subject"].split()[-1].lower() in DETERMINERS:  # the participle belongs to the noun: "the failed uprising"
        return None
    return Claim(_lowered(found["subject"].strip()), found["auxiliary"].lower(), f"{found['rest']} {linked}", answer)


def _by_number(asked: str, answer: str) -> Claim | None:
    found = HOW_MANY.fullmatch(asked)
    if found is None or not re.match(r"[\d$£€]|(?:about|over|almost|nearly|more than|at least) \d", answer):
        return None
    rest, noun = found["rest"] or found["rest2"], found["noun"].strip()
    if AUXILIARY.search(rest) or AUXILIARY.search(noun) or _is_left_open(rest):
        return None
    subject = answer if answer.casefold().endswith(noun.casefold()) else f"{answer} {noun}"
    return Claim(subject, (found["auxiliary"] or "").lower(), rest, answer)


def _by_predicate(asked: str, answer: str) -> Claim | None:
    found = WHAT_IS.fullmatch(asked)
    if (
        found is None
        or AUXILIARY.search(answer)
        or _is_left_open(found["subject"])
        or AUXILIARY.search(found["subject"])
    ):
        return None
    if re.search(rf"\b(?:{PARTICIPLE}|\w+ing|\w+ed)\b", found["subject"]):
        return None
    return Claim(_lowered(found["subject"]), found["auxiliary"].lower(), answer, answer)


def _with_preposition(answer: str) -> str | None:
    """Return a time or place with what joins it to a verb; None where that is unsure."""
    first = answer.split(maxsplit=1)[0].lower()
    if first in PREPOSITIONS | {"last", "today", "yesterday", "tomorrow"}:
        return answer[0].lower() + answer[1:]
    if re.fullmatch(rf"(?:the )?\d{{4}}s?|{MONTH}(?: \d{{4}})?", answer):
        return f"in {answer}"
    if re.fullmatch(rf"{MONTH} \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} {MONTH}(?: \d{{4}})?|[A-Z]\w+day", answer):
        return f"on {answer}"
    return None


def _is_left_open(phrase: str) -> bool:
    """Tell whether a phrase ends where its object was asked for: "looking", "made of"."""
    last = phrase.rsplit(maxsplit=1)[-1].lower()
    return last in PREPOSITIONS or last.endswith("ing") or last in ("do", "be", "called")


def _lowered(subject: str) -> str:
    return (
        subject[0].lower() + subject[1:]
        if subject.split(maxsplit=1)[0].lower() in ("the", "his", "her", "their", "its")
        else subject
    )


def _sentence(words: str, mark: str) -> str:
    text = " ".join(words.split())
    return text[0].upper() + text[1:] + mark
