"""The verbs that questions about news are asked with, in their forms; a question is taken apart at its verb."""

from functools import cache

from bot.reading.english.words import listed

IRREGULAR = """
be was been|become became become|begin began begun|bring brought brought|build built built|burn burnt burnt|buy
bought bought|catch caught caught|choose chose chosen|come came come|cost cost cost|cut cut cut|deal dealt dealt|do
did done| draw drew drawn|drive drove driven|eat ate eaten|fall fell fallen|feel felt felt|fight fought fought|find
found found| flee fled fled|fly flew flown|get got got|give gave given|go went gone|grow grew grown|have had
had|hear heard heard| hide hid hidden|hit hit hit|hold held held|keep kept kept|know knew known|lead led led|leave
left left|lend lent lent| let let let|lie lay lain|lose lost lost|make made made|mean meant meant|meet met met|pay
paid paid|put put put|quit quit quit|read read read|ride rode ridden|rise rose risen|run ran run|say said said|see
saw seen|seek sought sought|sell sold sold|send sent sent|set set set|shake shook shaken|shoot shot shot|show
showed shown|shut shut shut|sing sang sung|sink sank sunk|sit sat sat|sleep slept slept|speak spoke spoken|spend
spent spent|spread spread spread|stand stood stood| steal stole stolen|strike struck struck|swear swore sworn|swim
swam swum|take took taken|teach taught taught|tell told told|think thought thought|throw threw thrown|understand
understood understood|wear wore worn|win won won|withdraw withdrew withdrawn|write wrote written|freeze froze
frozen|forbid forbade forbidden|forget forgot forgotten|bear bore born|bind bound bound
"""
REGULAR = """
accept accuse achieve admit adopt affect agree aim announce answer apologise appeal appear apply appoint approve
argue arrest arrive ask attack attend award ban belong blame block board break call cancel carry cause celebrate
change charge claim close collapse comment compete complain condemn confirm consider contain continue convict crash
create criticise cross damage decide declare decline defeat defend delay deliver demand deny deploy describe
destroy develop die disappear discover discuss donate earn elect end enter erupt escape establish estimate evacuate
exchange expect explain explode explore express face fail fear file finish fire follow found gain gather greet
guess halt happen harm hate head help hire hope host hurt identify impose improve include increase injure inspect
intend introduce invade invest investigate invite join judge jump kill land last launch laugh lift like limit list
live lock look love manage mark marry measure mention merge miss mount move name need nominate observe offer open
oppose order organise own pass perform photograph pick plan play plead praise predict prefer prepare present
prevent produce promise propose protect protest prove publish pull push raise reach react receive recommend recover
reduce refer refuse reject release rely remain remember remove repair replace reply report represent request rescue
resign resolve respond restore result retire return reveal review rule save score search seem serve settle share
shell ship sign smile solve sound start state stay step stop store study succeed suffer suggest supply support
suspect suspend talk target tax test testify thank threaten torture touch tour track trade train travel treat
trigger try turn unveil urge use vanish visit volunteer vote vow wait walk want warn watch welcome work worry free
forbid arm bomb bury climb collect cover cross damage exist extend fine fix flood freeze hack hunt import insult
issue knock melt mourn note park print process pursue record release respect seize shout slow smuggle spot spill
swap tackle tie trap unite upgrade wonder wound yield
"""
DOUBLED = listed("admit ban plan refer ship step stop star drop commit occur")
DOUBLED_GOING = DOUBLED | listed("begin cut get hit let put quit run set shut sit swim win")


@cache
def forms() -> dict[str, tuple[str, str]]:
    """Return past and participle by the base form."""
    irregular = {row.split()[0]: (row.split()[1], row.split()[2]) for row in " ".join(IRREGULAR.split()).split("|")}
    regular = {base: (_regular(base), _regular(base)) for base in REGULAR.split()}
    return {**regular, **irregular, "break": ("broke", "broken"), "hurt": ("hurt", "hurt")}


@cache
def bases() -> dict[str, str]:
    """Return the base form by the past."""
    return {past: base for base, (past, _) in forms().items()}


@cache
def roots() -> dict[str, str]:
    """
    Return the base form by every form.

    >>> [roots()[form] for form in ("shows", "shown", "carried", "found")]
    ['show', 'show', 'carry', 'find']
    """
    found: dict[str, str] = {}
    # Those in -ed last: "found" is of "find" rather than of "found".
    for base, (past, done) in sorted(forms().items(), key=lambda verb: verb[1][0].endswith("ed")):
        stem = f"{base[:-1]}i" if past.endswith("ied") else base
        for form in (base, f"{base}s", f"{stem}es", past, done, _going(base)):
            found.setdefault(form, base)
    return found


@cache
def past_participles() -> frozenset[str]:
    """Return the participles that go with "have" and "was"."""
    return frozenset(done for _, done in forms().values())


@cache
def participles() -> frozenset[str]:
    """Return the participles, present and past."""
    return past_participles().union(map(_going, forms()))


def past_of(verb: str) -> str:
    """
    Return a verb's past; a verb that is not known is regular.

    >>> past_of("give"), past_of("carry"), past_of("googel")
    ('gave', 'carried', 'googeled')
    """
    return forms()[verb][0] if verb in forms() else _regular(verb)


def _regular(base: str) -> str:
    if base.endswith("e"):
        return f"{base}d"
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return f"{base[:-1]}ied"
    return f"{base}{base[-1] if base in DOUBLED else ''}ed"


def _going(base: str) -> str:
    if base == "be" or base.endswith("ee"):
        return f"{base}ing"
    if base.endswith("ie"):
        return f"{base[:-2]}ying"
    doubled = base[-1] if base in DOUBLED_GOING else ""
    return f"{base.removesuffix('e')}{doubled}ing"
