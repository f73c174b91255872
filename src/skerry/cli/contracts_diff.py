"""Says what changed between two contracts, whether it breaks, whom it breaks, and what proves that: OpenAPI, AsyncAPI, JSON
Schema, GraphQL and Protocol Buffers; files, folders, or revisions of git. Ends with 0 when nothing breaks, 1 when something
does, 2 when a side cannot be read.

Examples:
  skerry contracts diff old.yaml new.yaml
  skerry contracts diff main:api/ api/                      # a folder against its state on main
  skerry contracts diff old/ new/ --category FILE           # Protocol Buffers: generated code is shared
  skerry contracts diff old.json new.json --model .         # "breaks order-service (reads total), not notify-service"
  skerry contracts diff old.json new.json --format markdown # for a pull request
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable

from skerry.cli import status
from skerry.cli.arguments import add_bounds, add_format
from skerry.cli.terminal import Terminal
from skerry.contracts.diff.format import Category, Mode, Options
from skerry.contracts.differences import Differences
from skerry.kernel.finding import finding_of
from skerry.kernel.problem import Severity
from skerry.render.bounded import bounded
from skerry.render.contracts.as_json import document
from skerry.render.contracts.findings import codes, finding
from skerry.render.contracts.markdown import markdown
from skerry.render.contracts.text import text
from skerry.render.findings import FORMATS
from skerry.render.problems import Canvas
from skerry.render.report import report
from skerry.render.source import Sources
from skerry.workbench.contracts_diff import Asked, contracts_diff
from skerry.workbench.explain import rules


def arguments(parser: argparse.ArgumentParser) -> None:
    """Two sides, how to compare, and a format."""
    for name, which in (("before", "the contract as it was"), ("after", "the contract as it is to be")):
        parser.add_argument(name, metavar=name.upper(), help=f"{which}: a file, a folder, or REV:PATH")
    parser.add_argument(
        "--mode", choices=[str(mode) for mode in Mode], default="AUTO", metavar="MODE",
        help="who has to read what: AUTO (by direction), BACKWARD, FORWARD or FULL (events, JSON Schema)",
    )  # fmt: skip
    parser.add_argument(
        "--category", choices=[str(each) for each in Category], default="WIRE_JSON", metavar="CATEGORY",
        help="Protocol Buffers: WIRE, WIRE_JSON (default), PACKAGE or FILE",
    )  # fmt: skip
    parser.add_argument(
        "--accepted", default="", metavar="FILE", help="changes that were accepted, with reason and end"
    )
    parser.add_argument(
        "--model", default="", metavar="MODEL", help="the model that knows who calls what: a verdict per consumer"
    )
    parser.add_argument(
        "--service", default="", metavar="NAME", help="whose contract it is, where routes repeat in the model"
    )
    parser.add_argument("--all", action="store_true", help="show safe changes too (text)")
    add_format(parser, "text", *FORMATS)
    add_bounds(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Prints what changed."""
    options = Options(mode=Mode(args.mode), category=Category(args.category))
    found = contracts_diff(Asked(args.before, args.after, options, args.accepted, args.model, args.service))
    terminal.say(_shown(found, args, terminal))
    if any(problem.severity is Severity.ERROR for problem in found.problems):
        return status.USAGE
    return status.FINDINGS if found.breaking else status.CLEAN


def _shown(found: Differences, args: argparse.Namespace, terminal: Terminal) -> str:
    if args.format == "text":
        canvas = Canvas(Sources(), terminal.style, terminal.width)
        return text(found, canvas, every=args.all, limit=args.limit)
    if args.format == "json":
        shown = document(found)
        page = bounded(shown["changes"], args.limit, args.fields, args.offset)
        shown["changes"] = page.rows
        if page.hidden:
            shown["bounds"] = page.bounds()
        return json.dumps(shown, indent=2, ensure_ascii=False)
    if args.format == "markdown":
        return markdown(found, args.limit)
    write: Callable[..., str] = FORMATS[args.format]
    findings = [*map(finding_of, found.problems), *map(finding, found.changes[: args.limit])]
    return write(report(findings, codes(rules().values())))
