"""Shows the values that hold for a part of a model after defaults and policies are cascaded, and where each is written.

Examples:
  skerry show order-service                                 # a service
  skerry show orders                                        # a context
  skerry show order-service.place                           # an operation
  skerry show "order-service -> catalog-service.get"        # a call
"""

from __future__ import annotations

import argparse
import json

from skerry.cli import status
from skerry.cli.arguments import add_format, add_model
from skerry.cli.terminal import Terminal
from skerry.render.effective import as_json, table
from skerry.render.problems import Canvas, findings_text
from skerry.render.source import Sources
from skerry.workbench.models import place, show


def arguments(parser: argparse.ArgumentParser) -> None:
    """A name, and a model."""
    parser.add_argument(
        "name", metavar="NAME", help="a service, a context, service.operation, or 'service -> target.operation'"
    )
    add_model(parser)
    add_format(parser, "text", "json")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Prints the values."""
    path = place(args.model)
    result = show(path, args.name)
    if result.found is None:
        if result.report.findings:
            terminal.note(findings_text(result.report.findings, Canvas(Sources(), terminal.style, terminal.width)))
        hint = (
            f"Did you mean {result.nearest!r}?" if result.nearest else "Name a service, a context or service.operation."
        )
        terminal.note(f"skerry show: {path} has no {args.name!r}. {hint}")
        return status.USAGE
    if args.format == "json":
        terminal.say(json.dumps(as_json(result.found), indent=2, ensure_ascii=False))
    else:
        terminal.say(table(result.found, terminal.style))
    return status.CLEAN
