"""What may go wrong with the Gateway, for a test to cause."""

from collections.abc import Callable

from support.discord.gateway import INVALID, RECONNECT, Gateway
from support.discord.sessions import HANG_UP, Connection
from support.discord.waiting import Run

UNRESUMABLE = (1000, 1001, 4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014)


class GatewayWeather:
    """Disturbs all connections that there are; each call returns once it has happened."""

    def __init__(self, gateway: Gateway, run: Run) -> None:
        self._gateway, self._run = gateway, run

    def close(self, code: int = 4000) -> None:
        """Close with a code; after some of them nothing can be resumed."""
        self._each(lambda connection: self._close(connection, code))

    def reset(self) -> None:
        """Break the connections off without a word."""
        self._each(lambda connection: connection.close(HANG_UP))

    def silence(self) -> None:
        """Send nothing any more, not even acknowledgements, until the bot comes back and resumes."""
        self._each(lambda connection: setattr(connection, "silent", True))

    def invalidate(self, *, resumable: bool = False) -> None:
        """Tell that the session is invalid (op 9)."""
        self._each(lambda connection: self._invalidate(connection, resumable=resumable))

    def reconnect(self) -> None:
        """Ask to come back (op 7)."""
        self._each(self._send_away)

    def refuse(self, n: int = 1) -> None:
        """Refuse the next *n* connections with a 503."""
        self._run(lambda: setattr(self._gateway, "refusals", n))

    def _each(self, disturb: Callable[[Connection], object]) -> None:
        self._run(lambda: [disturb(connection) for connection in list(self._gateway.connections)])

    def _close(self, connection: Connection, code: int) -> None:
        if code in UNRESUMABLE:
            self._gateway.forget(connection)
        connection.close(code)

    def _send_away(self, connection: Connection) -> None:
        connection.send(RECONNECT, None)
        connection.leaving = True

    def _invalidate(self, connection: Connection, *, resumable: bool) -> None:
        connection.send(INVALID, resumable)
        connection.leaving = True
        if not resumable:
            self._gateway.forget(connection)
