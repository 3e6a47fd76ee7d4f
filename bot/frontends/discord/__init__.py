"""The Discord bot: the only folder that knows Discord. It shows the same `Answer` as the terminal."""
