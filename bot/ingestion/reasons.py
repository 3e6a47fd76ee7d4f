"""Why something cannot be read, told to the user."""


class UnreadableError(Exception):
    """The message is a clause that follows the file's name and a colon; `read_articles` makes it an `Unreadable`."""


def reason_of(error: OSError) -> str:
    """Return what the system says, as such a clause."""
    return f"cannot be read ({error.strerror or error}); check that it is there and that you may read it"
