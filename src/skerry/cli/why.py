"""Says why a file is placed where it is: its service, the second best, by how much, and the three strongest reasons.

Examples:
  skerry why src/orders/cart.py                   # in the code base of this folder
  skerry why cart.py --on ../shop --format json   # the end of a path is enough where it is clear
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from skerry.cli import status
from skerry.cli.arguments import add_format, folder
from skerry.cli.decompose import add_evidence, nothing
from skerry.cli.progress import progress
from skerry.cli.terminal import Terminal
from skerry.decompose.proposal import Proposal
from skerry.render.decomposition.markdown import why_markdown
from skerry.render.decomposition.text import View
from skerry.render.decomposition.why import candidates, nearest_unit, why, why_json
from skerry.workbench.decompose import Asked, decompose


def arguments(parser: argparse.ArgumentParser) -> None:
    """The unit, the code base, and what was asked of the cut."""
    parser.add_argument("unit", metavar="UNIT", help="a path, the end of one, or path::Name")
    parser.add_argument(
        "--on", type=folder, default=Path(), metavar="PATH", help="the code base (default: this folder)"
    )
    add_evidence(parser, path="")
    add_format(parser, "text", "markdown", "json")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Prints the reasons of one unit, or which ones may be meant."""
    with progress(terminal) as listener:
        found = decompose(Asked(args.on, args.services, args.without, args.constraints), listener)
    if found.proposal is None:
        return nothing(found, terminal)
    return _shown(found.proposal, args, terminal)


def _shown(proposal: Proposal, args: argparse.Namespace, terminal: Terminal) -> int:
    meant = candidates(proposal, args.unit)
    if len(meant) != 1:
        near = nearest_unit(proposal, args.unit)
        hint = f"It may be one of: {', '.join(meant[:10])}." if meant else f"Did you mean {near}?" if near else ""
        terminal.note(
            f"skerry why: {'several files end' if meant else 'no file ends'} with {args.unit!r}. {hint}".rstrip()
        )
        return status.USAGE
    if args.format == "json":
        terminal.say(json.dumps(why_json(proposal, meant[0]), indent=2, ensure_ascii=False))
    elif args.format == "markdown":
        terminal.say(why_markdown(proposal, meant[0]))
    else:
        terminal.say(why(proposal, meant[0], View(terminal.style, terminal.width, root=str(args.on))))
    return status.CLEAN
