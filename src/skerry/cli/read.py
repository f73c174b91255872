"""Reads a code base and says what is there: code, data, entrances, events, calls to other systems, history.

Several folders, or those that a workspace file lists, are read as one fleet: their names stand before the paths of what is in them.
The file is YAML, `skerry.workspace.yaml`, with `repositories:`, a list of folders or of `name: folder`; it may also be found in PATH.
Manifests often set one system up in several ways: all of these deployments are one picture, unless one of them is named.

Exits with 0 if there was a folder to read, whatever had to be left out of it; that is part of the result.

Examples:
  skerry read .                                     # a summary
  skerry read . --format json                       # all facts
  skerry read . --format json --limit 20            # the first of each kind
  skerry read . --format json --scope 'src/orders/*'
  skerry read ../orders ../billing ../shop          # three repositories, one fleet
  skerry read . --deployment prod                   # only what this overlay, compose file or chart runs
  skerry read skerry.workspace.yaml                 # those that the file lists
"""

from __future__ import annotations

import argparse

from skerry.cli import status
from skerry.cli.arguments import add_bounds, add_deployment, add_format, folder
from skerry.cli.progress import progress
from skerry.cli.terminal import Terminal
from skerry.render.facts import Cut, as_json, unknown_fields
from skerry.render.facts_text import summary
from skerry.render.json_text import indented
from skerry.render.problems import Canvas, problems_text
from skerry.render.source import Sources
from skerry.workbench.read import facts_of, fleet_of, nothing_there, unknown_deployment


def arguments(parser: argparse.ArgumentParser) -> None:
    """The folder, what to leave out or take in, and how much to show."""
    parser.add_argument("paths", type=folder, nargs="+", metavar="PATH",
                        help="a folder of source code, a bare repository, or a workspace file; several are one fleet")  # fmt: skip
    parser.add_argument("--without", choices=("history",), default="", metavar="KIND", help="history: do not ask git")
    parser.add_argument("--include", choices=("tests",), default="", metavar="KIND", help="tests: read test code too")
    parser.add_argument("--scope", default="", metavar="GLOB", help="show what is found in files that match (JSON)")
    add_deployment(parser)
    add_bounds(parser)
    add_format(parser, "text", "json")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Prints the summary or the facts."""
    if unknown := unknown_fields(args.fields):
        terminal.note(f"skerry read: no row has a field called {', '.join(unknown)}.")
        return status.USAGE
    with progress(terminal) as listener:
        graph = facts_of(
            args.paths, history=args.without != "history", tests=args.include == "tests", listener=listener
        )
    if nothing_there(graph):
        terminal.note(problems_text(graph.problems, Canvas(Sources(), terminal.style, terminal.width)))
        return status.USAGE
    fleet = fleet_of(args.paths, graph, args.deployment)
    if wrong := unknown_deployment(fleet):
        terminal.note(problems_text(wrong, Canvas(Sources(), terminal.style, terminal.width)))
        return status.USAGE
    if args.format == "json":
        cut = Cut(args.limit, args.offset, args.fields, args.scope)
        terminal.say(indented(as_json(graph, fleet, cut), 1))
    else:
        terminal.say(summary(graph, fleet, terminal.style, terminal.width))
    return status.CLEAN
