"""Who may ask where, and who may change the index."""

from collections.abc import Callable

import discord
import pytest

from bot.frontends.discord.gates import Gates

ADA, BOB = 1, 2


@pytest.fixture(scope="module")
def member() -> Callable[..., discord.Member]:
    """Make a person with roles in server 100."""
    state = discord.AutoShardedClient(intents=discord.Intents.none())._connection
    roles = [{"id": str(n), "name": str(n), "permissions": "0", "colors": {}} for n in (100, 31, 32)]
    guild = discord.Guild(data={"id": "100", "roles": roles}, state=state)  # type: ignore[typeddict-item]

    def make(person: int, *roles: int) -> discord.Member:
        user = {"id": str(person), "username": "x", "discriminator": "0", "avatar": None}
        data = {"user": user, "roles": [str(role) for role in roles], "flags": 0, "joined_at": None}
        return discord.Member(data=data, guild=guild, state=state)  # type: ignore[arg-type]

    return make


class Place:
    """A channel, a thread, or a channel of a category."""

    def __init__(self, own: int, parent_id: int | None = None, category_id: int | None = None) -> None:
        self.id, self.parent_id, self.category_id = own, parent_id, category_id


class TestGates:
    @pytest.mark.parametrize(
        ("gates", "roles", "guild", "channel", "refusal"),
        [
            (Gates(), (), 100, Place(5), None),
            (Gates(), (), None, Place(5), None),
            (Gates(guilds={100}), (), 100, Place(5), None),
            (Gates(guilds={200}), (), 100, Place(5), "error.not_here"),
            (Gates(guilds={100}), (), None, Place(5), "error.not_here"),
            (Gates(channels={5}), (), 100, Place(5), None),
            (Gates(channels={5}), (), 100, Place(6, parent_id=5), None),
            (Gates(channels={5}), (), 100, Place(6, category_id=5), None),
            (Gates(channels={5}), (), 100, Place(6, 7, 8), "error.not_here"),
            (Gates(channels={5}), (), None, Place(5), "error.not_here"),
            (Gates(roles={31}), (31, 32), 100, Place(5), None),
            (Gates(roles={31}), (32,), 100, Place(5), "error.not_you"),
            (Gates(roles={31}), (31,), None, Place(5), "error.not_you"),
            (Gates(guilds={200}, channels={6}, roles={31}, admins={ADA}), (), 100, Place(5), None),
            (Gates(guilds={200}, admins={32}), (32,), None, Place(5), None),
        ],
    )
    def test_place_and_role_decide(self, member, *, gates: Gates, roles, guild, channel: Place, refusal: str | None):
        assert gates.refusal(member(ADA, *roles), guild, channel) == refusal

    def test_admins_are_people_or_roles(self, member):
        gates = Gates(admins={ADA, 31})

        assert [gates.is_admin(member(ADA)), gates.is_admin(member(BOB, 31)), gates.is_admin(member(BOB, 32))] == [
            True,
            True,
            False,
        ]
