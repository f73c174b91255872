"""Checks a model: everything that is wrong with it, at once, each with its place. Refreshes `.skerry/schema.json`
beside the model, from which editors complete and check it. Ends with 0 when it is sound, 2 when it has errors.

Examples:
  skerry check                          # the model of this folder, or of ./architecture
  skerry check shop.arch.yaml
  skerry check architecture --format sarif
"""

from __future__ import annotations

import argparse

from skerry.cli import status
from skerry.cli.arguments import add_format, add_model
from skerry.cli.terminal import Terminal
from skerry.render.findings import FORMATS
from skerry.render.problems import Canvas, findings_text
from skerry.render.source import Sources
from skerry.workbench.models import check, place


def arguments(parser: argparse.ArgumentParser) -> None:
    """A model and a format."""
    add_model(parser)
    add_format(parser, "text", *FORMATS)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Prints what is wrong."""
    path = place(args.model)
    result = check(path)
    if args.format == "text":
        text = findings_text(result.report.findings, Canvas(Sources(), terminal.style, terminal.width))
        terminal.say(text or f"{path}: nothing is wrong")
    else:
        terminal.say(FORMATS[args.format](result.report))
    if result.note:
        terminal.note(f"skerry check: {result.note}")
    return status.CLEAN if result.sound else status.USAGE
