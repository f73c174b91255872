"""Starts a part of the running system again, with its code as it is now; the others go on. Replicas of a service are started again one
after the other, and each goes on until its successor is ready, so that no request is lost; where one does not start, the old ones go on.

Examples:
  skerry restart order-service
"""

from __future__ import annotations

import argparse

from skerry.cli.running import add_system, ask
from skerry.cli.terminal import Terminal


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which part."""
    parser.add_argument("part", metavar="PART", help="a part, as `skerry ps` names it")
    add_system(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Asks it to."""
    found, code = ask(args, terminal, ask="restart", part=args.part)
    if not code:
        terminal.say(f"{found['restarted']} is ready again")
    return code
