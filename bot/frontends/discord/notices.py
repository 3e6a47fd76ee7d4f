"""What is worth knowing beside an answer, in the language of the interface."""

from datetime import date

from bot.frontends.discord.saying import said_published
from bot.frontends.discord.texts import Words
from bot.types import Notice


def told_notice(notice: str, words: Words) -> str:
    """Return a notice, not yet escaped; one that was read back stays in the words that it was kept in."""
    if not isinstance(notice, Notice):
        return notice
    if notice.code == "differing":
        sides = [_side(words, *side) for side in notice.about["sides"]]
        return words("notice.differing", sides=" · ".join(sides))
    return words(f"notice.{notice.code}", **notice.about)


def _side(words: Words, text: str, source: str, published: date | None) -> str:
    return words("notice.side", text=text, source=source, day=said_published(published, words))
