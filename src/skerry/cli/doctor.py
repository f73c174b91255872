"""Looks at Python, git, every dependency and grammar, and the cache, and says what is missing and how to get it.

Exits with 1 if something that is needed is missing or broken.

Examples:
  skerry doctor                   # for a person
  skerry doctor --format json     # for a script
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from skerry.cli import status
from skerry.cli.arguments import add_format
from skerry.cli.terminal import Terminal
from skerry.render.style import Style
from skerry.workbench.doctor import Check, examine


def arguments(parser: argparse.ArgumentParser) -> None:
    """Only a format."""
    add_format(parser, "text", "json")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Prints each check."""
    checks = [*examine(), _terminal(terminal)]
    well = all(check.ok or not check.needed for check in checks)
    if args.format == "json":
        terminal.say(
            json.dumps({"schema": "skerry/doctor/1", "ok": well, "checks": [asdict(c) for c in checks]}, indent=2)
        )
    else:
        width = max(len(check.name) for check in checks)
        for check in checks:
            terminal.say(_line(check, width, terminal.style))
        terminal.say("Everything needed is here." if well else "Something is missing: see above.")
    return status.CLEAN if well else status.FINDINGS


def _line(check: Check, width: int, style: Style) -> str:
    mark = style.good("ok") if check.ok else style.error("!!") if check.needed else style.dim("--")
    rest = "" if check.ok or not check.instead else f" ({check.instead})"
    return f"{mark}  {check.name.ljust(width)}  {check.found}{rest}"


def _terminal(terminal: Terminal) -> Check:
    colour = "colour" if terminal.colour else "no colour"
    encoding = getattr(terminal.stdout, "encoding", "") or "unknown encoding"
    kind = "a terminal" if terminal.is_tty else "not a terminal"
    return Check("terminal", True, f"{kind}, {terminal.width} columns, {colour}, {encoding}", needed=False)
