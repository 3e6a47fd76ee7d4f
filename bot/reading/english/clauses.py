"""Takes a question apart: what asks, the auxiliary, the subject, the rest; by word lists, for no parser ships."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.reading.english.verbs import bases, forms, participles, past_of
from bot.reading.english.words import AUXILIARIES, BE, DETERMINERS, PERSONAL, PREPOSITIONS, WH

WORD = re.compile(r"[^\W_]+(?:[.’'-][^\W_]+)*")
SHORT = re.compile(r"\b(what|who|where|when|why|how|that|there|he|she|it)[’']s\b(?! (?:been|got)\b)", re.IGNORECASE)
LEADING = re.compile(r"^(?:(?:and|but|so|then|also|ok(?:ay)?|well|or|now)\b,? +)+", re.IGNORECASE)
AHEAD = re.compile(
    rf"^((?:{'|'.join(sorted(PREPOSITIONS))}|according|when|while)\b[^,?]*?), "
    rf"(?=(?:{'|'.join(sorted(WH | AUXILIARIES))})\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A question in its parts, without its mark; joined in this order they are the question."""

    asking: str
    """What asks, such as "Which ship"; empty in a question of yes or no."""
    auxiliary: str
    """Empty where what asks is the subject: "Who won the race"."""
    subject: str
    rest: str
    """From the verb on; what stood ahead of the question ("On Sunday, …") is at its end."""

    @property
    def of_subject(self) -> bool:
        """Whether what asks is the subject itself."""
        return not self.subject

    @property
    def of_state(self) -> bool:
        """Whether it asks who or what somebody is, or whether they are so: of no event that had a time and a place."""
        first = self.asking.lower().partition(" ")[0]
        plain = not self.rest or (not first and " " not in self.rest and self.rest not in participles())
        return self.auxiliary.lower() in BE and bool(self.subject) and plain and first not in {"when", "where", "why"}

    def told(self, answer: str | None) -> str | None:
        """Return the question as a clause that tells what it takes for granted, *answer* filled in."""
        if self.of_subject:
            return joined(answer or _anyone(self.asking), self.auxiliary, self.rest)
        verb, _, tail = self.filled(self.rest, answer).partition(" ")
        if self.auxiliary.lower() == "did" and verb.islower():
            return joined(self.subject, past_of(verb), tail)
        return joined(self.subject, self.auxiliary.lower(), self.filled(self.rest, answer))

    def asked(self, asking: str, answer: str | None) -> str:
        """Return the same question with something else that asks, *answer* in the place that became free."""
        if not self.of_subject:
            return joined(asking, self.auxiliary.lower(), self.subject, self.filled(self.rest, answer)) + "?"
        subject = answer or _anyone(self.asking)
        verb, _, tail = self.rest.partition(" ")
        if self.auxiliary:
            return joined(asking, self.auxiliary, subject, self.rest) + "?"
        if verb in bases():
            return joined(asking, "did", subject, bases()[verb], tail) + "?"
        return joined(asking, "was it that", subject, self.rest) + "?"

    def filled(self, rest: str, answer: str | None) -> str:
        """Return the rest with *answer* where the object is missing that is asked for."""
        words = self.asking.lower().split()
        if not words or words[0] not in {"what", "who", "whom", "which", "how"} or words[:2] == ["what", "time"]:
            return rest
        if words[0] == "how" and (words[1:2] not in (["many"], ["much"]) or words[2:] == ["times"]):
            return rest
        missing = _anyone(self.asking) if rest == "do" or rest.startswith("do ") or not answer else answer
        if self.auxiliary.lower() in BE:
            return rest or joined(rest, answer or "")
        place = re.search(rf" (?:{'|'.join(sorted(PREPOSITIONS - {'of'}))}) (?=\w)", rest)
        return f"{rest[: place.start()]} {missing}{rest[place.start() :]}" if place else joined(rest, missing)


def parse(question: str) -> Clause | None:
    """
    Take a question apart, or return None where it has no shape that is known.

    >>> parse("Which ship did the old admiral inspect in Oslo?")
    Clause(asking='Which ship', auxiliary='did', subject='the old admiral', rest='inspect in Oslo')
    """
    plain = spelled_out(LEADING.sub("", question)).rstrip(" ?.!")
    ahead = AHEAD.match(plain)
    if ahead is not None:
        plain = plain[ahead.end() :]
    words = plain.split()
    start = _auxiliary_at(words)
    asking = words[:start] if start is not None else words
    verb = _verb_of_subject(asking)
    if verb is not None:
        clause = Clause(" ".join(words[:verb]), "", "", " ".join(words[verb:]))
    elif start is None:
        return None
    else:
        first = bare(asking[0]) if asking else ""
        asks_noun = len(asking) > 1 + (first == "how") or first == "who"
        behind = words[start + 1 :]
        predicate = asks_noun and words[start].lower() in BE and behind and _only_told(behind[0])
        subject = 0 if predicate else _subject(words[start], behind, copula=not asking)
        clause = Clause(
            " ".join(asking),
            words[start],
            " ".join(words[start + 1 :][:subject]),
            " ".join(words[start + 1 :][subject:]),
        )
    if ahead is None:
        return clause
    lower = ahead[1] if ahead[1].split()[0] == "I" else ahead[1][0].lower() + ahead[1][1:]
    return Clause(clause.asking, clause.auxiliary, clause.subject, joined(clause.rest, lower))


def _anyone(asking: str) -> str:
    """
    Return what stands in a clause for what a question asks for.

    >>> _anyone("Whom"), _anyone("Which ship"), _anyone("How many soldiers"), _anyone("What")
    ('somebody', 'a ship', 'soldiers', 'something')
    """
    words = asking.split() or ["what"]
    if words[0].lower() == "how":
        return " ".join(words[2:]) or "something"
    if words[0].lower() in {"which", "what"} and words[1:] and words[1].lower() not in {"of", "else"}:
        several = words[-1].endswith("s") or words[1].lower() in {"two", "three", "other"}
        return joined("" if several else "an" if words[1][0].lower() in "aeiou" else "a", *words[1:])
    return "somebody" if words[0].lower() in {"who", "whom", "whose"} else "something"


def spelled_out(question: str) -> str:
    """
    Return a question with its contracted "is" in full.

    >>> spelled_out("What's the ship's name?")
    "What is the ship's name?"
    """
    return SHORT.sub(r"\1 is", question)


def joined(*parts: str) -> str:
    """Return the parts that are not empty, a space between them."""
    return " ".join(part for part in parts if part)


def bare(word: str) -> str:
    """Return a word in lower case, without punctuation."""
    return word.strip("\"'“”‘’,;:()").lower()


def is_name(word: str) -> bool:
    """Whether a word begins like a name; the first word of a question does too."""
    return word.strip("\"'“”‘’(")[:1].isupper() or word[:1].isdigit()


def _auxiliary_at(words: Sequence[str]) -> int | None:
    if not words:
        return None
    if words[0].lower() in AUXILIARIES:
        return 0
    opens = 1 if words[0].lower() in PREPOSITIONS and words[1:] else 0
    if words[opens].lower() not in WH:
        return None
    return next((n for n, word in enumerate(words) if n > opens and word.lower() in AUXILIARIES), None)


def _verb_of_subject(asking: Sequence[str]) -> int | None:
    """Return where the verb is in what asks, if it has one: then it is the subject."""
    if not asking or asking[0].lower() not in {"who", "what", "which", "how", "whose"}:
        return None
    for n, word in enumerate(asking[1:], 1):
        before = asking[n - 1].lower()
        if (word in bases() or word.removesuffix("s") in forms()) and before not in DETERMINERS | {"how"}:
            if word.removesuffix("s") in forms() and word not in bases() and before not in {"who", "what"}:
                continue  # "which talks", "what kinds of moves"
            return n
    return None


def _subject(auxiliary: str, words: Sequence[str], *, copula: bool) -> int:
    """Return how many of the words behind the auxiliary are the subject."""
    done = auxiliary.lower() in BE | {"has", "have", "had"}
    for n, word in enumerate(words):
        plain, before = bare(word), bare(words[n - 1]) if n else ""
        if n and words[n - 1].endswith(","):
            continue
        if not n and (plain in PREPOSITIONS or plain in {"be", "have", "been"}):
            return 0
        if done and plain in participles() and before not in DETERMINERS:
            return n
        if not done and n and _is_verb(word, words[n - 1], words[:n]):
            return n
        if n and plain in (PREPOSITIONS - {"of", "between"}) | {"there", "when", "that", "not", "ever", "already"}:
            return n
        if (
            n
            and copula
            and done
            and not is_name(word)
            and is_name(words[n - 1])
            and plain not in {"and", "of", "or", "the"}
        ):
            return n if not words[n - 1].endswith(("'s", "’s", "s'")) else _end(words, n)
    return len(words) if done or len(words) < 2 else len(words) - 1


def _only_told(word: str) -> bool:
    """Whether a word behind "is" can be no subject: "Which towns were flooded"."""
    plain = bare(word)
    noun = plain in DETERMINERS | PERSONAL | {"there"} or is_name(word) or plain.endswith("s")
    return not noun or plain in participles()


def _end(words: Sequence[str], n: int) -> int:
    return min(n + 1, len(words))


def _is_verb(word: str, before: str, subject: Sequence[str]) -> bool:
    if not word.islower() or word in {"and", "of", "or", "the", "a", "an", "de", "in"}:
        return False
    if before.endswith(("'s", "’s", "s'", "s’")):
        return False
    adjective = bare(subject[0]) in DETERMINERS or before.endswith(("an", "ese", "ish"))
    if is_name(before) and not adjective:
        return True  # behind a name, whatever follows `did` is its verb
    return bare(word) in forms() and bare(before) not in DETERMINERS
