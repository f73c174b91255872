"""Shows how many requests each operation of a system has served, how many failed, and how long they took. Also of one that has ended.
Failures are statuses from 500 on; durations are read off histograms, so they are as exact as their buckets.

Examples:
  skerry metrics
  skerry metrics order-service --since 10m
  skerry metrics --model examples/shop --format json --limit 5
"""

from __future__ import annotations

import argparse
import time

from skerry.cli import status
from skerry.cli.arguments import add_bounds, add_format
from skerry.cli.running import add_system, folder_of
from skerry.cli.terminal import Terminal
from skerry.model.terms.quantities import Duration
from skerry.model.terms.scan import TermError
from skerry.render.metrics import metrics_json, metrics_text
from skerry.run.telemetry.red import by_operation
from skerry.run.telemetry.store import Store


def arguments(parser: argparse.ArgumentParser) -> None:
    """Of which service, since when, and how it is shown."""
    parser.add_argument("service", nargs="?", default="", metavar="SERVICE", help="only this service")
    parser.add_argument(
        "--since", default="", metavar="TIME", help="only the last 30s, 10m, 2h (default: all that is kept)"
    )
    add_format(parser, "text", "json")
    add_bounds(parser)
    add_system(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Prints them."""
    path = folder_of(args).telemetry
    if not path.exists():
        terminal.note("skerry metrics: nothing has run here, so nothing was measured")
        return status.USAGE
    end = time.time_ns()
    try:
        begin = end - int(Duration.parse(args.since).seconds * 1_000_000_000) if args.since else 0
    except TermError as error:
        terminal.note(f"skerry metrics: --since {args.since!r}: {error}")
        return status.USAGE
    found = [each for each in by_operation(Store(path), begin, end) if args.service in ("", each.service)]
    if args.format == "json":
        terminal.say(metrics_json(found, limit=args.limit, offset=args.offset, fields=args.fields))
    else:
        terminal.say(metrics_text(found, terminal.width, terminal.style))
    return status.CLEAN
