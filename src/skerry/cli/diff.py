"""Says what changed in a model since a revision of git, and what that means: for the architecture (services, owners, stores, calls,
events, sagas, access, policies, deployment) and for the contracts that are written from it, with a verdict for each consumer. Ends
with 0 when nothing breaks, 1 when something does, 2 when a side cannot be read.

Examples:
  skerry diff main                                # since main, with what is not committed yet
  skerry diff main...HEAD architecture            # what a branch changes, from where it left main
  skerry diff v1.4..v1.5 --all                    # between two releases, safe changes too
  skerry diff origin/main --format markdown       # a comment on a pull request
  skerry diff origin/main --format github         # annotations beside the lines
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

from skerry.cli import status
from skerry.cli.arguments import add_bounds, add_format, add_model
from skerry.cli.terminal import Terminal
from skerry.contracts.accepted import FILE
from skerry.contracts.differences import ModelDifferences
from skerry.kernel.problem import Severity
from skerry.render.contracts.architecture import as_json, as_markdown, findings, text
from skerry.render.contracts.findings import codes
from skerry.render.findings import FORMATS
from skerry.render.problems import Canvas
from skerry.render.report import report
from skerry.render.source import Sources
from skerry.workbench.diff import Asked, diff
from skerry.workbench.explain import every, rules
from skerry.workbench.models import place
from skerry.workbench.sides import accepted_file


def arguments(parser: argparse.ArgumentParser) -> None:
    """Revisions, a model, and a format."""
    parser.add_argument(
        "revisions", metavar="REV", help="a revision to compare the working tree with; REV..REV; or REV...REV"
    )
    add_model(parser)
    parser.add_argument(
        "--accepted", default="", metavar="FILE",
        help=f"changes that were accepted, with reason and end (default: {FILE} beside the model, or here)",
    )  # fmt: skip
    parser.add_argument(
        "--usage", default="", metavar="FILE", help="traces, as OTLP, Jaeger or Zipkin JSON: who was seen to call what"
    )
    parser.add_argument("--all", action="store_true", help="show safe changes too (text)")
    add_format(parser, "text", *FORMATS)
    add_bounds(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Prints what changed."""
    path = place(args.model)
    accepted = args.accepted or accepted_file(str(path))
    if accepted and not args.accepted:
        terminal.note(f"accepted changes are those of {accepted}")
    found = diff(Asked(args.revisions, path, accepted, args.usage))
    terminal.say(_shown(found, args, terminal))
    if any(problem.severity is Severity.ERROR for problem in found.problems):
        return status.USAGE
    return status.FINDINGS if found.breaking else status.CLEAN


def _shown(found: ModelDifferences, args: argparse.Namespace, terminal: Terminal) -> str:
    if args.format == "text":
        canvas = Canvas(Sources(given=found.texts), terminal.style, terminal.width)
        return text(found, canvas, every=args.all, limit=args.limit)
    if args.format == "json":
        return as_json(found, args.limit, args.fields, args.offset)
    if args.format == "markdown":
        return as_markdown(found, args.limit)
    write: Callable[..., str] = FORMATS[args.format]
    return write(report(findings(found, args.limit), [*every().values(), *codes(rules().values())]))
