"""Ends the running system, or one of its parts.

Examples:
  skerry stop
  skerry stop payment-service
"""

from __future__ import annotations

import argparse

from skerry.cli.running import add_system, ask
from skerry.cli.terminal import Terminal


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is ended."""
    parser.add_argument(
        "part", nargs="?", default="", metavar="PART", help="a part, as `skerry ps` names it (default: all)"
    )
    add_system(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Asks it to end."""
    found, code = ask(args, terminal, ask="stop", part=args.part)
    if not code:
        terminal.say(f"{found['stopped']} ends")
    return code
