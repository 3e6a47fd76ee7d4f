"""Whether the bot is asked something or only named: told before a thread is opened, or anybody sees a reply."""

import re

from bot.frontends.discord.markdown import without_mentions
from bot.reading.foreign_words import ASKING
from bot.reading.wrapping import AUXILIARY, FILLER, WH, core_of

QUESTION_MARK = re.compile(r"[?？؟](?!\S*[=&/])")  # not one inside an address
CLAUSE_END = re.compile(r"[.!;:…\n]+")
OPENS_QUESTION = re.compile(
    rf"(?:(?:in|on|at|to|by|with|from|for|of|about|since|until|under) )?(?:{WH}|{'|'.join(ASKING['de'].split())})\b"
    rf"|{AUXILIARY}\b"
    r"|(?:list|name|give|mention|identify|tell|show|explain|describe|summari[sz]e|find|compare)\b",
    re.IGNORECASE,
)


def is_asked(content: str, bot_id: int) -> bool:
    """
    Tell whether a message that calls the bot asks it something; *content* has its mentions as Discord writes them.

    What follows the bot's name at the beginning is asked, whatever its form, and so is what replies to the bot. Where
    the name stands further on, the words around it have to look like a question.

    >>> is_asked("<@1> Shoigu bombers", 1), is_asked("hey <@1>, Shoigu bombers", 1), is_asked("who won, <@1>", 1)
    (True, True, True)
    >>> is_asked("I love <@1>", 1), is_asked("hey <@1>!", 1)
    (False, False)
    """
    before, *after = re.split(rf"<@!?{bot_id}>", content)
    greeting = without_mentions(before).strip(" ,.:;!-–—\n")
    if after and (not greeting or FILLER.fullmatch(greeting)):
        return _has_words(" ".join(after))
    return not after or bool(QUESTION_MARK.search(content)) or any(map(_opens_question, (before, *after)))


def _has_words(text: str) -> bool:
    return any(map(str.isalnum, without_mentions(text)))


def _opens_question(text: str) -> bool:
    clauses = CLAUSE_END.split(without_mentions(text))
    return any(OPENS_QUESTION.match(core_of(clause).lstrip(" ,-–—")) for clause in clauses)
