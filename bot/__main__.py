"""`python -m bot`: the Discord bot."""

import sys

from bot.frontends.cli import main

if __name__ == "__main__":
    main(["discord", *sys.argv[1:]])
