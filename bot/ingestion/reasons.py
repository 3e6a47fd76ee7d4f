"""Why something cannot be read, told to the user."""


class UnreadableError(Exception):
    """
    The message is a clause that follows the file's name and a colon; `read_articles` makes it an `Unreadable`.

    Its *code*, and what it is *about*, let a front end that has words of its own tell it in these.
    """

    def __init__(self, clause: str, *, code: str, **about: object) -> None:
        super().__init__(clause)
        self.code = code
        self.about = about


def reason_of(error: OSError) -> str:
    """Return what the system says, as such a clause."""
    return f"cannot be read ({error.strerror or error}); check that it is there and that you may read it"
