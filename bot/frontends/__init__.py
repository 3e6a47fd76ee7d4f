"""The ways in: the terminal now, Discord beside it. Each renders the same `Answer`."""
