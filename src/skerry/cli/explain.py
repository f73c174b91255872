"""Says what a problem code means, why it matters and what to do instead; lists all codes when none is given.

Examples:
  skerry explain                  # all codes
  skerry explain R005             # the page of one
"""

from __future__ import annotations

import argparse
import json

from skerry.cli import status
from skerry.cli.arguments import add_format
from skerry.cli.terminal import Terminal
from skerry.kernel.words import nearest
from skerry.render.codes import as_json, document, listing, page
from skerry.workbench.explain import catalogue, every, explain


def arguments(parser: argparse.ArgumentParser) -> None:
    """A code, or none for all."""
    parser.add_argument("code", nargs="?", default="", metavar="CODE", help="as printed with a problem, such as R005")
    add_format(parser, "text", "json", "markdown")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Prints the page of a code, or the list of all."""
    if not args.code:
        terminal.say(_all(args.format, terminal))
        return status.CLEAN
    code = explain(args.code)
    if code is None:
        meant = nearest(args.code.upper(), every())
        hint = f"Did you mean {meant}?" if meant else "'skerry explain' lists them all."
        terminal.note(f"skerry explain: there is no code {args.code!r}. {hint}")
        return status.USAGE
    if args.format == "json":
        terminal.say(json.dumps({"schema": "skerry/explain/1", "codes": [as_json(code)]}, indent=2))
    elif args.format == "markdown":
        terminal.say(document({"Problem": (code,)}))
    else:
        terminal.say(page(code, terminal.style))
    return status.CLEAN


def _all(form: str, terminal: Terminal) -> str:
    codes = every().values()
    if form == "json":
        return json.dumps({"schema": "skerry/explain/1", "codes": [as_json(code) for code in codes]}, indent=2)
    if form == "markdown":
        return document(catalogue())
    return listing(codes, terminal.style)
