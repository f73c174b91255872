"""Events of the running system: what services have published, and the dead letters, which a service could not handle.

tail reads the outboxes of the services: also what is not on the bus yet stands there, and what was published within the last day.

Examples:
  skerry events                                         # the last twenty
  skerry events tail --follow
  skerry events dead notification-service
  skerry events replay notification-service             # all of its dead letters
  skerry events replay notification-service 42 43 --format json
"""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

from skerry.cli import status
from skerry.cli.arguments import add_format, count
from skerry.cli.running import add_system, folder_of
from skerry.cli.terminal import Terminal
from skerry.render.operator import dead_text, event_text
from skerry.run.control import NotRunning
from skerry.run.place import Place
from skerry.workbench.operator import NoAnswer, dead, events, replay

_WAYS = ("tail", "dead", "replay")
_PAUSE = 0.3  # seconds


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is done, with which."""
    parser.add_argument(
        "what", nargs="?", default="tail", choices=_WAYS, metavar="WHAT", help=f"{', '.join(_WAYS)} (default: tail)"
    )
    parser.add_argument(
        "group", nargs="?", default="", metavar="SERVICE", help="the service that could not handle them"
    )
    parser.add_argument("ids", nargs="*", metavar="ID", help="dead letters, as `dead` names them (default: all)")
    parser.add_argument("--follow", action="store_true", help="go on as more are published")
    parser.add_argument("--limit", type=count, default=20, metavar="N", help="at most the last N (default: 20)")
    add_format(parser, "text", "json")
    add_system(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Asks the services."""
    if args.what == "replay" and not args.group:
        terminal.note("skerry events: replay takes the service whose dead letters are meant")
        return status.USAGE
    if args.what == "tail" and args.group:
        terminal.note("skerry events: tail takes no service")
        return status.USAGE
    ways = {"tail": _tail, "dead": _dead, "replay": _replay}
    try:
        return ways[args.what](args, terminal, folder_of(args))
    except (NotRunning, NoAnswer) as error:
        terminal.note(f"skerry events: {error}")
        return status.USAGE


def _tail(args: argparse.Namespace, terminal: Terminal, place: Place) -> int:
    rows, silent = events(place, limit=args.limit)
    if silent:
        terminal.note(f"did not answer: {', '.join(silent)}")
    if args.format == "json" and not args.follow:
        terminal.say(json.dumps({"schema": "skerry-events-1", "events": rows, "silent": silent}, indent=1))
        return status.CLEAN
    seen: dict[str, int] = {}
    while True:
        for row in rows:
            seen[row["service"]] = max(seen.get(row["service"], 0), row["seq"])
            terminal.say(_line(row, args, terminal))
        if not args.follow:
            return status.CLEAN
        terminal.stdout.flush()
        time.sleep(_PAUSE)
        rows, _ = events(place, after=seen, limit=1000)


def _line(row: dict[str, Any], args: argparse.Namespace, terminal: Terminal) -> str:
    return json.dumps(row) if args.format == "json" else event_text(row, terminal.style)


def _dead(args: argparse.Namespace, terminal: Terminal, place: Place) -> int:
    rows, silent = dead(place, args.group)
    if args.format == "json":
        shown = {"schema": "skerry-dead-1", "dead": rows[: args.limit], "total": len(rows), "silent": silent}
        terminal.say(json.dumps(shown, indent=1))
    else:
        terminal.say(dead_text(rows[: args.limit], terminal.style))
        if len(rows) > args.limit:
            terminal.note(f"{len(rows) - args.limit} more: --limit {len(rows)}")
        if silent:
            terminal.note(f"did not answer: {', '.join(silent)}")
    return status.FINDINGS if rows else status.CLEAN


def _replay(args: argparse.Namespace, terminal: Terminal, place: Place) -> int:
    count_ = replay(place, args.group, args.ids)
    shown = {"schema": "skerry-replayed-1", "group": args.group, "replayed": count_}
    terminal.say(json.dumps(shown) if args.format == "json" else f"{count_} given to {args.group} once more")
    return status.CLEAN
