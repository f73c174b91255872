"""Lists the parts of the running system: services, bus, gateway; how each is, what it waits for, since when,
how often it died, and the memory it takes.

Examples:
  skerry ps
  skerry ps --model examples/shop --format json
"""

from __future__ import annotations

import argparse
from typing import Any

from skerry.cli import status
from skerry.cli.arguments import add_bounds, add_format
from skerry.cli.running import add_system, ask
from skerry.cli.terminal import Terminal
from skerry.render.parts import parts_json, parts_text


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which system, and how it is shown."""
    add_system(parser)
    add_format(parser, "text", "json")
    add_bounds(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Prints them; 1 if one of them is not well."""
    found, code = ask(args, terminal, ask="ps")
    if code:
        return code
    if args.format == "json":
        terminal.say(parts_json(found, limit=args.limit, offset=args.offset, fields=args.fields))
    else:
        terminal.say(parts_text(found, terminal.style))
    return status.CLEAN if all(map(_well, found["parts"])) else status.FINDINGS


def _well(part: dict[str, Any]) -> bool:
    return part["state"] == "stopped" or (part["state"] == "ready" and not part["why"])
