"""
Where sentences begin and end, to the code point.

Rules for news in English, with care for the quotation marks and full stops of other languages. They would rather leave
two sentences together than cut one in half: a quote that breaks off is worse than one that runs on.
"""

import re
from collections.abc import Iterator

LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
# A run of marks, the closing quotes and brackets that belong to it (set off by a space in French), footnote numbers.
MARK = re.compile(
    r"(?P<mark>[.!?…‥‽؟۔।॥።。！？｡]+)"
    r"(?P<closers>(?:[\"'”’»›)\]}」』）》】]|[“‘«‹](?![^\s\"'”’)])|\s[\"'”’»›)\]](?=\s|\Z))*)"
    r"(?:\[\d{1,3}\]|[⁰¹²³⁴-⁹]{1,3})*"
)
NEXT = re.compile(
    r"(?P<space>\s*)(?P<openers>[\"'“”‘’«»‹›„‚(\[{¿¡「『—–•*·-]?(?:\s?[\"'“‘«»„‚(\[¿¡—–-]){0,4}\s?)(?P<word>[\w'’]*)"
)
WORD_BEFORE = re.compile(r"[^\s\"“”„‘«»‹›(\[{—–]*\Z")
DOTTED = re.compile(r"(?:[^\W\d_]{1,3}\.)+[^\W\d_]{1,3}")
WIDE_MARKS = frozenset("。！？｡")
ELLIPSES = ("…", "‥", "..")
OPENING = frozenset("([{")
CLOSING = frozenset(")]}")
QUOTES = frozenset("\"'”’“‘»«›‹")
LOOK_BACK = 32  # longer than any abbreviation; keeps the search linear in a text without spaces


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Always followed by what they belong to.
TITLES = _words(
    """
    Mr Mrs Ms Mx Messrs Mme Mlle Dr Drs Prof Profs Gen Gens Lt Lts Col Cols Maj Capt Cpt Cmdr Cdr Comdr Sgt Sgts Cpl
    Pvt Pte Adm Brig Rev Revs Fr Msgr Hon Sen Sens Rep Reps Gov Govs Pres Amb Supt Insp Det Atty Ald Treas Sra Srta
    Ste Mt Ft Spc Pfc Ens Abp Bp vs v e.g i.e cf viz
    """
)
# Abbreviations only before a number.
BEFORE_NUMBERS = _words(
    """
    No Nos no nos Vol Vols vol p pp Art art Fig Figs fig Ch ch para approx Approx ca c b d Op op est Est tel Tel ext
    Rs
    """
)
MONTHS = _words("Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec")
WEEKDAYS = _words("Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun")
CALENDAR = _words(
    """
    January February March April May June July August September October November December Monday Tuesday Wednesday
    Thursday Friday Saturday Sunday
    """
).union(MONTHS, WEEKDAYS)
# They end a sentence only where the next word clearly begins one.
SUFFIXES = _words(
    """
    Inc Ltd Corp Co Cos Bros Jr Sr Esq Ret ret St Sts Ave Blvd Rd Sec Dir Dept dept Univ Assn Intl Natl Govt govt al
    ft lbs oz hrs Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo Mont Neb Nev
    Okla Ore Pa Penn Tenn Tex Va Vt Wash Wis Wyo Ont Que Sask Alta Pty Plc Eds Ed eds ed Cie Pt
    """
)
STARTERS = _words(
    """
    The A An This That These Those It It's He He's She She's They They're We We're You I I'm I've His Her Their Our My
    Your Its In On At By For From With Without Within As But And Or So If When Whenever While Where What Which Who
    Whose Why How After Before Since Because Although Though However Meanwhile Moreover Furthermore Nevertheless
    Nonetheless Therefore There There's Here Then Thus Also Now Still Yet Not Nor Neither Both Each Every Either Some
    Many Most Much Several Few All Another Other Others Under Over During According Despite Among Amid Between Until
    Unlike Like Earlier Later Once Only Even Just Such Through Throughout To Today Yesterday Tomorrow Instead Nearly
    About Around Across Against Along Is Are Was Were Do Does Did Has Have Had Can Could Would Should Might Must Let
    Perhaps Maybe Never Nothing Nobody Everyone Everything Anyone Someone Officials Authorities Police Critics Experts
    Analysts Previously Recently Currently Finally First Second Asked Given Following Based
    """
)
# Starters that are names as well: they do not tell the end of a sentence after an initial.
NAMES_TOO = _words("An Do Given He Here Most Now So Such You Yet")
# `"Why?" Kim Jong Un asked`: up to five words, then a verb of speech.
ATTRIBUTION = re.compile(
    r"\s+(?P<who>(?:[^\W\d_][\w'’.-]{0,30} ){1,5}?)"
    r"(?:said|says|asked|asks|told|tells|added|adds|wrote|writes|replied|shouted|exclaimed|wondered|tweeted|posted|cried|"
    r"yelled|joked|quipped|demanded|declared|responded|answered|recalled|insisted|screamed|chanted)\b"
)
HOURS = frozenset({"a.m", "p.m", "A.M", "P.M"})
TIME_ZONE = re.compile(r"[A-Z]{1,4}T|UTC|Eastern|Central|Mountain|Pacific|Greenwich|Moscow|London|Local|Universal")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """
    Return the half-open span of each sentence of *text*, in order.

    The spans do not overlap, neither begin nor end with white space, and hold every other character. A line break
    always ends a sentence.

    >>> text = 'Lt. Gen. Kobylash was there. "Why?" he asked.'
    >>> [text[start:end] for start, end in sentence_spans(text)]
    ['Lt. Gen. Kobylash was there.', '"Why?" he asked.']
    """
    return [span for line in LINE.finditer(text) for span in _spans_of_line(line.group(), line.start())]


def _spans_of_line(line: str, offset: int) -> Iterator[tuple[int, int]]:
    start = _skip_space(line, 0)
    for found in MARK.finditer(line):
        if _ends_sentence(line, start, found):
            yield offset + start, offset + found.end()
            start = _skip_space(line, found.end())
    end = len(line.rstrip())
    if start < end:
        yield offset + start, offset + end


def _skip_space(line: str, start: int) -> int:
    while start < len(line) and line[start].isspace():
        start += 1
    return start


def _ends_sentence(line: str, start: int, found: re.Match[str]) -> bool:
    """Tell whether the marks *found* end the sentence that begins at *start*."""
    if found["mark"][-1] in WIDE_MARKS:
        return not (found["closers"] and line.startswith(("と", "って"), found.end()))
    following = NEXT.match(line, found.end())
    first = line[following.end("openers") : following.end("openers") + 2] if following else ""
    if following is None or not first:
        return True
    if not following["space"]:
        return _runs_into_next(line, found, following["word"])
    if _is_omission(line, found) or _goes_on(first) or not _has_begun(line[start : min(found.start(), start + 8)]):
        return False
    return _mark_ends(line, start, found, following)


def _mark_ends(line: str, start: int, found: re.Match[str], following: re.Match[str]) -> bool:
    if found["mark"] == ".":
        return _full_stop_ends(line, start, found, following)
    if found["mark"].endswith(ELLIPSES):
        return not following["word"][:1].isdigit()
    return not (QUOTES.intersection(found["closers"]) and _is_attribution(line, found.end()))


def _runs_into_next(line: str, found: re.Match[str], word: str) -> bool:
    """Tell whether only the space between two sentences is missing: `there.The`, `there.”The`."""
    if "”" in found["closers"]:
        return word[:1].isupper()
    before = line[max(found.start() - 2, 0) : found.start()]
    return not found["closers"] and before.islower() and len(before) == 2 and word in STARTERS


def _is_omission(line: str, found: re.Match[str]) -> bool:
    """Tell whether the marks stand alone in brackets: `[...]`, `(?)`."""
    return found.start() > 0 and line[found.start() - 1] in OPENING and found["closers"][:1] in CLOSING


def _has_begun(beginning: str) -> bool:
    """Tell whether there is more than the `…` that stands for words left out between two sentences."""
    return len(beginning) == 8 or any(character.isalnum() for character in beginning)


def _goes_on(first: str) -> bool:
    """Tell from its first two characters whether what follows belongs to the same sentence; `iPhone` does not."""
    return first[0] in ",;:)]}" or (first[0].islower() and not first[1:].isupper())


def _is_attribution(line: str, start: int) -> bool:
    found = ATTRIBUTION.match(line, start)
    if found is None:
        return False
    words = found["who"].split()
    return words[0] not in STARTERS and all(word[0].isupper() for word in words)


def _full_stop_ends(line: str, start: int, found: re.Match[str], following: re.Match[str]) -> bool:
    """Tell a full stop from the point of an abbreviation, by the words on both sides."""
    word = _word_before(line, start, found.start())
    if word in TITLES or _is_enumerator(line[start : min(found.start(), start + 4)]):
        return False
    if QUOTES.intersection(found["closers"]):
        return True
    if word in SUFFIXES or (DOTTED.fullmatch(word) and word not in HOURS):
        return _begins_sentence(line, following)
    if len(word) == 1 and word.isupper():
        is_name = following["word"] in NAMES_TOO and _is_initial(line, start, found.start() - 1)
        return _begins_sentence(line, following) and not is_name
    return not _continues_figure(word, following)


def _continues_figure(word: str, following: re.Match[str]) -> bool:
    """Tell whether a number, day or zone follows an abbreviation that waits for one: `No. 1`, `5 p.m. Monday`."""
    has_number = following["word"][:1].isdigit()
    if word in BEFORE_NUMBERS:
        return has_number
    if word in MONTHS or word in WEEKDAYS:
        return has_number or following["word"] in CALENDAR or "(" in following["openers"]
    if word in HOURS:
        return has_number or following["word"] in CALENDAR or bool(TIME_ZONE.fullmatch(following["word"]))
    return False


def _word_before(line: str, start: int, end: int) -> str:
    """Return the last word before *end*, without what a hyphen ties to it: `Ga` of `(R-Ga`."""
    found = WORD_BEFORE.search(line, max(start, end - LOOK_BACK), end)
    return found.group().rpartition("-")[2] if found else ""


def _is_initial(line: str, start: int, end: int) -> bool:
    """Tell a name's initial (`Samuel L.`) from a letter that stands alone (`vitamin C.`)."""
    before = line[max(start, end - LOOK_BACK) : end].split()
    return not before or not before[-1][0].islower()


def _is_enumerator(beginning: str) -> bool:
    """Tell whether a sentence has only begun with `1.` or `A.`."""
    mark = beginning[:4].lstrip("([")
    return len(beginning) < 4 and (mark.isdigit() or (len(mark) == 1 and mark.isalpha()))


def _begins_sentence(line: str, following: re.Match[str]) -> bool:
    after = line[following.end("word") : following.end("word") + 2]
    is_name = after[:1] == "." or (after[:1] == "-" and after[1:].isalnum())
    return following["word"].replace("’", "'") in STARTERS and not is_name
