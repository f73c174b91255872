"""Ends the running system, or one of its parts.

Examples:
  skerry stop
  skerry stop payment-service
"""

from __future__ import annotations

import argparse

from skerry.cli import status
from skerry.cli.running import add_system, ask, folder_of
from skerry.cli.terminal import Terminal

_PATIENCE = 60.0  # seconds


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is ended."""
    parser.add_argument(
        "part", nargs="?", default="", metavar="PART", help="a part, as `skerry ps` names it (default: all)"
    )
    add_system(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Asks it to end, and waits until it has."""
    found, code = ask(args, terminal, ask="stop", part=args.part)
    if code:
        return code
    if not args.part and not folder_of(args).free(_PATIENCE):
        terminal.note(
            f"skerry stop: {found['stopped']} has not ended within {_PATIENCE:g} s; `skerry ps` shows what is left"
        )
        return status.FINDINGS
    terminal.say(f"{found['stopped']} has ended")
    return status.CLEAN
