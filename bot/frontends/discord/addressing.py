"""Whether the bot is asked something or only named: told before a thread is opened, or anybody sees a reply."""

import re

from bot.frontends.discord.markdown import without_mentions
from bot.reading.english.foreign_words import ASKING
from bot.reading.english.words import AUXILIARIES, DETERMINERS, PREPOSITIONS, PRONOUNS, listed
from bot.reading.english.words import WH as WH_WORDS
from bot.reading.english.wrapping import AUXILIARY, FILLER, WH, core_of
from bot.reading.question.courtesies import COURTESIES, GERMAN, WORD, is_courtesy, lone_word

QUESTION_MARK = re.compile(r"[?？؟](?!\S*[=&/])")  # not one inside an address
CLAUSE_END = re.compile(r"[.!;:…\n]+")
PREPOSITION = r"(?:(?:in|on|at|to|by|with|from|for|of|about|since|until|under) )?"
OPENS_WITHOUT_VERB = (
    rf"{PREPOSITION}(?:{WH}|{'|'.join(ASKING['de'].split())})\b"
    r"|(?:list|name|give|mention|identify|tell|show|explain|describe|summari[sz]e|find|compare)\b"
)
OPENS_QUESTION = re.compile(rf"{OPENS_WITHOUT_VERB}|{AUXILIARY}\b", re.IGNORECASE)
OPENS_AFTER_NAME = re.compile(OPENS_WITHOUT_VERB, re.IGNORECASE)  # in "lol @ask is cool" the name is what is cool
VERB = re.compile(rf"{AUXILIARY}(?!\w)", re.IGNORECASE)
TWO_MORE = r"(?=(?:\W+\w+){2})"
# Without a question mark a verb has to stand before its subject: "When he came, …" tells something.
OPENS_FOR_SURE = re.compile(
    rf"{PREPOSITION}(?:who|whose|whom)(?:['’]s)?\b{TWO_MORE}"
    rf"|{PREPOSITION}(?:when|where|why)(?:['’]s|\s+{AUXILIARY}\b){TWO_MORE}"
    rf"|{PREPOSITION}how (?:many|much)(?:\s+\w+){{0,3}}?\s+{AUXILIARY}\b(?=\W+\w)"
    rf"|{PREPOSITION}how(?:\s+\w+)?\s+{AUXILIARY}\b{TWO_MORE}"
    rf"|{PREPOSITION}(?:what|which)(?!\s+an?\b)(?:['’]s|(?:\s+\w+){{0,3}}?\s+{AUXILIARY}\b){TWO_MORE}"
    r"|what about the\b(?=\W+\w)|(?:some |any |a (?:bit|little) )?more (?:about|on|details (?:about|on|of))\b(?=\W+\w)"
    rf"|(?:do|does|did)(?:n['’]?t)?{TWO_MORE}"
    r"|(?:list|explain|describe|summari[sz]e|compare|(?:tell|show|give) (?:me|us))(?=\W+\w)",
    re.IGNORECASE,
)
# What goes on from the question before in a word: "Why?", "and Putin?".
GOES_ON = re.compile(
    r"(?:and |but )?(?:(?:when|where|why|how)(?: not)?|(?:since|until) when)|(?:and|but) (?:the )?\w+(?= ?\?)",
    re.IGNORECASE,
)
REQUEST = re.compile(
    r"(?:(?:can|could|would|will) you (?:please )?)?"
    r"(?:(?:tell|show|give|find|name|list) (?:me|us)|explain|describe|summari[sz]e|compare)\b",
    re.IGNORECASE,
)
QUOTED = re.compile('["“„][^"“”„]*["”“]')
# The articles know neither who writes nor who reads: what is asked of them is asked of people in the thread. But
# "World War I", "the US" and "Cirque du Soleil" are things.
WRITER_OR_READER = re.compile(
    rf"(?i:\b(?:me|my|we|our|ours|you|your|yours|ur|ich|euch|dich|dir|dein\w*)\b|\b{AUXILIARY}\s+i\b)"
    r"|(?:^|[^\w\s]\s*|\b[a-z]+\s+)I\b|\b(?:i|us|uns|wir|mir|mich)\b|\b[Dd]u\b(?!\s+[A-Z])"
)
YOUR = re.compile(r"\byour\b", re.IGNORECASE)
PERSON_NAMED = re.compile(r"<@[!&]?\d+>|(?<![\w.@])@\w+")
ADDRESS = re.compile(r"\w+://\S+")
EXCLAIMS = re.compile(r"(?:what|such) an?\b", re.IGNORECASE)
HAS_VERB = re.compile(rf"\b{AUXILIARY}\b", re.IGNORECASE)
REACTIONS = listed("""
    absolutely actually afk agree agreed amazing anyway bad boring brb case clear crazy damn exactly fascinating fun
    funny glad got gotcha guess happy hm hmm huh idea impressive indeed interesting know lmao looks makes maybe mind
    never not nvm omg ouch point probably right rofl sad seems see sense seriously shame sounds strange sure surprising
    thing true uh weird whatever wild wise word worth wrong
    ach doch echt egal genau interessant klasse komisch krass leider lustig natürlich richtig schade schlimm stimmt
    traurig verrückt wahnsinn wirklich
""")
# Of these alone nothing is made that the articles could tell of.
NAMELESS = (
    COURTESIES
    | GERMAN
    | REACTIONS
    | WH_WORDS
    | AUXILIARIES
    | PRONOUNS
    | PREPOSITIONS
    | DETERMINERS
    | listed("and or but then also too really just way if so as be been being say said")
)


def is_asked(content: str, bot_id: int) -> bool:
    """
    Tell whether a message that calls the bot asks it something; *content* has its mentions as Discord writes them.

    What follows the bot's name at the beginning is asked, whatever its form, and so is what replies to the bot; only
    courtesies are not. Where the name stands further on, the words around it have to look like a question.

    >>> is_asked("<@1> Shoigu bombers", 1), is_asked("hey <@1>, Shoigu bombers", 1), is_asked("who won, <@1>", 1)
    (True, True, True)
    >>> is_asked("I love <@1>", 1), is_asked("hey <@1>!", 1), is_asked("<@1> hi", 1), is_asked("lol <@1> is cool", 1)
    (False, False, False, False)
    """
    before, *after = re.split(rf"<@!?{bot_id}>", content)
    if after and is_courtesy(without_mentions(content)):
        return False
    greeting = without_mentions(before).strip(" ,.:;!-–—\n")
    if after and (not greeting or FILLER.fullmatch(greeting)):
        rest = without_mentions(" ".join(after))
        return any(map(str.isalnum, rest)) and not _tells_of_name(rest)
    asking = QUESTION_MARK.search(content) or _opens(OPENS_QUESTION, before)
    return not after or bool(asking) or any(_opens(OPENS_AFTER_NAME, text) for text in after)


def is_asked_along(content: str) -> bool:
    """
    Tell whether a message that calls nobody, where people may also talk to each other, asks the articles something.

    It has to be a question by its form, and to be about neither its writer nor its readers.

    >>> is_asked_along("And when did he arrive?"), is_asked_along("what did Shoigu show Kim"), is_asked_along("Why?")
    (True, True, True)
    >>> is_asked_along("Did you see that?"), is_asked_along("lol really?"), is_asked_along("@ben who won?")
    (False, False, False)
    """
    if PERSON_NAMED.search(content) or is_courtesy(content):
        return False
    core = core_of(content)
    if WRITER_OR_READER.search(REQUEST.sub("", QUOTED.sub("", core))):
        return False
    if len(WORD.findall(core)) < 2 or lone_word(core) is not None:
        going_on = GOES_ON.match(content)
        return going_on is not None and not any(map(str.isalnum, content[going_on.end() :]))
    return bool(QUESTION_MARK.search(content)) or _opens(OPENS_FOR_SURE, content)


def is_asked_alone(content: str) -> bool:
    """
    Tell whether a message asks something that one person writes where the bot alone answered, and nobody else spoke.

    What names anything does, unless it is a statement, or about its writer or somebody it speaks to.

    >>> [is_asked_alone(text) for text in ("Putin?", "more about the bombers please", "And your sources?")]
    [True, True, True]
    >>> [is_asked_alone(text) for text in ("lol really?", "that makes sense", "lunch is ready", "Did you see that?")]
    [False, False, False, False]
    """
    if is_asked_along(content):
        return True
    if PERSON_NAMED.search(content) or is_courtesy(content):
        return False
    core = core_of(ADDRESS.sub(" ", content))
    asks = QUESTION_MARK.search(content) is not None
    if not asks and (EXCLAIMS.match(core) or (HAS_VERB.search(core) and not OPENS_QUESTION.match(core))):
        return False
    # "And your sources?" are the bot's; "your plan is good" is somebody else's.
    core = core if HAS_VERB.search(core) else YOUR.sub("the", core)
    about_people = WRITER_OR_READER.search(REQUEST.sub("", QUOTED.sub("", core)))
    return about_people is None and any(word.lower() not in NAMELESS for word in WORD.findall(core))


def _opens(question: re.Pattern[str], text: str) -> bool:
    clauses = CLAUSE_END.split(without_mentions(text))
    return any(question.match(core_of(clause).lstrip(" ,-–—")) for clause in clauses)


def _tells_of_name(rest: str) -> bool:
    """
    Tell whether the bot's name before it is the subject of *rest*: a question has a subject of its own.

    >>> _tells_of_name("is so cool"), _tells_of_name("is Kim alive"), _tells_of_name("is it true?")
    (True, False, False)
    """
    words = WORD.findall(rest)[1:]
    of_name = len(words) < 2 or all(word.lower() in COURTESIES for word in words)
    return of_name and VERB.match(rest) is not None and not QUESTION_MARK.search(rest)
