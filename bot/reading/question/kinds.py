"""
Holds a sentence to the kind of answer that a question plainly asks for, such as an age, a distance or a sum of money.

By word lists, for plain cases alone: a question that leaves its kind open is held to nothing, and a sentence that may
tell something of the kind passes.
"""

import re
from collections.abc import Callable, Collection

from bot.reading.english.partial_dates import dates_in
from bot.reading.english.parts import parts_of
from bot.reading.english.plurals import word_set
from bot.reading.english.quantities import Quantity
from bot.reading.english.units import UNITS, singular
from bot.reading.english.values import quantities_of
from bot.reading.english.words import AUXILIARIES, PEOPLE, PRONOUNS
from bot.reading.english.wrapping import core_of
from bot.reading.question.asked import is_polar

Holds = Callable[[str], bool]
"""Whether a sentence may tell something of the kind that is asked for."""

_IS = r"(?:is|are|was|were)"
_DOES = r"(?:do|does|did|will|would|can|could|has|have|had|is|are|was|were)"
_WHAT = rf"what(?:['’]s| {_IS}) (?:the|its|his|her|their|[\w.'’-]+['’]s?) (?:\w+ ){{0,2}}?"
_OF = r"(?= (?:of|for|from|between|in)\b|\W*\Z)"
_BEFORE = r"(?:(?:at|for|by|in|about|around|from|over|roughly|exactly|approximately) )?"
COINS = re.compile(
    r"[$€£¥₹₽₩]|\b(?:dollars?|euros?|cents?|pence|pounds?|quid|yen|yuan|renminbi|rou?bles?|rupees?|won|francs?|pesos?"
    r"|liras?|zlotys?|kron[ae]r?|crowns?|dirhams?|dinars?|riy?als?|shekels?|rand|reais|naira|baht|ringgit|rupiah"
    r"|hryvnias?|bitcoins?|US[CD]|EUR|GBP|CHF|free|nothing|cheap\w*|(?:in)?expensive"
    r"|costly|without (?:cost|charge)|a lot)\b|\d ?(?:[bm]n|[kKmMbB])\b",
    re.IGNORECASE,
)
HOURS = re.compile(
    r"\b\d{1,2}(?:[:.]\d\d)? ?(?:[ap]\.?m\b|o['’]clock|h\b)|\b\d{1,2}[:.]\d\d\b|\b\d{4} (?:hours|GMT|UTC|local)\b"
    r"|\b(?:o['’]clock|(?:after)?noon|midday|midnight|dawn|dusk|sun(?:rise|set)|daybreak|nightfall|mornings?|evenings?"
    r"|(?:mid|over|to)?nights?|lunch\w*|dinner\w*|breakfast|half past|quarter (?:past|to)|hours?|minutes?)\b",
    re.IGNORECASE,
)
SHARES = re.compile(
    r"%|\b(?:majority|minority|most|all|none|half|halves|thirds?|quarters?|fifths?|tenths?)\b", re.IGNORECASE
)
FEW = re.compile(
    r"\b(?:no|none|nobody|both|pairs?|couples?|several|few|many|handful|scores?|dozens?|tens|hundreds|thousands|millions"
    r"|billions|zero|sole|single|only|lone|duo|trio|twins?|one|once|twice|half|most|all|every|each|everyone|majority"
    r"|doubled?|tripled?|record|times|some|numerous|various|countless|multiple|lots|plenty|another|repeatedly)\b",
    re.IGNORECASE,
)
_PERIOD = r"(?:day|night|morning|evening|weekend|week|month|season|year|decade|century|while|moment)"
LASTS = re.compile(
    r"\b(?:overnight|indefinite\w*|permanent\w*|for ?ever|life|lifetime|throughout|whole|entire|rest of|since|until"
    rf"|till|never|always|(?:all|every|each|the|a|an|this|that|first|last|past|next|full) {_PERIOD}|\w+-long"
    r"|(?<!how )(?:some|long|short|more|extra|much|little) time|(?:too|as|very|so) long(?:er)?|soon|quickly|shortly"
    r"|immediately|instantly|(?:second|minute|hour|day|night|week|weekend|month|year|decade|generation|centur)(?:s|ies))\b"
    r"(?! (?:before|after|earlier|later|ago|prior)\b)",
    re.IGNORECASE,
)
AGES = re.compile(
    r"\b(?:born|turn(?:s|ed|ing)?|aged?|birthday|teen\w*|\w+genarian|centenarian|toddler|infant|newborn|baby|young\w*"
    r"|elderly|(?:twen|thir|for|fif|six|seven|eigh|nine)ties|[2-9]0s)\b",
    re.IGNORECASE,
)
MADE = re.compile(
    r"\b(?:built|founded|dat(?:es|ed|ing)|established|opened|made|began|since|ancient)\b|centur", re.IGNORECASE
)
# "127 kilometres south of Vladivostok" is how far a thing lies, not how long it is; "a month later" is no duration.
APART = re.compile(
    r"(?:\s*\([^)]*\))?\s*(?:(?:to the )?(?:north|south|east|west)[\w-]*|from|away|off|inland|offshore|apart|outside"
    r"|beyond|before|after|later|earlier|ago|prior)\b",
    re.IGNORECASE,
)
# "Twice over the past four months": a time in which things happened, none of which need have taken it.
WITHIN = re.compile(
    rf"\b(?:over|in|during|within) the (?:past|last|next|coming) (?:[\w-]+ ){{0,2}}{_PERIOD}s?\b", re.IGNORECASE
)
SO_FAR = re.compile(r"\b(?:has|have|had|take|ago|later|earlier|before|after|old)\b", re.IGNORECASE)
WAYS = re.compile(r"\b(?:from|between|ways?|roads?|routes?|distances?|borders?|journeys?|trips?)\b", re.IGNORECASE)
FURTHER = re.compile(
    r"\b(?:miles|kilomet(?:re|er)s|met(?:re|er)s|inch(?:es)?|feet|light-years?|hours?|blocks?|marathon|walking distance"
    r"|next door|halfway)\b",
    re.IGNORECASE,
)
SWIFT = re.compile(
    r"\b(?:mach|speeds?|times|faster|double[sd]?|per second|rapid\w*|quick\w*|slow\w*|instant\w*|within)\b"
    r"|\b(?:an hour|a second|a minute)\b",
    re.IGNORECASE,
)
SIZES = re.compile(
    r"\bstor(?:e?y|eys|ies)\b|\bfloors?\b|\d ?(?:ft\b|[\"”″'’′])|\ban? (?:inch|foot|mile|met(?:re|er))\b", re.IGNORECASE
)
WEIGHTS = re.compile(r"\b(?:stones?|carats?|tons|tonnes|pounds|kilos|(?:light|heavy)\w*)\b", re.IGNORECASE)
RELATIVE = re.compile(
    r"\b(?:yesterday|today|tonight|tomorrow"
    r"|(?:last|next|this|previous|following|same|past) (?:day|night|morning|evening|afternoon|week|weekend|month|season"
    r"|year|decade|century|spring|summer|autumn|fall|winter)"
    r"|(?:second|minute|hour|day|night|week|month|year|decade)s? (?:before|after|later|earlier|ago|prior))\b",
    re.IGNORECASE,
)
PIECES = word_set("page word chapter episode verse line carriage coach car wagon lap song track season mile")
PERSON = re.compile(r"(?:er|or|ist|man|woman|ian|ant|ent|ee|ess|boy|girl|eer|kid|child|teen|vet|son)\Z")
TIMES = ("time", "months", "age")


def time_near(text: str, span: tuple[int, int]) -> tuple[int, int] | None:
    """
    Return *span* where it has a date or the like, else what of *text* is one, the first; None where nothing tells when.

    >>> time_near("The day before, he had left.", (16, 27)), time_near("They met on Friday.", (9, 18))
    ((4, 14), (9, 18))
    """
    found = [(day.start, day.end) for day in dates_in(text)] + [when.span() for when in RELATIVE.finditer(text)]
    within = any(start < span[1] and span[0] < end for start, end in found)
    return span if within else min(found, default=None)


def kind_held(question: str) -> Holds | None:
    """
    Return what tells whether a sentence may hold the kind of answer that *question* plainly asks for; None for no kind.

    >>> far = kind_held("How far is the base from Moscow?")
    >>> far and far("It lies 8,000 kilometres away."), far and far("It lies in the east.")
    (True, False)
    >>> old = kind_held("How old is Kim?")
    >>> old and old("He spoke of a war now 18 months old."), old and old("Kim, 39, smiled.")
    (False, True)
    >>> kind_held("What did Kim see?")
    """
    core = core_of(question)
    if is_polar(question) or parts_of(question):
        return None
    for asking, make in KINDS:
        found = asking.match(core)
        if found is not None:
            return make(core, found)
    return None


def _measure(*dimensions: str, or_else: re.Pattern[str] | None = None) -> Callable[[str, re.Match[str]], Holds]:
    """Make what looks for a quantity of these dimensions, or for words that tell one without a number."""

    def make(_: str, __: re.Match[str]) -> Holds:
        return lambda text: _tells(text, or_else) or any(q.unit.dimension in dimensions for q in quantities_of(text))

    return make


def _words(pattern: re.Pattern[str]) -> Callable[[str, re.Match[str]], Holds]:
    return lambda _, __: lambda text: _tells(text, pattern)


def _tells(text: str, pattern: re.Pattern[str] | None) -> bool:
    return pattern is not None and pattern.search(text) is not None


def _tall(_: str, __: re.Match[str]) -> Holds:
    """How tall: no distance, and nobody counts it in kilometres."""
    return lambda text: (
        _tells(text, SIZES)
        or any(
            q.unit.dimension == "length" and q.unit.factor < 1000 and not APART.match(text, q.end)
            for q in quantities_of(text)
        )
    )


def _long(core: str, _: re.Match[str]) -> Holds:
    """How long a thing is: a length that is no distance unless it is a way, a duration, or so many of its parts."""
    way = WAYS.search(core) is not None

    def holds(text: str) -> bool:
        return _lasts(text) or _tells(text, SIZES) or any(_is_extent(q, text, way=way) for q in quantities_of(text))

    return holds


def _is_extent(quantity: Quantity, text: str, *, way: bool) -> bool:
    if APART.match(text, quantity.end) and not (way and quantity.unit.dimension == "length"):
        return False
    return quantity.unit.dimension in ("length", *TIMES) or quantity.unit.name in PIECES


def _lasts(text: str) -> bool:
    """Whether words tell a duration without a number, or two dates its ends."""
    return _tells(text, LASTS) or sum(1 for _ in dates_in(text)) > 1


def _lasting(core: str, _: re.Match[str]) -> Holds:
    """How long something goes on; what has gone on since "two years ago" has done so for two years."""
    until_now = SO_FAR.search(core) is not None

    def holds(text: str) -> bool:
        text = text if until_now else WITHIN.sub("", text)
        return _lasts(text) or any(
            q.unit.dimension in TIMES and (until_now or not APART.match(text, q.end)) for q in quantities_of(text)
        )

    return holds


def _age(core: str, _: re.Match[str]) -> Holds:
    asked = frozenset(re.findall(r"\w+", core.lower()))
    of_thing = re.search(r"\b(?:the|this|that|these|those|its|a|an)\b", core, re.IGNORECASE) is not None

    def holds(text: str) -> bool:
        if _tells(text, AGES) or (of_thing and _tells(text, MADE)):
            return True
        return any(_is_age(q, text, asked) or (of_thing and q.unit.dimension in TIMES) for q in quantities_of(text))

    return holds


def _is_age(quantity: Quantity, text: str, asked: Collection[str]) -> bool:
    """Whether a quantity is an age, and not that of another thing: "a war in Ukraine now 18 months old"."""
    if not quantity.unit.name:
        return 0 < quantity.low < 120  # "Kim, 39,"
    if quantity.unit.dimension != "age":
        return False
    if quantity.text[-1] != "s" and text[quantity.end : quantity.end + 1].isspace():
        return True  # "the 39-year-old leader"
    before = text[: quantity.start].rstrip(" ,")
    while (found := FILLING.search(before)) is not None:
        before = before[: found.start()].rstrip(" ,")
    owner = re.search(r"[^\W\d_]+\Z", before)
    if owner is None or owner.group()[0].isupper():
        return True
    word = owner.group()
    known = word in PRONOUNS | PEOPLE | AUXILIARIES or word in asked
    return known or PERSON.search(word) is not None


FILLING = re.compile(
    r"(?:^|\s)(?:at th(?:e|at) time"
    r"|(?:now|already|just|about|some|nearly|almost|only|still|then|that|who|which|is|was|are|were)"
    r"|(?:in|of|on|at|near|with|for|against) (?:the )?[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*)*)\Z"
)


def _count(core: str, found: re.Match[str]) -> Holds | None:
    """How many of a thing: a number that is none of another measure; of a measure, one of its dimension."""
    word = found["thing"].lower()
    unit = UNITS.get(word) or UNITS.get(singular(word))
    if unit is not None and unit.dimension in TIMES:
        return _lasting(core, found)
    if unit is not None and unit.dimension == "length":
        return _measure("length", or_else=FURTHER)(core, found)
    counted = {"", "share", unit.dimension if unit else ""}
    return lambda text: _tells(text, FEW) or any(q.unit.dimension in counted for q in quantities_of(text))


def _money(_: str, __: re.Match[str]) -> Holds:
    return lambda text: _tells(text, COINS) or any(not q.unit.name and q.low >= 100 for q in quantities_of(text))


def _asking(words: str) -> re.Pattern[str]:
    return re.compile(rf"{_BEFORE}(?:{words})", re.IGNORECASE)


KINDS: tuple[tuple[re.Pattern[str], Callable[[str, re.Match[str]], Holds | None]], ...] = (
    (_asking(rf"how (?:old|young) {_IS}\b|(?:what|which) age\b|{_WHAT}age{_OF}"), _age),
    (_asking(rf"how tall\b|{_WHAT}height{_OF}"), _tall),
    (_asking(rf"how (?:long|wide|thick) {_IS}\b|{_WHAT}(?:length|width){_OF}"), _long),
    (_asking(rf"how long (?:{_DOES})\b|{_WHAT}duration{_OF}"), _lasting),
    (
        _asking(
            rf"how far (?:away |off |apart )?{_IS}\b|how far {_DOES} .*\b(?:fly|travel|run|walk|swim|drive|sail|jump)\b"
            rf"|(?:what|which) distance\b|{_WHAT}distance{_OF}"
        ),
        _measure("length", *TIMES, or_else=FURTHER),
    ),
    (_asking(rf"how heavy\b|how much {_DOES} .*\bweigh\b|{_WHAT}weight{_OF}"), _measure("mass", or_else=WEIGHTS)),
    (
        _asking(rf"how fast {_DOES}\b|(?:what|which) speed\b|{_WHAT}speed{_OF}"),
        _measure("speed", "share", "points", *TIMES, or_else=SWIFT),
    ),
    (
        _asking(
            rf"how much money\b|how much {_DOES} .*\b(?:cost|costs|pay|paid|earn|worth|charge|sell for|sold for)\b"
            rf"|what (?:do|does) .*\bcost\b|{_WHAT}(?:price|cost|salary|fee){_OF}"
        ),
        _money,
    ),
    (
        _asking(r"(?:what|which) (?:percentage|per ?cent|proportion|share of)\b|how many per ?cent\b"),
        _measure("share", "points", or_else=SHARES),
    ),
    (_asking(r"how many (?:[a-z]+ly )?(?P<thing>\w+)"), _count),
    (_asking(r"(?:what|which) (?:time|hour) (?:do|does|did|is|are|was|were|will|would)\b"), _words(HOURS)),
)
