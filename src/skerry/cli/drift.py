"""Compares a model with what is there: code and manifests, a cluster, traces; or two states of the code with each other.

Differences are typed: missing, unexpected, renamed, of another kind, the other way round, another target, another owner, data moved,
endpoint, port, version, replicas, promises such as timeouts. What somebody cannot know is not missing: code has no replicas, and
traces only what was asked for. Ends with 1 if there is drift.

Examples:
  skerry drift                                     # the model of this folder or of ./architecture, and the code around it
  skerry drift architecture --on ../shop --format github
  skerry drift architecture --on ../shop --deployment prod
  skerry drift --cluster prod --namespace shop --env prod
  kubectl get deployments,services,configmaps -o json | skerry drift --cluster -
  skerry drift --traces traces.json                # OTLP, Jaeger or Zipkin JSON; or the folder of a system that skerry has run
  skerry drift --from v1.4 --on .                  # the code of a revision, and what it is now
  skerry drift --between v1.4 v2.0 --format markdown
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

from skerry.cli import status
from skerry.cli.arguments import add_bounds, add_deployment, add_format, add_model, folder
from skerry.cli.progress import progress
from skerry.cli.terminal import Terminal
from skerry.render.drift import as_json, findings, text
from skerry.render.findings import FORMATS
from skerry.render.problems import Canvas
from skerry.render.report import report
from skerry.render.source import Sources
from skerry.rules.drift import Drift
from skerry.rules.drift.problems import CODES
from skerry.workbench.drift import Asked, drift
from skerry.workbench.models import place


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is wanted, what was found, and a format."""
    add_model(parser)
    parser.add_argument(
        "--on", type=folder, action="append", default=[], metavar="PATH", help="a folder of services (default: around the model)"
    )  # fmt: skip
    parser.add_argument(
        "--traces",
        action="append",
        default=[],
        metavar="FILE",
        help="spans as OTLP, Jaeger or Zipkin JSON, or a system's folder",
    )
    parser.add_argument(
        "--cluster",
        default="",
        metavar="FILE|-|CONTEXT",
        help="what kubectl get -o json prints, or a context to ask with it",
    )
    parser.add_argument("--namespace", default="", metavar="NAME", help="only what is in this one (default: all)")
    parser.add_argument("--env", default="", metavar="NAME", help="the environment of the model that is meant")
    parser.add_argument(
        "--from", dest="start", default="", metavar="PATH|REV", help="an older state instead of a model"
    )
    parser.add_argument("--between", nargs=2, metavar="REV", help="two revisions of the code, and no model")
    add_deployment(parser)
    add_format(parser, "text", *FORMATS)
    add_bounds(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Prints what differs."""
    between = (args.between[0], args.between[1]) if args.between else None
    asked = Asked(
        place(args.model),
        tuple(args.on),
        tuple(args.traces),
        args.start,
        between,
        args.cluster,
        args.namespace,
        args.env,
        args.deployment,
    )
    with progress(terminal) as listener:
        found = drift(asked, listener)
    terminal.say(_shown(found, args, terminal))
    if not found.known:
        return status.USAGE
    return status.FINDINGS if found.sure else status.CLEAN


def _shown(found: Drift, args: argparse.Namespace, terminal: Terminal) -> str:
    if args.format == "text":
        return text(found, Canvas(Sources(), terminal.style, terminal.width), args.limit)
    if args.format == "json":
        return as_json(found, args.limit, args.fields, args.offset)
    write: Callable[..., str] = FORMATS[args.format]
    return write(report(findings(found, args.limit), [*CODES]))
