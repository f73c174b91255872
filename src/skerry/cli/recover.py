"""Writes the architecture of services that are there already: a model of the system as it is, from manifests, configuration and code.

What is likely but not sure has its evidence beside it; what is only possible is a comment. A model that stands there is never written
to. Exits with 0 if it could write one.

Examples:
  skerry recover .                         # writes ./architecture
  skerry recover ../shop --out shop-model
  skerry recover . --deployment prod       # what this overlay, compose file or chart runs
  skerry recover . --out -                 # to the terminal
"""

from __future__ import annotations

import argparse
from pathlib import Path

from skerry.cli import status
from skerry.cli.arguments import add_deployment, folder
from skerry.cli.progress import progress
from skerry.cli.terminal import Terminal
from skerry.kernel.words import counted
from skerry.render.problems import Canvas, problems_text
from skerry.render.source import Sources
from skerry.workbench.models import DEFAULT_FOLDER
from skerry.workbench.recover import Recovered, recover


def arguments(parser: argparse.ArgumentParser) -> None:
    """The folder, and where the model goes."""
    parser.add_argument("path", type=folder, metavar="PATH", help="a folder that holds the services' repositories")
    parser.add_argument(
        "--out", metavar="DIR", default=DEFAULT_FOLDER, help=f"where to write; - prints it (default: {DEFAULT_FOLDER})"
    )
    add_deployment(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Writes the model; says beside it what was found."""
    out = None if args.out == "-" else Path(args.out)
    with progress(terminal) as listener:
        found = recover(args.path, out, listener, args.deployment)
    if found.fleet is None:
        terminal.note(problems_text(found.problems, Canvas(Sources(), terminal.style, terminal.width)))
        return status.USAGE
    if out is None:
        terminal.say(found.text.rstrip("\n"))
        return status.CLEAN
    if found.refused:
        terminal.note(f"skerry recover: {found.refused}")
        return status.USAGE
    terminal.say(_said(found))
    return status.CLEAN


def _said(found: Recovered) -> str:
    assert found.fleet is not None
    services = counted(len(found.fleet.services), "service")
    sure = counted(len(found.fleet.believed), "connection")
    possible = len(found.fleet.edges) - len(found.fleet.believed)
    beside = f"; {possible} more are only possible, and stand there as comments" if possible else ""
    return f"{services}, {sure}{beside}\nwrote {found.written[0]}"
