"""What kind of answer a question wants: yes or no, one thing or several, and how many."""

import re
from itertools import pairwise, takewhile

from bot.reading.english.plurals import VERBS, is_plural, word_set
from bot.reading.english.short import shape_of
from bot.reading.english.wrapping import AUXILIARY, LONGEST, WH, WH_WORD, core_of, questions_in

TWO_WH = re.compile(rf"\b{WH}(?:,? (?:and|or) |, )(?:(?:in|on|at|to|by|with|for) )?{WH}\b", re.IGNORECASE)
WHETHER = re.compile(r"(?:exactly )?(?:whether|if)\b", re.IGNORECASE)
OPENS_POLAR = re.compile(rf"{AUXILIARY}(?!\w)(?=\s+[\"“‘']?\w|,)(?!\s+\d)", re.IGNORECASE)
# They begin a clause before the question: "When Kim arrived, did …", "In 2019, was …".
SUBORDINATE = re.compile(
    rf"(?:when|where|while|if|since|although|though|because|as|after|before|once)\s+(?!{AUXILIARY}(?!\w))",
    re.IGNORECASE,
)
PHRASE_BEFORE = re.compile(
    rf"(?:in|on|at|by|during|after|before|since|under|for|until|from|to|of|last|this)"
    rf"(?: [\w.'’-]+){{1,3}}? {AUXILIARY}\s",
    re.IGNORECASE,
)
TAG = re.compile(
    rf",\s*(?:{AUXILIARY}(?: not)? (?:i|you|he|she|it|we|they|there)(?: not)?|right|correct|true|yes|no|or not|true or"
    r" false|yes or no)\s*\?*\s*$",
    re.IGNORECASE,
)
AND_IF_SO = re.compile(rf"\bif (?:so|yes|not|they did|he did|she did|it did)\b.*\b{WH}\b", re.IGNORECASE)
NO_CHOICE = re.compile(
    r",? \bor (?:not|no|so|more|less|fewer|false|later|otherwise|any\w*|both|other\w*|never)\b"
    r"|\b(?:one or two|two or three|more or less|sooner or later|whether or not)\b"
    r"|\b(?:any|anyone|anything|ever|either|never)\b.*|\btrue that\b.*|\bthe case that\b.*|[\"“][^\"”]*[\"”]",
    re.IGNORECASE | re.DOTALL,
)
NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty"
)
COUNTS = {name: n for n, name in enumerate(NUMBERS.split(), 1)} | {str(n): n for n in range(1, 21)}
# "Who is Ann Lee?" may take more to tell.
ONE_THING = re.compile(
    r"(?:(?:in|on|at|from|to|by|for|since|until|of|with|about|after) )?"
    r"(?:(?:who(?!(?:['’]s| is| was| are| were) (?-i:[A-Z]))|whom|whose|when|where)\b|which\b"
    r"|how (?:many|much|far|long|old|fast|tall|high|big|large|often|heavy|deep|wide)\b"
    r"|what (?:date|day|year|month|time|city|country|state|town|region|number|percentage|share|distance|range|price"
    r"|amount)\b)",
    re.IGNORECASE,
)
# What the thing asked for is named after: "Which …", "Name the …", "What are the …".
LISTED = re.compile(
    r"(?P<list>\b(?:list|enumerate)\b)|\b(?:name|mention|identify|give(?: me)?)\s+(?=\w)", re.IGNORECASE
)
EACH = re.compile(rf"\b{AUXILIARY} each\b|\beach other\b", re.IGNORECASE)
EACH_OTHER = re.compile(r"\beach other\b", re.IGNORECASE)
ARE = re.compile(
    r"\b(?:(?P<who>who|whom)|what|which(?: ones)?)(?:['’]re|\s+(?:are|were))\s+(?P<rest>.*)", re.IGNORECASE | re.DOTALL
)
THING = re.compile(r"\b(?:what|which)\s+(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
GATHERED = re.compile(
    rf"\bwho(?:m)?\s+(?:all\b|else\b|{AUXILIARY}?\s*(?:all\s+)?(?:attend|attended|participate|participated"
    r"|take part|took part|accompany|accompanied|compete|competed|present|among|invited)\b)",
    re.IGNORECASE,
)
DETERMINED = re.compile(
    r"(?:the|some|all|his|her|its|their|our|my|your|these|those|any)\b|[\w.-]+['’]s?\s|(?:[A-Z]\w+ ){1,3}?\w+['’]s\b"
)
# "What are the bombers called?" wants one name.
ONE_FACT = re.compile(
    r"\b(?:called|named|known|made|used|like|worth|doing|capable)\b|\b(?:of|for|about|by|to|in|with|from|on|at)\s*\?*\s*$",
    re.IGNORECASE,
)
BREAK = re.compile(rf"[,;:?!()]|\b{AUXILIARY}(?!\w)", re.IGNORECASE)
ENDS_THING = word_set(
    """
    a about after against among an and as at before between by during for from gave got he i in into it kind led made
    met no not of on or over per saw she sort that the they to told took type under we which who whose with won you
    """
)
DETERMINERS = word_set("the a an this that these its his her their between me him them us")
AUXILIARIES = re.compile(rf"{AUXILIARY}(?!\w)", re.IGNORECASE)
LONGEST_THING = 6  # words of "two new long-range strategic bombers"


def is_polar(question: str) -> bool:
    """
    Tell whether *question* is one of yes or no; a choice ("Did Kim or Putin win?") is none.

    >>> is_polar("In 2019, was the bridge open?"), is_polar("Do you know who met Kim?")
    (True, False)
    """
    asked = questions_in(question)
    return bool(asked) and all(map(_is_polar, asked)) and not AND_IF_SO.search(question[:LONGEST])


def wants_several(question: str) -> bool:
    """
    Tell whether *question* asks for several things; where its words leave that open, it does not.

    >>> wants_several("Which countries signed?"), wants_several("What did Shoigu show Kim?")
    (True, False)
    """
    core = core_of(question)
    if is_polar(question) or shape_of(core) == "amount" or re.match(r"how\b", core, re.IGNORECASE):
        return False
    if re.match(r"(?:when|where|why)\b", core, re.IGNORECASE) and EACH_OTHER.search(core) and not TWO_WH.search(core):
        return False  # "When did they give each other rifles?"
    if (count_wanted(question) or 1) > 1 or TWO_WH.search(core) or EACH.search(core):
        return True
    first = WH_WORD.search(core)
    if first is None or LISTED.match(core):
        return _lists(core)
    core = core[first.start() :]
    if re.match(r"(?:when|where|why|whose)\b", core, re.IGNORECASE):
        return False
    return bool(GATHERED.match(core) or re.search(r"\bboth\b", core, re.IGNORECASE)) or _has_plural_thing(core)


def wants_one(question: str) -> bool:
    """
    Tell whether *question* plainly asks for one fact, of which no more than one sentence need tell.

    >>> wants_one("Which ship did Kim see?"), wants_one("Which ships did Kim see?"), wants_one("What did Kim see?")
    (True, False, False)
    """
    return ONE_THING.match(core_of(question)) is not None and not wants_several(question) and not is_polar(question)


def count_wanted(question: str) -> int | None:
    """
    Return how many things *question* asks for, None where it does not tell.

    >>> count_wanted("Which two countries signed?"), count_wanted("How many countries signed?")
    (2, None)
    """
    core = core_of(question)
    words = _counted(core)
    before = len(list(takewhile(_stands_before_count, words)))
    count = COUNTS.get(words[before].lower()) if before < len(words) else None
    if count is None or (count == 1 and before):
        return None
    followed = [word for word in words[before + 1 :] if word.lower() not in VERBS]
    several = any(map(is_plural, followed)) or len(words) == before + 1
    return count if (words[before].isalpha() and count == 1) or (count > 1 and several) else None


def _stands_before_count(word: str) -> bool:
    """Whether a number may follow that counts the things: "the first three", "Kim's two"."""
    known = word.lower() in ("first", "last", "top", "main", "other", "new", "next", "biggest", "these", "those", "my")
    return known or (word[0].isupper() and word.lower() not in COUNTS) or word.endswith(("'s", "’s"))


def _is_polar(sentence: str) -> bool:
    core = core_of(sentence)
    if WHETHER.match(core) and (core != sentence.strip() or core.lower().startswith("whether")):
        return not _is_choice(core)
    start = _polar_start(core)
    if start is not None:
        return not _is_choice(core[start:])
    return bool(TAG.search(core)) and not WH_WORD.match(core)


def _polar_start(core: str) -> int | None:
    """Return where the clause begins that a verb opens: at the beginning, or after a phrase without a question word."""
    if OPENS_POLAR.match(core):
        return 0
    if WH_WORD.match(core) and not SUBORDINATE.match(core):
        return None
    phrase = PHRASE_BEFORE.match(core)
    if phrase and core.endswith("?") and not WH_WORD.search(core):
        return 0
    for comma in re.finditer(r"[,:;–—]\s+", core):
        before = core[: comma.start()]
        if WH_WORD.search(before) and not SUBORDINATE.match(before):
            return None
        if OPENS_POLAR.match(core, comma.end()) and not TAG.match(core, comma.start()):
            return comma.end()
    return None


def _is_choice(clause: str) -> bool:
    return bool(re.search(r"\bor\b", NO_CHOICE.sub(" ", clause)))


def _lists(core: str) -> bool:
    """Whether a request without a question word is for several things: "List …", "Name the ministers"."""
    found = LISTED.match(core)
    if found is None:
        return bool(re.match(r"(?:some )?examples of\b", core, re.IGNORECASE))
    return bool(found["list"]) or _is_several(core[found.end() :])


def _has_plural_thing(core: str) -> bool:
    """Whether the thing asked for is named in the plural: "Which countries …", "What are the reasons …"."""
    are = ARE.match(core)
    if are:
        rest = are["rest"]
        if ONE_FACT.search(rest):
            return False
        if are["who"]:
            return not re.match(r"(?:you|we)\b", rest, re.IGNORECASE)
        return bool(DETERMINED.match(rest)) and _is_several(rest)
    thing = THING.match(core)
    if thing is None or thing["rest"].startswith("of "):  # "Which of the leaders …" may be one of them
        return False
    return _is_several(thing["rest"])


def _is_several(rest: str) -> bool:
    """Whether the noun that *rest* begins with is a plural."""
    words = _thing(rest)
    following = re.match(rf".*?\b{re.escape(words[-1])}\W+(\w*)", rest) if words else None
    last = following[1].lower() if following else ""
    for word, after in pairwise([*words, last]):
        if not is_plural(word):
            continue
        if after.lower() in DETERMINERS or (word.lower() in VERBS and not (AUXILIARIES.match(after) or not after)):
            return False  # "What causes inflation?", but "What causes were given?"
        modifies = word[0].isupper() or word.lower() in FIRST_OF_TWO  # "Which Reuters reporter", "Which sports team"
        if not modifies or not after or AUXILIARIES.match(after) or after.endswith("ed") or after in ENDS_THING:
            return True
    return False


# Plurals that stand before another noun: "sports team".
FIRST_OF_TWO = word_set(
    """
    arms awards children communications customs drugs games goods jobs men nations operations parks people rights sales
    savings sports states systems women
    """
)


def _thing(rest: str) -> list[str]:
    """Return the words of the noun that *rest* begins with."""
    broken = BREAK.search(rest)
    words = re.findall(r"[\w'’.-]+", rest[: broken.start()] if broken else rest)
    first = next((n for n, word in enumerate(words) if word.lower() not in ("the", "all", "some", "of", "a")), 0)
    return list(takewhile(lambda word: word.lower() not in ENDS_THING, words[first : first + LONGEST_THING]))


def _counted(core: str) -> list[str]:
    """Return the words in which a number tells how many things are asked for."""
    listed = LISTED.match(core)
    if listed:
        return _thing(core[listed.end() :])
    first = WH_WORD.search(core)
    found = (ARE.match(core, first.start()) or THING.match(core, first.start())) if first else None
    if found is None or re.match(r"of\b", found["rest"]):
        return []
    names = re.match(r"(?:the )?(?:names|titles|kinds|types|ages|jobs|roles) of (?P<rest>.*)", found["rest"], re.DOTALL)
    return _thing(names["rest"] if names else found["rest"])
