"""Days and counts as the language of the interface writes them."""

from datetime import date

from bot.frontends.discord.texts import Words


def said_day(day: date, words: Words) -> str:
    """
    Return a day as people read it.

    >>> said_day(date(2023, 3, 6), Words("en")), said_day(date(2023, 3, 6), Words("de"))
    ('6 March 2023', '6. März 2023')
    """
    return words("day", day=day.day, month=words("months").split()[day.month - 1], year=day.year)


def said_published(day: date | None, words: Words) -> str:
    """
    Return the day on which an article was published, or that it is not known.

    >>> said_published(None, Words("en"))
    'undated'
    """
    return said_day(day, words) if day else words("articles.undated")


def said_count(key: str, count: int, words: Words) -> str:
    """
    Return a number with the noun of a key: its text has the form for one, a bar, and the form for all others.

    >>> said_count("count.votes", 1, Words("de")), said_count("count.votes", 0, Words("de"))
    ('1 Stimme', '0 Stimmen')
    """
    one, others = words(key, count=count).split("|")
    return one if count == 1 else others
