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
from skerry.kernel.words import counted
from skerry.render.decomposition.markdown import why_markdown
from skerry.render.decomposition.text import View
from skerry.render.decomposition.why import candidates, inside, nearest_unit, why, why_json
from skerry.workbench.decompose import Asked, decompose

_NAMED = 10  # files that may be meant


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
        terminal.note(f"skerry why: {_missed(proposal, args.unit, meant)}")
        return status.USAGE
    if args.format == "json":
        terminal.say(json.dumps(why_json(proposal, meant[0]), indent=2, ensure_ascii=False))
    elif args.format == "markdown":
        terminal.say(why_markdown(proposal, meant[0]))
    else:
        terminal.say(why(proposal, meant[0], View(terminal.style, terminal.width, root=str(args.on))))
    return status.CLEAN


def _missed(proposal: Proposal, unit: str, meant: list[str]) -> str:
    """Why a unit could not be told, and what may be meant."""
    if meant:
        return f"several files end with {unit!r}. It may be one of: {', '.join(meant[:_NAMED])}."
    if within := inside(proposal, unit):
        more = f" and {counted(len(within) - _NAMED, 'more')}" if len(within) > _NAMED else ""
        return f"{unit!r} is a folder. Its files are {', '.join(within[:_NAMED])}{more}."
    near = nearest_unit(proposal, unit)
    hint = f"Did you mean {near}?" if near else "Paths are those that `skerry decompose --format json` prints."
    return f"no file ends with {unit!r}. {hint}"
