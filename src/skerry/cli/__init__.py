"""Floor 6: the command line. One file per command, imported only when it is the one that was asked for."""

from skerry.cli.entrance import main

__all__ = ["main"]
