"""The language in which a person sees Discord: told with commands and clicks, and remembered for messages."""

from collections import OrderedDict

from bot.frontends.discord.limits import REMEMBERED


class Locales:
    """Remembers, until the bot stops, in which language those see Discord who used it last."""

    def __init__(self) -> None:
        self._locales: OrderedDict[int, str] = OrderedDict()

    def note(self, person: int, locale: object) -> None:
        """
        Remember the language of a person, in place of an earlier one.

        >>> known = Locales()
        >>> known.note(7, "de")
        >>> known.of(7), known.of(8)
        ('de', None)
        """
        self._locales[person] = str(locale)
        self._locales.move_to_end(person)
        while len(self._locales) > REMEMBERED:
            self._locales.popitem(last=False)

    def of(self, person: int) -> str | None:
        """Return the language of a person, or None where it was not told, or long ago."""
        return self._locales.get(person)
