"""Tells what asks nothing: greetings, thanks, a trial of the line, or a lone word that leaves open what is asked."""

import re

from bot.reading.english.words import listed
from bot.reading.question.doubts import doubts

WORD = re.compile(r"[^\W_]+(?:[.’'-][^\W_]+)*")
COURTESIES = listed("""
    a aha all alright am awesome bot bro buddy bye cheers cool dear everybody everyone evening excellent fine folks
    friend goodbye good great greetings guys haha hello helo hey hi hiya howdy i it lol lot lots many morning much
    night nice nope no of ok okay oh ping please perfect pong sir so sorry super team test tested tester testing thank
    thanks that there this thx tks ty um very welcome well wow yeah yep yes yo you
""")
# Of the words above, one has to come that is a courtesy by itself: "good for you" is, "that is it" is not.
SPOKEN = COURTESIES - listed("a all am dear i it lot lots many much of please so that there this very you")
# In German too, but for `lone_word`: "Tag Heuer" names something.
GERMAN = listed("""
    abend alles bitte dank danke dankeschön gott grüezi grüß guten gute gut hallo ja jo klar moin morgen nacht nee nein
    prima schön sehr servus tag toll tschüs tschüss vielen
""")
GERMAN_SPOKEN = listed("bitte danke dankeschön grüezi grüß guten gute hallo moin servus toll tschüs tschüss vielen")
SMALL_TALK = re.compile(
    r"(?:(?:hi|hello|hey|hallo|so|yo|ok|and|und)\W+)*(?:how are (?:you|things)(?: doing)?"
    r"|how do you do|how['’]?s it going"
    r"|what['’]?s up|what is up|are you (?:there|ok|okay|online|awake)|can you hear me|nice to meet you"
    r"|wie geht(?:['’]?s| es)(?: (?:dir|euch))?|(?:bist du|seid ihr) da)"
    r"(?: today| there| bot| all)*\W*",
    re.IGNORECASE,
)


def is_courtesy(text: str) -> bool:
    """
    Tell whether a text only greets, thanks, agrees, doubts what was said, or tries whether somebody is there.

    >>> [is_courtesy(text) for text in ("hello", "Thank you very much!", "How are you?", "thanks, and who won?")]
    [True, True, True, False]
    >>> is_courtesy("nuclear test"), is_courtesy("Why?"), is_courtesy("Hallo, guten Tag!")
    (False, False, True)
    """
    words = [word.lower() for word in WORD.findall(text)]
    said = all(word in COURTESIES | GERMAN for word in words) and any(word in SPOKEN | GERMAN_SPOKEN for word in words)
    return said or doubts(text) or SMALL_TALK.fullmatch(text.strip()) is not None


def lone_word(text: str) -> str | None:
    """
    Return the one word of a text that has no other, courtesies aside: a search for "Kim rifle" says what it is for.

    >>> lone_word("hello, Kim"), lone_word("the bombers"), lone_word("Kim rifle")
    ('Kim', 'bombers', None)
    """
    words = [word for word in WORD.findall(text) if word.lower() not in COURTESIES | {"the", "an", "and", "but"}]
    return words[0] if len(words) == 1 else None
