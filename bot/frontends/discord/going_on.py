"""How to go on from a first answer, told below it: what works depends on where it stands, and on what is kept."""

from collections.abc import Mapping
from typing import Literal

from bot.frontends.discord.texts import Words

Way = Literal["plainly", "replying", "mentioning", "clicking", "in_thread", "anew"]
# With the button that asks more, and without.
TEXTS: Mapping[Way, tuple[str, str | None]] = {
    "plainly": ("answer.follow_plainly", "answer.follow_plainly"),
    "replying": ("answer.follow_replying_or_more", "answer.follow_replying"),
    # No reply pings the author of an answer to a command, and without a ping it cannot be read.
    "mentioning": ("answer.follow_mentioning_or_more", "answer.follow_mentioning"),
    "clicking": ("answer.follow_more", None),
    "in_thread": ("answer.follow_more", "answer.follow_in_thread"),
    "anew": ("answer.anew", "answer.anew"),
}


def hint_of(way: Way | None, words: Words, *, is_first: bool, asks_more: bool) -> str | None:
    """
    Return the hint for a *way* to go on, or None where there is nothing to say.

    It is told once, below the first answer; "anew", that the answer before was forgotten, below any. *asks_more* tells
    whether the button of that name is there.
    """
    if way is None or not (is_first or way == "anew"):
        return None
    key = TEXTS[way][0 if asks_more else 1]
    return words(key, more=words("button.more")) if key else None
