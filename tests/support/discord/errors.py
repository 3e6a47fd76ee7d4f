"""Discord's answers to what it does not allow, by their numbers."""

from typing import Any

# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
UNAUTHORIZED = (401, 0, "401: Unauthorized")
UNKNOWN_ROUTE = (404, 0, "404: Not Found")
UNKNOWN_CHANNEL = (404, 10003, "Unknown Channel")
UNKNOWN_GUILD = (404, 10004, "Unknown Guild")
UNKNOWN_MEMBER = (404, 10007, "Unknown Member")
UNKNOWN_MESSAGE = (404, 10008, "Unknown Message")
UNKNOWN_USER = (404, 10013, "Unknown User")
UNKNOWN_WEBHOOK = (404, 10015, "Unknown Webhook")
UNKNOWN_INTERACTION = (404, 10062, "Unknown interaction")
TOO_LARGE = (413, 40005, "Request entity too large")
ALREADY_ACKNOWLEDGED = (400, 40060, "Interaction has already been acknowledged.")
MISSING_ACCESS = (403, 50001, "Missing Access")
OTHERS_MESSAGE = (403, 50005, "Cannot edit a message authored by another user")
EMPTY_MESSAGE = (400, 50006, "Cannot send an empty message")
CANNOT_SEND_TO_USER = (403, 50007, "Cannot send messages to this user")
MISSING_PERMISSIONS = (403, 50013, "Missing Permissions")
WRONG_CHANNEL_TYPE = (400, 50024, "Cannot execute action on this channel type")
EXPIRED_TOKEN = (401, 50027, "Invalid Webhook Token")
INVALID_FORM = (400, 50035, "Invalid Form Body")
ARCHIVED = (400, 50083, "Thread is archived")
INVALID_JSON = (400, 50109, "The request body contains invalid JSON.")
THREAD_EXISTS = (400, 160004, "A thread has already been created for this message")


class ApiError(Exception):
    """An answer that is no success; *errors* holds the places of the faults in a body."""

    def __init__(self, status: int, code: int, message: str, errors: dict[str, Any] | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.body: dict[str, Any] = {"message": message, "code": code}
        if errors:
            self.body["errors"] = errors


class Faults:
    """Collects what is wrong with a body, each fault at its place."""

    def __init__(self) -> None:
        self._errors: dict[str, Any] = {}

    def add(self, place: str, code: str, message: str) -> None:
        """Note a fault at a place such as `embeds.0.title`."""
        here = self._errors
        for step in place.split("."):
            here = here.setdefault(step, {})
        here.setdefault("_errors", []).append({"code": code, "message": message})

    def need(self, text: object, place: str, *, most: int, least: int = 0) -> None:
        """Hold a text to its length, without the white space at its ends, which Discord does not count."""
        length = len(str(text or "").strip())
        if length > most:
            self.add(place, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        elif least and not length:
            self.add(place, "BASE_TYPE_REQUIRED", "This field is required")
        elif length < least:
            self.add(place, "BASE_TYPE_MIN_LENGTH", f"Must be {least} or more in length.")

    def count(self, things: object, place: str, *, most: int, least: int = 0) -> list[Any]:
        """Hold a list to its length, and return it."""
        listed = things if isinstance(things, list) else []
        if things is not None and not isinstance(things, list):
            self.add(place, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        elif not least <= len(listed) <= most:
            self.add(place, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
        return listed

    def raise_any(self) -> None:
        """Refuse the body if anything is wrong with it."""
        if self._errors:
            raise ApiError(*INVALID_FORM, self._errors)
