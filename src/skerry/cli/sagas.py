"""Sagas of the running system: a list, one with its history, what a person decides about one that is parked, and their journals.

retry does again what failed; skip takes it as done, because somebody did it by hand, and goes on; force ends the saga as it stands.
stats says how the engines are; check looks through their journals for what can't be, and ends with 1 if it finds something; backup
copies each journal into a file of a folder, while work goes on.

Examples:
  skerry sagas                                          # list them, the oldest first
  skerry sagas list --status parked --format json
  skerry sagas show 8c9d2f1e                            # the beginning of its id is enough
  skerry sagas retry 8c9d2f1e
  skerry sagas list --waiting                           # those that wait for an event, and until when
  skerry sagas backup monday/
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from skerry.cli import status
from skerry.cli.arguments import add_format, count
from skerry.cli.running import add_system, folder_of
from skerry.cli.terminal import Terminal
from skerry.render.operator import checked_text, saga_text, sagas_text, stats_text
from skerry.run.control import NotRunning
from skerry.run.place import Place
from skerry.workbench.operator import NoAnswer, backup, checked, resume, saga_of, sagas, stats

_ALL = ("list", "stats", "check")
_WAYS = (*_ALL, "show", "retry", "skip", "force", "backup")
_STATES = ("running", "compensating", "confirmed", "compensated", "parked")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is done, with which."""
    parser.add_argument(
        "what", nargs="?", default="list", choices=_WAYS, metavar="WHAT", help=f"{', '.join(_WAYS)} (default: list)"
    )
    parser.add_argument(
        "id", nargs="?", default="", metavar="ID", help="a saga, by its id or the beginning of it; for backup a folder"
    )
    parser.add_argument("--status", choices=_STATES, default="", metavar="STATUS", help=", ".join(_STATES))
    parser.add_argument("--waiting", action="store_true", help="only sagas that wait for an event")
    parser.add_argument("--name", default="", metavar="SAGA", help="only sagas of this name")
    parser.add_argument("--after", default="", metavar="ID", help="go on after the last one of the page before")
    parser.add_argument("--limit", type=count, default=100, metavar="N", help="at most N sagas (default: 100)")
    add_format(parser, "text", "json")
    add_system(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Asks the services that drive them."""
    if (args.what in _ALL) == bool(args.id):
        wanted = "a folder" if args.what == "backup" else "the id of a saga"
        terminal.note(f"skerry sagas: {args.what} takes {'no id' if args.id else wanted}")
        return status.USAGE
    ways = {"list": _list, "stats": _stats, "check": _check, "backup": _backup}
    try:
        return ways.get(args.what, _one)(args, terminal, folder_of(args))
    except (NotRunning, NoAnswer) as error:
        terminal.note(f"skerry sagas: {error}")
        return status.USAGE


def _list(args: argparse.Namespace, terminal: Terminal, place: Place) -> int:
    found = sagas(place, status=args.status, saga=args.name, after=args.after, limit=args.limit, waiting=args.waiting)
    after = found.rows[-1]["id"] if found.more and found.rows else ""
    if args.format == "json":
        shown = {"schema": "skerry-sagas-1", "sagas": found.rows, "next_after": after, "silent": found.silent}
        terminal.say(json.dumps(shown, indent=1))
        return status.CLEAN
    terminal.say(sagas_text(found.rows, terminal.style))
    if after:
        terminal.note(f"there are more: --after {after}")
    _silent(found.silent, terminal)
    return status.CLEAN


def _silent(names: tuple[str, ...], terminal: Terminal) -> None:
    if names:
        terminal.note(f"did not answer: {', '.join(names)}")


def _stats(args: argparse.Namespace, terminal: Terminal, place: Place) -> int:
    answers = stats(place)
    shown = {"schema": "skerry-sagas-stats-1", "services": answers.found, "silent": answers.silent}
    terminal.say(json.dumps(shown, indent=1) if args.format == "json" else stats_text(answers.found, terminal.style))
    _silent(answers.silent, terminal)
    return status.CLEAN


def _check(args: argparse.Namespace, terminal: Terminal, place: Place) -> int:
    answers = checked(place)
    shown = {"schema": "skerry-sagas-checked-1", "services": answers.found, "silent": answers.silent}
    terminal.say(json.dumps(shown, indent=1) if args.format == "json" else checked_text(answers.found, terminal.style))
    _silent(answers.silent, terminal)
    return status.FINDINGS if any(each["faults"] for each in answers.found.values()) else status.CLEAN


def _backup(args: argparse.Namespace, terminal: Terminal, place: Place) -> int:
    files = [str(file) for file in backup(place, Path(args.id))]
    shown = {"schema": "skerry-sagas-backup-1", "files": files}
    terminal.say(json.dumps(shown) if args.format == "json" else "\n".join(files) or "no service drives sagas")
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
