"""One use of a command, a button or a form: what was asked, and what the bot made of it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from support.discord.values import Channel, Json, Message, User
from support.discord.waiting import SECONDS, Wait

COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
REPLY, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
ACKNOWLEDGE_SECONDS = 3  # https://discord.com/developers/docs/interactions/receiving-and-responding
TOKEN_SECONDS = 15 * 60


@dataclass(eq=False)
class Interaction:
    """What a test holds in its hand after it asked."""

    id: int
    token: str
    type: int
    user: User
    channel: Channel
    data: Json
    locale: str
    wait: Wait = field(repr=False)
    source: Message | None = field(default=None, repr=False)
    """The message whose button was pressed, or from which the form came."""
    parent: "Interaction | None" = field(default=None, repr=False)
    """What opened the form."""
    deadline_seconds: float = ACKNOWLEDGE_SECONDS
    expired: bool = False
    dispatched: float = field(default_factory=time.monotonic)
    answers: list[Json] = field(default_factory=list)
    """The callback that was accepted."""
    acknowledged_after: float | None = None
    """Seconds from the dispatch to the callback."""
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)

    @property
    def is_overdue(self) -> bool:
        """It waited too long for its callback."""
        return time.monotonic() - self.dispatched > self.deadline_seconds

    @property
    def is_expired(self) -> bool:
        """Its token is worth nothing any more."""
        return self.expired or time.monotonic() - self.dispatched > TOKEN_SECONDS

    @property
    def answer(self) -> Json | None:
        """The callback, if there was one."""
        return self.answers[0] if self.answers else None

    def response(self, timeout: float = SECONDS) -> Json:
        """Wait for the callback, its `type` and `data`."""
        self.wait(lambda: self.answers, timeout)
        return self.answers[0]

    def message(self, timeout: float = SECONDS) -> Message:
        """Wait for the answering message, past the moment in which the bot is only thinking."""
        return self.final(lambda message: not message.loading, timeout)

    def final(self, is_final: Callable[[Message], object], timeout: float = SECONDS) -> Message:
        """Wait for the answering message to become what is expected."""
        self.wait(lambda: self.original is not None and is_final(self.original), timeout)
        assert self.original is not None
        return self.original

    def followup(self, number: int = 0, timeout: float = SECONDS) -> Message:
        """Wait for a message that followed the first answer."""
        self.wait(lambda: len(self.followups) > number, timeout)
        return self.followups[number]

    def modal(self, timeout: float = SECONDS) -> Json:
        """Wait for the form that the bot shows."""
        answer = self.response(timeout)
        assert answer["type"] == MODAL, f"no form was shown, but {answer}"
        form: Json = answer["data"]
        return form
