"""Brings the text of a model into its canonical layout. Comments, empty lines, quotes and aligned columns stay; a text
that can't be read is left as it is.

Examples:
  skerry fmt                      # all files of the model
  skerry fmt --check              # only say which files would change, and end with 1 if any would
"""

from __future__ import annotations

import argparse

from skerry.cli import status
from skerry.cli.arguments import add_model
from skerry.cli.terminal import Terminal
from skerry.render.problems import Canvas, findings_text
from skerry.render.source import Sources
from skerry.workbench.models import formatted, place, write_formatted


def arguments(parser: argparse.ArgumentParser) -> None:
    """A model, and whether to write."""
    add_model(parser)
    parser.add_argument("--check", action="store_true", help="write nothing")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Writes the files whose layout changes, and names them."""
    result = formatted(place(args.model))
    if not args.check:
        write_formatted(result)
    for path, _ in result.changed:
        terminal.say(str(path))
    if result.report.findings:
        terminal.note(findings_text(result.report.findings, Canvas(Sources(), terminal.style, terminal.width)))
        return status.USAGE
    return status.FINDINGS if args.check and result.changed else status.CLEAN
