"""Shows traces of a system as trees; without an id, the newest ones in a line each. Also of a system that has ended.

Examples:
  skerry trace
  skerry trace 4bf92f35
  skerry trace --find 001f55c0-ed76-53fd-bcee-c644af643cb7      # the traces in which this text occurs
  skerry trace 4bf92f35 --format json
  skerry trace 4bf92f35 --format jaeger      # as its page reads it from a file; zipkin is what Zipkin takes
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from skerry.cli import status
from skerry.cli.arguments import add_format, count
from skerry.cli.running import add_system, folder_of
from skerry.cli.terminal import Terminal
from skerry.render.trace_formats import jaeger, zipkin
from skerry.render.traces import trace_text, traces_text
from skerry.run.telemetry.store import Store
from skerry.run.telemetry.tree import tree

FOREIGN = {"jaeger": jaeger, "zipkin": zipkin}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which trace, or what to look for."""
    parser.add_argument("trace", nargs="?", default="", metavar="TRACE", help="the beginning of a trace's id")
    parser.add_argument("--find", default="", metavar="TEXT", help="only traces in which this text occurs")
    parser.add_argument("--limit", type=count, default=20, metavar="N", help="at most N traces (default: 20)")
    add_format(parser, "text", "json", "jaeger", "zipkin")
    add_system(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Prints the tree, or the list."""
    path = folder_of(args).telemetry
    if not path.exists():
        terminal.note("skerry trace: nothing has run here, so there are no traces")
        return status.USAGE
    store = Store(path)
    spans = store.trace(args.trace) if args.trace else store.find(args.find, args.limit)
    if args.trace and not spans:
        terminal.note(f"skerry trace: there is no trace {args.trace!r}")
        return status.USAGE
    if args.format in FOREIGN:
        whole = spans if args.trace else [span for root in spans for span in store.trace(root.trace)]
        terminal.say(FOREIGN[args.format](whole))
    elif args.format == "json":
        terminal.say(json.dumps({"schema": "skerry-trace-1", "spans": [asdict(span) for span in spans]}, indent=1))
    else:
        terminal.say(trace_text(tree(spans), terminal.style) if args.trace else traces_text(spans, terminal.style))
    return status.CLEAN
