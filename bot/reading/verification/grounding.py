"""
What of a statement does not stand in the text it rests on: numbers, dates, names, directions; or is otherwise there.

Rules alone, for what a small model sees badly. A value counts as told however it is written: "8,000 km" is told by
"8000 kilometres", "Sept 16" by "Saturday" in an article of that week, "Moscow" by "the Russian government".
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.reading.english.bodies import is_other_body
from bot.reading.english.names import Name, folded_words, names_agree
from bot.reading.english.partial_dates import PartialDate, dates_agree, dates_in
from bot.reading.english.peoples import NATIONS, NATIONS_BY_NAME
from bot.reading.english.quantities import Quantity, is_borne_out
from bot.reading.english.units import Unit
from bot.reading.english.values import Value, values_of
from bot.reading.verification.deeds import deeds_turned
from bot.reading.verification.denials import denial_is_turned
from bot.reading.verification.equating import is_equated
from bot.reading.verification.exchanges import names_exchanged
from bot.reading.verification.opposites import opposite_is_told
from bot.reading.verification.plainly import denied_is_fact, fact_is_denied, possible_is_fact
from bot.reading.verification.quotations import quotations_missing
from bot.reading.verification.sides import turned_words
from bot.reading.verification.speakers import speaker_is_other
from bot.sentences import sentence_spans
from bot.types import Day

Kind = Literal["number", "date", "name", "direction", "denial", "hedge", "role", "likeness", "quotation"]

# Numbers that are no numerals.
COUNTS = (
    (1.0, re.compile(r"\b(?:an?|single|sole|lone|only)\b", re.IGNORECASE)),
    (2.0, re.compile(r"\b(?:both|pair|couple|two|double|twin|twins|duo|either|neither)\b", re.IGNORECASE)),
    (3.0, re.compile(r"\b(?:trio|triple|three)\b", re.IGNORECASE)),
)
_SPAN_OF_TIME = r"(?:day|night|week|weekend|month|year|decade|spring|summer|autumn|fall|winter)"
RELATIVE = re.compile(rf"\b(?P<side>last|this|next)\s(?P<unit>{_SPAN_OF_TIME})\b", re.IGNORECASE)
RATE = re.compile(r"\b(?:each|every|per|an?) (?P<unit>second|minute|hour|day|week|month|year)\b", re.IGNORECASE)
ADVERBS = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "annual": "year", "yearly": "year"}
SIDE = re.compile(
    r"(?: [a-z]+)? (?:(?P<more>more|higher|larger|bigger|longer|older|taller|heavier|deeper|faster|above|after|up)"
    r"|(?P<less>less|fewer|lower|smaller|shorter|younger|lighter|slower|below|before|down|under))\b"
)
# "SEOUL, Sep 17:", "Moscow (Tass) -": where a report was written, which is not where things happened.
DATELINE = re.compile(
    r"^(?:[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,2}|[A-Z]\w+(?: [A-Z]\w+)?(?=[^\n]{0,20} \([A-Z]))"
    r"(?:, [A-Z][\w.]+(?: \d{1,2})?)?(?: \([\w ./]{2,30}\))?(?:,? [A-Z][a-z]{2,8}\.? \d{1,2})?"
    r"(?: ?[-–—]|(?<=[\d)]):)\s",
    re.MULTILINE,
)
DIRECTION = re.compile(r"\b(north|south)?-?(east|west)?(?:ern|wards?)?\b", re.IGNORECASE)
CAPITALISED = re.compile(r"(?<!\w)[^\W\d_a-z]\w*|\d\w*")
AUTUMN = re.compile(r"\bfall\b", re.IGNORECASE)
STATES = re.compile(r"\b(?:USA?\b|U\.S\.(?:A\.)?)")  # in capitals alone: "us" is a word
SHORT_FORMS = {"tv": "television", "uni": "university", "govt": "government"}
PEOPLE = re.compile(r"(?:i?ans?|ers?|ites?)\Z")  # of a place: "Texans", "New Yorkers"
FEW = 3  # letters by which an adjective or a plural may differ from its noun
SHORT = 6  # letters of words that have to begin alike altogether: "Iran" is not "Iraq"
SMALL_COUNT = 5  # up to so many of a thing a text need not count but may name: "Ann and Bo" are two people
COUNTED = 12  # up to where it would say so if it counted others


@dataclass(frozen=True, slots=True)
class Missing:
    """What a statement tells and the text does not."""

    kind: Kind
    text: str


def missing_in(statement: str, text: str, *, beside: str = "", days: Sequence[Day] = ()) -> tuple[Missing, ...]:
    """
    Return what *statement* tells and *text* does not, in no order.

    Names may stand *beside* it, in a headline or in the sentence before. *days* are those that the text names.

    >>> [lost.text for lost in missing_in("Kim saw three ships on 16 May.", "On May 16 Kim Jong Un saw two ships.")]
    ['three ships']
    """
    values = values_of(statement)
    quantities, told = _quantities_in(values), _quantities_in(values_of(text))
    dates = [value for value in values if isinstance(value, PartialDate)]
    names = [value for value in values if isinstance(value, Name)]
    return (
        *_missing_numbers(quantities, told, text),
        *_turned_sides(quantities, told, statement, text),
        *_missing_rates(statement, text),
        *_missing_dates(dates, text, days),
        *_missing_spans(statement, text),
        *(Missing(kind, word) for kind, word in turned_words(statement, text)),
        *_missing_names(names, DATELINE.sub("", f"{text}\n{beside}")),
        *_missing_directions(statement, f"{text}\n{beside}"),
        *(Missing("quotation", words) for words in quotations_missing(statement, f"{text}\n{beside}")),
        *_turned(statement, text),
    )


def _quantities_in(values: Iterable[Value]) -> list[Quantity]:
    return [value for value in values if isinstance(value, Quantity)]


def _missing_numbers(asked: Iterable[Quantity], told: Sequence[Quantity], text: str) -> Iterator[Missing]:
    counts = {number for number, words in COUNTS if words.search(text)}
    for quantity in asked:
        if any(_same_number(quantity, other) for other in told) or _opens_count(quantity, told):
            continue
        if _is_count(quantity, SMALL_COUNT) and (
            quantity.low in counts or not any(_is_count(q, COUNTED) for q in told)
        ):
            continue
        yield Missing("number", quantity.text)


def _turned_sides(asked: Iterable[Quantity], told: Sequence[Quantity], statement: str, text: str) -> Iterator[Missing]:
    """Yield a number that is so much more than another in the statement, and so much less in the text."""
    for quantity in asked:
        side = _side_of(quantity, statement)
        sides = {_side_of(other, text) for other in told if _same_number(quantity, other)} if side else set()
        if side and -side in sides and side not in sides:
            yield Missing("number", quantity.text)


def _side_of(quantity: Quantity, text: str) -> int:
    """Return 1 for "five more", -1 for "five less", and 0 where a number stands for itself."""
    found = SIDE.match(text, quantity.end)
    return 0 if found is None else 1 if found.lastgroup == "more" else -1


def _is_count(quantity: Quantity, most: int) -> bool:
    """Whether a number tells how many there are, or how often, and is small."""
    return not quantity.unit.dimension and 1 < quantity.low == quantity.high <= most


def _opens_count(quantity: Quantity, told: Sequence[Quantity]) -> bool:
    """Whether a number tells little: "one", or a "first" where nothing is counted."""
    if quantity.low != 1 or quantity.high != 1 or quantity.text[:1].isdigit():
        return False
    return not (quantity.unit.dimension == "ordinal" and any(other.unit.dimension == "ordinal" for other in told))


def _same_number(one: Quantity, other: Quantity) -> bool:
    """Whether the one number can be what the other tells, whatever they count: "two attempts", "failed twice"."""
    if one.bound == "exactly" and other.bound not in ("", "exactly"):
        return False
    one, other = (_without_age(quantity) for quantity in (one, other))
    dimensions = {quantity.unit.dimension for quantity in (one, other)}
    if dimensions == {"", "ordinal"}:
        return one.low == other.low  # "beaten eight times", "its eighth defeat"
    if not any(quantity.unit.name and not quantity.unit.dimension for quantity in (one, other)):
        return is_borne_out(one, other)
    return dimensions == {""} and is_borne_out(replace(one, unit=Unit()), replace(other, unit=Unit()))


def _without_age(quantity: Quantity) -> Quantity:
    """Return a number of years of age as one of years: a war "18 months old" has lasted "a year and a half"."""
    unit = quantity.unit
    return replace(quantity, unit=replace(unit, dimension="months")) if unit.dimension == "age" else quantity


def _turned(statement: str, text: str) -> Iterator[Missing]:
    """Yield a statement that denies what the text tells, makes it more or the same, or turns round who does it."""
    sentences = [text[start:end] for start, end in sentence_spans(text)]
    turned = any(denial_is_turned(statement, one) or opposite_is_told(statement, one) for one in sentences)
    if turned or denied_is_fact(statement, text) or fact_is_denied(statement, text):
        yield Missing("denial", statement)
    if possible_is_fact(statement, text):
        yield Missing("hedge", statement)
    exchanged = any(names_exchanged(statement, sentence) for sentence in sentences)
    if exchanged or deeds_turned(statement, text) or speaker_is_other(statement, text):
        yield Missing("role", statement)
    if is_equated(statement, text):
        yield Missing("likeness", statement)


def _missing_rates(statement: str, text: str) -> Iterator[Missing]:
    told = set(_rates(text))
    return (Missing("number", f"per {unit}") for unit in set(_rates(statement)) if told and unit not in told)


def _rates(text: str) -> Iterator[str]:
    yield from (found["unit"].lower() for found in RATE.finditer(text))
    yield from (ADVERBS[word] for word in text.lower().split() if word in ADVERBS)


def _missing_dates(asked: Iterable[PartialDate], text: str, days: Sequence[Day]) -> Iterator[Missing]:
    told = [*dates_in(text), *(PartialDate(day.day.year, day.day.month, day.day.day) for day in days)]
    written = set(re.findall(r"\w+", text))
    for one in asked:
        if one.text not in written and not any(_tells(other, one) for other in told):
            yield Missing("date", one.text)


def _tells(told: PartialDate, asked: PartialDate) -> bool:
    """Whether a date is what another asks for, and no less exact, but for the year."""
    if not dates_agree(told, asked):
        return False
    if asked.minute is not None:
        return told.minute is not None
    if asked.day is not None:
        return told.day is not None
    if asked.weekday is not None:
        return told.weekday is not None or told.whole is not None
    if asked.month is not None:
        return told.month is not None
    return told.year is not None or told.decade is not None


def _missing_spans(statement: str, text: str) -> Iterator[Missing]:
    """Yield "last week" where the text tells "last month", and no week."""
    told = {found.group().lower() for found in RELATIVE.finditer(AUTUMN.sub("autumn", text))}
    for found in RELATIVE.finditer(AUTUMN.sub("autumn", statement)):
        if told and found.group().lower() not in told:
            yield Missing("date", found.group())


def _missing_names(asked: Iterable[Name], text: str) -> Iterator[Missing]:
    names = [value for value in values_of(text) if isinstance(value, Name)]
    nations = nations_in(text) | {" ".join(name.words) for name in names}
    words = folded_words(text) | folded_words(" ".join(nations))
    for name in asked:
        is_told = _is_told(name, nations, words) or any(_is_longer_form(other, name) for other in names)
        if not is_told or is_other_body(name, names):
            yield Missing("name", name.text.rstrip("."))


def _is_told(name: Name, nations: frozenset[str], words: frozenset[str]) -> bool:
    own = nations_in(name.text) | ({" ".join(name.words)} & NATIONS)
    known = folded_words(" ".join(other for other, nation in NATIONS_BY_NAME.items() if nation in own))
    written = folded_words(" ".join(CAPITALISED.findall(STATES.sub("", name.text))))
    left = frozenset(word for word in written or name.words if not _is_among(word, known))
    if name.start <= 1:  # the first word has its capital anyway
        left -= folded_words(name.text.split()[0])
    if own and not left:
        return bool(own & nations)
    return all(_is_among(word, words) for word in left) or all(_is_among(word, words) for word in name.words)


def _is_longer_form(told: Name, name: Name) -> bool:
    """Whether a name is told in full, or by its initials, where *name* is shorter or longer."""
    return names_agree(told, name) and (len(told.words) >= len(name.words) or told.text.isupper())


def nations_in(text: str) -> frozenset[str]:
    """
    Return the nations that a text names, by whichever of their names; a part of the longest one found is no other.

    >>> sorted(nations_in("Seoul said that the North Koreans and the Kremlin …"))
    ['north korea', 'russia', 'south korea']
    """
    plain = re.sub(r"['’]s?\b", "", STATES.sub("United States", text)).casefold()
    words = re.findall(r"[^\W\d_]+", plain)
    found: set[str] = set()
    at = 0
    while at < len(words):
        for length in (3, 2, 1):
            nation = NATIONS_BY_NAME.get(name := " ".join(words[at : at + length])) or NATIONS_BY_NAME.get(
                name.removesuffix("s")
            )
            if nation:
                found.add(nation)
                at += length - 1
                break
        at += 1
    return frozenset(found)


def _is_among(word: str, words: frozenset[str]) -> bool:
    if word in words or SHORT_FORMS.get(word, word) in words:
        return True
    return len(word) > FEW and any(_is_form(word, other) for other in words if len(other) > FEW)


def _is_form(word: str, other: str) -> bool:
    """Whether the one is a form of the other: "West" and "Western", "Olympic" and "Olympics", "Texas" and "Texans"."""
    short, long = sorted((word, other), key=len)
    stem = short if len(short) < SHORT else short[:-1]
    if len(long) - len(short) > FEW:
        return False
    place = PEOPLE.sub("", long)
    return long.startswith(stem) or (place != long and len(place) >= len(short) - 2 >= 3 and short.startswith(place))


def _missing_directions(statement: str, text: str) -> Iterator[Missing]:
    told = {direction for direction, _ in _directions(f"{text} {' '.join(nations_in(text))}")}
    for direction, word in _directions(statement):
        if direction not in told:
            yield Missing("direction", word)


def _directions(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    for found in DIRECTION.finditer(text):
        first, second = ((part or "").lower() for part in found.groups())
        if first or second:
            yield (first, second), found.group()
