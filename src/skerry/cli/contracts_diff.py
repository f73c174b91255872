"""Says what changed between two contracts, whether it breaks, whom it breaks, and what proves that: OpenAPI, AsyncAPI, JSON
Schema, GraphQL and Protocol Buffers; files, folders, or revisions of git. Ends with 0 when nothing breaks, 1 when something
does, 2 when a side cannot be read.

Examples:
  skerry contracts diff old.yaml new.yaml
  skerry contracts diff main:api/ api/                      # a folder against its state on main
  skerry contracts diff old/ new/ --category FILE           # Protocol Buffers: generated code is shared
  skerry contracts diff old.json new.json --model .         # "breaks order-service (reads total), not notify-service"
  skerry contracts diff old.json new.json --usage spans.jsonl            # who was seen to call what
  skerry contracts diff old.graphql new.graphql --operations queries/    # persisted queries, a folder for each consumer
  skerry contracts diff old.json new.json --format markdown # for a pull request
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable

from skerry.cli import status
from skerry.cli.arguments import add_bounds, add_format
from skerry.cli.comparison import add_comparison, options_of
from skerry.cli.terminal import Terminal
from skerry.contracts.differences import Differences
from skerry.kernel.finding import finding_of
from skerry.kernel.garbage import uncollected_command
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
from skerry.workbench.sides import accepted_file


def arguments(parser: argparse.ArgumentParser) -> None:
    """Two sides, how to compare, and a format."""
    add_comparison(parser)
    parser.add_argument(
        "--model", default="", metavar="MODEL", help="the model that knows who calls what: a verdict per consumer"
    )
    parser.add_argument(
        "--service", default="", metavar="NAME", help="whose contract it is, where routes repeat in the model"
    )
    parser.add_argument(
        "--operations", default="", metavar="PATH",
        help="GraphQL operations by consumer: a folder for each, or a manifest (ours, Apollo's, Relay's)",
    )  # fmt: skip
    parser.add_argument(
        "--usage", default="", metavar="FILE", help="traces, as OTLP, Jaeger or Zipkin JSON: who was seen to call what"
    )
    parser.add_argument("--all", action="store_true", help="show safe changes too (text)")
    add_format(parser, "text", *FORMATS)
    add_bounds(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Prints what changed."""
    accepted = args.accepted or accepted_file(args.after)
    if accepted and not args.accepted:
        terminal.note(f"accepted changes are those of {accepted}")
    more = {"operations": args.operations, "usage": args.usage}
    asked = Asked(args.before, args.after, options_of(args), accepted, args.model, args.service, **more)
    with uncollected_command():
        found = contracts_diff(asked)
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
    from skerry.workbench.explain import rules  # noqa: PLC0415 - start-up time: the catalogues of all formats

    write: Callable[..., str] = FORMATS[args.format]
    findings = [*map(finding_of, found.problems), *map(finding, found.changes[: args.limit])]
    return write(report(findings, codes(rules().values())))
