"""The bot's token: there, and of a token's shape, before anything is sent to Discord."""

import re

from bot.errors import SettingsError
from bot.settings import Settings

SHAPE = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
WHERE = "from the developer portal (Bot, Reset Token)"


def token_of(settings: Settings) -> str:
    """
    Return the token.

    Raises:
        SettingsError: there is none, or it cannot be one.
    """
    token = settings.discord_token
    if token is None:
        raise SettingsError(f"ASK_DISCORD_TOKEN is not set; copy the bot's token {WHERE} to .env.")
    if not SHAPE.fullmatch(token.get_secret_value().strip()):
        raise SettingsError(
            "ASK_DISCORD_TOKEN is not three parts parted by dots, as a bot's token is; copy it "
            f"{WHERE}, not the client secret nor the public key."
        )
    return token.get_secret_value()
