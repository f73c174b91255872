"""Kills a part of the running system, as a crash would; it is started again. Nothing may be lost by it, and nothing done twice.

Examples:
  skerry kill order-service
  skerry kill nats --signal STOP                # freeze it; CONT lets it go on
"""

from __future__ import annotations

import argparse
import signal

from skerry.cli.running import add_system, ask
from skerry.cli.terminal import Terminal

_SIGNALS = ("KILL", "TERM", "STOP", "CONT", "INT", "HUP")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which part, and how."""
    parser.add_argument("part", metavar="PART", help="a part, as `skerry ps` names it")
    parser.add_argument(
        "--signal", choices=_SIGNALS, default="KILL", metavar="NAME", help=f"{', '.join(_SIGNALS)} (default: KILL)"
    )
    add_system(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Sends the signal."""
    number = int(getattr(signal, f"SIG{args.signal}"))
    found, code = ask(args, terminal, ask="kill", part=args.part, signal=number)
    if not code:
        terminal.say(f"sent SIG{args.signal} to {', '.join(map(str, found['killed'])) or 'nothing: it does not run'}")
    return code
