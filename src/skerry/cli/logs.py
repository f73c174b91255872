"""Prints what the parts of a system have printed: all of them, or some; also of a system that has ended.

Examples:
  skerry logs
  skerry logs order-service payment-service --lines 50
  skerry logs order-service --follow
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from skerry.cli import status
from skerry.cli.arguments import count
from skerry.cli.running import add_system, folder_of
from skerry.cli.terminal import Terminal
from skerry.kernel.words import nearest
from skerry.render.snippet import visible
from skerry.run.logs import Tail


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which parts, how much, and whether to go on."""
    parser.add_argument("part", nargs="*", metavar="PART", help="a part, as `skerry ps` names it (default: all)")
    parser.add_argument("--lines", type=count, default=20, metavar="N", help="the last N lines of each (default: 20)")
    parser.add_argument("--follow", action="store_true", help="go on as they print more")
    add_system(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Prints the ends of the logs, and what is added."""
    folder = folder_of(args).logs
    known = {path.stem: path for path in sorted(folder.glob("*.log"))}
    chosen = [name for name in known if not args.part or name in args.part or name.rpartition(".")[0] in args.part]
    missing = next(
        (name for name in args.part if not any(each == name or each.rpartition(".")[0] == name for each in known)), None
    )
    if missing is not None or not known:
        near = nearest(missing or "", known)
        hint = (
            f"; did you mean {near!r}?"
            if near
            else (": nothing has run here" if not known else f"; there are {', '.join(known)}")
        )
        terminal.note(f"skerry logs: there is no log {'' if missing is None else f'of {missing!r}'}{hint}")
        return status.USAGE
    _show(args, terminal, {name: known[name] for name in chosen})
    return status.CLEAN


def _show(args: argparse.Namespace, terminal: Terminal, chosen: dict[str, Path]) -> None:
    tails = [Tail(name, path, args.lines) for name, path in chosen.items()]
    width = max(len(name) for name in chosen)
    while True:
        for tail in tails:
            for line in tail.lines():
                terminal.say(f"{terminal.style.place(tail.name.ljust(width))} {visible(line)}")
        if not args.follow:
            return
        terminal.stdout.flush()
        time.sleep(0.1)
