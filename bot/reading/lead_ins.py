"""
Takes off what a chat model says of where it has a statement from: "Based on the passages,", "The articles state that".

That says nothing of the news, and would keep what does from being borne out.
"""

import re

_GIVEN = r"(?:provided|given|above|supplied|available|attached|retrieved|relevant|following|listed|cited)"
_BEHIND = r"(?:provided|given|above|supplied|below|(?:that )?(?:you|I was|we were) (?:provided|gave|given|sent|shared))"
_OWN = r"(?:passages?|snippets?|excerpts?|articles?|context)"
_ANY = rf"(?:{_OWN}|texts?|context|information|sources?|documents?|content|data|material)"
_ALL = r"(?:(?:the|these|this|those|your|all|both|one of|some of|several of)\s+){0,2}"
_NEWS = r"(?:news\s+)?"
# "The sources" alone may be those of the news.
WHAT_WAS_SENT = (
    rf"{_ALL}(?:{_GIVEN}\s+{_NEWS}{_ANY}(?:\s+{_BEHIND})?|{_NEWS}{_ANY}\s+{_BEHIND}|{_NEWS}{_OWN})(?:\s+\d{{1,2}})?"
)
_FROM = (
    r"(?:(?:only |solely )?based (?:up)?on|according to|going by|judging (?:by|from)|on the basis of|as per"
    r"|as (?:is )?(?:told|stated|reported|described|mentioned|noted|shown|indicated|outlined) (?:in|by))"
)
_TELL = (
    r"(?:(?:also|further|clearly|explicitly|all|both)\s+)?"
    r"(?:states?|says?|tells?(?: us)?|reports?|mentions?|notes?|shows?|explains?|reveals?|confirms?|indicates?)"
)
AHEAD = re.compile(
    rf"\A(?:{_FROM}\s+{WHAT_WAS_SENT}\s*(?:,|:|(?=\s))|(?:in|from|per)\s+{WHAT_WAS_SENT}\s*,"
    rf"|{WHAT_WAS_SENT}\s+{_TELL}(?:\s+that\b|\s*[,:]|\s+(?=(?-i:[A-Z])))"
    rf"|{_OWN}\s*(?:\d{{1,2}})?\s*:|(?:the )?(?:(?:final|short) )?(?:answer|summary)\s*:"
    r"|(?:in (?:summary|short|conclusion|sum)|to (?:summari[sz]e|sum up|conclude))\s*[,:]"
    rf"|it is (?:told|stated|reported|described|mentioned|noted|said) in {WHAT_WAS_SENT}\s+that\b)\s*",
    re.IGNORECASE,
)
BEHIND = re.compile(rf"\s*,?\s+{_FROM}\s+{WHAT_WAS_SENT}(?P<end>[.!]?)\Z", re.IGNORECASE)

OF_PASSAGES = re.compile(
    r"\b(?:passages?|snippets?|excerpts?)\b"
    r"|\b(?:provided|given|above|available) (?:texts?|information|context|articles?|sources?|documents?)\b"
    r"|\b(?:the|these|this|both|all|none of the) articles? (?:(?:also|only|never|all|both|\w+ly) )?"
    r"(?:do|does|did|don['’]t|doesn['’]t|didn['’]t|is|are|states?|says?|tells?|mentions?|describes?|discuss(?:es)?)\b"
    r"|\b(?:in|of|by|from) (?:the|these|this) articles?(?=[,.!]|\Z)",
    re.IGNORECASE,
)

QUESTION_AHEAD = re.compile(
    r"\A(?:here(?: is|['’]s) )?(?:(?:the|your|my|a|last|final|new|rewritten|rephrased|reworded|reformulated|revised"
    r"|complete|full|whole|stand-?alone|self-contained|english|translated) ){0,3}question(?: is)?\s*:\s*",
    re.IGNORECASE,
)
QUOTED_QUESTION = re.compile(r"[\"“«]([^\"“”«»]+)[\"”»](\??)|['‘](.+\?)['’]")


def without_lead_in(sentence: str) -> str:
    """
    Return a sentence as it would stand without saying that it is from what was sent.

    >>> without_lead_in("According to the provided articles, it rained in Rome.")
    'It rained in Rome.'
    >>> without_lead_in("It rained, as stated in the passages."), without_lead_in("The articles do not tell.")
    ('It rained.', 'The articles do not tell.')
    >>> without_lead_in("Based on the passages:")
    ''
    """
    bare = BEHIND.sub(lambda found: found["end"], sentence)
    while (ahead := AHEAD.match(bare)) is not None:
        bare = bare[ahead.end() :]
    return bare if bare[:1] == sentence[:1] else begun(bare)


def without_frame(question: str) -> str:
    """
    Return a rewritten question without what says that it is one, and without the quotation marks around all of it.

    >>> without_frame('Standalone question: "What did Kim do?"'), without_frame("Here is the rewritten question:")
    ('What did Kim do?', '')
    >>> without_frame('Who said "No"?')
    'Who said "No"?'
    """
    bare = QUESTION_AHEAD.sub("", question)
    quoted = QUOTED_QUESTION.fullmatch(bare)
    return "".join(filter(None, quoted.groups())) if quoted else bare


def begun(sentence: str) -> str:
    """Return a sentence with the capital that it begins with, unless its first word has one of its own ("iPhones")."""
    first = sentence.split(maxsplit=1)[0] if sentence.strip() else ""
    return sentence[:1].upper() + sentence[1:] if first.islower() else sentence


def speaks_of_passages(sentence: str) -> bool:
    """
    Whether a sentence speaks of what was sent, rather than of the news.

    >>> [speaks_of_passages(each) for each in ("The articles do not mention Rome.", "It rained in Rome.")]
    [True, False]
    """
    return OF_PASSAGES.search(sentence) is not None
