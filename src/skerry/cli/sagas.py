"""Sagas of the running system: a list, one with its history, and what a person decides about one that is parked.

retry does again what failed; skip takes it as done, because somebody did it by hand, and goes on; force ends the saga as it stands.

Examples:
  skerry sagas                                          # list them, the oldest first
  skerry sagas list --status parked --format json
  skerry sagas show 8c9d2f1e                            # the beginning of its id is enough
  skerry sagas retry 8c9d2f1e
"""

from __future__ import annotations

import argparse
import json

from skerry.cli import status
from skerry.cli.arguments import add_format, count
from skerry.cli.running import add_system, folder_of
from skerry.cli.terminal import Terminal
from skerry.render.operator import saga_text, sagas_text
from skerry.run.control import NotRunning
from skerry.run.place import Place
from skerry.workbench.operator import NoAnswer, resume, saga_of, sagas

_WAYS = ("list", "show", "retry", "skip", "force")
_STATES = ("running", "compensating", "confirmed", "compensated", "parked")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is done, with which."""
    parser.add_argument(
        "what", nargs="?", default="list", choices=_WAYS, metavar="WHAT", help=f"{', '.join(_WAYS)} (default: list)"
    )
    parser.add_argument("id", nargs="?", default="", metavar="ID", help="a saga, by its id or the beginning of it")
    parser.add_argument("--status", choices=_STATES, default="", metavar="STATUS", help=", ".join(_STATES))
    parser.add_argument("--name", default="", metavar="SAGA", help="only sagas of this name")
    parser.add_argument("--after", default="", metavar="ID", help="go on after the last one of the page before")
    parser.add_argument("--limit", type=count, default=100, metavar="N", help="at most N sagas (default: 100)")
    add_format(parser, "text", "json")
    add_system(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Asks the services that drive them."""
    if (args.what == "list") == bool(args.id):
        terminal.note(f"skerry sagas: {args.what} takes {'no id' if args.id else 'the id of a saga'}")
        return status.USAGE
    try:
        return (_list if args.what == "list" else _one)(args, terminal, folder_of(args))
    except (NotRunning, NoAnswer) as error:
        terminal.note(f"skerry sagas: {error}")
        return status.USAGE


def _list(args: argparse.Namespace, terminal: Terminal, place: Place) -> int:
    found = sagas(place, status=args.status, saga=args.name, after=args.after, limit=args.limit)
    after = found.rows[-1]["id"] if found.more and found.rows else ""
    if args.format == "json":
        shown = {"schema": "skerry-sagas-1", "sagas": found.rows, "next_after": after, "silent": found.silent}
        terminal.say(json.dumps(shown, indent=1))
        return status.CLEAN
    terminal.say(sagas_text(found.rows, terminal.style))
    if after:
        terminal.note(f"there are more: --after {after}")
    if found.silent:
        terminal.note(f"did not answer: {', '.join(found.silent)}")
    return status.CLEAN


def _one(args: argparse.Namespace, terminal: Terminal, place: Place) -> int:
    if args.what != "show":
        done = resume(place, args.id, args.what)
        terminal.say(
            json.dumps({"schema": "skerry-saga-resumed-1", **done})
            if args.format == "json"
            else f"{done['resumed']} goes on: {done['how']}"
        )
        return status.CLEAN
    found = saga_of(place, args.id)
    terminal.say(
        json.dumps({"schema": "skerry-saga-1", **found}, indent=1)
        if args.format == "json"
        else saga_text(found, terminal.style)
    )
    return status.CLEAN
