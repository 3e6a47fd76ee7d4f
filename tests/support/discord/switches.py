"""Settings of the server's parts that a test changes on the whole."""

from typing import TYPE_CHECKING, Generic, TypeVar, overload

if TYPE_CHECKING:
    from support.discord.stand_in import Discord

T = TypeVar("T")


class Switch(Generic[T]):
    """An attribute that lies in a part of the server, under the same name."""

    def __init__(self, part: str) -> None:
        self._part = part

    def __set_name__(self, _: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, discord: None, _: type) -> "Switch[T]": ...

    @overload
    def __get__(self, discord: "Discord", _: type) -> T: ...

    def __get__(self, discord: "Discord | None", _: type) -> "T | Switch[T]":
        if discord is None:
            return self
        value: T = getattr(getattr(discord.stage, self._part), self._name)
        return value

    def __set__(self, discord: "Discord", value: T) -> None:
        setattr(getattr(discord.stage, self._part), self._name, value)
