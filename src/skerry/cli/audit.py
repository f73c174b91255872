"""The audit logs of a system: who has touched tagged data, and whether the logs are as they were written.

verify finds what was changed, deleted, put in, put elsewhere or cut off, and says where; it ends with 1 if it finds anything. show and tail
print records, the newest last; tail goes on. The system need not run.

Examples:
  skerry audit verify                                   # all logs of the system in this folder
  skerry audit show --who dr-grey --since 2026-11-01
  skerry audit show --what 7f3c9a10-… --format json     # everything that touched one thing
  skerry audit tail examples/clinic --service record-service
  skerry audit verify --folder /var/log/records --key /run/secrets/keys.json
"""

from __future__ import annotations

import argparse
import json
import time
from collections import deque
from dataclasses import replace
from pathlib import Path
from typing import Any

from skerry.cli import status
from skerry.cli.arguments import add_format, count
from skerry.cli.arguments import folder as path_of
from skerry.cli.running import model_of
from skerry.cli.terminal import Terminal
from skerry.render.audit import record_text, verdicts_text
from skerry.run.audit.marks import Unreadable
from skerry.run.place import Place
from skerry.workbench.audit import NoLog, Wanted, folders, records, verified

_WAYS = ("verify", "show", "tail")
_PAUSE = 0.5  # seconds


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is done, with which logs and records."""
    parser.add_argument("what_to_do", choices=_WAYS, metavar="WHAT", help=", ".join(_WAYS))
    parser.add_argument(
        "model", nargs="?", default="", metavar="MODEL", help="the model whose system it is (default: this folder's)"
    )
    parser.add_argument(
        "--service", action="append", default=[], metavar="NAME", help="only this service; again for more"
    )
    parser.add_argument("--folder", type=path_of, metavar="DIR", help="the folder of one log, wherever it is")
    parser.add_argument("--key", type=path_of, metavar="FILE", help="the keyring that the log is sealed with")
    parser.add_argument("--limit", type=count, default=50, metavar="N", help="at most the last N records (default: 50)")
    parser.add_argument(
        "--who", default="", metavar="NAME", help="only accesses by this subject, or that it began, or by this role"
    )
    parser.add_argument(
        "--what", default="", metavar="NAME", help="only those of this operation, entity, field, tag or id"
    )
    parser.add_argument(
        "--since", default="", metavar="TIME", help="only those since then: 2026-11-30, 2026-11-30T16:00"
    )
    parser.add_argument("--trace", default="", metavar="ID", help="only those of this trace; its beginning is enough")
    add_format(parser, "text", "json")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Reads the logs."""
    model = model_of(args.model)
    place = Place.of(model if model.is_dir() else model.parent)
    try:
        found = folders(place, args.folder, tuple(args.service))
        if args.what_to_do == "verify":
            return _verify(args, terminal, place, found)
        return _show(args, terminal, found)
    except (NoLog, Unreadable, OSError) as error:
        terminal.note(f"skerry audit: {error}")
        return status.USAGE


def _verify(args: argparse.Namespace, terminal: Terminal, place: Place, found: dict[str, Path]) -> int:
    verdicts = verified(place, found, args.key)
    wrong = any(each.findings for each in verdicts.values())
    if args.format == "json":
        logs = [
            {
                "log": name, "records": each.records, "segments": each.segments, "notes": each.notes,
                "findings": [{"place": one.place, "what": one.what, "detail": one.detail} for one in each.findings],
            }
            for name, each in verdicts.items()
        ]  # fmt: skip
        terminal.say(json.dumps({"schema": "skerry-audit-1", "whole": not wrong, "logs": logs}, indent=1))
    else:
        terminal.say(verdicts_text(verdicts, terminal.style))
    return status.FINDINGS if wrong else status.CLEAN


def _show(args: argparse.Namespace, terminal: Terminal, found: dict[str, Path]) -> int:
    wanted = Wanted(args.who, args.what, args.since, args.trace)
    rows = list(deque(records(found, wanted), args.limit))
    if args.format == "json" and args.what_to_do == "show":
        terminal.say(json.dumps({"schema": "skerry-audit-1", "records": rows}, indent=1))
        return status.CLEAN
    seen: set[str] = set()
    while True:
        for row in rows:
            terminal.say(_line(row, args, terminal))
        if args.what_to_do == "show":
            if not rows:
                terminal.note("skerry audit: no such records")
            return status.CLEAN
        terminal.stdout.flush()
        seen = {row["place"] for row in rows} | seen
        newest = max((str(row["at"]) for row in rows), default=wanted.since)
        wanted = replace(wanted, since=max(newest, wanted.since))
        time.sleep(_PAUSE)
        rows = [row for row in records(found, wanted) if row["place"] not in seen]


def _line(row: dict[str, Any], args: argparse.Namespace, terminal: Terminal) -> str:
    return json.dumps(row) if args.format == "json" else record_text(row, terminal.style)
